"""Builds the demo school's file by the ways a school would: its files are imported, everything else is written down."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from progress_tui import private
from progress_tui.demo.meetings import TODAY, DemoMeeting
from progress_tui.demo.school import DemoSchool, generate
from progress_tui.domain.calendar import Point, parse_academic_year
from progress_tui.domain.errors import ProgressError
from progress_tui.domain.meetings import Text
from progress_tui.domain.support import MemberRecord, SupportRecord
from progress_tui.importing.planning.committing import Terms
from progress_tui.importing.service import bring_in
from progress_tui.store import mentoring, notes, queried, saved_filters, strand_grades, support
from progress_tui.store.engine import SchoolFile
from progress_tui.store.meetings import history
from progress_tui.store.meetings.history import ActionRecord, ItemRecord, MeetingRecord
from progress_tui.store.mentoring import NewTarget
from progress_tui.store.queried import QueryRecord
from progress_tui.store.strand_grades import GradeRecord

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SCHOOL_ID = 1
"""The only school of the file."""


def build_demo(path: Path, seed: int = 2026) -> None:
    """Make the demo school at `path`, which must not be there.

    Raises:
        StoreError: the file cannot be written.
        ProgressError: the generator and the importer disagree (a fault of the program).
    """
    school = generate(seed, leavers=True)
    private.make_folder(path.parent)
    file = SchoolFile(path)
    try:
        _import_files(file, school)
        file.write(lambda con: _add_records(con, school))
    finally:
        file.close()


def _import_files(file: SchoolFile, school: DemoSchool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for source in school.files:
            place = Path(folder) / source.name
            place.write_text(source.text, "utf-8")
            year = parse_academic_year(place.stem.partition("-")[2])
            report = bring_in(file, place, Terms(school_name=school.name, fictional=True), year=year)
            if report.verdict != "accepted":
                reasons = [rejection.reason for rejection in report.rejected[:3]]
                reasons += [question.text for question in report.questions[:3]]
                raise ProgressError(f"The demo school's {source.name} was not accepted", " ".join(reasons))


@dataclass(frozen=True, slots=True)
class _Numbers:
    """The numbers that the file gave to what the generator names.

    Attributes:
        pupils: by UPN.
        classes: by start year and name.
        series: by subject and scale.
    """

    pupils: dict[str, int]
    classes: dict[tuple[int, str], int]
    series: dict[tuple[str, str], int]


def _add_records(con: DuckDBPyConnection, school: DemoSchool) -> None:
    """Everything beside the files: meetings, support, grades, queries, filters, and notes as they were written."""
    numbers = _Numbers(
        pupils=dict(con.execute("SELECT value, pupil_id FROM identifier WHERE kind = 'upn'").fetchall()),
        classes={
            (year, name): class_id
            for class_id, year, name in con.execute("SELECT class_id, academic_year, name FROM class").fetchall()
        },
        series={
            (subject, scale): series_id
            for series_id, subject, scale in con.execute("SELECT series_id, subject, scale FROM series").fetchall()
        },
    )
    history.add(con, SCHOOL_ID, _meetings((*school.earlier_meetings, *school.meetings), numbers))
    support.add(con, SCHOOL_ID, _support(school, numbers))
    grades = [GradeRecord(numbers.pupils[g.upn], g.point.ordinal, g.strand, g.grade, g.label) for g in school.grades]
    strand_grades.add(con, SCHOOL_ID, grades)
    _add_mentoring(con, school, numbers)
    queries = [
        QueryRecord(numbers.pupils[q.upn], numbers.series[q.subject, q.scale], q.point.ordinal, q.raw, q.reason)
        for q in school.queries
    ]
    queried.add(con, SCHOOL_ID, queries, datetime.combine(TODAY, time(8, 30)))
    for name, text in school.filters.items():
        saved_filters.save(con, SCHOOL_ID, name, text)
    for note in school.notes:
        notes.save(con, SCHOOL_ID, numbers.pupils[note.upn], note.body, note.author, written=note.written)


def _add_mentoring(con: DuckDBPyConnection, school: DemoSchool, numbers: _Numbers) -> None:
    """The targets and comments of the mentoring record."""
    targets = [
        NewTarget(numbers.pupils[one.upn], one.point.ordinal, one.subject, one.body, one.status)
        for one in school.targets
    ]
    mentoring.add_targets(con, SCHOOL_ID, targets, most=3)
    written = datetime.combine(TODAY, time(15, 30))
    for one in school.comments:
        pupil_id = numbers.pupils[one.upn]
        mentoring.save_comment(con, SCHOOL_ID, pupil_id, one.point.ordinal, one.who, one.body, Text(), written)


def _meetings(held: Iterable[DemoMeeting], numbers: _Numbers) -> list[MeetingRecord]:
    return [
        MeetingRecord(
            class_id=numbers.classes[meeting.academic_year, meeting.class_name],
            ordinal=Point.of(meeting.academic_year, meeting.point).ordinal,
            held_on=meeting.held_on,
            minutes=meeting.minutes,
            attendees=meeting.attendees,
            status="held",
            items=tuple(
                ItemRecord(
                    numbers.pupils[item.upn],
                    item.seen,
                    item.teacher_view,
                    item.barriers,
                    item.decision,
                    tuple(ActionRecord(a.what, a.owner, a.due, a.status, a.effect) for a in item.actions),
                )
                for item in meeting.items
            ),
        )
        for meeting in held
    ]


def _support(school: DemoSchool, numbers: _Numbers) -> list[SupportRecord]:
    return [
        SupportRecord(
            group.name,
            group.subject,
            group.starts,
            group.ends,
            group.staff,
            tuple(MemberRecord(numbers.pupils[m.upn], m.entry, m.exit, m.effect) for m in group.members),
            group.cost,
        )
        for group in school.support
    ]
