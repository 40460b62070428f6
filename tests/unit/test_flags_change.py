"""Going down over time: drifting, quiet decline, several. The worked examples of docs/judgements.md, “Flags”."""

from __future__ import annotations

from datetime import date

import pytest

from tests.unit.frames_builder import SmallSchool

AUT2_25, SPR2, SUM2, AUT1, NOW = "2025-26:Aut2", "2025-26:Spr2", "2025-26:Sum2", "2026-27:Aut1", "2026-27:Aut2"


def one(*results: tuple[str, str], scale: str = "bands", kind: str = "teacher") -> SmallSchool:
    """A school of one child with reading results in one series."""
    school = SmallSchool()
    child = school.pupil()
    for point, raw in results:
        school.result(child, point, raw, "reading", scale, kind)
    return school


# -- drifting


def test_three_results_never_up_and_once_down() -> None:
    assert one((SPR2, "Sec"), (SUM2, "At"), (NOW, "At")).flag(1, "drifting") == [
        ("reading", 2, "Reading drifted down: Securely at (Spr2), At (Sum2), At now.")
    ]


@pytest.mark.parametrize("codes", [("At", "At", "At"), ("Sec", "Ab", "At"), ("At", "JB", "At"), ("JB", "At", "At")])
def test_up_once_or_never_down_is_no_drift(codes: tuple[str, str, str]) -> None:
    assert one(*zip((SPR2, SUM2, NOW), codes, strict=True)).flag(1, "drifting") == []


def test_two_results_are_too_few_and_an_absence_is_none() -> None:
    assert one((SUM2, "Sec"), (NOW, "At")).flag(1, "drifting") == []
    assert one((SPR2, "A"), (SUM2, "Sec"), (NOW, "At")).flag(1, "drifting") == []


def test_each_result_is_at_most_a_year_after_the_one_before() -> None:
    assert len(one(("2024-25:Sum2", "Sec"), (SUM2, "At"), (NOW, "At")).flag(1, "drifting")) == 1
    assert one(("2024-25:Sum1", "Sec"), (SUM2, "At"), (NOW, "At")).flag(1, "drifting") == []


@pytest.mark.parametrize(("last", "found"), [("95", False), ("94", True)])
def test_scores_must_fall_by_eighteen_in_all(last: str, found: bool) -> None:
    school = one((SPR2, "112"), (SUM2, "103"), (NOW, last), scale="standardised", kind="test")
    expected = [("reading", 2, "Reading test drifted down: 112 (Spr2), 103 (Sum2), 94 now.")]
    assert school.flag(1, "drifting") == (expected if found else [])


def test_level_points_and_marks_do_not_drift() -> None:
    assert one((SPR2, "3a"), (SUM2, "3b"), (NOW, "3c"), scale="nc-levels").flag(1, "drifting") == []
    assert one((SPR2, "40"), (SUM2, "20"), (NOW, "3"), scale="raw", kind="test").flag(1, "drifting") == []


def test_on_a_rising_scale_standing_still_is_going_down() -> None:
    school = one((AUT1, "Emerging"), ("2026-27:Spr2", "Emerging"), ("2026-27:Sum2", "Emerging"), scale="rising3")
    assert [flag[:2] for flag in school.flag(1, "drifting", "2026-27:Sum2")] == [("reading", 2)]
    kept = one((AUT1, "Emerging"), ("2026-27:Spr2", "Developing"), ("2026-27:Sum2", "Secure"), scale="rising3")
    assert kept.flag(1, "drifting", "2026-27:Sum2") == []
    assert kept.flag(1, "fell", "2026-27:Sum2") == []


# -- quiet decline


def fallen() -> SmallSchool:
    return one((AUT1, "At"), (NOW, "JB"))


def test_a_fall_of_which_nobody_has_charge_is_a_priority() -> None:
    assert fallen().flag(1, "quiet-decline") == [
        ("reading", 3, "Reading fell from At to Just below since Aut1; no live support or action.")
    ]


@pytest.mark.parametrize("status", ["open", "carried"])
def test_a_live_action_is_charge_enough(status: str) -> None:
    school = fallen()
    school.action(1, date(2026, 10, 5), date(2026, 12, 1), status)
    assert school.flag(1, "quiet-decline") == []
    assert len(school.flag(1, "fell")) == 1


@pytest.mark.parametrize("status", ["done", "stopped"])
def test_an_action_that_is_over_is_none(status: str) -> None:
    school = fallen()
    school.action(1, date(2026, 10, 5), date(2026, 10, 20), status)
    assert len(school.flag(1, "quiet-decline")) == 1


def test_support_counts_until_it_ends() -> None:
    running, ended = fallen(), fallen()
    running.support("Fluency group", {1: "unknown"}, date(2026, 11, 2), date(2026, 11, 23))
    ended.support("Fluency group", {1: "some"}, date(2026, 9, 7), date(2026, 11, 22))
    assert running.flag(1, "quiet-decline") == []
    assert len(ended.flag(1, "quiet-decline")) == 1


def test_send_status_makes_no_difference() -> None:
    school = fallen()
    school.characteristics(1, sen="K")
    assert len(school.flag(1, "quiet-decline")) == 1


def test_a_fall_to_look_at_is_no_decline_and_a_drift_is() -> None:
    watched = one((SUM2, "100"), (NOW, "93"), scale="standardised", kind="test")
    assert watched.flag(1, "quiet-decline") == []
    drifted = one((SPR2, "Sec"), (SUM2, "At"), (NOW, "At"))
    assert drifted.flag(1, "quiet-decline") == [
        ("reading", 3, "Reading drifted down: Securely at (Spr2), At (Sum2), At now; no live support or action.")
    ]


def test_a_fall_and_a_drift_in_one_subject_are_one_decline() -> None:
    school = one((SPR2, "Sec"), (SUM2, "At"), (NOW, "JB"))
    assert school.flag(1, "quiet-decline") == [
        ("reading", 3, "Reading fell from At to Just below since Sum2; no live support or action.")
    ]


def test_an_action_agreed_later_was_not_there_then() -> None:
    school = fallen()
    school.result(1, "2026-27:Spr1", "JB")
    school.action(1, date(2027, 1, 20), date(2027, 3, 1))
    assert len(school.flag(1, "quiet-decline", NOW)) == 1


# -- several


def test_below_target_and_going_down_in_two_subjects_is_a_priority() -> None:
    school = fallen()
    school.result(1, NOW, "At", "maths")
    school.target(1, "2026-27:Sum2", "Sec", "maths")
    assert school.flag(1, "several") == [("", 3, "Going down or below target in reading and maths.")]


def test_twice_the_same_subject_is_not_several() -> None:
    school = fallen()
    school.target(1, "2026-27:Sum2", "Sec", "reading")
    assert {flag.flag for flag in school.flags()[1]} >= {"fell", "below-target"}
    assert school.flag(1, "several") == []


def test_falls_to_look_at_are_not_counted_in_several() -> None:
    school = SmallSchool()
    child = school.pupil()
    for subject in ("reading", "maths"):
        school.result(child, SUM2, "100", subject, "standardised", "test")
        school.result(child, NOW, "92", subject, "standardised", "test")
    assert {flag.flag for flag in school.flags()[child]} == {"fell"}
