"""Screens 2 to 7: what each can show (choices) and how a report becomes columns and rows (layout)."""
