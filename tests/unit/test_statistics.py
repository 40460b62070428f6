"""Counts of children: the published Wilson figures, gaps in points and in children, and what is hidden."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress_tui.analysis.statistics import gap_in_children, gap_in_points, percentage, size_of, wilson

Z = 1.959963984540054
"""The 97.5 % point of the normal distribution, from a table."""


@st.composite
def counts(draw: st.DrawFn, least: int = 0) -> tuple[int, int]:
    n = draw(st.integers(least, 400))
    return draw(st.integers(0, n)), n


@pytest.mark.parametrize(
    ("k", "n", "low", "high"), [(3, 5, 23, 88), (5, 8, 31, 86), (12, 20, 39, 78), (37, 60, 49, 73)]
)
def test_the_wilson_interval_of_published_examples(k: int, n: int, low: int, high: int) -> None:
    ends = wilson(k, n)
    assert ends is not None
    assert (round(ends[0]), round(ends[1])) == (low, high)


def bisected(share: float, n: int, low: float, high: float) -> float:
    """Where |share − p| = z·√(p(1−p)/n) between two values of p of which the first is inside the interval."""
    for _ in range(100):
        middle = (low + high) / 2
        inside = abs(share - middle) <= Z * math.sqrt(middle * (1 - middle) / n)
        low, high = (middle, high) if inside else (low, middle)
    return 100 * low


@pytest.mark.parametrize(("k", "n"), [(3, 5), (5, 8), (12, 20), (37, 60), (1, 30), (29, 30), (210, 420)])
def test_the_wilson_interval_solves_its_own_equation(k: int, n: int) -> None:
    share, ends = k / n, wilson(k, n)
    assert ends is not None
    assert ends[0] == pytest.approx(bisected(share, n, share, 0.0), abs=1e-9)
    assert ends[1] == pytest.approx(bisected(share, n, share, 1.0), abs=1e-9)


@given(counts(least=1))
def test_the_interval_stays_within_0_and_100_and_holds_the_share(count: tuple[int, int]) -> None:
    k, n = count
    ends = wilson(k, n)
    assert ends is not None
    assert 0 <= ends[0] <= 100 * k / n <= ends[1] <= 100


def test_at_the_ends_the_interval_is_exact() -> None:
    nobody, everybody = wilson(0, 20), wilson(20, 20)
    assert nobody is not None
    assert everybody is not None
    assert (nobody[0], everybody[1]) == (0.0, 100.0)
    assert nobody[1] == pytest.approx(100 - everybody[0])


def test_nobody_has_no_interval_and_no_gap() -> None:
    assert wilson(0, 0) is None
    assert gap_in_points(0, 0, 3, 5) is None
    assert gap_in_children(3, 5, 0, 0) is None


@pytest.mark.parametrize("n", range(5))
def test_under_five_children_there_is_no_percentage(n: int) -> None:
    assert percentage(n, n) is None
    assert size_of(n) == "hidden"


def test_sizes_of_groups() -> None:
    assert percentage(2, 5) == 40
    assert [size_of(n) for n in (4, 5, 10, 11)] == ["hidden", "small", "small", "full"]


def test_one_of_five_against_three_of_five_is_two_children() -> None:
    assert gap_in_children(1, 5, 3, 5) == -2
    assert gap_in_points(1, 5, 3, 5) == -40


def test_a_gap_of_less_than_one_child_is_none() -> None:
    # 2 of 3 is 67 %, 16 of 18 is 89 %: 22 points, and two thirds of a child of the three.
    assert gap_in_children(2, 3, 16, 18) == 0
    assert gap_in_points(2, 3, 16, 18) == pytest.approx(-22.2222, abs=1e-4)


@given(counts(), counts())
def test_a_gap_turned_round_changes_its_sign_and_no_more(one: tuple[int, int], two: tuple[int, int]) -> None:
    points, back = gap_in_points(*one, *two), gap_in_points(*two, *one)
    children, turned = gap_in_children(*one, *two), gap_in_children(*two, *one)
    if points is None or children is None:
        assert 0 in (one[1], two[1])
        assert (points, back, children, turned) == (None, None, None, None)
    else:
        assert (points, children) == (-(back or 0), -(turned or 0))
        assert -100 <= points <= 100


@given(counts(least=1), counts(least=1))
def test_the_children_of_a_gap_are_whole_and_of_the_smaller_group(one: tuple[int, int], two: tuple[int, int]) -> None:
    children, points = gap_in_children(*one, *two), gap_in_points(*one, *two)
    assert children is not None
    assert points is not None
    smaller = min(one[1], two[1])
    assert abs(children) <= smaller
    # So many children of the smaller group are at most the gap, and one more would be beyond it.
    assert abs(children) <= abs(points) / 100 * smaller + 1e-9 < abs(children) + 1 + 1e-9


@pytest.mark.parametrize(("k", "n"), [(-1, 5), (6, 5)])
def test_what_is_no_count_is_refused(k: int, n: int) -> None:
    with pytest.raises(ValueError, match="is not a count of children"):
        percentage(k, n)
    with pytest.raises(ValueError, match="is not a count of children"):
        wilson(k, n)
    with pytest.raises(ValueError, match="is not a count of children"):
        gap_in_children(k, n, 3, 5)
