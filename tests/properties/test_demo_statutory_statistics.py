"""The demo school's statutory results have the published shares, and level points follow the course asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from statistics import correlation, fmean

import pytest

from progress_tui.demo.attainment import Attainment, Column
from progress_tui.demo.figures import SUBJECTS, Trajectory, figures, scale
from progress_tui.demo.school import assess_cohort, cohort_of, populate

SOURCE = figures()


def share(flags: Iterable[bool]) -> float:
    return fmean(float(flag) for flag in flags)


def cohorts(cohort: int, seeds: int, year: int) -> list[tuple[Attainment, dict[str, str]]]:
    """The children of a cohort over seeds who were there for the statutory assessments of a year, with those."""
    found = []
    for seed in range(2000, 2000 + seeds):
        held = assess_cohort(seed, cohort, cohort_of(seed, cohort, SOURCE), SOURCE)
        found += [(one, one.statutory[year]) for one in held.values() if year in one.statutory]
    return found


def mark(cells: dict[str, str], heading: str) -> int:
    """The mark of a column, −1 for a code."""
    return int(cells[heading]) if cells[heading].isdigit() else -1


def test_key_stage_2_meets_the_2025_row() -> None:
    # Some 7,400 children: the standard error of a share is 0.6 points at most, so 2 points are over three of them.
    children = [cells for _, cells in cohorts(7, 120, 2025)]
    assert len(children) > 7000
    tests = ("READSCORE", "MATSCORE", "GPSSCORE")
    at = [share(mark(cells, heading) >= 100 for cells in children) for heading in tests]
    higher = [share(mark(cells, heading) >= 110 for cells in children) for heading in tests]
    assert at == pytest.approx([0.75, 0.74, 0.73], abs=0.02)
    assert higher == pytest.approx([0.33, 0.26, 0.30], abs=0.02)
    writing = [cells["WRITTAOUTCOME"] for cells in children]
    assert share(code in ("EXS", "GDS") for code in writing) == pytest.approx(0.72, abs=0.02)
    assert share(code == "GDS" for code in writing) == pytest.approx(0.13, abs=0.02)
    assert share(cells["SCITAOUTCOME"] == "EXS" for cells in children) == pytest.approx(0.82, abs=0.02)
    all_three = share(
        min(mark(cells, "READSCORE"), mark(cells, "MATSCORE")) >= 100 and cells["WRITTAOUTCOME"] in ("EXS", "GDS")
        for cells in children
    )
    assert all_three == pytest.approx(0.62, abs=0.02)
    higher_in_all = share(
        min(mark(cells, "READSCORE"), mark(cells, "MATSCORE")) >= 110 and cells["WRITTAOUTCOME"] == "GDS"
        for cells in children
    )
    assert higher_in_all == pytest.approx(0.08, abs=0.012)


def test_earlier_assessments_have_their_shares() -> None:
    profile = [cells for _, cells in cohorts(1, 40, 2025)]
    assert share(cells["GLD"] == "Yes" for cells in profile) == pytest.approx(0.683, abs=0.03)
    assert all(
        cells["GLD"] != "Yes" or {cells[f"{subject} ELG"] for subject in ("Reading", "Writing", "Maths")} == {"2"}
        for cells in profile
    )
    phonics = [mark(cells, "Phonics mark") for _, cells in cohorts(2, 40, 2025)]
    assert share(found >= 32 for found in phonics) == pytest.approx(0.80, abs=0.03)
    assert max(phonics) == 40
    tables = [mark(cells, "MTC") for _, cells in cohorts(5, 40, 2025)]
    assert fmean(found for found in tables if found >= 0) == pytest.approx(21.0, abs=0.4)
    key_stage_1 = [cells for _, cells in cohorts(6, 40, 2022)]
    for heading, expected in (("KS1 Reading TA", 0.68), ("KS1 Writing TA", 0.60), ("KS1 Maths TA", 0.70)):
        met = share(cells[heading] in ("EXS", "GDS") for cells in key_stage_1)
        assert met == pytest.approx(expected, abs=0.03)


def test_statutory_results_rest_on_the_same_abilities_as_the_rest() -> None:
    """What stands beside a scaled score at the same time says nearly the same; what a child did at 5 says less."""
    children = cohorts(7, 20, 2025)
    judged = [
        (mark(cells, "READSCORE"), own.bands[Column.of(2025, "Sum2", "reading", "TA").point.ordinal, "reading"])
        for own, cells in children
        if mark(cells, "READSCORE") >= 0
    ]
    scores, bands = zip(*judged, strict=True)
    assert correlation([float(score) for score in scores], [float(band) for band in bands]) > 0.9
    now = Column.of(2026, "Aut2", "maths", "TA").point.ordinal
    began = [
        (int(cells["Maths ELG"]), own.bands[now, "maths"])
        for own, cells in cohorts(5, 20, 2021)
        if cells["Maths ELG"] and (now, "maths") in own.bands
    ]
    goals, bands = zip(*began, strict=True)
    assert 0.3 < correlation([float(goal) for goal in goals], [float(band) for band in bands]) < 0.8


@pytest.mark.parametrize(("trajectory", "gains"), [("even", [3, 3, 3, 3]), ("boddy", [1, 2, 3, 6])])
def test_level_points_follow_the_course_asked_for(trajectory: Trajectory, gains: list[float]) -> None:
    """From summer to summer; with the children who left, so that there is a Year 6."""
    levels, found = scale("nc-levels"), defaultdict[int, list[float]](list)
    for seed in range(4):
        school = populate(seed, figures(trajectory), leavers=True)
        for pupil in school.pupils:
            cells = school.attainment[pupil.upn].cells
            for year in (2024, 2025):
                for subject in SUBJECTS:
                    before, after = (
                        levels.read(cells.get(Column.of(y, "Sum2", subject, "Level").heading, "")).points
                        for y in (year - 1, year)
                    )
                    if before is not None and after is not None:
                        found[pupil.year_group(year)].append(after - before)
    assert [fmean(found[year_group]) for year_group in (3, 4, 5, 6)] == pytest.approx(gains, abs=0.2)


def test_the_demo_school_follows_boddy() -> None:
    assert figures("boddy").level_gains == figures().level_gains
    assert [sum(figures("even").level_gains[year]) for year in (3, 4, 5, 6)] == [3, 3, 3, 3]
