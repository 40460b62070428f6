"""Meetings in the school file: their agenda, what was said, the actions agreed, and what was shown.

`agenda` plans and orders, `saying` writes what is typed while a meeting runs, `reading` hands a meeting out, `actions`
keeps what was agreed, `snapshots` what was shown, `history` brings in meetings that were held and tells a child's.
"""
