"""How large a table may be. Checked while it is read, before anything is made of it."""

from __future__ import annotations

from typing import Final

MAX_COLUMNS: Final = 1_000
"""Most columns of a table."""

MAX_CELL: Final = 10_000
"""Most characters in one cell."""

MAX_ROWS: Final = 1_000_000
"""Most rows of a table that is read row by row, the heading line counted."""

MAX_CELLS: Final = 30_000_000
"""Most cells of such a table, blank ones counted."""

MAX_REGULAR_ROWS: Final = 20_000_000
"""Most rows of a regular text file, which is read by columns."""
