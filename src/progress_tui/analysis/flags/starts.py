"""Against a start: behind the starting point, and no small step for a child below the year's curriculum.

Rules: docs/judgements.md, “Flags”.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import polars as pl

from progress_tui.analysis.flags.ground import Ground
from progress_tui.analysis.flags.registry import Found
from progress_tui.analysis.flags.wording import together
from progress_tui.analysis.progress.baselines import baseline_frame
from progress_tui.analysis.progress.measure import kind_of
from progress_tui.analysis.summary import YEAR
from progress_tui.domain.standing import Standing
from progress_tui.domain.views import FlagShown

_MET: Final = int(Standing.AT)


def start_points(ground: Ground) -> pl.DataFrame:
    """Where each pupil on roll began in each subject, as docs/judgements.md, “Baselines”, chooses it by default.

    Returns:
        pupil_id, subject, start_kind, start_scale, start_series, start_ordinal, start_code, start_standing, start_prior
        (low, middle, high or null).
    """
    named = ("kind", "scale", "ordinal", "code", "standing", "prior")
    return baseline_frame(ground.summary).select(
        "pupil_id",
        "subject",
        pl.col("series_id").alias("start_series"),
        *(pl.col(column).alias(f"start_{column}") for column in named),
    )


def prior_high(ground: Ground) -> pl.DataFrame:
    """The rows of `start_points` with high prior attainment, far enough back."""
    return ground.made(start_points).filter((pl.col("start_prior") == "high") & _long_ago(ground, "depth-near"))


def _long_ago(ground: Ground, flag: str) -> pl.Expr:
    """A start of a few weeks ago is the result before, and that is what a fall is about."""
    return pl.col("start_ordinal") <= ground.summary.point.ordinal - int(ground.limits.number(flag, "half_terms"))


def behind_start(ground: Ground) -> Iterator[Found]:
    """The expected standard was met at the start and that of now is not: two judgements, nothing subtracted."""
    say, point = ground.say, ground.summary.point
    kind = kind_of("start_scale")
    no_ground = (pl.col("start_kind") == "phonics") | (pl.col("start_scale") == "phonics") | (kind == "raw")
    began = ground.made(start_points).filter(
        (pl.col("start_standing") >= _MET) & ~no_ground & _long_ago(ground, "behind-start")
    )
    named = ("pupil_id", "subject", "series_id", "scale", "code", "standing")
    rows = (
        ground.summary.subjects.select(named)
        .filter(pl.col("standing") < _MET)
        .join(began, on=["pupil_id", "subject"], how="inner", maintain_order="left")
    )
    for pupil_id, subject, series_id, scale, code, start_series, start_scale, start_ordinal, start_code in rows.select(
        "pupil_id", "subject", "series_id", "scale", "code", "start_series", "start_scale", "start_ordinal",
        "start_code",
    ).iter_rows():  # fmt: skip
        sentence = (
            f"{say.named(subject, scale)} is {say.result(scale, code)}; the expected standard was met at the start "
            f"({say.result(start_scale, start_code)}, {say.when(start_ordinal)})."
        )
        evidence = together(
            say.trail(series_id, (point.ordinal, code)), say.trail(start_series, (start_ordinal, start_code))
        )
        yield pupil_id, FlagShown("behind-start", subject, 1, sentence, *evidence)


def stalled_below(ground: Ground) -> Iterator[Found]:
    """Below the year's curriculum, and not one small step up since a result of two terms ago, at most a year back."""
    say, now = ground.say, ground.summary.point.ordinal
    back = int(ground.limits.number("stalled-below", "half_terms"))
    below = ground.values.filter((pl.col("ordinal") == now) & pl.col("below_curriculum") & pl.col("step").is_not_null())
    if below.is_empty():
        return
    then = (
        ground.values.filter(pl.col("ordinal").is_between(now - YEAR, now - back) & pl.col("step").is_not_null())
        .sort("ordinal", maintain_order=True)
        .unique(["pupil_id", "series_id"], keep="last", maintain_order=True)
        .select(
            "pupil_id", "series_id", pl.col("step").alias("then_step"), pl.col("ordinal").alias("then_ordinal"),
            pl.col("code").alias("then_code"),
        )
    )  # fmt: skip
    rows = (
        below.join(then, on=["pupil_id", "series_id"], how="inner", maintain_order="left")
        .filter(pl.col("step") <= pl.col("then_step"))
        .sort("pupil_id", "subject", "series_id")
        .unique(["pupil_id", "subject"], keep="first", maintain_order=True)
    )
    for pupil_id, subject, series_id, scale, code, then_ordinal, then_code in rows.select(
        "pupil_id", "subject", "series_id", "scale", "code", "then_ordinal", "then_code"
    ).iter_rows():
        sentence = (
            f"{say.named(subject, scale)} is {say.result(scale, code)}, no small step up from "
            f"{say.result(scale, then_code)} at {say.when(then_ordinal)}."
        )
        evidence = say.trail(series_id, (now, code), (then_ordinal, then_code))
        yield pupil_id, FlagShown("stalled-below", subject, 2, sentence, *evidence)
