"""Any A against any B, with the children in the cells.

Nobody is dropped: who lacks one of the two is kept apart with the reason. Rules and worked examples:
docs/judgements.md, “Matrices”.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from progress_tui.analysis.catalogue import scales
from progress_tui.analysis.flags.disagreement import disagrees
from progress_tui.analysis.flags.thresholds import thresholds
from progress_tui.analysis.matrix.axes import Axis, axis_of, oldest_test, placed
from progress_tui.analysis.school_at_point import SchoolAtPoint, Selection
from progress_tui.domain.errors import UsageError
from progress_tui.domain.pupils import display_name

Pupil = tuple[int, str]
"""Pupil id and name as shown in lists."""

_Why = tuple[bool, str | None, bool, str | None]
"""For each side: whether a place is lacking there, and the reason of `PLACED`."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The children in one cell.

    Attributes:
        pupils: by name.
        disagree: those of them whose test and teacher's judgement disagree; by name.
    """

    pupils: tuple[Pupil, ...] = ()
    disagree: tuple[Pupil, ...] = ()


@dataclass(frozen=True, slots=True)
class Lacking:
    """Children who have no place in the matrix, and why: `without a reading test since Aut1`."""

    why: str
    pupils: tuple[Pupil, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """A set against B.

    Attributes:
        a, b: what stands down the side and along the top.
        rows, columns: the headings that occur, in the order of the scale or of the groups.
        cells: by place of row and column; a cell that is not there is empty.
        row_totals, column_totals: children in each row and column; one who stands in two columns counts once in a row.
        both: how many children have a place on both sides.
        selected: how many were asked about; both and lacking add up to it.
        on_roll: how many are on roll.
        lacking: who has no place, by reason.
        older: how many of the results on a test's side are of a point before the one shown.
    """

    a: Axis
    b: Axis
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: dict[tuple[int, int], Cell]
    row_totals: tuple[int, ...]
    column_totals: tuple[int, ...]
    both: int
    selected: int
    on_roll: int
    lacking: tuple[Lacking, ...]
    older: int


def _comparable(a: Axis, b: Axis) -> bool:
    return a.name == b.name and {a.source, b.source} in ({"teacher", "test"}, {"standing", "test"})


def matrix(at: SchoolAtPoint, a: str, b: str, chosen: Selection, subject: str | None = None) -> Matrix:
    """Set A against B.

    Args:
        at: the school at a point.
        a: what stands down the side, as `axes.axis_of` reads it.
        b: what stands along the top.
        chosen: which pupils.
        subject: the subject meant where a or b names none.

    Raises:
        UsageError: a or b is not known, or both are the same.
        NotFoundError: there is no saved filter of that name.
    """
    side, top = axis_of(at, a, subject), axis_of(at, b, subject)
    if side == top:
        raise UsageError(f"Both sides are {side.title}", remedy="Set it against something else, such as its test.")
    joined = (
        at.summary.roll.select("pupil_id", "surname", "forename", "fallback")
        .filter(pl.col("pupil_id").is_in(list(chosen.keys)))
        .join(_beside(placed(at, side), "_a"), on="pupil_id", how="left", maintain_order="left_right")
        .join(_beside(placed(at, top), "_b"), on="pupil_id", how="left", maintain_order="left_right")
        .with_columns(_older(at, side, top).alias("older"))
    )
    return _laid(at, side, top, joined.with_columns(_disagree(joined, side, top).alias("disagree")))


def _beside(rows: pl.DataFrame, end: str) -> pl.DataFrame:
    """The columns of one side under names of their own."""
    return rows.rename({name: f"{name}{end}" for name in rows.columns if name != "pupil_id"})


@dataclass(slots=True)
class _Side:
    """The headings of one side as they come up: where each belongs, and who stands under it."""

    orders: dict[str, float] = field(default_factory=dict)
    under: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    def add(self, group: str, order: float, pupil_id: int) -> None:
        self.orders[group] = order
        self.under[group].add(pupil_id)

    def headings(self) -> tuple[str, ...]:
        return tuple(sorted(self.orders, key=lambda group: (self.orders[group], group)))


def _laid(at: SchoolAtPoint, side: Axis, top: Axis, joined: pl.DataFrame) -> Matrix:
    """Everybody in their place."""
    left, above = _Side(), _Side()
    inside: dict[tuple[str, str], list[tuple[Pupil, bool]]] = defaultdict(list)
    outside: list[tuple[_Why, Pupil]] = []
    older: set[int] = set()
    for pupil_id, *names, group_a, order_a, why_a, group_b, order_b, why_b, unlike, is_older in joined.select(
        "pupil_id", "surname", "forename", "fallback", "group_a", "order_a", "why_a", "group_b", "order_b", "why_b",
        "disagree", "older",
    ).iter_rows():  # fmt: skip
        pupil = (pupil_id, display_name(*names))
        if group_a is None or group_b is None:
            outside.append(((group_a is None, why_a, group_b is None, why_b), pupil))
            continue
        left.add(group_a, order_a, pupil_id)
        above.add(group_b, order_b, pupil_id)
        inside[group_a, group_b].append((pupil, unlike))
        if is_older:
            older.add(pupil_id)
    rows, columns = left.headings(), above.headings()
    both = set[int]().union(*left.under.values())
    lacking = _lacking(at, side, top, outside)
    return Matrix(
        a=side,
        b=top,
        rows=rows,
        columns=columns,
        cells={(rows.index(a), columns.index(b)): _cell(pupils) for (a, b), pupils in inside.items()},
        row_totals=tuple(len(left.under[group]) for group in rows),
        column_totals=tuple(len(above.under[group]) for group in columns),
        both=len(both),
        selected=len(both) + sum(len(one.pupils) for one in lacking),
        on_roll=at.summary.roll.height,
        lacking=lacking,
        older=len(older),
    )


def _cell(pupils: Sequence[tuple[Pupil, bool]]) -> Cell:
    return Cell(tuple(pupil for pupil, _ in pupils), tuple(pupil for pupil, unlike in pupils if unlike))


def _older(at: SchoolAtPoint, side: Axis, top: Axis) -> pl.Expr:
    """Whether a test that was asked for without a point is of an earlier one."""
    tests = [f"ordinal{end}" for axis, end in ((side, "_a"), (top, "_b")) if axis.source == "test" and not axis.dated]
    earlier = [(pl.col(name) < at.point.ordinal).fill_null(value=False) for name in tests]
    return pl.any_horizontal(earlier) if earlier else pl.lit(value=False)


def _disagree(joined: pl.DataFrame, side: Axis, top: Axis) -> pl.Series:
    """Whether a teacher's judgement and a test of one subject, at most two half-terms old, speak against each other.

    The lines are those of the flag `test-vs-teacher`. Boolean, in the order of the rows, never null.
    """
    if not _comparable(side, top):
        return pl.repeat(value=False, n=joined.height, eager=True)
    test, teacher = ("_a", "_b") if side.source == "test" else ("_b", "_a")
    limits, oldest = thresholds(), oldest_test()
    scaled = {
        scale.id: scale.kind == "scaled" for scale in scales().values() if scale.kind in ("standardised", "scaled")
    }
    judged = (
        (pl.col(f"series_kind{teacher}") == "teacher")
        & (pl.col(f"series_kind{test}") == "test")
        & (pl.col(f"ordinal{teacher}") - pl.col(f"ordinal{test}")).is_between(0, oldest)
    )
    rows = joined.select(
        judged.fill_null(value=False), f"standing{teacher}", f"scale{test}", f"score{test}"
    ).iter_rows()  # fmt: skip
    found = [
        both and scale in scaled and score is not None and disagrees(limits, standing, scaled[scale], score)
        for both, standing, scale, score in rows
    ]
    return pl.Series(found, dtype=pl.Boolean)


def _lacking(at: SchoolAtPoint, side: Axis, top: Axis, outside: Sequence[tuple[_Why, Pupil]]) -> tuple[Lacking, ...]:
    """Who has no place, by reason; a child without either stands once, under both reasons."""
    groups: dict[str, dict[Pupil, None]] = defaultdict(dict)
    said: dict[_Why, str] = {}
    for why, pupil in outside:
        if why not in said:
            lacks_a, why_a, lacks_b, why_b = why
            whys = ((side, why_a, lacks_a), (top, why_b, lacks_b))
            said[why] = " and ".join(axis.without(reason, at.point) for axis, reason, lacks in whys if lacks)
        groups[said[why]][pupil] = None
    return tuple(Lacking(words, tuple(pupils)) for words, pupils in groups.items())
