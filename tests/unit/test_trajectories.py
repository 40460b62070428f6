from __future__ import annotations

from pathlib import Path

import pytest

from progress_tui.analysis.progress.by_year_report import progress_by_year, trajectories_report
from progress_tui.analysis.progress.trajectories import age_related, apart, trajectories
from progress_tui.domain.errors import DataFileError
from progress_tui.domain.whom import EVERYBODY
from tests.unit.frames_builder import SmallSchool

OWN = """
[[trajectories]]
id = "our_own"
title = "Our own"
source = "Governors' paper of May 2026"
points = { 3 = 2, 4 = 3, 5 = 3, 6 = 5 }
"""


def test_both_that_ship_sum_to_twelve_points() -> None:
    assert [(one.id, sum(one.points.values())) for one in trajectories()] == [("even", 12), ("boddy", 12)]


def test_how_far_they_stand_apart_at_the_end_of_each_year() -> None:
    found = {(one.trajectory.id, one.year_group): one for one in apart(trajectories(), age_related())}
    years = (3, 4, 5, 6)
    assert [found["even", year].at_end for year in years] == [18, 21, 24, 27]
    assert [found["boddy", year].at_end for year in years] == [16, 18, 21, 27]
    assert [found["boddy", year].apart["even"] for year in years] == [-2, -3, -3, 0]
    assert [found["boddy", year].apart["age_related"] for year in years] == [-1, -3, -2, 0]
    assert [found["even", year].apart["age_related"] for year in years] == [1, 0, 1, 0]


def test_the_report_gives_both_distances() -> None:
    report = trajectories_report(SmallSchool().at())
    rows = [(row["id"], row["year"], row["at_end"], row["from_even"], row["from_age_related"]) for row in report.rows]
    assert rows[4:] == [
        ("boddy", "Y3", 16, -2, -1), ("boddy", "Y4", 18, -3, -3), ("boddy", "Y5", 21, -3, -2),
        ("boddy", "Y6", 27, 0, 0),
    ]  # fmt: skip
    assert "No trajectory is a target, and none is a forecast of a child." in report.notes


def test_a_school_adds_its_own(home: Path) -> None:
    (home / "trajectories.toml").write_text(OWN, "utf-8")
    assert [one.id for one in trajectories()] == ["even", "boddy", "our_own"]
    school = SmallSchool()
    child = school.pupil(year_group=5)
    school.enrol(child, "2025-26", "4B", 4)
    school.result(child, "2024-25:Sum2", "2a", scale="nc-levels")
    school.result(child, "2025-26:Sum2", "3c", scale="nc-levels")
    (row,) = progress_by_year(school.at(), EVERYBODY).rows
    assert (row["mean"], row["even"], row["boddy"], row["our_own"]) == (2, 3, 2, 3)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("our_own", "boddy", "which another trajectory has already"),
        ("our_own", "Our Own", "Use small letters"),
        ("6 = 5", "7 = 5", "is not known here"),
        ("5 = 3, ", "", "key “trajectories[1].points.5” is missing"),
        ("6 = 5", '6 = "five"', "must be a number"),
        ("title", "titel", "Did you mean “title”"),
    ],
)
def test_an_own_file_that_is_not_valid_says_where(home: Path, old: str, new: str, said: str) -> None:
    (home / "trajectories.toml").write_text(OWN.replace(old, new), "utf-8")
    with pytest.raises(DataFileError) as error:
        trajectories()
    assert said in str(error.value)
    assert str(error.value).startswith("trajectories.toml")
