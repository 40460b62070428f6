"""Lines of the pupil table as Textual strips: text cut to cells, styles resolved once, finished lines kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Final, Literal

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from progress_tui.domain.text import visible
from progress_tui.tui.widgets.table_layout import MARGIN, Layout
from progress_tui.tui.widgets.table_model import Column, Row

CURSOR_MARK = "▌"
"""In the left margin of the cursor's row, for screens without colour."""
_KEPT_LINES = 1000
_SORT_MARKS = {False: "▲", True: "▼"}


_UNSTEADY: Final = {
    **{0x1F1E6 + letter: chr(ord("A") + letter) for letter in range(26)},
    **dict.fromkeys((0xFE0E, 0xFE0F, *range(0x1F3FB, 0x1F400))),
}
"""Signs to whose width terminals disagree (flags, emoji variants, skin tones) and the form on which they agree."""


@lru_cache(maxsize=8192)
def fitted(text: str, width: int, align: Literal["left", "right", "center"] = "left") -> str:
    """`text` in exactly `width` terminal cells: plain, cut with `…` or padded."""
    plain = visible(text)
    if not plain.isascii():
        plain = plain.translate(_UNSTEADY)
    size = cell_len(plain)
    if size > width:
        plain = set_cell_size(plain, width - 1).rstrip(" ") + "…" if width > 1 else "…" * width
        size = cell_len(plain)
    left = {"left": 0, "right": width - size, "center": (width - size) // 2}[align]
    return " " * left + plain + " " * (width - size - left)


def heading_text(column: Column, width: int, reverse: bool | None) -> str:
    """A heading in exactly `width` cells, with the sort mark inside it; `reverse` None when not sorted by it."""
    if reverse is None:
        return fitted(column.heading, width, column.align)
    plain = visible(column.heading)
    # Narrow headings are cut without an ellipsis: of `PP` and a mark, `P▲` says more than `…▲`.
    kept = set_cell_size(plain, width - 1).rstrip(" ") if cell_len(plain) > width - 1 else plain
    return fitted(kept + _SORT_MARKS[reverse], width, column.align)


class _Line:
    """Collects text and joins neighbours of one style into one segment: fewer segments, faster frames."""

    def __init__(self) -> None:
        self._segments: list[Segment] = []
        self._texts: list[str] = []
        self._style: Style | None = None

    def add(self, text: str, style: Style) -> None:
        if style is not self._style:
            self._flush()
            self._style = style
        self._texts.append(text)

    def _flush(self) -> None:
        joined = "".join(self._texts)
        if joined:
            self._segments.append(Segment(joined, self._style))
        self._texts.clear()

    def strip(self, width: int) -> Strip:
        self._flush()
        return Strip(self._segments, width)


class StripPainter:
    """Paints lines and remembers them until `forget` (data or layout changed) or `forget_styles` (theme, focus).

    Args:
        style_of: the Rich style of a component class suffix, holding only what the class sets; the null style for
            a suffix that has none; for "" the widget's own complete style.
    """

    def __init__(self, style_of: Callable[[str], Style]) -> None:
        self._style_of = style_of
        self._overlays: dict[str, Style] = {}
        self._styles: dict[tuple[str, str, str], Style] = {}
        self._lines: dict[tuple[int, int], Strip] = {}
        self._headings: tuple[tuple[str, bool] | None, list[Strip]] | None = None

    def forget(self) -> None:
        """Drop every finished line."""
        self._lines.clear()
        self._headings = None

    def forget_rows(self, keys: Iterable[int]) -> None:
        """Drop the finished lines of some rows."""
        gone = set(keys)
        for line in [line for line in self._lines if line[0] in gone]:
            del self._lines[line]

    def forget_styles(self) -> None:
        """Drop every finished line and resolved style."""
        self.forget()
        self._overlays.clear()
        self._styles.clear()

    def row(self, row: Row, columns: Sequence[Column], layout: Layout, cursor: int = -1) -> Strip:
        """A row's line; `cursor` is the cursor's column when the cursor is in this row, otherwise -1."""
        line = self._lines.get((row.key, cursor))
        if line is None:
            if len(self._lines) >= _KEPT_LINES:
                self._lines.clear()
            line = self._lines[row.key, cursor] = self._paint_row(row, columns, layout, cursor)
        return line

    def headings(self, columns: Sequence[Column], layout: Layout, sort: tuple[str, bool] | None) -> list[Strip]:
        """The heading lines: group labels when there are groups, then headings."""
        if self._headings is None or self._headings[0] != sort:
            lines = [self._paint_bands(columns, layout)] if layout.banded else []
            self._headings = (sort, [*lines, self._paint_headings(columns, layout, sort)])
        return self._headings[1]

    def message(self, text: str, width: int) -> Strip:
        """A dim line of text, for a table without rows."""
        return Strip([Segment(" " + fitted(text, max(0, width - 1)), self._style("", "empty", ""))], width)

    def blank(self, width: int) -> Strip:
        """An empty line."""
        return Strip.blank(width, self._style("", "", ""))

    def _overlay(self, name: str) -> Style:
        style = self._overlays.get(name)
        if style is None:
            style = self._overlays[name] = self._style_of(name)
        return style

    def _style(self, row: str, cell: str, cursor: str) -> Style:
        """The widget's style, then the row's, the cell's and the cursor's on top, each changing what it sets."""
        key = (row, cell, cursor)
        style = self._styles.get(key)
        if style is None:
            style = self._overlay("")
            for name in key:
                style = style + self._overlay(name) if name else style
            self._styles[key] = style
        return style

    def _paint_row(self, row: Row, columns: Sequence[Column], layout: Layout, cursor: int) -> Strip:
        under = "cursor-row" if cursor >= 0 else ""
        plain = self._style(row.style, "", under)
        rule = self._style(row.style, "rule", under)
        line = _Line()
        line.add(CURSOR_MARK if under else " " * MARGIN, self._style("", "cursor-mark", under) if under else plain)
        end = MARGIN
        if row.spans and layout.placed:
            text, level = row.cells[0], "cursor-cell" if cursor >= 0 else ""
            line.add(fitted(text.text, layout.width - MARGIN - 1, "left"), self._style(row.style, text.style, level))
            line.add(" " * (layout.total - layout.width + 1), plain)
            return line.strip(layout.total)
        for place in layout.placed:
            cell, column = row.cells[place.index], columns[place.index]
            if place.gap:
                line.add(place.gap, rule if len(place.gap) > 1 else plain)
            level = "cursor-cell" if place.index == cursor else under
            line.add(fitted(cell.text, place.width, column.align), self._style(row.style, cell.style, level))
            end = place.x + place.width
        line.add(" " * (layout.total - end), plain)
        return line.strip(layout.total)

    def _paint_headings(self, columns: Sequence[Column], layout: Layout, sort: tuple[str, bool] | None) -> Strip:
        plain, rule = self._style("", "heading", ""), self._style("heading", "rule", "")
        mark = self._style("heading", "more", "")
        line = _Line()
        end = MARGIN
        line.add("‹" if layout.more_left and layout.left_mark == 0 else " ", mark)
        for place in layout.placed:
            column = columns[place.index]
            marked = layout.more_left and place.gap and place.index == layout.first
            if place.gap:
                line.add(place.gap[:-1] if marked else place.gap, rule)
            if marked:
                line.add("‹", mark)
            reverse = sort[1] if sort is not None and sort[0] == column.key else None
            style = plain if reverse is None else self._style("heading", "sorted", "")
            line.add(heading_text(column, place.width, reverse), style)
            end = place.x + place.width
        line.add(" " * (layout.width - end - 1), plain)
        line.add("›" if layout.more_right else " ", mark)
        line.add(" " * (layout.total - layout.width), plain)
        return line.strip(layout.total)

    def _paint_bands(self, columns: Sequence[Column], layout: Layout) -> Strip:
        """Group labels, each over the columns of its group that are on the screen."""
        plain, rule = self._style("", "band", ""), self._style("heading", "rule", "")
        line = _Line()
        line.add(" " * MARGIN, plain)
        placed, start = layout.placed, 0
        while start < len(placed):
            stop = start + 1
            while stop < len(placed) and len(placed[stop].gap) <= 1:
                stop += 1
            if placed[start].gap:
                line.add(placed[start].gap, rule)
            end = placed[stop - 1].x + placed[stop - 1].width
            line.add(fitted(columns[placed[start].index].group, end - placed[start].x), plain)
            start = stop
        line.add(" " * (layout.total - (placed[-1].x + placed[-1].width if placed else MARGIN)), plain)
        return line.strip(layout.total)
