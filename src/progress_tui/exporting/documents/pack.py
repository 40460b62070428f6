"""The meeting pack: the head's paper copy for before and during the meeting, with evidence and charts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from progress_tui.domain.meetings import Item
from progress_tui.domain.subjects import CORE
from progress_tui.domain.text import counted
from progress_tui.domain.views import ClassView, FlagShown, PupilShown, point_names
from progress_tui.exporting.documents import meeting_parts as parts
from progress_tui.exporting.documents.action_parts import last_time, since_line
from progress_tui.exporting.documents.charts import charts_of
from progress_tui.exporting.documents.child_parts import child_line
from progress_tui.exporting.documents.class_parts import at_a_glance
from progress_tui.exporting.documents.document import (
    Block,
    Bullets,
    Cell,
    Column,
    Document,
    Facts,
    Heading,
    PageBreak,
    Paragraph,
    Table,
)
from progress_tui.exporting.documents.records import MeetingRecord
from progress_tui.exporting.redactor import Redactor
from progress_tui.exporting.wording import change_mark, flag_words, result_words, signed

EVIDENCE: Final = 3
"""Figures a flag is given at most; how many more there are is said."""


def build(record: MeetingRecord, redactor: Redactor) -> Document:
    """A meeting on paper: cover, last time, the class, the children with their evidence, every figure of the class."""
    view = record.snapshot.shown.view
    return Document(
        kind="pack",
        title=f"{parts.what(record)}: meeting pack",
        school=view.school,
        scope=parts.scope(record),
        audience=f"For the leader of the meeting. {parts.INSIDE} Collect the copies at the end.",
        names=redactor.names,
        made=record.made,
        fictional=view.fictional,
        blocks=(
            parts.head_facts(record, redactor),
            *_contents(record, redactor),
            PageBreak(),
            *last_time(record, redactor),
            *at_a_glance(record),
            *_questions(record, redactor),
            *_missing(view, redactor),
            *_children(record, redactor),
            PageBreak(),
            *_grid(view, redactor),
        ),
        footer=parts.closing_words(redactor),
        file_parts=parts.point_code(record.meeting),
    )


def _contents(record: MeetingRecord, redactor: Redactor) -> Iterator[Block]:
    """The agenda, as the cover tells it."""
    yield Heading("Agenda")
    open_actions = [one for one in record.snapshot.shown.previous.actions if one.action.status == "open"]
    late = sum(one.overdue for one in open_actions)
    tail = f", {late} past the due date" if late else ""
    children = "; ".join(redactor.name(item.pupil_id or 0) for item in record.children)
    yield Bullets(
        (
            f"Last time's actions: {len(open_actions)} open{tail}",
            f"The class at a glance, and {counted(len(record.of_the_class), 'question')} of the class",
            f"{counted(len(record.children), 'child', 'children')}: {children}" if children else "No child yet",
            "Doing well, and the quiet middle",
            "Read back what we agreed",
        ),
        numbered=True,
    )


def _questions(record: MeetingRecord, redactor: Redactor) -> Iterator[Block]:
    figures = {one.question: one.words for one in record.snapshot.shown.questions}
    if not record.of_the_class:
        return
    yield Heading("Questions of the class")
    yield Bullets(
        tuple(
            redactor.line(f"{item.question} {figures.get(item.question, '')}".strip(), where="question of the class")
            for item in record.of_the_class
        )
    )


def _missing(view: ClassView, redactor: Redactor) -> Iterator[Block]:
    """Which results are there, and whose are not."""
    yield Heading("What is missing")
    rows: list[tuple[Cell, ...]] = []
    for heading in view.subjects:
        absent = [row.pupil_id for row in view.rows if not _has_value(row, heading.subject)]
        names = "; ".join(redactor.name(pupil_id) for pupil_id in absent)
        rows.append((heading.label, f"{len(view.rows) - len(absent)} of {len(view.rows)} on roll", names or "none"))
    columns = (Column("Subject"), Column("With a result now"), Column("Without", weight=4))
    yield Table("What is missing", columns, tuple(rows), empty="No results are on file for this class.")


def _has_value(row: PupilShown, subject: str) -> bool:
    shown = row.subjects.get(subject)
    return shown is not None and bool(shown.results) and shown.results[-1].kind == "value"


def _children(record: MeetingRecord, redactor: Redactor) -> Iterator[Block]:
    if not record.children:
        yield Paragraph("No child is on the agenda yet.")
    for item in record.children:
        yield PageBreak()
        yield from _child(record, item, redactor)


def _child(record: MeetingRecord, item: Item, redactor: Redactor) -> Iterator[Block]:
    pupil_id = item.pupil_id or 0
    row, card = record.rows.get(pupil_id), record.snapshot.cards.get(pupil_id)
    yield Heading(redactor.name(pupil_id))
    if row is None:
        yield Paragraph("Not in the figures of this meeting: not on roll when they were taken, or erased since.")
        return
    yield Paragraph(child_line(row), "small")
    yield from _flags(row, record.asks_from, redactor)
    before = [since_line(one, redactor) for one in record.snapshot.shown.previous.of_pupil(pupil_id)]
    if before:
        yield Facts((("Last time", "\n".join(before)),))
    if card is not None:
        yield from charts_of(card, CORE, redactor)


def _flags(row: PupilShown, asks_from: int, redactor: Redactor) -> Iterator[Block]:
    """What to discuss with what it rests on; what is only to look at, and good news, in a line each."""
    below = [flag for flag in row.flags if flag.severity < asks_from]
    asked = [flag for flag in row.flags if flag.severity >= asks_from]
    if asked:
        yield Table(
            f"Flags of {redactor.name(row.pupil_id)}",
            (Column("What we see", weight=3), Column("Rests on", weight=2)),
            tuple(
                (redactor.line(flag_words(flag), row.pupil_id, where="flag"), _evidence(flag, row.pupil_id, redactor))
                for flag in asked
            ),
        )
    for title, flags in (("To look at", below), ("Good news", row.good)):
        words = "; ".join(redactor.line(flag.sentence, row.pupil_id, where="flag").rstrip(".") for flag in flags)
        if words:
            yield Paragraph(f"{title}: {words}.", "small")
    if not row.flags and not row.good:
        yield Paragraph("No flag.")


def _evidence(flag: FlagShown, pupil_id: int, redactor: Redactor) -> str:
    """The figures a flag rests on: `Aut2 2026-27: Sec, Sum2 2025-26: Ab`; of several series each is named."""
    if flag.flag == "several":
        return "the flags it puts together"
    several = len({one.what for one in flag.rows}) > 1
    figures = [f"{f'{one.what}, ' if several else ''}{_when(one.when)}: {one.value}" for one in flag.rows]
    more = [f"and {len(figures) - EVIDENCE} more"] if len(figures) > EVIDENCE + 1 else []
    kept = figures[:EVIDENCE] if more else figures
    return redactor.line("; ".join([*kept, *more]), pupil_id, where="evidence")


def _grid(view: ClassView, redactor: Redactor) -> Iterator[Block]:
    """Every child of the class: who, the latest result of each subject, distance, flags counted."""
    yield Heading("The whole class")
    columns = [Column("Child", weight=2), Column("PP"), Column("SEND"), Column("EAL"), Column("Absence", "percent")]
    for heading in view.subjects:
        columns.append(Column(f"{heading.label} {point_names(heading.points)[-1]}"))
        columns.append(Column(f"{heading.label} {'to target' if heading.has_targets else 'to standard'}"))
    columns.append(Column("Flags", "count"))
    yield Table("The whole class", tuple(columns), tuple(_grid_row(view, row, redactor) for row in view.rows))
    yield Paragraph(
        "● yes, blank no, ? not known. ▲ ▼ up or down since the child's latest earlier result of the same kind. "
        "Distances are in the steps of the scale; a minus sign is below.",
        "small",
    )


def _grid_row(view: ClassView, row: PupilShown, redactor: Redactor) -> tuple[Cell, ...]:
    mark = {True: "●", False: "", None: "?"}
    sen = "?" if row.sen is None else ("" if row.sen == "N" else row.sen)
    absence: Cell = "?" if row.absence is None else round(row.absence, 1)
    cells: list[Cell] = [redactor.name(row.pupil_id), mark[row.pp], sen, mark[row.eal], absence]
    for heading in view.subjects:
        shown = row.subjects.get(heading.subject)
        if shown is None or not shown.results:
            cells += ["no result", ""]
            continue
        now = redactor.line(result_words(shown.results[-1]), row.pupil_id, where="result")
        cells += [now + change_mark(shown), signed(shown.distance)]
    return (*cells, len(row.flags))


def _when(code: str) -> str:
    """`Aut2 2026-27` for `2026-27:Aut2`; another text as it is."""
    year, colon, half_term = code.partition(":")
    return f"{half_term} {year}" if colon else code
