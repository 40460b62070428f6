"""Reads a due date as people type it: `4 weeks`, `fri`, `12 jan`, `12/1/27`, `end of term`; says how it was understood.

Written by hand: a parser of dates such as dateutil's takes the day of today for what is left out, swaps day and month
where a month cannot be, and knows neither `4w` nor half-terms. What is not surely understood is refused with examples.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Final, NamedTuple

from progress_tui.domain.calendar import MONTHS, parse_half_term
from progress_tui.domain.errors import UsageError
from progress_tui.domain.school_days import (
    TERM_BEGINS,
    TERM_ENDS,
    SchoolDay,
    SchoolYears,
    in_holidays,
    is_weekend,
    next_first,
    next_last,
)
from progress_tui.domain.text import counted

WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

EXAMPLES: Final = "4 weeks, friday, 12 jan, 12/1/27, half term, end of term"

FARTHEST_YEARS: Final = 3
"""A due date farther off is taken for a slip of the keys."""

_LATELY: Final = 60
"""Days: a date without a year that passed no longer ago may have been meant itself."""


class Due(NamedTuple):
    """A date that was understood.

    Attributes:
        day: the date.
        words: `Friday 18 December 2026, in 4 weeks`, and after a dash what else it rests on.
        caution: what somebody may not have meant: a weekend, a day that is past, holidays; "" where nothing is.
    """

    day: date
    words: str
    caution: str


class _Found(NamedTuple):
    """A day, and in words what it was found by where the day itself does not tell."""

    day: date
    by: str = ""
    caution: str = ""


class _Ground(NamedTuple):
    """What a text is read against."""

    today: date
    years: SchoolYears


_Reader = Callable[[re.Match[str], _Ground], _Found]

_NUMBERS: Final = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "a couple of": 2,
}  # fmt: skip
_ALL: Final = range(6)
_FEASTS: Final = {"christmas": 1, "xmas": 1, "easter": 3, "summer": 5, "summer holidays": 5, "summer holiday": 5}
"""The half-term before the holidays of that name."""

_NUMBER: Final = rf"(?P<number>\d{{1,4}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
_WEEKDAY: Final = (
    "(?P<weekday>mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs?(?:day)?)?"
    "|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
)
_UNIT: Final = "(?P<unit>d|days?|w|wks?|weeks?|fortnights?|m|mths?|months?|y|yrs?|years?)"
_MONTH: Final = r"(?P<month>[a-z]{3,9})"
_DAY: Final = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR: Final = r"(?:[ ,]+(?P<year>\d{4}|\d{2}))?"
_HALF: Final = r"half[ -]?terms?"
_LEADING: Final = re.compile(r"^(?:(?:by|before|due|until|till|on|for|the) +)+")


def read_due(text: str, today: date, years: SchoolYears) -> Due:
    """The date that `text` means.

    Args:
        text: as typed; case and spaces do not matter, a leading `by`, `on` or `before` neither.
        today: from when on it is counted; a date without a year is the next such day.
        years: first and last days of half-terms.

    Raises:
        UsageError: it is not surely a date; the sentence gives examples.
    """
    asked = _LEADING.sub("", " ".join(text.casefold().split()).rstrip(" .,;!"))
    for pattern, reader in _READERS:
        match = pattern.fullmatch(asked)
        if match is not None:
            found = reader(match, _Ground(today, years))
            _near(found.day, today)
            return due_of(found.day, today, years, found.by, found.caution)
    if not asked:
        raise UsageError("Say by when", remedy=f"Type {EXAMPLES}.")
    raise UsageError(f"“{text.strip()}” is no date that is understood", remedy=f"Type {EXAMPLES}.")


def due_of(day: date, today: date, years: SchoolYears, by: str = "", caution: str = "") -> Due:
    """A date in words, with what somebody may not have meant.

    Args:
        day: the date.
        today: what its distance is told from.
        years: first and last days of half-terms.
        by: what it was found by, in words.
        caution: what else was noticed.
    """
    words = f"{day_words(day)}, {distance_words(day, today)}"
    said = [caution] if caution else []
    if day < today:
        said.append("that day is past")
    if is_weekend(day):
        said.append("that is a weekend")
    elif day >= today and in_holidays(day, years):
        said.append("that is in the holidays, by the dates on file")
    return Due(day, f"{words} – {by}" if by else words, "; ".join(said))


def day_words(day: date) -> str:
    """`Friday 18 December 2026`, in English wherever the program runs."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def distance_words(day: date, today: date) -> str:
    """`today`, `tomorrow`, `in 4 weeks`, `in 3 weeks and 2 days`, `5 days ago`."""
    days = (day - today).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get(days)
    if near is not None:
        return near
    weeks, rest = divmod(abs(days), 7)
    if weeks < 2 and rest:
        far = counted(abs(days), "day")
    else:
        # After half a year nobody counts days.
        far = counted(weeks, "week") + (f" and {counted(rest, 'day')}" if rest and weeks < 26 else "")
    return f"in {far}" if days > 0 else f"{far} ago"


