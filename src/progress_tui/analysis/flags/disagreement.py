"""Where figures beside each other do not fit: between subjects, and between a test and the teacher's judgement.

Rules: docs/judgements.md, “Flags”.
"""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter
from typing import Final, NamedTuple

import polars as pl

from progress_tui.analysis.flags.ground import Ground, Recent, rows_of
from progress_tui.analysis.flags.registry import Found
from progress_tui.analysis.flags.thresholds import Thresholds
from progress_tui.analysis.flags.wording import amount, in_sentence, together
from progress_tui.domain.standing import Standing
from progress_tui.domain.subjects import CORE
from progress_tui.domain.views import FlagShown

_MET: Final = int(Standing.AT)


class Gap(NamedTuple):
    """The lowest and the highest of a pupil's subjects, and how far they are apart (notches, or points of score)."""

    low: Recent
    high: Recent
    size: float


def gaps(ground: Ground) -> list[Gap]:
    """The widest gap of each pupil between reading, writing and maths, on one scale and in one kind of assessment.

    Returns:
        One a pupil with a gap as large as the threshold, by pupil.
    """
    limit = ground.limits.number
    notches, steps = limit("subject-gap", "notches"), limit("subject-gap", "steps")
    least = {"bands": notches, "rising": notches, "steps": steps, "standardised": limit("subject-gap", "score")}
    told = {number for number, line in ground.lines.items() if line.kind in least}
    held: dict[tuple[int, str, str], list[tuple[float, str, Recent]]] = {}
    for row in ground.recent:
        if row.subject in CORE and row.series_id in told and row.notch is not None:
            held.setdefault((row.pupil_id, row.scale, row.series_kind), []).append((row.notch, row.subject, row))
    found = []
    for own in held.values():
        (lowest, _, low), (highest, _, high) = min(own), max(own)
        if highest - lowest >= least[ground.lines[low.series_id].kind]:
            found.append(Gap(low, high, highest - lowest))
    found.sort(key=lambda gap: (gap.low.pupil_id, not gap.low.is_main, gap.low.scale, gap.low.series_kind))
    first: dict[int, Gap] = {}
    for gap in found:
        first.setdefault(gap.low.pupil_id, gap)
    return list(first.values())


def subject_gap(ground: Ground) -> Iterator[Found]:
    """Best less worst of reading, writing and maths; once a pupil."""
    say, now = ground.say, ground.summary.point.ordinal
    for low, high, size in gaps(ground):
        sentence = (
            f"{say.named(high.subject, high.scale)} is {say.result(high.scale, high.code)}, "
            f"{amount(say.scale(high.scale), size)} above {in_sentence(low.subject)} "
            f"({say.result(low.scale, low.code)})."
        )
        evidence = together(say.trail(high.series_id, (now, high.code)), say.trail(low.series_id, (now, low.code)))
        yield low.pupil_id, FlagShown("subject-gap", "", 1, sentence, *evidence)


class Tested(NamedTuple):
    """The latest score of a test."""

    pupil_id: int
    subject: str
    ordinal: int
    series_id: int
    scale: str
    code: str
    score: float


def tests(ground: Ground) -> dict[tuple[int, str], Tested]:
    """(pupil_id, subject) → the latest test on standardised or scaled scores, at most two half-terms old."""
    oldest = ground.summary.point.ordinal - int(ground.limits.number("test-vs-teacher", "half_terms"))
    scored = [number for number, line in ground.lines.items() if line.kind in ("standardised", "scaled")]
    rows = ground.summary.values.select(Tested._fields).filter(
        (pl.col("ordinal") >= oldest) & pl.col("score").is_not_null() & pl.col("series_id").is_in(scored)
    )
    found = sorted(map(Tested._make, rows_of(rows)), key=itemgetter(2, 3))
    return {row[:2]: row for row in found}


def disagrees(limits: Thresholds, standing: int | None, scaled: bool, score: float) -> bool:
    """Whether a score speaks against a teacher's judgement (1–6); not where that says nothing (None)."""
    if standing is None:
        return False
    suffix = "_scaled" if scaled else ""
    if standing >= _MET:
        return score < limits.number("test-vs-teacher", f"low{suffix}")
    return score >= limits.number("test-vs-teacher", f"high{suffix}")


def test_vs_teacher(ground: Ground) -> Iterator[Found]:
    """A judgement now and a test at most two half-terms old that say different things of one subject."""
    say, now, tested = ground.say, ground.summary.point.ordinal, tests(ground)
    for row in ground.recent:
        test = tested.get((row.pupil_id, row.subject))
        if test is None or not row.is_main or row.series_kind != "teacher":
            continue
        scaled = ground.lines[test.series_id].kind == "scaled"
        if not disagrees(ground.limits, row.standing, scaled, test.score):
            continue
        sentence = (
            f"{say.named(row.subject, row.scale)} is judged {say.result(row.scale, row.code)}; "
            f"the test says {say.result(test.scale, test.code)} ({say.when(test.ordinal)})."
        )
        evidence = together(
            say.trail(row.series_id, (now, row.code)), say.trail(test.series_id, (test.ordinal, test.code))
        )
        yield row.pupil_id, FlagShown("test-vs-teacher", row.subject, 2, sentence, *evidence)
