"""Expectations that rise through the year, and codes of another year's curriculum. Worked by hand."""

from __future__ import annotations

import pytest

from progress_tui.analysis.catalogue import scales
from progress_tui.domain.calendar import HALF_TERMS, Point
from progress_tui.domain.standing import Standing
from tests.unit.frames_builder import SmallSchool


def at(half_term: str) -> Point:
    return Point.of(2026, half_term)


def standing(scale: str, raw: str, year_group: int | None, half_term: str) -> str:
    held = scales()[scale]
    found = held.standing(held.read(raw), "reading", year_group, at(half_term))
    return "" if found is None else found.label


def distance(scale: str, raw: str, year_group: int | None, half_term: str) -> float | None:
    held = scales()[scale]
    return held.to_expected(held.read(raw), "reading", year_group, at(half_term))


# -- rising


@pytest.mark.parametrize("year_group", [None, 0, 1, 6])
@pytest.mark.parametrize(
    ("half_terms", "row"),
    [
        (("Aut1", "Aut2"), ["at", "secure", "above", "above"]),
        (("Spr1", "Spr2"), ["just below", "at", "secure", "above"]),
        (("Sum1", "Sum2"), ["below", "just below", "at", "above"]),
    ],
)
def test_one_word_means_something_else_each_term(
    half_terms: tuple[str, str], row: list[str], year_group: int | None
) -> None:
    for half_term in half_terms:
        words = ("Emerging", "Developing", "Secure", "Mastered")
        assert [standing("rising3", raw, year_group, half_term) for raw in words] == row


def test_autumn_emerging_is_at() -> None:
    assert standing("rising3", "Emerging", 4, "Aut2") == "at"
    assert distance("rising3", "Emerging", 4, "Aut2") == 0
    assert distance("rising3", "Emerging", 4, "Sum2") == -2


def test_what_is_just_met_on_a_rising_scale() -> None:
    scale = scales()["rising3"]
    assert [scale.expected_notch("maths", 3, at(half_term)) for half_term in HALF_TERMS] == [1, 1, 2, 2, 3, 3]
    assert all(scale.judged_at(at(half_term)) for half_term in HALF_TERMS)


def test_the_letters_of_a_rising_scale_are_its_words() -> None:
    assert [scales()["rising3"].read(raw).code for raw in ("E", "d", "S", "M")] == ["Em", "Dev", "Sec", "Mas"]
    assert scales()["bands"].reason("D") == "disapplied"
    assert scales()["bands"].reason("M") == "missing"


# -- steps in year bands


@pytest.mark.parametrize(
    ("raw", "code", "index"),
    [("1b", "1b", 1), ("1s+", "1s+", 6), ("4b+", "4b+", 20), ("4 w", "4w", 21), ("Band 4 s+", "4s+", 24),
     ("4S+", "4s+", 24), ("band6s", "6s", 35), ("6s+", "6s+", 36)],
)  # fmt: skip
def test_the_place_of_a_step_is_six_times_the_band_less_one_and_k(raw: str, code: str, index: int) -> None:
    reading = scales()["steps"].read(raw)
    assert (reading.code, reading.notch) == (code, index)
    assert scales()["steps"].small_step(reading) == index


@pytest.mark.parametrize("raw", ["0b", "7b", "4", "4c", "4a", "b+", "4b++", "4-"])
def test_what_is_no_step(raw: str) -> None:
    assert scales()["steps"].read(raw).kind == "unknown"


@pytest.mark.parametrize("year_group", [1, 2, 3, 4, 5, 6])
def test_b_plus_in_autumn_w_plus_in_spring_s_in_summer(year_group: int) -> None:
    scale, base = scales()["steps"], 6 * (year_group - 1)
    found = [scale.expected_notch("maths", year_group, at(half_term)) for half_term in HALF_TERMS]
    assert found == [base + 2, base + 2, base + 4, base + 4, base + 5, base + 5]
    for half_term, step in (("Aut1", "b+"), ("Spr2", "w+"), ("Sum2", "s")):
        assert standing("steps", f"{year_group}{step}", year_group, half_term) == "at"


