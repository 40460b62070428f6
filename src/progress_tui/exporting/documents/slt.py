"""The senior leaders' copy: the teacher's copy and what only they need: cost, times, flags left, children on no list.

Nothing in it compares or ranks teachers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from progress_tui.domain.subjects import subject_label
from progress_tui.domain.text import counted
from progress_tui.exporting.documents import meeting_parts as parts
from progress_tui.exporting.documents import teacher
from progress_tui.exporting.documents.child_parts import flag_lines
from progress_tui.exporting.documents.days import day_words, minutes
from progress_tui.exporting.documents.document import Block, Bullets, Cell, Column, Document, Heading, Paragraph, Table
from progress_tui.exporting.documents.records import MeetingRecord
from progress_tui.exporting.documents.reports import table_of_report
from progress_tui.exporting.redactor import Redactor


def build(record: MeetingRecord, redactor: Redactor) -> Document:
    """A meeting as the senior leaders keep it."""
    shared = teacher.build(record, redactor)
    return replace(
        shared,
        kind="slt",
        title=parts.title(record, "senior leaders' copy"),
        audience=f"For the senior leaders only: it holds what support costs. {parts.INSIDE}",
        blocks=(*shared.blocks, *_leaders_part(record, redactor)),
        footer=parts.closing_words(
            redactor, "It describes children and what is done for them; it is no appraisal of anybody's teaching."
        ),
    )


def _leaders_part(record: MeetingRecord, redactor: Redactor) -> Iterator[Block]:
    yield Heading("For the senior leaders")
    yield from _support(record, redactor)
    yield from _left(record, redactor)
    yield from _barriers(record)
    yield from _times(record, redactor)
    if record.roll_up is not None:
        yield Heading("Across the classes", 2)
        yield Paragraph(f"As it stands on {day_words(record.today)}, by name of the class.", "small")
        yield table_of_report(record.roll_up, "Across the classes", redactor)
        yield Bullets(tuple(redactor.line(note) for note in record.roll_up.notes))


def _support(record: MeetingRecord, redactor: Redactor) -> Iterator[Block]:
    yield Heading("Support and what it costs", 2)
    yield Paragraph(f"As of {day_words(record.today)}, not of the day of the meeting.", "small")
    columns = (
        Column("Group", weight=2), Column("For"), Column("From", "date"), Column("To", "date"), Column("By"),
        Column("Children of this class", weight=2), Column("In the group", "count"), Column("Cost, £", "number"),
    )  # fmt: skip
    own = record.rows
    rows: list[tuple[Cell, ...]] = []
    for group in record.support.values():
        members = [one for one in group.members if one.pupil_id in own]
        rows.append(
            (
                redactor.line(group.name, where="support"),
                subject_label(group.subject) if group.subject else "no single subject",
                group.starts,
                group.ends,
                redactor.line(group.staff, where="support"),
                "; ".join(f"{redactor.name(one.pupil_id)} ({_effect(one.effect)})" for one in members),
                len(group.members),
                group.cost if group.cost is not None else "not noted",
            )
        )
    yield Table(
        "Support and what it costs", columns, tuple(rows), empty="No child of this class has support this year."
    )
    known = [group.cost for group in record.support.values() if group.cost is not None]
    if known:
        missing = len(record.support) - len(known)
        tail = f"; of {counted(missing, 'group')} the cost is not noted" if missing else ""
        yield Paragraph(
            f"£{sum(known):,.0f} for {counted(len(known), 'group')}, children of other classes included{tail}."
        )


def _effect(effect: str) -> str:
    return {"unknown": "effect not said", "none": "no effect"}.get(effect, f"{effect} effect")


def _left(record: MeetingRecord, redactor: Redactor) -> Iterator[Block]:
    """Flags nobody spoke of, and children who are on no list."""
    spoken = {item.pupil_id for item in record.children if item.discussed or record.meeting.status != "held"}
    left = [
        row
        for row in record.snapshot.shown.view.rows
        if row.pupil_id not in spoken and any(flag.severity >= record.asks_from for flag in row.flags)
    ]
    yield Heading("Flags not spoken of", 2)
    yield Table(
        "Flags not spoken of",
        (Column("Child"), Column("What we see", weight=3)),
        tuple(
            (
                redactor.name(row.pupil_id),
                "\n".join(
                    flag_lines(
                        (flag for flag in row.flags if flag.severity >= record.asks_from), row.pupil_id, redactor
                    )
                ),
            )
            for row in sorted(left, key=lambda row: (-row.severity, -len(row.flags)))
        ),
        empty="Every child with a flag to discuss was spoken of.",
    )
    yield Heading("Children on no list", 2)
    yield Paragraph(
        f"On {day_words(record.today)}: children whom a flag asks to discuss, of whom no meeting of this school year "
        "spoke, and for whom no action is open and no support runs.",
        "small",
    )
    names = [redactor.name(pupil_id) for pupil_id in record.on_no_list]
    on_roll = record.on_roll
    yield Paragraph(f"{len(names)} of {on_roll} on roll{': ' + '; '.join(names) if names else ''}.")


def _barriers(record: MeetingRecord) -> Iterator[Block]:
    named = Counter(barrier for item in record.children for barrier in item.barriers)
    yield Heading("Barriers named", 2)
    of = counted(len(record.children), "child", "children")
    items = tuple(f"{barrier}: {number} of {of} on the agenda" for barrier, number in named.most_common())
    yield Bullets(items) if items else Paragraph("None was named.")


def _times(record: MeetingRecord, redactor: Redactor) -> Iterator[Block]:
    yield Heading("Time taken", 2)
    spent = [
        (redactor.name(item.pupil_id) if item.pupil_id is not None else _class_item(item.kind), minutes(item.seconds))
        for item in record.meeting.items
        if item.seconds
    ]
    whole = minutes(record.meeting.seconds) or "not taken"
    yield Paragraph(f"In all: {whole}, of {record.meeting.minutes} min planned.")
    if spent:
        yield Table("Time taken", (Column("About", weight=3), Column("Time")), tuple(spent))


def _class_item(kind: str) -> str:
    return {"well": "doing well", "middle": "the quiet middle"}.get(kind, "the class")
