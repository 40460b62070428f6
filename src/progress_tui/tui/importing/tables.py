"""What the import screen lists: how the columns were understood, problems, changes and notes, as rows of the table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

from progress_tui.domain.calendar import year_group_label
from progress_tui.domain.text import visible
from progress_tui.tui.classroom.layout import MEDIUM, WIDE
from progress_tui.tui.widgets.table_model import Cell, Column, Row

if TYPE_CHECKING:
    from progress_tui.domain.reports import Report
    from progress_tui.importing.facts import Rejection
    from progress_tui.importing.planning.preview import Preview
    from progress_tui.importing.planning.wording import ColumnShown
    from progress_tui.store.differences import Change
    from progress_tui.store.roll import Listed as Roll

ListName = Literal["problems", "changes", "joiners", "missing", "columns", "notes"]

MOST: Final = 1_000
"""Rows that a list shows; its label counts all of them, and the CSV file for the office holds them."""
_LONGEST: Final = 200
_PRIVATE: Final = frozenset(("surname", "forename", "date of birth", "UPN"))
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
    report = preview.report
    lists = []
    if report is not None:
        lists += [_problems(report.rejected, width, names_hidden)] if report.rejected else []
        lists += [_changes(report.changes, report.changed, names_hidden)] if report.changes else []
        lists += [_pupils("joiners", "New pupils", report.joiners, names_hidden)] if report.joiners else []
        lists += [_pupils("missing", "Not in it", report.missing, names_hidden)] if report.missing else []
    lists += [_columns(preview, width, names_hidden)] if preview.columns else []
    lists += [_notes(report.warnings, names_hidden)] if report is not None and report.warnings else []
    return tuple(lists)


def page_lists(page: Report, width: int, names_hidden: bool) -> tuple[Listed, ...]:
    """The lists of an import on file, from its page: what was left out, the cells it changed, and the rest in words.

    Args:
        page: from `workspace.importing.page`.
        width: of the screen, in cells.
        names_hidden: projector mode.
    """
    from progress_tui.importing.facts import Rejection
    from progress_tui.store.differences import Change

    left_out = page.more.get("rejected")
    rejected = [
        Rejection(int(one["row"]), *(str(one[key]) for key in _REJECTED))
        for one in (left_out if isinstance(left_out, list) else [])
    ]
    changes = [
        Change(
            str(row["pupil"]), row["row"] if isinstance(row["row"], int) else None,
            *(str(row[key]) for key in ("column", "point", "old", "new")),
        )
        for row in page.rows
    ]  # fmt: skip
    about = [_here(note) for note in page.notes if not note.startswith(("  ", "Left out"))]
    lists = [_problems(rejected, width, names_hidden)] if rejected else []
    lists += [_changes(changes, len(changes), names_hidden)] if changes else []
    told = _notes(about, names_hidden=False)
    return (*lists, replace(told, label="About it"))


def _here(note: str) -> str:
    """What a note says of a command, said of the key that does it here."""
    return "It can be undone: u takes it back, and asks first." if note.startswith("It can be undone") else note


_REJECTED: Final = ("column", "value", "reason", "sheet", "pupil")


def _columns(preview: Preview, width: int, names_hidden: bool) -> Listed:
    heading, cell = (18, 10) if width < MEDIUM else (26, 14) if width < WIDE else (34, 16)
    columns = [
        Column("heading", "Column", heading, frozen=True),
        Column("means", "is understood as", 32 if width < MEDIUM else 38 if width < WIDE else 70, flexible=True),
        *(Column(f"row{number}", f"row {number}", cell, group="first rows") for number, _ in preview.rows),
    ]
    rows, details = [], []
    for at, shown in enumerate(preview.columns):
        cells = [_seen(cells[at][:_LONGEST], shown, names_hidden) for _, cells in preview.rows]
        style = _STYLES.get(shown.role, "")
        means = (shown.short or shown.means) if width < WIDE else shown.means
        label = f"? {means}" if shown.role == "asked" else means
        rows.append(Row(at, (_cell(shown.heading), _cell(label, style), *(_cell(text, style) for text in cells))))
        sample = " · ".join(dict.fromkeys(text for text in cells if text))
        details.append(f"“{shown.heading}”: {shown.means}" + (f"\nFirst rows: {sample}" if sample else ""))
    return Listed("columns", f"Columns {len(rows)}", tuple(columns), tuple(rows), tuple(details))


def _cell(text: str, style: str = "", sort: float | None = None) -> Cell:
    """A cell of plain text, whatever a file holds."""
    return Cell(visible(text[:_LONGEST]), style, sort)


def _seen(text: str, column: ColumnShown, names_hidden: bool) -> str:
    """A cell of the first rows; on a projector initials stand for names and nothing for what is private."""
    if not names_hidden or column.cells == "plain" or not text:
        return text
    return _HIDDEN if column.cells == "private" else _initials(text)


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.replace(",", " ").split() if word[0].isalpha()).upper() or _HIDDEN


def _changes(changes: Sequence[Change], count: int, names_hidden: bool) -> Listed:
    """Every cell that would have another value: before → now."""
    columns = (
        Column("pupil", "Pupil", 18, frozen=True),
        Column("what", "What", 20, flexible=True),
        Column("when", "When", 12),
        Column("old", "Before", 9),
        Column("arrow", "", 1),
        Column("new", "Now", 9),
    )
    rows, details = [], []
    for at, one in enumerate(changes[:MOST]):
        private = names_hidden and one.column in _PRIVATE
        pupil = _initials(one.pupil) if names_hidden else one.pupil
        old, new = (_HIDDEN, _HIDDEN) if private else (one.old or "–", one.new or "–")
        cells = (_cell(pupil), _cell(one.column), _cell(one.point), _cell(old), _cell("→"), _cell(new, "above"))
        rows.append(Row(at, cells))
        row = f" (row {one.row})" if one.row is not None else ""
        when = f", {one.point}" if one.point else ""
        details.append(f"{pupil}{row}: {one.column}{when}: {old} → {new}")
    return Listed("changes", f"Changes {count:,}", columns, tuple(rows), tuple(details))


def _pupils(name: Literal["joiners", "missing"], label: str, pupils: Sequence[Roll], names_hidden: bool) -> Listed:
    """Pupils whom the list brings, or does not name."""
    columns = (
        Column("row", "Row", 5, "right", frozen=True),
        Column("pupil", "Pupil", 30, flexible=True),
        Column("class", "Class", 12),
        Column("year", "Year", 8),
    )
    rows, details = [], []
    for at, one in enumerate(pupils[:MOST]):
        pupil = _initials(one.pupil) if names_hidden else one.pupil
        group = year_group_label(one.year_group) if one.year_group is not None else ""
        row = "" if one.row is None else str(one.row)
        rows.append(Row(at, (_cell(row, sort=one.row), _cell(pupil), _cell(one.class_name), _cell(group))))
        means = "would be added as a new pupil" if name == "joiners" else "is on file, and not in this file"
        details.append(f"{pupil} {means}.")
    return Listed(name, f"{label} {len(pupils):,}", columns, tuple(rows), tuple(details))


def _problems(rejected: Sequence[Rejection], width: int, names_hidden: bool) -> Listed:
    sheets = any(one.sheet for one in rejected)
    pupils = any(one.pupil for one in rejected) and not names_hidden
    columns = [
        Column("row", "Row", 5, "right", frozen=True),
        *((Column("sheet", "Sheet", 10),) if sheets else ()),
        *((Column("pupil", "Pupil", 16),) if pupils else ()),
        Column("column", "Column", 14 if width < MEDIUM else 26),
        Column("value", "Value", 10 if width < MEDIUM else 16),
        Column("reason", "Why it cannot be taken", 30, flexible=True),
    ]
    rows, details = [], []
    for at, one in enumerate(rejected[:MOST]):
        # A whole row's value and its reason may name the child.
        value = _HIDDEN if names_hidden and not one.column else one.value
        reason = _HIDDEN_REASON if names_hidden and not one.column else one.reason
        cells = [_cell(str(one.row), sort=one.row)]
        cells += [_cell(one.sheet)] if sheets else []
        cells += [_cell(one.pupil)] if pupils else []
        rows.append(Row(at, (*cells, _cell(one.column), _cell(value), _cell(reason, "severity-2"))))
        place = " · ".join(part for part in (one.sheet, f"Row {one.row}", one.column, value) if part)
        details.append(f"{place}: {reason}")
    return Listed("problems", f"Problems {len(rejected):,}", tuple(columns), tuple(rows), tuple(details))


def _notes(notes: Sequence[str], names_hidden: bool) -> Listed:
    shown = [_HIDDEN_REASON if names_hidden else note for note in notes]
    columns = (Column("number", "", 3, "right", frozen=True), Column("note", "To know", 40, flexible=True))
    rows = tuple(Row(at, (_cell(str(at + 1)), _cell(note))) for at, note in enumerate(shown))
    return Listed("notes", f"Notes {len(rows)}", columns, rows, tuple(shown))
