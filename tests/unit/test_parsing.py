"""From files to facts: pupils, characteristics, results, and what is rejected with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from progress_tui.analysis.catalogue import scales
from progress_tui.domain.calendar import Point
from progress_tui.domain.errors import DataFileError, ProgressError, UsageError
from progress_tui.importing.facts import (
    AttendanceFact,
    CharacteristicsFact,
    EnrolmentFact,
    ParsedFile,
    PupilFact,
    Rejection,
    ResultFact,
    SeriesFact,
    TargetFact,
)
from progress_tui.importing.parsing.parse import facts_of, read_source
from progress_tui.importing.parsing.series import series_key, series_label
from progress_tui.importing.reading.described import Described
from progress_tui.importing.reading.table import SourceTable
from progress_tui.importing.recognising.mapping import ImportMapping, ResultRule

A, B = "B801200005001", "R674123101121"
AUT2 = Point.of(2025, "Aut2").ordinal


def parse(tmp_path: Path, *lines: str, year: int | None = 2025, answers: Mapping[str, str] | None = None) -> ParsedFile:
    path = tmp_path / "f.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return read_source(path, scales(), year=year, answers=answers)


def reasons(found: ParsedFile) -> list[tuple[int, str, str]]:
    return [(r.row, r.column, r.reason) for r in found.rejected]


def test_a_pupil_list_gives_pupils_enrolments_characteristics_and_attendance(tmp_path: Path) -> None:
    found = parse(
        tmp_path,
        "UPN,Surname,Forename,DOB,Sex,Year,Class,PP,FSM6,SEN,EAL,Possible,Authorised,Unauthorised",
        f"{A},O'Brien,Aoife,02/11/2016,F,4,Willow,Y,N,K,?,378,10,2",
        f"{B},Khan,,2/1/21,Male,R,Acorn,No,,n,TRUE,,,",
    )
    assert (found.file, found.rows, found.questions, found.rejected, found.warnings) == ("f.csv", 2, (), (), ())
    assert found.pupils == (
        PupilFact(1, 2, "", A, "", "O'Brien", "Aoife", date(2016, 11, 2), "F"),
        PupilFact(2, 3, "", B, "", "Khan", "", date(2021, 1, 2), "M"),
    )
    assert found.enrolments == (EnrolmentFact(1, 2, 2025, 4, "Willow"), EnrolmentFact(2, 3, 2025, 0, "Acorn"))
    assert found.characteristics == (
        CharacteristicsFact(1, 2, 2025, None, False, None, None, None, True, None, "K"),
        CharacteristicsFact(2, 3, 2025, None, None, None, None, None, False, True, "N"),
    )
    assert found.attendance == (AttendanceFact(1, 2, 2025, None, 378, 10, 2, None),)


def test_a_results_file_gives_series_results_and_targets_and_no_enrolment(tmp_path: Path) -> None:
    found = parse(
        tmp_path,
        "UPN,Surname,Forename,2025-26 Aut2 Reading TA,2025-26 Aut2 Maths SS,2026-27 Sum2 Reading Target",
        f"{A},Smith,Tom, jb ,<70,At",
        f"{B},Jones,Ann,just below,A,",
        year=None,
    )
    assert (found.enrolments, found.questions, found.rejected) == ((), (), ())
    ta, ss = "teacher assessment", "Maths test (Standardised score)"
    assert found.series == (
        SeriesFact("teacher-reading-bands", "reading", ta, "teacher", "bands", "", f"Reading {ta}", None, None),
        SeriesFact("test-maths-standardised", "maths", "test", "test", "standardised", "", ss, None, None),
    )
    assert found.results == (
        ResultFact(1, 2, "2025-26 Aut2 Reading TA", "teacher-reading-bands", AUT2, "jb"),
        ResultFact(1, 2, "2025-26 Aut2 Maths SS", "test-maths-standardised", AUT2, "<70"),
        ResultFact(2, 3, "2025-26 Aut2 Reading TA", "teacher-reading-bands", AUT2, "just below"),
        ResultFact(2, 3, "2025-26 Aut2 Maths SS", "test-maths-standardised", AUT2, "A"),
    )
    due = Point.of(2026, "Sum2").ordinal
    assert found.targets == (TargetFact(1, 2, "2026-27 Sum2 Reading Target", "teacher-reading-bands", due, "At"),)


def test_a_code_off_the_scale_is_rejected_with_the_nearest(tmp_path: Path) -> None:
    rows = [f"id{n},At" for n in range(9)]
    found = parse(tmp_path, "ID,2025-26 Aut2 Reading TA", *rows, "id9,Securly at")
    assert reasons(found) == [
        (
            11,
            "2025-26 Aut2 Reading TA",
            "“Securly at” is not on the scale Point-in-time bands. The nearest code is Sec.",
        )
    ]
    assert len(found.results) == 9


def test_a_score_out_of_range_is_kept_as_typed_and_counted(tmp_path: Path) -> None:
    found = parse(tmp_path, "ID,2025-26 Aut2 Maths SS", "a,999", "b,95", "c,-10", "d,nan", "e,99", "f,101")
    assert [r.raw for r in found.results] == ["999", "95", "-10", "99", "101"]
    assert any("outside the valid range" in w and "2 cells: rows 2, 4" in w for w in found.warnings)
    assert [r.value for r in found.rejected] == ["nan"]


def test_one_key_twice_rejects_both_unless_they_say_the_same(tmp_path: Path) -> None:
    head = "ID,Subject,Term,Result"
    found = parse(
        tmp_path, head, "a,Reading,Aut2,JB", "a,Reading,Aut2,At", "b,Reading,Aut2,JB", "b,Reading,Aut2,just below"
    )
    assert [(r.row, r.column, r.value) for r in found.rejected] == [(2, "Result", "JB"), (3, "Result", "At")]
    assert "“JB” in row 2; “At” in row 3" in found.rejected[0].reason
    assert [(r.ref, r.row, r.raw) for r in found.results] == [(2, 4, "JB")]


def test_a_row_without_a_pupil_is_rejected(tmp_path: Path) -> None:
    found = parse(tmp_path, "UPN,Surname,2025-26 Aut2 Reading TA", ",,JB", f"{A},Smith,At")
    assert reasons(found) == [(2, "", "The row names no pupil: it has no UPN, no ID and no name.")]
    assert len(found.results) == 1


def test_two_children_of_one_name_in_a_wide_file_are_asked_about_and_never_merged(tmp_path: Path) -> None:
    lines = ("Surname,Forename,2025-26 Aut2 Reading TA", "Smith,Tom,JB", "SMITH,tom,At", "Smith,Tom,WB", "Smith,Ann,At")
    asked = parse(tmp_path, *lines)
    (question,) = asked.questions
    assert (question.id, question.proposal) == ("namesakes", "different")
    assert "rows 2, 3, 4 “Smith, Tom”" in question.text
    assert ([p.forename for p in asked.pupils], asked.rejected) == (["Ann"], ())
    apart = parse(tmp_path, *lines, answers={"namesakes": "different"})
    assert [(r.ref, r.row, r.raw) for r in apart.results] == [(1, 2, "JB"), (3, 3, "At"), (2, 4, "WB"), (4, 5, "At")]
    assert [(p.ref, p.row) for p in apart.pupils] == [(1, 2), (2, 4), (3, 3), (4, 5)]
    without = parse(tmp_path, *lines, answers={"namesakes": "leave out"})
    assert [(r.row, r.value) for r in without.rejected] == [(2, "Smith, Tom"), (3, "SMITH, tom"), (4, "Smith, Tom")]
    assert [p.forename for p in without.pupils] == ["Ann"]


def test_cells_without_a_letter_or_a_digit_name_nobody(tmp_path: Path) -> None:
    head = "UPN,Surname,Forename,2025-26 Aut2 Reading TA"
    found = parse(tmp_path, head, f"{A},Smith,Tom,At", "EXS,1,2,JB", ",12,34,JB", f"{B},7,,JB")
    assert [r.row for r in found.rejected] == [3, 4]
    assert [p.upn for p in found.pupils] == [A, B]


def test_dates_of_birth_tell_children_of_one_name_apart(tmp_path: Path) -> None:
    head = "Name,DOB,2025-26 Aut2 Reading TA"
    found = parse(tmp_path, head, '"Smith, Tom",1/9/2016,JB', "Tom Smith,2/9/2016,WB", "Tom Smith,,At")
    assert [(p.surname, p.forename, p.dob) for p in found.pupils] == [
        ("Smith", "Tom", date(2016, 9, 1)),
        ("Smith", "Tom", date(2016, 9, 2)),
    ]
    assert [r.row for r in found.rejected] == [4]


def test_rows_of_one_name_in_a_long_file_are_one_child(tmp_path: Path) -> None:
    rows = ("Tom Smith,1/9/2016,Re,Aut2,JB", "Tom Smith,,Ma,Aut2,At")
    found = parse(tmp_path, "Name,DOB,Subject,Term,Result", *rows)
    assert (len(found.pupils), len(found.results), found.rejected) == (1, 2, ())


@pytest.mark.parametrize(
    ("second", "refused"),
    [("Smith,Ben,1/9/2016", True), ("Jones,Tom,3/3/2015", True), ("Smith,Tom James,1/9/2016", False),
     ("Smith-Jones,Tom,1/9/2016", False), ("Smith,Tom,2/9/2016", False)],
)  # fmt: skip
def test_one_upn_for_two_children_is_rejected_and_slips_are_warned_of(
    tmp_path: Path, second: str, refused: bool
) -> None:
    head = "UPN,Surname,Forename,DOB,Subject,Term,Result"
    found = parse(tmp_path, head, f"{A},Smith,Tom,1/9/2016,Re,Aut2,JB", f"{A},{second},Ma,Aut2,At")
    assert [r.row for r in found.rejected] == ([2, 3] if refused else [])
    assert len(found.pupils) == (0 if refused else 1)
    assert bool(found.warnings) != refused


def test_contradicted_details_are_lost_whatever_the_order(tmp_path: Path) -> None:
    head, rows = "UPN,DOB,Sex,Subject,Term,Result", [f"{A},1/9/2016,F,Re,Aut2,JB", f"{A},2/9/2016,M,Ma,Aut2,At"]
    for lines in (rows, rows[::-1]):
        found = parse(tmp_path, head, *lines)
        assert [(p.dob, p.sex) for p in found.pupils] == [(None, None)]
        assert len(found.warnings) == 2


def test_a_bad_date_loses_the_date_and_a_bad_upn_is_kept(tmp_path: Path) -> None:
    found = parse(tmp_path, "UPN,DOB,Sex,2025-26 Aut2 Reading TA", "A801200005001,31/2/2016,female?,JB")
    assert [(p.upn, p.dob, p.sex) for p in found.pupils] == [("A801200005001", None, None)]
    assert found.rejected == ()
    text = " ".join(found.warnings)
    assert "has the check letter A where its digits give B; it is kept as it stands (row 2)" in text
    assert "“31/2/2016” is not a date of birth" in text
    assert "Sex “female?” is not understood" in text


def test_pupils_whose_upn_says_that_there_is_none_are_known_by_their_names(tmp_path: Path) -> None:
    head = "UPN,Surname,Forename,DOB,2025-26 Aut2 Reading TA"
    found = parse(tmp_path, head, "none,Smith,Tom,1/9/2016,At", "None,Jones,Ann,2/9/2016,JB")
    assert ([(p.upn, p.surname) for p in found.pupils], found.rejected) == ([("", "Smith"), ("", "Jones")], ())


def test_a_cell_of_a_detail_that_reading_could_not_take_loses_the_detail_alone() -> None:
    reason = "C2 holds the error #N/A: mend the formula."
    table = SourceTable.of_rows(
        "f.xlsx", "", ["UPN", "DOB", "Reading TA"], [(2, [A, "", "At"])], [], [Rejection(2, "DOB", "#N/A", reason)]
    )
    found = facts_of(Described(table), scales(), year=2025, point="Aut2")
    assert (found.rejected, len(found.results), found.pupils[0].dob) == ((), 1, None)
    assert "DOB: C2 holds the error #N/A: mend the formula; it is taken as unknown (row 2)." in found.warnings


def test_many_warnings_of_one_kind_are_a_few_sentences(tmp_path: Path) -> None:
    found = parse(tmp_path, "UPN,Surname", *(f"X{n},Smith" for n in range(40)))
    assert len(found.warnings) == 6
    assert found.warnings[-1] == "UPN: the same of 35 more (35 cells: rows 7, 8, 9, 10, 11 …)."


def test_one_upn_in_two_schools_is_two_records(tmp_path: Path) -> None:
    found = parse(tmp_path, "School,UPN,Class", f"Oak,{A},Y4", f"Elm,{A},4B")
    assert [(p.ref, p.school) for p in found.pupils] == [(1, "Oak"), (2, "Elm")]


def test_two_classes_for_one_pupil_and_year_are_rejected(tmp_path: Path) -> None:
    found = parse(tmp_path, "UPN,Class,Year,Subject,Term,Result", f"{A},Oak,4,Re,Aut2,JB", f"{A},Elm,4,Ma,Aut2,At")
    assert found.enrolments == ()
    assert [(r.row, r.value) for r in found.rejected] == [(2, "Y4 Oak"), (3, "Y4 Elm")]


def test_flags_not_understood_and_contradicted_are_unknown_with_a_warning(tmp_path: Path) -> None:
    head = "UPN,PP,EAL,SEN,Subject,Term,Result"
    found = parse(tmp_path, head, f"{A},Y,maybe,Q,Re,Aut2,JB", f"{A},N,,K,Ma,Aut2,At")
    assert [(c.pp, c.eal, c.sen) for c in found.characteristics] == [(None, None, "K")]
    assert len(found.warnings) == 3


def test_a_first_language_stands_in_for_eal(tmp_path: Path) -> None:
    found = parse(tmp_path, "UPN,Mother tongue code", f"{A},ENG", f"{B},URD")
    assert [c.eal for c in found.characteristics] == [False, True]


@pytest.mark.parametrize(
    ("cells", "column"),
    [("-1,0,0,", "Possible"), ("x,0,0,", "Possible"), ("100,60,41,", "Unauthorised"), ("100,101,,", "Authorised"),
     (",,,101", "Attendance %"), (",,,-3", "Attendance %"), (",,,often", "Attendance %")],
)  # fmt: skip
def test_impossible_attendance_is_rejected_and_never_clamped(tmp_path: Path, cells: str, column: str) -> None:
    found = parse(tmp_path, "UPN,Possible,Authorised,Unauthorised,Attendance %", f"{A},{cells}")
    assert [r.column for r in found.rejected] == [column]
    assert found.attendance == ()


def test_percentages_and_shares_of_attendance(tmp_path: Path) -> None:
    lines = ("UPN;Attendance %", f"{A};97,4", f"{B};88.5%", "P207000016049;0.995")
    asked = parse(tmp_path, *lines)
    assert [q.id for q in asked.questions] == ["attendance:Attendance %"]
    found = parse(tmp_path, *lines, answers={"attendance:Attendance %": "fraction"})
    assert [a.percentage for a in found.attendance] == [97.4, 88.5, 99.5]


def test_what_is_not_stored_is_named_with_its_reason(tmp_path: Path) -> None:
    found = parse(
        tmp_path, "UPN,Postcode,Ethnicity,Aut2 Reading Progress,Colour,Empty,2025-26 Aut2 Reading TA",
        f"{A},AB1 2CD,WBRI,3,red,,JB",
    )  # fmt: skip
    assert found.warnings == (
        "Not stored (the app has no use for it): Postcode (address), Ethnicity (ethnicity).",
        "Not stored (progress and effort are neither results nor targets): Aut2 Reading Progress.",
        "Not stored (not recognised): Colour.",
    )


def test_times_that_cannot_be_read_are_rejected(tmp_path: Path) -> None:
    head = "UPN,Subject,Term,Academic Year,Result"
    found = parse(tmp_path, head, f"{A},Re,Aut9,2025-26,JB", f"{A},Re,Aut2,2025,At", f"{A},Re,Spr1,25/26,At")
    assert [(r.row, r.column, r.value) for r in found.rejected] == [(2, "Term", "Aut9"), (3, "Academic Year", "2025")]
    assert [r.ordinal for r in found.results] == [Point.of(2025, "Spr1").ordinal]


def test_rows_of_a_long_file_that_nothing_explains_are_warned_of(tmp_path: Path) -> None:
    head = "UPN,Subject,Term,Result Type,Result"
    found = parse(tmp_path, head, f"{A},Re,Aut2,TA,JB", f"{A},Re,Aut2,Effort,3", f"{A},,Aut2,TA,At")
    assert len(found.results) == 1
    assert [w for w in found.warnings if w.startswith("Not stored")] == [
        "Not stored (progress and effort are neither results nor targets): rows of Result Type “Effort”.",
        "Not stored, as nothing says what it is: Subject “”, Result Type “TA” (row 4).",
    ]


def test_raw_marks_of_two_times_are_two_series(tmp_path: Path) -> None:
    found = parse(tmp_path, "UPN,2025-26 Aut2 Maths Raw,2025-26 Spr2 Maths Raw", f"{A},31,35")
    assert [s.key for s in found.series] == ["test-maths-raw-autumn-2-2025-26", "test-maths-raw-spring-2-2025-26"]


def test_the_point_given_dates_what_the_file_does_not(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text(f"UPN,Reading TA\n{A},JB\n", "utf-8")
    found = read_source(path, scales(), point="2026-27:Spr1")
    assert ([r.ordinal for r in found.results], found.questions) == ([Point.of(2026, "Spr1").ordinal], ())
    assert [q.id for q in read_source(path, scales(), point="Spr1").questions] == ["year"]
    with pytest.raises(UsageError, match="is not a point"):
        read_source(path, scales(), point="Aut9")


def test_the_mapping_understood_reads_the_file_again_without_questions(tmp_path: Path) -> None:
    lines = ("UPN,Year,Maths Score", f"{A},4,95", f"{B},4,110")
    first = parse(tmp_path, *lines, year=2025, answers={"scale:Maths Score": "standardised", "point": "Aut2"})
    again = read_source(tmp_path / "f.csv", scales(), first.mapping)
    assert (again.results, again.enrolments, again.questions) == (first.results, first.enrolments, ())


def test_a_mapping_must_fit_the_file_and_the_scales(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text(f"UPN,Maths\n{A},95\n", "utf-8")
    rule = ResultRule("Math", "maths", "raw", "test", "test")
    with pytest.raises(ProgressError, match=r"has no column “Math”.*Did you mean “Maths”"):
        read_source(path, scales(), ImportMapping("ours", {"upn": "UPN"}, results=(rule,)))
    rule = ResultRule("Maths", "maths", "rwa", "test", "test")
    with pytest.raises(DataFileError, match=r"“rwa”.*Did you mean “raw”"):
        read_source(path, scales(), ImportMapping("ours", {"upn": "UPN"}, results=(rule,)))


def test_keys_and_labels_of_series() -> None:
    assert series_key("teacher assessment", "reading", "bands") == "teacher-reading-bands"
    assert series_key("test", "maths", "standardised") == "test-maths-standardised"
    assert series_key("JSP English", "english", "raw", "third junior year") == "jsp-english-raw-third-junior-year"
    assert series_label("teacher assessment", "reading", scales()["nc-levels"]) == (
        "Reading teacher assessment (National Curriculum levels)"
    )
