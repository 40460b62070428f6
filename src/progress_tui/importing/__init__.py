"""From a file that a school hands over to facts that can be checked, shown and stored.

`read_source` (in `parsing`) is the entry: bytes → table → columns recognised → values parsed → `ParsedFile`.
Nothing here knows the school file; planning and storing start from the `ParsedFile`.
"""
