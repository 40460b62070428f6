"""Who on file a row is: the evidence of identifiers, names and dates of birth, and what is asked of people."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from progress_tui.domain.upn import check_letter
from progress_tui.importing.planning.committing import ImportReport
from progress_tui.store.checking import contents
from progress_tui.store.engine import SchoolFile

Bring = Callable[..., ImportReport]
Tables = Callable[[SchoolFile], dict[str, list[str]]]
READING = "2025-26 Aut2 Reading TA"
LATER = "2025-26 Spr2 Reading TA"


def upn(number: int, last: str = "") -> str:
    body = f"80120000{number:04d}"
    body = body[:-1] + last if last else body
    return check_letter(body) + body


A, B, C = upn(1), upn(2), upn(3)
TEMPORARY = upn(10, "A")


def pupils(file: SchoolFile) -> list[str]:
    """`Khan Ali 2017-02-01 upn:… JB WB` of every pupil, in order of their numbers."""
    rows = file.read(
        lambda con: con.execute(
            """
            SELECT concat_ws(' ', p.surname, p.forename, p.dob,
                (SELECT string_agg(kind || ':' || value, ' ' ORDER BY kind DESC, value) FROM identifier i
                 WHERE i.school_id = p.school_id AND i.pupil_id = p.pupil_id),
                (SELECT string_agg(raw, ' ' ORDER BY ordinal) FROM result r
                 WHERE r.school_id = p.school_id AND r.pupil_id = p.pupil_id))
            FROM pupil p ORDER BY p.pupil_id
            """
        ).fetchall()
    )
    assert file.read(contents).problems == ()
    return [str(row[0]) for row in rows]


# -- UPNs that change


def test_a_former_upn_in_the_file_finds_the_child_and_the_new_one_takes_its_place(
    bring: Bring, school_file: SchoolFile
) -> None:
    bring(f"UPN,Surname,Forename,{READING}\n{A},Khan,Ali,JB\n")
    report = bring(f"UPN,Former UPN,Surname,Forename,{LATER}\n{B},{A},Khan,Ali,WB\n")
    assert (report.verdict, report.changed) == ("accepted", 1)
    assert pupils(school_file) == [f"Khan Ali upn:{B} former-upn:{A} JB WB"]
    assert [(c.column, c.old, c.new) for c in report.changes] == [("UPN", A, B)]
    again = bring(f"UPN,Former UPN,Surname,Forename,{LATER}\n{B},{A},Khan,Ali,WB\n")
    assert (again.added, again.changed, again.number) == (0, 0, None)


def test_a_upn_that_is_on_file_as_a_former_one_finds_the_child_and_stays_former(
    bring: Bring, school_file: SchoolFile
) -> None:
    bring(f"UPN,Former UPN,Surname,Forename,{READING}\n{B},{A},Khan,Ali,JB\n")
    report = bring(f"UPN,Surname,Forename,{LATER}\n{A},Khan,Ali,WB\n")
    assert (report.verdict, report.added, report.changed) == ("accepted", 1, 0)
    assert pupils(school_file) == [f"Khan Ali upn:{B} former-upn:{A} JB WB"]


def test_a_temporary_upn_gives_way_to_the_permanent_one(bring: Bring, school_file: SchoolFile) -> None:
    head = "UPN,Surname,Forename,DOB"
    bring(f"{head},{READING}\n{TEMPORARY},Khan,Ali,1/2/2017,JB\n")
    report = bring(f"{head},{LATER}\n{A},Khan,Ali,1/2/2017,WB\n")
    assert report.verdict == "accepted"
    assert pupils(school_file) == [f"Khan Ali 2017-02-01 upn:{A} former-upn:{TEMPORARY} JB WB"]


def test_a_temporary_upn_for_a_child_with_a_permanent_one_is_asked(bring: Bring) -> None:
    head = "UPN,Surname,Forename,DOB"
    bring(f"{head},{READING}\n{A},Khan,Ali,1/2/2017,JB\n")
    report = bring(f"{head},{LATER}\n{TEMPORARY},Khan,Ali,1/2/2017,WB\n")
    assert [question.id for question in report.questions] == ["pupil:2"]


def test_another_upn_with_the_same_source_id_name_and_birthday_is_the_same_child(
    bring: Bring, school_file: SchoolFile
) -> None:
    head = "UPN,ID,Surname,Forename,DOB"
    bring(f"{head},{READING}\n{A},17,Khan,Ali,1/2/2017,JB\n")
    assert bring(f"{head},{LATER}\n{B},17,Khan,Ali,1/2/2017,WB\n").verdict == "accepted"
    assert pupils(school_file) == [f"Khan Ali 2017-02-01 upn:{B} source:17 former-upn:{A} JB WB"]


# -- identifiers that contradict names


def test_a_upn_of_one_child_with_name_and_birthday_of_another_is_asked_with_both_named(
    bring: Bring, school_file: SchoolFile, tables: Tables
) -> None:
    head = "UPN,Surname,Forename,DOB,Class"
    bring(f"{head},{READING}\n{A},Khan,Ali,1/2/2017,4A,JB\n{B},Smith,Tom,3/4/2017,4B,WB\n")
    before = tables(school_file)
    wrong = f"{head},{LATER}\n{A},Smith,Tom,3/4/2017,4B,WB\n"
    report = bring(wrong, answers={"names": "new"})
    (question,) = report.questions
    khan, smith = "Khan, Ali (4A, born 1 February 2017)", "Smith, Tom (4B, born 3 April 2017)"
    assert (report.verdict, question.id) == ("ask", "pupil:2")
    assert question.options == (f"same as {khan}", f"same as {smith}", "leave out")
    assert khan in question.text
    assert smith in question.text
    assert tables(school_file) == before
    left_out = bring(wrong, answers={"pupil:2": "leave out"})
    assert (left_out.verdict, left_out.pupils, left_out.results) == ("accepted", 0, 0)
    assert "Left out, as answered: row 2 Smith, Tom." in left_out.warnings
    answered = bring(wrong, answers={"pupil:2": f"Same as {smith}"})
    assert (answered.verdict, answered.added) == ("accepted", 1)
    assert any(f"the UPN {A} is another pupil's on file" in warning for warning in answered.warnings)
    assert pupils(school_file)[1] == f"Smith Tom 2017-04-03 upn:{B} WB WB"


@pytest.mark.parametrize("dob", ["5/6/2018", ""], ids=["other-birthday", "no-birthday"])
def test_a_upn_under_quite_another_name_is_asked(bring: Bring, school_file: SchoolFile, dob: str) -> None:
    bring(f"UPN,Surname,Forename,DOB,{READING}\n{A},Khan,Ali,1/2/2017,JB\n")
    report = bring(f"UPN,Surname,Forename,DOB,{LATER}\n{A},Smith,Ann,{dob},WB\n")
    (question,) = report.questions
    assert question.options == ("same as Khan, Ali (born 1 February 2017)", "leave out")
    assert "has the UPN of a pupil on file" in question.text
    assert pupils(school_file) == [f"Khan Ali 2017-02-01 upn:{A} JB"]


def test_another_name_with_the_same_birthday_is_taken_and_said(bring: Bring) -> None:
    bring(f"UPN,Surname,Forename,DOB,{READING}\n{A},Khan,Alexandra,1/2/2017,JB\n")
    report = bring(f"UPN,Surname,Forename,DOB,{LATER}\n{A},Smith,Sasha,1/2/2017,WB\n")
    assert report.verdict == "accepted"
    assert [(c.column, c.old, c.new) for c in report.changes] == [
        ("surname", "Khan", "Smith"), ("forename", "Alexandra", "Sasha"),
    ]  # fmt: skip


def test_numbers_of_rows_are_no_identity(bring: Bring, school_file: SchoolFile) -> None:
    head = "ID,Surname,Forename,Class"
    bring(f"{head},{READING}\n1,Khan,Ali,4A,JB\n2,Ng,Mei,4A,WB\n")
    other_class = f"{head},{READING}\n1,Smith,Tom,4B,JB\n2,Begum,Aisha,4B,WB\n"
    asked = bring(other_class)
    assert [(question.id, question.options) for question in asked.questions] == [
        ("names", ("same", "new", "leave out", "one by one"))
    ]
    assert bring(other_class, answers={"names": "new"}).verdict == "accepted"
    assert len(pupils(school_file)) == 4
    again = bring(other_class)
    assert (again.verdict, again.added, again.changed) == ("accepted", 0, 0)


def test_the_same_name_and_birthday_with_another_id_is_asked(bring: Bring, school_file: SchoolFile) -> None:
    bring(f"ID,Surname,Forename,DOB,{READING}\n17,Khan,Ali,1/2/2017,JB\n")
    other_system = f"ID,Surname,Forename,DOB,{LATER}\nX9,Khan,Ali,1/2/2017,WB\n"
    (question,) = bring(other_system).questions
    assert question.proposal == "same as Khan, Ali (born 1 February 2017)"
    assert bring(other_system, answers={"pupil:2": "same"}).verdict == "accepted"
    assert pupils(school_file) == ["Khan Ali 2017-02-01 source:17 source:X9 JB WB"]


# -- names


def test_a_shorter_forename_with_the_same_birthday_is_asked(bring: Bring) -> None:
    bring(f"Surname,Forename,DOB,{READING}\nKhan,Alexander,1/2/2017,JB\nNg,Mei,5/6/2017,WB\n")
    report = bring(f"Surname,Forename,DOB,{LATER}\nKhan,Alex,1/2/2017,WB\nMei,Ng,5/6/2017,WB\n")
    assert [question.id for question in report.questions] == ["names"]
    one_by_one = bring(
        f"Surname,Forename,DOB,{LATER}\nKhan,Alex,1/2/2017,WB\nMei,Ng,5/6/2017,WB\n", answers={"names": "one by one"}
    )
    assert [question.id for question in one_by_one.questions] == ["pupil:2", "pupil:3"]


def test_twins_are_two(bring: Bring, school_file: SchoolFile) -> None:
    bring(f"Surname,Forename,DOB,{READING}\nKhan,Ali,1/2/2017,JB\n")
    report = bring(f"Surname,Forename,DOB,{LATER}\nKhan,Zara,1/2/2017,WB\n")
    assert (report.verdict, [one.pupil for one in report.joiners]) == ("accepted", ["Khan, Zara"])
    assert len(pupils(school_file)) == 2


def test_two_of_one_name_and_birthday_on_file_are_told_apart_or_asked(bring: Bring, school_file: SchoolFile) -> None:
    head = "UPN,Surname,Forename,DOB,Class"
    bring(f"{head},{READING}\n{A},Khan,Ali,1/2/2017,4A,JB\n{B},Khan,Ali,1/2/2017,4A,WB\n")
    nameless = f"Surname,Forename,DOB,{LATER}\nKhan,Ali,1/2/2017,WB\n"
    (question,) = bring(nameless).questions
    label = "Khan, Ali (4A, born 1 February 2017), UPN"
    assert question.options == (f"same as {label} {A}", f"same as {label} {B}", "new", "leave out")
    assert bring(nameless, answers={"names": "same"}).verdict == "ask", "same as whom?"
    assert bring(nameless, answers={"pupil:2": f"same as {label} {B}"}).verdict == "accepted"
    assert [line.split()[-2:] for line in pupils(school_file)] == [[f"upn:{A}", "JB"], ["WB", "WB"]]


def test_a_namesake_with_another_upn_is_another_child_and_said(bring: Bring) -> None:
    bring(f"UPN,Surname,Forename,DOB,{READING}\n{A},Khan,Ali,1/2/2017,JB\n")
    report = bring(f"UPN,Surname,Forename,DOB,{READING}\n{B},Khan,Ali,1/2/2017,WB\n")
    assert report.verdict == "accepted"
    assert any("Row 2: Khan, Ali has the name and date of birth of a pupil on file" in w for w in report.warnings)


def test_a_class_list_without_upns_is_taken_by_one_answer(bring: Bring, school_file: SchoolFile) -> None:
    bring(f"UPN,Surname,Forename,DOB,{READING}\n{A},Khan,Ali,1/2/2017,JB\n{B},Smith,Tom,3/4/2017,WB\n")
    names = f"Surname,Forename,{LATER}\nKhan,Ali,WB\nSmith,Tom,JB\nBegum,Aisha,JB\n"
    (question,) = bring(names).questions
    assert (question.id, question.proposal) == ("names", "same")
    assert "2 pupils" in question.text
    report = bring(names, answers={"names": "same"})
    assert (report.verdict, report.pupils, len(report.joiners)) == ("accepted", 3, 1)
    assert [line.split()[-1] for line in pupils(school_file)] == ["WB", "JB", "JB"]
    mixed = bring(names, answers={"pupil:2": "leave out", "names": "same"})
    assert (mixed.verdict, mixed.pupils, mixed.results, mixed.added) == ("accepted", 2, 2, 0)


def test_rows_that_are_one_pupil_are_left_out_of_a_partial_import(bring: Bring, school_file: SchoolFile) -> None:
    bring(f"UPN,ID,Surname,Forename,{READING}\n{A},17,Khan,Ali,JB\n{B},18,Smith,Tom,WB\n")
    twice = f"UPN,ID,Surname,Forename,{LATER}\n{A},,Khan,Ali,JB\n,17,Khan,Ali,WB\n{B},18,Smith,Tom,JB\n"
    report = bring(twice, accept_partial=True)
    assert (report.verdict, report.exit_code, report.pupils, report.results) == ("partial", 3, 1, 1)
    assert [(one.row, one.pupil) for one in report.rejected] == [(2, "Khan, Ali"), (3, "Khan, Ali")]
    assert [line.split()[-1] for line in pupils(school_file)] == ["JB", "JB"]
