"""The frames a filter is evaluated on: the whole roll of a school at a point."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

import polars as pl

from progress_tui.analysis.filters import PupilFacts
from progress_tui.analysis.flags import flags_frame
from progress_tui.analysis.frames import SchoolFrames
from progress_tui.analysis.summary import Summary
from progress_tui.analysis.under_way import is_open, is_overdue, supported
from progress_tui.domain.text import fold
from progress_tui.domain.views import FlagShown

_AS_ON_ROLL: Final = (
    "class_name", "year_group", "sex", "dob", "joined_late", "pp", "disadvantaged", "fsm", "eal", "sen", "absence",
)  # fmt: skip
_AS_IN_SUMMARY: Final = ("subject", "kind", "distance", "to_expected", "change", "score")


def filter_facts(
    summary: Summary, flags: Callable[[], dict[int, tuple[FlagShown, ...]]], school: str, prior: pl.DataFrame
) -> PupilFacts:
    """Facts of the pupils on roll, columns as `PupilFacts` declares them.

    Args:
        summary: the school at a point.
        flags: gives pupil_id → flags; called only when a filter asks about flags.
        school: the school's name.
        prior: pupil_id, prior (low, middle or high; null is unknown), at most one row a pupil.
    """
    roll = summary.roll
    names = [fold(" ".join(parts)) for parts in roll.select("surname", "forename", "fallback").iter_rows()]
    pupils = roll.select(
        "pupil_id",
        pl.Series("folded_name", names, dtype=pl.String),
        pl.col("class_id").cast(pl.Int64),
        *_AS_ON_ROLL,
        pl.lit(school).alias("school"),
    )
    for beside in (
        prior.select("pupil_id", pl.col("prior").cast(pl.String)),
        actions_now(summary.frames, summary.today),
        support_now(summary.frames, summary.today),
    ):
        pupils = pupils.join(
            beside.with_columns(pl.col("pupil_id").cast(pl.Int32)), on="pupil_id", how="left", maintain_order="left"
        )
    subjects = summary.subjects.select(
        pl.col("pupil_id").cast(pl.Int64),
        *_AS_IN_SUMMARY,
        pl.col("standing").cast(pl.Int8),
        pl.col("target_notch").is_not_null().alias("target"),
    )
    return PupilFacts(pupils.with_columns(pl.col("pupil_id").cast(pl.Int64)), subjects, lambda: flags_frame(flags()))


def actions_now(frames: SchoolFrames, today: date) -> pl.DataFrame:
    """pupil_id, open_actions, overdue_actions: how many actions are open, and how many of them past their due date.

    An action is overdue from the day after it is due. Only pupils with an open action have a row.
    """
    held = frames.actions.filter(is_open() & pl.col("pupil_id").is_not_null())
    return held.group_by("pupil_id").agg(
        pl.len().cast(pl.Int64).alias("open_actions"),
        is_overdue(today).sum().cast(pl.Int64).alias("overdue_actions"),
    )


def support_now(frames: SchoolFrames, today: date) -> pl.DataFrame:
    """pupil_id, support: names of the groups that run on the day, first and last day included, by name.

    Only pupils in such a group have a row.
    """
    return supported(frames, today).group_by("pupil_id").agg(pl.col("name").sort().alias("support"))
