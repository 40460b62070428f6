"""How many met the expected standard: counts by group, subject and series, and all three subjects combined.

Nothing is counted or averaged across series. Rules and worked examples: docs/judgements.md, “Attainment”.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, Literal, NamedTuple

import polars as pl

from progress_tui.analysis.catalogue import scales
from progress_tui.analysis.denominators import Denominator, counted
from progress_tui.analysis.summary import Summary
from progress_tui.domain.calendar import year_group_label
from progress_tui.domain.subjects import CORE, subject_label, subject_order

By = Literal["class", "year-group", "school"]

COUNTS: Final = {
    "group": pl.String(), "year_group": pl.Int32(), "subject": pl.String(), "series_id": pl.Int32(),
    "series": pl.String(), "series_kind": pl.String(), "scale": pl.String(), "main": pl.Boolean(),
    "denominator": pl.String(), "judged": pl.Boolean(), "on_roll": pl.UInt32(), "asked": pl.UInt32(),
    "assessed": pl.UInt32(), "n": pl.UInt32(), "expected": pl.UInt32(), "higher": pl.UInt32(), "mean": pl.Float64(),
    "censored": pl.UInt32(),
}  # fmt: skip
"""Column → dtype of `counts` and `combined`; k ≤ n ≤ on_roll, and assessed ≤ asked ≤ on_roll.

year_group is set on statutory results only; `judged` says whether the scale has an expectation at this point (without
it n, expected and higher are 0 and mean nothing); mean is in points of score, level points or months, null without.
"""


class Counted(NamedTuple):
    """One row of `COUNTS`."""

    group: str
    year_group: int | None
    subject: str
    series_id: int | None
    series: str
    series_kind: str
    scale: str
    main: bool
    denominator: Denominator
    judged: bool
    on_roll: int
    asked: int
    assessed: int
    n: int
    expected: int
    higher: int
    mean: float | None
    censored: int


_KEY: Final = ("group_order", "group", "year_group", "subject", "series_id", "series", "series_kind", "scale")


def asked_results(summary: Summary, roll: pl.DataFrame) -> pl.DataFrame:
    """One row per pupil and series that is asked of the pupil's class at the point.

    Asked are the series that speaks for a subject of the class, and every other one of which the class has a result
    now; a statutory one only of the year group that has it.

    Args:
        summary: the school at the point.
        roll: from `grouped_roll`: who is looked at.

    Returns:
        group, group_order, pupil_id, class_id, year_group (null unless the result is statutory), subject, series_id,
        series, series_kind, scale, main, kind (`missing` where there is no entry), raw, figure (score, level points or
        months), censored, standing.
    """
    now = summary.past.filter(pl.col("ordinal") == summary.point.ordinal)
    work, statutory = _asked_series(summary, now)
    columns = ["group_order", "group", "pupil_id", "class_id", "year_group", *work.columns[1:]]
    by_class = roll.join(work, on="class_id", how="inner", maintain_order="left")
    by_year = roll.join(statutory, on=["class_id", "year_group"], how="inner", nulls_equal=True, maintain_order="left")
    rows = pl.concat(
        [by_class.with_columns(pl.lit(None, pl.Int32).alias("year_group")).select(columns), by_year.select(columns)]
    )
    results = now.select(
        "pupil_id", "series_id", "kind", "raw", "censored", "standing",
        pl.when(pl.col("kind") == "value").then(pl.coalesce("score", "points")).alias("figure"),
    )  # fmt: skip
    return rows.join(results, on=["pupil_id", "series_id"], how="left", maintain_order="left").with_columns(
        pl.col("kind").fill_null("missing"), pl.col("raw").fill_null(""), pl.col("censored").fill_null("")
    )


def _asked_series(summary: Summary, now: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The series asked of each class, and the statutory ones of each class and year group; with `main` and names."""
    series = summary.frames.series.select(
        "series_id", "subject", pl.col("label").alias("series"), pl.col("kind").alias("series_kind"), "scale"
    )
    pair = ["class_id", "series_id"]
    main = summary.main.select(*pair, pl.lit(True).alias("main"))
    others = now.select(pair).unique(maintain_order=True).join(main, on=pair, how="anti", maintain_order="left")
    work = (
        pl.concat([main, others.with_columns(pl.lit(False).alias("main"))])
        .join(series, on="series_id", how="inner", maintain_order="left")
        .filter(pl.col("series_kind") != "statutory")
    )
    statutory = (
        now.filter(pl.col("series_kind") == "statutory")
        .select("class_id", "year_group", "series_id")
        .unique(maintain_order=True)
        .join(main, on=pair, how="left", maintain_order="left")
        .with_columns(pl.col("main").fill_null(value=False))
        .join(series, on="series_id", how="inner", maintain_order="left")
    )
    return work, statutory


