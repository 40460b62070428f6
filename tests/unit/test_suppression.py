"""Small groups stay unknown: worked out by trying every table that a reader could think of."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from progress_tui.exporting.documents.suppression import Counts, Place, left_out

FEWEST = 3


def _possible(counts: Counts, hidden: frozenset[Place], fewest: int) -> dict[Place, set[int]]:
    """For each place left out every value it has in some table that fits all that is shown."""
    full = counts.full()
    rows, columns = len(full) - 1, len(full[0]) - 1
    inner = [place for place in product(range(rows), range(columns)) if place in hidden]
    highest = max(full[-1][-1] + 1, fewest)
    found: dict[Place, set[int]] = {place: set() for place in hidden}
    for values in product(range(highest + 1), repeat=len(inner)):
        tried = [list(row) for row in counts.cells]
        for (row, column), value in zip(inner, values, strict=True):
            tried[row][column] = value
        other = counts._replace(cells=tried).full()
        if _fits(counts, full, other, hidden, fewest):
            for row, column in hidden:
                found[row, column].add(other[row][column])
    return found


def _fits(counts: Counts, full: list[list[int]], other: list[list[int]], hidden: frozenset[Place], fewest: int) -> bool:
    for row, line in enumerate(full):
        for column, value in enumerate(line):
            if not counts.row_totals and column == len(line) - 1:
                continue
            small = (line[-1] if counts.whole_rows else value) < fewest
            if (row, column) not in hidden:
                if other[row][column] != value:
                    return False
            elif other[row][column] > min(counts.most.get(row, 10**9), fewest - 1 if small else 10**9):
                return False
    return True


_figure = st.integers(0, 5)
_tables = st.integers(1, 2).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 5), min_size=width, max_size=width).map(tuple),
        min_size=1,
        max_size=3 if width == 1 else 2,
    ).map(tuple)
)


@settings(max_examples=120, deadline=None)
@given(_tables, st.booleans(), st.booleans())
def test_no_figure_left_out_can_be_worked_out(
    cells: tuple[tuple[int, ...], ...], whole_rows: bool, row_totals: bool
) -> None:
    counts = Counts(cells, whole_rows=whole_rows, row_totals=row_totals or whole_rows)
    hidden = left_out(counts, FEWEST)
    for place, values in _possible(counts, hidden, FEWEST).items():
        assert len(values) > 1, (cells, sorted(hidden), place, values)


@settings(max_examples=120, deadline=None)
@given(_tables, st.booleans())
def test_nothing_small_is_shown_and_nothing_is_left_out_where_nothing_is_small(
    cells: tuple[tuple[int, ...], ...], whole_rows: bool
) -> None:
    counts = Counts(cells, whole_rows=whole_rows)
    full, hidden = counts.full(), left_out(counts, FEWEST)
    small = {
        (row, column)
        for row, line in enumerate(full)
        for column, value in enumerate(line)
        if (line[-1] if whole_rows else value) < FEWEST
    }
    assert small <= hidden
    assert small or not hidden


@given(st.lists(st.integers(0, 5), min_size=2, max_size=3), st.integers(0, 2))
@settings(max_examples=80, deadline=None)
def test_what_a_reader_knows_of_the_roll_does_not_give_a_figure_away(column: list[int], more: int) -> None:
    most = {row: max(value + more, FEWEST) for row, value in enumerate(column)}
    counts = Counts(tuple((value,) for value in column), whole_rows=True, most=most)
    hidden = left_out(counts, FEWEST)
    for place, values in _possible(counts, hidden, FEWEST).items():
        assert len(values) > 1, (column, most, sorted(hidden), place)


def test_one_small_group_takes_the_next_smallest_with_it() -> None:
    counts = Counts(((40, 18), (5, 4), (20, 9), (33, 30)), whole_rows=True)
    assert left_out(counts) == {(row, column) for row in (1, 2) for column in range(3)}


@pytest.mark.parametrize(
    ("cells", "hidden"),
    [
        (((58,), (4,), (61,)), {(1, 0), (0, 0)}),
        (((58,), (4,), (6,), (61,)), {(1, 0), (2, 0)}),
        # Two of none add up to none: a reader would know both.
        (((58,), (0,), (0,), (61,)), {(0, 0), (1, 0), (2, 0)}),
        # Two of ten, and nobody has more than ten: twenty can only be both.
        (((58,), (10,), (10,), (61,)), {(0, 0), (1, 0), (2, 0)}),
        (((58,), (61,)), set[Place]()),
    ],
)
def test_a_list_with_a_total(cells: tuple[tuple[int, ...], ...], hidden: set[Place]) -> None:
    assert left_out(Counts(cells, row_totals=False)) == hidden


def test_a_small_cell_in_a_table_with_both_totals_takes_a_ring_of_four() -> None:
    hidden = left_out(Counts(((5, 40, 30), (22, 35, 41), (28, 37, 33))))
    assert hidden == {(0, 0), (0, 2), (2, 0), (2, 2)}


def test_a_school_of_nine_shows_no_figure_at_all() -> None:
    counts = Counts(((4,), (5,)), row_totals=False)
    assert left_out(counts) == {(0, 0), (1, 0), (2, 0)}
