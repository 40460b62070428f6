"""Position within the year group: what is offered where a difference is refused. Rule: docs/judgements.md, “Change”."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from progress_tui.analysis.frames import SchoolFrames


def ranks(frames: SchoolFrames, ordinals: Collection[int] | None = None) -> pl.DataFrame:
    """Position of every value within the year group of its school, series and point.

    Args:
        frames: the school.
        ordinals: only values of these points; every point without it.

    Returns:
        pupil_id, series_id, ordinal, rank (Int32, 1 is the highest; equal results share a rank), of (Int32, how many
        were assessed), percentile (Float64, 0–100: the share of the others that lie below, those who are equal counted
        half; null where nobody else was assessed).
    """
    return frames.positions if ordinals is None else frames.positions.filter(pl.col("ordinal").is_in(list(ordinals)))


def rank_words(rank: int | None, of: int | None) -> str:
    """`31st of 58`, in the year group; empty where fewer than two were assessed."""
    if rank is None or of is None or of < 2:
        return ""
    ending = "th" if rank % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(rank % 10, "th")
    return f"{rank}{ending} of {of}"
