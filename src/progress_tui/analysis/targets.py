"""Targets brought to the point that is looked at.

Bands and scores: the same at every point until due. Level points: on the line from the result at the last summer to the
target, rounded down to a code of the scale.
"""

from __future__ import annotations

import polars as pl

from progress_tui.analysis.catalogue import scales
from progress_tui.domain.calendar import Point


def interpolated(rows: pl.DataFrame, past: pl.DataFrame, point: Point) -> pl.DataFrame:
    """Replace end-of-year targets on level points by where the line is now.

    Args:
        rows: with pupil_id, series_id, scale, target_code, target_notch, target_points and due (an ordinal).
        past: judged results up to the point.
        point: now.

    Returns:
        `rows` with target_code and target_notch at the point; both null where no starting summer result is on file.
    """
    levels = [scale.id for scale in scales().values() if scale.kind == "points"]
    later = pl.col("scale").is_in(levels) & (pl.col("due") > point.ordinal)
    if not rows.select((later & pl.col("target_points").is_not_null()).any()).item():
        return rows
    start_ordinal = point.start_year * 6 - 1
    start = past.filter((pl.col("ordinal") == start_ordinal) & pl.col("points").is_not_null()).select(
        "pupil_id", "series_id", pl.col("points").alias("start_points")
    )
    share = (point.ordinal - start_ordinal) / (pl.col("due") - start_ordinal)
    line = pl.col("start_points") + (pl.col("target_points") - pl.col("start_points")) * share
    joined = rows.join(start, on=["pupil_id", "series_id"], how="left", maintain_order="left").with_columns(
        pl.when(later).then(line).alias("line_points")
    )
    steps = [
        _code_at_or_under(scale, points, notch) if is_later else (code, notch)
        for scale, points, is_later, code, notch in joined.select(
            "scale", "line_points", later.fill_null(False).alias("later"), "target_code", "target_notch"
        ).iter_rows()
    ]
    return joined.drop("start_points", "line_points").with_columns(
        pl.Series("target_code", [code for code, _ in steps], dtype=pl.String),
        pl.Series("target_notch", [notch for _, notch in steps], dtype=pl.Float64),
    )


def _code_at_or_under(scale_id: str, points: float | None, most: float | None) -> tuple[str | None, float | None]:
    """The highest code not above the target itself whose points the line has reached.

    By rank and not by points: P8 has more points than W and stands under it.
    """
    if points is None:
        return None, None
    reached = [
        value
        for value in scales()[scale_id].values
        if value.points is not None and value.points <= points + 1e-9 and (most is None or value.rank <= most)
    ]
    best = max(reached, key=lambda value: value.rank, default=None)
    return (None, None) if best is None else (best.code, float(best.rank))
