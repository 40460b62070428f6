"""Of which school a source is: blank cells, other spellings, and a name that is not on file."""

from __future__ import annotations

from collections.abc import Callable

from progress_tui.importing.planning.committing import ImportReport
from progress_tui.store.engine import SchoolFile

Bring = Callable[..., ImportReport]

HEAD = "School,UPN,Surname,Forename,DOB,Class\n"
KHAN = "X801200000001,Khan,Ali,1/2/2018,4A\n"
SMITH = "L801200000002,Smith,Tom,3/4/2018,4A\n"


def schools(file: SchoolFile) -> list[tuple[str, int]]:
    """(name, pupils) of the schools on file."""
    return file.read(
        lambda con: con.execute(
            "SELECT o.name, count(p.pupil_id) FROM school o LEFT JOIN pupil p USING (school_id) GROUP BY ALL ORDER BY 1"
        ).fetchall()
    )


def test_a_blank_cell_is_of_the_only_school(bring: Bring, school_file: SchoolFile) -> None:
    report = bring(HEAD + "Ash," + KHAN + "," + SMITH)
    assert (report.verdict, report.pupils) == ("accepted", 2)
    assert schools(school_file) == [("Ash", 2)]


def test_a_blank_cell_among_several_schools_is_rejected(bring: Bring) -> None:
    report = bring(HEAD + "Ash," + KHAN + "Elm," + SMITH + ",A801200000003,Ng,Mei,5/6/2018,4B\n")
    assert report.verdict == "refused"
    assert [(one.row, one.reason) for one in report.rejected] == [
        (4, "The row names no school, and other rows name several.")
    ]


def test_one_school_in_two_spellings_is_one(bring: Bring, school_file: SchoolFile) -> None:
    bring(HEAD + "Ash," + KHAN + "ASH ," + SMITH)
    again = bring(HEAD + "ash," + KHAN)
    assert (again.added, again.changed) == (0, 0)
    assert schools(school_file) == [("Ash", 2)]


def test_the_pupils_on_file_under_another_name_of_the_school_are_asked_about(
    bring: Bring, school_file: SchoolFile
) -> None:
    bring((HEAD + "Ash," + KHAN + "Ash," + SMITH).replace("School,", "").replace("Ash,", ""))
    strange = HEAD + "Oakfield Academy," + KHAN + "Oakfield Academy," + SMITH
    report = bring(strange)
    assert report.verdict == "ask"
    (question,) = report.questions
    assert (question.id, question.options) == ("school", ("Oakfield Primary", "another school"))
    assert question.text == (
        "The source is of “Oakfield Academy”, and on file is “Oakfield Primary”. Is it the same school?"
    )
    same = bring(strange, answers={"school": "Oakfield Primary"})
    assert (same.verdict, same.added) == ("accepted", 0)
    assert schools(school_file) == [("Oakfield Primary", 2)]
    bring(strange, answers={"school": "another school"})
    assert schools(school_file) == [("Oakfield Academy", 2), ("Oakfield Primary", 2)]


def test_other_pupils_are_of_another_school_without_a_question(bring: Bring, school_file: SchoolFile) -> None:
    bring(HEAD + "Ash," + KHAN)
    report = bring(HEAD + "Elm," + SMITH)
    assert report.verdict == "accepted"
    assert schools(school_file) == [("Ash", 1), ("Elm", 1)]
