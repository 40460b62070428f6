"""A school file as a file: what it is, who uses it, how DuckDB gets at it, and how it is copied and written anew."""
