"""What the pupil table shows: rows painted line by line, fast at any number of them, and the cursor kept in sight."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import partial
from typing import TypeAlias

from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.strip import Strip
from textual.timer import Timer

from progress_tui.tui.widgets import table_messages
from progress_tui.tui.widgets.line_view import LineView
from progress_tui.tui.widgets.table_layout import Layout, lay_out
from progress_tui.tui.widgets.table_look import component_style
from progress_tui.tui.widgets.table_model import Cell, Column, Row, TableModel
from progress_tui.tui.widgets.table_strips import StripPainter

_PREPARED_FROM = 2000
"""Rows from which a first sort takes longer than a frame: their orders are worked out while nothing else happens."""
_PREPARE_EVERY = 0.2
"""Seconds between two such steps, so that a key is answered in between."""
_LEAST_HEIGHT = 6
"""Lines that the footer leaves for headings and rows, or it is not shown."""


class TableView(LineView):
    """Rows under frozen and other columns, a footer, and a place for the cursor; `PupilTable` moves it."""

    place: reactive[tuple[int | None, str]] = reactive((None, ""), repaint=False, init=False)
    """Row and column key of the cursor. What watches it is painted in the table's own frame; `Highlighted` is later."""

    Highlighted: TypeAlias = table_messages.Highlighted

    def __init__(
        self,
        *,
        empty_text: str = "",
        id: str | None = None,  # noqa: A002 - Textual's own name for it
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._table = TableModel()
        self._painter = StripPainter(partial(component_style, self))
        self._empty_text = empty_text
        self._first_column = 0
        self._keep_frozen = True
        self._lines: Layout | None = None
        self._clicked: int | None = None
        self._was_below = -1
        self._preparing: Timer | None = None

    # What the table shows.

    @property
    def empty_text(self) -> str:
        """The line shown when there is no row to show; plain text."""
        return self._empty_text

    @empty_text.setter
    def empty_text(self, text: str) -> None:
        self._empty_text = text
        self.refresh()

    @property
    def cursor_key(self) -> int | None:
        """Key of the row under the cursor, None when no row is shown or the cursor is in the footer."""
        return self._table.cursor_key

    @property
    def cursor_below(self) -> int:
        """The row of the footer the cursor is in, counted from 0; -1 while it is not."""
        return self._table.below

    @property
    def cursor_column(self) -> str:
        """Key of the column under the cursor, "" without columns."""
        return self._table.cursor_column

    @property
    def cell_at_cursor(self) -> Cell | None:
        """The cell under the cursor, None when no row is shown."""
        return self._table.cell_at_cursor()

    @property
    def cells_under_cursor(self) -> tuple[Cell, ...]:
        """The cells of the row the cursor is in, of the footer too; empty when no row is shown."""
        table = self._table
        if table.below >= 0:
            return table.footer[table.below].cells
        return table.row_at(table.position).cells if table.position >= 0 else ()

    @property
    def visible_keys(self) -> list[int]:
        """Keys of the rows the filter lets through, in the order shown."""
        return self._table.visible_keys

    @property
    def sort(self) -> tuple[str, bool] | None:
        """Column key and whether reversed; None in the default order."""
        return self._table.sort

    @property
    def columns(self) -> tuple[Column, ...]:
        """All columns, shown or not."""
        return self._table.columns

    def cells_of(self, row_key: int) -> tuple[Cell, ...]:
        """The cells of a row that is shown, aligned with `columns`.

        Raises:
            KeyError: no row of that key is shown.
        """
        return self._table.row_of(row_key).cells

    def in_sight(self) -> frozenset[str]:
        """Keys of the columns on the screen."""
        return frozenset(self._table.columns[place.index].key for place in self._laid_out().placed)

    def set_data(self, columns: Sequence[Column], rows: Iterable[Row], footer: Sequence[Row] = ()) -> None:
        """Replace columns, rows and footer. Sort, filter and the cursor's row and column stay where they make sense.

        Raises:
            ValueError: two rows or two columns of one key, or a row whose cells do not match the columns.
        """
        self._table.set_data(columns, rows, footer)
        self._clicked = None
        self._relaid()
        self._reordered()
        self._prepare()

    def show_only(self, keys: Collection[int] | None, footer: Sequence[Row] | None = None) -> None:
        """Show only the rows of these keys, None for all; with `footer` that one in place of the footer there was."""
        self._table.show_only(keys)
        if footer is not None:
            self._painter.forget_rows(row.key for row in self._table.footer)
            self._table.set_footer(footer)
        self._reordered()

    def sort_by(self, column_key: str, reverse: bool = False) -> None:
        """Sort by a column; equal values keep the default order, rows without a value come last both ways.

        Raises:
            KeyError: no such column.
        """
        self._table.sort_by(column_key, reverse)
        self._reordered()

    def sort_or_reverse(self, column_key: str) -> None:
        """Sort by a column; by the one it is sorted by already, the other way round."""
        self.sort_by(column_key, reverse=self.sort == (column_key, False))

    def default_order(self) -> None:
        """Back to the order the rows were given in."""
        self._table.default_order()
        self._reordered()

    def toggle_frozen(self) -> bool:
        """Let the frozen columns scroll with the others, or hold them again; whether they are held now."""
        self._keep_frozen = not self._keep_frozen
        self._relaid()
        self._reordered()
        return self._keep_frozen

    # Painting.

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of a region; the layout is looked at once for all of them."""
        self._laid_out()
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """One line of the widget, `y` counted from its top."""
        table, layout = self._table, self._lines or self._laid_out()
        if y < layout.heading_lines:
            return self._painter.headings(table.columns, layout, table.sort)[y]
        below = y - (self.size.height - self._footer_lines())
        if below >= 0:
            row, cursor = table.footer[below], table.column if below == table.below else -1
            return self._painter.row(row, table.columns, layout, cursor)
        position = y - layout.heading_lines + self.scroll_offset.y
        if position < len(table.visible):
            cursor = table.column if position == table.position and table.below < 0 else -1
            return self._painter.row(table.row_at(position), table.columns, layout, cursor)
        if not table.visible and position == 0:
            return self._painter.message(self._empty_text, layout.total)
        return self._painter.blank(layout.total)

    def notify_style_update(self) -> None:
        """Theme or focus changed: resolve styles again."""
        super().notify_style_update()
        self._painter.forget_styles()

    def on_mount(self) -> None:
        """Data given before the table was on a screen are prepared now."""
        self._prepare()

    def on_resize(self) -> None:
        """Another width may show more columns and another height may hide the cursor."""
        self._relaid()
        self._fill_columns()
        self._reordered()

    def _laid_out(self) -> Layout:
        width, total = self.scrollable_content_region.width, self.size.width
        if self._lines is None or (self._lines.width, self._lines.total) != (width, total):
            self._lines = self._lay_out(width, total, self._first_column)
            self._first_column = self._lines.first
            self._painter.forget()
        return self._lines

    def _lay_out(self, width: int, total: int, first: int) -> Layout:
        return lay_out(self._table.columns, width, first, frozen=self._keep_frozen, under=total - width)

    def _relaid(self) -> None:
        """Columns, their scroll position or the data changed: forget every line."""
        self._lines = None
        self._painter.forget()

    def _reordered(self) -> None:
        """Rows came, went or changed places: measure anew, keep the cursor in sight, paint everything."""
        layout = self._laid_out()
        size = Size(layout.width, layout.heading_lines + len(self._table.visible) + self._footer_lines())
        if self.show_vertical_scrollbar and size.height > self.size.height:
            # The scrollbar stays, so nothing moves: a layout of the whole screen would only cost a second frame.
            self.set_reactive(TableView.virtual_size, size)
            self.vertical_scrollbar.window_virtual_size = size.height
            self.scroll_to(y=min(self.scroll_offset.y, self.max_scroll_y), animate=False)
        else:
            self.virtual_size = size
            # Textual does not bring a view back that was scrolled further than fewer rows need.
            self._scroll_rows(min(self.scroll_offset.y, max(0, size.height - self.size.height)))
        self._follow()
        self.refresh()

    def _prepare(self) -> None:
        """Work out the orders of a long table while nothing else happens."""
        if self._preparing is not None:
            self._preparing.stop()
        many = self.is_mounted and len(self._table.visible) >= _PREPARED_FROM
        self._preparing = self.set_interval(_PREPARE_EVERY, self._prepare_one) if many else None

    def _prepare_one(self) -> None:
        """Work out one order; stop the timer when all are known."""
        if not any(self._table.prepare(column.key) for column in self._table.columns) and self._preparing is not None:
            self._preparing.stop()
            self._preparing = None

    # The cursor.

    def _page(self) -> int:
        """Rows on the screen, at least 1."""
        return max(1, self.size.height - self._laid_out().heading_lines - self._footer_lines())

    def _footer_lines(self) -> int:
        """Lines of the footer; none where it would leave too little room for the rows."""
        lines = len(self._table.footer)
        return lines if self.size.height - lines >= _LEAST_HEIGHT else 0

    def _follow(self) -> None:
        """Scroll so that the cursor is in sight, and tell when it is on another cell."""
        self._follow_row()
        self._follow_column()
        below = self._table.below
        key = self._table.footer[below].key if below >= 0 else self._table.cursor_key
        place = (key, self._table.cursor_column)
        if place != self.place:
            self.place = place
            self.post_message(self.Highlighted(self, *place))

    def _follow_row(self) -> None:
        position, top, page = self._table.position, self.scroll_offset.y, self._page()
        if position < 0 or not self.size.height or self._table.below >= 0:
            return
        wanted = min(max(top, position - page + 1), position)
        if wanted != top:
            self._scroll_rows(wanted)

    def _scroll_rows(self, top: int) -> None:
        """Bring that row to the top, at once; forced, as the scrollbar may not have been laid out yet."""
        self.scroll_to(y=top, animate=False, force=True)

    def _follow_column(self) -> None:
        """Scroll whole columns until the cursor's is on the screen."""
        column, layout = self._table.column, self._laid_out()
        if layout.shows(column) or not layout.width:
            return
        if column < self._first_column:
            self._scroll_columns(column)
            return
        first = self._first_column
        while first < column and not layout.shows(column):
            first += 1
            layout = self._lay_out(layout.width, layout.total, first)
        self._scroll_columns(first)

    def _scroll_columns(self, first: int) -> None:
        self._first_column = first
        self._relaid()
        self.refresh()

    def _fill_columns(self) -> None:
        """Scroll back while room on the right is wasted."""
        layout = self._laid_out()
        while layout.more_left and not layout.more_right:
            nearer = self._lay_out(layout.width, layout.total, layout.first - 1)
            if nearer.more_right:
                break
            layout = nearer
        if layout.first != self._first_column:
            self._scroll_columns(layout.first)

    def _moved(self, before: int) -> None:
        """The cursor left row `before`: paint that line and its new one, or everything if the view scrolled."""
        self._clicked = None
        top = self.scroll_offset.y
        self._follow()
        if max(self._table.below, self._was_below) >= 0:
            self._was_below = self._table.below
            for below in range(lines := self._footer_lines()):
                self.refresh_line(self.size.height - lines + below)
        if self.scroll_offset.y == top:
            first = self._laid_out().heading_lines
            for position in {before, self._table.position}:
                if top <= position < top + self._page():
                    self.refresh_line(first + position)
