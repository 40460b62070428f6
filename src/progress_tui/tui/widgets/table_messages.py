"""What the pupil table tells: handled as `on_pupil_table_…` or by `@on(PupilTable.Highlighted)`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from progress_tui.tui.widgets.table_view import TableView


class _TableMessage(Message):
    """A message of one table."""

    def __init__(self, table: TableView) -> None:
        super().__init__()
        self.table = table

    @property
    def control(self) -> TableView:
        """The table, for selectors in `@on`."""
        return self.table


class Highlighted(_TableMessage, namespace="pupil_table"):
    """The cursor is on another cell; `row_key` is None when no row is shown."""

    def __init__(self, table: TableView, row_key: int | None, column_key: str) -> None:
        super().__init__(table)
        self.row_key, self.column_key = row_key, column_key

    def can_replace(self, message: Message) -> bool:
        """Only the latest place of the cursor matters."""
        return isinstance(message, Highlighted) and message.table is self.table


class Opened(_TableMessage, namespace="pupil_table"):
    """A row was opened: `enter`, a double click, or a click on the row clicked last."""

    def __init__(self, table: TableView, row_key: int) -> None:
        super().__init__(table)
        self.row_key = row_key


class FigureOpened(_TableMessage, namespace="pupil_table"):
    """A figure of the footer was opened: `enter`, or a click on the one clicked last.

    Attributes:
        below: the row of the footer, counted from 0.
        column_key: the column of the figure.
    """

    def __init__(self, table: TableView, below: int, column_key: str) -> None:
        super().__init__(table)
        self.below, self.column_key = below, column_key


class HeadingClicked(_TableMessage, namespace="pupil_table"):
    """A column's heading was clicked."""

    def __init__(self, table: TableView, column_key: str) -> None:
        super().__init__(table)
        self.column_key = column_key
