"""Progress of every pupil on roll, subject by subject, since an earlier point. Rule: docs/judgements.md, “Progress”."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Final

import polars as pl

from progress_tui.analysis.progress.measure import MEASURED, REFUSALS, measured, progress_words, side
from progress_tui.analysis.progress.positions import ranks
from progress_tui.analysis.summary import KIND_ORDER, YEAR, Summary
from progress_tui.domain.calendar import Point

if TYPE_CHECKING:
    from progress_tui.analysis.school_at_point import SchoolAtPoint

PROGRESS_SCHEMA: Final = {
    "pupil_id": pl.Int32(), "class_id": pl.Int32(), "year_group": pl.Int32(), "subject": pl.String(),
    "series_id": pl.Int32(), "label": pl.String(), "scale": pl.String(),
    "from_series_id": pl.Int32(), "from_label": pl.String(), "from_scale": pl.String(), "from_ordinal": pl.Int32(),
    "from_code": pl.String(), "to_ordinal": pl.Int32(), "to_kind": pl.String(), "to_code": pl.String(), **MEASURED,
    "words": pl.String(), "from_percentile": pl.Float64(), "to_percentile": pl.Float64(),
}  # fmt: skip
"""One row a pupil and subject. `from_…` is null without an earlier result, `to_kind` is `missing` without one now;
percentiles are those of `ranks`."""


def progress_frame(
    at: SchoolAtPoint | Summary, since: Point | None = None, beside: bool = False, pupils: Collection[int] | None = None
) -> pl.DataFrame:
    """Progress up to the point in the series that speaks for each subject.

    Args:
        at: the school at the point.
        since: the earlier point, whose results alone are looked at; without it the latest earlier result of the series
            counts, at most a year back.
        beside: take the other series with a result now (tests beside teacher assessment) in place of those that speak.
        pupils: only these of the roll; everybody without it.

    Returns:
        `PROGRESS_SCHEMA`, by pupil in the order of the roll, then by subject. Where nothing is measured `refusal` says
        why, as a code, and the positions within the year group are there where they can be given.
    """
    summary = at if isinstance(at, Summary) else at.summary
    keys = ("pupil_id", "class_id", "year_group", "subject", "series_id", "label", "scale")
    asked = (summary.beside if beside else summary.subjects).select(keys)
    if pupils is not None:
        asked = asked.filter(pl.col("pupil_id").is_in(list(pupils)))
    to = side(summary.past.filter(pl.col("ordinal") == summary.point.ordinal), "to", "series_id").drop("to_label")
    rows = asked.join(
        to,
        on=["pupil_id", "subject", "series_id"], how="left", maintain_order="left",
    ).with_columns(
        pl.col("to_kind").fill_null("missing"), pl.col("series_id").alias("to_series_id"),
        pl.col("scale").alias("to_scale"),
    )  # fmt: skip
    place = summary.roll.select("pupil_id").with_row_index("_place")
    rows = (
        _with_earlier(summary, rows, since)
        .join(place, on="pupil_id", how="left", maintain_order="left")
        .sort("_place", "subject", maintain_order=True)
        .drop("_place")
    )
    found = _with_positions(summary, measured(rows, summary.frames.series))
    words = [_words(*row) for row in found.select(*MEASURED).iter_rows()]
    return found.with_columns(pl.Series("words", words, dtype=pl.String)).select(
        pl.col(name).cast(dtype) for name, dtype in PROGRESS_SCHEMA.items()
    )


def _with_earlier(summary: Summary, rows: pl.DataFrame, since: Point | None) -> pl.DataFrame:
    """The result that each is measured from: its own series first, else the one that spoke for the subject."""
    held = pl.col("ordinal")
    if since is None:
        now = summary.point.ordinal
        window = (held < now) & (held >= now - YEAR) & (pl.col("kind") == "value")
    else:
        window = held == since.ordinal
    earlier = summary.past.filter(window).with_columns(
        pl.col("series_kind").replace_strict(KIND_ORDER, default=9, return_dtype=pl.Int8()).alias("_order")
    )
    offered = side(earlier, "from", "_order")
    chosen = (
        rows.select("pupil_id", "subject", "series_id")
        .join(offered, on=["pupil_id", "subject"], how="inner", maintain_order="left")
        .sort(
            pl.col("from_series_id") != pl.col("series_id"), pl.col("from_kind") != "value", -pl.col("from_ordinal"),
            "_order", "from_series_id", maintain_order=True,
        )
        .unique(["pupil_id", "subject", "series_id"], keep="first", maintain_order=True)
        .drop("_order")
    )  # fmt: skip
    return rows.join(chosen, on=["pupil_id", "subject", "series_id"], how="left", maintain_order="left")


def _with_positions(summary: Summary, rows: pl.DataFrame) -> pl.DataFrame:
    ordinals = {*rows["from_ordinal"].drop_nulls().to_list(), summary.point.ordinal}
    held = ranks(summary.frames, ordinals).select("pupil_id", "series_id", "ordinal", "percentile")
    for name in ("from", "to"):
        own = held.select(
            "pupil_id", pl.col("series_id").alias(f"{name}_series_id"), pl.col("ordinal").alias(f"{name}_ordinal"),
            pl.col("percentile").alias(f"{name}_percentile"),
        )  # fmt: skip
        on = ["pupil_id", f"{name}_series_id", f"{name}_ordinal"]
        rows = rows.join(own, on=on, how="left", maintain_order="left")
    return rows


def _words(progress: float | None, unit: str | None, meaning: str, open_ended: bool, refusal: str | None) -> str:
    return REFUSALS[refusal] if refusal is not None else progress_words(progress, unit, meaning, open_ended)
