"""Against the expected standard now: below, within reach, near in the third subject, near the higher standard.

Rules: docs/judgements.md, “Flags”.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from progress_tui.analysis.flags.ground import Ground, SubjectNow
from progress_tui.analysis.flags.registry import Found
from progress_tui.analysis.flags.starts import prior_high
from progress_tui.analysis.flags.wording import in_sentence, subjects_in_words, together
from progress_tui.domain.standing import Standing
from progress_tui.domain.subjects import CORE
from progress_tui.domain.views import FlagShown

_MET: Final = int(Standing.AT)
_NEAR: Final = int(Standing.JUST_BELOW)
_SECURE: Final = int(Standing.SECURE)


def ongoing(ground: Ground) -> list[tuple[int, str]]:
    """Who is below the expected standard for the third point running and has a live action: somebody is on it.

    Returns:
        (pupil_id, subject), sorted.
    """
    return sorted(
        (row.pupil_id, row.subject)
        for row in ground.recent
        if row.is_main
        and row.pupil_id in ground.with_action
        and all(
            standing is not None and standing < _MET
            for standing in (row.standing, row.previous_standing, row.before_standing)
        )
    )


def below(ground: Ground) -> Iterator[Found]:
    """Below expectation; a result one notch under is `just-below` in its place, an ongoing one is not raised again."""
    say, point = ground.say, ground.summary.point
    already = frozenset(ground.made(ongoing))
    for row in ground.now:
        if row.standing is None or row.standing >= _NEAR or (row.pupil_id, row.subject) in already:
            continue
        severity = 2 if row.standing == Standing.WELL_BELOW else 1
        sentence = (
            f"{say.named(row.subject, row.scale)} is {say.result(row.scale, row.code)}, below the expected standard at "
            f"{point.code}."
        )
        evidence = say.trail(row.series_id, (point.ordinal, row.code))
        yield row.pupil_id, FlagShown("below", row.subject, severity, sentence, *evidence)


def just_below(ground: Ground) -> Iterator[Found]:
    """One notch under the expected standard, or a score within reach of it."""
    say, point = ground.say, ground.summary.point
    for row in ground.now:
        if row.standing != _NEAR:
            continue
        scored = say.numeric(row.scale) and row.to_expected is not None
        reach = f"{-(row.to_expected or 0):g} under" if scored else "one notch under"
        sentence = (
            f"{say.named(row.subject, row.scale)} is {say.result(row.scale, row.code)}, {reach} the expected standard "
            f"at {point.code}."
        )
        evidence = say.trail(row.series_id, (point.ordinal, row.code))
        yield row.pupil_id, FlagShown("just-below", row.subject, 1, sentence, *evidence)


def rwm_near(ground: Ground) -> Iterator[Found]:
    """At the expected standard in two of reading, writing and maths, just below in the third."""
    say, now = ground.say, ground.summary.point.ordinal
    held: dict[int, list[SubjectNow]] = {}
    for row in ground.now:
        if row.standing is not None and row.subject in CORE:
            held.setdefault(row.pupil_id, []).append(row)
    for pupil_id in sorted(held):
        results = sorted(held[pupil_id], key=lambda row: row.subject)
        met = [row.subject for row in results if row.standing is not None and row.standing >= _MET]
        near = [row.subject for row in results if row.standing == _NEAR]
        if (len(met), len(near)) == (2, 1):
            sentence = f"At the expected standard in {subjects_in_words(met)}, just below in {in_sentence(near[0])}."
            evidence = together(*(say.trail(row.series_id, (now, row.code)) for row in results))
            yield pupil_id, FlagShown("rwm-near", near[0], 2, sentence, *evidence)


def depth_near(ground: Ground) -> Iterator[Found]:
    """Near the higher standard: securely at, a score close under the higher line, or high at the start and now at."""
    say, point = ground.say, ground.summary.point
    least, began_high = ground.limits.number("depth-near", "score"), prior_high(ground)
    for row in ground.now:
        if row.standing not in (_MET, _SECURE):
            continue
        close = row.score is not None and row.score >= least and ground.lines[row.series_id].kind == "standardised"
        start = began_high.get((row.pupil_id, row.subject))
        close = close or row.standing == _SECURE
        if not close and start is None:
            continue
        words = f"{say.named(row.subject, row.scale)} at {point.code}: {say.result(row.scale, row.code)}"
        evidence = say.trail(row.series_id, (point.ordinal, row.code))
        if start is None or close:
            sentence = f"{words}, near the higher standard."
        else:
            began = f"{say.result(start.scale, start.code)}, {say.when(start.ordinal)}"
            sentence = f"{words}; it began high ({began})."
            evidence = together(evidence, say.trail(start.series_id, (start.ordinal, start.code)))
        yield row.pupil_id, FlagShown("depth-near", row.subject, 1, sentence, *evidence)
