"""The days between which a school works: first and last day of each half-term, as somebody hands them in.

Which days those are stands in data/half-terms.toml and in a school's own file of that name; this module reads no file.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple

from progress_tui.domain.calendar import HALF_TERMS, Point, academic_year_of

TERM_BEGINS: Final = (0, 2, 4)
"""The half-terms a term begins with; the others end one."""

TERM_ENDS: Final = (1, 3, 5)

_SATURDAY: Final = 5
_YEARS_AHEAD: Final = 3


class SchoolYear(NamedTuple):
    """First and last days of the six half-terms of one academic year.

    Attributes:
        first: the days half-terms begin on.
        last: the days they end on; None where nobody set them down.
        usual: whether these are the days usual in England and not the school's own.
    """

    first: tuple[date, ...]
    last: tuple[date, ...] | None
    usual: bool


SchoolYears = Callable[[int], SchoolYear]
"""The start year of an academic year → its days."""


class SchoolDay(NamedTuple):
    """A first or last day of a half-term, on a weekday.

    Attributes:
        half_term: its place in the school year, 0 to 5.
        usual: whether it rests on the days usual in England.
    """

    day: date
    start_year: int
    half_term: int
    usual: bool

    @property
    def half_term_words(self) -> str:
        """`Autumn 2`."""
        return Point.of(self.start_year, HALF_TERMS[self.half_term]).label.rsplit(" ", 1)[0]


def is_weekend(day: date) -> bool:
    """Whether `day` is a Saturday or a Sunday."""
    return day.weekday() >= _SATURDAY


def next_first(today: date, years: SchoolYears, places: Collection[int]) -> SchoolDay | None:
    """The next first weekday after `today` of a half-term among `places`."""
    return next((one for one in _firsts(today, years) if one.day > today and one.half_term in places), None)


def next_last(today: date, years: SchoolYears, places: Collection[int], skip: int = 0) -> SchoolDay | None:
    """The next last weekday, `today` included, of a half-term among `places`; None where none is on file.

    Args:
        today: from when on.
        years: the school's days.
        places: the half-terms looked at, 0 to 5.
        skip: how many of them to pass over.
    """
    found = (one for one in _lasts(today, years) if one.day >= today and one.half_term in places)
    for _ in range(skip):
        next(found, None)
    return next(found, None)


def in_holidays(day: date, years: SchoolYears) -> bool | None:
    """Whether `day` lies between two half-terms; None where it is not on file when they end."""
    ends = [one.day for one in _lasts(day, years)]
    if not ends:
        return None
    begun = max((one.day for one in _firsts(day, years) if one.day <= day), default=None)
    ended = max((end for end in ends if end < day), default=None)
    return ended is not None and (begun is None or begun <= ended)


def _firsts(near: date, years: SchoolYears) -> Iterator[SchoolDay]:
    for start_year, held in _years(near, years):
        for place, day in enumerate(held.first):
            yield SchoolDay(_on_or_after(day), start_year, place, held.usual)


def _lasts(near: date, years: SchoolYears) -> Iterator[SchoolDay]:
    for start_year, held in _years(near, years):
        for place, day in enumerate(held.last or ()):
            yield SchoolDay(_on_or_before(day), start_year, place, held.usual)


def _years(near: date, years: SchoolYears) -> Iterator[tuple[int, SchoolYear]]:
    # From the year before: in September its holidays are not over everywhere.
    first = academic_year_of(near) - 1
    return ((start_year, years(start_year)) for start_year in range(first, first + 1 + _YEARS_AHEAD))


def _on_or_after(day: date) -> date:
    return day + timedelta(days=7 - day.weekday()) if is_weekend(day) else day


def _on_or_before(day: date) -> date:
    return day - timedelta(days=day.weekday() - _SATURDAY + 1) if is_weekend(day) else day
