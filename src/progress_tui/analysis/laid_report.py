"""A report whose table is not its rows: JSON keeps lists of children, a table has short cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from progress_tui.domain.reports import Report

SHORT_LIST: Final = 5
"""As many names stand in a sentence or a cell; the others are counted, and are in JSON."""


@dataclass(frozen=True, slots=True)
class LaidReport(Report):
    """A report with table lines of its own.

    Attributes:
        lines: the table's lines, by the labels of `fields`.
    """

    lines: tuple[dict[str, object], ...] = ()

    def cells(self) -> list[dict[str, object]]:
        """The table's lines."""
        return list(self.lines)


def listed(names: Sequence[str], *, every: bool = False) -> str:
    """Names for a cell or a sentence: all of a few, else the first few and how many more."""
    if every or len(names) <= SHORT_LIST:
        return "; ".join(names)
    return f"{'; '.join(names[:SHORT_LIST])} … and {len(names) - SHORT_LIST} more"
