"""The frames a filter is evaluated on: the whole roll of a school at a point."""

from __future__ import annotations

import polars as pl

from progress_tui.analysis.filters import PupilFacts
from progress_tui.analysis.flags import flags_frame
from progress_tui.analysis.summary import Summary
from progress_tui.domain.text import fold
from progress_tui.domain.views import FlagShown


def filter_facts(summary: Summary, flags: dict[int, tuple[FlagShown, ...]], school: str) -> PupilFacts:
    """Facts of the pupils on roll, columns as `PupilFacts` declares them.

    Args:
        summary: the school at a point.
        flags: pupil_id → flags.
        school: the school's name.
    """
    roll = summary.roll
    names = [fold(" ".join(parts)) for parts in roll.select("surname", "forename", "fallback").iter_rows()]
    pupils = roll.select(
        pl.col("pupil_id").cast(pl.Int64),
        pl.Series("folded_name", names, dtype=pl.String),
        pl.col("class_id").cast(pl.Int64),
        "class_name",
        pl.lit(school).alias("school"),
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
        pl.Series("flags", [len(flags.get(i, ())) for i in roll["pupil_id"]], dtype=pl.Int64),
    )
    subjects = summary.subjects.select(
        pl.col("pupil_id").cast(pl.Int64),
        "subject",
        "kind",
        pl.col("standing").cast(pl.Int8),
        "distance",
        pl.col("to_expected"),
        "change",
        "score",
    )
    return PupilFacts(pupils, subjects, flags_frame(flags).with_columns(pl.col("pupil_id").cast(pl.Int64)))