@pytest.mark.parametrize(
    ("raw", "half_term", "label"),
    [("4b", "Aut2", "just below"), ("4w", "Aut2", "secure"), ("4w+", "Aut2", "above"), ("3s+", "Aut2", "below"),
     ("3s", "Aut2", "below"), ("3w+", "Aut2", "well below"), ("4s+", "Sum2", "secure"), ("5b", "Sum2", "above"),
     ("3s+", "Sum2", "below"), ("3s", "Sum2", "well below"), ("4w+", "Sum2", "just below")],
)  # fmt: skip
def test_steps_against_year_4(raw: str, half_term: str, label: str) -> None:
    assert standing("steps", raw, 4, half_term) == label


def test_no_band_no_expectation() -> None:
    scale = scales()["steps"]
    for year_group in (None, 0, -1, 7):
        assert scale.expected_notch("maths", year_group, at("Sum2")) is None
        assert standing("steps", "1b", year_group, "Sum2") == ""
        assert distance("steps", "1b", year_group, "Sum2") is None


# -- another year's curriculum


def test_a_code_of_an_earlier_year_is_well_below_in_the_own_year() -> None:
    """Secure is 3 of 4, so Y2 Secure is 3 + 4·(2 − 4) = −5 in Year 4, and 4·(2 − 1) + 3 = 7 in small steps."""
    scale = scales()["rising3"]
    reading = scale.read("Y2 Secure")
    assert (reading.kind, reading.code, reading.curriculum) == ("value", "Y2 Sec", 2)
    assert scale.describe(reading) == "Secure in the Year 2 curriculum"
    assert scale.below_curriculum(reading, 4)
    assert scale.notch(reading, 4) == -5
    assert scale.small_step(reading) == scale.small_step(reading, 4) == 7
    for half_term in HALF_TERMS:
        assert scale.standing(reading, "reading", 4, at(half_term)) is Standing.WELL_BELOW
    assert scale.to_expected(reading, "reading", 4, at("Spr2")) == -7


def test_the_own_and_a_later_year_are_not_below_the_curriculum() -> None:
    scale = scales()["bands"]
    own, later = scale.read("Year 4 At"), scale.read("y6-below")
    assert not scale.below_curriculum(own, 4)
    assert (standing("bands", "Year 4 At", 4, "Aut2"), distance("bands", "Year 4 At", 4, "Aut2")) == ("at", 0)
    assert (standing("bands", "Y4 JB", 4, "Aut2"), distance("bands", "Y4 JB", 4, "Aut2")) == ("just below", -1)
    assert not scale.below_curriculum(later, 4)
    assert standing("bands", "y6-below", 4, "Aut2") == "above"
    assert distance("bands", "y6-below", 4, "Aut2") == 2 + 6 * 2 - 4


def test_without_a_year_group_nobody_can_say() -> None:
    scale = scales()["bands"]
    reading = scale.read("Y2 At")
    assert not scale.below_curriculum(reading, None)
    assert standing("bands", "Y2 At", None, "Aut2") == ""
    assert distance("bands", "Y2 At", None, "Aut2") is None
    assert scale.small_step(reading) == 6 + 4
    assert scale.small_step(scale.read("At")) is None
    assert scale.small_step(scale.read("At"), 2) == 6 + 4


@pytest.mark.parametrize(
    ("raw", "kind"),
    [("YR At", "value"), ("Year R At", "value"), ("Y2At", "value"), ("Y10 At", "unknown"), ("Y2", "unknown"),
     ("Y2 A", "unknown"), ("Y2 4", "unknown"), ("Y0 At", "unknown")],
)  # fmt: skip
def test_what_is_read_as_another_year(raw: str, kind: str) -> None:
    assert scales()["bands"].read(raw).kind == kind


