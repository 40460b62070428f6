"""The good level of development follows from twelve goals; worked by hand."""

from __future__ import annotations

import pytest

from progress_tui.analysis.attainment.report import attainment_report
from progress_tui.domain.early_years import GLD_GOALS
from progress_tui.domain.whom import EVERYBODY
from tests.unit.frames_builder import SmallSchool

SUMMER = "2026-27:Sum2"


def reception(*children: list[str], when: str = SUMMER) -> SmallSchool:
    """Children of Reception with their results in E01 to E12; an empty text is no result."""
    school = SmallSchool()
    for results in children:
        pupil = school.pupil(class_name="RA", year_group=0)
        for goal, raw in zip(GLD_GOALS, results, strict=True):
            if raw:
                school.result(pupil, when, raw, goal.lower(), "eyfs", "statutory")
    return school


def test_all_twelve_at_expected_is_a_good_level_and_one_goal_missing_says_nothing() -> None:
    school = reception(["2"] * 12, [*["2"] * 11, "1"], [*["3"] * 11, "2"], [*["2"] * 11, ""])
    rows = attainment_report(school.at(SUMMER), EVERYBODY).rows
    (level,) = [row for row in rows if row["subject"] == "gld"]
    assert (level["expected"], level["n"], level["on_roll"], level["not_assessed"]) == (2, 3, 4, 1)


def test_a_level_on_file_is_not_worked_out_again() -> None:
    school = reception(["2"] * 12)
    school.result(1, SUMMER, "No", "gld", "gld", "statutory")
    judged = school.frames().judged
    assert judged.filter(judged["subject"] == "gld")["code"].to_list() == ["No"]


def test_the_goals_of_the_profile_before_2021_were_others() -> None:
    assert reception(["2"] * 12, when="2020-21:Sum2").frames().series.height == 12
    assert reception(["2"] * 12, when="2021-22:Sum2").frames().series.height == 13


@pytest.mark.parametrize("goals", [[], ["2"] * 11])
def test_nothing_is_made_of_fewer_goals(goals: list[str]) -> None:
    school = reception([*goals, *[""] * (12 - len(goals))])
    frames = school.frames()
    assert frames.series.height == len(goals)
    assert frames.results.height == len(goals)
