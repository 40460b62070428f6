"""Flags on attendance, missing data, meetings, support and good news. The examples of docs/judgements.md, “Flags”."""

from __future__ import annotations

from datetime import date

import pytest

from progress_tui.analysis.flags import concerns, good_news
from tests.unit.frames_builder import SmallSchool

SPR2, SUM2, AUT1, NOW = "2025-26:Spr2", "2025-26:Sum2", "2026-27:Aut1", "2026-27:Aut2"


def children(count: int = 1) -> SmallSchool:
    """A class in which everybody has a result now and last summer."""
    school = SmallSchool()
    for _ in range(count):
        child = school.pupil()
        school.enrol(child, "2025-26", "3B", 3)
        school.result(child, SUM2, "At")
        school.result(child, NOW, "At")
    return school


# -- attendance


@pytest.mark.parametrize(
    ("missed", "severity", "words"),
    [
        (10, 2, "Absence is 11.1 % of 90 sessions: persistent."),
        (9, 2, "Absence is 10 % of 90 sessions: persistent."),
        (45, 3, "Absence is 50 % of 90 sessions: severe."),
        (8, None, ""),
    ],
)
def test_absence_from_sessions(missed: int, severity: int | None, words: str) -> None:
    school = children()
    school.attendance(1, 90, missed, 0)
    assert school.flag(1, "attendance") == ([] if severity is None else [("", severity, words)])


def test_attendance_of_exactly_ninety_per_cent_is_persistent_absence() -> None:
    school = children(2)
    school.attendance(1, percentage=90.0)
    school.attendance(2, percentage=90.1)
    assert school.flag(1, "attendance") == [("", 2, "Absence is 10 %: persistent.")]
    assert school.flag(2, "attendance") == []


def test_under_twenty_sessions_nothing_is_said() -> None:
    school = children(2)
    school.attendance(1, 19, 19, 0)
    school.attendance(2, 20, 20, 0)
    assert school.flag(1, "attendance") == []
    assert school.flag(2, "attendance") == [("", 3, "Absence is 100 % of 20 sessions: severe.")]


@pytest.mark.parametrize(("before", "found"), [(96.0, True), (94.9, False), (None, False)])
def test_absence_between_five_and_ten_that_grows(before: float | None, found: bool) -> None:
    school = children()
    school.attendance(1, percentage=94.0, point=NOW)
    if before is not None:
        school.attendance(1, percentage=before, point=SUM2)
    expected = [("", 1, "Attendance is falling: absence 6 %, 4 % before (Sum2 2025-26).")]
    assert school.flag(1, "attendance") == (expected if found else [])


# -- no data, beside what test_flags.py has


def test_a_stale_result_where_the_class_has_a_later_one_and_nobody_has_one_now() -> None:
    school = children(3)
    for child in (1, 2):
        school.result(child, SUM2, "At", "science")
    school.result(3, "2025-26:Spr1", "At", "science")
    assert school.flag(1, "no-data") == []
    assert school.flag(3, "no-data") == [("science", 1, "No science result at Aut2; the last was At at Spr1.")]


def test_no_start_point_is_said_where_most_of_the_class_have_one() -> None:
    school = children(2)
    newcomer = school.pupil()
    school.result(newcomer, NOW, "At")
    assert school.flag(newcomer, "no-data") == [("", 1, "No start point in reading: progress cannot be said.")]
    assert school.flag(1, "no-data") == []


def test_a_reception_class_without_any_start_is_not_flagged_child_by_child() -> None:
    school = SmallSchool()
    for _ in range(3):
        school.result(school.pupil(class_name="R", year_group=0), NOW, "At")
    assert school.flags() == {}


# -- queried and new


