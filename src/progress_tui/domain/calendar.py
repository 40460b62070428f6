"""School time: academic years, points within them, year groups."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Self

HALF_TERMS = ("Aut1", "Aut2", "Spr1", "Spr2", "Sum1", "Sum2")
"""The six points of an academic year, in order."""

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
"""In English wherever the program runs."""

_TERM_NAMES = {"Aut": "Autumn", "Spr": "Spring", "Sum": "Summer"}
_WHOLE_TERMS = {"aut": 1, "autumn": 1, "spr": 3, "spring": 3, "sum": 5, "summer": 5, "eoy": 5, "baseline": 0}
_POINT = re.compile(r"(?:(?P<year>[0-9/\-–]+)\s*[: ]\s*)?(?P<term>[A-Za-z]+)\s*(?P<half>[1-6])?", re.ASCII)
_YEAR = re.compile(r"(?P<first>\d{4}|\d{2})\s*[/\-–]\s*(?P<second>\d{4}|\d{2})|(?P<joined>\d{6})", re.ASCII)


def academic_year_label(start_year: int) -> str:
    """`2026` → `2026-27`."""
    return f"{start_year}-{(start_year + 1) % 100:02d}"


def parse_academic_year(text: str) -> int | None:
    """The start year of an academic year, or None when the text is not one.

    Accepts `2025-26`, `2025/26`, `2025-2026`, `25/26` and `202526`; the second year must follow the first.
    A year of two digits is one of 1970 to 2069.
    """
    match = _YEAR.fullmatch(text.strip())
    if match is None:
        return None
    joined = match["joined"]
    first, second = (joined[:4], joined[4:]) if joined else (match["first"], match["second"])
    start = int(first)
    if len(first) == 2:
        start += 1900 if start >= 70 else 2000
    return start if (start + 1) % 100 == int(second) % 100 and 1900 <= start <= 2100 else None


def academic_year_of(day: date) -> int:
    """The start year of the academic year (1 September to 31 August) that holds `day`."""
    return day.year if day.month >= 9 else day.year - 1


@dataclass(frozen=True, order=True, slots=True)
class Point:
    """A time in the school year at which results are taken.

    Attributes:
        ordinal: start year · 6 + 0…5, so that points order and subtract across years.
    """

    ordinal: int

    @classmethod
    def of(cls, start_year: int, half_term: str) -> Self:
        """The point `half_term` (one of `HALF_TERMS`) of the academic year that starts in `start_year`."""
        return cls(start_year * 6 + HALF_TERMS.index(half_term))

    @classmethod
    def parse(cls, text: str, default_year: int | None = None) -> Self | None:
        """Read `2026-27:Aut2`, `Aut2`, `Autumn 2`, `HT3` or a plain term (its second half).

        Args:
            text: what was typed.
            default_year: the start year to take when the text names none.

        Returns:
            The point, or None when the text is not one or names no year and none was given.
        """
        match = _POINT.fullmatch(text.strip())
        if match is None:
            return None
        half = parse_half_term(match["term"] + (match["half"] or ""))
        year = parse_academic_year(match["year"]) if match["year"] else default_year
        return None if half is None or year is None else cls(year * 6 + half)

    @property
    def start_year(self) -> int:
        """The calendar year in which the academic year starts."""
        return self.ordinal // 6

    @property
    def half_term(self) -> int:
        """0 (Aut1) to 5 (Sum2)."""
        return self.ordinal % 6

    @property
    def code(self) -> str:
        """`Aut2`."""
        return HALF_TERMS[self.half_term]

    @property
    def year_label(self) -> str:
        """`2026-27`."""
        return academic_year_label(self.start_year)

    @property
    def label(self) -> str:
        """`Autumn 2 2026-27`."""
        return f"{_TERM_NAMES[self.code[:3]]} {self.code[3]} {self.year_label}"

    def __str__(self) -> str:
        return f"{self.year_label}:{self.code}"


def parse_half_term(text: str) -> int | None:
    """0…5 for `Aut1`, `Autumn 2`, `A1`, `HT4`, `Sum`, `EOY`…, or None.

    A plain term means its second half; `Baseline` is the first half of the autumn.
    """
    word = re.sub(r"[\s_.\-]+", "", text).casefold()
    if word in _WHOLE_TERMS:
        return _WHOLE_TERMS[word]
    match = re.fullmatch(r"([a-z]+)([1-6])", word)
    if match is None:
        return None
    name, number = match[1], int(match[2])
    if name in ("ht", "halfterm"):
        return number - 1
    starts = {"a": 0, "aut": 0, "autumn": 0, "spr": 2, "spring": 2, "sum": 4, "summer": 4}
    start = starts.get(name)
    return None if start is None or number > 2 else start + number - 1


def year_group_of(birth: date, start_year: int) -> int:
    """The year group ("NC year") of a child born on `birth` in the year that starts in `start_year`.

    Reception is 0, Nursery −1 and −2. A year group on file overrides it: pupils out of cohort exist.
    """
    return start_year - academic_year_of(birth) - 5


def year_group_label(year_group: int | None) -> str:
    """`R`, `N1`, `N2` or `Y4`; `?` when it is not known."""
    if year_group is None:
        return "?"
    return f"Y{year_group}" if year_group > 0 else ("R" if year_group == 0 else f"N{3 + year_group}")
