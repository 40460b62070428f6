"""What stands beside the judgements: statutory results of earlier years, the latest test, the three subjects as one."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from progress_tui.analysis.attainment.counting import asked_results, combined, counts, grouped_roll, marked
from progress_tui.domain.views import BesideHeading, ClassView
from progress_tui.workspace import Workspace
from tests.unit.frames_builder import NOW, SmallSchool, when

SUM2 = "2025-26:Sum2"


def _columns(view: ClassView) -> list[tuple[str, str, str]]:
    return [(heading.key, heading.subject, heading.heading) for heading in view.beside]


def _codes(view: ClassView, pupil: int) -> list[str]:
    row = next(row for row in view.rows if row.pupil_id == pupil)
    return [shown.result.code or shown.result.kind for shown in row.beside]


def _heading(view: ClassView, key: str) -> BesideHeading:
    return next(heading for heading in view.beside if heading.key == key)


def _judged(school: SmallSchool, pupil: int, *codes: str) -> None:
    """Reading, writing and maths now; no code is no result."""
    for subject, code in zip(("reading", "writing", "maths"), codes, strict=True):
        if code:
            school.result(pupil, NOW, code, subject)


def test_history_stands_in_the_order_of_a_school_life() -> None:
    school = SmallSchool()
    old, new = school.pupil(year_group=6), school.pupil(year_group=6)
    _judged(school, old, "At", "At", "At")
    for point, raw, subject, scale in (
        ("2023-24:Sum2", "21", "mtc", "mtc"), ("2020-21:Sum2", "Yes", "gld", "gld"),
        ("2021-22:Sum2", "29", "phonics", "phonics"), ("2022-23:Sum2", "36", "phonics", "phonics"),
        ("2022-23:Sum2", "EXS", "reading", "ks-ta"), ("2022-23:Sum2", "WTS", "science", "ks-ta"),
        ("2020-21:Sum2", "2", "reading", "eyfs"), ("2020-21:Sum2", "2", "e05", "eyfs"),
    ):  # fmt: skip
        school.enrol(old, point[:7], None, int(point[:4]) - 2020)
        school.result(old, point, raw, subject, scale, "statutory")
    view = school.views()["4B"]
    assert _columns(view) == [
        ("gld", "", "GLD"), ("reading:eyfs", "reading", "EYFS"), ("pho", "", "Pho"), ("reading:ks1", "reading", "KS1"),
        ("science:ks1", "", "KS1 Sc"), ("mtc", "", "MTC"),
    ]  # fmt: skip
    assert _codes(view, old) == ["Yes", "2", "36", "EXS", "WTS", "21"], "of two phonics checks the later"
    assert _codes(view, new) == ["missing"] * 6
    counts = [(heading.assessed, heading.judged, heading.expected) for heading in view.beside]
    assert counts == [(1, 1, 1)] * 4 + [(1, 1, 0), (1, 0, 0)], "the tables check has no pass mark"


def test_a_reason_stands_where_there_is_no_score_and_a_later_score_counts() -> None:
    school = SmallSchool()
    first, second = school.pupil(), school.pupil()
    for pupil, raw in ((first, "A"), (second, "A")):
        school.result(pupil, "2023-24:Sum2", raw, "phonics", "phonics", "statutory")
    school.result(second, "2024-25:Sum2", "33", "phonics", "phonics", "statutory")
    view = school.views()["4B"]
    assert (_codes(view, first), _codes(view, second)) == (["A"], ["33"])
    assert (_heading(view, "pho").assessed, _heading(view, "pho").expected) == (1, 1)


def test_the_latest_test_stands_beside_with_its_age() -> None:
    school = SmallSchool()
    now, before, never = school.pupil(), school.pupil(), school.pupil()
    for pupil in (now, before, never):
        school.result(pupil, NOW, "At")
    school.result(now, SUM2, "110", scale="standardised", kind="test")
    school.result(now, NOW, "98", scale="standardised", kind="test")
    school.result(before, SUM2, "84", scale="standardised", kind="test")
    view = school.views()["4B"]
    assert _columns(view) == [("reading:test", "reading", "Test")]
    shown = {row.pupil_id: row.beside[0] for row in view.rows}
    assert (shown[now].result.code, shown[now].ordinal, shown[now].change) == ("98", when(NOW).ordinal, "down")
    assert (shown[before].result.code, shown[before].ordinal, shown[before].change) == ("84", when(SUM2).ordinal, "")
    assert shown[never].result.kind == "missing"
    heading = view.beside[0]
    assert (heading.assessed, heading.judged, heading.expected) == (2, 2, 1)


def test_a_test_that_speaks_for_its_subject_and_one_of_long_ago_do_not_stand_beside() -> None:
    school = SmallSchool()
    child = school.pupil()
    school.result(child, NOW, "98", scale="standardised", kind="test")
    school.result(child, "2025-26:Aut2", "17", scale="raw", kind="test")
    assert school.views()["4B"].beside == ()


@pytest.mark.parametrize(
    ("codes", "core"),
    [
        (("At", "Ab", "Sec"), (3, 3)), (("At", "JB", "Sec"), (2, 3)), (("At", "", "Sec"), (2, 2)),
        (("A", "B", "WB"), (0, 2)), (("", "", ""), (0, 0)),
    ],
)  # fmt: skip
def test_three_subjects_as_one(codes: tuple[str, str, str], core: tuple[int, int]) -> None:
    school = SmallSchool()
    _judged(school, school.pupil(), "At", "At", "At")
    child = school.pupil()
    _judged(school, child, *codes)
    view = school.views()["4B"]
    assert view.combines
    assert next(row.core for row in view.rows if row.pupil_id == child) == core
    assert view.combined == ((2, 2) if core == (3, 3) else (1, 2) if core[1] == 3 else (1, 1))


def test_two_subjects_are_not_three() -> None:
    school = SmallSchool()
    _judged(school, school.pupil(), "At", "", "At")
    assert not school.views()["4B"].combines


@pytest.mark.parametrize("point", ["2026-27:Aut2", "2025-26:Sum2"])
def test_the_figures_are_those_of_attainment(demo_path: Path, point: str) -> None:
    """Every class of the demo school: each subject and the three as one, as attainment counts them."""
    workspace = Workspace(demo_path)
    try:
        at = workspace._loaded.at(1, when(point).ordinal)
        views = workspace._loaded.class_views(1, when(point).ordinal)
    finally:
        workspace.close()
    roll = grouped_roll(at.summary, at.summary.roll["pupil_id"].to_list(), "class", at.name)
    rows = marked(asked_results(at.summary, roll))
    counted = pl.concat([counts(rows, roll, at.summary), combined(rows, roll, at.summary)])
    counted = counted.filter("main", "judged", pl.col("series_kind") != "statutory")
    columns = ("group", "subject", "expected", "n", "assessed")
    told = {(group, subject): figures for group, subject, *figures in counted.select(columns).iter_rows()}
    held = {
        (view.class_name, heading.subject): [heading.expected, heading.judged, heading.assessed]
        for view in views.values()
        for heading in view.subjects
        if (view.class_name, heading.subject) in told
    }
    held |= {(view.class_name, "rwm"): [*view.combined, view.combined[1]] for view in views.values() if view.combines}
    assert held == told
    assert len(held) == 4 * len(views)
