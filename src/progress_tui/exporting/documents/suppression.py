"""Small groups left out of counts, and as many more that none of them can be worked out from the totals.

A table is a *network*: each figure is the sum of others along its row or down its column. What can be worked out from
the figures that are left in, is decided exactly: a figure that is left out can be another one than it is just when
there is a ring of figures left out on which one may be added and taken away in turn, each staying within what a reader
knows of it (`_ring`). Rule: domain reference section 6 (groups under 11, and complementary cells).
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

FEWEST: Final = 11
"""Groups of fewer children are left out."""

_TOTAL: Final = 1_000_000
"""What it costs to leave a total out: more than any cells."""

Place = tuple[int, int]
"""Row and column of a figure; the totals of the rows stand in one more column, those of the columns in one more row."""


class Counts(NamedTuple):
    """Counts that add up along rows and down columns.

    Attributes:
        cells: rows of whole numbers, all of one length, none negative.
        whole_rows: whether a row is one group, whose total says how many children it has: it is left out whole, and
            its cells by themselves may be small (`3 of 30`).
        row_totals: whether the totals of rows are shown; without them nothing adds up along a row.
        most: what a reader knows each row to have at most, such as the children on roll, by row.
    """

    cells: Sequence[Sequence[int]]
    whole_rows: bool = False
    row_totals: bool = True
    most: Mapping[int, int] = {}

    def full(self) -> list[list[int]]:
        """The figures with their totals: one more column, one more row."""
        rows = [[*row, sum(row)] for row in self.cells]
        return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


def left_out(counts: Counts, fewest: int = FEWEST, rows: frozenset[int] = frozenset()) -> frozenset[Place]:
    """The places whose figures are not shown.

    Args:
        counts: what would be shown.
        fewest: the smallest group that is shown.
        rows: rows that are to be left out whatever they hold.

    Returns:
        Every figure under `fewest`, and beside them as few and as small ones as it takes, until no figure left out can
        be worked out by somebody who knows what is shown, and that those under `fewest` are under it.
    """
    full = counts.full()
    small = frozenset(_small(counts, full, fewest))
    hidden = {*small, *((row, column) for row in rows for column in range(len(full[0])))}
    while known := worked_out(counts, frozenset(hidden), small, fewest):
        if counts.whole_rows:
            hidden.update(_next_row(full, hidden))
        else:
            edges = _edges(counts, frozenset(hidden), small, fewest)
            hidden.update(_ring(min(known), edges)[1])
    return frozenset(hidden)


def worked_out(
    counts: Counts, hidden: frozenset[Place], small: frozenset[Place], fewest: int = FEWEST
) -> frozenset[Place]:
    """Those of the places left out whose figures follow from what is shown.

    Args:
        counts: all figures.
        hidden: what is left out.
        small: those of it that are known to hold less than `fewest`.
        fewest: the smallest group that is shown.
    """
    edges = _edges(counts, hidden, small, fewest)
    return frozenset(place for place in hidden if _ring(place, edges)[0] > 0)


class _Edge(NamedTuple):
    """A figure, from one sum to another.

    Attributes:
        start, end: the sums it stands in.
        value: what it is; `most` what a reader knows it to be at most, None for anything.
        cost: what is lost when it is left out; 0 where it is.
    """

    start: str
    end: str
    value: int
    most: int | None
    cost: int

    @property
    def grows(self) -> bool:
        """Whether, for all a reader knows, it may be one more."""
        return self.most is None or self.value < self.most


def _small(counts: Counts, full: list[list[int]], fewest: int) -> Iterator[Place]:
    width = len(full[0])
    for row, line in enumerate(full):
        for column in range(width if counts.row_totals else width - 1):
            if (line[-1] if counts.whole_rows else line[column]) < fewest:
                yield row, column


def _edges(counts: Counts, hidden: frozenset[Place], small: frozenset[Place], fewest: int) -> dict[Place, _Edge]:
    """Every figure as a way from its row to its column; a total runs against what it is the sum of."""
    full = counts.full()
    last_row, last_column = len(full) - 1, len(full[0]) - 1
    edges = {}
    for row, line in enumerate(full):
        for column, value in enumerate(line):
            totals = (row == last_row) + (column == last_column)
            start, end = f"row {row}", f"column {column}"
            if totals == 1:
                start, end = end, start
            if not counts.row_totals and column == last_column:
                edges[row, column] = _Edge(start, end, value, None, 0)
                continue
            bounds = [fewest - 1] if (row, column) in small else []
            bounds += [counts.most[row]] if row in counts.most else []
            cost = 0 if (row, column) in hidden else value + 1 + totals * _TOTAL
            edges[row, column] = _Edge(start, end, value, min(bounds, default=None), cost)
    return edges


def _ring(place: Place, edges: Mapping[Place, _Edge]) -> tuple[int, frozenset[Place]]:
    """The cheapest ring of figures that lets the one at `place` be one more or one less.

    Returns:
        What it costs (0: all of them are left out already; `place` cannot be worked out), and what is to be left out.
    """
    edge = edges[place]
    ways = [_way(edge.end, edge.start, place, edges)] if edge.grows else []
    ways += [_way(edge.start, edge.end, place, edges)] if edge.value > 0 else []
    return min((way for way in ways if way), key=lambda way: (way[0], sorted(way[1])))


def _way(start: str, end: str, without: Place, edges: Mapping[Place, _Edge]) -> tuple[int, frozenset[Place]] | None:
    """The cheapest way to pass one on from sum to sum, by figures that grow (forward) or shrink (backward)."""
    waiting: list[tuple[int, str, tuple[Place, ...]]] = [(0, start, ())]
    seen = set[str]()
    while waiting:
        cost, at, taken = heapq.heappop(waiting)
        if at == end:
            return cost, frozenset(taken)
        if at in seen:
            continue
        seen.add(at)
        for place, edge in edges.items():
            if place == without:
                continue
            new = (place,) if edge.cost else ()
            if edge.start == at and edge.grows:
                heapq.heappush(waiting, (cost + edge.cost, edge.end, (*taken, *new)))
            if edge.end == at and edge.value > 0:
                heapq.heappush(waiting, (cost + edge.cost, edge.start, (*taken, *new)))
    return None


def _next_row(full: list[list[int]], hidden: set[Place]) -> set[Place]:
    """The smallest row that is still shown; the totals are the last to go."""
    width, last = len(full[0]), len(full) - 1
    rows = [row for row in range(last) if any((row, column) not in hidden for column in range(width))]
    chosen = min(rows, key=lambda row: (full[row][-1], row), default=last)
    return {(chosen, column) for column in range(width)}
