"""Where a difference between two results is refused, in words, with the position in the year group in its place."""

from __future__ import annotations

from typing import Any

import polars as pl

from progress_tui.analysis.catalogue import scales
from progress_tui.analysis.frames import SchoolFrames
from progress_tui.analysis.progress.positions import rank_words
from progress_tui.domain.calendar import Point
from progress_tui.domain.card import Refusal
from progress_tui.domain.subjects import subject_label


def difference(earlier: dict[str, Any] | None, later: dict[str, Any]) -> float | Refusal:
    """Later minus earlier in notches or score, or why it is not taken.

    Args:
        earlier: a row of `SchoolFrames.judged`, None where there is none.
        later: another of the same pupil and subject.
    """
    if earlier is None:
        words = f"{subject_label(later['subject'])} has no earlier result."
        return Refusal(later["subject"], words, "", "no-earlier-result")
    if earlier["series_id"] == later["series_id"]:
        if earlier["notch"] is not None and later["notch"] is not None:
            return float(later["notch"] - earlier["notch"])
        return Refusal(later["subject"], "One of the two is not a result.", "", "not-a-result")
    code = "different-series" if earlier["scale"] == later["scale"] else "different-scale"
    return Refusal(later["subject"], _why(earlier, later), "", code)


def _why(earlier: dict[str, Any], later: dict[str, Any]) -> str:
    subject = subject_label(later["subject"])
    how = (
        "are on different scales"
        if earlier["scale"] != later["scale"]
        else f"are separate series, each on its own {_scale_title(later)} scale"
    )
    return (
        f"{subject} {Point(earlier['ordinal']).label} ({earlier['label']}) and {Point(later['ordinal']).label} "
        f"({later['label']}) {how}: the numbers cannot be subtracted."
    )


def _scale_title(row: dict[str, Any]) -> str:
    scale = scales().get(row["scale"])
    return scale.title.lower() if scale is not None else str(row["scale"])


def refusals(frames: SchoolFrames, rows: pl.DataFrame) -> tuple[Refusal, ...]:
    """Where a pupil's latest result of a subject has no earlier one in its series but has one in another.

    Args:
        frames: the school, for positions within the year group.
        rows: rows of `SchoolFrames.judged` of one pupil.
    """
    # A pupil has few results: plain Python takes a tenth of the time of frames.
    values = rows.filter(pl.col("kind") == "value").sort("ordinal", "series_id").to_dicts()
    found = []
    for subject in dict.fromkeys(row["subject"] for row in values):
        own = [row for row in values if row["subject"] == subject]
        latest = [row for row in own if row["ordinal"] == own[-1]["ordinal"]]
        earlier = own[: -len(latest)]
        if not earlier or {row["series_id"] for row in latest} & {row["series_id"] for row in earlier}:
            continue
        refused = difference(earlier[-1], latest[0])
        if isinstance(refused, Refusal):
            found.append(refused._replace(offered=_position(frames.positions, earlier[-1], latest[0])))
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
