"""Due dates as people type them, worked out by hand with a calendar: today is Monday 23 November 2026."""

from __future__ import annotations

from datetime import date

import pytest

from progress_tui.analysis.half_terms import half_terms
from progress_tui.domain.due_dates import distance_words, read_due
from progress_tui.domain.errors import UsageError
from progress_tui.domain.school_days import SchoolYear, in_holidays

TODAY = date(2026, 11, 23)


def years(start: int) -> SchoolYear:
    """The days of an imagined school, the same dates every year."""
    first = ((9, 2), (11, 2), (1, 4), (2, 22), (4, 12), (6, 7))
    last = ((10, 23), (12, 18), (2, 12), (3, 25), (5, 28), (7, 21))
    return SchoolYear(
        tuple(date(start + (month < 9), month, day) for month, day in first),
        tuple(date(start + (month < 9), month, day) for month, day in last),
        usual=False,
    )


def starts_only(start: int) -> SchoolYear:
    return years(start)._replace(last=None)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", "2026-11-23"),
        ("Tomorrow", "2026-11-24"),
        ("in 10 days", "2026-12-03"),
        ("10d", "2026-12-03"),
        ("in 4 weeks", "2026-12-21"),
        ("4 weeks", "2026-12-21"),
        ("4 weeks time", "2026-12-21"),
        ("4w", "2026-12-21"),
        ("a fortnight", "2026-12-07"),
        ("two weeks", "2026-12-07"),
        ("in a month", "2026-12-23"),
        ("3m", "2027-02-23"),
        ("friday", "2026-11-27"),
        ("by Friday.", "2026-11-27"),
        ("mon", "2026-11-30"),  # today is a Monday: the coming one is a week off
        ("next friday", "2026-12-04"),
        ("friday week", "2026-12-04"),
        ("a week on friday", "2026-12-04"),
        ("this week", "2026-11-27"),
        ("next week", "2026-12-04"),
        ("end of next week", "2026-12-04"),
        ("end of the month", "2026-11-30"),
        ("next month", "2026-12-31"),
        ("12 jan", "2027-01-12"),
        ("12th of January", "2027-01-12"),
        ("January 12", "2027-01-12"),
        ("tue 12 jan", "2027-01-12"),
        ("12 sept", "2027-09-12"),
        ("12/1", "2027-01-12"),
        ("12/1/27", "2027-01-12"),
        ("12.1.2027", "2027-01-12"),
        ("2027-01-12", "2027-01-12"),
        ("30th", "2026-11-30"),
        ("12th", "2026-12-12"),
        ("29/2", "2028-02-29"),
        ("end of term", "2026-12-18"),
        ("end of next term", "2027-03-25"),
        ("end of half-term", "2026-12-18"),
        ("end of next half term", "2027-02-12"),
        ("half term", "2027-02-12"),  # the holiday in the middle of a term; after Autumn 2 comes Christmas
        ("before half-term", "2027-02-12"),
        ("next half-term", "2027-01-04"),
        ("after half term", "2027-02-22"),
        ("start of term", "2027-01-04"),
        ("before easter", "2027-03-25"),
        ("after Easter", "2027-04-12"),
        ("by christmas", "2026-12-18"),
        ("end of the spring term", "2027-03-25"),
        ("end of spr1", "2027-02-12"),
        ("start of summer", "2027-04-12"),
        ("start of summer 2", "2027-06-07"),
        ("end of year", "2027-07-21"),
    ],
)
def test_what_people_type(text: str, day: str) -> None:
    assert read_due(text, TODAY, years).day.isoformat() == day


def test_it_says_how_it_was_understood() -> None:
    assert read_due("in 4 weeks", date(2026, 11, 20), years).words == "Friday 18 December 2026, in 4 weeks"
    assert read_due("end of term", TODAY, years).words == (
        "Friday 18 December 2026, in 3 weeks and 4 days – the last day of Autumn 2"
    )
    assert read_due("end of term", TODAY, half_terms().school_year).words.endswith(
        "the last day of Autumn 2 by the usual dates"
    )
    assert read_due("next friday", TODAY, years).words == "Friday 4 December 2026, in 11 days – Friday of next week"


@pytest.mark.parametrize(
    ("text", "caution"),
    [
        ("4 dec", ""),
        ("12/12/26", "that is a weekend"),
        ("24 dec", "that is in the holidays, by the dates on file"),
        ("2/11/26", "that day is past"),
        ("1/11/26", "that day is past; that is a weekend"),
        ("12 nov", "12 November this year is past"),  # and the next one, a Friday, is taken
        ("12 may", ""),
    ],
)
def test_what_may_not_be_meant_is_said_and_never_changed(text: str, caution: str) -> None:
    assert read_due(text, TODAY, years).caution == caution


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Say by when"),
        ("asap", "“asap” is no date that is understood"),
        ("12", "“12” is no date"),
        ("1/13", "There is no day 1/13. Day first, then month"),
        ("31/2", "There is no day 31/2"),
        ("31/2/27", "There is no day 31/2/27"),
        ("32nd", "There is no day 32nd"),
        ("2027-02-29", "There is no day 2027-02-29"),
        ("fri 12 jan", "That day is Tuesday 12 January 2027, no Friday"),
        ("12 foo", "“foo” is no month"),
        ("end of foo", "“foo” is no half-term"),
        ("1/1/72", "Friday 1 January 2072 is more than 3 years off"),
        ("999 weeks", "999 weeks is more than 3 years"),
        ("99 months", "99 months is more than 3 years"),
    ],
)
def test_what_is_not_surely_a_date_is_refused_with_a_way_out(text: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_due(text, TODAY, years)
    assert said in str(caught.value)
    assert caught.value.remedy


def test_where_it_is_not_on_file_when_half_terms_end_nothing_is_made_up() -> None:
    with pytest.raises(UsageError, match="When half-terms end is not on file"):
        read_due("end of term", TODAY, starts_only)
    assert read_due("next half-term", TODAY, starts_only).day == date(2027, 1, 4)
    assert in_holidays(date(2026, 12, 24), starts_only) is None
    assert read_due("24 dec", TODAY, starts_only).caution == ""


def test_half_terms_that_begin_or_end_on_a_weekend_are_taken_on_a_school_day() -> None:
    usual = half_terms().school_year
    assert read_due("next half-term", date(2026, 10, 5), usual).day == date(2026, 11, 2)  # 1 November is a Sunday
    assert read_due("end of spr1", TODAY, usual).day == date(2027, 2, 12)  # 13 February is a Saturday


def test_in_the_holidays_half_term_is_the_next_one() -> None:
    assert read_due("half term", date(2026, 10, 26), years).day == date(2027, 2, 12)
    assert read_due("end of term", date(2026, 12, 18), years).day == date(2026, 12, 18)
    assert read_due("end of term", date(2026, 12, 19), years).day == date(2027, 3, 25)


def test_months_end_where_there_is_no_such_day() -> None:
    assert read_due("1 month", date(2027, 1, 31), years).day == date(2027, 2, 28)
    assert read_due("31st", date(2027, 2, 1), years).day == date(2027, 3, 31)


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "today"), (1, "tomorrow"), (-1, "yesterday"), (5, "in 5 days"), (7, "in 1 week"), (11, "in 11 days"),
     (14, "in 2 weeks"), (16, "in 2 weeks and 2 days"), (200, "in 28 weeks"), (-9, "9 days ago"), (-21, "3 weeks ago")],
)  # fmt: skip
def test_distances(days: int, words: str) -> None:
    assert distance_words(date.fromordinal(TODAY.toordinal() + days), TODAY) == words
