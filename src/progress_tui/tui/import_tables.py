"""What the import screen lists: how the columns were understood, problems, changes and notes, as rows of the table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from progress_tui.tui.class_layout import MEDIUM, WIDE
from progress_tui.tui.widgets.table_model import Cell, Column, Row

if TYPE_CHECKING:
    from progress_tui.importing.planning.preview import Preview
    from progress_tui.importing.planning.wording import ColumnShown

ListName = Literal["columns", "problems", "changes", "notes"]

_HIDDEN: Final = "··"
"""Stands on a projector for what may tell who a pupil is."""
_HIDDEN_REASON: Final = "hidden with the names: p shows it"
_STYLES: Final = {"left out": "muted", "asked": "severity-2", "who": "", "about": "", "time": ""}


@dataclass(frozen=True, slots=True)
class Listed:
    """One list of the table.

    Attributes:
        label: for its tab, such as `Problems 3`.
        details: what the line under the table says of each row.
    """

    name: ListName
    label: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    details: tuple[str, ...]


def lists_of(preview: Preview, width: int, names_hidden: bool) -> tuple[Listed, ...]:
    """The lists that have something in them, problems first where there are any.

    Args:
        preview: what is shown.
        width: of the screen, in cells.
        names_hidden: projector mode.
    """
    lists = [_columns(preview, width, names_hidden)] if preview.columns else []
    report = preview.report
    if report is not None and report.rejected:
        lists.insert(0, _problems(preview, names_hidden))
    notes = report.warnings if report is not None else ()
    if notes:
        lists.append(_notes(notes, names_hidden))
    return tuple(lists)


def _columns(preview: Preview, width: int, names_hidden: bool) -> Listed:
    heading, cell = (18, 10) if width < MEDIUM else (26, 14) if width < WIDE else (34, 16)
    columns = [
        Column("heading", "Column", heading, frozen=True),
        Column("means", "is understood as", 30 if width < MEDIUM else 44, flexible=True),
        *(Column(f"row{number}", f"row {number}", cell, group="first rows") for number, _ in preview.rows),
    ]
    rows, details = [], []
    for at, shown in enumerate(preview.columns):
        cells = [_seen(cells[at], shown, names_hidden) for _, cells in preview.rows]
        style = _STYLES.get(shown.role, "")
        label = f"? {shown.means}" if shown.role == "asked" else shown.means
        rows.append(Row(at, (Cell(shown.heading), Cell(label, style), *(Cell(text, style) for text in cells))))
        sample = ", ".join(dict.fromkeys(text for text in cells if text))
        details.append(f"“{shown.heading}”: {shown.means}" + (f"\nFirst rows: {sample}" if sample else ""))
    return Listed("columns", f"Columns {len(rows)}", tuple(columns), tuple(rows), tuple(details))


def _seen(text: str, column: ColumnShown, names_hidden: bool) -> str:
    """A cell of the first rows; on a projector initials stand for names and nothing for what is private."""
    if not names_hidden or column.cells == "plain" or not text:
        return text
    if column.cells == "private":
        return _HIDDEN
    return "".join(word[0] for word in text.replace(",", " ").split() if word[0].isalpha()).upper() or _HIDDEN


def _problems(preview: Preview, names_hidden: bool) -> Listed:
    report = preview.report
    rejected = report.rejected if report is not None else ()
    sheets = any(one.sheet for one in rejected)
    pupils = any(one.pupil for one in rejected) and not names_hidden
    columns = [
        Column("row", "Row", 5, "right", frozen=True),
        *((Column("sheet", "Sheet", 10),) if sheets else ()),
        *((Column("pupil", "Pupil", 16),) if pupils else ()),
        Column("column", "Column", 14),
        Column("value", "Value", 10),
        Column("reason", "Why it cannot be taken", 30, flexible=True),
    ]
    rows, details = [], []
    for at, one in enumerate(rejected):
        # A whole row's value and its reason may name the child.
        value = _HIDDEN if names_hidden and not one.column else one.value
        reason = _HIDDEN_REASON if names_hidden and not one.column else one.reason
        cells = [Cell(str(one.row), sort=one.row)]
        cells += [Cell(one.sheet)] if sheets else []
        cells += [Cell(one.pupil)] if pupils else []
        rows.append(Row(at, (*cells, Cell(one.column), Cell(value), Cell(reason, "severity-2"))))
        place = " · ".join(part for part in (one.sheet, f"Row {one.row}", one.column, value) if part)
        details.append(f"{place}: {reason}")
    return Listed("problems", f"Problems {len(rows)}", tuple(columns), tuple(rows), tuple(details))


def _notes(notes: Sequence[str], names_hidden: bool) -> Listed:
    shown = [_HIDDEN_REASON if names_hidden else note for note in notes]
    columns = (Column("number", "", 3, "right", frozen=True), Column("note", "To know", 40, flexible=True))
    rows = tuple(Row(at, (Cell(str(at + 1)), Cell(note))) for at, note in enumerate(shown))
    return Listed("notes", f"Notes {len(rows)}", columns, rows, tuple(shown))