def test_a_result_marked_as_wrong_until_it_is_mended() -> None:
    school = children(2)
    school.query(1, NOW, "At", "typed in the wrong row.")
    school.query(2, NOW, "WB")
    assert school.flag(1, "queried") == [
        ("reading", 1, "Reading At at Aut2 is marked as wrong, for the office to mend: typed in the wrong row.")
    ]
    assert school.flag(2, "queried") == [], "another result is on file now"
    asked = children()
    asked.query(1, NOW, "At", "Was the right paper entered?")
    assert asked.flag(1, "queried")[0][2].endswith("to mend: Was the right paper entered?")


def test_joined_since_the_previous_point() -> None:
    school = children(2)
    school.result(1, AUT1, "At")
    newcomer = school.pupil()
    school.result(newcomer, NOW, "At")
    assert school.flag(newcomer, "new") == [("", 1, "Joined since Aut1.")]
    assert school.flag(1, "new") == []


def test_who_was_assessed_before_or_is_in_reception_is_not_new() -> None:
    school = children(2)
    seen = school.pupil()
    school.result(seen, AUT1, "At")
    school.result(seen, NOW, "At")
    reception = school.pupil(class_name="R", year_group=0)
    school.result(reception, NOW, "At")
    assert school.flag(seen, "new") == []
    assert school.flag(reception, "new") == []


def test_the_day_on_the_class_list_decides() -> None:
    school = children(2)
    school.result(1, AUT1, "At")
    for child, day in ((1, date(2026, 9, 3)), (2, date(2026, 11, 9))):
        row = school.rows["enrolments"][2 * (child - 1)]
        school.rows["enrolments"][2 * (child - 1)] = (*row[:-2], day, None)
    assert school.flag(1, "new") == []
    assert school.flag(2, "new") == [("", 1, "Joined since Aut1 (09/11).")]


# -- meetings, actions, support, attitude


def held(school: SmallSchool, *discussed: list[int]) -> None:
    """Meetings of 4B, one a week from 2 November 2026."""
    for week, pupils in enumerate(discussed):
        school.meeting("4B", date(2026, 11, 2 + 7 * week), pupils)


def test_not_discussed_in_three_meetings() -> None:
    school = children(2)
    held(school, [2], [2], [2])
    assert school.flag(1, "not-discussed") == [
        ("", 1, "Not discussed in the last 3 meetings of the class, since 2 November 2026.")
    ]
    assert school.flag(2, "not-discussed") == []


def test_two_meetings_or_a_planned_one_are_too_few_and_one_word_is_enough() -> None:
    few, planned, once = children(), children(), children()
    held(few, [], [])
    held(planned, [], [])
    planned.meeting("4B", date(2026, 11, 20), [], status="planned")
    held(once, [], [1], [])
    assert [school.flag(1, "not-discussed") for school in (few, planned, once)] == [[], [], []]


def test_the_meetings_of_last_years_class_count() -> None:
    school = children()
    school.meeting("3B", date(2026, 3, 3), [], point=SPR2)
    school.meeting("3B", date(2026, 6, 3), [], point=SUM2)
    held(school, [])
    assert len(school.flag(1, "not-discussed")) == 1


def test_an_open_action_past_its_due_date() -> None:
    school = children(2)
    first = school.action(1, date(2026, 10, 5), date(2026, 11, 6), owner="class teacher")
    school.action(1, date(2026, 10, 5), date(2026, 11, 20))
    school.action(2, date(2026, 10, 5), date(2026, 11, 23))
    school.action(2, date(2026, 10, 5), date(2026, 11, 1), status="done")
    assert school.flag(1, "action-overdue") == [
        ("", 2, f"“Action {first}” (class teacher) was due on 6 November and is still open, and 1 more.")
    ]
    assert school.flag(2, "action-overdue") == [], "due today is not overdue"


