"""Text files: decoding, delimiters, rows."""
