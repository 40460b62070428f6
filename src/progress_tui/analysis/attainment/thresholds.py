"""The statutory thresholds of the time of levels, beside the age-related line. Rule: docs/scales.md, “nc-levels”."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import polars as pl

from progress_tui.analysis.catalogue import scales
from progress_tui.domain.calendar import HALF_TERMS, Point, year_group_label
from progress_tui.domain.subjects import subject_label


def threshold_notes(rows: pl.DataFrame, roll: pl.DataFrame, point: Point) -> Iterator[str]:
    """How many reached the statutory threshold, a sentence for each series and year group that had one.

    Args:
        rows: from `counting.asked_results`.
        roll: from `counting.grouped_roll`.
        point: the point; the thresholds were those of the end of the year, so there is nothing to say at another.
    """
    judged = {scale.id: scale for scale in scales().values() if scale.thresholds}
    if point.code != HALF_TERMS[-1] or not judged:
        return
    values = (
        rows.drop("year_group")
        .filter((pl.col("kind") == "value") & pl.col("scale").is_in(list(judged)))
        .join(roll.select("pupil_id", "year_group"), on="pupil_id", how="inner", maintain_order="left")
        .sort("subject", "series_id", "year_group", maintain_order=True)
        .select("scale", "subject", "series", "year_group", "raw")
    )
    reached: Counter[tuple[str, str, int]] = Counter()
    counted: Counter[tuple[str, str, int]] = Counter()
    labels: dict[tuple[str, str, int], str] = {}
    for scale_id, subject, series, year_group, raw in values.iter_rows():
        scale = judged[scale_id]
        met = scale.meets_threshold(scale.read(raw), year_group)
        if met is not None:
            key = (subject, series, year_group)
            counted[key] += 1
            reached[key] += met
            labels[key] = next(one.label for one in scale.thresholds if one.year_group == year_group)
    for (subject, series, year_group), n in counted.items():
        key = (subject, series, year_group)
        yield (
            f"{subject_label(subject)}, {year_group_label(year_group)}: {reached[key]} of {n} assessed reached "
            f"{labels[key]}, the statutory threshold of the time (not the age-related line)."
        )