def grouped_roll(summary: Summary, pupils: Collection[int], by: By, school: str) -> pl.DataFrame:
    """The pupils that are looked at with the group they are counted in; a pupil in no class is in no group of classes.

    Returns:
        pupil_id, class_id, year_group, group (String), group_order (String, sorts the groups).
    """
    roll = summary.roll.filter(pl.col("pupil_id").is_in(list(pupils))).select(
        "pupil_id", "class_id", "class_name", "year_group"
    )
    if by == "school":
        grouped = roll.with_columns(pl.lit(school).alias("group"), pl.lit("").alias("group_order"))
    elif by == "year-group":
        known = roll["year_group"].unique().to_list()
        names = pl.DataFrame(
            [(year, year_group_label(year), _order_of(year)) for year in known],
            schema={"year_group": pl.Int32, "group": pl.String, "group_order": pl.String},
            orient="row",
        )
        grouped = roll.join(names, on="year_group", how="left", nulls_equal=True, maintain_order="left")
    else:
        youngest = summary.roll.group_by("class_id").agg(pl.col("year_group").min().alias("youngest"))
        grouped = (
            roll.filter(pl.col("class_id").is_not_null())
            .join(youngest, on="class_id", how="left", maintain_order="left")
            .with_columns(
                pl.col("class_name").alias("group"),
                ((pl.col("youngest").fill_null(89) + 10).cast(pl.String).str.zfill(3) + " " + pl.col("class_name"))
                .alias("group_order"),
            )
        )  # fmt: skip
    return grouped.select("pupil_id", "class_id", "year_group", "group", "group_order")


def assessment_name(series: str, subject: str, scale: str) -> str:
    """A series without its subject and its scale, which stand beside: `teacher assessment`, `KS2 test`."""
    held = scales().get(scale)
    name = series.removeprefix(subject_label(subject))
    return (name.removesuffix(f"({held.title})") if held is not None else name).strip() or series


def _order_of(year: int | None) -> str:
    """A text that sorts year groups from Nursery up, an unknown one last."""
    return f"{99 if year is None else year + 10:03d}"


def marked(rows: pl.DataFrame, denominator: Denominator | None = None) -> pl.DataFrame:
    """`rows` of `asked_results` with counts, met, higher (Boolean) and denominator (String).

    Args:
        rows: one row per pupil and series.
        denominator: for every row; without one the DfE measure on statutory results, else of those assessed.
    """
    if denominator is not None:
        return counted(rows, denominator).with_columns(pl.lit(denominator).alias("denominator"))
    statutory = pl.col("series_kind") == "statutory"
    return pl.concat([marked(rows.filter(~statutory), "assessed"), marked(rows.filter(statutory), "dfe")])


def counts(rows: pl.DataFrame, roll: pl.DataFrame, summary: Summary) -> pl.DataFrame:
    """Counts per group, subject and series.

    Args:
        rows: from `marked`.
        roll: from `grouped_roll`: who is on roll.
        summary: the school at the point.

    Returns:
        Columns as in `COUNTS`, ordered by group, subject, then the series that speaks for it first.
    """
    value = pl.col("kind") == "value"
    found = rows.group_by(*_KEY, "denominator").agg(
        pl.col("main").any(),
        pl.len().alias("asked"),
        value.sum().alias("assessed"),
        pl.col("counts").sum().alias("n"),
        pl.col("met").sum().alias("expected"),
        pl.col("higher").sum(),
        pl.col("figure").mean().alias("mean"),
        (value & (pl.col("censored") != "")).sum().alias("censored"),
    )
    judged = {scale: summary.expectation(scale) for scale in found["scale"].unique()}
    return _ordered(
        _with_roll(found, roll).with_columns(
            pl.col("scale").replace_strict(judged, return_dtype=pl.Boolean).alias("judged")
        )
    )


