"""The statutory thresholds of the time of levels, beside the age-related line. Rule: docs/scales.md, “nc-levels”."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import partial

import polars as pl

from progress_tui.analysis.behind import Said, subject_said, those
from progress_tui.analysis.catalogue import scales
from progress_tui.analysis.school_at_point import SchoolAtPoint
from progress_tui.domain.calendar import HALF_TERMS, year_group_label
from progress_tui.domain.subjects import subject_label


def threshold_notes(at: SchoolAtPoint, rows: pl.DataFrame, roll: pl.DataFrame) -> Iterator[Said]:
    """How many reached the statutory threshold, a sentence for each series and year group that had one.

    Args:
        at: the school at the point; the thresholds were those of the end of the year, so there is nothing to say at
            another.
        rows: from `counting.asked_results`.
        roll: from `counting.grouped_roll`.
    """
    judged = {scale.id: scale for scale in scales().values() if scale.thresholds}
    if at.point.code != HALF_TERMS[-1] or not judged:
        return
    values = (
        rows.drop("year_group")
        .filter((pl.col("kind") == "value") & pl.col("scale").is_in(list(judged)))
        .join(roll.select("pupil_id", "year_group"), on="pupil_id", how="inner", maintain_order="left")
        .sort("subject", "series_id", "year_group", maintain_order=True)
        .select("scale", "subject", "series", "year_group", "raw", "pupil_id")
    )
    reached: defaultdict[tuple[str, str, int], list[int]] = defaultdict(list)
    counted: Counter[tuple[str, str, int]] = Counter()
    labels: dict[tuple[str, str, int], str] = {}
    for scale_id, subject, series, year_group, raw, pupil_id in values.iter_rows():
        scale = judged[scale_id]
        met = scale.meets_threshold(scale.read(raw), year_group)
        if met is not None:
            key = (subject, series, year_group)
            counted[key] += 1
            reached[key] += [pupil_id] if met else []
            labels[key] = next(one.label for one in scale.thresholds if one.year_group == year_group)
    for (subject, series, year_group), n in counted.items():
        met_it, label = reached[subject, series, year_group], labels[subject, series, year_group]
        yield (
            f"{subject_label(subject)}, {year_group_label(year_group)}: {len(met_it)} of {n} assessed reached "
            f"{label}, the statutory threshold of the time (not the age-related line).",
            partial(those, at.frames, met_it, year_group_label(year_group), subject_said(subject), f"reached {label}"),
        )
