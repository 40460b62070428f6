"""One row a pupil and subject for each measure that groups are compared by: who counts, who is in, and the figure.

A difference stays inside one series, and no mean goes over two. Rules: docs/judgements.md, “Groups and comparisons”.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import polars as pl

from progress_tui.analysis.attainment.counting import asked_results
from progress_tui.analysis.attainment.national import awards_higher
from progress_tui.analysis.catalogue import scales
from progress_tui.analysis.denominators import Denominator, counted
from progress_tui.analysis.progress.measure import SMALL_STEP, UNITS, kind_of, measured, plural, side
from progress_tui.analysis.school_at_point import SchoolAtPoint
from progress_tui.analysis.summary import YEAR
from progress_tui.domain.calendar import year_group_label
from progress_tui.domain.comparison import Measure
from progress_tui.domain.subjects import CORE

ROW_SCHEMA: Final = pl.Schema(
    {
        "pupil_id": pl.Int32(), "subject": pl.String(), "series": pl.String(), "label": pl.String(),
        "unit": pl.String(), "counts": pl.Boolean(), "hit": pl.Boolean(), "value": pl.Float64(),
        "assessed": pl.Boolean(), "special": pl.Boolean(), "of_asked": pl.Boolean(),
    }
)  # fmt: skip
"""One row for each pupil who is asked: on roll in a class that has results in the subject (or in the series).

- `subject` is "" for absence.
- `series` is what a figure must not leave: the key of a series where figures are averaged; where children are counted
  the year group of a statutory result (`Y6`), else "", each being held against the expectation of their own scale.
  `label` names the series.
