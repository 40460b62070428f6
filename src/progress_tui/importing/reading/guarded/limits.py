"""How large a table may be. Checked while it is read, before anything is made of it."""

from __future__ import annotations

from typing import Final

from progress_tui.domain.errors import ProgressError

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

LAST_ROW: Final = 1_048_576
"""The last row that a sheet of any program has."""

MAX_RATIO: Final = 300
"""Most bytes that one packed byte may unpack to; plain school data stays under 50."""

RATIO_FREE: Final = 16 * 1024 * 1024
"""Bytes up to which a packed file may be as repetitive as it likes."""

_REMEDIES: Final = {
    "rows": "Split it and import the parts.",
    "cells": "Delete the rows and columns that are empty, or split it and import the parts.",
    "columns": "Delete the columns that are not about pupils.",
    "characters": "Shorten it.",
}


def more_than(most: int, what: str, who: str) -> ProgressError:
    """The refusal of what is beyond a limit.

    Args:
        most: the limit.
        what: of which there are more: `rows`, `cells`, `columns`, `characters` or anything else.
        who: what has more of them, as the sentence begins.
    """
    return ProgressError(f"{who} has more than {most:,} {what}", remedy=_REMEDIES.get(what, "Split it."))
