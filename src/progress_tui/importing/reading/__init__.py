"""Bytes → a table of clean text, whatever the kind of file."""