- `counts`: in the denominator, never null; `hit`: among the k of n, false where not.
- `value`: the figure, null where there is none, never NaN; `assessed`: has a result now.
- `special`: measured in another way than the rest, which a note says (see `MeasureRule.special`).
- `of_asked`: the number on roll is that of the children asked, because a statutory result belongs to one year group.
"""

PERSISTENT: Final = 10.0
"""Absence in percent from which it is persistent: attendance of exactly 90.0 % counts."""

_UNITS: Final = {kind: plural(unit) for kind, unit in UNITS.items()}
"""Kind of scale → the unit of its figures and of their change."""


@dataclass(frozen=True, slots=True)
class MeasureRule:
    """What groups are compared by.

    Attributes:
        title: in words; `hit` what the k of n did, `missed` what the others did not; both empty without a k.
        rows: a school at a point and the denominator → `ROW_SCHEMA`.
        mean: whether the figure is a mean of `value`.
        special: the sentence about `special` rows; `{n}` is how many.
    """

    title: str
    hit: str
    missed: str
    rows: Callable[[SchoolAtPoint, Denominator], pl.DataFrame]
    mean: bool = False
    special: str = ""


def _expected(at: SchoolAtPoint, denominator: Denominator) -> pl.DataFrame:
    return _standing(at, denominator, "met")


def _higher(at: SchoolAtPoint, denominator: Denominator) -> pl.DataFrame:
    return _standing(at, denominator, "higher")


def _standing(at: SchoolAtPoint, denominator: Denominator, hit: str) -> pl.DataFrame:
    """What speaks for each subject, where its scale judges at this point, and RWM combined.

    Under the DfE measure the statutory results. Those of one year group are never counted with those of another: key
    stages have measures of their own.
    """
    statutory = pl.col("series_kind") == "statutory"
    numeric = [scale.id for scale in scales().values() if scale.numeric]
    held = _asked(at)
    judging = [scale for scale in held["scale"].unique() if at.summary.expectation(scale)]
    rows = (
        held.filter(pl.col("scale").is_in(judging) & (statutory if denominator == "dfe" else pl.col("main")))
        # Of two statutory results in one subject the test counts: the DfE takes the score where there is one.
        .sort(pl.col("scale").is_in(numeric), "series_id", descending=[True, False], maintain_order=True)
        .unique(["pupil_id", "subject", "year_group"], keep="first", maintain_order=True)
    )
    years = {year: year_group_label(year) for year in rows["year_group"].drop_nulls().unique()}
    key_stage = pl.col("year_group").replace_strict(years, default=None, return_dtype=pl.String()).fill_null("")
    found = counted(rows, denominator)
    counts = _rows(
        _with_higher(found) if hit == "higher" else found,
        series=pl.when(statutory).then(key_stage).otherwise(pl.lit("")),
        label=pl.col("series"),
        counts=pl.col("counts"),
        hit=pl.col(hit),
        assessed=pl.col("kind") == "value",
        of_asked=statutory,
    )
    return pl.concat([counts, _all_three(counts)])


def _asked(at: SchoolAtPoint) -> pl.DataFrame:
    """Every pupil on roll and series that is asked of their class; what attainment counts, here without its groups."""
    nobody = pl.lit("")
    roll = at.summary.roll.select(
        "pupil_id", "class_id", "year_group", nobody.alias("group"), nobody.alias("group_order")
    )
    return asked_results(at.summary, roll)


def _all_three(rows: pl.DataFrame) -> pl.DataFrame:
    """RWM: a child counts with reading, writing and maths all counting, and is in with all three in."""
    three = rows.filter(pl.col("subject").is_in(CORE))
    together = (
        three.group_by("pupil_id", "series", "of_asked", maintain_order=True)
        .agg(pl.len().alias("subjects"), pl.col("counts", "hit", "assessed").all())
        .filter(pl.col("subjects") == len(CORE))
        .with_columns(pl.lit("rwm").alias("subject"), pl.lit("Reading, writing and maths").alias("label"))
    )
    return _rows(together, **{name: pl.col(name) for name in ("series", "hit", "of_asked")})


def _target(at: SchoolAtPoint, _: Denominator) -> pl.DataFrame:
    """Against the target; in a class without any in a subject, against the expected standard (`special`)."""
    has = pl.col("target_notch").is_not_null().any().over("class_id", "subject")
    distance = pl.when(has).then("distance").otherwise("to_expected")
    rows = at.summary.subjects.with_columns(distance.alias("from_target"), (~has).alias("special"))
    return _rows(
        rows,
        counts=pl.col("from_target").is_not_null(),
        hit=(pl.col("from_target") >= 0).fill_null(value=False),
        assessed=pl.col("kind") == "value",
        special=pl.col("special") & pl.col("from_target").is_not_null(),
    )


def _mean(at: SchoolAtPoint, _: Denominator) -> pl.DataFrame:
    """Every series of figures with results now, each for itself."""
    held = _asked(at)
    figures = held.filter(pl.col("figure").is_not_null())["series_id"].unique().to_list()
    return _rows(
        _with_series(at, held.filter(pl.col("series_id").is_in(figures)).drop("series")),
        series=pl.col("key"),
        unit=_unit(),
        counts=pl.col("figure").is_not_null(),
        value=pl.col("figure"),
        assessed=pl.col("kind") == "value",
        special=(pl.col("censored") != "") & pl.col("figure").is_not_null(),
        of_asked=pl.col("series_kind") == "statutory",
    )


def _change(at: SchoolAtPoint, _: Denominator) -> pl.DataFrame:
    """Each series with results now against the same pupil's latest earlier result in it, at most a year back.

    By the rules of progress: small steps of a child below the curriculum are a unit of their own, never a notch.
    """
    past, now = at.summary.past.filter(pl.col("kind") == "value"), pl.col("ordinal") == at.point.ordinal
    before = (
        past.filter((pl.col("ordinal") < at.point.ordinal) & (pl.col("ordinal") >= at.point.ordinal - YEAR))
        .sort("ordinal", maintain_order=True)
        .unique(["pupil_id", "series_id"], keep="last", maintain_order=True)
    )
    pairs = side(past.filter(now), "to", "series_id").join(
        side(before, "from", "series_id").drop("subject"),
        on=["pupil_id", "series_id"], how="left", maintain_order="left",
    )  # fmt: skip
    taken = measured(pairs, at.frames.series).select("pupil_id", "series_id", "progress", "unit", "open_ended")
    rows = _asked(at).join(taken, on=["pupil_id", "series_id"], how="left", maintain_order="left")
    words = {unit: plural(unit) for unit in (*UNITS.values(), SMALL_STEP)}
    units = pl.col("unit").replace_strict(words, default=None, return_dtype=pl.String())
    return _rows(
        _with_series(at, rows.drop("series")),
        series=pl.col("key"),
        unit=pl.coalesce(units, _unit()),
        counts=pl.col("progress").is_not_null() & ~pl.col("open_ended"),
        value=pl.col("progress"),
        assessed=pl.col("kind") == "value",
        special=pl.col("open_ended").fill_null(value=False),
        of_asked=pl.col("series_kind") == "statutory",
    )


def _absence(at: SchoolAtPoint, _: Denominator) -> pl.DataFrame:
    roll = at.summary.roll.with_columns(pl.lit("").alias("subject"), pl.lit("Absence").alias("label"))
    held = pl.col("absence").is_not_null()
    return _rows(
        roll,
        unit=pl.lit("%"),
        counts=held,
        hit=(pl.col("absence") >= PERSISTENT).fill_null(value=False),
        value=pl.col("absence"),
        assessed=held,
    )


def _unit() -> pl.Expr:
    return kind_of("scale").replace_strict(_UNITS, default="", return_dtype=pl.String())


def _with_higher(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows where there is a higher standard to count: it is awarded, or somebody has it, as in attainment."""
    asked = ["scale", "series_kind", "subject", "year_group"]
    found = rows.group_by(asked).agg(pl.col("higher").any())
    known = [
        awards_higher(scales().get(scale), kind, subject, year_group)
        for scale, kind, subject, year_group in found.select(asked).iter_rows()
    ]
    kept = found.filter(pl.col("higher").fill_null(value=False) | pl.Series(known, dtype=pl.Boolean))
    return rows.join(kept.select(asked), on=asked, how="semi", nulls_equal=True, maintain_order="left")


