"""Grades of attitude: written many at once, replaced, refused when they cannot be."""

from __future__ import annotations

import pytest

from progress_tui.domain.errors import StoreError, UsageError
from progress_tui.store import directory, strand_grades
from progress_tui.store.engine import SchoolFile
from progress_tui.store.strand_grades import GradeRecord

HOSTILE = "'); DROP TABLE strand_grade; --"


def write(file: SchoolFile, *grades: GradeRecord, school_id: int = 1) -> None:
    file.write(lambda con: strand_grades.add(con, school_id, grades))


def held(file: SchoolFile) -> list[tuple[int, int, int, str, int, str]]:
    return file.read(
        lambda con: con.execute(
            "SELECT school_id, pupil_id, ordinal, strand, grade, label FROM strand_grade ORDER BY ALL"
        ).fetchall()
    )


def test_grades_are_held_as_given(fresh_file: SchoolFile) -> None:
    write(fresh_file, GradeRecord(7, 12157, "effort", 1, "green"), GradeRecord(7, 12157, HOSTILE, 3, "red"))
    assert held(fresh_file) == [(1, 7, 12157, HOSTILE, 3, "red"), (1, 7, 12157, "effort", 1, "green")]


def test_a_grade_given_again_is_replaced_and_others_stay(fresh_file: SchoolFile) -> None:
    write(fresh_file, GradeRecord(7, 12157, "effort", 1, "green"), GradeRecord(8, 12157, "effort", 2, "amber"))
    write(fresh_file, GradeRecord(7, 12157, "effort", 2, "amber"), school_id=2)
    write(fresh_file, GradeRecord(7, 12157, "effort", 3, "red"))
    assert held(fresh_file) == [
        (1, 7, 12157, "effort", 3, "red"),
        (1, 8, 12157, "effort", 2, "amber"),
        (2, 7, 12157, "effort", 2, "amber"),
    ]


def test_judgements_rest_on_grades(fresh_file: SchoolFile) -> None:
    before = fresh_file.read(directory.versions)[1]
    write(fresh_file)
    assert fresh_file.read(directory.versions)[1] == before
    write(fresh_file, GradeRecord(7, 12157, "effort", 1, "green"))
    assert fresh_file.read(directory.versions)[1] == before + 1


@pytest.mark.parametrize(
    "grades",
    [
        [GradeRecord(7, 12157, "effort", 0, "?")],
        [GradeRecord(7, 12157, "effort", 1, "green"), GradeRecord(7, 12157, "effort", 2, "amber")],
    ],
)
def test_a_grade_that_cannot_be_is_refused(fresh_file: SchoolFile, grades: list[GradeRecord]) -> None:
    with pytest.raises((UsageError, StoreError)):
        write(fresh_file, *grades)
    assert held(fresh_file) == []
