"""Statutory results of Common Transfer Files by the code table: taken, listed, or rejected; never guessed."""

from __future__ import annotations

import pytest

from progress_tui.analysis.catalogue import scales
from progress_tui.importing.reading.ctf.codes import code_table
from tests.unit.ctf_files import ctf, pupil, result, results_of, understood

MTC = "KS2 MAT TT MTC MT"


@pytest.mark.parametrize(
    ("codes", "year", "value", "series", "point"),
    [
        (MTC, 2025, "25", "multiplication-tables-check-mtc", "2024-25:Sum2"),
        (MTC, 2025, "0", "multiplication-tables-check-mtc", "2024-25:Sum2"),
        ("KS1 ENG TA PHO NM", 2022, "35", "phonics-screening-check", "2021-22:Sum2"),
        ("KS1 ENG TA REA", 2023, "GDS", "ks1-teacher-reading-ks-ta", "2022-23:Sum2"),
        ("KS1 MAT TA SUB", 2014, "2b", "ks1-teacher-maths-nc-levels", "2013-14:Sum2"),
        ("KS2 ENG TA WRI", 2026, "EXS", "statutory-teacher-writing-ks-ta", "2025-26:Sum2"),
        ("KS2 ENG TT GPS SS", 2026, "108", "ks2-test-gps-scaled", "2025-26:Sum2"),
        ("KS2 MAT TT SUB NM", 2026, "77", "ks2-test-mark-maths-raw-summer-2-2025-26", "2025-26:Sum2"),
        ("EYF LIT FA E08 FD", 2022, "2", "eyfsp-e08-eyfs", "2021-22:Sum2"),
        ("FSP COM TA G03", 2019, "3", "eyfsp-to-2021-g03-eyfs", "2018-19:Sum2"),
    ],
)
def test_a_result_stands_in_the_summer_its_year_names_on_its_scale(
    codes: str, year: int, value: str, series: str, point: str
) -> None:
    parsed = understood(ctf(pupil(result(codes, value, year))))
    assert results_of(parsed) == [(series, point, value)]
    assert (parsed.rejected, parsed.questions) == ((), ())
    assert parsed.series[0].kind == "statutory"


@pytest.mark.parametrize("reason", ["A", "B", "J", "L", "U", "X", "Z", "NAA", "H", "Q"])
def test_a_reason_for_no_tables_check_is_kept_as_a_reason(reason: str) -> None:
    parsed = understood(ctf(pupil(result(MTC, reason))))
    assert [raw for _, _, raw in results_of(parsed)] == [reason]
    assert scales()["mtc"].read(reason).kind == "non-result"


@pytest.mark.parametrize("value", ["W", "3b", "QQ", "GDS"])
def test_a_value_that_is_not_on_the_scale_is_rejected(value: str) -> None:
    parsed = understood(ctf(pupil(result(MTC, value))))
    assert parsed.results == ()
    assert [(each.row, each.column, each.value) for each in parsed.rejected] == [(3, "Result", value)]


def test_a_mark_outside_the_range_is_kept_and_counts_in_no_figure() -> None:
    parsed = understood(ctf(pupil(result(MTC, "26"))))
    assert [raw for _, _, raw in results_of(parsed)] == ["26"]
    assert "Result: outside the valid range" in parsed.warnings[-1]


def test_unknown_codes_are_listed_and_counted_and_the_rest_is_taken() -> None:
    children = [
        pupil(result("KS9 XYZ QQ ZZZ ??", value), result(MTC, "20"), who=f"<Surname>Child {value}</Surname>")
        for value in ("7", "8", "9")
    ]
    parsed = understood(ctf(*children))
    assert len(parsed.results) == 3
    assert parsed.rejected == ()
    assert (
        "Not stored, as the code table does not know them: 3 results of Stage “KS9”, Subject “XYZ”, Method “QQ”, "
        "Component “ZZZ”, ResultQualifier “??” (such as “7”)."
    ) in parsed.warnings
    assert not any("nothing says what it is" in warning for warning in parsed.warnings)


def test_a_flood_of_unknown_codes_is_counted_together() -> None:
    parsed = understood(ctf(pupil(*(result(f"KS9 S{n} TA SUB", "1") for n in range(50)))))
    told = [warning for warning in parsed.warnings if "code table" in warning]
    assert len(told) == 21
    assert told[-1].endswith("30 results of 30 more sets of codes.")


