"""A table → a mapping: which column says what, asked where it is unsure."""
