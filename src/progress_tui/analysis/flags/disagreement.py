"""Where figures beside each other do not fit: between subjects, and between a test and the teacher's judgement.

Rules: docs/judgements.md, “Flags”.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import polars as pl

from progress_tui.analysis.catalogue import scales
from progress_tui.analysis.flags.expectation import CORE
from progress_tui.analysis.flags.ground import Ground
from progress_tui.analysis.flags.registry import Found
from progress_tui.analysis.flags.wording import amount, in_sentence, together
from progress_tui.analysis.thresholds import Thresholds
from progress_tui.domain.standing import Standing
from progress_tui.domain.views import FlagShown

_MET: Final = int(Standing.AT)


def subject_gap(ground: Ground) -> Iterator[Found]:
    """Best less worst of reading, writing and maths on one scale and one kind of assessment; once a pupil."""
    say, limits, now = ground.say, ground.limits, ground.summary.point.ordinal
    kind = pl.col("scale_kind")
    least = (
        pl.when(kind.is_in(["bands", "rising"]))
        .then(limits.number("subject-gap", "notches"))
        .when(kind == "steps")
        .then(limits.number("subject-gap", "steps"))
        .when(kind == "standardised")
        .then(limits.number("subject-gap", "score"))
    )
    against = pl.when(kind == "rising").then(pl.col("notch") - pl.col("expected_notch")).otherwise("notch")
    held = (
        ground.recent.filter(pl.col("subject").is_in(CORE) & ~pl.col("below_curriculum"))
        .with_columns(least.alias("least"), against.alias("place"))
        .filter(pl.col("least").is_not_null() & pl.col("place").is_not_null())
        .sort("pupil_id", "scale", "series_kind", "place", "subject")
    )
    together_in = ["pupil_id", "scale", "series_kind"]
    ends = [pl.col(column) for column in ("subject", "series_id", "code")]
    gaps = (
        held.group_by(together_in, maintain_order=True)
        .agg(
            (pl.col("place").last() - pl.col("place").first()).alias("gap"),
            pl.col("least").first(),
            pl.col("is_main").any(),
            *(end.first().name.prefix("low_") for end in ends),
            *(end.last().name.prefix("high_") for end in ends),
        )
        .filter(pl.col("gap") >= pl.col("least"))
        .sort("pupil_id", "is_main", "scale", descending=[False, True, False])
        .unique("pupil_id", keep="first", maintain_order=True)
    )
    for pupil_id, scale, gap, low, low_series, low_code, high, high_series, high_code in gaps.select(
        "pupil_id", "scale", "gap", "low_subject", "low_series_id", "low_code", "high_subject", "high_series_id",
        "high_code",
    ).iter_rows():  # fmt: skip
        sentence = (
            f"{say.named(high, scale)} is {say.result(scale, high_code)}, {amount(scales()[scale], gap)} above "
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
    tests = (
        ground.summary.past.filter(
            (pl.col("kind") == "value") & (pl.col("ordinal") >= oldest) & pl.col("score").is_not_null()
        )
        .join(ground.lines.select("series_id", "scale_kind"), on="series_id", how="inner", maintain_order="left")
        .filter(pl.col("scale_kind").is_in(["standardised", "scaled"]))
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
