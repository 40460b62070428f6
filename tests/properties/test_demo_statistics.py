"""The demo school has the distributions of the domain reference, section 10: means over many seeds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from statistics import correlation, fmean, stdev

import pytest

from progress_tui.demo.ability import Path, model
from progress_tui.demo.attainment import Attainment, Column, level_mean, score_of
from progress_tui.demo.figures import CURRENT_POINT, CURRENT_YEAR, SUBJECTS, chance, figures, scale
from progress_tui.demo.pupils import Pupil
from progress_tui.demo.school import Population, assess_cohort, cohort_of, populate
from progress_tui.domain.calendar import Point

SOURCE = figures()
AT, ABOVE = 4, 6
NOW = {subject: Column.of(CURRENT_YEAR, "Aut2", subject, "TA").heading for subject in SUBJECTS}


def written_rank(attainment: Attainment, subject: str) -> int:
    """The rank a reader of the file sees in autumn 2; 0 without a result."""
    reading = scale("bands").read(attainment.cells.get(NOW[subject], ""))
    return int(reading.notch or 0) if reading.kind == "value" else 0


def share(flags: Iterable[bool]) -> float:
    return fmean(float(flag) for flag in flags)


@pytest.fixture(scope="module", name="schools")
def _schools() -> list[Population]:
    return [populate(seed, SOURCE, leavers=True) for seed in range(10)]


@pytest.fixture(scope="module", name="on_roll")
def _on_roll(schools: list[Population]) -> list[tuple[Population, Pupil]]:
    return [(school, pupil) for school in schools for pupil in school.pupils if pupil.cohort <= 6]


@pytest.fixture(scope="module", name="leaving_year")
def _leaving_year() -> list[list[Attainment]]:
    """Year 6 alone, for 120 seeds."""
    return [list(assess_cohort(seed, 6, cohort_of(seed, 6, SOURCE), SOURCE).values()) for seed in range(1000, 1120)]


@pytest.fixture(scope="module", name="paths")
def _paths() -> list[tuple[Pupil, Path]]:
    """Children of Year 6 with their ability from Reception on, for 60 seeds."""
    found = []
    for seed in range(60):
        rng = chance(seed, "paths")
        found += [(pupil, model().path(pupil, rng)) for pupil in cohort_of(seed, 6, SOURCE)]
    return found


def test_year_6_meets_the_anchors(leaving_year: list[list[Attainment]]) -> None:
    # About 7,200 children: the standard error of a share is 0.6 points at most, so 2 points are over three of them.
    children = [[written_rank(one, subject) for subject in SUBJECTS] for cohort in leaving_year for one in cohort]
    assert len(leaving_year) >= 100
    at = [share(ranks[i] >= AT for ranks in children) for i in range(3)]
    above = [share(ranks[i] >= ABOVE for ranks in children) for i in range(3)]
    assert at == pytest.approx([0.75, 0.72, 0.74], abs=0.02)
    assert above == pytest.approx([0.33, 0.13, 0.26], abs=0.02)
    assert share(min(ranks) >= AT for ranks in children) == pytest.approx(0.62, abs=0.02)
    assert share(min(ranks) >= ABOVE for ranks in children) == pytest.approx(0.08, abs=0.012)


def test_three_to_six_of_a_class_fell_since_last_half_term(leaving_year: list[list[Attainment]]) -> None:
    now, before = CURRENT_POINT.ordinal, CURRENT_POINT.ordinal - 1
    known = [one.bands for cohort in leaving_year for one in cohort if (before, "reading") in one.bands]
    fell = 30 * share(any(bands[now, s] < bands[before, s] for s in SUBJECTS) for bands in known)
    rose = 30 * share(any(bands[now, s] > bands[before, s] for s in SUBJECTS) for bands in known)
    assert 3 <= fell <= 6
    assert 3 <= rose <= 6


def test_subjects_correlate_and_ability_is_steady(paths: list[tuple[Pupil, Path]]) -> None:
    spring, summer = Point.of(2025, "Spr2"), Point.of(2025, "Sum2")
    values = {subject: [path.at(subject, summer) for _, path in paths] for subject in SUBJECTS}
    pairs = [("reading", "writing"), ("reading", "maths"), ("writing", "maths")]
    assert fmean(correlation(values[a], values[b]) for a, b in pairs) == pytest.approx(0.75, abs=0.03)
    for subject in SUBJECTS:
        earlier = [path.at(subject, spring) for _, path in paths]
        assert correlation(earlier, values[subject]) == pytest.approx(0.97, abs=0.005)
        assert fmean(values[subject]) == pytest.approx(0, abs=0.06)
        assert stdev(values[subject]) == pytest.approx(1, abs=0.05)


def test_tests_correlate_085_between_terms_and_half_from_reception(paths: list[tuple[Pupil, Path]]) -> None:
    rng = chance("scores")

    def scores(point: Point) -> list[float]:
        return [float(score_of(path.at("maths", point), SOURCE, rng)) for _, path in paths]

    reception, spring = scores(Point.of(2020, "Aut2")), scores(Point.of(2025, "Spr2"))
    summer, now = scores(Point.of(2025, "Sum2")), scores(CURRENT_POINT)
    assert correlation(spring, summer) == pytest.approx(0.85, abs=0.02)
    assert correlation(reception, now) == pytest.approx(0.5, abs=0.08)
    assert fmean(now) == pytest.approx(100, abs=1)
    assert stdev(now) == pytest.approx(15, abs=0.7)
    errors = [s - 100 - 15 * SOURCE.ability.test_reliability**0.5 * p.at("maths", CURRENT_POINT)
              for s, (_, p) in zip(now, paths, strict=True)]  # fmt: skip
    assert stdev(errors) == pytest.approx(5, abs=0.5)


def test_groups_differ_by_the_effects(paths: list[tuple[Pupil, Path]]) -> None:
    def mean(subject: str, chosen: list[tuple[Pupil, Path]]) -> float:
        return fmean(path.at(subject, CURRENT_POINT) for _, path in chosen)

    near = [(pupil, path) for pupil, path in paths if not pupil.far_below]
    premium, others = ([(p, q) for p, q in near if p.pupil_premium is flag] for flag in (True, False))
    assert mean("maths", premium) - mean("maths", others) == pytest.approx(-0.5, abs=0.12)
    support, none = ([(p, q) for p, q in near if p.sen == code] for code in ("K", "N"))
    assert mean("maths", support) - mean("maths", none) == pytest.approx(-0.9, abs=0.15)
    girls, boys = ([(p, q) for p, q in near if p.sex == sex] for sex in ("F", "M"))
    gap = mean("writing", girls) - mean("writing", boys) - (mean("reading", girls) - mean("reading", boys))
    assert gap == pytest.approx(0.35, abs=0.08)
    oldest, youngest = ([(p, q) for p, q in near if p.birth.month in months] for months in ((9, 10), (7, 8)))
    start = Point.of(2020, "Aut1")
    early = fmean(q.at("maths", start) for _, q in oldest) - fmean(q.at("maths", start) for _, q in youngest)
    assert early == pytest.approx(10 * 0.078, abs=0.2)
    assert mean("maths", oldest) - mean("maths", youngest) == pytest.approx(10 * 0.029, abs=0.2)


def test_the_roll_has_the_shares_of_the_figures(on_roll: list[tuple[Population, Pupil]]) -> None:
    pupils = [pupil for _, pupil in on_roll]
    assert len(pupils) == 4200
    assert share(pupil.sex == "M" for pupil in pupils) == pytest.approx(0.51, abs=0.01)
    assert share(pupil.pupil_premium for pupil in pupils) == pytest.approx(0.25, abs=0.01)
    assert share(pupil.sen == "K" for pupil in pupils) == pytest.approx(0.145, abs=0.01)
    assert share(pupil.sen == "E" for pupil in pupils) == pytest.approx(0.03, abs=0.005)
    assert share(pupil.eal is True for pupil in pupils) == pytest.approx(0.20, abs=0.01)
    late = share(pupil.joined.start_year != CURRENT_YEAR - pupil.cohort or pupil.joined.half_term > 0
                 for pupil in pupils)  # fmt: skip
    assert late == pytest.approx(0.08, abs=0.01)


def test_attendance_is_94_with_13_to_15_persistent(on_roll: list[tuple[Population, Pupil]]) -> None:
    absences = [school.attendance[pupil.upn, CURRENT_YEAR].absence for school, pupil in on_roll]
    assert 1 - fmean(absences) == pytest.approx(0.94, abs=0.005)
    assert 0.13 <= share(absence >= 0.10 for absence in absences) <= 0.15


def test_three_in_a_hundred_blank_and_one_a_code(on_roll: list[tuple[Population, Pupil]]) -> None:
    cells = [
        cell
        for school, pupil in on_roll
        for heading, cell in school.attainment[pupil.upn].cells.items()
        if not heading.endswith("Target")
    ]
    assert share(cell == "" for cell in cells) == pytest.approx(0.03, abs=0.004)
    assert share(cell in ("A", "J", "-") for cell in cells) == pytest.approx(0.01, abs=0.002)


def test_most_pupils_of_year_1_to_6_have_targets(on_roll: list[tuple[Population, Pupil]]) -> None:
    for subject in SUBJECTS:
        held = [bool(subject in s.attainment[p.upn].targets) for s, p in on_roll if p.cohort >= 1]
        assert share(held) == pytest.approx(0.94, abs=0.015)
    assert not any(s.attainment[p.upn].targets for s, p in on_roll if p.cohort == 0)


def test_4b_always_has_children_below_target_in_reading(schools: list[Population]) -> None:
    for school in schools:
        pupils = [pupil for pupil in school.pupils if pupil.class_name(CURRENT_YEAR) == "4B"]
        mine = [school.attainment[pupil.upn] for pupil in pupils]
        below = [0 < written_rank(one, "reading") < one.targets.get("reading", 0) for one in mine]
        assert sum(below) >= 6


def test_nobody_has_results_from_before_joining(on_roll: list[tuple[Population, Pupil]]) -> None:
    for school, pupil in on_roll:
        points = [Point.parse(" ".join(heading.split()[:2])) for heading in school.attainment[pupil.upn].cells]
        assert all(point is not None and point >= pupil.joined for point in points)


def test_level_points_rise_by_boddys_1_2_3_6(schools: list[Population]) -> None:
    levels = scale("nc-levels")
    gains: dict[int, list[float]] = defaultdict(list)
    ends: list[float] = []
    for school in schools:
        for pupil in school.pupils:
            cells = school.attainment[pupil.upn].cells
            for year in (2024, 2025):
                for subject in SUBJECTS:
                    before, after = (
                        levels.read(cells.get(Column.of(y, "Sum2", subject, "Level").heading, "")).points
                        for y in (year - 1, year)
                    )
                    if before is not None and after is not None:
                        gains[pupil.year_group(year)].append(after - before)
                    if after is not None and pupil.year_group(year) == 2:
                        ends.append(after)
    means = {year_group: fmean(values) for year_group, values in gains.items()}
    assert [means[year_group] for year_group in (2, 3, 4, 5, 6)] == pytest.approx([6, 1, 2, 3, 6], abs=0.15)
    assert all(stdev(values) == pytest.approx(1.5, abs=0.1) for values in gains.values())
    assert fmean(ends) == pytest.approx(15, abs=0.3)
    assert level_mean(6, 2, SOURCE) == 27


def test_class_sizes_add_up_for_every_seed(schools: list[Population]) -> None:
    for school in schools:
        sizes: dict[str, int] = defaultdict(int)
        for pupil in school.pupils:
            if pupil.cohort <= 6:
                sizes[pupil.class_name(CURRENT_YEAR)] += 1
        assert sum(sizes.values()) == 420
        assert len(sizes) == 14
        assert 27 <= min(sizes.values()) <= max(sizes.values()) <= 31
        assert len({pupil.upn for pupil in school.pupils}) == len(school.pupils)
