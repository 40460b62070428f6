"""Laws of matrices and regions: nobody is dropped or counted twice, and the order of rows never matters."""

from __future__ import annotations

import random
from collections.abc import Sequence

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.frames_builder import NOW, TODAY, SmallSchool, when

from progress_tui.analysis.choosing import chosen
from progress_tui.analysis.frames import SchoolFrames
from progress_tui.analysis.matrix.cells import Matrix, matrix
from progress_tui.analysis.matrix.venn import REGIONS, regions
from progress_tui.analysis.school_at_point import SchoolAtPoint
from progress_tui.domain.whom import EVERYBODY

Child = tuple[str, str, str, str, str, bool | None]
"""Reading, reading test, writing, maths, class, pupil premium."""

CODES = st.sampled_from(("WB", "B", "JB", "At", "Sec", "Ab", "A", "", "what"))
SCORES = st.sampled_from(("<70", "69", "70", "84.5", "85", "104", "115", ">130", "A", "", "999"))
CHILDREN = st.lists(
    st.tuples(CODES, SCORES, CODES, CODES, st.sampled_from(("4A", "4B")), st.sampled_from((True, False, None))),
    min_size=1,
    max_size=9,
)
AXES = ("reading", "reading:teacher", "reading:test", "maths", "pp", "class", "sen")


def school_of(children: Sequence[Child]) -> SchoolFrames:
    school = SmallSchool()
    for teacher, score, writing, maths, class_name, pp in children:
        pupil = school.pupil(class_name=class_name)
        school.characteristics(pupil, pp=pp)
        for raw, subject in ((teacher, "reading"), (writing, "writing"), (maths, "maths")):
            if raw:
                school.result(pupil, NOW, raw, subject=subject)
        if score:
            school.result(pupil, NOW, score, scale="standardised", kind="test")
    # One child of whom everything is known, so that every subject is there to be asked about.
    whole = school.pupil("Known", class_name="4C")
    for subject in ("reading", "writing", "maths"):
        school.result(whole, NOW, "At", subject=subject)
    school.result(whole, NOW, "100", scale="standardised", kind="test")
    return school.frames()


def at(frames: SchoolFrames) -> SchoolAtPoint:
    return SchoolAtPoint(frames, when(NOW), "Small School", False, TODAY)


def made(frames: SchoolFrames, a: str, b: str) -> Matrix:
    school = at(frames)
    return matrix(school, a, b, chosen(school, EVERYBODY))


@settings(max_examples=20, deadline=None)
@given(CHILDREN, st.sampled_from(AXES), st.sampled_from(AXES))
def test_every_child_is_in_one_cell_or_said_to_lack_something(children: Sequence[Child], a: str, b: str) -> None:
    if a == b:
        return
    frames = school_of(children)
    found = made(frames, a, b)
    inside = [pupil_id for cell in found.cells.values() for pupil_id, _ in cell.pupils]
    outside = [pupil_id for one in found.lacking for pupil_id, _ in one.pupils]
    assert sorted(inside + outside) == sorted(frames.pupils["pupil_id"].to_list())
    assert (len(inside), found.selected) == (found.both, found.on_roll)
    for row, total in enumerate(found.row_totals):
        assert total == sum(len(cell.pupils) for (place, _), cell in found.cells.items() if place == row)
    assert sum(found.column_totals) == found.both
    assert all(set(cell.disagree) <= set(cell.pupils) for cell in found.cells.values())


@settings(max_examples=12, deadline=None)
@given(CHILDREN, st.sampled_from(AXES), st.sampled_from(AXES))
def test_turning_a_matrix_turns_its_cells(children: Sequence[Child], a: str, b: str) -> None:
    if a == b:
        return
    frames = school_of(children)
    found, turned = made(frames, a, b), made(frames, b, a)
    assert (turned.rows, turned.columns) == (found.columns, found.rows)
    assert {(column, row): cell for (row, column), cell in found.cells.items()} == turned.cells


@settings(max_examples=12, deadline=None)
@given(CHILDREN, st.integers(0, 99))
def test_the_order_of_rows_never_matters(children: Sequence[Child], seed: int) -> None:
    frames = school_of(children)
    chance = random.Random(seed)  # noqa: S311
    rows = frames.results.rows()
    chance.shuffle(rows)
    shuffled = SchoolFrames.checked(
        {**vars_of(frames), "results": pl.DataFrame(rows, schema=frames.results.schema, orient="row")}
    )
    for a, b in (("reading:teacher", "reading:test"), ("reading", "maths")):
        assert made(shuffled, a, b) == made(frames, a, b)
    own = [regions(at(one), chosen(at(one), EVERYBODY)).rows() for one in (frames, shuffled)]
    assert own[0] == own[1]


def vars_of(frames: SchoolFrames) -> dict[str, pl.DataFrame]:
    """The frames by name."""
    return {name: value for name, value in vars(frames).items() if isinstance(value, pl.DataFrame)}


@settings(max_examples=20, deadline=None)
@given(CHILDREN)
def test_regions_hold_every_child_once_and_need_all_three_results(
    children: Sequence[Child],
) -> None:
    frames = school_of(children)
    found = regions(at(frames), chosen(at(frames), EVERYBODY))
    assert sorted(found["pupil_id"].to_list()) == sorted(frames.pupils["pupil_id"].to_list())
    assert set(found["region"].to_list()) <= set(REGIONS)
    for region, without in found.select("region", "without").iter_rows():
        assert (region == "lacking") is bool(without)


@pytest.mark.parametrize("a", AXES)
def test_a_demo_sized_matrix_adds_up(a: str) -> None:
    children = [("At", str(70 + place), "B", "JB", "4A", place % 2 == 0) for place in range(60)]
    found = made(school_of(children), a, "writing")
    assert found.both + sum(len(one.pupils) for one in found.lacking) == 61
