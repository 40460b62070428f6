"""The prep sheet: one page for the teacher before the meeting, to be filled in and, where wanted, read in again.

The tables are read back by their headings and by the references in their last column (`domain.prep_sheets`), so their
labels stay. It must fit one page for eight children: what we see is cut short there, the meeting shows all of it.
"""

from __future__ import annotations

from typing import Final

from progress_tui.domain.agenda import ActionSince
from progress_tui.domain.meetings import Item
from progress_tui.domain.prep_sheets import ANSWERS, MISSING, REFERENCE, reference_of
from progress_tui.domain.text import counted
from progress_tui.domain.views import FlagShown
from progress_tui.exporting.documents import meeting_parts as parts
from progress_tui.exporting.documents.child_parts import said
from progress_tui.exporting.documents.days import day, day_words
from progress_tui.exporting.documents.document import Cell, Column, Document, Paragraph, Table
from progress_tui.exporting.documents.records import MeetingRecord
from progress_tui.exporting.redactor import Redactor

TOLD: Final = 2
"""How many things are told of a child: what is still open from last time, then flags."""

QUESTIONS: Final = 2
"""How many questions of the class are asked; the meeting asks the others."""

_LONGEST: Final = 90
"""Characters of what is told, that eight children fit one page."""

_CHILD_COLUMNS: Final = (
    Column("Child"), Column("What we see", weight=3), *(Column(one.label, weight=4) for one in ANSWERS[:2]),
    Column(REFERENCE),
)  # fmt: skip
_CLASS_COLUMNS: Final = (Column("Question", weight=4), Column(ANSWERS[2].label, weight=5), Column(REFERENCE))


def build(record: MeetingRecord, redactor: Redactor) -> Document:
    """What a meeting will speak of, with room for what the teacher knows."""
    meeting, view = record.meeting, record.snapshot.shown.view
    held = day_words(day(meeting.held_on))
    when = f"We meet on {held} for {meeting.minutes} minutes. " if held else ""
    children = tuple(_child_row(record, item, redactor) for item in record.children)
    questions = _class_rows(record, redactor)
    return Document(
        kind="prep",
        title=f"Before our {parts.what(record).lower().removeprefix('pupil ')}",
        school=view.school,
        scope=parts.scope(record),
        audience="For the class teacher, to fill in before the meeting. Stays inside the school.",
        names=redactor.names,
        made=record.made,
        fictional=view.fictional,
        blocks=(
            Paragraph(
                f"{when}A few words in a box are enough, and empty boxes are fine. Leave the references as they are: "
                "by them the filled sheet (Word or CSV) is read in again."
            ),
            Table("The children", _CHILD_COLUMNS, children, empty="No child is on the agenda yet."),
            Table("The class", _CLASS_COLUMNS, questions),
        ),
        file_parts=parts.point_code(meeting),
        flat=_flat(children, questions),
        flat_is_whole=True,
    )


def _flat(children: tuple[tuple[Cell, ...], ...], questions: tuple[tuple[Cell, ...], ...]) -> Table:
    """Children and questions as one table, for a spreadsheet."""
    labels = ("Child or question", "What we see", *(one.label for one in ANSWERS), REFERENCE)
    rows: list[tuple[Cell, ...]] = [(*row[:4], "", row[4]) for row in children]
    rows += [(question, "", "", "", answer, reference) for question, answer, reference in questions]
    return Table("Prep sheet", tuple(Column(label) for label in labels), tuple(rows))


def _child_row(record: MeetingRecord, item: Item, redactor: Redactor) -> tuple[Cell, ...]:
    pupil_id = item.pupil_id or 0
    row = record.rows.get(pupil_id)
    flags = row.flags if row is not None else ()
    told = [_agreed(record, pupil_id, redactor)] if _open(record, pupil_id) else []
    room = TOLD - len(told)
    told += [_short(flag, pupil_id, redactor) for flag in flags[:room]]
    written = " ".join(said(item, "seen", redactor, "what we see").split())
    seen = _cut("; ".join(told) or written or "no flag")
    if len(flags) > room:
        seen += f" (and {counted(len(flags) - room, 'more flag')})"
    reference = str(reference_of(record.snapshot.shown.view.school, record.meeting, item))
    return redactor.name(pupil_id), seen, "", "", reference


def _open(record: MeetingRecord, pupil_id: int) -> list[ActionSince]:
    """What was agreed for a child and is still open."""
    return [one for one in record.snapshot.shown.previous.of_pupil(pupil_id) if one.action.status == "open"]


def _agreed(record: MeetingRecord, pupil_id: int, redactor: Redactor) -> str:
    waiting = _open(record, pupil_id)
    what = redactor.line(waiting[0].action.what, pupil_id, where="action")
    return f"Agreed last time: {what}" + (f" (and {len(waiting) - 1} more)" if waiting[1:] else "")


def _cut(text: str) -> str:
    """The beginning of a text, cut at a word."""
    if len(text) <= _LONGEST:
        return text
    return text[:_LONGEST].rsplit(" ", 1)[0].rstrip(";,:") + " …"


def _short(flag: FlagShown, pupil_id: int, redactor: Redactor) -> str:
    # That nothing is under way is in the figures anyway, and room is short.
    return redactor.line(flag.sentence, pupil_id, where="flag").rstrip(".").removesuffix("; no live support or action")


def _class_rows(record: MeetingRecord, redactor: Redactor) -> tuple[tuple[Cell, ...], ...]:
    school = record.snapshot.shown.view.school
    figures = {one.question: one.words for one in record.snapshot.shown.questions}
    rows: list[tuple[Cell, ...]] = []
    for item in record.of_the_class[:QUESTIONS]:
        words = figures.get(item.question, "")
        asked = redactor.line(item.question, where="question of the class")
        told = _cut(redactor.line(words, where="figures of the class"))
        question = f"{asked} {told}".strip()
        rows.append((question, "", str(reference_of(school, record.meeting, item))))
    rows.append((MISSING, "", str(reference_of(school, record.meeting, None))))
    return tuple(rows)
