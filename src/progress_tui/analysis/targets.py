"""Targets brought to the point that is looked at. Rules and worked examples: docs/judgements.md, “Targets”.

Bands and scores: the same at every point until due. A rising expectation: the target minus the change that is still
expected until then. Level points and reading ages: on the line from the result at the last summer to the target,
rounded down to a code of the scale or a whole month.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import polars as pl

from progress_tui.analysis.catalogue import scales
from progress_tui.domain.calendar import Point
from progress_tui.domain.scales import Scale

_Now = tuple[str | None, float | None]
"""Code and notch of a target at the point; None where it cannot be said."""


class _Later(NamedTuple):
    """A target that is due later, under the names of the frame's columns."""

    scale: str
    subject: str
    year_group: int | None
    target_code: str
    target_notch: float
    target_points: float | None
    due: int
    start: float | None


def interpolated(rows: pl.DataFrame, past: pl.DataFrame, point: Point) -> pl.DataFrame:
    """Replace targets that are due later by where they are now, on the scales on which they move.

    Args:
        rows: with pupil_id, series_id, subject, scale, year_group (now), target_code, target_notch, target_points and
            due (an ordinal).
        past: judged results up to the point.
        point: now.

    Returns:
        `rows` with target_code and target_notch at the point; both null where no starting summer result is on file, or
        where nothing is expected on the scale now or then.
    """
    moving = [scale.id for scale in scales().values() if scale.kind in ("points", "age") or scale.rise is not None]
    later = ((pl.col("due") > point.ordinal) & pl.col("target_notch").is_not_null()).fill_null(value=False)
    moves = later & pl.col("scale").is_in(moving)
    if not rows.select(moves.any()).item():
        return rows
    joined = rows.join(_starts(past, point), on=["pupil_id", "series_id"], how="left", maintain_order="left")
    # A school has few distinct targets, and each is worked out once.
    distinct = joined.filter(moves).select(_Later._fields).unique(maintain_order=True)
    now = [_now(_Later(*row), point) for row in distinct.iter_rows()]
    found = distinct.with_columns(
        pl.Series("now_code", [code for code, _ in now], dtype=pl.String),
        pl.Series("now_notch", [notch for _, notch in now], dtype=pl.Float64),
    )
    return (
        joined.with_columns(moves.alias("moves"))
        .join(found, on=list(_Later._fields), how="left", nulls_equal=True, maintain_order="left")
        .with_columns(
            pl.when("moves").then("now_code").otherwise("target_code").alias("target_code"),
            pl.when("moves").then("now_notch").otherwise("target_notch").alias("target_notch"),
        )
        .drop("start", "moves", "now_code", "now_notch")
    )


def _last_summer(point: Point) -> int:
    return point.start_year * 6 - 1


def _starts(past: pl.DataFrame, point: Point) -> pl.DataFrame:
    """Where each pupil stood in each series at the last summer: pupil_id, series_id, start (level points or score)."""
    figure = pl.coalesce("points", "score")
    return past.filter((pl.col("ordinal") == _last_summer(point)) & figure.is_not_null()).select(
        "pupil_id", "series_id", figure.alias("start")
    )


def _now(target: _Later, point: Point) -> _Now:
    scale = scales()[target.scale]
    if scale.rise is not None:
        return _before_change(scale, target, point)
    figure = target.target_notch if scale.numeric else target.target_points
    if target.start is None or figure is None:
        return None, None
    share = (point.ordinal - _last_summer(point)) / (target.due - _last_summer(point))
    reached = target.start + (figure - target.start) * share
    if scale.numeric:
        whole = float(math.floor(reached + 1e-9))
        return scale.number_label(whole), whole
    return _code_at_or_under(scale, reached, target.target_notch)


def _code_at_or_under(scale: Scale, points: float, most: float) -> _Now:
    """The highest code not above the target itself whose points the line has reached.

    By rank and not by points: P8 has more points than W and stands under it.
    """
    reached = [
        value
        for value in scale.values
        if value.points is not None and value.points <= points + 1e-9 and value.rank <= most
    ]
    best = max(reached, key=lambda value: value.rank, default=None)
    return (None, None) if best is None else (best.code, float(best.rank))


def _before_change(scale: Scale, target: _Later, point: Point) -> _Now:
    """The target minus the change that is expected of the year groups between now and then."""
    due = Point(target.due)
    then = None if target.year_group is None else target.year_group + due.start_year - point.start_year
    expected_now = scale.expected_notch(target.subject, target.year_group, point)
    expected_then = scale.expected_notch(target.subject, then, due)
    # Read again in the year group it is due in: no class list of a later year says yet which that is.
    notch = scale.notch(scale.read(target.target_code), then)
    if expected_now is None or expected_then is None or notch is None:
        return None, None
    place = notch - (expected_then - expected_now)
    return _code_of(scale, place, target.year_group), place


def _code_of(scale: Scale, place: float, year_group: int | None) -> str:
    """The code at a place of the ladder of a year group; of another year's curriculum where it lies beyond it."""
    ranks = {float(value.rank): value.code for value in scale.values}
    if place in ranks:
        return ranks[place]
    lowest, highest = min(ranks), max(ranks)
    if scale.out_of_year and year_group is not None:
        years = math.floor((place - 1) / scale.size)
        code = ranks.get(place - years * scale.size)
        if code is not None and year_group + years >= 0:
            curriculum = year_group + years
            return f"{f'Y{curriculum}' if curriculum else 'YR'} {code}"
    return f"under {ranks[lowest]}" if place < lowest else f"over {ranks[highest]}"
