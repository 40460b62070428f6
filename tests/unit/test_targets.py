"""Targets brought to a point: the same until due, or on a line for level points."""

from __future__ import annotations

import pytest

from tests.unit.frames_builder import SmallSchool

START, DUE = "2025-26:Sum2", "2026-27:Sum2"


def at(school: SmallSchool, point: str) -> tuple[str | None, float | None]:
    row = school.summary(point).subjects.row(0, named=True)
    return row["target_code"], row["distance"]


def levels(start: str | None, target: str, due: str = DUE, now: str = "2b") -> SmallSchool:
    school = SmallSchool()
    child = school.pupil()
    if start is not None:
        school.result(child, START, start, scale="nc-levels")
    for half_term in ("Aut1", "Aut2", "Spr1", "Spr2", "Sum1", "Sum2"):
        school.result(child, f"2026-27:{half_term}", now, scale="nc-levels")
    school.target(child, due, target, scale="nc-levels")
    return school


@pytest.mark.parametrize("half_term", ["Aut1", "Aut2", "Spr2", "Sum2"])
def test_bands_are_the_same_at_every_point_until_due(half_term: str) -> None:
    school = SmallSchool()
    child = school.pupil()
    school.result(child, f"2026-27:{half_term}", "At")
    school.target(child, DUE, "Ab")
    assert at(school, f"2026-27:{half_term}") == ("Ab", -2)


def test_scores_are_the_same_at_every_point_until_due() -> None:
    school = SmallSchool()
    child = school.pupil()
    school.result(child, "2026-27:Aut1", "104", scale="standardised", kind="test")
    school.target(child, DUE, "100", scale="standardised", kind="test")
    assert at(school, "2026-27:Aut1") == ("100", 4)


@pytest.mark.parametrize(
    ("half_term", "code", "distance"),
    [
        # From 2b (15) to 3b (21): a point a half-term; rounded down to 2b (15), 2a (17), 2a, 3c (19), 3c, 3b.
        ("Aut1", "2b", 0), ("Aut2", "2a", -1), ("Spr1", "2a", -1), ("Spr2", "3c", -2), ("Sum1", "3c", -2),
        ("Sum2", "3b", -3),
    ],
)  # fmt: skip
def test_level_points_rise_on_a_line_from_the_last_summer(half_term: str, code: str, distance: float) -> None:
    assert at(levels("2b", "3b"), f"2026-27:{half_term}") == (code, distance)


def test_a_target_two_years_away_rises_half_as_fast() -> None:
    school = levels("2b", "3b", due="2027-28:Sum2")
    assert [at(school, f"2026-27:{half}")[0] for half in ("Aut2", "Spr2", "Sum2")] == ["2b", "2a", "2a"]


def test_the_line_follows_the_order_of_the_scale_where_points_do_not() -> None:
    # W (3) to 1c (7): the line passes the points of P6 and P8, which stand under W.
    from_w = levels("W", "1c", now="W")
    assert [at(from_w, f"2026-27:{half}")[0] for half in ("Aut1", "Aut2", "Spr2", "Sum1")] == ["W"] * 4
    assert at(from_w, "2026-27:Sum2") == ("1c", -1)
    # P4 (2) to P8 (6): W has only 3 points and stands over P8.
    from_p4 = levels("P4", "P8", now="P4")
    assert [at(from_p4, f"2026-27:{half}")[0] for half in ("Aut1", "Aut2", "Spr1", "Spr2", "Sum2")] == [
        "P4", "P5", "P6", "P6", "P8",
    ]  # fmt: skip


def test_without_a_start_last_summer_there_is_no_distance_until_due() -> None:
    school = levels(None, "3b")
    assert at(school, "2026-27:Spr2") == (None, None)
    assert at(school, DUE) == ("3b", -3)


@pytest.mark.parametrize("raw", ["A", "", "nonsense"])
def test_a_non_result_last_summer_is_no_start(raw: str) -> None:
    assert at(levels(raw, "3b"), "2026-27:Spr2") == (None, None)


def test_a_target_is_never_held_against_another_series() -> None:
    school = SmallSchool()
    child = school.pupil()
    school.result(child, "2026-27:Aut2", "WB")
    school.target(child, DUE, "120", scale="standardised", kind="test")
    school.target(child, DUE, "6a", scale="nc-levels")
    assert at(school, "2026-27:Aut2") == (None, None)


def test_the_start_of_the_line_is_in_the_same_series() -> None:
    school = SmallSchool()
    child = school.pupil()
    school.result(child, START, "2b", scale="nc-levels", kind="test")
    school.result(child, "2026-27:Spr2", "2b", scale="nc-levels")
    school.target(child, DUE, "3b", scale="nc-levels")
    assert at(school, "2026-27:Spr2") == (None, None)


