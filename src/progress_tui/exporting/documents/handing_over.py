"""What the next teacher needs to know, in the copies of a hand-over meeting."""

from __future__ import annotations

from collections.abc import Iterator

from progress_tui.domain.agenda import HandOverChild
from progress_tui.domain.text import counted
from progress_tui.exporting.documents.action_parts import action_line
from progress_tui.exporting.documents.child_parts import flag_lines
from progress_tui.exporting.documents.days import day_words
from progress_tui.exporting.documents.document import Block, Cell, Column, Heading, Paragraph, Table
from progress_tui.exporting.documents.records import MeetingRecord
from progress_tui.exporting.redactor import Redactor

FLAGS = 2
"""How many flags of a child the next teacher is told."""


def handed_over(record: MeetingRecord, redactor: Redactor) -> Iterator[Block]:
    """Every child of whom there is anything to hand over; nothing for a meeting of another kind."""
    if record.meeting.kind != "hand-over":
        return
    told = [child for child in record.handed_over if _is_told(child)]
    yield Heading("For the next teacher")
    yield Paragraph(
        f"{len(told)} of {counted(len(record.handed_over), 'child', 'children')}, as on file on "
        f"{day_words(record.today)}: what is still open, what runs, what helped. Notes go along with the child's card.",
        "small",
    )
    columns = (
        Column("Child"), Column("To look at"), Column("Still open"), Column("Support that runs"), Column("What helped"),
        Column("Notes", "count"),
    )  # fmt: skip
    rows = tuple(_row(child, redactor) for child in told)
    yield Table("For the next teacher", columns, rows, empty="Nothing is open, runs or is noted.")


def _is_told(child: HandOverChild) -> bool:
    return bool(
        child.actions or child.support or child.worked or child.notes or any(f.severity > 1 for f in child.flags)
    )


def _row(child: HandOverChild, redactor: Redactor) -> tuple[Cell, ...]:
    own = child.pupil.pupil_id
    asked = [flag for flag in child.flags if flag.severity > 1]
    helped = []
    for one in child.worked:
        note = f" ({redactor.line(one.note, own, where='effect')})" if one.note else ""
        helped.append(f"{redactor.line(one.what, own, where='what helped')}: {one.effect} effect{note}")
    return (
        redactor.name(own),
        "\n".join(flag_lines(asked, own, redactor, FLAGS)),
        "\n".join(action_line(one.action, redactor) for one in child.actions),
        "\n".join(redactor.line(name, own, where="support") for name in child.support),
        "\n".join(helped),
        child.notes,
    )
