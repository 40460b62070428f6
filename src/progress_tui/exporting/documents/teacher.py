"""The teacher's copy: what was seen, said and agreed, child by child, and the list of actions at its end.

As one table (`Document.flat`) there is a row for each child of the agenda.
"""

from __future__ import annotations

from progress_tui.exporting.documents import meeting_parts as parts
from progress_tui.exporting.documents.action_parts import action_line, last_time, read_back
from progress_tui.exporting.documents.child_parts import children, flag_lines, said
from progress_tui.exporting.documents.class_parts import at_a_glance, of_the_class
from progress_tui.exporting.documents.document import Cell, Column, Document, Table
from progress_tui.exporting.documents.handing_over import handed_over
from progress_tui.exporting.documents.records import MeetingRecord
from progress_tui.exporting.redactor import Redactor

_LABELS = (
    "class", "held_on", "child", "discussed", "flags", "seen", "prep", "teacher_view", "barriers", "in_class",
    "decision", "actions", "note",
)  # fmt: skip


def build(record: MeetingRecord, redactor: Redactor) -> Document:
    """A meeting as the class teacher needs it."""
    return Document(
        kind="teacher",
        title=parts.title(record, "teacher's copy"),
        school=record.snapshot.shown.view.school,
        scope=parts.scope(record),
        audience=f"For the class teacher. {parts.INSIDE}",
        names=redactor.names,
        made=record.made,
        fictional=record.snapshot.shown.view.fictional,
        blocks=(
            parts.head_facts(record, redactor),
            *at_a_glance(record),
            *last_time(record, redactor),
            *children(record, redactor),
            *of_the_class(record, redactor),
            *handed_over(record, redactor),
            *read_back(record, redactor),
        ),
        footer=parts.closing_words(redactor),
        file_parts=parts.point_code(record.meeting),
        flat=flat(record, redactor),
    )


def flat(record: MeetingRecord, redactor: Redactor) -> Table:
    """The same as one table, a row for each child of the agenda."""
    rows = tuple(_flat_row(record, place, redactor) for place in range(len(record.children)))
    return Table("Children", tuple(Column(label) for label in _LABELS), rows, empty="No child is on the agenda.")


def _flat_row(record: MeetingRecord, place: int, redactor: Redactor) -> tuple[Cell, ...]:
    item = record.children[place]
    pupil_id = item.pupil_id or 0
    row = record.rows.get(pupil_id)
    texts = {name: said(item, name, redactor, name) for name in ("seen", "prep", "teacher_view", "in_class", "note")}
    return (
        record.meeting.class_name,
        record.meeting.held_on,
        redactor.name(pupil_id),
        "yes" if item.discussed else "no",
        "; ".join(flag_lines(row.flags, pupil_id, redactor)) if row else "",
        texts["seen"],
        texts["prep"],
        texts["teacher_view"],
        ", ".join(item.barriers),
        texts["in_class"],
        item.decision,
        "\n".join(action_line(one, redactor) for one in item.actions),
        texts["note"],
    )
