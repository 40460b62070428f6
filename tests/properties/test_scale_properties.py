"""Laws that hold on every shipped scale, whatever is typed."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress_tui.analysis.catalogue import scales
from progress_tui.domain.calendar import Point
from progress_tui.domain.standing import Standing

SCALES = sorted(scales())
TEXTS = st.one_of(
    st.text(max_size=12),
    st.from_regex(r"\A[<>]? ?[-+]?[0-9]{1,4}([.,:][0-9]{1,3})?\Z"),
    st.from_regex(r"\A(Y[1-6R]|Year [1-9]) ?(At|Secure|Em|JB|WB|Mas)\Z"),
    st.sampled_from(
        [spelling for scale in scales().values() for v in scale.values for spelling in (v.code, *v.aliases)]
    ),
)
POINTS = st.integers(2020 * 6, 2030 * 6).map(Point)
YEAR_GROUPS = st.one_of(st.none(), st.integers(-2, 7))


@pytest.mark.parametrize("scale_id", SCALES)
@given(raw=TEXTS, point=POINTS, year_group=YEAR_GROUPS)
def test_what_is_said_of_a_cell_agrees_with_itself(
    scale_id: str, raw: str, point: Point, year_group: int | None
) -> None:
    scale = scales()[scale_id]
    reading = scale.read(raw)
    standing = scale.standing(reading, "reading", year_group, point)
    distance = scale.to_expected(reading, "reading", year_group, point)
    assert (reading.notch is not None) == (reading.kind == "value")
    assert (scale.non_result(raw) is not None) == (reading.kind == "non-result")
    assert (distance is None) == (standing is None)
    if reading.kind != "value":
        assert (reading.score, reading.points, standing) == (None, None, None)
        assert not scale.below_curriculum(reading, year_group)
        return
    assert scale.read(reading.code) == reading, "a code means the same when it is read again"
    assert scale.describe(reading)
    notch, step = scale.notch(reading, year_group), scale.small_step(reading, year_group)
    assert notch is not None
    assert math.isfinite(notch)
    assert step is None or math.isfinite(step)
    if standing is not None and distance is not None:
        assert scale.expected_notch("reading", year_group, point) is not None
        if not reading.censored and not reading.early:
            assert standing.met == (distance >= 0)
        if scale.below_curriculum(reading, year_group):
            assert standing is Standing.WELL_BELOW


@pytest.mark.parametrize("scale_id", SCALES)
@given(point=POINTS, year_group=YEAR_GROUPS)
def test_what_is_just_met_stands_at(scale_id: str, point: Point, year_group: int | None) -> None:
    scale = scales()[scale_id]
    expected = scale.expected_notch("science", year_group, point)
    if expected is None:
        return
    assert scale.judged_at(point)
    code = (
        scale.number_label(expected)
        if scale.numeric
        else next(value.code for value in scale.values if value.rank == expected)
    )
    reading = scale.read(code)
    assert reading.notch == expected
    assert scale.standing(reading, "science", year_group, point) is Standing.AT
    assert scale.to_expected(reading, "science", year_group, point) == 0


@pytest.mark.parametrize("scale_id", [scale for scale in SCALES if scales()[scale].values])
@given(point=POINTS, year_group=YEAR_GROUPS)
def test_a_higher_code_never_stands_lower(scale_id: str, point: Point, year_group: int | None) -> None:
    scale = scales()[scale_id]
    ranked = sorted(scale.values, key=lambda value: value.rank)
    found = [scale.standing(scale.read(value.code), "maths", year_group, point) for value in ranked]
    held = [standing for standing in found if standing is not None]
    assert held == sorted(held)
    assert len(held) in (0, len(found)), "a year group at a point is judged on every code or on none"
