"""The same in several subjects. Rules: docs/judgements.md, “Flags”."""

from __future__ import annotations

from collections.abc import Collection, Iterator

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
    evidence = _evidence(ground, chosen.keys())
    for pupil_id, (severity, subjects) in chosen.items():
        sentence = f"Going down or below target in {subjects_in_words(list(subjects))}."
        rows = evidence.get(pupil_id, [])
        text = " & ".join(sorted(f"{row.what}|{row.when}={row.value}" for row in rows))
        yield pupil_id, FlagShown("several", "", severity, sentence, text, tuple(rows))


def _evidence(ground: Ground, pupils: Collection[int]) -> dict[int, list[EvidenceRow]]:
    """pupil_id → every present result with the one before it, and with the target where there is one."""
    say, now = ground.say, ground.summary.point.ordinal
    targets = {(row.pupil_id, row.series_id): row.target_code for row in ground.now if row.pupil_id in pupils}
    held: dict[int, list[EvidenceRow]] = {}
    for row in ground.recent:
        if row.pupil_id not in pupils:
            continue
        target = targets.get((row.pupil_id, row.series_id))
        lines = held.setdefault(row.pupil_id, [])
        lines.append(say.line(row.series_id, now, row.code if target is None else f"{row.code}, target {target}"))
        if row.previous_ordinal is not None and row.previous_code is not None:
            lines.append(say.line(row.series_id, row.previous_ordinal, row.previous_code))
    return held
