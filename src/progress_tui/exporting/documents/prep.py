"""The prep sheet: one page for the teacher before the meeting, to be filled in and, where wanted, read in again.

The tables are read back by their headings and by the references in their last column (`domain.prep_sheets`), so their
labels stay. It must fit one page for eight children: what we see is cut short there, the meeting shows all of it.
"""

from __future__ import annotations

from typing import Final

from progress_tui.domain.meetings import Item
from progress_tui.domain.prep_sheets import ANSWERS, MISSING, REFERENCE, reference_of
from progress_tui.domain.views import FlagShown
from progress_tui.exporting.documents import meeting_parts as parts
from progress_tui.exporting.documents.child_parts import said
from progress_tui.exporting.documents.days import day, day_words
from progress_tui.exporting.documents.document import Cell, Column, Document, Paragraph, Table
from progress_tui.exporting.documents.records import MeetingRecord
from progress_tui.exporting.redactor import Redactor

FLAGS: Final = 2
"""How many flags of a child are told; how many more there are is said."""

_CHILD_COLUMNS: Final = (
    Column("Child", weight=2), Column("What we see", weight=4), *(Column(one.label, weight=3) for one in ANSWERS[:2]),
    Column(REFERENCE),
)  # fmt: skip
_CLASS_COLUMNS: Final = (Column("Question", weight=3), Column(ANSWERS[2].label, weight=4), Column(REFERENCE))


def build(record: MeetingRecord, redactor: Redactor) -> Document:
    """What a meeting will speak of, with room for what the teacher knows."""
    meeting, view = record.meeting, record.snapshot.shown.view
    held = day_words(day(meeting.held_on))
    when = f"We meet on {held} for {meeting.minutes} minutes. " if held else ""
    return Document(
        kind="prep",
        title="Before our progress meeting",
        school=view.school,
        scope=parts.scope(record),
        audience=f"For the class teacher, to fill in before the meeting. {parts.INSIDE}",
        names=redactor.names,
        made=record.made,
        fictional=view.fictional,
        blocks=(
            Paragraph(
                f"{when}A few words in each box are enough: what do you know that the numbers don't show, what exactly "
                "stops the child, what have you tried and did it work? Empty boxes are fine."
            ),
            Table(
                "The children",
                _CHILD_COLUMNS,
                tuple(_child_row(record, item, redactor) for item in record.children),
                empty="No child is on the agenda yet.",
            ),
            Table("The class", _CLASS_COLUMNS, _class_rows(record, redactor)),
        ),
        footer=parts.closing_words(
            redactor, "The references let the filled sheet be read in again (Word or CSV); leave them as they are."
        ),
        file_parts=parts.point_code(meeting),
        landscape=True,
    )


def _child_row(record: MeetingRecord, item: Item, redactor: Redactor) -> tuple[Cell, ...]:
    pupil_id = item.pupil_id or 0
    row = record.rows.get(pupil_id)
    seen = [_short(flag, pupil_id, redactor) for flag in row.flags[:FLAGS]] if row is not None else []
    more = len(row.flags) - FLAGS if row is not None else 0
    seen += [f"and {more} more"] if more > 0 else []
    written = said(item, "seen", redactor, "what we see")
    seen += [" ".join(written.split())] if written and not seen else []
    waiting = [one for one in record.snapshot.shown.previous.of_pupil(pupil_id) if one.action.status == "open"]
    if waiting:
        what = redactor.line(waiting[0].action.what, pupil_id, where="action")
        seen.insert(0, f"Agreed last time: {what}" + (f" (and {len(waiting) - 1} more)" if waiting[1:] else ""))
    reference = str(reference_of(record.snapshot.shown.view.school, record.meeting, item))
    return redactor.name(pupil_id), "; ".join(seen) or "no flag", "", "", reference


def _short(flag: FlagShown, pupil_id: int, redactor: Redactor) -> str:
    return redactor.line(flag.sentence, pupil_id, where="flag").rstrip(".")


def _class_rows(record: MeetingRecord, redactor: Redactor) -> tuple[tuple[Cell, ...], ...]:
    school = record.snapshot.shown.view.school
    figures = {one.question: one.words for one in record.snapshot.shown.questions}
    rows: list[tuple[Cell, ...]] = []
    for item in record.of_the_class:
        words = figures.get(item.question, "")
        question = redactor.line(f"{item.question} {words}".strip(), where="question of the class")
        rows.append((question, "", str(reference_of(school, record.meeting, item))))
    rows.append((MISSING, "", str(reference_of(school, record.meeting, None))))
    return tuple(rows)
