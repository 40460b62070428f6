"""Progress by year group: the mean gain of matched pupils over complete years, summer to summer.

Rule and a worked example: docs/judgements.md, “Progress by year group”. The mean is taken inside one series; who has no
result at both ends, and who is measured in small steps, is out of it and counted.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal, get_args

import polars as pl

from progress_tui.analysis.frames import SchoolFrames
from progress_tui.analysis.progress.measure import SMALL_STEP, kind_of, measured, side
from progress_tui.analysis.progress.positions import ranks
from progress_tui.analysis.summary import KIND_ORDER, YEAR
from progress_tui.domain.calendar import Point

Measure = Literal["level-points", "bands", "score", "rank"]

MEASURES: Final[tuple[Measure, ...]] = get_args(Measure)
"""In the order in which the best available one is looked for."""

GAIN_SCHEMA: Final = {
    "from_ordinal": pl.Int32(), "to_ordinal": pl.Int32(), "complete": pl.Boolean(), "year_group": pl.Int32(),
    "subject": pl.String(), "series_id": pl.Int32(), "on_roll": pl.Int64(), "assessed": pl.Int64(),
    "matched": pl.Int64(), "mean": pl.Float64(), "sd": pl.Float64(), "small_steps": pl.Int64(),
    "left_out": pl.Int64(),
}  # fmt: skip
"""One row a span of time, year group (that at its end) and subject. on_roll is null where no class list of that year is
on file; assessed: with a value at the end; matched: measured, the n of mean and sd (of the sample, null for fewer than
two); small_steps: measured in small steps and so not in the mean; left_out: with a value at both ends and yet no
figure (a floor or ceiling such as `<70`, or no expectation)."""

_SUM2: Final = 5
_SCALES: Final[dict[Measure, tuple[str, ...]]] = {
    "level-points": ("points",), "bands": ("bands", "rising", "steps"), "score": ("standardised", "scaled"),
    "rank": (),
}  # fmt: skip
_AT_THE_END: Final = ["to_ordinal", "year_group", "subject"]


@dataclass(frozen=True, slots=True)
class Gains:
    """Gains of a school by year group.

    Attributes:
        measure: what was gained.
        rows: `GAIN_SCHEMA`, by time, year group and subject.
        ends: a row a child and value at an end of a span, in the series that speaks there: pupil_id, to_ordinal,
            year_group, subject.
        pairs: the same of those with a value at both ends, and how each counts: matched, small_steps, left_out
            (Boolean, exactly one of them true).
        lists: who was on the class lists: pupil_id, academic_year, year_group.
    """

    measure: Measure
    rows: pl.DataFrame
    ends: pl.DataFrame
    pairs: pl.DataFrame
    lists: pl.DataFrame


def last_complete_year(point: Point) -> int:
    """The ordinal of the summer that ends the last complete year at a point: its own at Sum2, else the one before."""
    return point.ordinal - (point.half_term + 1) % YEAR


def gains(
    frames: SchoolFrames, point: Point, measure: Measure | None = None, pupils: Collection[int] | None = None
) -> Gains:
    """Mean gains of every complete year up to a point, and of the year under way as “so far”.

    Args:
        frames: the school; those who have left count in the years they were there.
        point: nothing after it is looked at.
        measure: what is gained: level points, notches, points of score, or places (percentile) in the year group;
            without it the first of these in which anybody has gained anything over the last complete year, else ever.
        pupils: only these; everybody without it.

    Returns:
        One row a span, year group and subject with anybody assessed at its end.
    """
    ends = (pl.col("ordinal") % YEAR == _SUM2) | (pl.col("ordinal") == point.ordinal)
    own = frames.judged.filter(ends & (pl.col("ordinal") <= point.ordinal) & (pl.col("kind") == "value"))
    if pupils is not None:
        own = own.filter(pl.col("pupil_id").is_in(list(pupils)))
    if measure is not None:
        return _gains(frames, own, point, measure, pupils)
    recent = (pl.col("to_ordinal") == last_complete_year(point)) & (pl.col("matched") > 0)
    held: list[Gains] = []
    for one in MEASURES:
        held.append(_gains(frames, own, point, one, pupils))
        if held[-1].rows.filter(recent).height:
            return held[-1]
    return next((one for one in held if one.rows.filter(pl.col("matched") > 0).height), held[0])


def _gains(
    frames: SchoolFrames, own: pl.DataFrame, point: Point, measure: Measure, pupils: Collection[int] | None
) -> Gains:
    if measure == "rank":
        values = _one_a_subject(own)
        pairs = _with_places(frames, _pairs(values, ["pupil_id", "subject"]))
    else:
        values = own.filter(kind_of("scale").is_in(_SCALES[measure]))
        pairs = measured(_pairs(values, ["pupil_id", "subject", "series_id"]), frames.series)
    ends = values.rename({"ordinal": "to_ordinal"})
    spoken = _spoken(ends, pairs, measure)
    ends, pairs = _speaking(ends, spoken, measure), _counting(_speaking(pairs, spoken, measure))
    lists = frames.year_groups
    if pupils is not None:
        lists = lists.filter(pl.col("pupil_id").is_in(list(pupils)))
    complete = pl.col("to_ordinal") % YEAR == _SUM2
    rows = (
        spoken.join(_counted(pairs), on=_AT_THE_END, how="left", nulls_equal=True)
        .join(_on_roll(lists), on=["to_ordinal", "year_group"], how="left", nulls_equal=True)
        .with_columns(
            complete.alias("complete"),
            (pl.col("to_ordinal") - pl.when(complete).then(YEAR).otherwise(point.half_term + 1)).alias("from_ordinal"),
            *(pl.col(name).fill_null(0) for name in ("matched", "small_steps", "left_out")),
        )
        .sort("to_ordinal", "year_group", "subject", nulls_last=True)
        .select(pl.col(name).cast(dtype) for name, dtype in GAIN_SCHEMA.items())
    )
    return Gains(measure, rows, ends, pairs, lists.select("pupil_id", "academic_year", "year_group"))


def _pairs(values: pl.DataFrame, on: list[str]) -> pl.DataFrame:
    """Each value at the end of a year, or now, beside that of the summer before; those without one are left out."""
    half_term = pl.col("ordinal") % YEAR
    start = pl.col("ordinal") - pl.when(half_term == _SUM2).then(YEAR).otherwise(half_term + 1)
    ends = side(values, "to", "year_group", "series_id", start.alias("_start"))
    starts = side(values.filter(half_term == _SUM2), "from", "series_id", pl.col("ordinal").alias("_start"))
    if "series_id" not in on:
        starts = starts.drop("series_id")
    return ends.join(starts, on=[*on, "_start"], how="inner", maintain_order="left").drop("_start")


def _one_a_subject(values: pl.DataFrame) -> pl.DataFrame:
    """Of several results of a pupil in a subject at a point the one that speaks: teacher, statutory, test."""
    order = pl.col("series_kind").replace_strict(KIND_ORDER, default=9, return_dtype=pl.Int8())
    return values.sort(order, "series_id", maintain_order=True).unique(
        ["pupil_id", "subject", "ordinal"], keep="first", maintain_order=True
    )


def _with_places(frames: SchoolFrames, pairs: pl.DataFrame) -> pl.DataFrame:
    """The difference of the percentiles within the year group; across series too, for it is a place and no figure."""
    ordinals = {*pairs["from_ordinal"].to_list(), *pairs["to_ordinal"].to_list()}
    held = ranks(frames, ordinals).select("pupil_id", "series_id", "ordinal", "percentile")
    for name in ("from", "to"):
        own = held.rename({column: f"{name}_{column}" for column in ("series_id", "ordinal", "percentile")})
        on = ["pupil_id", f"{name}_series_id", f"{name}_ordinal"]
        pairs = pairs.join(own, on=on, how="left", maintain_order="left")
    return pairs.with_columns(
        (pl.col("to_percentile") - pl.col("from_percentile")).alias("progress"),
        pl.lit("place").alias("unit"),
        pl.lit(value=False).alias("open_ended"),
    )


def _spoken(ends: pl.DataFrame, pairs: pl.DataFrame, measure: Measure) -> pl.DataFrame:
    """For each end, year group and subject the one series the mean is taken in (that of most pairs), and its n."""
    if measure == "rank":
        return ends.group_by(_AT_THE_END, maintain_order=True).agg(
            pl.lit(None, dtype=pl.Int32()).alias("series_id"), pl.len().alias("assessed")
        )
    both = pairs.group_by([*_AT_THE_END, "series_id"]).agg(pl.len().alias("pairs"))
    return (
        ends.group_by([*_AT_THE_END, "series_id"])
        .agg(pl.len().alias("assessed"))
        .join(both, on=[*_AT_THE_END, "series_id"], how="left", nulls_equal=True)
        .sort(pl.col("pairs").fill_null(0), "assessed", -pl.col("series_id"), descending=True)
        .unique(_AT_THE_END, keep="first", maintain_order=True)
        .drop("pairs")
    )


def _speaking(rows: pl.DataFrame, spoken: pl.DataFrame, measure: Measure) -> pl.DataFrame:
    """The rows in the series that speak; places go across series, so there all of them do."""
    if measure == "rank":
        return rows
    on = [*_AT_THE_END, "series_id"]
    return rows.join(spoken.select(on), on=on, how="semi", nulls_equal=True)


def _counting(pairs: pl.DataFrame) -> pl.DataFrame:
    """Whether each pair is in the mean (matched), measured in small steps, or without a figure (left_out)."""
    small = (pl.col("unit") == SMALL_STEP).fill_null(value=False)
    counts = pl.col("progress").is_not_null() & ~small & ~pl.col("open_ended")
    return pairs.with_columns(matched=counts, small_steps=small, left_out=~counts & ~small)


def _counted(pairs: pl.DataFrame) -> pl.DataFrame:
    mean = pl.col("progress").filter("matched")
    # In one order always, so that a sum of fractions comes out the same to the last digit.
    return pairs.sort("pupil_id", maintain_order=True).group_by(_AT_THE_END, maintain_order=True).agg(
        mean.mean().alias("mean"), mean.std().alias("sd"), pl.col("matched", "small_steps", "left_out").sum(),
    )  # fmt: skip


def _on_roll(lists: pl.DataFrame) -> pl.DataFrame:
    """to_ordinal (every half-term of a year), year_group, on_roll."""
    counts = lists.group_by("academic_year", "year_group").agg(pl.col("pupil_id").n_unique().alias("on_roll"))
    terms = pl.DataFrame({"term": range(YEAR)}, schema={"term": pl.Int32()})
    return counts.join(terms, how="cross").select(
        (pl.col("academic_year") * YEAR + pl.col("term")).alias("to_ordinal"), "year_group", "on_roll"
    )


def shares(rows: pl.DataFrame) -> pl.DataFrame:
    """What part of the gain from Year 3 to Year 6 falls in each year group.

    Args:
        rows: `GAIN_SCHEMA`, one row a year group and subject.

    Returns:
        subject, year_group, share (percent, of the total of the four means): only for subjects with a gain in each of
        Years 3 to 6 over a complete year and a total above 0. A share may be negative, or above 100.
    """
    counts = pl.col("year_group").is_between(3, 6) & pl.col("complete") & pl.col("mean").is_not_null()
    means: dict[str, dict[int, float]] = {}
    for subject, year_group, mean in rows.filter(counts).select("subject", "year_group", "mean").iter_rows():
        means.setdefault(subject, {})[year_group] = mean
    # An exact sum, so that a share is the same to the last digit whatever else is in the table.
    totals = {subject: math.fsum(four.values()) for subject, four in means.items() if len(four) == 4}
    found = [
        (subject, year_group, 100 * means[subject][year_group] / total)
        for subject, total in sorted(totals.items())
        if total > 1e-9
        for year_group in sorted(means[subject])
    ]
    schema = {"subject": pl.String(), "year_group": pl.Int32(), "share": pl.Float64()}
    return pl.DataFrame(found, schema=schema, orient="row")
