"""Differences, taken only inside a series; across series they are refused and position in the year group is offered."""

from __future__ import annotations

from typing import Any

import polars as pl

from progress_tui.analysis.catalogue import scales
from progress_tui.analysis.frames import SchoolFrames
from progress_tui.domain.calendar import Point
from progress_tui.domain.subjects import subject_label
from progress_tui.domain.views import Refusal


def ranks(frames: SchoolFrames) -> pl.DataFrame:
    """Position of every value within the year group of its school, series and point.

    Returns:
        pupil_id, series_id, ordinal, rank (1 is the highest; equal results share a rank), of (how many were assessed).
    """
    cohort = ["series_id", "ordinal", "year_group"]
    return (
        frames.judged.filter((pl.col("kind") == "value") & pl.col("year_group").is_not_null())
        .with_columns(
            pl.col("notch").rank("min", descending=True).over(cohort).cast(pl.Int32).alias("rank"),
            pl.len().over(cohort).cast(pl.Int32).alias("of"),
        )
        .select("pupil_id", "series_id", "ordinal", "rank", "of")
    )


def rank_words(rank: int | None, of: int | None) -> str:
    """`31st of 58`, in the year group; empty where fewer than two were assessed."""
    if rank is None or of is None or of < 2:
        return ""
    ending = "th" if rank % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(rank % 10, "th")
    return f"{rank}{ending} of {of}"


def difference(earlier: dict[str, Any], later: dict[str, Any]) -> float | Refusal:
    """Later minus earlier in notches or score, or why it is not taken.

    Args:
        earlier: a row of `SchoolFrames.judged`.
        later: another of the same pupil and subject.
    """
    if earlier["series_id"] == later["series_id"] and earlier["notch"] is not None and later["notch"] is not None:
        return float(later["notch"] - earlier["notch"])
    return Refusal(later["subject"], _why(earlier, later), "")


def _why(earlier: dict[str, Any], later: dict[str, Any]) -> str:
    if earlier["series_id"] == later["series_id"]:
        return "One of the two is not a result."
    subject = subject_label(later["subject"])
    kinds = {earlier["scale"], later["scale"]}
    how = (
        "are on different scales"
        if len(kinds) > 1
        else f"are separate series, each on its own {_scale_title(later)} scale"
    )
    return (
        f"{subject} {Point(earlier['ordinal']).label} ({earlier['label']}) and {Point(later['ordinal']).label} "
        f"({later['label']}) {how}: the numbers cannot be subtracted."
    )


def _scale_title(row: dict[str, Any]) -> str:
    return scales()[row["scale"]].title.lower()


def refusals(frames: SchoolFrames, rows: pl.DataFrame) -> tuple[Refusal, ...]:
    """Where a pupil's latest result of a subject has no earlier one in its series but has one in another.

    Args:
        frames: the school, for positions within the year group.
        rows: rows of `SchoolFrames.judged` of one pupil.
    """
    held = ranks(frames)
    found = []
    values = rows.filter(pl.col("kind") == "value").sort("ordinal", "series_id")
    for _, own in values.group_by("subject", maintain_order=True):
        last = pl.col("ordinal").max()
        latest, earlier = own.filter(pl.col("ordinal") == last), own.filter(pl.col("ordinal") < last)
        if earlier.height == 0 or latest.join(earlier, on="series_id", how="semi").height:
            continue
        before, later = earlier.row(-1, named=True), latest.row(0, named=True)
        refused = difference(before, later)
        if isinstance(refused, Refusal):
            found.append(Refusal(refused.subject, refused.reason, _position(held, before, later)))
    return tuple(found)


def _position(held: pl.DataFrame, earlier: dict[str, Any], later: dict[str, Any]) -> str:
    words = []
    for row in (earlier, later):
        own = held.filter(
            (pl.col("pupil_id") == row["pupil_id"])
            & (pl.col("series_id") == row["series_id"])
            & (pl.col("ordinal") == row["ordinal"])
        )
        words.append(rank_words(*own.select("rank", "of").row(0)) if own.height else "")
    if not all(words):
        return "Position within the year group cannot be given: fewer than two were assessed."
    return f"Position within the year group: {words[0]}, then {words[1]}."
