"""Where figures beside each other do not fit: between subjects, and between a test and the teacher's judgement.

Rules: docs/judgements.md, “Flags”.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import polars as pl

from progress_tui.analysis.flags.expectation import CORE
from progress_tui.analysis.flags.ground import Ground
from progress_tui.analysis.flags.registry import Found
from progress_tui.analysis.flags.thresholds import Thresholds
from progress_tui.analysis.flags.wording import amount, in_sentence, together
from progress_tui.domain.standing import Standing
from progress_tui.domain.views import FlagShown

_MET: Final = int(Standing.AT)


def gaps(ground: Ground) -> pl.DataFrame:
    """The widest gap of each pupil between reading, writing and maths, on one scale and in one kind of assessment.

    Returns:
        One row a pupil with a gap as large as the threshold: pupil_id, scale, gap (notches, or points of score), and
        subject, series_id and code of both ends as low_* and high_*; by pupil.
    """
    kind, limit = pl.col("scale_kind"), ground.limits.number
    least = (
        pl.when(kind.is_in(["bands", "rising"]))
        .then(limit("subject-gap", "notches"))
        .when(kind == "steps")
        .then(limit("subject-gap", "steps"))
        .when(kind == "standardised")
        .then(limit("subject-gap", "score"))
    )
    together_in = ["pupil_id", "scale", "series_kind"]
    place = pl.col("notch")
    held = (
        ground.recent.select(*together_in, "subject", "series_id", "code", "notch", "scale_kind", "is_main")
        .filter(pl.col("subject").is_in(CORE))
        .with_columns((place.max() - place.min()).over(together_in).alias("gap"))
        .filter(pl.col("gap") >= least)
        .sort(*together_in, "notch", "subject")
    )
    ends = ("subject", "series_id", "code")
    low = held.unique(together_in, keep="first", maintain_order=True).rename({end: f"low_{end}" for end in ends})
    high = held.unique(together_in, keep="last", maintain_order=True).select(
        *together_in, *(pl.col(end).alias(f"high_{end}") for end in ends)
    )
    return (
        low.join(high, on=together_in, how="inner", maintain_order="left")
        .sort("pupil_id", "is_main", "scale", descending=[False, True, False])
        .unique("pupil_id", keep="first", maintain_order=True)
    )


def subject_gap(ground: Ground) -> Iterator[Found]:
    """Best less worst of reading, writing and maths; once a pupil."""
    say, now = ground.say, ground.summary.point.ordinal
    for pupil_id, scale, gap, low, low_series, low_code, high, high_series, high_code in (
        gaps(ground)
        .select(
            "pupil_id", "scale", "gap", "low_subject", "low_series_id", "low_code", "high_subject", "high_series_id",
            "high_code",
        )
        .iter_rows()
    ):  # fmt: skip
        sentence = (
            f"{say.named(high, scale)} is {say.result(scale, high_code)}, {amount(say.scale(scale), gap)} above "
            f"{in_sentence(low)} ({say.result(scale, low_code)})."
        )
        evidence = together(say.trail(high_series, (now, high_code)), say.trail(low_series, (now, low_code)))
        yield pupil_id, FlagShown("subject-gap", "", 1, sentence, *evidence)


def disagrees(limits: Thresholds) -> pl.Expr:
    """Whether a test speaks against the teacher's judgement; null where one of them says nothing.

    An expression over teacher_standing (1–6), test_kind (kind of the test's scale) and test_score.
    """
    met, score = pl.col("teacher_standing") >= _MET, pl.col("test_score")
    scaled = pl.col("test_kind") == "scaled"
    low = pl.when(scaled).then(limits.number("test-vs-teacher", "low_scaled")).otherwise(
        limits.number("test-vs-teacher", "low")
    )  # fmt: skip
    high = pl.when(scaled).then(limits.number("test-vs-teacher", "high_scaled")).otherwise(
        limits.number("test-vs-teacher", "high")
    )  # fmt: skip
    return pl.when(met).then(score < low).otherwise(score >= high)


def test_vs_teacher(ground: Ground) -> Iterator[Found]:
    """A judgement now and a test at most two half-terms old that say different things of one subject."""
    say, now = ground.say, ground.summary.point.ordinal
    oldest = now - int(ground.limits.number("test-vs-teacher", "half_terms"))
    teacher = ground.recent.filter((pl.col("series_kind") == "teacher") & pl.col("is_main")).select(
        "pupil_id", "subject", "series_id", "scale", "code", pl.col("standing").alias("teacher_standing")
    )
    scored = ground.lines.select("series_id", "scale_kind").filter(
        pl.col("scale_kind").is_in(["standardised", "scaled"])
    )
    tests = (
        ground.values.select("pupil_id", "subject", "series_id", "scale", "ordinal", "code", "score")
        .filter((pl.col("ordinal") >= oldest) & pl.col("score").is_not_null())
        .join(scored, on="series_id", how="inner", maintain_order="left")
        .sort("pupil_id", "subject", "ordinal", "series_id")
        .unique(["pupil_id", "subject"], keep="last", maintain_order=True)
        .select(
            "pupil_id", "subject", pl.col("scale_kind").alias("test_kind"), pl.col("score").alias("test_score"),
            pl.col("series_id").alias("test_series"), pl.col("ordinal").alias("test_ordinal"),
            pl.col("scale").alias("test_scale"), pl.col("code").alias("test_code"),
        )
    )  # fmt: skip
    rows = teacher.join(tests, on=["pupil_id", "subject"], how="inner", maintain_order="left").filter(
        disagrees(ground.limits)
    )
    for pupil_id, subject, series_id, scale, code, test_series, test_ordinal, test_scale, test_code in rows.select(
        "pupil_id", "subject", "series_id", "scale", "code", "test_series", "test_ordinal", "test_scale", "test_code"
    ).iter_rows():
        sentence = (
            f"{say.named(subject, scale)} is judged {say.result(scale, code)}; "
            f"the test says {say.result(test_scale, test_code)} ({say.when(test_ordinal)})."
        )
        evidence = together(say.trail(series_id, (now, code)), say.trail(test_series, (test_ordinal, test_code)))
        yield pupil_id, FlagShown("test-vs-teacher", subject, 2, sentence, *evidence)
