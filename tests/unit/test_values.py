"""Cells as values: UK dates, year groups, attendance, names, languages."""

from __future__ import annotations

from datetime import date

import pytest

from progress_tui.importing.parsing.values import (
    parse_date,
    parse_language,
    parse_percentage,
    parse_sessions,
    parse_year_group,
    split_name,
    tidy_upn,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2/11/16", date(2016, 11, 2)),
        ("02/11/2016", date(2016, 11, 2)),
        ("02.11.2016", date(2016, 11, 2)),
        ("02-Nov-2016", date(2016, 11, 2)),
        ("2 November 2016", date(2016, 11, 2)),
        ("2016-11-02", date(2016, 11, 2)),
        ("2016-11-02 00:00:00", date(2016, 11, 2)),
        ("02/11/2016 00:00", date(2016, 11, 2)),
        ("42676", date(2016, 11, 2)),
        ("42676.0", date(2016, 11, 2)),
        ("42676.5", date(2016, 11, 2)),
        ("20161102", date(2016, 11, 2)),
        ("2 Nov 2016", date(2016, 11, 2)),
        ("2nd November 2016", date(2016, 11, 2)),
        ("2nd of Nov 2016", date(2016, 11, 2)),
        ("Wed 2 Nov 2016", date(2016, 11, 2)),
        ("02-Nov-16", date(2016, 11, 2)),
        ("2 Sept 2016", date(2016, 9, 2)),
        ("2016/11/02", date(2016, 11, 2)),
        ("2016-11-02T00:00:00Z", date(2016, 11, 2)),
        ("2016-11-02T00:00:00.000+00:00", date(2016, 11, 2)),
        ("02/11/2016 12:00:00 AM", date(2016, 11, 2)),
        ("０２／１１／２０１６", date(2016, 11, 2)),
        ("٠٢/١١/٢٠١٦", date(2016, 11, 2)),
        ("29/02/2015", None),
        ("11/13/2016", None),
        ("31/12/0016", None),
        ("2 Ju 2016", None),
        ("20161302", None),
        ("2/11", None),
        ("Nov 2016", None),
        ("1e5", None),
        ("nan", None),
        ("#N/A", None),
        ("soon", None),
        ("", None),
    ],
)
def test_dates_are_read_in_uk_order(text: str, expected: date | None) -> None:
    assert parse_date(text) == expected


def test_a_year_of_two_digits_is_the_latest_one_not_after_the_limit() -> None:
    assert parse_date("1/9/26", 2026) == date(2026, 9, 1)
    assert parse_date("1/9/27", 2026) == date(1927, 9, 1)
    assert parse_date("1/9/72", 1983) == date(1972, 9, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("R", 0), ("Reception", 0), ("0", 0), ("N1", -2), ("Nursery", -1), ("4", 4), ("Y4", 4), ("Year 4", 4), ("Yr4", 4),
     ("Year Group 4", 4), ("NC4", 4), ("Y04", 4), ("Yr. 4", 4), ("Year Four", 4), ("-1", -1), ("FS2", 0), ("Rec", 0),
     ("Reception Class", 0), ("Curriculum Year 4", 4), ("Y４", 4), ("٤", 4), ("4A", None), ("Y25", None), ("3/4", None),
     ("NC Year 6", 6), ("4.0", 4), ("13", 13), ("14", None), ("2025", None), ("Willow", None), ("", None)],
)  # fmt: skip
def test_year_groups(text: str, expected: int | None) -> None:
    assert parse_year_group(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("0", 0), ("378", 378), ("378.0", 378), ("-1", None), ("3.5", None), ("5%", None), ("x", None)],
)
def test_sessions_are_whole_and_not_negative(text: str, expected: int | None) -> None:
    assert parse_sessions(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("97.4", (97.4, False)), ("97,4", (97.4, False)), ("97.4%", (97.4, True)), ("97,4 %", (97.4, True)),
     ("97.40%", (97.4, True)), ("１００％", (100.0, True)), ("٩٧٫٤٪", (97.4, True)), ("1e5", None), ("97.4.1", None),
     ("#N/A", None), ("−3", (-3.0, False)),
     ("0.995", (0.995, False)), ("-3", (-3.0, False)), ("nan", None), ("inf", None), ("", None)],
)  # fmt: skip
def test_percentages(text: str, expected: tuple[float, bool] | None) -> None:
    assert parse_percentage(text) == expected


def test_names_are_split_by_comma_or_at_the_last_word() -> None:
    assert split_name("O'Brien, Aoife Mary") == ("O'Brien", "Aoife Mary")
    assert split_name("Aoife Mary O'Brien") == ("O'Brien", "Aoife Mary")
    assert split_name("Suharto") == ("Suharto", "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("ENG", (False, True)), ("English", (False, True)), ("URD", (True, True)), ("Polish", (True, True)),
     ("ZZZ", (None, True)), ("", (None, True)), ("Y", (True, True)), ("12", (None, False))],
)  # fmt: skip
def test_a_first_language_says_whether_english_is_additional(text: str, expected: tuple[bool | None, bool]) -> None:
    assert parse_language(text) == expected


def test_a_upn_loses_spaces_and_gains_capitals_only() -> None:
    assert tidy_upn("b80 1200005001") == "B801200005001"
    assert tidy_upn("ｂ８０１２００００５００１") == "B801200005001"
    assert tidy_upn("B80I200005001") == "B80I200005001"
    assert {tidy_upn(text) for text in ("", "none", "n/a", "-", "?", "No UPN", "tbc")} == {""}
