"""What every table offers beside moving in it: the whole of a cell, and copying."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual.screen import Screen

from progress_tui.domain.text import counted
from progress_tui.tui.widgets.pupil_table import PupilTable
from progress_tui.tui.widgets.table_model import Cell, Column
from progress_tui.tui.within import progress_app


class _Copied(NamedTuple):
    """What is copied, what the toast calls it, and the audit."""

    rows: list[list[str]]
    what: str
    kind: str


def heading_words(column: Column) -> str:
    """A column as it is called outside the table: `Reading Aut2`."""
    return f"{column.group} {column.heading}".strip()


def cell_words(table: PupilTable) -> tuple[str, list[str]] | None:
    """Title and lines for the cell under the cursor as it stands, None in an empty table."""
    cell = table.cell_at_cursor
    if cell is None:
        return None
    column = next(column for column in table.columns if column.key == table.cursor_column)
    row = table.cells_under_cursor
    name = row[0].text if column is not table.columns[0] else ""
    return " · ".join(filter(None, (name, heading_words(column)))), [cell.text or "empty"]


def show_cell(screen: Screen[None], table: PupilTable) -> None:
    """Show the cell under the cursor as it stands, in full."""
    found = cell_words(table)
    if found is not None:
        from progress_tui.tui.dialogs.cell import CellDialog

        screen.app.push_screen(CellDialog(*found))


def copy_menu(screen: Screen[None], table: PupilTable) -> None:
    """Ask what is copied: cell, row or table, as they are on screen."""
    cell, row = table.cell_at_cursor, table.cells_under_cursor
    if cell is None:
        progress_app(screen).say("There is nothing to copy here.")
        return
    from progress_tui.tui.dialogs.key_menu import Choice, KeyMenu

    headings = [heading_words(column) for column in table.columns]
    rows = [_texts(table.cells_of(key)) for key in table.visible_keys]
    choices = [
        Choice("c", "Cell", _Copied([[cell.text]], "the cell", "cell")),
        Choice("r", "Row", _Copied([_texts(row)], "the row", "row")),
        Choice(
            "t",
            f"Table: {counted(len(rows), 'row')} and the headings",
            _Copied([headings, *rows], f"{counted(len(rows), 'row')} and the headings", "table"),
        ),
    ]

    def copied(chosen: _Copied | None) -> None:
        if chosen is not None:
            from progress_tui.tui.habits.clipboard import copy

            copy(progress_app(screen), *chosen)

    screen.app.push_screen(KeyMenu("Copy for a spreadsheet", choices), copied)


def _texts(cells: Sequence[Cell]) -> list[str]:
    return [cell.text for cell in cells]
