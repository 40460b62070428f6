"""Against a start: behind the starting point, and no small step for a child below the year's curriculum.

Rules: docs/judgements.md, “Flags”.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import polars as pl

from progress_tui.analysis.flags.ground import Ground, rows_of
from progress_tui.analysis.flags.registry import Found
from progress_tui.analysis.flags.wording import together
from progress_tui.analysis.progress.baselines import baseline_frame
from progress_tui.analysis.summary import YEAR
from progress_tui.domain.standing import Standing
from progress_tui.domain.views import FlagShown

_MET: Final = int(Standing.AT)


class Start(NamedTuple):
    """Where a pupil began in a subject; `prior` is low, middle, high or None."""

    pupil_id: int
    subject: str
    kind: str
    series_id: int
    scale: str
    ordinal: int
    code: str
    standing: int | None
    prior: str | None


Starts = dict[tuple[int, str], Start]
"""(pupil_id, subject) → start."""


def start_points(ground: Ground) -> Starts:
    """Where each pupil on roll began in each subject, as docs/judgements.md, “Baselines”, chooses it by default."""
    starts = map(Start._make, rows_of(baseline_frame(ground.summary).select(Start._fields)))
    return {(start.pupil_id, start.subject): start for start in starts}


def prior_high(ground: Ground) -> Starts:
    """The starts with high prior attainment, far enough back."""
    latest = _long_ago(ground, "depth-near")
    starts = ground.made(start_points)
    return {key: start for key, start in starts.items() if start.prior == "high" and start.ordinal <= latest}


def _long_ago(ground: Ground, flag: str) -> int:
    """The latest ordinal of a start: one of a few weeks ago is the result before, and that is what a fall is about."""
    return ground.summary.point.ordinal - int(ground.limits.number(flag, "half_terms"))


def behind_start(ground: Ground) -> Iterator[Found]:
    """The expected standard was met at the start and that of now is not: two judgements, nothing subtracted."""
    say, point = ground.say, ground.summary.point
    starts, latest = ground.made(start_points), _long_ago(ground, "behind-start")
    for row in ground.now:
        start = starts.get((row.pupil_id, row.subject))
        if start is None or row.standing is None or row.standing >= _MET:
            continue
        if start.standing is None or start.standing < _MET or start.ordinal > latest:
            continue
        if "phonics" in (start.kind, start.scale) or ground.lines[start.series_id].kind == "raw":
            continue
        sentence = (
            f"{say.named(row.subject, row.scale)} is {say.result(row.scale, row.code)}; the expected standard was met "
            f"at the start ({say.result(start.scale, start.code)}, {say.when(start.ordinal)})."
        )
        evidence = together(
            say.trail(row.series_id, (point.ordinal, row.code)), say.trail(start.series_id, (start.ordinal, start.code))
        )
        yield row.pupil_id, FlagShown("behind-start", row.subject, 1, sentence, *evidence)


def stalled_below(ground: Ground) -> Iterator[Found]:
    """Below the year's curriculum, and not one small step up since a result of two terms ago, at most a year back."""
    say, now = ground.say, ground.summary.point.ordinal
    back = int(ground.limits.number("stalled-below", "half_terms"))
    below = ground.summary.values_now.filter(pl.col("below_curriculum") & pl.col("step").is_not_null())
    if below.is_empty():
        return
    lately = pl.col("ordinal").is_between(now - YEAR, now - back)
    then = (
        ground.summary.values.filter(lately & pl.col("step").is_not_null())
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
