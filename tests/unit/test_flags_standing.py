"""Flags on expectation: ongoing, starts, gaps, tests, near. The worked examples of docs/judgements.md, “Flags”."""

from __future__ import annotations

from datetime import date

import pytest

from progress_tui.analysis.flags import raised
from tests.unit.frames_builder import SmallSchool

AUT2_25, SPR2, SUM2, AUT1, NOW = "2025-26:Aut2", "2025-26:Spr2", "2025-26:Sum2", "2026-27:Aut1", "2026-27:Aut2"


def now(**results: str) -> SmallSchool:
    """A child of Year 4 judged now on bands: subject → code."""
    school = SmallSchool()
    child = school.pupil()
    for subject, raw in results.items():
        school.result(child, NOW, raw, subject)
    return school


def scored(**results: str) -> SmallSchool:
    """The same with standardised tests."""
    school = SmallSchool()
    child = school.pupil()
    for subject, raw in results.items():
        school.result(child, NOW, raw, subject, "standardised", "test")
    return school


# -- ongoing


def below_three_times() -> SmallSchool:
    school = now(reading="B")
    school.result(1, SUM2, "JB")
    school.result(1, AUT1, "B")
    return school


def test_below_for_three_points_with_a_live_action_is_ongoing() -> None:
    school = below_three_times()
    assert len(school.flag(1, "below")) == 1
    school.action(1, date(2026, 10, 5), date(2026, 12, 1))
    assert school.flag(1, "below") == []
    assert raised(school.summary()).ongoing == ((1, "reading"),)


def test_below_for_two_points_is_raised_in_spite_of_an_action() -> None:
    school = now(reading="B")
    school.result(1, AUT1, "B")
    school.result(1, SUM2, "At")
    school.action(1, date(2026, 10, 5), date(2026, 12, 1))
    assert len(school.flag(1, "below")) == 1
    assert raised(school.summary()).ongoing == ()


# -- stalled below


def stalled(*results: tuple[str, str]) -> list[tuple[str, int, str]]:
    school = SmallSchool()
    child = school.pupil()
    for point, raw in results:
        school.result(child, point, raw, scale="ks-ta")
    return school.flag(child, "stalled-below")


def test_no_small_step_for_two_terms() -> None:
    assert stalled((SPR2, "PK2"), (NOW, "PK2")) == [
        ("reading", 2, "Reading is Pre-key stage 2, no small step up from Pre-key stage 2 at Spr2.")
    ]


def test_a_small_step_or_too_short_a_time_or_no_own_start() -> None:
    assert stalled((SPR2, "PK2"), (NOW, "PK3")) == []
    assert stalled((SUM2, "PK2"), (NOW, "PK2")) == []
    assert stalled((NOW, "PK2")) == []
    assert stalled((SPR2, "WTS"), (NOW, "WTS")) == [], "working towards is within the year's curriculum"


# -- behind the start


def began(start: str, raw: str, point: str = AUT2_25, scale: str = "bands", kind: str = "teacher") -> SmallSchool:
    school = now(reading=raw)
    school.result(1, point, start, "reading", scale, kind)
    return school


def test_met_at_the_start_and_not_now() -> None:
    assert began("At", "JB").flag(1, "behind-start") == [
        ("reading", 1, "Reading is Just below; the expected standard was met at the start (At, Aut2 2025-26).")
    ]


def test_not_met_then_or_met_now_or_only_lately_is_not_behind() -> None:
    assert began("JB", "B").flag(1, "behind-start") == []
    assert began("At", "At").flag(1, "behind-start") == []
    assert began("At", "JB", AUT1).flag(1, "behind-start") == [], "that is a fall"


def test_marks_are_no_start_to_be_behind_of() -> None:
    assert began("40", "JB", scale="raw", kind="test").flag(1, "behind-start") == []


def test_two_scales_are_two_judgements_and_nothing_is_subtracted() -> None:
    found = began("101", "JB", scale="standardised", kind="test").flag(1, "behind-start")
    assert [flag[:2] for flag in found] == [("reading", 1)]
    assert "(101, Aut2 2025-26)" in found[0][2]


