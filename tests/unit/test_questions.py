"""What is unsure is asked, with a proposal, and only that; the answers are taken as they are meant."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from progress_tui.analysis.catalogue import scales
from progress_tui.domain.errors import ProgressError, UsageError
from progress_tui.importing.facts import Question
from progress_tui.importing.reading.table import SourceTable
from progress_tui.importing.recognising.asking import Asking, settle
from progress_tui.importing.recognising.mapping import ImportMapping
from progress_tui.importing.recognising.recognise import recognise


def table(*lines: str) -> SourceTable:
    headings, *rows = (line.split(";") for line in lines)
    return SourceTable.of_rows("f.csv", "", headings, list(enumerate(rows, start=2)))


def understood(
    source: SourceTable, answers: Mapping[str, str] | None = None, year: int | None = 2026
) -> tuple[ImportMapping, Asking]:
    asking = Asking(year=year, answers=answers or {}, today=date(2026, 11, 23))
    return settle(source, recognise(source, scales(), asking), asking), asking


def asked(*lines: str, answers: Mapping[str, str] | None = None) -> dict[str, Question]:
    return {question.id: question for question in understood(table(*lines), answers)[1].questions}


def test_a_slip_in_a_heading_is_asked_with_what_it_nearly_is() -> None:
    lines = ("UPN;Surnme;Yaer Group;Reding Aut2;Writting Target Sum2", "x;Ash;4;JB;At", "y;Bee;4;At;Sec")
    questions = asked(*lines)
    assert {question.id: question.proposal for question in questions.values()} == {
        "column:Surnme": "surname",
        "column:Yaer Group": "year_group",
        "column:Reding Aut2": "reading/bands",
        "column:Writting Target Sum2": "writing/bands/target",
    }
    assert all(question.options[-1] == "ignore" for question in questions.values())
    mapping, asking = understood(table(*lines), {question.id: question.proposal for question in questions.values()})
    assert asking.questions == []
    assert (mapping.pupil["surname"], mapping.pupil["year_group"]) == ("Surnme", "Yaer Group")
    rules = [(r.subject, r.scale, r.point, r.assessment, r.target) for r in mapping.results]
    assert rules == [
        ("reading", "bands", "Aut2", "teacher assessment", False),
        ("writing", "bands", "Sum2", "teacher assessment", True),
    ]


def test_a_slip_whose_cells_do_not_fit_is_not_asked() -> None:
    assert asked("UPN;Surname;Gendre;Sexx;Reading Aut2", "x;Ash;rock;pop;JB", "y;Bee;jazz;folk;At") == {}


@pytest.mark.parametrize(
    ("answer", "field"),
    [("surname", "surname"), ("class", "class"), ("source_id", "source_id")],
)
def test_a_column_can_be_a_field_by_an_answer(answer: str, field: str) -> None:
    lines = ("UPN;Zzz;Reading Aut2", "x;Ash;JB", "y;Bee;At")
    mapping, _ = understood(table(*lines), {"column:Zzz": answer})
    assert mapping.pupil[field] == "Zzz"


def test_results_of_a_school_s_own_test_by_an_answer() -> None:
    lines = ("UPN;Star test", "x;101", "y;97")
    mapping, _ = understood(table(*lines), {"column:Star test": "reading/standardised", "point": "Aut2"})
    assert [(r.subject, r.scale, r.assessment, r.kind) for r in mapping.results] == [
        ("reading", "standardised", "star test", "test")
    ]
    with pytest.raises(UsageError, match="does not answer"):
        understood(table(*lines), {"column:Star test": "reading/standardized"})


def test_a_column_that_is_understood_can_still_be_left_out() -> None:
    mapping, _ = understood(table("UPN;Reading Aut2;Maths Aut2", "x;JB;At"), {"column:Maths Aut2": "ignore"})
    assert [rule.column for rule in mapping.results] == ["Reading Aut2"]
    assert mapping.ignore == ("Maths Aut2",)


@pytest.mark.parametrize(
    ("cells", "looks"),
    [(("12/11/2025", "13/11/2025"), "look like dates"), (("78%", "81%"), "look like percentages"),
     (("Y", "Yes"), "look like yes and no"), (("3BXS", "3EXS"), "are codes of no scale")],
)  # fmt: skip
def test_cells_that_contradict_a_result_heading_are_asked(cells: tuple[str, str], looks: str) -> None:
    questions = asked("UPN;Reading Aut2", f"x;{cells[0]}", f"y;{cells[1]}")
    question = questions["column:Reading Aut2"]
    assert looks in question.text
    assert cells[0] in question.text
    assert question.proposal == "ignore"
    mapping, asking = understood(
        table("UPN;Reading Aut2", f"x;{cells[0]}", f"y;{cells[1]}"), {question.id: question.proposal}
    )
    assert (mapping.results, asking.questions) == ((), [])


@pytest.mark.parametrize(
    ("cells", "scale", "shown"),
    [(("JB", "At", "104", "98"), "bands", ("2 such as JB, At", "2 such as 104, 98")),
     (("3b", "2a", "3c", "Sec"), "nc-levels", ("3 such as 3b, 2a, 3c", "1 such as Sec"))],
)  # fmt: skip
def test_two_kinds_of_results_in_one_column_are_asked_with_some_of_both(
    cells: tuple[str, ...], scale: str, shown: tuple[str, str]
) -> None:
    question = asked("UPN;Reading Aut2", *(f"{at};{cell}" for at, cell in enumerate(cells)))["scale:Reading Aut2"]
    assert all(words in question.text for words in shown)
    assert question.proposal == scale
    assert len(question.options) >= 3


def test_a_slip_of_the_pen_among_many_results_is_no_second_kind() -> None:
    cells = ["JB", "At", "Sec", "WB", "Ab"] * 4
    assert asked("UPN;Reading Aut2", *(f"{at};{cell}" for at, cell in enumerate([*cells, "95"]))) == {}


def test_two_columns_of_one_field_are_asked_only_where_they_differ() -> None:
    assert asked("UPN;DOB;Date of Birth;Reading Aut2", "x;1/9/2016;2016-09-01;JB", "y;;2/9/2016;At") == {}
    question = asked("UPN;DOB;Date of Birth;Reading Aut2", "x;1/9/2016;9/1/2016;JB")["field:dob"]
    assert question.options == ("DOB", "Date of Birth")
    lines = ("UPN;Forename;Preferred Forename;Surname;Name;Reading Aut2", "x;Thomas;Tommy;Ash;Tommy Ash;JB")
    mapping, asking = understood(table(*lines))
    assert asking.questions == []
    assert mapping.pupil == {"upn": "UPN", "forename": "Forename", "surname": "Surname"}


def test_a_lone_letter_is_asked_and_three_of_them_are_not() -> None:
    assert asked("UPN;R", "x;JB", "y;At")["column:R"].proposal == "reading/bands"
    rows = ("UPN;R;W;M", "x;JB;At;Sec", "y;At;Sec;JB")
    mapping, _ = understood(table(*rows), {"point": "Aut2"})
    assert [rule.subject for rule in mapping.results] == ["reading", "writing", "maths"]
    assert "column:R" not in asked(*rows)


def test_where_no_heading_names_the_pupils_the_column_that_does_is_asked() -> None:
    assert asked("Column1;Reading Aut2", "Smith, Tom;JB", "Jones, Ann;At")["column:Column1"].proposal == "name"
    rows = ("Ref;Reading Aut2", "B801200005001;JB", "R674123101121;At")
    assert asked(*rows)["column:Ref"].proposal == "upn"
    mapping, _ = understood(table(*rows), {"column:Ref": "upn"})
    assert mapping.pupil == {"upn": "Ref"}
    with pytest.raises(ProgressError, match="names the pupils"):
        understood(table("Column1;Reading Aut2", "12;JB", "13;At"))


def test_a_clean_file_needs_nothing_but_the_year_and_the_point() -> None:
    lines = (
        "UPN;Surname;Forename;DOB;Gender;Year;Class;PP;SEN;EAL;Reading;Writing;Maths;Reading Target",
        "x;Ash;Tom;1/9/2016;M;4;Oak;Y;K;N;JB;At;Sec;At",
        "y;Bee;Ann;2/9/2016;F;4;Oak;N;;Y;At;At;JB;At",
    )
    assert set(asked(*lines)) == {"point"}
    assert asked(*lines, answers={"point": "Aut2"}) == {}


def test_what_is_plainly_no_result_is_left_out_without_a_question() -> None:
    lines = ("UPN;Set;Reading Group;Siblings;Club;Shoes;Music;Reading Aut2", "x;1;Owls;2;Y;3;Tuesday;JB",
             "y;2;Robins;1;N;2;Monday;At")  # fmt: skip
    mapping, asking = understood(table(*lines))
    assert asking.questions == []
    assert [rule.column for rule in mapping.results] == ["Reading Aut2"]


def test_one_question_for_all_columns_of_an_assessment() -> None:
    lines = ("UPN;Aut1 Reading;Aut2 Reading;Spr1 Reading", "x;95;96;97", "y;110;111;108")
    (question,) = asked(*lines).values()
    assert question.id == "scale:Aut1 Reading"
    assert "and of 2 more like it (Aut2 Reading, Spr1 Reading)" in question.text
    mapping, asking = understood(table(*lines), {question.id: "standardised"})
    assert asking.questions == []
    assert [rule.scale for rule in mapping.results] == ["standardised"] * 3


def test_one_question_for_subjects_alike_and_an_answer_for_one_of_them_wins() -> None:
    lines = ("UPN;Aut2 Reading;Aut2 Maths;Aut2 Writing", "x;95;96;97", "y;110;111;108")
    assert set(asked(*lines)) == {"scale:Aut2 Reading"}
    answers = {"scale:Aut2 Reading": "standardised", "scale:Aut2 Writing": "raw"}
    mapping, _ = understood(table(*lines), answers)
    assert [(r.subject, r.scale) for r in mapping.results] == [
        ("reading", "standardised"), ("maths", "standardised"), ("writing", "raw")
    ]  # fmt: skip


def test_counted_terms_are_three_or_six() -> None:
    lines = ("UPN;Term 1 Reading;T2 Reading;Reading Term 3", "x;JB;At;Sec", "y;At;At;Sec")
    assert asked(*lines)["terms"].options == ("three", "six")
    points = [
        [rule.point for rule in understood(table(*lines), {"terms": answer})[0].results] for answer in ("three", "six")
    ]
    assert points == [["Aut2", "Spr2", "Sum2"], ["Aut1", "Aut2", "Spr1"]]
    six = understood(table("UPN;T1 Reading;T4 Reading", "x;JB;At"))
    assert ([rule.point for rule in six[0].results], six[1].questions) == (["Aut1", "Spr2"], [])


def test_half_terms_and_terms_with_a_name_are_not_counted() -> None:
    lines = ("UPN;Reading Half Term 2;Autumn Term 1 Reading;Spring-Term 2 Reading", "x;JB;At;Sec")
    mapping, asking = understood(table(*lines))
    assert [rule.point for rule in mapping.results] == ["Aut2", "Aut1", "Spr2"]
    assert not [question for question in asking.questions if question.id == "terms"]


def test_a_column_of_counted_terms() -> None:
    lines = ("UPN;Subject;Term;TA", "x;Reading;1;JB", "x;Reading;4;At", "x;Reading;Sum2;Sec")
    mapping, asking = understood(table(*lines))
    assert asking.questions == []
    assert {cell: time.point for cell, time in mapping.when.values.items()} == {
        "1": "Aut1",
        "4": "Spr2",
        "Sum2": "Sum2",
    }


def test_a_year_column_is_a_year_group_only_where_it_holds_them() -> None:
    mapping, asking = understood(table("UPN;Year;Reading Aut2", "x;2025;JB"))
    assert "year_group" not in mapping.pupil
    assert any("“Year” holds no year groups (2025)" in warning for warning in asking.warnings)
    question = asked("UPN;Year;Reading Aut2", "x;Oak;JB", "y;Elm;At")["column:Year"]
    assert question.proposal == "class"


def test_targets_of_a_file_of_one_year_are_due_at_its_end() -> None:
    mapping, asking = understood(table("UPN;Reading Aut2;Reading Target", "x;JB;At"))
    assert asking.questions == []
    assert [(r.academic_year, r.point) for r in mapping.results if r.target] == [(2026, "Sum2")]
    assert "Targets that name no time are taken to be due at the end of 2026-27." in asking.warnings
    mapping, _ = understood(table("UPN;Reading Aut2;Reading Target", "x;JB;At"), {"due": "2027-28:Sum2"})
    assert [(r.academic_year, r.point) for r in mapping.results if r.target] == [(2027, "Sum2")]


def test_a_calendar_year_in_a_heading_is_said() -> None:
    mapping, asking = understood(table("UPN;Reading Summer 2026", "x;JB", "y;At"), year=None)
    assert [(r.academic_year, r.point) for r in mapping.results] == [(2025, "Sum2")]
    assert "Years in headings are calendar years: “Reading Summer 2026” is Sum2 2025-26." in asking.warnings