def _near(day: date, today: date) -> None:
    if abs((day - today).days) > FARTHEST_YEARS * 366:
        raise UsageError(f"{day_words(day)} is more than {FARTHEST_YEARS} years off", remedy="Look at the year.")


def _refuse(why: str) -> UsageError:
    return UsageError(why, remedy=f"Type {EXAMPLES}.")


# -- counted from today


def _fixed(days: int) -> _Reader:
    return lambda _match, ground: _Found(ground.today + timedelta(days=days))


def _counted(match: re.Match[str], ground: _Ground) -> _Found:
    typed = match["number"]
    number, unit = _NUMBERS.get(typed) or int(typed), match["unit"]
    if unit.startswith(("mo", "y")) or unit == "m":
        return _Found(_months_on(ground.today, number * (12 if unit.startswith("y") else 1)))
    days = number * {"d": 1, "w": 7, "f": 14}[unit[0]]
    if days > FARTHEST_YEARS * 366:
        raise _refuse(f"{typed} {unit} is more than {FARTHEST_YEARS} years")
    return _Found(ground.today + timedelta(days=days))


def _months_on(day: date, months: int) -> date:
    """The same day some months on; the month's last where it has no such day."""
    if months > FARTHEST_YEARS * 12:
        raise _refuse(f"{counted(months, 'month')} is more than {FARTHEST_YEARS} years")
    year, before = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, before + 1, min(day.day, _length(year, before + 1)))


def _length(year: int, month: int) -> int:
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - timedelta(days=1)).day


def _weekday(match: re.Match[str], ground: _Ground) -> _Found:
    """`friday` is the coming one, `next friday` that of next week, `friday week` a week after the coming one."""
    wanted = next(place for place, name in enumerate(WEEKDAYS) if name.casefold().startswith(match["weekday"][:3]))
    coming = ground.today + timedelta(days=(wanted - ground.today.weekday() - 1) % 7 + 1)
    if match["next"]:
        monday = ground.today - timedelta(days=ground.today.weekday())
        return _Found(monday + timedelta(days=7 + wanted), f"{WEEKDAYS[wanted]} of next week")
    return _Found(coming + timedelta(days=7)) if match["week"] else _Found(coming)


def _end_of_week(match: re.Match[str], ground: _Ground) -> _Found:
    friday = ground.today + timedelta(days=4 - ground.today.weekday())
    if match["next"] or match["following"]:
        return _Found(friday + timedelta(days=7), "Friday of next week")
    return _Found(friday, "Friday of this week")


def _end_of_month(match: re.Match[str], ground: _Ground) -> _Found:
    day = _months_on(ground.today.replace(day=1), 1 if match["next"] or match["following"] else 0)
    return _Found(day.replace(day=_length(day.year, day.month)), "the last day of the month")


# -- dates of the calendar


def _iso(match: re.Match[str], _ground: _Ground) -> _Found:
    return _Found(_date(int(match["year"]), int(match["month"]), int(match["day"]), match[0]))


def _day_first(match: re.Match[str], ground: _Ground) -> _Found:
    return _of_calendar(match, int(match["month"]), ground)


def _named_month(match: re.Match[str], ground: _Ground) -> _Found:
    found = [place for place, name in enumerate(MONTHS, 1) if name.casefold().startswith(match["month"])]
    if not found:
        raise _refuse(f"“{match['month']}” is no month")
    return _of_calendar(match, found[0], ground)


def _of_calendar(match: re.Match[str], month: int, ground: _Ground) -> _Found:
    number, year = int(match["day"]), match["year"]
    if year:
        found = _Found(_date(int(year) + (2000 if len(year) == 2 else 0), month, number, match[0]))
    else:
        found = _next_such(month, number, match[0], ground.today)
    weekday = match.groupdict().get("weekday")
    if weekday and not WEEKDAYS[found.day.weekday()].casefold().startswith(weekday[:3]):
        raise _refuse(f"That day is {day_words(found.day)}, no {_full(weekday)}")
    return found


def _next_such(month: int, number: int, typed: str, today: date) -> _Found:
    """The next day of that name; a 29 February may be years away."""
    passed: date | None = None
    for year in range(today.year - 1, today.year + 9) if 1 <= month <= len(MONTHS) else ():
        if not 1 <= number <= _length(year, month):
            continue
        day = date(year, month, number)
        if day >= today:
            lately = passed is not None and (today - passed).days <= _LATELY
            return _Found(day, caution=f"{number} {MONTHS[month - 1]} this year is past" if lately else "")
        passed = day
    raise _no_day(typed)


def _full(weekday: str) -> str:
    return next(name for name in WEEKDAYS if name.casefold().startswith(weekday[:3]))


def _date(year: int, month: int, number: int, typed: str) -> date:
    try:
        return date(year, month, number)
    except ValueError as error:
        raise _no_day(typed) from error


def _no_day(typed: str) -> UsageError:
    return UsageError(f"There is no day {typed}", remedy="Day first, then month: 12/1/27 is 12 January 2027.")