@pytest.mark.parametrize(
    ("codes", "year"),
    [
        ("KS2 MAT TT MTC NM", 2025),  # another qualifier
        ("KS1 ENG TA REA", 2024),  # no longer statutory
        ("FSP COM TA E01", 2019),  # the goals of today in a year of the old ones
        ("FSP LIT TA E01", 2023),  # a goal of another area
        ("KS2 ENG TT REA", 2025),  # no qualifier says what the figure is
        ("KS3 ENG TA SUB NL", 2012),
    ],
)
def test_codes_mean_nothing_beside_others_or_in_other_years(codes: str, year: int) -> None:
    parsed = understood(ctf(pupil(result(codes, "2", year))))
    assert parsed.results == ()
    assert any("code table" in warning for warning in parsed.warnings)


@pytest.mark.parametrize(
    ("status", "what"), [("T", "target"), ("E", "estimate"), ("P", "provisional"), ("?", "not a result")]
)
def test_estimates_and_targets_never_become_results(status: str, what: str) -> None:
    parsed = understood(ctf(pupil(result(MTC, "20", status=status))))
    assert (parsed.results, parsed.targets, parsed.rejected) == ((), (), ())
    assert f"Not stored: 1 result with ResultStatus “{status}” ({what})." in parsed.warnings


def test_a_result_without_status_or_locale_is_a_result_of_england() -> None:
    content = ctf(pupil(result(MTC, "20", more="<Note/>"))).replace(b"<ResultStatus>R</ResultStatus>", b"")
    assert len(understood(content).results) == 1


def test_results_of_another_country_are_listed() -> None:
    parsed = understood(ctf(pupil(result(MTC, "20", more="<Locale>WAL</Locale>"))))
    assert parsed.results == ()
    assert "Not stored: 1 result with Locale “WAL”, another country's." in parsed.warnings


@pytest.mark.parametrize(
    ("year", "why"),
    [
        ("2027", "after the school year of the file"),
        ("20x5", "not a year such as 2026"),
        ("", "not a year such as 2026"),
    ],
)
def test_a_year_that_cannot_be_is_rejected(year: str, why: str) -> None:
    (rejected,) = understood(ctf(pupil(result(MTC, "20", year)))).rejected
    assert (rejected.row, rejected.value, rejected.pupil) == (3, "20", "Adeyemi, Tolu")
    assert rejected.reason == f"Its Year “{year}” is {why}."


def test_two_results_for_one_assessment_are_a_conflict_and_the_same_twice_is_one() -> None:
    parsed = understood(ctf(pupil(result(MTC, "20"), result(MTC, "21"))))
    assert (parsed.results, len(parsed.rejected)) == ((), 2)
    assert len(understood(ctf(pupil(result(MTC, "20"), result(MTC, "20")))).results) == 1


def test_a_result_that_says_two_things_is_rejected() -> None:
    content = ctf(pupil(result(MTC, "20"))).replace(b"<Result>20</Result>", b"<Result>20</Result><Result>3</Result>")
    (rejected,) = understood(content).rejected
    assert rejected.reason == "It says two different things: Result stands there twice."


def test_the_outcome_of_phonics_says_nothing_beside_the_mark() -> None:
    parsed = understood(ctf(pupil(result("KS1 ENG TA PHO NM", "35", 2022), result("KS1 ENG TA PHO PO", "Wa", 2022))))
    assert [raw for _, _, raw in results_of(parsed)] == ["35"]
    assert "Not stored, as the mark says it already: 1 result of KS1 ENG TA PHO." in parsed.warnings


def test_what_was_taken_by_an_uncertain_code_is_told() -> None:
    parsed = understood(ctf(pupil(result("KS2 ENG TA REA", "EXS"), result("KS2 ENG TA WRI", "WTS"))))
    assert (
        "The codes of teacher assessment are from memory: compare some with the school's record "
        "(2 results of KS2 ENG TA REA, KS2 ENG TA WRI)."
    ) in parsed.warnings


def test_every_line_of_the_code_table_is_on_a_scale_and_has_codes() -> None:
    table = code_table()
    assert len(table.assessments) > 40
    for known in table.assessments:
        assert known.scale in scales()
        assert known.codes[0]
        assert known.codes[3]
        assert known.first <= known.last


def test_no_two_lines_of_the_code_table_mean_one_thing_in_one_year() -> None:
    table = code_table()
    for known in table.assessments:
        stage, subject, method, component, qualifier = (min(each, default="?") for each in known.codes)
        for year in {known.first, min(known.last, 2030)}:
            codes = stage, subject, method, component, qualifier
            assert [other for other in table.assessments if other.means(codes, year)] == [known]
