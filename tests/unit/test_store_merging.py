"""Who is who on file, and what a second file does to the first: matched, changed, never erased, never guessed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from progress_tui.domain.upn import check_letter
from progress_tui.importing.planning.committing import ImportReport
from progress_tui.store import directory
from progress_tui.store.checking import contents
from progress_tui.store.engine import SchoolFile

Bring = Callable[..., ImportReport]
Tables = Callable[[SchoolFile], dict[str, list[str]]]
READING = "2025-26 Aut2 Reading TA"


def upn(number: int) -> str:
    body = f"80120000{number:04d}"
    return check_letter(body) + body


A, B = upn(1), upn(2)


def pupils(file: SchoolFile) -> list[tuple[str, str, str]]:
    """(surname, date of birth, results) of every pupil, sorted."""
    rows = file.read(
        lambda con: con.execute(
            """
            SELECT p.surname, coalesce(CAST(p.dob AS VARCHAR), '') AS dob,
                coalesce(string_agg(r.raw, ' ' ORDER BY r.ordinal), '') AS raws
            FROM pupil p LEFT JOIN result r USING (school_id, pupil_id)
            GROUP BY p.pupil_id, p.surname, p.dob ORDER BY ALL
            """
        ).fetchall()
    )
    return [(str(surname), str(dob), str(raws)) for surname, dob, raws in rows]


def test_a_upn_holds_through_a_change_of_name(bring: Bring, school_file: SchoolFile) -> None:
    bring(f"UPN,Surname,Forename,{READING}\n{A},Smith,Tom,JB\n")
    report = bring(f"UPN,Surname,Forename,2025-26 Spr2 Reading TA\n{A},Smith-Jones,Tom,WB\n")
    assert (report.verdict, report.added, report.changed) == ("accepted", 1, 1)
    assert pupils(school_file) == [("Smith-Jones", "", "JB WB")]


def test_the_sources_own_id_finds_the_pupil(bring: Bring, school_file: SchoolFile) -> None:
    bring(f"ID,Surname,{READING}\n17,Smith,JB\n18,Smith,WB\n")
    bring("ID,2025-26 Spr2 Reading TA\n18,JB\n17,WB\n")
    assert pupils(school_file) == [("Smith", "", "JB WB"), ("Smith", "", "WB JB")]


def test_name_and_date_of_birth_find_the_pupil(bring: Bring, school_file: SchoolFile) -> None:
    bring(f"UPN,Surname,Forename,DOB,{READING}\n{A},O'Brien,Zoë,1/2/2017,JB\n{B},Smith,Tom,3/4/2017,WB\n")
    report = bring("Surname,Forename,DOB,2025-26 Spr2 Reading TA\nOBRIEN,zoe,01/02/2017,WB\nSmith,Tom,3/4/17,JB\n")
    assert (report.verdict, report.added) == ("accepted", 2)
    assert [row[1:] for row in pupils(school_file)] == [("2017-02-01", "JB WB"), ("2017-04-03", "WB JB")]


def test_two_children_of_one_name_are_told_apart_by_date_of_birth(bring: Bring, school_file: SchoolFile) -> None:
    bring(f"Surname,Forename,DOB,{READING}\nKhan,Ali,1/2/2017,JB\nKhan,Ali,3/4/2018,WB\n")
    report = bring("Surname,Forename,DOB,2025-26 Spr2 Reading TA\nKhan,Ali,3/4/2018,JB\nKhan,Ali,1/2/2017,WB\n")
    assert report.verdict == "accepted"
    assert pupils(school_file) == [("Khan", "2017-02-01", "JB WB"), ("Khan", "2018-04-03", "WB JB")]
    third = bring("Surname,Forename,DOB,2025-26 Sum2 Reading TA\nKhan,Ali,5/6/2019,WB\n")
    assert third.verdict == "accepted"
    assert len(pupils(school_file)) == 3


@pytest.mark.parametrize("dob", ["", "1/2/2017"], ids=["no-dob", "same-dob"])
def test_two_children_of_one_name_are_told_apart_by_upn(bring: Bring, school_file: SchoolFile, dob: str) -> None:
    bring(f"UPN,Surname,Forename,DOB,{READING}\n{A},Khan,Ali,{dob},JB\n")
    report = bring(f"UPN,Surname,Forename,DOB,{READING}\n{B},Khan,Ali,{dob},WB\n", name="other.csv")
    assert (report.verdict, report.questions) == ("accepted", ())
    assert sorted(row[2] for row in pupils(school_file)) == ["JB", "WB"]
    both = bring(f"UPN,Surname,Forename,DOB,{READING}\n{B},Khan,Ali,{dob},WB\n{A},Khan,Ali,{dob},JB\n")
    assert (both.verdict, both.added, both.changed) == ("accepted", 0, 0)


def test_a_bare_name_that_is_on_file_is_asked_and_never_guessed(
    bring: Bring, school_file: SchoolFile, tables: Tables
) -> None:
    bring(f"UPN,Surname,Forename,{READING}\n{A},Khan,Ali,JB\n{B},Smith,Tom,WB\n")
    before = tables(school_file)
    names = "Surname,Forename,2025-26 Spr2 Reading TA\nKhan,Ali,WB\nBegum,Aisha,JB\n"
    report = bring(names)
    assert (report.verdict, report.exit_code) == ("ask", 4)
    (question,) = report.questions
    assert (question.id, question.options) == ("pupil:2", ("same as Khan, Ali", "new", "leave out"))
    assert "Row 2: Khan, Ali is a name on file" in question.text
    assert "Begum" not in question.text
    assert tables(school_file) == before
    answered = bring(names, answers={"names": "new"})
    assert answered.verdict == "accepted"
    assert pupils(school_file) == [("Begum", "", "JB"), ("Khan", "", "JB"), ("Khan", "", "WB"), ("Smith", "", "WB")]
    again = bring(names, answers={"names": "new"})
    assert (again.verdict, again.added, again.changed) == ("accepted", 0, 0)


def test_a_upn_for_a_name_that_stands_on_file_without_one_is_asked(bring: Bring, school_file: SchoolFile) -> None:
    bring(f"Surname,Forename,{READING}\nKhan,Ali,JB\n")
    report = bring(f"UPN,Surname,Forename,DOB,2025-26 Spr2 Reading TA\n{A},Khan,Ali,1/2/2017,WB\n")
    assert (report.verdict, [question.id for question in report.questions]) == ("ask", ["pupil:2"])
    assert pupils(school_file) == [("Khan", "", "JB")]


def test_bare_names_find_bare_names(bring: Bring, school_file: SchoolFile) -> None:
    bring(f"Surname,Forename,{READING}\nKhan,Ali,JB\nSmith,Tom,WB\n")
    report = bring("Surname,Forename,2025-26 Spr2 Reading TA\nSmith,Tom,JB\nKhan,Ali,WB\n")
    assert report.verdict == "accepted"
    assert pupils(school_file) == [("Khan", "", "JB WB"), ("Smith", "", "WB JB")]


def test_two_rows_that_are_one_pupil_on_file_are_refused(bring: Bring, school_file: SchoolFile, tables: Tables) -> None:
    bring(f"UPN,ID,Surname,Forename,{READING}\n{A},17,Khan,Ali,JB\n{B},18,Smith,Tom,WB\n")
    before = tables(school_file)
    report = bring(f"UPN,ID,Surname,Forename,2025-26 Spr2 Reading TA\n{A},,Khan,Ali,JB\n,17,Khan,Ali,WB\n")
    assert (report.verdict, report.exit_code) == ("refused", 1)
    assert [(r.row, r.value) for r in report.rejected] == [(2, "Khan, Ali"), (3, "Khan, Ali")]
    assert "the same pupil on file" in report.rejected[0].reason
    assert tables(school_file) == before


def test_one_upn_in_two_schools_is_two_records(bring: Bring, school_file: SchoolFile) -> None:
    bring(f"School,UPN,Surname,{READING}\nAsh,{A},Khan,JB\nElm,{A},Khan,WB\n")
    bring(f"School,UPN,Surname,2025-26 Spr2 Reading TA\nElm,{A},Khan,JB\n")
    assert pupils(school_file) == [("Khan", "", "JB"), ("Khan", "", "WB JB")]


def test_blanks_do_not_erase(bring: Bring, school_file: SchoolFile, tables: Tables) -> None:
    head = f"UPN,Surname,Forename,DOB,Gender,Year,Class,PP,SEN,Attendance %,{READING},2025-26 Aut2 Maths TA\n"
    bring(f"{head}{A},Khan,Ali,1/2/2017,M,4,4B,Y,K,97.4,JB,WB\n{B},Smith,Tom,3/4/2017,M,4,4B,N,N,91,WB,JB\n")
    before = tables(school_file)
    report = bring(f"{head}{A},Khan,,,,,,,,,JB,\n{B},Smith,,,,4,,?,,,,JB\n")
    assert (report.verdict, report.added, report.changed) == ("accepted", 0, 0)
    after = tables(school_file)
    del before["audit"], after["audit"]
    assert after == before


def test_a_source_without_names_changes_no_name(bring: Bring, school_file: SchoolFile, tables: Tables) -> None:
    bring(f"UPN,ID,Surname,Forename,{READING}\n{A},17,Khan,Ali,JB\n,18,,,WB\n")
    before = tables(school_file)["pupil"]
    report = bring(f"UPN,2025-26 Spr2 Reading TA\n{A},WB\n{B},JB\n")
    assert (report.added, report.changed) == (2 + 2, 0)  # two results; a new pupil and the UPN
    assert tables(school_file)["pupil"][: len(before)] == before
    named = bring(f"UPN,ID,Surname,Forename,{READING}\n,18,Ng,Mei,WB\n{A},17,,Alice,JB\n")
    assert (named.added, named.changed) == (0, 1)
    found = school_file.read(lambda con: directory.find_pupils(con, 1, "", ["ng"]))
    assert found == [(2, "Ng, Mei")]
    assert school_file.read(lambda con: directory.find_pupils(con, 1, "", ["khan", "ali"])) == [(1, "Khan, Ali")]


def test_a_changed_value_is_counted_and_the_old_one_kept(bring: Bring, school_file: SchoolFile) -> None:
    head = f"UPN,Surname,Class,PP,{READING}\n"
    bring(f"{head}{A},Khan,4A,N,JB\n{B},Smith,4A,N,WB\n")
    report = bring(f"{head}{A},Khan,4B,Y,WB\n{B},Smith,4A,N,WB\n")
    assert (report.verdict, report.added, report.changed) == ("accepted", 0, 3)
    images = school_file.read(
        lambda con: con.execute(
            "SELECT import_id, table_name, content FROM before_image ORDER BY table_name"
        ).fetchall()
    )
    assert [(number, table) for number, table, _ in images] == [
        (2, "characteristics"),
        (2, "enrolment"),
        (2, "result"),
    ]
    assert '"raw":"JB"' in images[2][2]
    assert [row[2] for row in pupils(school_file)] == ["WB", "WB"]
    assert school_file.read(contents).problems == ()


def test_the_file_stays_whole_through_it_all(bring: Bring, school_file: SchoolFile, tmp_path: Path) -> None:
    bring(f"School,ID,Surname,Class,{READING}\n1,1,Khan,1,JB\n2,1,Khan,1,WB\n2,2,Smith,2,JB\n")
    bring("School,ID,Surname,Class,2026-27 Aut2 Reading TA\n2,2,Smith,1,JB\n2,3,Begum,1,WB\n3,9,Ng,1,JB\n", year=2026)
    held = school_file.read(contents)
    assert held.problems == ()
    assert (held.schools, held.pupils, held.results, held.imports) == (3, 5, 6, 2)
    assert [(y.academic_year, y.pupils, y.schools, y.classes) for y in held.years] == [(2025, 3, 2, 3), (2026, 3, 2, 2)]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["school.duckdb", "school.duckdb.count", "sources"]
