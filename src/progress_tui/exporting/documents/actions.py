"""The list of actions, made for a spreadsheet first: one row an action, days as days."""

from __future__ import annotations

from typing import Final

from progress_tui.domain.agenda import ActionSince
from progress_tui.domain.text import counted
from progress_tui.exporting.documents import meeting_parts as parts
from progress_tui.exporting.documents.action_parts import since_words
from progress_tui.exporting.documents.days import day
from progress_tui.exporting.documents.document import Cell, Column, Document, Paragraph, Table
from progress_tui.exporting.documents.records import ActionsRecord
from progress_tui.exporting.redactor import Redactor

_COLUMNS: Final = (
    Column("Class"), Column("Child", weight=2), Column("What", weight=4), Column("Who"), Column("Agreed", "date"),
    Column("Due", "date"), Column("Look again", "date"), Column("Status"), Column("Past due", "yes_no"),
    Column("Closed", "date"), Column("Effect"), Column("What came of it"),
    Column("Results since, beside the class"),
)  # fmt: skip


def build(record: ActionsRecord, redactor: Redactor) -> Document:
    """Actions by due date."""
    open_ones = [one for one in record.actions if one.action.status == "open"]
    late = sum(one.overdue for one in open_ones)
    rows = tuple(_row(one, redactor) for one in record.actions)
    return Document(
        kind="actions",
        title="Actions agreed",
        school=record.school,
        scope=f"{redactor.line(record.asked, where='what was asked for') or 'all actions'} · {record.point_label}",
        audience=f"For those who do them, and for the senior leaders. {parts.INSIDE}",
        names=redactor.names,
        made=record.made,
        fictional=record.fictional,
        blocks=(
            Paragraph(
                f"{counted(len(record.actions), 'action')}: {len(open_ones)} open, {late} of them past the due date."
            ),
            Table("Actions", _COLUMNS, rows, empty="No action is on file."),
            Paragraph("Results since describe; with one child they prove nothing about the action.", "small"),
        ),
        footer=parts.closing_words(redactor),
        file_parts=tuple(filter(None, (redactor.line(record.asked), *record.point_code.split(":")))),
        landscape=True,
    )


def _row(one: ActionSince, redactor: Redactor) -> tuple[Cell, ...]:
    action = one.action
    about = action.pupil_id
    return (
        one.class_name,
        "the class" if about is None else redactor.name(about),
        redactor.line(action.what, about, where="action"),
        redactor.line(action.owner, about, where="who does it"),
        day(action.agreed),
        day(action.due),
        day(action.review),
        {"carried": "carried on"}.get(action.status, action.status),
        one.overdue,
        day(action.closed),
        "" if action.effect == "unknown" else action.effect,
        redactor.line(action.effect_note, about, where="effect"),
        since_words(one),
    )
