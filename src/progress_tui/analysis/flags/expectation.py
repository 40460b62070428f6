"""Against the expected standard now: below, within reach, near in the third subject, near the higher standard.

Rules: docs/judgements.md, “Flags”.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import polars as pl

from progress_tui.analysis.flags.ground import Ground
from progress_tui.analysis.flags.registry import Found
from progress_tui.analysis.flags.starts import prior_high
from progress_tui.analysis.flags.wording import in_sentence, subjects_in_words, together
from progress_tui.domain.standing import Standing
from progress_tui.domain.views import FlagShown

CORE: Final = ("reading", "writing", "maths")
"""The subjects of the combined measure."""

_MET: Final = int(Standing.AT)
_NEAR: Final = int(Standing.JUST_BELOW)


def ongoing(ground: Ground) -> pl.DataFrame:
    """Who is below the expected standard for the third point running and has a live action: somebody is on it.

    Returns:
        pupil_id, subject, sorted.
    """
    low = [pl.col(f"{when}standing") < _MET for when in ("", "previous_", "before_")]
    held = ground.recent.filter(pl.col("is_main") & pl.col("pupil_id").is_in(list(ground.with_action)))
    return held.filter(pl.all_horizontal(low)).select("pupil_id", "subject").sort(pl.all())


def below(ground: Ground) -> Iterator[Found]:
    """Below expectation; a result one notch under is `just-below` in its place, an ongoing one is not raised again."""
    say, point = ground.say, ground.summary.point
    rows = ground.summary.subjects.select("pupil_id", "subject", "series_id", "scale", "code", "standing")
    already = frozenset(ground.made(ongoing).iter_rows())
    for pupil_id, subject, series_id, scale, code, standing in rows.filter(pl.col("standing") < _NEAR).iter_rows():
        if (pupil_id, subject) in already:
            continue
        severity = 2 if standing == Standing.WELL_BELOW else 1
        sentence = (
            f"{say.named(subject, scale)} is {say.result(scale, code)}, below the expected standard at {point.code}."
        )
        yield (
            pupil_id,
            FlagShown("below", subject, severity, sentence, *say.trail(series_id, (point.ordinal, code))),
        )


def just_below(ground: Ground) -> Iterator[Found]:
    """One notch under the expected standard, or a score within reach of it."""
    say, point = ground.say, ground.summary.point
    named = ("pupil_id", "subject", "series_id", "scale", "code", "to_expected")
    rows = ground.summary.subjects.select(*named, "standing").filter(pl.col("standing") == _NEAR)
    for pupil_id, subject, series_id, scale, code, under in rows.select(named).iter_rows():
        reach = f"{-under:g} under" if say.numeric(scale) else "one notch under"
        sentence = (
            f"{say.named(subject, scale)} is {say.result(scale, code)}, {reach} the expected standard at {point.code}."
        )
        yield pupil_id, FlagShown("just-below", subject, 1, sentence, *say.trail(series_id, (point.ordinal, code)))


def rwm_near(ground: Ground) -> Iterator[Found]:
    """At the expected standard in two of reading, writing and maths, just below in the third."""
    say, now = ground.say, ground.summary.point.ordinal
    judged = ground.summary.subjects.select("pupil_id", "subject", "series_id", "code", "standing")
    judged = judged.filter(pl.col("subject").is_in(CORE) & pl.col("standing").is_not_null())
    close = judged.group_by("pupil_id").agg(
        (pl.col("standing") >= _MET).sum().alias("met"), (pl.col("standing") == _NEAR).sum().alias("near")
    )
    chosen = judged.join(
        close.filter((pl.col("met") == 2) & (pl.col("near") == 1)), on="pupil_id", how="semi", maintain_order="left"
    ).sort("pupil_id", "subject")
    held: dict[int, list[tuple[str, int, str, bool]]] = {}
    for pupil_id, subject, series_id, code, standing in chosen.select(
        "pupil_id", "subject", "series_id", "code", "standing"
    ).iter_rows():
        held.setdefault(pupil_id, []).append((subject, series_id, code, standing >= _MET))
    for pupil_id, results in held.items():
        met = [subject for subject, _, _, reached in results if reached]
        near = next(subject for subject, _, _, reached in results if not reached)
        sentence = f"At the expected standard in {subjects_in_words(met)}, just below in {in_sentence(near)}."
        evidence = together(*(say.trail(series_id, (now, code)) for _, series_id, code, _ in results))
        yield pupil_id, FlagShown("rwm-near", near, 2, sentence, *evidence)


def depth_near(ground: Ground) -> Iterator[Found]:
    """Near the higher standard: securely at, a score close under the higher line, or high at the start and now at."""
    say, point = ground.say, ground.summary.point
    near_score = pl.col("scale_kind").eq("standardised") & (
        pl.col("score") >= ground.limits.number("depth-near", "score")
    )
    rows = (
        ground.summary.subjects.select("pupil_id", "subject", "series_id", "scale", "code", "standing", "score")
        .filter(pl.col("standing").is_in([_MET, int(Standing.SECURE)]))
        .join(ground.lines.select("series_id", "scale_kind"), on="series_id", how="left", maintain_order="left")
        .join(ground.made(prior_high), on=["pupil_id", "subject"], how="left", maintain_order="left")
        .with_columns((near_score | (pl.col("standing") == int(Standing.SECURE))).fill_null(value=False).alias("near"))
        .filter(pl.col("near") | pl.col("start_code").is_not_null())
    )
    for pupil_id, subject, series_id, scale, code, near, start_scale, start_series, start_ordinal, start_code in (
        rows.select(
            "pupil_id", "subject", "series_id", "scale", "code", "near", "start_scale", "start_series", "start_ordinal",
            "start_code",
        ).iter_rows()
    ):  # fmt: skip
        words = f"{say.named(subject, scale)} at {point.code}: {say.result(scale, code)}"
        evidence = say.trail(series_id, (point.ordinal, code))
        if near:
            sentence = f"{words}, near the higher standard."
        else:
            began = f"{say.result(start_scale, start_code)}, {say.when(start_ordinal)}"
            sentence = f"{words}; it began high ({began})."
            evidence = together(evidence, say.trail(start_series, (start_ordinal, start_code)))
        yield pupil_id, FlagShown("depth-near", subject, 1, sentence, *evidence)
