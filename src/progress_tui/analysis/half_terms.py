"""From a date to the half-term that holds it: how meetings and support are set against results.

Results are filed by half-term and have no day, meetings and support have one. The days on which half-terms begin are in
data/half-terms.toml (approximate); a file of that name in the configuration folder takes its place. Rule:
docs/judgements.md, “Effect”.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from progress_tui.domain.calendar import HALF_TERMS, Point, academic_year_of, parse_academic_year
from progress_tui.domain.data_files import DataTable
from progress_tui.domain.school_days import SchoolYear
from progress_tui.resources import data_folder, read_toml
from progress_tui.settings import config_home

FILE_NAME: Final = "half-terms.toml"

Day = tuple[int, int]
"""Month and day."""


@dataclass(frozen=True, slots=True)
class HalfTermStarts:
    """On which days half-terms begin and end.

    Attributes:
        usual: month and day of the six half-terms, in the order of the school year.
        years: start year → the same of that year, where it differs.
        last: month and day on which they end, empty where the file does not say; `last_of_years` as `years`.
    """

    usual: tuple[Day, ...]
    years: Mapping[int, tuple[Day, ...]] = field(default_factory=dict)
    last: tuple[Day, ...] = ()
    last_of_years: Mapping[int, tuple[Day, ...]] = field(default_factory=dict)

    def of_year(self, start_year: int) -> tuple[date, ...]:
        """The first days of the six half-terms of the academic year that starts in `start_year`."""
        return _dates(start_year, self.years.get(start_year, self.usual))

    def school_year(self, start_year: int) -> SchoolYear:
        """First and last days of the half-terms of the academic year that starts in `start_year`."""
        last = self.last_of_years.get(start_year, self.last)
        own = start_year in self.years or start_year in self.last_of_years
        return SchoolYear(self.of_year(start_year), _dates(start_year, last) if last else None, usual=not own)


def _dates(start_year: int, days: tuple[Day, ...]) -> tuple[date, ...]:
    return tuple(date(start_year + (month < 9), month, day) for month, day in days)


def point_of(day: date, starts: HalfTermStarts) -> Point:
    """The half-term that holds `day`: the last one that has begun; holidays count to the half-term before them.

    A day of September before the first half-term begins is in that half-term.

    Args:
        day: any date.
        starts: when half-terms begin.
    """
    year = academic_year_of(day)
    begun = sum(start <= day for start in starts.of_year(year))
    return Point.of(year, HALF_TERMS[max(begun, 1) - 1])


def load_half_terms(path: Path) -> HalfTermStarts:
    """Read a file of half-terms.

    Raises:
        DataFileError: it is not valid; the sentence names file, key and nearest valid key.
    """
    top = DataTable(path.name, "", read_toml(path))
    top.only("source", "date", "usual", "last", "years")
    table = top.table("usual")
    if table is None:
        raise top.fail("usual", "is missing", "It must be a table with a day for each half-term.")
    usual = _days(table, None)
    last = _ends(top.table("last"), usual, ())
    years, last_of_years = {}, {}
    own = top.table("years")
    for label in own.content if own is not None else ():
        start = parse_academic_year(label)
        days = own.table(label) if own is not None else None
        if own is None or start is None or days is None:
            raise top.fail(f"years.{label}", "is not an academic year", "Write it as [years.2026-27].")
        years[start] = _days(days, usual, "last")
        last_of_years[start] = _ends(days.table("last"), years[start], last)
    return HalfTermStarts(usual, years, last, last_of_years)


def _ends(table: DataTable | None, starts: tuple[Day, ...], usual: tuple[Day, ...]) -> tuple[Day, ...]:
    """The six days half-terms end on, each between its own first day and the next one's; empty where none is said."""
    if table is None:
        return usual
    ends = _days(table, usual or None)
    for place, day in enumerate(ends):
        if _in_year(day) <= _in_year(starts[place]):
            raise table.fail(HALF_TERMS[place], f"is not after the day {HALF_TERMS[place]} begins on")
        if place < len(ends) - 1 and _in_year(day) >= _in_year(starts[place + 1]):
            raise table.fail(HALF_TERMS[place], f"is not before the day {HALF_TERMS[place + 1]} begins on")
    return ends


def _days(table: DataTable, usual: tuple[Day, ...] | None, *beside: str) -> tuple[Day, ...]:
    """The six days of a table, in order; `usual` fills those left out, without it none may be.

    Keys `beside` them may stand in the table as well.
    """
    table.only(*HALF_TERMS, *beside)
    days = tuple(
        usual[place] if usual is not None and code not in table.content else _day(table, code)
        for place, code in enumerate(HALF_TERMS)
    )
    for place in range(1, len(days)):
        if _in_year(days[place]) <= _in_year(days[place - 1]):
            raise table.fail(HALF_TERMS[place], f"is not after {HALF_TERMS[place - 1]}", "Put the days in order.")
    return days


def _day(table: DataTable, code: str) -> Day:
    text = table.text(code)
    month, _, day = text.partition("-")
    try:
        # 2001 is no leap year: a half-term that begins on 29 February would be missing in most years.
        found = date(2001, int(month), int(day))
    except ValueError as error:
        raise table.fail(code, f"is “{text}”, not a day", "Write month and day, such as 11-02.") from error
    return found.month, found.day


def _in_year(day: Day) -> tuple[bool, int, int]:
    """Days in the order of a school year, which begins in September."""
    return (day[0] < 9, *day)


@cache
def _loaded(path: Path, _changed: float) -> HalfTermStarts:
    return load_half_terms(path)


def half_terms() -> HalfTermStarts:
    """The days in force: the school's own file in the configuration folder, else the shipped one.

    Raises:
        DataFileError: the file is not valid.
    """
    own = config_home() / FILE_NAME
    path = own if own.is_file() else data_folder() / FILE_NAME
    return _loaded(path, path.stat().st_mtime)
