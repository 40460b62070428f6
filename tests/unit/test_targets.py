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
