"""The class in documents: its counts, and what was asked, seen and said of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from progress_tui.domain.text import counted
from progress_tui.domain.views import ClassView, PupilShown, SubjectHeading
from progress_tui.exporting.documents.action_parts import action_line
from progress_tui.exporting.documents.child_parts import flag_lines, said
from progress_tui.exporting.documents.document import Block, Cell, Column, Facts, Heading, Paragraph, Table
from progress_tui.exporting.documents.records import MeetingRecord
from progress_tui.exporting.redactor import Redactor


def at_a_glance(record: MeetingRecord) -> Iterator[Block]:
    """The class in counts: k of n in every subject, and who is on roll."""
    view = record.snapshot.shown.view
    yield Heading("The class at a glance")
    columns = (
        Column("Subject"), Column("Assessed by", weight=2), Column("At the expected standard"),
        Column("On target or above"), Column("Up since"), Column("Down since"), Column("Not assessed", "count"),
    )  # fmt: skip
    rows = [_subject_row(view, heading) for heading in view.subjects]
    if view.combines:
        both = [row.core for row in view.rows if row.core[1] == 3]
        met = sum(core == (3, 3) for core in both)
        missing = len(view.rows) - len(both)
        rows.append(("All three", "reading, writing and maths together", f"{met} of {len(both)}", "", "", "", missing))
    yield Table("The class at a glance", columns, tuple(rows), empty="No results are on file for this class.")
    yield Paragraph(_roll_words(view.rows))
    yield Paragraph(
        f"k of n: of the children with a result, of {record.on_roll} on roll. Change is against the child's latest "
        "earlier result of the same kind, where there is one.",
        "small",
    )
    erased = record.on_roll - len(view.rows)
    if erased > 0:
        yield Paragraph(
            f"{counted(erased, 'child', 'children')} of that time erased since: still in the counts at the expected "
            "standard, in no other figure.",
            "small",
        )


def _roll_words(rows: Sequence[PupilShown]) -> str:
    send = sum(row.sen not in (None, "N") for row in rows)
    parts = [
        f"{sum(row.pp is True for row in rows)} pupil premium",
        f"{send} with SEND",
        f"{sum(row.eal is True for row in rows)} EAL",
        f"{sum((row.absence or 0) >= 10 for row in rows)} absent for 10 % of sessions or more",
    ]
    unknown = sum(row.pp is None or row.sen is None or row.eal is None or row.absence is None for row in rows)
    parts += [f"{counted(unknown, 'child', 'children')} of whom not all of this is known"] if unknown else []
    return f"{counted(len(rows), 'child', 'children')} on roll: {', '.join(parts)}."


def _subject_row(view: ClassView, heading: SubjectHeading) -> tuple[Cell, ...]:
    shown = [row.subjects[heading.subject] for row in view.rows if heading.subject in row.subjects]
    valued = [one for one in shown if one.results and one.results[-1].kind == "value"]
    changed = [one for one in valued if one.change]
    met = f"{heading.expected} of {heading.judged}" if heading.has_expectation else "no standard on this scale"
    apart = [one for one in valued if one.distance is not None]
    on = f"{sum((one.distance or 0) >= 0 for one in apart)} of {len(apart)}" if heading.has_targets else "no targets"
    up, down = (f"{sum(one.change == way for one in changed)} of {len(changed)}" for way in ("up", "down"))
    return heading.label, heading.series, met, on, up, down, len(view.rows) - heading.assessed


def of_the_class(record: MeetingRecord, redactor: Redactor) -> Iterator[Block]:
    """Questions of the class with what was said, doing well, the quiet middle."""
    yield Heading("The class")
    figures = {one.question: one.words for one in record.snapshot.shown.questions}
    for item in record.of_the_class:
        yield Heading(redactor.line(item.question, where="question of the class"), 2)
        pairs = (
            ("What we see", redactor.line(figures.get(item.question, ""), where="figures of the class")),
            ("Said", "\n".join(filter(None, (said(item, name, redactor, name) for name in item.texts)))),
            ("Actions", "\n".join(action_line(one, redactor) for one in item.actions)),
        )
        kept = tuple(pair for pair in pairs if pair[1])
        yield Facts(kept) if kept else Paragraph("Nothing was noted.")
    yield from _apart(record, redactor, "well", "Doing well", record.snapshot.shown.well)
    yield from _apart(record, redactor, "middle", "The quiet middle", record.snapshot.shown.middle)


def _apart(
    record: MeetingRecord, redactor: Redactor, kind: str, title: str, pupil_ids: Sequence[int]
) -> Iterator[Block]:
    items = [item for item in record.meeting.items if item.kind == kind]
    if not items and not pupil_ids:
        return
    yield Heading(title, 2)
    lines = []
    for pupil_id in pupil_ids:
        row = record.rows.get(pupil_id)
        good = flag_lines(row.good, pupil_id, redactor) if row is not None else []
        lines.append((redactor.name(pupil_id), "; ".join(good) if kind == "well" else ""))
    if kind == "well" and lines:
        yield Facts(tuple((name, words or "above the expected standard throughout") for name, words in lines))
    elif lines:
        yield Paragraph("; ".join(name for name, _ in lines))
    for item in items:
        for name in item.texts:
            words = said(item, name, redactor, title.lower())
            if words:
                yield Paragraph(words, "quote")
        for action in item.actions:
            yield Paragraph(f"Agreed: {action_line(action, redactor)}")
