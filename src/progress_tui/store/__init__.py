"""The school file: one DuckDB file per school or trust, owned by one thread, attached only while it is in use."""
