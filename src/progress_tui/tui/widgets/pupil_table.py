"""The pupil table: a scroll view that paints prepared rows line by line, fast at any number of rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import partial
from typing import ClassVar, TypeAlias

from textual import events
from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.strip import Strip
from textual.timer import Timer

from progress_tui.tui.widgets import table_messages
from progress_tui.tui.widgets.line_view import LineView
from progress_tui.tui.widgets.table_layout import Layout, lay_out
from progress_tui.tui.widgets.table_look import CSS, KEYS, STYLES, component_style
from progress_tui.tui.widgets.table_model import Cell, Column, Row, TableModel
from progress_tui.tui.widgets.table_strips import StripPainter

_PREPARED_FROM = 2000
"""Rows from which a first sort takes longer than a frame: their orders are worked out while nothing else happens."""
_PREPARE_EVERY = 0.2
"""Seconds between two such steps, so that a key is answered in between."""
_LEFT_BUTTON = 1
_DOUBLE = 2


class PupilTable(LineView, can_focus=True, inherit_bindings=False):
    """Rows of pupils with frozen columns, groups of columns and a cursor that stays on its pupil."""

    ALLOW_SELECT = False

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"pupil-table--{suffix}" for suffix in STYLES}
    DEFAULT_CSS = CSS
    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]

    place: reactive[tuple[int | None, str]] = reactive((None, ""), repaint=False, init=False)
    """Row and column key of the cursor. What watches it is painted in the table's own frame; `Highlighted` is later."""

    Highlighted: TypeAlias = table_messages.Highlighted
    Opened: TypeAlias = table_messages.Opened
    HeadingClicked: TypeAlias = table_messages.HeadingClicked

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
        """Key of the row under the cursor, None when no row is shown."""
        return self._table.cursor_key

    @property
    def cursor_column(self) -> str:
        """Key of the column under the cursor, "" without columns."""
        return self._table.cursor_column

    @property
    def cell_at_cursor(self) -> Cell | None:
        """The cell under the cursor, None when no row is shown."""
        return self._table.cell_at_cursor()

    @property
    def visible_keys(self) -> list[int]:
        """Keys of the rows the filter lets through, in the order shown."""
        return self._table.visible_keys

    @property
    def sort(self) -> tuple[str, bool] | None:
        """Column key and whether reversed; None in the default order."""
        return self._table.sort

    def set_data(self, columns: Sequence[Column], rows: Iterable[Row]) -> None:
        """Replace columns and rows. Sort, filter, cursor row and cursor column stay where they still make sense.

        Raises:
            ValueError: two rows or two columns of one key, or a row whose cells do not match the columns.
        """
        self._table.set_data(columns, rows)
        self._clicked = None
        self._relaid()
        self._reordered()
        self._prepare()

    def show_only(self, keys: Collection[int] | None) -> None:
        """Show only the rows of these keys, None for all."""
        self._table.show_only(keys)
        self._reordered()

    def sort_by(self, column_key: str, reverse: bool = False) -> None:
        """Sort by a column; equal values keep the default order, rows without a value come last both ways.

        Raises:
            KeyError: no such column.
        """
        self._table.sort_by(column_key, reverse)
        self._reordered()

    def default_order(self) -> None:
        """Back to the order the rows were given in."""
        self._table.default_order()
        self._reordered()

    def move_to(self, row_key: int, column_key: str | None = None) -> bool:
        """Put the cursor on a row, and in a column when one is given; False when that row is not shown."""
        before = self._table.position
        if not self._table.move_to(row_key):
            return False
        keys = [column.key for column in self._table.columns]
        if column_key in keys:
            self._table.move_to_column(keys.index(column_key))
        self._moved(before)
        return True

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
        position = y - layout.heading_lines + self.scroll_offset.y
        if position < len(table.visible):
            cursor = table.column if position == table.position else -1
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
        size = Size(layout.width, layout.heading_lines + len(self._table.visible))
        if self.show_vertical_scrollbar and size.height > self.size.height:
            # The scrollbar stays, so nothing moves: a layout of the whole screen would only cost a second frame.
            self.set_reactive(PupilTable.virtual_size, size)
            self.vertical_scrollbar.window_virtual_size = size.height
            self.scroll_to(y=min(self.scroll_offset.y, self.max_scroll_y), animate=False)
        else:
            self.virtual_size = size
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
        return max(1, self.size.height - self._laid_out().heading_lines)

    def _follow(self) -> None:
        """Scroll so that the cursor is in sight, and tell when it is on another cell."""
        self._follow_row()
        self._follow_column()
        place = (self._table.cursor_key, self._table.cursor_column)
        if place != self.place:
            self.place = place
            self.post_message(self.Highlighted(self, *place))

    def _follow_row(self) -> None:
        position, top, page = self._table.position, self.scroll_offset.y, self._page()
        if position < 0 or not self.size.height:
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
        if self.scroll_offset.y == top:
            first = self._laid_out().heading_lines
            for position in {before, self._table.position}:
                if top <= position < top + self._page():
                    self.refresh_line(first + position)

    def action_move_rows(self, rows: int) -> None:
        """Move the cursor so many rows down, or up when negative."""
        before = self._table.position
        self._table.move_by(rows)
        self._moved(before)

    def action_row_edge(self, side: int) -> None:
        """To the first row (-1) or the last (1)."""
        self.action_move_rows(side * len(self._table.visible))

    def action_move_columns(self, columns: int) -> None:
        """Move the cursor so many columns right, or left when negative."""
        self._table.move_to_column(self._table.column + columns)
        self._moved(self._table.position)

    def action_column_edge(self, side: int) -> None:
        """To the first column (-1) or the last (1); the first also brings the scrolled columns back."""
        if side < 0:
            self._scroll_columns(0)
        self.action_move_columns(side * len(self._table.columns))

    def action_move_pages(self, pages: float) -> None:
        """Move cursor and view by pages; the cursor keeps its line on the screen where it can."""
        rows = max(1, round(abs(pages) * self._page())) * (1 if pages > 0 else -1)
        before, top = self._table.position, self.scroll_offset.y
        self._table.move_by(rows)
        self._scroll_rows(top + rows)
        self._moved(before)

    def action_open(self) -> None:
        """Open the row under the cursor."""
        key = self._table.cursor_key
        if key is not None:
            self.post_message(self.Opened(self, key))

    # The mouse.

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to the cell; a second click on its row opens it; a heading is told."""
        offset = event.get_content_offset(self)
        if offset is None or event.button != _LEFT_BUTTON:
            return
        event.stop()
        layout = self._laid_out()
        column = layout.column_at(offset.x)
        position = offset.y - layout.heading_lines + self.scroll_offset.y
        if offset.y < layout.heading_lines:
            self._click_heading(offset.x, offset.y, column)
        elif position < len(self._table.visible):
            self._click_row(position, column, event.chain)

    def _click_heading(self, x: int, y: int, column: int | None) -> None:
        layout = self._laid_out()
        if y < layout.heading_lines - 1:
            return
        if layout.more_left and x == layout.left_mark:
            self._shift_columns(-1)
        elif layout.more_right and x == layout.width - 1:
            self._shift_columns(1)
        elif column is not None:
            self.post_message(self.HeadingClicked(self, self._table.columns[column].key))

    def _click_row(self, position: int, column: int | None, chain: int) -> None:
        key = self._table.row_at(position).key
        again = self._clicked == key or chain == _DOUBLE
        before = self._table.position
        self._table.move_by(position - before)
        if column is not None:
            self._table.move_to_column(column)
        self._moved(before)
        self._clicked = None if again else key
        if again:
            self.post_message(self.Opened(self, key))

    def _shift_columns(self, columns: int) -> None:
        """Scroll by so many columns where more lie that way; the cursor stays."""
        layout = self._laid_out()
        if layout.more_right if columns > 0 else layout.more_left:
            self._scroll_columns(layout.first + columns)

    def on_mouse_scroll_right(self, event: events.MouseScrollRight) -> None:
        """A sideways wheel scrolls whole columns."""
        self._shift_columns(1)
        event.stop()

    def on_mouse_scroll_left(self, event: events.MouseScrollLeft) -> None:
        """A sideways wheel scrolls whole columns."""
        self._shift_columns(-1)
        event.stop()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """With shift or ctrl the wheel goes sideways; otherwise Textual scrolls the rows."""
        if event.shift or event.ctrl:
            self._shift_columns(1)
            event.stop()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """With shift or ctrl the wheel goes sideways; otherwise Textual scrolls the rows."""
        if event.shift or event.ctrl:
            self._shift_columns(-1)
            event.stop()
