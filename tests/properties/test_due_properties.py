"""Rules of due dates that hold for every day and everything that can be typed."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from progress_tui.analysis.half_terms import half_terms
from progress_tui.domain.calendar import MONTHS
from progress_tui.domain.due_dates import FARTHEST_YEARS, WEEKDAYS, Due, due_of, read_due
from progress_tui.domain.errors import UsageError
from progress_tui.domain.school_days import is_weekend

TODAYS = st.dates(date(2020, 1, 1), date(2060, 12, 31))
SCHOOL = half_terms().school_year
VOCABULARY = """
in by a the next this end of start after before week weeks w d m month days fri friday mon jan february 12 31 29 0 400
99 1/2 12/13 29/2/27 31st 2027 2027-02-29 half term half-term spring 2 aut1 easter christmas year
"""
WORDS = st.lists(st.sampled_from(sorted(set(VOCABULARY.split()))), max_size=5).map(" ".join)


def read(text: str, today: date) -> tuple[Due | None, str]:
    try:
        return read_due(text, today, SCHOOL), ""
    except UsageError as refused:
        return None, refused.remedy


@given(st.text(max_size=30) | WORDS, TODAYS)
@example("29 feb", date(2096, 2, 28))
@example("in 3 years", date(2060, 2, 29))
def test_anything_typed_is_a_near_date_in_words_or_a_refusal_with_a_way_out(text: str, today: date) -> None:
    due, remedy = read(text, today)
    if due is None:
        assert remedy
        return
    assert abs((due.day - today).days) <= FARTHEST_YEARS * 366
    assert f"{WEEKDAYS[due.day.weekday()]} {due.day.day} {MONTHS[due.day.month - 1]} {due.day.year}" in due.words
    assert ("weekend" in due.caution) == is_weekend(due.day)
    assert ("that day is past" in due.caution) == (due.day < today)


@given(TODAYS, st.integers(-1000, 1000))
def test_a_date_written_in_full_is_that_date_however_it_is_written(today: date, days: int) -> None:
    day = today + timedelta(days=days)
    month = MONTHS[day.month - 1]
    for text in (
        day.isoformat(),
        f"{day.day}/{day.month}/{day.year}",
        f"{day:%d.%m.%y}",
        f"{day.day} {month[:3].lower()} {day.year}",
        f"{month} {day.day}, {day.year}",
        f"by {WEEKDAYS[day.weekday()]} {day.day} {month} {day.year}",
    ):
        assert read_due(text, today, SCHOOL) == due_of(day, today, SCHOOL)


@given(TODAYS, st.integers(0, 150))
def test_weeks_are_seven_days_and_a_name_of_a_day_is_of_the_seven_to_come(today: date, weeks: int) -> None:
    assert read_due(f"{weeks}w", today, SCHOOL).day - today == timedelta(days=7 * weeks)
    for place, name in enumerate(WEEKDAYS):
        coming = read_due(name, today, SCHOOL).day
        assert coming.weekday() == place
        assert 1 <= (coming - today).days <= 7


@given(TODAYS, st.integers(1, 12), st.integers(1, 31))
def test_a_day_without_a_year_is_the_next_such_day(today: date, month: int, number: int) -> None:
    with suppress(UsageError):
        day = read_due(f"{number}/{month}", today, SCHOOL).day
        assert (day.month, day.day) == (month, number)
        assert today <= day
        assert (day - today).days < 366 or (month, number) == (2, 29)


@given(TODAYS)
def test_days_of_the_school_come_in_order_and_are_weekdays(today: date) -> None:
    ends = [read_due(text, today, SCHOOL).day for text in ("end of half-term", "end of next half-term")]
    begins = read_due("next half-term", today, SCHOOL).day
    assert today <= ends[0] < ends[1]
    assert today < begins < ends[1]
    assert not any(map(is_weekend, (*ends, begins)))
    assert read_due("end of year", today, SCHOOL).day >= read_due("end of term", today, SCHOOL).day >= ends[0]
