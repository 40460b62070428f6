"""The frames a filter is evaluated on, for one class at a point."""

from __future__ import annotations

import polars as pl

from progress_tui.analysis.filters import PupilFacts
from progress_tui.analysis.flags import flags_frame
from progress_tui.analysis.summary import Summary
from progress_tui.domain.text import fold
from progress_tui.domain.views import ClassView


def filter_facts(summary: Summary, view: ClassView) -> PupilFacts:
    """Facts of the pupils of `view`, columns as `PupilFacts` declares them."""
    ids = [row.pupil_id for row in view.rows]
    own = pl.col("pupil_id").is_in(ids)
    counts = {row.pupil_id: len(row.flags) for row in view.rows}
    roll = summary.roll.filter(own)
    names = [fold(" ".join(parts)) for parts in roll.select("surname", "forename", "fallback").iter_rows()]
    pupils = roll.select(
        pl.col("pupil_id").cast(pl.Int64),
        pl.Series("folded_name", names, dtype=pl.String),
        pl.col("class_id").cast(pl.Int64),
        "class_name",
        pl.lit(view.school).alias("school"),
        "year_group",
        "sex",
        "dob",
        "joined_late",
        "pp",
        "disadvantaged",
        "fsm",
        "eal",
        "sen",
        "absence",
        pl.Series("flags", [counts[i] for i in roll["pupil_id"]], dtype=pl.Int64),
    )
    subjects = summary.subjects.filter(own).select(
        pl.col("pupil_id").cast(pl.Int64),
        "subject",
        "kind",
        pl.col("standing").cast(pl.Int8),
        "distance",
        pl.col("to_expected"),
        "change",
        "score",
    )
    flags = flags_frame({row.pupil_id: row.flags for row in view.rows}).with_columns(pl.col("pupil_id").cast(pl.Int64))
    return PupilFacts(pupils, subjects, flags)
