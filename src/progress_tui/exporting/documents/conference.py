"""The conference sheet: a child's own page in words a child can read, without flags or anybody else's figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from progress_tui.domain.mentoring import PERSONAL, Target
from progress_tui.exporting.documents.document import (
    Answer,
    Block,
    Bullets,
    Column,
    Document,
    Heading,
    Paragraph,
    Table,
)
from progress_tui.exporting.documents.records import ConferenceRecord
from progress_tui.exporting.redactor import Redactor

_STRANDS: Final[Mapping[str, str]] = {
    "attitude": "My attitude to learning", "effort": "How hard I try", "behaviour": "How I behave",
    "homework": "My homework", "attendance": "Coming to school", "punctuality": "Being on time",
}  # fmt: skip
_COLOURS: Final[Mapping[str, str]] = {"good": "going well", "middle": "getting there", "low": "needs help"}
LARGE_TARGETS: Final = 5
"""With more targets the sheet is set in usual type, so that it stays one page."""

GOING_WELL: Final = 4
"""How many things that go well are told."""

_STATUS: Final[Mapping[str, str]] = {"not yet": "not yet", "met": "done!", "carried": "I am still working on it"}


def build(record: ConferenceRecord, redactor: Redactor) -> Document:
    """The sheet of one child at a half-term."""
    name = _called(record, redactor)
    return Document(
        kind="conference",
        title=f"How I am doing: {name}",
        school=record.school,
        scope=" · ".join(part for part in (record.class_name, record.point_label) if part),
        audience="For the child, the mentor and the child's family.",
        names=redactor.names,
        made=record.made,
        fictional=record.fictional,
        blocks=(
            *_going_well(record),
            *_grades(record, redactor),
            *_targets(record, redactor),
            *_comments(record, redactor),
        ),
        file_parts=tuple(
            filter(None, (record.class_name, redactor.name(record.person.pupil_id), *record.point_code.split(":")))
        ),
        # With many targets the page would not hold them in large type.
        large=len(record.record.targets) <= LARGE_TARGETS,
    )


def _called(record: ConferenceRecord, redactor: Redactor) -> str:
    """The forename first, as the child is called."""
    person = record.person
    if redactor.names != "full":
        return redactor.name(person.pupil_id)
    return " ".join(part for part in (person.forename, person.surname) if part) or person.name


def _going_well(record: ConferenceRecord) -> Iterator[Block]:
    """What to begin with: good grades, targets met, subjects that went up."""
    grades = record.record.grades
    good = [
        _strand(record, strand)
        for strand, one in grades.items()
        if record.words.grade(one.grade, one.label).colour == "good"
    ]
    better = [
        _strand(record, strand)
        for strand, one in grades.items()
        if record.before is not None
        and strand in record.before.grades
        and one.grade < record.before.grades[strand].grade
    ]
    met = sum(target.status == "met" for target in record.record.targets)
    lines = [f"{one}: going well." for one in good]
    lines += [f"{one}: better than last time." for one in better if one not in good]
    lines += [f"{subject}: you moved up a step." for subject in record.up]
    lines += [f"You met {met} of your targets."] if met > 1 else (["You met one of your targets."] if met else [])
    yield Heading("What is going well")
    yield Bullets(tuple(lines[:GOING_WELL])) if lines else Answer("Think together: what is going well?", "", 2)


def _strand(record: ConferenceRecord, strand: str) -> str:
    known = {one.id: one.label for one in record.words.strands}
    return _STRANDS.get(strand, known.get(strand, strand).capitalize())


def _grades(record: ConferenceRecord, redactor: Redactor) -> Iterator[Block]:
    yield Heading("How I work")
    order = [one.id for one in record.words.strands]
    held = record.record.grades
    strands = [*(one for one in order if one in held), *(one for one in held if one not in order)]
    before = record.before.grades if record.before is not None else {}
    rows = []
    for strand in strands:
        grade = record.words.grade(held[strand].grade, held[strand].label)
        earlier = before.get(strand)
        label = redactor.line(earlier.label, where="grade") if earlier else ""
        rows.append(
            (
                redactor.line(_strand(record, strand), where="strand"),
                f"{redactor.line(grade.label, where='grade').capitalize()} ({grade.letter}): {_COLOURS[grade.colour]}",
                label.capitalize(),
            )
        )
    columns = (Column("What", weight=3), Column("Now", weight=3), Column("Last time", weight=2))
    yield Table("How I work", columns, tuple(rows), empty="No grades have been written down this half-term.")


def _targets(record: ConferenceRecord, redactor: Redactor) -> Iterator[Block]:
    yield Heading("What I am working on")
    labels = dict(record.subjects)
    rows = [
        (
            "Just for me" if target.subject == PERSONAL else labels.get(target.subject, target.subject.capitalize()),
            redactor.line(target.body, record.person.pupil_id, where="target"),
            _status(target),
        )
        for target in record.record.targets
    ]
    columns = (Column("Subject", weight=2), Column("My target", weight=5), Column("Am I there?", weight=2))
    if rows:
        yield Table("What I am working on", columns, tuple(rows))
    else:
        yield Answer("No targets are written down yet. Write them here together:", "", 3)


def _status(target: Target) -> str:
    return _STATUS.get(target.status, target.status)


def _comments(record: ConferenceRecord, redactor: Redactor) -> Iterator[Block]:
    for who, label in (("child", "What I think"), ("mentor", "What my mentor says")):
        held = record.record.comments.get(who)
        text = redactor.text(held.body, record.person.pupil_id, where=label).strip() if held else ""
        if text:
            yield Heading(label)
            yield Paragraph(text, "quote")
        else:
            yield Answer(label, "", 3)
