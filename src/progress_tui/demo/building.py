"""Builds the demo school's file by the ways a school would: its files are imported, its meetings and notes written."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from progress_tui.demo.school import DemoSchool, generate
from progress_tui.domain.calendar import Point, parse_academic_year
from progress_tui.domain.errors import ProgressError
from progress_tui.importing.committing import Terms
from progress_tui.importing.service import bring_in
from progress_tui.store import meetings, notes
from progress_tui.store.engine import SchoolFile
from progress_tui.store.meetings import ActionRecord, ItemRecord, MeetingRecord

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def build_demo(path: Path, seed: int = 2026) -> None:
    """Make the demo school at `path`, which must not be there.

    Raises:
        StoreError: the file cannot be written.
        ProgressError: the generator and the importer disagree (a fault of the program).
    """
    school = generate(seed)
    path.parent.mkdir(parents=True, exist_ok=True)
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


def _add_records(con: DuckDBPyConnection, school: DemoSchool) -> None:
    """Meetings with items and actions, and notes with the time they were written."""
    school_id = 1
    pupils = dict(con.execute("SELECT value, pupil_id FROM identifier WHERE kind = 'upn'").fetchall())
    classes = {
        (year, name): class_id
        for class_id, year, name in con.execute("SELECT class_id, academic_year, name FROM class").fetchall()
    }
    records = [
        MeetingRecord(
            class_id=classes[meeting.academic_year, meeting.class_name],
            ordinal=Point.of(meeting.academic_year, meeting.point).ordinal,
            held_on=meeting.held_on,
            minutes=meeting.minutes,
            attendees=meeting.attendees,
            status="held",
            items=tuple(
                ItemRecord(
                    pupils[item.upn],
                    item.seen,
                    item.teacher_view,
                    item.barriers,
                    item.decision,
                    tuple(ActionRecord(a.what, a.owner, a.due, a.status, a.effect) for a in item.actions),
                )
                for item in meeting.items
            ),
        )
        for meeting in school.meetings
    ]
    meetings.add(con, school_id, records)
    for note in school.notes:
        notes.save(con, school_id, pupils[note.upn], note.body, note.author, written=note.written)
