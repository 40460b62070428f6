"""Against an individual target. Rules: docs/judgements.md, “Flags”."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from progress_tui.analysis.flags.ground import Ground
from progress_tui.analysis.flags.registry import Found
from progress_tui.analysis.flags.wording import amount, together
from progress_tui.domain.views import EvidenceRow, FlagShown


def below_target(ground: Ground) -> Iterator[Found]:
    """Below target; on level points at the end of the year only, as their target is a line until then."""
    say, now = ground.say, ground.summary.point.ordinal
    # A fall that counts as marked on codes and as notable on scores is as far below target as a priority is.
    far = pl.when(pl.col("unit") == "score").then("notable").otherwise("marked")
    rows = (
        ground.summary.subjects.select("pupil_id", "subject", "series_id", "scale", "code", "target_code", "distance")
        .filter(pl.col("distance") < 0)
        .join(ground.lines, on="series_id", how="left", maintain_order="left")
        .filter(pl.col("fall_judged").fill_null(value=True))
        .with_columns((pl.col("distance") <= far).fill_null(value=False).alias("far"))
    )
    for pupil_id, subject, series_id, scale, code, target, distance, is_far in rows.select(
        "pupil_id", "subject", "series_id", "scale", "code", "target_code", "distance", "far"
    ).iter_rows():
        short = amount(say.scale(scale), -distance)
        sentence = (
            f"{say.named(subject, scale)} is {short} below target: "
            f"{say.result(scale, code)} against {say.result(scale, target)}."
        )
        aim = (f"target={target}", (EvidenceRow("Target", say.at(now), target),))
        evidence = together(say.trail(series_id, (now, code)), aim)
        yield pupil_id, FlagShown("below-target", subject, 3 if is_far else 2, sentence, *evidence)