@pytest.mark.parametrize(
    ("starts", "ends", "effect", "words"),
    [
        (date(2026, 9, 7), None, "unknown", "Catch-up has run since 7 September with no effect recorded."),
        (date(2026, 9, 14), None, "none", "Catch-up has run since 14 September without effect."),
        (date(2026, 9, 15), None, "none", ""),
        (date(2026, 9, 7), None, "some", ""),
        (date(2026, 5, 4), date(2026, 7, 10), "none", "Catch-up ended on 10 July without effect."),
        (date(2025, 5, 4), date(2025, 7, 10), "none", ""),
    ],
)
def test_support_that_ended_or_runs_for_ten_weeks_without_effect(
    starts: date, ends: date | None, effect: str, words: str
) -> None:
    school = children()
    school.support("Catch-up", {1: effect}, starts, ends)
    assert school.flag(1, "support-not-working") == ([("reading", 2, words)] if words else [])


def test_two_reds_in_the_latest_record() -> None:
    school = children(2)
    for strand in ("effort", "homework"):
        school.grade(1, NOW, strand, 3)
    school.grade(1, NOW, "behaviour", 1)
    school.grade(2, NOW, "effort", 3)
    assert school.flag(1, "attitude") == [("", 1, "Effort, homework: red at Aut2.")]
    assert school.flag(2, "attitude") == []


def test_down_two_grades_since_the_record_before() -> None:
    school = children(2)
    school.grade(1, SUM2, "effort", 1)
    school.grade(1, NOW, "effort", 3)
    school.grade(2, SUM2, "effort", 1)
    school.grade(2, NOW, "effort", 2)
    assert school.flag(1, "attitude") == [("", 1, "Effort went from green to red since Sum2.")]
    assert school.flag(2, "attitude") == []


def test_an_old_record_says_nothing_of_now() -> None:
    school = children()
    for strand in ("effort", "homework"):
        school.grade(1, SUM2, strand, 3)
    assert school.flag(1, "attitude") == []


# -- good news


def rises(*pairs: tuple[str, str], scale: str = "bands", kind: str = "teacher") -> SmallSchool:
    school = SmallSchool()
    for before, raw in pairs:
        child = school.pupil()
        school.result(child, SUM2, before, "maths", scale, kind)
        school.result(child, NOW, raw, "maths", scale, kind)
    return school


def test_the_biggest_rise_of_the_class() -> None:
    school = rises(("B", "At"), ("At", "Sec"))
    assert school.flag(1, "biggest-rise") == [
        ("maths", 0, "Maths rose from Below to At since Sum2: the biggest rise of the class.")
    ]
    assert school.flag(2, "biggest-rise") == []


def test_a_small_rise_or_that_of_many_is_not_the_biggest() -> None:
    assert rises(("At", "Sec")).flag(1, "biggest-rise") == []
    assert rises(*[("B", "At")] * 3).flag(3, "biggest-rise") != []
    assert rises(*[("B", "At")] * 4).flag(1, "biggest-rise") == []
    tests = rises(("90", "101"), ("100", "110"), scale="standardised", kind="test")
    assert [len(tests.flag(child, "biggest-rise")) for child in (1, 2)] == [1, 0]


def test_now_at_the_expected_standard() -> None:
    school = rises(("JB", "At"), ("At", "Sec"))
    assert school.flag(1, "now-at") == [
        ("maths", 0, "Maths rose from Just below to At since Sum2: now at the expected standard.")
    ]
    assert school.flag(2, "now-at") == []


@pytest.mark.parametrize(("now", "found"), [("95", 0), ("96", 1)])
def test_scores_are_now_at_when_the_rise_is_more_than_error(now: str, found: int) -> None:
    assert len(rises(("89", now), scale="standardised", kind="test").flag(1, "now-at")) == found


def test_good_news_stands_apart_from_the_questions() -> None:
    school = rises(("B", "At"))
    flags = school.flags()[1]
    assert {flag.flag for flag in good_news(flags)} == {"biggest-rise", "now-at"}
    assert not {flag.flag for flag in concerns(flags)} & {"biggest-rise", "now-at"}
    row = school.views()["4B"].rows[0]
    assert {flag.flag for flag in row.good} == {"biggest-rise", "now-at"}
    assert all(flag.severity > 0 for flag in row.flags)
