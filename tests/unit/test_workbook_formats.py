"""How number formats show numbers, and the names of columns."""

from __future__ import annotations

import pytest

from progress_tui.importing.reading.workbook.cells import (
    Shape,
    column_letters,
    column_number,
    number_text,
    plain_number,
    shape_of,
)


@pytest.mark.parametrize(
    ("code", "shape"),
    [
        ("General", "plain"), ("0.00", "plain"), ("#,##0", "plain"), ("@", "plain"), ("0.00E+00", "plain"),
        ('0" days"', "plain"), ('[Red]0;[Blue]-0', "plain"), ("[$£-809]#,##0.00", "plain"),
        ("0%", "percent"), ("0.0%;[Red]-0.0%", "percent"),
        ("dd/mm/yyyy", "date"), ("[$-809]dd mmmm yyyy;@", "date"), ("mmm\\-yy", "date"), ("yyyy\\-mm\\-dd", "date"),
        ("hh:mm", "time"), ("h:mm AM/PM", "time"), ("mm:ss", "time"), ("dd/mm/yyyy hh:mm", "datetime"),
        ("[h]:mm", "span"), ("[mm]:ss", "span"),
    ],
)  # fmt: skip
def test_the_shape_of_a_format(code: str, shape: Shape) -> None:
    assert shape_of(164, code) == (shape, 0)


def test_formats_known_by_their_number() -> None:
    assert [shape_of(number, "")[0] for number in (0, 1, 9, 14, 20, 22, 46, 49)] == [
        "plain", "plain", "percent", "date", "time", "datetime", "span", "plain",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "code", "text"),
    [
        ("42", "000000", "000042"),
        ("-42", "000000", "-42"),
        ("0.5", "hh:mm", "12:00"),
        ("0.99999999", "hh:mm:ss", "00:00"),
        ("42676.5", "dd/mm/yyyy hh:mm", "2016-11-02 12:00"),
        ("42676", "dd/mm/yyyy hh:mm", "2016-11-02"),
        ("1", "dd/mm/yyyy", "1900-01-01"),
        ("59", "dd/mm/yyyy", "1900-02-28"),
        ("61", "dd/mm/yyyy", "1900-03-01"),
        ("2958465", "dd/mm/yyyy", "9999-12-31"),
        ("2958466", "dd/mm/yyyy", "2958466"),
        ("1.0625", "[h]:mm", "25:30"),
        ("0.125", "0.0%", "12.5%"),
        ("inf", "0%", "inf"),
        ("1e999", "0", "1e999"),
        ("x", "0", "x"),
    ],
)
def test_numbers_in_a_format(raw: str, code: str, text: str) -> None:
    assert number_text(raw, *shape_of(164, code), since_1904=False) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(97.0, "97"), (97.4, "97.4"), (0.1 + 0.2, "0.3"), (1e21, "1" + "0" * 21), (1.5e-5, "0.000015"), (-0.0, "0")],
)
def test_plain_numbers(value: float, text: str) -> None:
    assert plain_number(value) == text


def test_letters_of_columns() -> None:
    assert [column_letters(at) for at in (0, 25, 26, 701, 702, 16383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
    assert all(column_number(column_letters(at)) == at for at in range(0, 16384, 37))