def all_three(rows: pl.DataFrame, summary: Summary) -> pl.DataFrame:
    """The children of whom reading, writing and maths are asked, one row each, as if the three were one subject.

    Class work and statutory results are combined apart, and only where all three are held against an expectation now.
    Early learning goals are not: what is combined of them is the good level of development.

    Args:
        rows: from `marked`.
        summary: the school at the point.

    Returns:
        group_order, group, year_group, series_kind (`statutory` or `teacher`), denominator, pupil_id, and Booleans:
        value (a result in all three), counts, met, higher.
    """
    judging = [scale.id for scale in scales().values() if scale.judged_at(summary.point)]
    numeric = [scale.id for scale in scales().values() if scale.numeric]
    statutory = pl.col("series_kind") == "statutory"
    taken = pl.when(statutory).then(pl.col("year_group") > 0).otherwise("main").fill_null(value=False)
    three = (
        rows.filter(pl.col("subject").is_in(CORE) & pl.col("scale").is_in(judging) & taken)
        .with_columns(pl.when(statutory).then(pl.lit("statutory")).otherwise(pl.lit("teacher")).alias("series_kind"))
        # Of two statutory results in one subject the test counts: the DfE takes the score where there is one.
        .sort(pl.col("scale").is_in(numeric), "series_id", descending=[True, False], maintain_order=True)
        .unique(["group", "pupil_id", "series_kind", "subject"], keep="first", maintain_order=True)
    )
    return (
        three.group_by("group_order", "group", "year_group", "series_kind", "denominator", "pupil_id")
        .agg(
            pl.len().alias("subjects"),
            (pl.col("kind") == "value").all().alias("value"),
            pl.col("counts", "met", "higher").all(),
        )
        .filter(pl.col("subjects") == len(CORE))
        .drop("subjects")
    )


def combined(rows: pl.DataFrame, roll: pl.DataFrame, summary: Summary) -> pl.DataFrame:
    """Reading, writing and maths as one (`all_three`): met where all three are met, counted where all three count.

    Args:
        rows: from `marked`.
        roll: from `grouped_roll`.
        summary: the school at the point.

    Returns:
        Columns as in `COUNTS` with subject `rwm`; series, scale and mean stay empty, series_id is null.
    """
    pupils = all_three(rows, summary)
    found = pupils.group_by("group_order", "group", "year_group", "series_kind", "denominator").agg(
        pl.lit("rwm").alias("subject"),
        pl.lit(None, pl.Int32).alias("series_id"),
        pl.lit("").alias("series"),
        pl.lit("").alias("scale"),
        pl.lit(True).alias("main"),
        pl.lit(True).alias("judged"),
        pl.len().alias("asked"),
        pl.col("value").sum().alias("assessed"),
        pl.col("counts").sum().alias("n"),
        pl.col("met").sum().alias("expected"),
        pl.col("higher").sum(),
        pl.lit(None, pl.Float64).alias("mean"),
        pl.lit(0, pl.UInt32).alias("censored"),
    )
    return _ordered(_with_roll(found, roll))


def _with_roll(found: pl.DataFrame, roll: pl.DataFrame) -> pl.DataFrame:
    """Add on_roll: of the group, and on statutory results of the group's children of that year group."""
    group = roll.group_by("group").agg(pl.len().alias("of_group"))
    year = roll.group_by("group", "year_group").agg(pl.len().alias("of_year"))
    statutory = pl.col("series_kind") == "statutory"
    return found.join(group, on="group", how="left").join(
        year, on=["group", "year_group"], how="left", nulls_equal=True
    ).with_columns(pl.when(statutory).then("of_year").otherwise("of_group").alias("on_roll"))  # fmt: skip


def _ordered(found: pl.DataFrame) -> pl.DataFrame:
    order = {subject: place for place, subject in enumerate(sorted(found["subject"].unique(), key=subject_order))}
    return (
        found.with_columns(
            pl.col("subject").replace_strict(order, return_dtype=pl.Int32).alias("subject_order"),
            (pl.col("series_kind") == "statutory").alias("statutory"),
        )
        .sort(
            "group_order", "subject_order", "statutory", "main", "series", "year_group", "series_id",
            descending=[False, False, False, True, False, False, False],
        )
        .select(pl.col(name).cast(dtype) for name, dtype in COUNTS.items())
    )  # fmt: skip
