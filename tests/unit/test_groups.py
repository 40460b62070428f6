"""Ways to look at a roll: what is known puts a child in a group, what is not in one of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from progress_tui.analysis.groups import DIMENSIONS, GROUP_SCHEMA, combined_frame, find_dimension, group_frame
from progress_tui.analysis.school_at_point import SchoolAtPoint
from progress_tui.domain.errors import NotFoundError, UsageError
from tests.unit.frames_builder import NOW, TODAY, SmallSchool, when


def grouped(at: SchoolAtPoint, dimension: str) -> list[tuple[str, list[int]]]:
    """Groups in their order with the pupils in them."""
    frame = group_frame(at, dimension)
    assert dict(frame.schema) == dict(GROUP_SCHEMA)
    found = frame.group_by("group").agg(pl.col("order").min(), pl.col("pupil_id").sort()).sort("order", "group")
    return [(group, pupils) for group, _, pupils in found.iter_rows()]


def three() -> SmallSchool:
    school = SmallSchool()
    for name in ("Adeyemi", "Begum", "Clarke"):
        school.pupil(name)
    return school


@pytest.mark.parametrize("column", ["pp", "fsm", "eal"])
def test_yes_no_and_not_known_are_three_groups(column: str) -> None:
    school = three()
    school.characteristics(1, **{column: True})
    school.characteristics(2, **{column: False})
    words = DIMENSIONS[column].title
    assert grouped(school.at(), column) == [(words, [1]), (f"not {words}", [2]), (f"{words}: not known", [3])]
    assert group_frame(school.at(), column)["known"].to_list() == [True, True, False]


def test_disadvantaged_follows_from_free_school_meals_and_care() -> None:
    school = three()
    school.characteristics(1, fsm6=False, plac=True)
    school.characteristics(2, fsm6=False)
    assert grouped(school.at(), "disadvantaged")[:2] == [("disadvantaged", [1]), ("not disadvantaged", [2])]


def test_send_has_a_group_for_each_status_of_today_and_one_for_those_of_old() -> None:
    school = SmallSchool()
    for status in ("N", "K", "E", "S", "A", None):
        school.characteristics(school.pupil(), sen=status)
    assert grouped(school.at(), "sen") == [
        ("no SEND", [1]), ("SEND support", [2]), ("EHC plan", [3]), ("SEND status in use to 2014", [4, 5]),
        ("SEND not known", [6]),
    ]  # fmt: skip


def test_sex() -> None:
    school = three()
    school.sex(1, "F")
    school.sex(2, "M")
    assert grouped(school.at(), "sex") == [("girls", [1]), ("boys", [2]), ("sex not known", [3])]


def test_terms_of_birth_and_the_two_sides_of_summer() -> None:
    school = SmallSchool()
    for day in (date(2017, 9, 1), date(2018, 4, 30), date(2018, 5, 1), date(2018, 8, 31), None):
        school.pupil(dob=day)
    assert grouped(school.at(), "term-of-birth") == [
        ("born Sep–Dec", [1]), ("born Jan–Apr", [2]), ("born May–Aug", [3, 4]), ("date of birth not known", [5]),
    ]  # fmt: skip
    assert grouped(school.at(), "summer-born")[0] == ("summer-born", [3, 4])
    assert "April" in DIMENSIONS["summer-born"].note, "the other definition is named"


def test_classes_stand_in_the_order_of_year_groups_and_not_of_letters() -> None:
    school = SmallSchool()
    school.pupil("Adeyemi", class_name="Willow", year_group=1)
    school.pupil("Begum", class_name="Ash", year_group=6)
    school.pupil("Clarke", class_name="Birch", year_group=6)
    alone = school.pupil("Diaz", class_name="Ash", year_group=5)
    school.rows["enrolments"][alone - 1] = (alone, 2026, 5, None, None, None, None)
    assert grouped(school.at(), "class") == [("Willow", [1]), ("Ash", [2]), ("Birch", [3]), ("no class", [4])]


def test_year_groups_from_nursery_up() -> None:
    school = SmallSchool()
    for year in (6, 0, -1, None, 1):
        school.pupil(year_group=year)
    assert [group for group, _ in grouped(school.at(), "year-group")] == [
        "N2", "R", "Y1", "Y6", "year group not known",
    ]  # fmt: skip


def test_support_is_that_of_today_first_and_last_day_included() -> None:
    school = SmallSchool()
    for _ in range(5):
        school.pupil()
    school.support("Phonics", {1: "", 2: ""}, starts=TODAY)
    school.support("Numbers", {2: ""}, starts=date(2026, 9, 7), ends=TODAY)
    school.support("Over", {3: ""}, starts=date(2026, 9, 7), ends=date(2026, 11, 22))
    school.support("To come", {4: ""}, starts=date(2026, 11, 24))
    at = school.at()
    assert grouped(at, "support") == [("on support", [1, 2]), ("not on support", [3, 4, 5])]
    assert grouped(at, "support-group") == [
        ("Numbers", [2]), ("Phonics", [1, 2]), ("not on support", [3, 4, 5]),
    ]  # fmt: skip


def test_start_points_are_those_of_the_baselines() -> None:
    school = SmallSchool()
    for code in ("WB", "At", "Ab"):
        pupil = school.pupil()
        for subject in ("reading", "writing", "maths"):
            school.result(pupil, "2025-26:Sum2", code, subject)
            school.result(pupil, NOW, "At", subject)
    unknown = school.pupil()
    groups = dict(grouped(school.at(), "prior"))
    assert groups["low start"] == [1]
    assert groups["high start"] == [3]
    assert groups["start point not known"] == [unknown]


def test_a_characteristic_is_that_of_the_year_that_is_looked_at() -> None:
    school = SmallSchool()
    pupil = school.pupil()
    school.enrol(pupil, "2025-26", "3B", 3)
    school.characteristics(pupil, "2025-26", pp=False)
    school.characteristics(pupil, pp=True)
    assert grouped(school.at(), "pp") == [("pupil premium", [pupil])]
    assert grouped(school.at("2025-26:Sum2"), "pp") == [("not pupil premium", [pupil])]


def test_a_saved_filter_parts_those_it_picks_the_others_and_those_not_known() -> None:
    school = three()
    school.characteristics(1, pp=True)
    school.characteristics(2, pp=False)
    at = replace(school.at(), saved_filters={"Ours": "pp"})
    assert grouped(at, "saved:ours") == [("Ours", [1]), ("not Ours", [2]), ("Ours: not known", [3])]
    with pytest.raises(NotFoundError, match="Did you mean “Ours”"):
        group_frame(at, "saved:our")


def test_two_dimensions_together() -> None:
    school = three()
    school.characteristics(1, pp=True)
    school.characteristics(2, pp=False)
    school.characteristics(3, pp=False)
    school.sex(1, "F")
    school.sex(2, "F")
    frame = combined_frame(school.at(), ["pp", "sex"])
    assert dict(frame.schema) == dict(GROUP_SCHEMA)
    assert frame.sort("order").select("pupil_id", "group", "known").rows() == [
        (1, "pupil premium · girls", True),
        (2, "not pupil premium · girls", True),
        (3, "not pupil premium · sex not known", False),
    ]


def test_a_child_in_two_support_groups_stands_in_both_of_a_combination() -> None:
    school = three()
    school.support("Phonics", {1: ""}, starts=TODAY)
    school.support("Numbers", {1: ""}, starts=TODAY)
    school.sex(1, "F")
    frame = combined_frame(school.at(), ["sex", "support-group"])
    assert frame.filter(pl.col("pupil_id") == 1)["group"].to_list() == ["girls · Numbers", "girls · Phonics"]


@pytest.mark.parametrize("names", [[], ["pp", "PP"], ["pp", "sex", "eal", "sen"]])
def test_no_dimension_the_same_twice_and_too_many_are_refused(names: list[str]) -> None:
    with pytest.raises(UsageError, match="one to three different dimensions"):
        combined_frame(three().at(), names)


def test_an_unknown_dimension_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"cannot be grouped by “eall”\. Did you mean “eal”"):
        find_dimension("eall")


def test_every_dimension_holds_everybody_on_roll() -> None:
    school = three()
    school.result(1, NOW, "At")
    at = school.at()
    for name in DIMENSIONS:
        frame = group_frame(at, name)
        assert set(frame["pupil_id"]) == {1, 2, 3}, name
        assert frame["group"].null_count() == 0
        assert frame["order"].null_count() == 0


def test_nobody_on_roll_gives_empty_groups() -> None:
    at = replace(three().at(), point=when("2024-25:Aut1"))
    for name in DIMENSIONS:
        frame = group_frame(at, name)
        assert (frame.height, dict(frame.schema)) == (0, dict(GROUP_SCHEMA))
