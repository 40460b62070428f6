"""Results before and after a start date, on one series, beside the change of the children who were not part of it.

A description, never a proof: nobody chose by lot who got help. Rules and worked examples: docs/judgements.md, “Effect”.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import polars as pl

from progress_tui.analysis.half_terms import half_terms, point_of
from progress_tui.analysis.progress import MEASURED, measured
from progress_tui.analysis.progress.measure import SIDE
from progress_tui.analysis.school_at_point import SchoolAtPoint
from progress_tui.analysis.summary import YEAR

CASES: Final = {
    "case_id": pl.Int32(), "pupil_id": pl.Int32(), "subject": pl.String(), "starts": pl.Date(), "ends": pl.Date(),
}  # fmt: skip
"""One row a pupil in an action or a support group (case_id). `subject` "" asks for each subject of the class that is
not statutory; `ends` is null while it runs. Children of a case may have joined and left on days of their own."""

EFFECT: Final = {
    "case_id": pl.Int32(), "pupil_id": pl.Int32(), "class_id": pl.Int32(), "subject": pl.String(),
    "series_id": pl.Int32(), "label": pl.String(), "from_ordinal": pl.Int32(), "from_code": pl.String(),
    "to_ordinal": pl.Int32(), "to_code": pl.String(), **MEASURED, "others": pl.Int32(), "others_progress": pl.Float64(),
}  # fmt: skip
"""One row a case, pupil and subject. What is between series_id and to_code is null where `refusal` is one of `REASONS`;
others is the number of children of the class who are not in the case and have both results, others_progress the mean of
their progress in the same unit (null for none)."""


class EffectShown(NamedTuple):
    """A row of `EFFECT` as plain values, in the same order."""

    case_id: int
    pupil_id: int
    class_id: int | None
    subject: str
    series_id: int | None
    label: str | None
    from_ordinal: int | None
    from_code: str | None
    to_ordinal: int | None
    to_code: str | None
    progress: float | None
    unit: str | None
    meaning: str | None
    open_ended: bool
    refusal: str | None
    others: int
    others_progress: float | None


class Together(NamedTuple):
    """The children of a case taken together in one series and unit.

    Attributes:
        n: children with both results, those left out of whom only a floor or a ceiling is known.
        change: the mean of their progress, in `unit`.
        others, others_change: the same of the children of their classes who are not in the case.
    """

    case_id: int
    subject: str
    series: str
    unit: str
    n: int
    change: float
    others: int
    others_change: float | None


REASONS: Final = {
    "no-results": "no result before and none since",
    "no-earlier-result": "no result in the year before",
    "no-later-result": "no result since",
    "different-series": "before and since are on different scales or in different series",
    "not-on-roll": "not on roll at this point",
}
"""Why there is no pair of results, as code and in words."""

_PAIR: Final = ("case_id", "pupil_id", "subject")
_OTHERS_OF: Final = ("case_id", "class_id", "subject", "series_id", "from_ordinal", "to_ordinal", "unit")


@dataclass(frozen=True)
class Effects:
    """What became of the cases asked about.

    Attributes:
        rows: `EFFECT`, by case, then in the order of the roll, then by subject.
        others: each child who is compared with: case_id, class_id, subject, series_id, from_ordinal, to_ordinal, unit,
            pupil_id, progress.
    """

    rows: pl.DataFrame
    others: pl.DataFrame


def effects(at: SchoolAtPoint, cases: pl.DataFrame, *, beside: bool = True) -> Effects:
    """The effect of actions or support, as far as results tell of it.

    Before is the last value of a series up to the half-term that holds the start, at most a year back; after the latest
    since, at most a year on, and for support that ended at most one half-term past its end. Of several series with both
    the one that speaks for the subject comes first, then the one with the latest result.

    Args:
        at: the school at a point; results after it are not looked at.
        cases: `CASES`.
        beside: whether the other children of the classes are wanted; without them `others` is empty.
    """
    asked = _asked(at, cases)
    values = _values(at, asked)
    own = _pairs(at, asked, values).with_columns(pl.lit(value=True).alias("own"))
    # Measured in one go: the rule is the same for the children asked about and for those beside them.
    paired = pl.concat([own, _beside(own, cases, values)]) if beside else own
    both = measured(paired, at.frames.series).with_columns(pl.col("to_series_id").alias("series_id"))
    pairs = both.filter("own")
    counted = both.filter(~pl.col("own") & pl.col("unit").is_not_null() & ~pl.col("open_ended"))
    others = counted.join(pairs, on=list(_OTHERS_OF), how="semi", maintain_order="left").select(
        *_OTHERS_OF, "pupil_id", "progress"
    )
    means = others.group_by(_OTHERS_OF).agg(
        pl.col("pupil_id").n_unique().cast(pl.Int32).alias("others"), pl.col("progress").mean().alias("others_progress")
    )
    compared = pairs.join(means, on=list(_OTHERS_OF), how="left", maintain_order="left").with_columns(
        pl.col("to_label").alias("label"), pl.col("others").fill_null(0)
    )
    missing = _without_pair(asked, pairs, values)
    rows = pl.concat([_shaped(compared), _shaped(missing)])
    order = asked.select(*_PAIR).with_row_index("place")
    return Effects(rows.join(order, on=list(_PAIR), how="left").sort("place").drop("place"), others)


def together(found: Effects) -> list[Together]:
    """The children of each case taken together, by series and unit and never across them."""
    held = found.rows.filter(pl.col("unit").is_not_null() & ~pl.col("open_ended"))
    keys = ["case_id", "subject", "series_id", "unit"]
    others = found.others.group_by(keys).agg(
        pl.col("pupil_id").n_unique().alias("others"), pl.col("progress").mean().alias("others_change")
    )
    rows = (
        held.group_by(*keys, "label", maintain_order=True)
        .agg(pl.len().alias("n"), pl.col("progress").mean().alias("change"))
        .join(others, on=keys, how="left", maintain_order="left")
        .select("case_id", "subject", "label", "unit", "n", "change", pl.col("others").fill_null(0), "others_change")
    )
    return [Together(*row) for row in rows.iter_rows()]


def _shaped(rows: pl.DataFrame) -> pl.DataFrame:
    absent = [pl.lit(None, dtype=dtype).alias(name) for name, dtype in EFFECT.items() if name not in rows.columns]
    return rows.with_columns(absent).select(pl.col(name).cast(dtype) for name, dtype in EFFECT.items())


def _asked(at: SchoolAtPoint, cases: pl.DataFrame) -> pl.DataFrame:
    """case_id, pupil_id, class_id, subject, first and last (ordinals: the start's, and until when to look), on_roll."""
    starts = half_terms()
    days = pl.concat([cases["starts"], cases["ends"]]).drop_nulls().unique().to_list()
    ordinals = {day: point_of(day, starts).ordinal for day in days}
    then = {"default": None, "return_dtype": pl.Int32()}
    timed = cases.with_columns(
        pl.col("starts").replace_strict(ordinals, **then).alias("first"),
        pl.col("ends").replace_strict(ordinals, **then).alias("ended"),
    ).with_columns(pl.min_horizontal(pl.col("first") + YEAR, pl.col("ended") + 1).alias("last"))
    roll = at.summary.roll.select("pupil_id", "class_id").with_row_index("place")
    placed = timed.join(roll, on="pupil_id", how="left", maintain_order="left")
    kinds = at.frames.series.select("series_id", pl.col("kind").alias("series_kind"))
    taught = (
        at.summary.main.join(kinds, on="series_id", how="left", maintain_order="left")
        .filter(pl.col("series_kind") != "statutory")
        .select("class_id", pl.col("subject").alias("taught"))
    )
    every = placed.filter(pl.col("subject") == "").join(taught, on="class_id", how="inner", maintain_order="left_right")
    named = placed.filter(pl.col("subject") != "").with_columns(pl.col("subject").alias("taught"))
    columns = ("case_id", "pupil_id", "class_id", pl.col("taught").alias("subject"), "first", "last", "place",
               pl.col("place").is_not_null().alias("on_roll"))  # fmt: skip
    return (
        pl.concat([every.select(columns), named.select(columns)])
        .sort("case_id", "place", "subject", nulls_last=True, maintain_order=True)
        .drop("place")
    )


def _values(at: SchoolAtPoint, asked: pl.DataFrame) -> pl.DataFrame:
    """The values that can be part of it: of the classes and subjects asked about, at the times that are looked at.

    Columns: those of `SIDE`, pupil_id, class_id, subject, series_id.
    """
    first, last = asked["first"].min(), asked["last"].max()
    within = pl.col("ordinal").is_between((first if isinstance(first, int) else 0) - YEAR, last)
    return (
        at.summary.past.select("pupil_id", "class_id", "subject", *SIDE)
        .filter((pl.col("kind") == "value") & within)
        .join(asked.select("class_id", "subject"), on=["class_id", "subject"], how="semi", nulls_equal=True)
    )


def _pairs(at: SchoolAtPoint, asked: pl.DataFrame, values: pl.DataFrame) -> pl.DataFrame:
    """One pair of results of one series for each of the asked that has one, as `measured` takes them."""
    own = asked.join(
        values.drop("class_id"), on=["pupil_id", "subject"], how="inner", maintain_order="left_right"
    )  # fmt: skip
    before = own.filter(pl.col("ordinal").is_between(pl.col("first") - YEAR, pl.col("first")))
    after = own.filter((pl.col("ordinal") > pl.col("first")) & (pl.col("ordinal") <= pl.col("last")))
    keys = [*_PAIR, "series_id"]
    main = at.summary.main.select("class_id", "subject", "series_id", pl.lit(0).alias("rank"))
    return (
        _latest(after, keys)
        .select("case_id", "class_id", "pupil_id", "subject", "series_id", *_side("to"))
        .join(_latest(before, keys).select(*keys, *_side("from")), on=keys, how="inner", maintain_order="left")
        .join(main, on=["class_id", "subject", "series_id"], how="left", maintain_order="left")
        .sort("rank", -pl.col("to_ordinal"), "series_id", nulls_last=True, maintain_order=True)
        .unique(_PAIR, keep="first", maintain_order=True)
        .drop("rank", "series_id")
    )


def _latest(rows: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    return rows.sort("ordinal", maintain_order=True).unique(keys, keep="last", maintain_order=True)


def _side(name: str) -> list[pl.Expr]:
    """The columns of one side of a pair, `from` or `to`."""
    return [pl.col(column).alias(f"{name}_{column}") for column in SIDE]


def _beside(own: pl.DataFrame, cases: pl.DataFrame, values: pl.DataFrame) -> pl.DataFrame:
    """Pairs of the children of the same classes who are not in the case, at the same two points in the same series."""
    wanted = own.select(
        "case_id", "class_id", "subject", pl.col("to_series_id").alias("series_id"),
        pl.col("from_ordinal").alias("begun"), pl.col("to_ordinal").alias("done"),
    ).unique(maintain_order=True)  # fmt: skip
    key = ["class_id", "subject", "series_id"]
    after = values.select("class_id", "pupil_id", "subject", "series_id", pl.col("ordinal").alias("done"), *_side("to"))
    before = values.select(*key, "pupil_id", pl.col("ordinal").alias("begun"), *_side("from"))
    return (
        wanted.join(after, on=[*key, "done"], how="inner", maintain_order="left_right")
        .join(before, on=[*key, "begun", "pupil_id"], how="inner", maintain_order="left")
        .join(cases, on=["case_id", "pupil_id"], how="anti", maintain_order="left")
        .with_columns(pl.lit(value=False).alias("own"))
        .select(own.columns)
    )


def _without_pair(asked: pl.DataFrame, pairs: pl.DataFrame, values: pl.DataFrame) -> pl.DataFrame:
    """The asked for whom no series has both results, each with the reason."""
    alone = asked.join(pairs.select(_PAIR), on=list(_PAIR), how="anti", maintain_order="left")
    held = (
        alone.join(values.select("pupil_id", "subject", "ordinal"), on=["pupil_id", "subject"], how="inner")
        .group_by(_PAIR)
        .agg(
            pl.col("ordinal").is_between(pl.col("first") - YEAR, pl.col("first")).any().alias("before"),
            ((pl.col("ordinal") > pl.col("first")) & (pl.col("ordinal") <= pl.col("last"))).any().alias("after"),
        )
    )
    marked = alone.join(held, on=list(_PAIR), how="left", maintain_order="left").with_columns(
        pl.col("before", "after").fill_null(value=False)
    )
    reason = (
        pl.when(~pl.col("on_roll"))
        .then(pl.lit("not-on-roll"))
        .when(pl.col("before") & pl.col("after"))
        .then(pl.lit("different-series"))
        .when(pl.col("before"))
        .then(pl.lit("no-later-result"))
        .when(pl.col("after"))
        .then(pl.lit("no-earlier-result"))
        .otherwise(pl.lit("no-results"))
    )
    return marked.select(
        *_PAIR, "class_id", reason.alias("refusal"), pl.lit(0).alias("others"), pl.lit(value=False).alias("open_ended")
    )