def _with_series(at: SchoolAtPoint, rows: pl.DataFrame) -> pl.DataFrame:
    named = at.frames.series.select("series_id", "key", "label")
    return rows.join(named, on="series_id", how="left", maintain_order="left")


def _rows(rows: pl.DataFrame, **columns: pl.Expr) -> pl.DataFrame:
    """The columns of `ROW_SCHEMA`: those given, those there by that name, and else an empty default."""
    no = pl.lit(value=False)
    defaults = {"series": pl.lit(""), "unit": pl.lit(""), "hit": no, "special": no, "of_asked": no,
                "value": pl.lit(None)}  # fmt: skip
    chosen = {name: columns.get(name, defaults.get(name, pl.col(name))) for name in ROW_SCHEMA}
    return rows.select(chosen[name].cast(dtype).alias(name) for name, dtype in ROW_SCHEMA.items())


MEASURES: Final[dict[Measure, MeasureRule]] = {
    "expected": MeasureRule("at the expected standard", "at the expected standard", "not at the expected standard",
                            _expected),
    "higher": MeasureRule("above the expected standard", "above the expected standard",
                          "not above the expected standard", _higher),
    "mean": MeasureRule("mean figure", "", "", _mean, mean=True,
                        special="{n} results are a floor or a ceiling (such as <70) and count as that figure."),
    "change": MeasureRule("mean change", "", "", _change, mean=True,
                          special="{n} known only as that much or more (a floor or a ceiling) are in no mean."),
    "target": MeasureRule(
        "on target", "on target", "below target", _target,
        special="{n} results are held against the expected standard, because the class has no targets in the subject.",
    ),
    "absence": MeasureRule("absence", "persistently absent", "", _absence, mean=True),
}  # fmt: skip
"""Measure → rule, in the order of help."""
