"""The pupil table: a scroll view that paints prepared rows line by line, with a cursor for keys and mouse."""

from __future__ import annotations

from typing import ClassVar, TypeAlias

from textual import events
from textual.binding import BindingType

from progress_tui.tui.widgets import table_messages
from progress_tui.tui.widgets.table_look import CSS, KEYS, STYLES
from progress_tui.tui.widgets.table_view import TableView

_LEFT_BUTTON = 1
_DOUBLE = 2


class PupilTable(TableView, can_focus=True, inherit_bindings=False):
    """Rows of pupils with frozen columns, groups of columns and a cursor that stays on its pupil."""

    ALLOW_SELECT = False

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"pupil-table--{suffix}" for suffix in STYLES}
    DEFAULT_CSS = CSS
    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]

    Opened: TypeAlias = table_messages.Opened
    HeadingClicked: TypeAlias = table_messages.HeadingClicked
    FigureOpened: TypeAlias = table_messages.FigureOpened

    # Keys.

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

    def action_move_rows(self, rows: int) -> None:
        """Move the cursor so many rows down, or up when negative."""
        before = self._table.position
        self._table.move_by(rows)
        self._moved(before)

    def action_row_edge(self, side: int) -> None:
        """To the first row (-1) or the last (1); from the last into the footer."""
        self.action_move_rows(side * (len(self._table.visible) + len(self._table.footer)))

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
        key, below = self._table.cursor_key, self._table.below
        if key is not None:
            self.post_message(self.Opened(self, key))
        elif below >= 0:
            self.post_message(self.FigureOpened(self, below, self._table.cursor_column))

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
        below = offset.y - (self.size.height - self._footer_lines())
        if offset.y < layout.heading_lines:
            self._click_heading(offset.x, offset.y, column)
        elif below >= 0:
            self._click_footer(below, column)
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
        self._table.move_to(key)
        if column is not None:
            self._table.move_to_column(column)
        self._moved(before)
        self._clicked = None if again else key
        if again:
            self.post_message(self.Opened(self, key))

    def _click_footer(self, below: int, column: int | None) -> None:
        before, again = self._table.position, (below, column) == (self._table.below, self._table.column)
        self._table.move_below(below)
        if column is not None:
            self._table.move_to_column(column)
        self._moved(before)
        if again:
            self.post_message(self.FigureOpened(self, below, self._table.cursor_column))

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
