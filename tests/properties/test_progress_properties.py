"""What holds of progress whatever is on file."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.frames_builder import NOW, SmallSchool, when

from progress_tui.analysis.progress.baselines import baseline_frame, prior_group
from progress_tui.analysis.progress.by_year import MEASURES, gains, shares
from progress_tui.analysis.progress.by_year_report import progress_by_year
from progress_tui.analysis.progress.pupils import progress_frame
from progress_tui.analysis.progress.report import progress_report
from progress_tui.domain.whom import EVERYBODY

POINTS = ("2024-25:Sum2", "2025-26:Sum2", "2026-27:Aut1", NOW)
CODES = {
    "bands": ("WB", "B", "JB", "At", "Sec", "Ab", "Y2 At", "A", "", "?!"),
    "nc-levels": ("P6", "P8", "W", "1c", "2b", "3a", "4c", "A", ""),
    "standardised": ("<70", "85", "100", "112", ">130", "B", "999"),
    "rising3": ("Emerging", "Developing", "Secure", "Y2 Secure", "-"),
}

Result = tuple[int, str, str, str]
results = st.lists(
    st.sampled_from(sorted(CODES)).flatmap(
        lambda scale: st.tuples(
            st.integers(0, 5), st.sampled_from(POINTS), st.just(scale), st.sampled_from(CODES[scale])
        )
    ),
    max_size=40,
    unique_by=lambda one: one[:3],
)


def school_of(held: list[Result]) -> SmallSchool:
    """Six children, two of each of Years 3, 4 and 6, with lists of three years."""
    school = SmallSchool()
    for place in range(6):
        year_group = (3, 3, 4, 4, 6, 6)[place]
        child = school.pupil(year_group=year_group, class_name=f"{year_group}B")
        for back, year in ((1, "2025-26"), (2, "2024-25")):
            school.enrol(child, year, f"{year_group - back}B", year_group - back)
    for place, point, scale, raw in held:
        school.result(place + 1, point, raw, scale=scale, kind="test" if scale == "standardised" else "teacher")
    return school


def figures(value: object) -> list[float]:
    if isinstance(value, dict):
        return [figure for inner in value.values() for figure in figures(inner)]
    if isinstance(value, list | tuple):
        return [figure for inner in value for figure in figures(inner)]
    return [value] if isinstance(value, float) else []


@settings(max_examples=25, deadline=None)
@given(results)
def test_no_report_holds_anything_but_finite_figures(held: list[Result]) -> None:
    at = school_of(held).at()
    reports = [progress_report(at, EVERYBODY), progress_by_year(at, EVERYBODY, "cohort")]
    reports += [progress_by_year(at, EVERYBODY, "classes", measure) for measure in MEASURES]
    for report in reports:
        assert all(map(math.isfinite, figures(report.to_json())))
        assert all(0 <= figure <= 100 for row in report.rows for figure in figures([row.get("to_percentile")]))
    assert all(map(math.isfinite, figures(baseline_frame(at, "first").rows())))


@settings(max_examples=25, deadline=None)
@given(results)
def test_matched_of_assessed_of_on_roll(held: list[Result]) -> None:
    school = school_of(held)
    for measure in MEASURES:
        for row in gains(school.frames(), when(NOW), measure).rows.iter_rows(named=True):
            assert 0 <= row["matched"] + row["small_steps"] + row["left_out"] <= row["assessed"] <= row["on_roll"]
            assert (row["mean"] is None) == (row["matched"] == 0)
            assert (row["sd"] is None) == (row["matched"] < 2)


@settings(max_examples=25, deadline=None)
@given(results, st.randoms(use_true_random=False))
def test_order_of_rows_never_matters(held: list[Result], chance: random.Random) -> None:
    straight, mixed = school_of(held), school_of(held)
    for name in ("results", "enrolments", "series"):
        chance.shuffle(mixed.rows[name])
    one, other = straight.summary(), mixed.summary()
    assert progress_frame(one).equals(progress_frame(other))
    assert baseline_frame(one, "first").equals(baseline_frame(other, "first"))
    assert prior_group(one).equals(prior_group(other))
    for measure in MEASURES:
        figures_of = [gains(school.frames(), when(NOW), measure).rows for school in (straight, mixed)]
        assert figures_of[0].drop("mean", "sd").equals(figures_of[1].drop("mean", "sd"))
        for column in ("mean", "sd"):
            for first, second in zip(figures_of[0][column], figures_of[1][column], strict=True):
                assert first == second or math.isclose(first, second, abs_tol=1e-9)


@settings(max_examples=25, deadline=None)
@given(results, st.sampled_from(["A", "", "nonsense"]))
def test_a_non_result_never_changes_a_mean(held: list[Result], raw: str) -> None:
    plain, more = school_of(held), school_of(held)
    for school in (plain, more):
        school.pupil(year_group=4, class_name="4B")
    for scale in ("bands", "nc-levels"):
        for point in POINTS:
            more.result(7, point, raw, scale=scale)
    for measure in MEASURES:
        means = [
            gains(school.frames(), when(NOW), measure).rows.select("year_group", "subject", "matched", "mean").rows()
            for school in (plain, more)
        ]
        assert means[0] == means[1]


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(sorted(CODES)), st.data())
def test_progress_there_and_back_is_nothing(scale: str, data: st.DataObject) -> None:
    before, after = (data.draw(st.sampled_from(CODES[scale])) for _ in range(2))
    found = []
    for codes in ((before, after), (after, before)):
        school = SmallSchool()
        child = school.pupil()
        for point, code in zip(("2026-27:Aut1", NOW), codes, strict=True):
            school.result(child, point, code, scale=scale)
        found.append(progress_frame(school.summary()).select("progress", "unit").row(0))
    (there, unit), (back, unit_back) = found
    assert (there is None) == (back is None)
    assert unit == unit_back
    assert there is None or there + back == 0


@given(st.lists(st.integers(-3, 8), min_size=4, max_size=4))
@settings(max_examples=30, deadline=None)
def test_shares_are_of_one_whole_or_of_nothing(points: list[int]) -> None:
    codes = ("1b", "1a", "2c", "2b", "2a", "3c", "3b", "3a", "4c", "4b", "4a", "5c")
    school = SmallSchool()
    for year_group, gain in zip((3, 4, 5, 6), points, strict=True):
        child = school.pupil(year_group=year_group)
        school.enrol(child, "2025-26", f"{year_group}B", year_group)
        school.result(child, "2024-25:Sum2", codes[3], scale="nc-levels")
        school.result(child, "2025-26:Sum2", codes[3 + gain], scale="nc-levels")
    found = shares(gains(school.frames(), when(NOW), "level-points").rows)
    if sum(points) <= 0:
        assert found.is_empty()
    else:
        assert math.isclose(found["share"].sum(), 100)
        assert found["share"].to_list() == pytest.approx([100 * gain / sum(points) for gain in points])
