"""Cells as values, whatever stands in them: what is read is what was written, and nothing else becomes a number."""

from __future__ import annotations

import math
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from progress_tui.analysis.catalogue import scales
from progress_tui.domain.pupils import parse_flag, parse_sen, parse_sex
from progress_tui.importing.parsing.values import (
    parse_date,
    parse_language,
    parse_percentage,
    parse_sessions,
    parse_year_group,
    split_name,
    tidy_upn,
)

DAYS = st.dates(date(1970, 1, 1), date(2068, 12, 31))
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
NO_NUMBERS = st.sampled_from(
    [
        "nan",
        "NaN",
        "inf",
        "-inf",
        "Infinity",
        "1e5",
        "1E5",
        "0x1F",
        "1_000",
        "#N/A",
        "#REF!",
        "1,234,567",
        "½",
        "Ⅳ",
        "²",
    ]
)


def spellings(day: date) -> list[str]:
    month = day.strftime("%B")
    plain = [f"{day.day}{mark}{day.month}{mark}{day.year}" for mark in "/.-"]
    return [
        *plain,
        *(text.translate(ARABIC) for text in plain),
        *(text.translate(WIDE) for text in plain),
        f"{day.day:02d}/{day.month:02d}/{day.year % 100:02d}",
        f"{day.day} {month} {day.year}",
        f"{day.day:02d}-{month[:3]}-{day.year}",
        f"{day.day:02d}-{month[:3].upper()}-{day.year % 100:02d}",
        day.isoformat(),
        f"{day.isoformat()} 00:00:00",
        f"{day.isoformat()}T00:00:00",
        day.strftime("%Y%m%d"),
    ]


@given(DAYS.filter(lambda day: day.year >= 1969))
def test_a_day_is_read_in_every_spelling_and_never_the_american_way(day: date) -> None:
    latest = 2068
    assert {parse_date(text, latest) for text in spellings(day)} == {day}


@given(st.integers(20000, 69999))
def test_a_serial_number_is_the_day_a_spreadsheet_shows(serial: int) -> None:
    found = parse_date(str(serial))
    assert found is not None
    assert (found - date(1899, 12, 30)).days == serial


@given(st.integers(13, 99), st.integers(1, 12), st.integers(1900, 2099))
def test_a_month_over_twelve_is_no_date(month: int, day: int, year: int) -> None:
    assert parse_date(f"{day}/{month}/{year}") is None


@given(NO_NUMBERS)
def test_what_is_no_plain_number_never_becomes_one(text: str) -> None:
    assert parse_percentage(text) is None
    assert parse_sessions(text) is None
    assert parse_year_group(text) is None
    for scale in scales().values():
        reading = scale.read(text)
        assert reading.score is None or math.isfinite(reading.score)
        if scale.numeric:
            assert reading.kind in ("unknown", "non-result")


@given(st.integers(0, 100), st.integers(0, 99), st.sampled_from([".", ","]), st.sampled_from(["", "%", " %"]))
def test_a_percentage_is_read_with_point_comma_and_sign(whole: int, part: int, mark: str, sign: str) -> None:
    found = parse_percentage(f"{whole}{mark}{part:02d}{sign}")
    assert found == (whole + part / 100, bool(sign)) or math.isclose(found[0] if found else -1, whole + part / 100)


@given(st.integers(-2, 13), st.sampled_from(["{}", "Y{}", "Yr {}", "Year {}", "year{}", "NC Year {}", "{}.0", " {} "]))
def test_a_year_group_is_read_in_every_spelling(group: int, spelling: str) -> None:
    assert parse_year_group(spelling.format(group)) == group
    assert parse_year_group(spelling.format(group).translate(ARABIC)) == group


@given(st.text(max_size=40))
def test_no_text_breaks_a_value(text: str) -> None:
    parse_date(text)
    parse_percentage(text)
    parse_sessions(text)
    parse_year_group(text)
    parse_language(text)
    parse_flag(text)
    parse_sen(text)
    parse_sex(text)
    tidy_upn(text)
    for order in ("", "surname first", "forename first"):
        surname, forename = split_name(text, order)
        assert len(surname) + len(forename) <= len(text)


@given(st.lists(st.text(st.characters(categories=["L"]), min_size=1, max_size=8), min_size=1, max_size=5))
def test_a_name_keeps_every_word(words: list[str]) -> None:
    for order in ("", "surname first"):
        surname, forename = split_name(" ".join(words), order)
        assert sorted([*surname.split(), *forename.split()]) == sorted(" ".join(words).split())
        assert surname
