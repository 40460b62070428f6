"""Progress from one result to another, by the kind of their scale, set-based. Rule: docs/judgements.md, “Progress”.

Bands: change in notches. Rising scales and steps: change minus the change of the expectation. Level points: difference
in points. Scores: difference, held against its error where the scale has one. Below the curriculum of the own year:
the pupil's own small steps. Across scales and series: refused, with the reason as a code.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from progress_tui.analysis.catalogue import scales
from progress_tui.domain.scales import Scale

SIDE: Final = (
    "series_id", "label", "scale", "kind", "ordinal", "raw", "code", "notch", "points", "score", "censored",
    "expected_notch", "below_curriculum", "step",
)  # fmt: skip
"""The columns of a judged result that each side of a pair carries, as `from_…` and `to_…`."""

MEASURED: Final = {
    "progress": pl.Float64(), "unit": pl.String(), "meaning": pl.String(), "open_ended": pl.Boolean(),
    "refusal": pl.String(),
}  # fmt: skip
"""What `measured` adds: progress in `unit` (null where refused), `meaning` of a difference of scores (`within error`,
`watch`, `notable`, or empty), whether it is that much *or more*, and the code of the refusal (null where measured)."""

SMALL_STEP: Final = "small step"
LEVEL_POINT: Final = "level point"
AGAINST_EXPECTATION: Final = "notch against the expectation"
UNITS: Final[Mapping[str, str]] = {
    "bands": "notch", "rising": AGAINST_EXPECTATION, "steps": AGAINST_EXPECTATION, "points": LEVEL_POINT,
    "standardised": "point of score", "scaled": "point of scaled score", "raw": "mark", "age": "month",
}  # fmt: skip
"""Kind of scale → the unit its progress is given in."""

_BARE: Final = ("point of score", "point of scaled score", "mark")

REFUSALS: Final[Mapping[str, str]] = {
    "no-earlier-result": "no earlier result",
    "no-result-now": "no result now",
    "not-a-result": "not a result",
    "different-scale": "on another scale",
    "different-series": "another series",
    "no-expectation": "no expectation for that time",
    "open-ended": "only a floor or a ceiling is known",
}
"""Code of a refusal → why, in a few words."""


def side(rows: pl.DataFrame, name: str, *more: str | pl.Expr) -> pl.DataFrame:
    """One side of pairs: `pupil_id`, `subject`, the columns of `SIDE` as `from_…` or `to_…`, and `more` as they are.

    Args:
        rows: judged results.
        name: `from` or `to`.
        more: further columns, for joining on.
    """
    return rows.select("pupil_id", "subject", *more, *(pl.col(column).alias(f"{name}_{column}") for column in SIDE))


def measured(pairs: pl.DataFrame, series: pl.DataFrame) -> pl.DataFrame:
    """Add progress to pairs of results.

    Args:
        pairs: with the columns of `SIDE` as `from_…` and `to_…`; a side without a result is null throughout.
        series: the frame `series` of the school, for the reliability of each test.

    Returns:
        `pairs` with the columns of `MEASURED`, in the same order.
    """
    kind = kind_of("to_scale")
    marked = pairs.with_columns(kind.alias("_kind"), _out_of_curriculum(kind).alias("_small")).join(
        _lines(series), left_on="to_series_id", right_on="series_id", how="left", maintain_order="left"
    )
    marked = marked.with_columns(_difference().alias("progress"))
    marked = marked.with_columns(_refusal().alias("refusal"))
    held = pl.col("refusal").is_null()
    open_ended = held & (pl.col("_kind").is_in(["standardised", "scaled"])) & (_at_least() | _at_most())
    marked = marked.with_columns(
        pl.when(held).then(pl.col("progress")).alias("progress"),
        pl.when(held).then(_unit()).alias("unit"),
        open_ended.fill_null(value=False).alias("open_ended"),
    )
    return marked.with_columns(_meaning().alias("meaning")).select(*pairs.columns, *MEASURED)


def notch_change(kind: pl.Expr, earlier: str, later: str) -> pl.Expr:
    """The change between two results of one series in notches (on scores, in the score).

    Below the curriculum of the own year it is in the pupil's own small steps; on scales whose expectation rises it is
    the change minus that of the expectation.

    Args:
        kind: the kind of the scale.
        earlier: prefix of the columns notch, expected_notch, below_curriculum and step of the first result.
        later: prefix of those of the second.
    """

    def change(column: str) -> pl.Expr:
        return pl.col(f"{later}{column}") - pl.col(f"{earlier}{column}")

    below = pl.col(f"{earlier}below_curriculum") | pl.col(f"{later}below_curriculum")
    return (
        pl.when((below & (kind != "points")).fill_null(value=False))
        .then(change("step"))
        .when(kind.is_in(["rising", "steps"]))
        .then(change("notch") - change("expected_notch"))
        .otherwise(change("notch"))
    )


def kind_of(scale: str) -> pl.Expr:
    """The kind of the scale in the column `scale`, empty where there is no such scale."""
    kinds = {one.id: one.kind for one in scales().values()}
    return pl.col(scale).replace_strict(kinds, default="", return_dtype=pl.String())


def _difference() -> pl.Expr:
    """Level points in points, unless a P level is at an end: those are steps before the points begin."""
    on_points = (pl.col("_kind") == "points") & ~pl.col("_small")
    points = pl.col("to_points") - pl.col("from_points")
    return pl.when(on_points).then(points).otherwise(notch_change(pl.col("_kind"), "from_", "to_"))


def _refusal() -> pl.Expr:
    """Why there is no difference: the first reason that holds."""
    both_ways = (_at_least() & (_at_most() | (pl.col("progress") <= 0))) | (_at_most() & (pl.col("progress") >= 0))
    return (
        pl.when((pl.col("to_kind") == "missing").fill_null(value=True))
        .then(pl.lit("no-result-now"))
        .when(pl.col("to_kind") != "value")
        .then(pl.lit("not-a-result"))
        .when(pl.col("from_kind").is_null())
        .then(pl.lit("no-earlier-result"))
        .when(pl.col("from_kind") != "value")
        .then(pl.lit("not-a-result"))
        .when(pl.col("from_scale") != pl.col("to_scale"))
        .then(pl.lit("different-scale"))
        .when(pl.col("from_series_id") != pl.col("to_series_id"))
        .then(pl.lit("different-series"))
        .when(both_ways)
        .then(pl.lit("open-ended"))
        .when(pl.col("progress").is_null())
        .then(pl.lit("no-expectation"))
    )


def _at_least() -> pl.Expr:
    """Whether the true change is the figure or more: it began under a floor (`<70`) or ended over a ceiling."""
    return ((pl.col("from_censored") == "<") | (pl.col("to_censored") == ">")).fill_null(value=False)


def _at_most() -> pl.Expr:
    return ((pl.col("from_censored") == ">") | (pl.col("to_censored") == "<")).fill_null(value=False)


def _unit() -> pl.Expr:
    by_kind = pl.col("_kind").replace_strict(UNITS, default="notch", return_dtype=pl.String())
    return pl.when(pl.col("_small")).then(pl.lit(SMALL_STEP)).otherwise(by_kind)


def _meaning() -> pl.Expr:
    """A rise outside the error needs no word; that a fall is to be watched or is notable does."""
    size, fell = pl.col("progress").abs(), pl.col("progress") < 0
    return (
        pl.when(pl.col("_watch").is_null() | pl.col("progress").is_null() | (pl.col("progress") == 0))
        .then(pl.lit(""))
        .when(size < pl.col("_watch"))
        .then(pl.when(pl.col("open_ended")).then(pl.lit("")).otherwise(pl.lit("within error")))
        .when(fell & (size >= pl.col("_notable")))
        .then(pl.lit("notable"))
        .when(fell)
        .then(pl.lit("watch"))
        .otherwise(pl.lit(""))
    )


def _out_of_curriculum(kind: pl.Expr) -> pl.Expr:
    """Whether a pair is measured in the pupil's own small steps.

    On level points only with a P level at an end: from W on, points are what is gained.
    """
    below = pl.col("from_below_curriculum") | pl.col("to_below_curriculum")
    p_level = is_p_level("from_scale", "from_notch") | is_p_level("to_scale", "to_notch")
    return pl.when(kind == "points").then(p_level).otherwise(below).fill_null(value=False)


def is_p_level(scale: str, notch: str) -> pl.Expr:
    """Whether a code stands before the points of its scale begin: P levels, whose points do not rise up to W."""
    last = pl.col(scale).replace_strict(_rank_out_of_order(), default=None, return_dtype=pl.Float64())
    return (pl.col(notch) <= last).fill_null(value=False)


def _rank_out_of_order() -> dict[str, float]:
    """Scale id → the highest rank whose points do not rise with the ranks above it (P8 has 6, W above it has 3)."""
    found = {}
    for scale in scales().values():
        if scale.kind != "points":
            continue
        values = sorted(scale.values, key=lambda value: value.rank)
        wrong = [
            one.rank
            for place, one in enumerate(values)
            for other in values[place + 1 :]
            if one.points is not None and other.points is not None and other.points <= one.points
        ]
        if wrong:
            found[scale.id] = float(max(wrong))
    return found


def _lines(series: pl.DataFrame) -> pl.DataFrame:
    """series_id, _watch, _notable: from which difference of scores it is more than error, and notable."""
    held = []
    for series_id, scale_id, assessment in series.select("series_id", "scale", "assessment").iter_rows():
        scale = scales().get(scale_id)
        watch, notable = (None, None) if scale is None else error_lines(scale, assessment)
        held.append((series_id, watch, notable))
    schema = {"series_id": pl.Int32(), "_watch": pl.Float64(), "_notable": pl.Float64()}
    return pl.DataFrame(held, schema=schema, orient="row")


def error_lines(scale: Scale, assessment: str) -> tuple[float | None, float | None]:
    """From which difference of two scores it is more than error (7), and from which notable (11); None without a rule.

    The scale file gives both lines for its usual reliability; a test with its own moves them as its error of a
    difference, 15·√(1−r)·√2.
    """
    fall = scale.fall_of(assessment)
    return (None, None) if fall is None or fall.unit != "score" else (-fall.watch, -fall.notable)


def changes(rows: pl.DataFrame, series: pl.DataFrame) -> pl.DataFrame:
    """The change of every value against the one before it in its series, in words.

    Args:
        rows: judged results.
        series: as in `measured`.

    Returns:
        pupil_id, series_id, ordinal, change (empty for the first value of a series); values only.
    """
    values = rows.filter(pl.col("kind") == "value").sort("pupil_id", "series_id", "ordinal", maintain_order=True)
    pairs = side(values, "to").with_columns(
        pl.col(f"to_{column}").shift(1).over("pupil_id", "to_series_id").alias(f"from_{column}") for column in SIDE
    )
    found = measured(pairs, series)
    words = [progress_words(*row) for row in found.select("progress", "unit", "meaning", "open_ended").iter_rows()]
    return values.select("pupil_id", "series_id", "ordinal", pl.Series("change", words, dtype=pl.String))


def progress_words(progress: float | None, unit: str | None, meaning: str, open_ended: bool) -> str:
    """`+2 level points`, `−12, notable`, `−15 or more`, `no small step`; empty where nothing was measured."""
    if progress is None or unit is None:
        return ""
    if progress == 0:
        return {SMALL_STEP: "no small step", AGAINST_EXPECTATION: "no change against the expectation"}.get(
            unit, "no change"
        )
    size = f"{'+' if progress > 0 else '−'}{abs(progress):.2f}".rstrip("0").rstrip(".")
    # Scores and marks stand without a unit, as they do everywhere.
    named = "" if unit in _BARE else f" {plural(unit) if abs(progress) != 1 else unit}"
    return f"{size}{named}{' or more' if open_ended else ''}{f', {meaning}' if meaning else ''}"


def plural(unit: str) -> str:
    """`notches`, `level points`, `notches against the expectation`."""
    first, _, rest = unit.partition(" ")
    if first == "notch":
        return f"notches {rest}".strip()
    return f"points {rest}" if first == "point" else f"{unit}s"