def _of_month(match: re.Match[str], ground: _Ground) -> _Found:
    """`12th`: the next twelfth."""
    number = int(match["day"])
    for months in range(3):
        first = _months_on(ground.today.replace(day=1), months)
        if 1 <= number <= _length(first.year, first.month) and first.replace(day=number) >= ground.today:
            return _Found(first.replace(day=number))
    raise _no_day(match[0])


# -- the school's own days


def _last(match: re.Match[str], ground: _Ground, places: tuple[int, ...] | range) -> _Found:
    one = next_last(ground.today, ground.years, places, skip=1 if match.groupdict().get("next") else 0)
    if one is None:
        raise UsageError(
            "When half-terms end is not on file",
            remedy="Type a date such as 18/12/26, or put a table [last] into half-terms.toml.",
        )
    return _Found(one.day, f"the last day of {_basis(one)}")


def _first(_match: re.Match[str], ground: _Ground, places: tuple[int, ...] | range) -> _Found:
    one = next_first(ground.today, ground.years, places)
    if one is None:
        raise _refuse("No half-term begins after today, as far as dates are on file")
    return _Found(one.day, f"the first day of {_basis(one)}")


def _basis(one: SchoolDay) -> str:
    return one.half_term_words + (" by the usual dates" if one.usual else "")


def _named_half_term(match: re.Match[str], ground: _Ground) -> _Found:
    name = match["name"].removesuffix(" term")
    place = parse_half_term(name)
    if place is None:
        raise _refuse(f"“{match['name']}” is no half-term")
    if match["end"]:
        return _last(match, ground, (place,))
    # A plain term means its second half there; it begins with its first.
    whole = not re.search(r"\d", name)
    return _first(match, ground, (place - 1 if whole and place in TERM_ENDS else place,))


def _feast(match: re.Match[str], ground: _Ground) -> _Found:
    before = _FEASTS[match["feast"]]
    return _first(match, ground, ((before + 1) % 6,)) if match["after"] else _last(match, ground, (before,))


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.ASCII)


_END: Final = r"(?:(?:the )?end of |last day of )(?:the )?(?:this )?"
_READERS: Final[tuple[tuple[re.Pattern[str], _Reader], ...]] = (
    (_pattern("today|now"), _fixed(0)),
    (_pattern("tomorrow|tom|tmrw"), _fixed(1)),
    (_pattern("day after tomorrow"), _fixed(2)),
    (_pattern(rf"(?:in |within )?{_NUMBER} ?{_UNIT}(?: time)?"), _counted),
    (_pattern(rf"(?:this )?(?P<next>next )?{_WEEKDAY}(?P<week> week)?"), _weekday),
    (_pattern(rf"(?P<next>)(?P<week>a week on ){_WEEKDAY}"), _weekday),
    (_pattern(rf"(?:{_END}|this |{_END}(?P<next>next )|(?P<following>next ))week"), _end_of_week),
    (_pattern(rf"(?:{_END}|this |{_END}(?P<next>next )|(?P<following>next ))month"), _end_of_month),
    (_pattern(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"), _iso),
    (_pattern(r"(?P<day>\d{1,2})[/.\-](?P<month>\d{1,2})(?:[/.\-](?P<year>\d{4}|\d{2}))?"), _day_first),
    (_pattern(rf"(?:{_WEEKDAY},? +)?(?:the +)?{_DAY}(?: of)? *{_MONTH}{_YEAR}"), _named_month),
    (_pattern(rf"(?:{_WEEKDAY},? +)?{_MONTH} +{_DAY}{_YEAR}"), _named_month),
    (_pattern(r"(?P<day>\d{1,2})(?:st|nd|rd|th)"), _of_month),
    (_pattern(rf"{_END}(?P<next>next )?{_HALF}"), partial(_last, places=_ALL)),
    (_pattern(rf"{_END}(?P<next>next )?term"), partial(_last, places=TERM_ENDS)),
    (_pattern(rf"{_END}(?:school )?year"), partial(_last, places=(5,))),
    (_pattern(rf"this {_HALF}"), partial(_last, places=_ALL)),
    (_pattern(rf"{_HALF}(?: holidays?| break)?"), partial(_last, places=TERM_BEGINS)),
    (_pattern(r"(?:the )?holidays"), partial(_last, places=_ALL)),
    (_pattern(rf"next {_HALF}|after (?:the )?(?:holidays|break)"), partial(_first, places=_ALL)),
    (_pattern(rf"after {_HALF}"), partial(_first, places=TERM_ENDS)),
    (_pattern(r"next term|(?:start|beginning) of (?:the )?(?:next )?term"), partial(_first, places=TERM_BEGINS)),
    (_pattern(r"next (?:school|academic) year"), partial(_first, places=(0,))),
    (_pattern(rf"(?P<after>after )?(?P<feast>{'|'.join(_FEASTS)})"), _feast),
    (_pattern(r"(?:(?P<end>end)|start|beginning) of (?:the )?(?P<name>[a-z]+ ?\d?(?: term)?)"), _named_half_term),
)  # fmt: skip
