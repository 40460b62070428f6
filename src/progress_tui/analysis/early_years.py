"""The good level of development, where a school has the early learning goals but not the word. Rule: docs/scales.md."""

from __future__ import annotations

from typing import Final

import polars as pl

from progress_tui.analysis.catalogue import scales
from progress_tui.domain.calendar import Point
from progress_tui.domain.early_years import GLD_GOALS, good_level_of_development

_GOALS: Final = [goal.lower() for goal in GLD_GOALS]
_SINCE: Final = 2021
"""The academic year (its start) of the first profile with the seventeen goals: before, E01 to E12 were other goals."""

_KEY: Final = "derived-gld"
_LABEL: Final = "GLD from the early learning goals"


def with_good_level(series: pl.DataFrame, results: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Add a series for the good level of development that follows from the goals E01 to E12.

    Args:
        series: `series` as the school file holds it.
        results: `results` as the school file holds it.

    Returns:
        Both as they are where the file holds a good level, or no child has all twelve goals at one point; else with
        one series more (a number above all others, key `derived-gld`) and a `Yes` or `No` for every child and point
        with all twelve, since 2021-22. Nothing of it is stored.
    """
    if series.filter(pl.col("subject") == "gld").height:
        return series, results
    goals = series.filter((pl.col("scale") == "eyfs") & pl.col("subject").is_in(_GOALS)).select("series_id", "subject")
    if goals.height < len(_GOALS):
        return series, results
    held: dict[tuple[int, int], dict[str, int]] = {}
    scale = scales()["eyfs"]
    recent = results.filter(pl.col("ordinal") >= Point.of(_SINCE, "Aut1").ordinal)
    rows = recent.join(goals, on="series_id", how="inner", maintain_order="left")
    for pupil_id, ordinal, subject, raw in rows.select("pupil_id", "ordinal", "subject", "raw").iter_rows():
        notch = scale.read(raw).notch
        if notch is not None:
            held.setdefault((pupil_id, ordinal), {})[subject] = int(notch)
    levels = {place: good_level_of_development(own) for place, own in held.items()}
    number = int(series.select(pl.col("series_id").max()).item()) + 1
    found = [
        (pupil_id, number, ordinal, "Yes" if level else "No")
        for (pupil_id, ordinal), level in levels.items()
        if level is not None
    ]
    if not found:
        return series, results
    row = (number, _KEY, "gld", "EYFSP", "statutory", "gld", "", _LABEL, None, None)
    return (
        pl.concat([series, pl.DataFrame([row], schema=series.schema, orient="row")]),
        pl.concat([results, pl.DataFrame(found, schema=results.schema, orient="row")]),
    )


def without_good_level(series: pl.DataFrame) -> pl.DataFrame:
    """`series` as the school file holds it."""
    return series.filter(pl.col("key") != _KEY)
