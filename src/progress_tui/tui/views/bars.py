"""Bars and marks of figures as text: read without colour, from two metres; lines one under the other do not merge."""

from __future__ import annotations

from typing import Final

FULL: Final = "▇"
REST: Final = "▁"
RANGE: Final = "▄"
MARK: Final = "┃"
DOT: Final = "●"
ZERO: Final = "│"
LINE: Final = "─"


def share_bar(percent: float, width: int, low: float | None = None, high: float | None = None) -> str:
    """A share of a hundred; with an interval what is between its ends is lighter, and the share itself a mark.

    Args:
        percent: 0–100.
        width: terminal cells.
        low: the lower end of the interval in percent, None without one.
        high: the upper end.
    """
    if low is None or high is None:
        return (FULL * round(percent * width / 100)).ljust(width, REST)
    cells = [_interval_cell(100 * (place + 0.5) / width, low, high) for place in range(width)]
    cells[_place(percent, 0, 100, width)] = MARK
    return "".join(cells)


def _interval_cell(at: float, low: float, high: float) -> str:
    return FULL if at < low else RANGE if at < high else REST


def dot_line(value: float, low: float, high: float, width: int) -> str:
    """A figure on a line from `low` to `high`, with zero marked where it lies between them."""
    cells = [LINE] * width
    if low < 0 < high:
        cells[_place(0, low, high, width)] = ZERO
    cells[_place(value, low, high, width)] = DOT
    return "".join(cells)


def _place(value: float, low: float, high: float, width: int) -> int:
    """The cell of a value on a line of `width` cells; beyond its ends the nearest."""
    if high <= low:
        return 0
    return max(0, min(width - 1, int((value - low) * width / (high - low))))
