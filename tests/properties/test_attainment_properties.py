"""Laws of counts: k ≤ n ≤ N, order says nothing, a code for “no result” moves no mean, no figure is NaN."""

from __future__ import annotations

import json
from dataclasses import replace

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.frames_builder import TODAY, SmallSchool, when

from progress_tui.analysis.attainment.completeness import completeness_report
from progress_tui.analysis.attainment.counting import COUNTS, By, asked_results, combined, counts, grouped_roll, marked
from progress_tui.analysis.attainment.latest import pupils_report
from progress_tui.analysis.attainment.report import attainment_report
from progress_tui.analysis.denominators import Denominator
from progress_tui.analysis.frames import SchoolFrames
from progress_tui.analysis.school_at_point import SchoolAtPoint
from progress_tui.analysis.summary import Summary
from progress_tui.analysis.target_list import targets_report
from progress_tui.domain.reports import Report
from progress_tui.domain.whom import EVERYBODY

NOW = "2026-27:Sum2"
CODES = {
    "bands": ("WB", "JB", "At", "Ab", "Abs", "", "?!"),
    "standardised": ("69", "90", "<70", "130", "A", "B", "999"),
    "scaled-ks2": ("80", "100", "110", "A", "J", "L", "M", "0"),
    "nc-levels": ("W", "2b", "3b", "4a", "A", "-"),
    "rising3": ("Em", "Sec", "Mas", "Y2 Sec", "A"),
    "steps": ("3s+", "4b", "4s", "2b+", "Abs"),
    "raw": ("0", "12", "30", "N"),
}
SERIES = (("bands", "teacher"), ("rising3", "teacher"), ("steps", "teacher"), ("nc-levels", "teacher"),
          ("standardised", "test"), ("raw", "test"), ("scaled-ks2", "statutory"))  # fmt: skip

entries = st.tuples(
    st.integers(0, 11),
    st.sampled_from(("reading", "writing", "maths", "science")),
    st.sampled_from(SERIES),
    st.sampled_from((NOW, "2026-27:Aut1", "2025-26:Sum2")),
    st.integers(0, 7),
)
schools = st.lists(entries, max_size=60, unique_by=lambda entry: entry[:4])
groupings = st.sampled_from(("class", "year-group", "school"))
rules = st.sampled_from((None, "assessed", "dfe"))


def built(found: list[tuple[int, str, tuple[str, str], str, int]]) -> SmallSchool:
    """Twelve children in three classes, one of them of two year groups, one child in no class."""
    school = SmallSchool()
    for number in range(12):
        class_name, year_group = (("4A", 4), ("5/6", 5 + number % 2), ("R", 0))[number % 3]
        school.pupil(class_name=class_name, year_group=year_group)
        school.enrol(number + 1, "2025-26", "Last", year_group - 1)
    school.rows["enrolments"][-2] = (12, 2026, 4, None, None, None, None)
    for child, subject, (scale, kind), point, place in found:
        codes = CODES[scale]
        school.result(child + 1, point, codes[place % len(codes)], subject, scale, kind)
        if place == 3 and kind != "statutory":
            school.target(child + 1, NOW, codes[2], subject, scale, kind)
    return school


def counted(summary: Summary, by: By, rule: Denominator | None) -> pl.DataFrame:
    keys = summary.roll["pupil_id"].to_list()
    roll = grouped_roll(summary, keys, by, "School")
    rows = marked(asked_results(summary, roll), rule)
    return pl.concat([counts(rows, roll, summary), combined(rows, roll, summary)])


def shuffled(frames: SchoolFrames) -> SchoolFrames:
    """The same school with its rows in another order; pupils stay, as the order of names stands in reports."""
    names = ("enrolments", "results", "targets", "characteristics")
    return replace(frames, **{name: getattr(frames, name).sample(fraction=1, shuffle=True, seed=3) for name in names})


@settings(max_examples=50, deadline=None)
@given(schools, groupings, rules)
def test_k_is_at_most_n_and_n_at_most_those_on_roll(
    found: list[tuple[int, str, tuple[str, str], str, int]], by: By, rule: Denominator | None
) -> None:
    rows = counted(built(found).summary(NOW), by, rule)
    assert dict(rows.schema) == COUNTS
    held = rows.select(
        pl.col("higher") <= pl.col("expected"),
        pl.col("expected") <= pl.col("n"),
        pl.col("n") <= pl.col("asked"),
        pl.col("assessed") <= pl.col("asked"),
        pl.col("asked") <= pl.col("on_roll"),
    )
    assert all(held[name].all() for name in held.columns)


@settings(max_examples=50, deadline=None)
@given(schools, groupings, st.sampled_from(("A", "Abs", "L", "")))
def test_a_code_without_a_result_moves_no_mean_and_no_count_of_those_who_met(
    found: list[tuple[int, str, tuple[str, str], str, int]], by: By, code: str
) -> None:
    before = counted(built(found).summary(NOW), by, None)
    school = built(found)
    taken = {(child, subject, scale) for child, subject, (scale, _), point, _ in found if point == NOW}
    for child, subject, (scale, kind), point, _ in found:
        # A classmate of somebody with a result of the series gets the code in it.
        if point == NOW and child + 3 < 11 and (child + 3, subject, scale) not in taken:
            taken.add((child + 3, subject, scale))
            school.result(child + 4, NOW, code, subject, scale, kind)
    after = counted(school.summary(NOW), by, None)
    key = ["group", "year_group", "subject", "series_id", "series_kind"]
    kept = [*key, "mean", "expected", "higher", "assessed"]
    alone = before.filter(pl.col("series_id").is_not_null())
    both = alone.select(kept).join(after.select(kept), on=key, how="inner", nulls_equal=True)
    assert both.height == alone.height
    for name in ("mean", "expected", "higher", "assessed"):
        assert both[name].equals(both[f"{name}_right"].alias(name), null_equal=True)


def reports(at: SchoolAtPoint) -> list[Report]:
    return [
        attainment_report(at, EVERYBODY, interval=True),
        attainment_report(at, EVERYBODY, "school", "dfe"),
        pupils_report(at, EVERYBODY),
        targets_report(at, EVERYBODY, everybody=True),
        completeness_report(at, EVERYBODY, True, {}),
    ]


@settings(max_examples=25, deadline=None)
@given(schools)
def test_no_report_holds_a_nan_and_the_order_of_rows_says_nothing(
    found: list[tuple[int, str, tuple[str, str], str, int]],
) -> None:
    frames = built(found).frames()
    plain = reports(SchoolAtPoint(frames, when(NOW), "School", False, TODAY))
    mixed = reports(SchoolAtPoint(shuffled(frames), when(NOW), "School", False, TODAY))
    for one, other in zip(plain, mixed, strict=True):
        text = json.dumps(one.to_json(), allow_nan=False, sort_keys=True)
        assert json.loads(text) == json.loads(json.dumps(other.to_json(), allow_nan=False, sort_keys=True))
        assert all(field.key in row for field in one.fields for row in one.rows)
