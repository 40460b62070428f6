"""Good news, shown apart from the questions. Rules: docs/judgements.md, “Flags”."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import polars as pl

from progress_tui.analysis.flags.ground import Ground
from progress_tui.analysis.flags.registry import Found
from progress_tui.domain.standing import Standing
from progress_tui.domain.views import FlagShown

_MET: Final = int(Standing.AT)
_TRAIL: Final = ("code", "ordinal", "previous_code", "previous_ordinal")


def biggest_rise(ground: Ground) -> Iterator[Found]:
    """The biggest rise of the class in a subject, as large as a fall would have to be to be marked or notable.

    Children who rose as far share it; where more than a few did, nobody is named.
    """
    least = pl.when(pl.col("unit") == "score").then(-pl.col("notable")).otherwise(-pl.col("marked"))
    most = int(ground.limits.number("biggest-rise", "most"))
    together = ["class_id", "subject"]
    rows = (
        ground.recent.filter("is_main", pl.col("fall_judged"), pl.col("change") >= least)
        .filter(pl.col("change") == pl.col("change").max().over(together))
        .filter(pl.len().over(together) <= most)
    )
    yield from _raised(ground, rows, "biggest-rise", "the biggest rise of the class")


def now_at(ground: Ground) -> Iterator[Found]:
    """The expected standard is met now and was not last time; on scores only when the rise is more than error."""
    enough = (pl.col("unit") != "score") | pl.col("unit").is_null() | (pl.col("change") >= -pl.col("watch"))
    rows = ground.recent.filter(
        "is_main", pl.col("standing") >= _MET, pl.col("previous_standing") < _MET, pl.col("change") > 0, enough
    )
    yield from _raised(ground, rows, "now-at", "now at the expected standard")


def _raised(ground: Ground, rows: pl.DataFrame, flag: str, why: str) -> Iterator[Found]:
    say = ground.say
    for pupil_id, subject, series_id, scale, change, code, ordinal, previous_code, previous in rows.select(
        "pupil_id", "subject", "series_id", "scale", "change", *_TRAIL
    ).iter_rows():
        by = f" (by {change:g})" if say.numeric(scale) else ""
        sentence = (
            f"{say.named(subject, scale)} rose from {say.result(scale, previous_code)} to {say.result(scale, code)}{by}"
            f" since {say.when(previous)}: {why}."
        )
        yield (
            pupil_id,
            FlagShown(flag, subject, 0, sentence, *say.trail(series_id, (ordinal, code), (previous, previous_code))),
        )
