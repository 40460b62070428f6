"""Columns recognised, scales detected, questions asked and answered."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from progress_tui.analysis.catalogue import scales
from progress_tui.domain.errors import ProgressError, UsageError
from progress_tui.importing.facts import ParsedFile
from progress_tui.importing.parsing.parse import read_source
from progress_tui.importing.reading.table import SourceTable
from progress_tui.importing.recognising.asking import Asking, settle
from progress_tui.importing.recognising.detecting import detect
from progress_tui.importing.recognising.mapping import ImportMapping
from progress_tui.importing.recognising.recognise import recognise


def table(*lines: str) -> SourceTable:
    headings, *rows = (line.split(",") for line in lines)
    return SourceTable.of_rows("f.csv", "", headings, list(enumerate(rows, start=2)))


def understood(source: SourceTable, **given: str) -> tuple[ImportMapping, Asking]:
    asking = Asking(answers=given, today=date(2026, 11, 23))
    return settle(source, recognise(source, scales(), asking), asking), asking


def parsed(tmp_path: Path, text: str, **answers: str) -> ParsedFile:
    path = tmp_path / "f.csv"
    path.write_text(text, "utf-8")
    return read_source(path, scales(), answers=answers)


@pytest.mark.parametrize(
    ("cells", "hints", "scale"),
    [
        (["WB", "just below", "At", "A"], [], "bands"),
        (["EXS", "GDS", "WTS", "-"], ["codes"], "ks-ta"),
        (["3b", "2a", "4"], [], "nc-levels"),
        (["3", "2", "4"], ["nc-levels"], "nc-levels"),
        (["95", "<70", "A"], ["standardised"], "standardised"),
        (["95", "999"], ["standardised"], "standardised"),
        (["WB", "B", "JB", "At", "Sec", "oops"], ["codes"], "bands"),
        (["12", "40"], ["raw"], "raw"),
    ],
)
def test_one_fitting_scale_is_taken(cells: list[str], hints: list[str], scale: str) -> None:
    assert detect(cells, hints, scales()).scale == scale


def test_what_is_said_in_words_of_child_after_child_is_asked_and_a_remark_left_out() -> None:
    said = ["nearly where we hope", "where we want them", "nearly where we hope", "where we want them"]
    lines = [f"Pupil {name},{text}" for name, text in zip("ABCD", said, strict=True)]
    _, asking = understood(table("Name,2026-27 Aut2 Reading", *lines))
    assert [question.id for question in asking.questions] == ["column:2026-27 Aut2 Reading"]
    lines = [f"Pupil {name},{text} {name}" for name, text in zip("ABCD", said, strict=True)]
    _, asking = understood(table("Name,2026-27 Aut2 Reading", *lines))
    assert not asking.questions
    assert asking.left_out == {"2026-27 Aut2 Reading": "no scale reads its cells"}


@pytest.mark.parametrize(
    ("cells", "hints", "options"),
    [
        (["95", "110"], [], ("standardised", "raw")),
        (["12", "38"], [], ("raw",)),
        (["95", "110"], ["numbers"], ("standardised", "raw")),
        (["Expected", "Greater depth"], ["codes"], ("bands", "ks-ta")),
    ],
)
def test_numbers_alone_and_codes_of_two_scales_are_asked(
    cells: list[str], hints: list[str], options: tuple[str, ...]
) -> None:
    found = detect(cells, hints, scales())
    assert found.scale is None
    assert found.options == options


def test_mixed_scales_in_one_column_are_asked() -> None:
    found = detect(["WB", "JB", "Sec", "3b", "2a", "3c"], ["codes"], scales())
    assert found.scale is None
    assert set(found.options) >= {"bands", "nc-levels"}


def test_a_wide_file_with_dated_headings_raises_no_question() -> None:
    source = table(
        "UPN,Surname,2025-26 Aut2 Reading TA,2025-26 Aut2 Reading Level,2025-26 Aut2 Reading SS,"
        "2026-27 Sum2 Reading Target",
        "x,Smith,JB,3b,96,At",
        "y,Jones,just below,2a,110,Sec",
    )
    mapping, asking = understood(source)
    assert asking.questions == []
    assert mapping.pupil == {"upn": "UPN", "surname": "Surname"}
    rules = [(r.scale, r.assessment, r.kind, r.target, r.academic_year, r.point) for r in mapping.results]
    assert rules == [
        ("bands", "teacher assessment", "teacher", False, 2025, "Aut2"),
        ("nc-levels", "teacher assessment", "teacher", False, 2025, "Aut2"),
        ("standardised", "test", "test", False, 2025, "Aut2"),
        ("bands", "teacher assessment", "teacher", True, 2026, "Sum2"),
    ]


def test_columns_of_one_assessment_are_understood_together() -> None:
    mapping, asking = understood(
        table("UPN,2025-26 Aut2 Reading TA,2025-26 Spr2 Reading TA", "x,Expected,JB", "y,Greater depth,WB")
    )
    assert asking.questions == []
    assert {rule.scale for rule in mapping.results} == {"bands"}


def test_a_long_file_with_a_result_type() -> None:
    mapping, asking = understood(
        table(
            "UPN,Subject,Term,Academic Year,Result Type,Result",
            "x,Reading,Autumn 2,2025/26,TA,JB",
            "x,Reading,Autumn 2,2025/26,Standardised Score,96",
            "x,Reading,Sum2,2026/27,Target,At",
            "x,Reading,Autumn 2,2025/26,Progress,3",
            "x,Art,Autumn 2,2025/26,TA,At",
        )
    )
    assert asking.questions == []
    assert mapping.when.point_column == "Term"
    assert mapping.pupil["academic_year"] == "Academic Year"
    found = {(r.subject, r.scale, r.kind, r.target, r.where["Result Type"]) for r in mapping.results}
    assert found == {
        ("reading", "bands", "teacher", False, "TA"),
        ("reading", "standardised", "test", False, "Standardised Score"),
        ("reading", "bands", "teacher", True, "Target"),
        ("art", "bands", "teacher", False, "TA"),
    }


def test_a_subject_column_beside_dated_result_columns() -> None:
    mapping, asking = understood(table("UPN,Subject,2023-24 Aut1,2023-24 Spr1", "x,Re,JB,At", "x,Ma,Sec,"))
    assert asking.questions == []
    assert {(r.column, r.subject, r.point, r.academic_year) for r in mapping.results} == {
        ("2023-24 Aut1", "reading", "Aut1", 2023),
        ("2023-24 Aut1", "maths", "Aut1", 2023),
        ("2023-24 Spr1", "reading", "Spr1", 2023),
    }


def test_everything_missing_is_asked_at_once_and_answers_settle_it() -> None:
    source = table("Name,DOB,Year,Maths Score", "Tom Smith,2/11/2016,5,95", "Ann Lee,3/4/2017,5,110")
    _, asking = understood(source)
    asked = {question.id: question for question in asking.questions}
    assert set(asked) == {"scale:Maths Score", "year", "point"}
    assert asked["scale:Maths Score"].proposal == "standardised"
    assert asked["year"].proposal == "2026-27"  # the year in which these ages are Year 5
    assert "Aut2" in asked["point"].options
    answers = {"scale:Maths Score": "STANDARDISED", "year": "2025/26", "point": "Spr1"}
    mapping, asking = understood(source, **answers)
    assert asking.questions == []
    assert (mapping.when.academic_year, mapping.when.point) == (2025, "Spr1")
    assert [rule.scale for rule in mapping.results] == ["standardised"]


@pytest.mark.parametrize("answers", [{"year": "next year"}, {"point": "Aut9"}, {"scale:Maths Score": "rwa"}])
def test_an_answer_that_is_no_option_is_a_usage_error(answers: dict[str, str]) -> None:
    with pytest.raises(UsageError, match="does not answer the question"):
        understood(table("Name,Maths Score", "Tom,95"), **answers)


def test_a_column_can_be_left_out_by_an_answer() -> None:
    mapping, _ = understood(table("UPN,Maths Score", "x,95"), **{"scale:Maths Score": "ignore"})
    assert mapping.results == ()


def test_an_unknown_column_that_looks_like_results_is_asked() -> None:
    source = table("UPN,2025-26 Aut2 Reading Rainbow,Colour", "x,JB,red", "y,At,blue")
    _, asking = understood(source)
    (question,) = asking.questions
    assert question.id == "column:2025-26 Aut2 Reading Rainbow"
    assert question.options == ("reading/bands", "ignore")
    mapping, _ = understood(source, **{question.id: "reading/bands"})
    assert [(r.subject, r.assessment, r.point) for r in mapping.results] == [("reading", "rainbow", "Aut2")]


def test_year_groups_in_headings_are_dated_by_the_pupils_own_year_group(tmp_path: Path) -> None:
    text = "UPN,Year,Y4 Aut Re TA,Y5 Aut Re TA\nB801200005001,5,JB,At\nR674123101121,6,WB,Sec\n"
    found = parsed(tmp_path, text, year="2026-27")
    dated = {(r.row, r.column): r.ordinal // 6 for r in found.results}
    assert dated == {
        (2, "Y4 Aut Re TA"): 2025,
        (2, "Y5 Aut Re TA"): 2026,
        (3, "Y4 Aut Re TA"): 2024,
        (3, "Y5 Aut Re TA"): 2025,
    }


def test_year_groups_in_headings_alone_are_asked() -> None:
    source = table("UPN,Y3 Aut Re TA,Y4 Aut Re TA", "x,JB,At", "y,WB,Sec")
    _, asking = understood(source)
    assert [(q.id, q.proposal) for q in asking.questions] == [("year:Y3", "2025-26"), ("year:Y4", "2026-27")]
    mapping, _ = understood(source, **{"year:Y3": "2024-25", "year:Y4": "2025-26"})
    assert [rule.academic_year for rule in mapping.results] == [2024, 2025]


def test_targets_without_a_time_are_asked_for_the_day_they_are_due() -> None:
    source = table("UPN,2026-27 Aut2 Reading TA,Reading Target", "x,JB,At", "y,WB,Sec")
    _, asking = understood(source)
    assert [(q.id, q.proposal) for q in asking.questions] == [("due", "2026-27:Sum2")]
    mapping, _ = understood(source, due="2027-28:Sum2")
    assert [(r.academic_year, r.point) for r in mapping.results if r.target] == [(2027, "Sum2")]


def test_a_year_column_of_academic_years_is_not_a_year_group() -> None:
    mapping, _ = understood(table("UPN,Year,Term,Reading TA", "x,2025-26,Aut2,JB", "x,2026-27,Aut2,At"))
    assert mapping.pupil == {"upn": "UPN", "academic_year": "Year"}


def test_the_better_word_wins_and_a_file_without_pupils_is_refused() -> None:
    mapping, _ = understood(table("UPN,Preferred Forename,Forename,Name", "x,Tom,Thomas,Tom Smith"))
    assert mapping.pupil["forename"] == "Forename"
    with pytest.raises(ProgressError, match="names the pupils"):
        understood(table("Maths,Colour", "72,red"))


def test_a_bare_share_of_attendance_is_asked() -> None:
    source = table("UPN,Attendance", "x,0.995", "y,0.9")
    _, asking = understood(source, year="2025-26")
    assert [q.id for q in asking.questions] == ["attendance:Attendance"]
    mapping, _ = understood(source, **{"year": "2025-26", "attendance:Attendance": "fraction"})
    assert mapping.attendance_as == "fraction"
