"""Scaled scores are of the key stage that the pupils are in."""

from __future__ import annotations

import pytest

from progress_tui.analysis.catalogue import scales
from progress_tui.importing.reading.table import SourceTable
from progress_tui.importing.recognising.asking import Asking
from progress_tui.importing.recognising.recognise import recognise


def scale_of(headings: str, *rows: str, year: int | None = 2026) -> str | list[str]:
    """The scale of the only result column, or the options of the question that is asked instead."""
    cells = [(at, row.split(",")) for at, row in enumerate(rows, start=2)]
    asking = Asking(year=year)
    mapping = recognise(SourceTable.of_rows("f.csv", "", headings.split(","), cells), scales(), asking)
    if asking.questions:
        return list(asking.questions[0].options)
    (rule,) = mapping.results
    return rule.scale


@pytest.mark.parametrize(
    ("groups", "scale"), [(("2", "2"), "scaled-ks1"), (("Y1", "Year 2"), "scaled-ks1"), (("6", "3"), "scaled-ks2")]
)
def test_a_column_of_year_groups_says_it(groups: tuple[str, str], scale: str) -> None:
    one, other = groups
    assert scale_of("Name,Year,Reading Scaled Score Sum2", f"Ali A,{one},97", f"Bo B,{other},103") == scale


def test_dates_of_birth_say_it_where_the_year_is_given() -> None:
    rows = ("Ali A,14/03/2017,97", "Bo B,02/11/2015,103")
    assert scale_of("Name,DOB,Maths Scaled Sum2", *rows) == "scaled-ks2"
    assert scale_of("Name,DOB,Maths Scaled Sum2", *rows, year=None) == ["scaled-ks2", "scaled-ks1", "ignore"]


def test_the_heading_says_it_before_the_pupils() -> None:
    assert scale_of("Name,Year,Y2 Reading Scaled Score Sum2", "Ali A,6,97", "Bo B,6,103") == "scaled-ks1"


def test_both_key_stages_or_an_earlier_year_are_asked() -> None:
    asked = ["scaled-ks2", "scaled-ks1", "ignore"]
    assert scale_of("Name,Year,Reading Scaled Score Sum2", "Ali A,2,97", "Bo B,6,103") == asked
    assert scale_of("Name,Year,Reading Scaled Score 2022-23 Sum2", "Ali A,6,97", "Bo B,6,103") == asked


def test_rows_of_earlier_years_are_asked() -> None:
    headings = "Name,Year,Term,Subject,Scaled Score"
    now = ("Ali A,6,Sum2 2026-27,Reading,97", "Bo B,6,Sum2 2026-27,Reading,103")
    assert scale_of(headings, *now) == "scaled-ks2"
    assert scale_of(headings, *now, "Bo B,6,Sum2 2022-23,Reading,101") == ["scaled-ks2", "scaled-ks1", "ignore"]
