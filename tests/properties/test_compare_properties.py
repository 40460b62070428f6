"""Comparisons of random small schools: k ≤ n ≤ N, whatever the order of rows, and never a NaN."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.frames_builder import NOW, SmallSchool

from progress_tui.analysis.compare.comparing import Figure, compared
from progress_tui.analysis.compare.gaps import gaps, two_groups
from progress_tui.analysis.compare.report import compare_report
from progress_tui.analysis.frames import SCHEMAS, SchoolFrames
from progress_tui.analysis.groups import DIMENSIONS
from progress_tui.analysis.school_at_point import SchoolAtPoint
from progress_tui.domain.comparison import Comparison, Measure

LAWS = settings(max_examples=40, deadline=None)
"""The machine may be busy: no example has a deadline."""

MEASURES: tuple[Measure, ...] = ("expected", "higher", "mean", "change", "target", "absence")
SUBJECTS = ("reading", "writing", "maths")
CODES = st.sampled_from(["WB", "B", "JB", "At", "Sec", "Ab", "A", "X", "what?", ""])
SCORES = st.sampled_from(["60", "<70", "85", "95.5", "100", "141", "A", "B", "0"])
FLAG = st.sampled_from([True, False, None])


@st.composite
def schools(draw: st.DrawFn) -> SmallSchool:
    school = SmallSchool()
    for _ in range(draw(st.integers(0, 9))):
        pupil = school.pupil(class_name=draw(st.sampled_from(["4A", "4B"])), year_group=draw(st.sampled_from([3, 4])))
        if draw(st.booleans()):
            sen = draw(st.sampled_from(["N", "K", "E", "A", None]))
            school.characteristics(pupil, pp=draw(FLAG), fsm6=draw(FLAG), eal=draw(FLAG), sen=sen)
        if (sex := draw(st.sampled_from(["F", "M", ""]))) != "":
            school.sex(pupil, sex)
        if draw(st.booleans()):
            school.attendance(pupil, percentage=draw(st.floats(0, 100)))
        for subject in SUBJECTS:
            for point in ("2026-27:Aut1", NOW):
                if draw(st.booleans()):
                    school.result(pupil, point, draw(CODES), subject)
        for point in ("2026-27:Aut1", NOW):
            if draw(st.booleans()):
                school.result(pupil, point, draw(SCORES), "maths", "standardised", "test")
        if draw(st.booleans()):
            school.target(pupil, "2026-27:Sum2", draw(CODES))
    return school


def asked() -> st.SearchStrategy[Comparison]:
    by = st.lists(st.sampled_from(sorted(DIMENSIONS)), min_size=1, max_size=2, unique=True).map(tuple)
    sets = st.sampled_from([(), ("pp", "-pp"), ("sen", "boys")])
    return st.builds(Comparison, by=by, sets=sets, measure=st.sampled_from(MEASURES), interval=st.booleans())


def figures(value: object) -> Iterator[float]:
    """Every figure in an answer."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from figures(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from figures(inner)
    elif isinstance(value, float):
        yield value


@LAWS
@given(schools(), asked())
def test_k_is_at_most_n_and_n_at_most_the_number_on_roll(school: SmallSchool, question: Comparison) -> None:
    at = school.at()
    for row in map(Figure._make, compared([at], question).figures.iter_rows()):
        assert 0 <= (row.k or 0) <= row.n <= row.on_roll <= len(school.rows["pupils"])
        assert 0 <= row.assessed <= row.on_roll
        assert (row.mean is None) == (row.n == 0 or question.measure in ("expected", "higher", "target"))


@LAWS
@given(schools(), asked())
def test_no_figure_is_ever_nan_or_infinite_and_shares_stay_within_0_and_100(
    school: SmallSchool, question: Comparison
) -> None:
    shown = compare_report([school.at()], question)
    assert all(math.isfinite(figure) for figure in figures(shown.to_json()))
    for row in shown.rows:
        share = row["percent"]
        assert share is None or (isinstance(share, float) and 0 <= share <= 100 and row["n"] not in (0, 1, 2, 3, 4))


def shuffled(at: SchoolAtPoint, seed: int) -> SchoolAtPoint:
    """The same school with every table in another order."""
    frames = {
        name: getattr(at.frames, name).sample(fraction=1, shuffle=True, seed=seed)
        if name not in ("pupils",)
        else at.frames.pupils
        for name in SCHEMAS
    }
    return replace(at, frames=SchoolFrames.checked(frames))


@LAWS
@given(schools(), asked(), st.integers(0, 2**16))
def test_the_order_of_rows_never_matters(school: SmallSchool, question: Comparison, seed: int) -> None:
    at = school.at()
    assert compare_report([at], question).to_json() == compare_report([shuffled(at, seed)], question).to_json()


@LAWS
@given(schools(), st.sampled_from(MEASURES))
def test_a_gap_turned_round_changes_its_sign_and_no_more(school: SmallSchool, measure: Measure) -> None:
    found = compared([school.at()], Comparison(by=("pp",), measure=measure)).figures
    pair = two_groups(found)
    if pair is None:
        assert found.filter("known")["group"].n_unique() != 2
        return
    there, back = gaps(found, pair), gaps(found, (pair[1], pair[0]))
    for one, other in zip(there, back, strict=True):
        assert (one.subject, one.sign) == (other.subject, -other.sign)
        for first, second in ((one.points, other.points), (one.children, other.children), (one.figure, other.figure)):
            assert (first is None) == (second is None)
            assert first is None or first == -(second or 0)


@LAWS
@given(schools(), st.sampled_from(("A", "X", "-")))
def test_a_no_result_code_never_changes_a_mean(school: SmallSchool, code: str) -> None:
    asked_for = Comparison(by=("school",), measure="mean")
    before = compared([school.at()], asked_for).figures.select("series", "mean", "n")
    for place, (pupil, series, ordinal, _) in enumerate(list(school.rows["results"])):
        # A child without a test now gets a code for no result in its place.
        if place % 2 and ordinal == school.at().point.ordinal:
            held = (pupil, series)
            school.rows["results"] = [
                row for row in school.rows["results"] if (row[0], row[1], row[2]) != (*held, ordinal)
            ]
            without = compared([school.at()], asked_for).figures.select("series", "mean", "n")
            school.rows["results"].append((*held, ordinal, code))
            coded = compared([school.at()], asked_for).figures.select("series", "mean", "n")
            assert coded.equals(without)
            return
    assert before.equals(compared([school.at()], asked_for).figures.select("series", "mean", "n"))


@LAWS
@given(schools())
def test_the_groups_of_yes_no_and_not_known_hold_everybody_once(school: SmallSchool) -> None:
    members = compared([school.at()], Comparison(by=("pp",))).members
    assert sorted(members["pupil_id"].to_list()) == list(range(1, len(school.rows["pupils"]) + 1))
    total = compared([school.at()], Comparison(by=("school",))).figures
    parts = compared([school.at()], Comparison(by=("pp",))).figures
    summed = parts.group_by("subject").agg(pl.col("n", "k").sum()).sort("subject")
    assert summed.equals(total.select("subject", "n", "k").sort("subject"))