def test_the_nearest_target_that_is_still_to_come_counts() -> None:
    school = SmallSchool()
    child = school.pupil()
    school.result(child, "2026-27:Aut2", "At")
    for due, raw in ((START, "WB"), (DUE, "Sec"), ("2027-28:Sum2", "Ab")):
        school.target(child, due, raw)
    assert at(school, "2026-27:Aut2") == ("Sec", -1)


def test_a_target_that_is_no_value_is_no_target() -> None:
    school = SmallSchool()
    child = school.pupil()
    school.result(child, "2026-27:Aut2", "At")
    school.target(child, DUE, "A")
    assert at(school, "2026-27:Aut2") == (None, None)
    assert school.summary("2026-27:Aut2").has_targets == set()


def test_without_any_target_the_distance_is_from_the_expected_standard() -> None:
    school = SmallSchool()
    child, other = school.pupil(), school.pupil()
    school.result(child, "2026-27:Aut2", "B")
    school.result(other, "2026-27:Aut2", "Sec")
    view = school.views("2026-27:Aut2")["4B"]
    assert view.subjects[0].has_targets is False
    assert [(row.subjects["reading"].target, row.subjects["reading"].distance) for row in view.rows] == [
        ("", -2), ("", 1),
    ]  # fmt: skip


def test_beside_pupils_with_targets_one_without_has_no_distance() -> None:
    school = SmallSchool()
    child, other = school.pupil(), school.pupil()
    for number in (child, other):
        school.result(number, "2026-27:Aut2", "B")
    school.target(child, DUE, "At")
    view = school.views("2026-27:Aut2")["4B"]
    assert view.subjects[0].has_targets is True
    assert [row.subjects["reading"].distance for row in view.rows] == [-2, None]


def held(scale: str, target: str, now: str, due: str = DUE, start: str | None = None) -> SmallSchool:
    """One child of Year 4 with a target and one and the same result at every point of the year."""
    school = SmallSchool()
    child = school.pupil()
    if start is not None:
        school.result(child, START, start, scale=scale)
    for half_term in ("Aut1", "Aut2", "Spr1", "Spr2", "Sum1", "Sum2"):
        school.result(child, f"2026-27:{half_term}", now, scale=scale)
    school.target(child, due, target, scale=scale)
    return school


@pytest.mark.parametrize(
    ("half_term", "code", "distance"),
    [
        # Expected: Emerging (1), Developing (2), Secure (3). Mastered (4) in summer is 4 − (3 − 1) = 2 in autumn.
        ("Aut1", "Dev", -1), ("Aut2", "Dev", -1), ("Spr1", "Sec", -2), ("Spr2", "Sec", -2), ("Sum1", "Mas", -3),
        ("Sum2", "Mas", -3),
    ],
)  # fmt: skip
def test_a_target_on_a_rising_scale_is_less_the_change_still_expected(
    half_term: str, code: str, distance: float
) -> None:
    assert at(held("rising3", "Mas", "Em"), f"2026-27:{half_term}") == (code, distance)


def test_under_the_ladder_of_the_year_a_rising_target_lies_in_the_year_before() -> None:
    # Emerging (1) in summer is 1 − 2 = −1 in autumn: the third of four places of Year 3. Emerging is 2 above it.
    assert at(held("rising3", "Em", "Em"), "2026-27:Aut2") == ("Y3 Sec", 2)


@pytest.mark.parametrize(
    ("target", "due", "code", "distance"),
    [
        # Year 4 expects 4b+ (20) in autumn and 4s (23) in summer: 3 steps to come. 4s+ (24) is 21 now, 4w.
        ("4s+", DUE, "4w", -1),
        # Year 5 expects 5s (29) in summer: 9 steps to come.
        ("5s", "2027-28:Sum2", "4b+", 0),
    ],
)
def test_a_target_in_steps_is_less_the_steps_still_expected(target: str, due: str, code: str, distance: float) -> None:
    assert at(held("steps", target, "4b+", due), "2026-27:Aut2") == (code, distance)


def test_a_target_due_where_nothing_is_expected_has_no_distance_before() -> None:
    # There is no band after Year 6: four years on, this child is in Year 8.
    assert at(held("steps", "6s+", "4b+", "2030-31:Sum2"), "2026-27:Aut2") == (None, None)


def test_a_reading_age_rises_on_a_line_rounded_down_to_a_month() -> None:
    # From 7:06 (90 months) to 8:07 (103): after 2 of 6 half-terms 94⅓, so 7:10 (94).
    assert at(held("reading-age", "8:07", "7:08", start="7:06"), "2026-27:Aut2") == ("7:10", -2)
