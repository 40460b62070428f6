"""Widgets of our own, where Textual's are missing or too slow."""
