from __future__ import annotations

from datetime import date

import pytest

from progress_tui.domain.calendar import (
    HALF_TERMS,
    Point,
    academic_year_label,
    academic_year_of,
    parse_academic_year,
    parse_half_term,
    year_group_label,
    year_group_of,
)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("2026-27", 2026),
        ("2026/27", 2026),
        ("2026–27", 2026),
        (" 2026-2027 ", 2026),
        ("26/27", 2026),
        ("202627", 2026),
        ("99/00", 1999),
        ("1999-00", 1999),
        ("2099-00", 2099),
    ],
)
def test_an_academic_year_is_read(text: str, start: int) -> None:
    assert parse_academic_year(text) == start


@pytest.mark.parametrize("text", ["", "2026", "2026-28", "2026-26", "27-26", "1826-27", "20262", "abcd-ef", "٢٦/٢٧"])
def test_what_is_no_academic_year_is_none(text: str) -> None:
    assert parse_academic_year(text) is None


def test_labels_and_the_first_of_september() -> None:
    assert academic_year_label(2026) == "2026-27"
    assert academic_year_label(1999) == "1999-00"
    assert academic_year_of(date(2026, 8, 31)) == 2025
    assert academic_year_of(date(2026, 9, 1)) == 2026


def test_ordinals_count_half_terms_across_years() -> None:
    assert [Point.of(2026, code).ordinal for code in HALF_TERMS] == [12156, 12157, 12158, 12159, 12160, 12161]
    assert Point.of(2026, "Aut1").ordinal - Point.of(2025, "Sum2").ordinal == 1
    assert Point.of(2025, "Sum2") < Point.of(2026, "Aut1")


def test_a_point_says_what_it_is() -> None:
    point = Point.of(2026, "Aut2")
    assert (point.start_year, point.half_term, point.code) == (2026, 1, "Aut2")
    assert (point.year_label, point.label, str(point)) == ("2026-27", "Autumn 2 2026-27", "2026-27:Aut2")


@pytest.mark.parametrize(
    "text", ["2026-27:Aut2", "2026/27 Aut2", "26/27:autumn 2", "202627:HT2", "2026–27:Aut", "2026-27 Autumn"]
)
def test_a_point_is_read_with_its_year(text: str) -> None:
    assert Point.parse(text) == Point.of(2026, "Aut2")
    assert Point.parse(text, 1999) == Point.of(2026, "Aut2"), "the year in the text wins"


def test_a_point_without_a_year_needs_one() -> None:
    assert Point.parse("Spr1") is None
    assert Point.parse("Spr1", 2025) == Point.of(2025, "Spr1")


@pytest.mark.parametrize("text", ["", "2026-27", "Aut3", "HT7", "2026-28:Aut2", "Winter", "2026-27:Aut2x", "Aut 2 3"])
def test_what_is_no_point_is_none(text: str) -> None:
    assert Point.parse(text, 2026) is None


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Aut1", 0), ("A1", 0), ("HT1", 0), ("Baseline", 0), ("Autumn 2", 1), ("Aut", 1), ("Autumn", 1),
        ("spring_1", 2), ("HT3", 2), ("Spr", 3), ("Spring-2", 3), ("Sum1", 4), ("Half Term 5", 4), ("Summer", 5),
        ("EOY", 5), ("SUM2", 5), ("ht6", 5),
    ],
)  # fmt: skip
def test_half_terms_and_plain_terms_as_their_second_half(text: str, place: int) -> None:
    assert parse_half_term(text) == place


@pytest.mark.parametrize(
    ("birth", "year_group"),
    [
        # The children of one year group were born from 1 September to 31 August.
        (date(2017, 9, 1), 4),
        (date(2018, 8, 31), 4),
        (date(2018, 9, 1), 3),
        (date(2017, 8, 31), 5),
        (date(2021, 9, 1), 0),
        (date(2022, 9, 1), -1),
        (date(2023, 9, 1), -2),
    ],
)
def test_the_year_group_from_the_date_of_birth(birth: date, year_group: int) -> None:
    assert year_group_of(birth, 2026) == year_group
    assert year_group_of(birth, 2027) == year_group + 1


def test_year_groups_read_as_schools_write_them() -> None:
    assert [year_group_label(n) for n in (-2, -1, 0, 1, 6, None)] == ["N1", "N2", "R", "Y1", "Y6", "?"]
