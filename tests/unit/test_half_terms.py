"""Dates as points of the school year, and the file that says when half-terms begin."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from progress_tui.analysis.half_terms import FILE_NAME, half_terms, load_half_terms, point_of
from progress_tui.domain.errors import DataFileError
from progress_tui.resources import data_folder

USUAL = '[usual]\nAut1 = "09-01"\nAut2 = "11-01"\nSpr1 = "01-02"\nSpr2 = "02-20"\nSum1 = "04-12"\nSum2 = "06-01"\n'


@pytest.mark.parametrize(
    ("day", "point"),
    [
        (date(2026, 9, 1), "2026-27:Aut1"),
        (date(2026, 10, 5), "2026-27:Aut1"),
        (date(2026, 10, 28), "2026-27:Aut1"),  # the holiday counts to the half-term before it
        (date(2026, 11, 1), "2026-27:Aut2"),
        (date(2027, 1, 1), "2026-27:Aut2"),
        (date(2027, 1, 4), "2026-27:Spr1"),
        (date(2027, 3, 1), "2026-27:Spr2"),
        (date(2027, 5, 1), "2026-27:Sum1"),
        (date(2027, 8, 31), "2026-27:Sum2"),
        (date(2027, 9, 1), "2027-28:Aut1"),
    ],
)
def test_a_date_is_of_the_half_term_that_has_begun(day: date, point: str) -> None:
    assert str(point_of(day, load_half_terms(data_folder() / FILE_NAME))) == point


def test_a_year_of_its_own_moves_only_the_days_it_names(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(USUAL + '[years.2026-27]\nAut2 = "11-09"\nAut1 = "09-07"\n', "utf-8")
    starts = load_half_terms(path)
    assert str(point_of(date(2026, 11, 3), starts)) == "2026-27:Aut1"
    assert str(point_of(date(2025, 11, 3), starts)) == "2025-26:Aut2"
    assert str(point_of(date(2027, 1, 2), starts)) == "2026-27:Spr1"
    assert str(point_of(date(2026, 9, 2), starts)) == "2026-27:Aut1"  # before the first day of the year's first


def test_a_year_may_say_when_its_half_terms_end(tmp_path: Path) -> None:
    shipped = load_half_terms(data_folder() / FILE_NAME)
    assert shipped.school_year(2026).last is not None
    assert shipped.school_year(2026).usual
    path = tmp_path / "own.toml"
    path.write_text(USUAL, "utf-8")
    assert load_half_terms(path).school_year(2026).last is None
    text = (data_folder() / FILE_NAME).read_text("utf-8")
    path.write_text(f'{text}\n[years.2026-27]\nAut2 = "11-02"\n[years.2026-27.last]\nAut2 = "12-17"\n', "utf-8")
    own = load_half_terms(path).school_year(2026)
    assert (own.first[1], own.last and own.last[1], own.last and own.last[0], own.usual) == (
        date(2026, 11, 2), date(2026, 12, 17), date(2026, 10, 23), False,
    )  # fmt: skip


def test_the_schools_own_file_takes_the_place_of_the_shipped_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROGRESS_TUI_HOME", str(tmp_path))
    assert half_terms() == load_half_terms(data_folder() / FILE_NAME)
    (tmp_path / FILE_NAME).write_text(USUAL.replace("11-01", "10-20"), "utf-8")
    assert str(point_of(date(2026, 10, 28), half_terms())) == "2026-27:Aut2"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[usual]\nAut3 = "09-01"\n', "own.toml: key “usual.Aut3” is not known here"),
        ('[usual]\nAut1 = "09-01"\n', "own.toml: key “usual.Aut2” is missing"),
        (USUAL.replace("11-01", "31-12"), "own.toml: key “usual.Aut2” is “31-12”, not a day"),
        (USUAL.replace("02-20", "02-29"), "own.toml: key “usual.Spr2” is “02-29”, not a day"),
        (USUAL.replace("02-20", "01-01"), "own.toml: key “usual.Spr2” is not after Spr1"),
        ("", "own.toml: key “usual” is missing"),
        (USUAL + '[years.next]\nAut1 = "09-02"\n', "own.toml: key “years.next” is not an academic year"),
        (
            USUAL + '[last]\nAut1 = "10-23"\nAut2 = "12-18"\nSpr1 = "02-21"\nSpr2 = "03-26"\nSum1 = "05-24"\n'
            'Sum2 = "07-21"\n',
            "own.toml: key “last.Spr1” is not before the day Spr2 begins on",
        ),
        (USUAL + '[last]\nAut1 = "10-23"\n', "own.toml: key “last.Aut2” is missing"),
        (USUAL + "[yeers]\n", "own.toml: key “yeers” is not known here"),
    ],
)
def test_a_bad_file_is_refused_by_name_and_key(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(DataFileError) as caught:
        load_half_terms(path)
    assert said in str(caught.value)