# -- gap between subjects


def test_two_bands_between_subjects() -> None:
    assert now(reading="At", writing="B", maths="Sec").flag(1, "subject-gap") == [
        ("", 1, "Maths is Securely at, 3 notches above writing (Below).")
    ]
    assert now(reading="At", writing="At", maths="Sec").flag(1, "subject-gap") == []


@pytest.mark.parametrize(("maths", "found"), [("116", False), ("117", True)])
def test_twenty_two_points_of_score(maths: str, found: bool) -> None:
    expected = [("", 1, "Maths test is 117, 22 points of score above reading (95).")]
    assert scored(reading="95", maths=maths).flag(1, "subject-gap") == (expected if found else [])


def test_different_scales_and_other_subjects_make_no_gap() -> None:
    school = now(reading="WB")
    school.result(1, NOW, "130", "maths", "standardised", "test")
    assert school.flag(1, "subject-gap") == []
    assert now(reading="At", science="WB").flag(1, "subject-gap") == []


# -- test and teacher


def beside(raw: str, score: str, point: str = NOW, scale: str = "standardised") -> list[tuple[str, int, str]]:
    school = now(reading=raw)
    school.result(1, point, score, "reading", scale, "test")
    return school.flag(1, "test-vs-teacher")


def test_judged_at_and_the_test_is_clearly_under() -> None:
    assert beside("At", "84") == [("reading", 2, "Reading is judged At; the test says 84 (Aut2).")]
    assert beside("At", "85") == []


def test_judged_below_and_the_test_is_clearly_over() -> None:
    assert beside("JB", "105") == [("reading", 2, "Reading is judged Just below; the test says 105 (Aut2).")]
    assert beside("JB", "104") == []


@pytest.mark.parametrize(
    ("raw", "score", "found"), [("At", "96", 1), ("At", "97", 0), ("B", "103", 1), ("B", "102", 0)]
)
def test_scaled_scores_have_lines_of_their_own(raw: str, score: str, found: int) -> None:
    assert len(beside(raw, score, scale="scaled-ks2")) == found


def test_an_old_test_says_nothing_of_now() -> None:
    assert len(beside("At", "84", SUM2)) == 1
    assert beside("At", "84", "2025-26:Sum1") == []


# -- near


def test_two_at_and_one_just_below() -> None:
    assert now(reading="At", writing="JB", maths="Sec").flag(1, "rwm-near") == [
        ("writing", 2, "At the expected standard in reading and maths, just below in writing.")
    ]


@pytest.mark.parametrize("codes", [("At", "B", "At"), ("At", "JB", "JB"), ("At", "At", "At"), ("At", "JB", "A")])
def test_otherwise_nothing_is_near(codes: tuple[str, str, str]) -> None:
    assert now(**dict(zip(("reading", "writing", "maths"), codes, strict=True))).flag(1, "rwm-near") == []


def test_securely_at_is_near_the_higher_standard() -> None:
    assert now(maths="Sec").flag(1, "depth-near") == [
        ("maths", 1, "Maths at Aut2: Securely at, near the higher standard.")
    ]
    assert now(maths="At").flag(1, "depth-near") == []
    assert now(maths="Ab").flag(1, "depth-near") == []


@pytest.mark.parametrize(
    ("subject", "score", "found"),
    [("reading", "104", 0), ("reading", "105", 1), ("reading", "106", 1), ("reading", "107", 0), ("maths", "109", 1)],
)
def test_scores_close_under_the_higher_line(subject: str, score: str, found: int) -> None:
    assert len(scored(**{subject: score}).flag(1, "depth-near")) == found


def test_high_at_the_start_and_now_only_at() -> None:
    assert began("Ab", "At").flag(1, "depth-near") == [
        ("reading", 1, "Reading at Aut2: At; it began high (Above, Aut2 2025-26).")
    ]
    assert began("Sec", "At").flag(1, "depth-near") == []
