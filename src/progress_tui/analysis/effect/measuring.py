"""What children's results were on a day: proposed as what was measured when support began or ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from progress_tui.analysis.half_terms import half_terms, point_of
from progress_tui.analysis.school_at_point import SchoolAtPoint
from progress_tui.analysis.summary import YEAR
from progress_tui.domain.calendar import Point


def measured_on(at: SchoolAtPoint, subject: str, day: date, pupil_ids: Sequence[int]) -> dict[int, str]:
    """The latest result of a subject on file on a day, in words: `JB (Aut2 2026-27)`, `98 (test, Aut1 2026-27)`.

    It is the last one up to the half-term that holds the day, at most a year back; of several the one of the
    series that speaks for the subject in the class.

    Args:
        at: the school at a point; results after it are not looked at.
        subject: a subject's id; "" has no result of its own, and nothing is proposed.
        day: the day.
        pupil_ids: whose.

    Returns:
        pupil_id → words, of those who have such a result.
    """
    last = point_of(day, half_terms()).ordinal
    main = at.summary.main.select("class_id", "subject", "series_id", pl.lit(value=True).alias("speaks"))
    rows = (
        at.summary.past.filter(
            pl.col("pupil_id").is_in(list(pupil_ids))
            & (pl.col("subject") == subject)
            & (pl.col("kind") == "value")
            & pl.col("ordinal").is_between(last - YEAR, last)
        )
        .join(main, on=["class_id", "subject", "series_id"], how="left", maintain_order="left")
        .with_columns(pl.col("speaks").fill_null(value=False))
        .sort("pupil_id", "speaks", "ordinal", "series_id")
        .unique("pupil_id", keep="last", maintain_order=True)
    )
    return {
        pupil_id: _words(code, kind, Point(ordinal))
        for pupil_id, code, kind, ordinal in rows.select("pupil_id", "code", "series_kind", "ordinal").iter_rows()
    }


def _words(code: str, kind: str, point: Point) -> str:
    which = "" if kind == "teacher" else f"{kind}, "
    return f"{code} ({which}{point.code} {point.year_label})"