def test_reception_is_year_group_0() -> None:
    reading = scales()["bands"].read("YR At")
    assert (reading.code, reading.curriculum) == ("YR At", 0)
    assert scales()["bands"].describe(reading) == "At in the Reception curriculum"
    assert scales()["bands"].below_curriculum(reading, 1)
    assert not scales()["bands"].below_curriculum(reading, 0)


@pytest.mark.parametrize(
    ("scale", "early", "not_early"),
    [("ks-ta", ["EM", "PK1", "PK6", "BLW", "PKF", "PKE", "PKG"], ["HNM", "WTS", "EXS", "GDS"]),
     ("nc-levels", ["P4", "P8", "W"], ["1c", "1", "6a"])],
)  # fmt: skip
def test_codes_before_year_1(scale: str, early: list[str], not_early: list[str]) -> None:
    held = scales()[scale]
    for raw in early:
        assert [held.below_curriculum(held.read(raw), group) for group in (-1, 0, 1, 6)] == [False, False, True, True]
        assert held.small_step(held.read(raw)) == held.read(raw).notch
        assert standing(scale, raw, 3, "Sum2") == "well below"
    assert not any(held.below_curriculum(held.read(raw), 6) for raw in not_early)


def test_steps_of_an_earlier_band_and_the_first_of_september() -> None:
    """In Year 4 what was expected at the end of Year 3, 3s, is not below the curriculum; 3w+ is."""
    scale = scales()["steps"]
    below = {raw: scale.below_curriculum(scale.read(raw), 4) for raw in ("2s+", "3w+", "3s", "3s+", "4b", "5b")}
    assert below == {"2s+": True, "3w+": True, "3s": False, "3s+": False, "4b": False, "5b": False}
    assert scale.read("3w+").curriculum == 3
    assert not scale.below_curriculum(scale.read("1b"), 1)
    assert not scale.below_curriculum(scale.read("1b"), None)


# -- the frame of all results


def test_the_judged_frame_says_what_was_expected_and_how_far_below_a_child_works() -> None:
    school = SmallSchool()
    child = school.pupil(year_group=4)
    for point, raw, scale in (
        ("2026-27:Aut1", "Emerging", "rising3"), ("2026-27:Aut2", "Y2 Secure", "rising3"),
        ("2026-27:Aut1", "A", "steps"), ("2026-27:Aut2", "3w+", "steps"), ("2026-27:Aut2", "96", "standardised"),
        ("2026-27:Aut2", "3b", "nc-levels"), ("2026-27:Aut2", "9", "raw"), ("2026-27:Aut2", "12", "no-such-scale"),
    ):  # fmt: skip
        school.result(child, point, raw, scale=scale)
    columns = ("scale", "raw", "kind", "notch", "standing", "to_expected", "expected_notch", "below_curriculum", "step")
    assert school.frames().judged.select(columns).rows() == [
        ("rising3", "Emerging", "value", 1, 4, 0, 1, False, 4 * 3 + 1),
        ("rising3", "Y2 Secure", "value", -5, 1, -6, 1, True, 7),
        ("steps", "A", "non-result", None, None, None, 20, False, None),
        ("steps", "3w+", "value", 16, 1, -4, 20, True, 16),
        ("standardised", "96", "value", 96, 4, 6, 90, False, None),
        ("nc-levels", "3b", "value", 14, None, None, None, False, 14),
        ("raw", "9", "value", 9, None, None, None, False, None),
        ("no-such-scale", "12", "unknown", None, None, None, None, False, None),
    ]


def test_a_result_is_judged_by_the_year_group_of_its_own_year() -> None:
    school = SmallSchool()
    child = school.pupil(year_group=4)
    school.enrol(child, "2025-26", "3A", 3)
    school.result(child, "2025-26:Sum2", "3s", scale="steps")
    school.result(child, "2026-27:Aut2", "3s", scale="steps")
    found = school.frames().judged.select("ordinal", "standing", "expected_notch").rows()
    assert [(standing, expected) for _, standing, expected in sorted(found)] == [(4, 17), (2, 20)]
