"""Plain values and rules: time, pupils, scales, flags' vocabulary, records. No I/O, no library but the standard one."""
