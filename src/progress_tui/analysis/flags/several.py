"""The same in several subjects. Rules: docs/judgements.md, “Flags”."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from progress_tui.analysis.flags.change import going_down
from progress_tui.analysis.flags.ground import Ground
from progress_tui.analysis.flags.registry import Found
from progress_tui.analysis.flags.wording import subjects_in_words
from progress_tui.domain.views import EvidenceRow, FlagShown


def several(ground: Ground) -> Iterator[Found]:
    """Below target, fallen at severity 2 or more, or drifting in at least two subjects: one more than the worst.

    The evidence is every present result with its target, so that a threshold that brings in another subject is no news.
    """
    enough = ground.limits.number("several", "subjects")
    chosen: dict[int, tuple[int, set[str]]] = {}
    for pupil_id, flags in ground.raised.items():
        causes = [flag for flag in flags if flag.flag == "below-target" or going_down(flag)]
        subjects = {flag.subject for flag in causes}
        if len(subjects) >= enough:
            chosen[pupil_id] = (min(3, 1 + max(flag.severity for flag in causes)), subjects)
    evidence = _evidence(ground, list(chosen))
    for pupil_id, (severity, subjects) in chosen.items():
        sentence = f"Going down or below target in {subjects_in_words(list(subjects))}."
        rows = evidence.get(pupil_id, [])
        text = " & ".join(sorted(f"{row.what}|{row.when}={row.value}" for row in rows))
        yield pupil_id, FlagShown("several", "", severity, sentence, text, tuple(rows))


def _evidence(ground: Ground, pupils: list[int]) -> dict[int, list[EvidenceRow]]:
    """pupil_id → every present result with the one before it, and with the target where there is one."""
    say, now = ground.say, ground.summary.point.ordinal
    own = pl.col("pupil_id").is_in(pupils)
    aims = ground.summary.subjects.select("pupil_id", "series_id", "target_code").filter(own).drop_nulls()
    targets = {(pupil_id, series_id): code for pupil_id, series_id, code in aims.iter_rows()}
    rows = ground.recent.select("pupil_id", "series_id", "code", "previous_ordinal", "previous_code").filter(own)
    held: dict[int, list[EvidenceRow]] = {}
    for pupil_id, series_id, code, previous, previous_code in rows.iter_rows():
        target = targets.get((pupil_id, series_id))
        lines = held.setdefault(pupil_id, [])
        lines.append(say.line(series_id, now, code if target is None else f"{code}, target {target}"))
        if previous is not None:
            lines.append(say.line(series_id, previous, previous_code))
    return held
