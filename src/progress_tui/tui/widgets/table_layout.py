"""Which columns of the pupil table fit, and where: whole columns only, the frozen ones first. Pure arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from progress_tui.tui.widgets.table_model import Column

MARGIN = 1
"""Cells kept free at either side: the cursor's mark on the left, the `›` mark on the right."""
GAP = " "
RULE = " │ "
"""Between columns of different groups."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A column on the screen.

    Attributes:
        index: into the columns; `x` its first cell; `width` as shown.
        gap: what stands between it and the column before.
    """

    index: int
    x: int
    width: int
    gap: str


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns shown at one width and scroll position.

    Attributes:
        width: of the line in sight, in cells; `total` with the cells under the scrollbar.
        first: index of the first scrolled column shown; `frozen` counts the frozen ones.
        more_left: whether scrolled columns lie to the left; `more_right` to the right.
        banded: whether a line of group labels stands above the headings.
    """

    width: int
    total: int
    first: int
    frozen: int
    placed: tuple[Placed, ...]
    more_left: bool
    more_right: bool
    banded: bool

    @property
    def heading_lines(self) -> int:
        """1, or 2 with a line of group labels."""
        return 2 if self.banded else 1

    @property
    def left_mark(self) -> int:
        """Where the `‹` stands: the cell before the first scrolled column."""
        return next((place.x for place in self.placed if place.index == self.first), MARGIN) - 1

    def shows(self, index: int) -> bool:
        """Whether that column is on the screen."""
        return any(place.index == index for place in self.placed)

    def column_at(self, x: int) -> int | None:
        """Index of the column at that cell; the gap after a column belongs to it. None at the edges."""
        hit = None
        for place in self.placed:
            if place.x > x:
                break
            hit = place
        if hit is None or (hit is self.placed[-1] and x >= hit.x + hit.width):
            return None
        return hit.index


def lay_out(columns: Sequence[Column], width: int, first: int, *, frozen: bool = True, under: int = 0) -> Layout:
    """Place the columns.

    Args:
        columns: all of them.
        width: of the line, in cells.
        first: index of the first scrolled column wanted.
        frozen: whether the leading frozen columns stay; otherwise they scroll with the others.
        under: cells of the line that lie under the scrollbar.
    """
    held = 0
    while frozen and held < len(columns) and columns[held].frozen:
        held += 1
    first = max(held, min(first, len(columns) - 1))
    limit = width - MARGIN
    chosen: list[tuple[int, int, str]] = []
    x = MARGIN
    for index in (*range(held), *range(first, len(columns))):
        gap = "" if not chosen else GAP if columns[chosen[-1][0]].group == columns[index].group else RULE
        room = limit - x - len(gap)
        if columns[index].width > room and (index > first or room < 1):
            break
        # Only a column wider than the whole space is cut: without it nothing could be read at all.
        chosen.append((index, min(columns[index].width, room), gap))
        x += len(gap) + chosen[-1][1]
    more_right = bool(columns) and (not chosen or chosen[-1][0] < len(columns) - 1)
    return Layout(
        width=width,
        total=width + under,
        first=first,
        frozen=held,
        placed=_spread(columns, chosen, max(0, limit - x)),
        more_left=first > held,
        more_right=more_right,
        banded=any(column.group for column in columns),
    )


def _spread(columns: Sequence[Column], chosen: Sequence[tuple[int, int, str]], spare: int) -> tuple[Placed, ...]:
    """Positions of the chosen columns, the spare cells given to the flexible one."""
    placed: list[Placed] = []
    x = MARGIN
    for index, width, gap in chosen:
        extra = spare if columns[index].flexible else 0
        placed.append(Placed(index, x + len(gap), width + extra, gap))
        x += len(gap) + width + extra
    return tuple(placed)
