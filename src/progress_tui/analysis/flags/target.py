"""Against an individual target. Rules: docs/judgements.md, “Flags”."""

from __future__ import annotations

from collections.abc import Iterator

from progress_tui.analysis.flags.ground import Ground
from progress_tui.analysis.flags.registry import Found
from progress_tui.analysis.flags.wording import amount, together
from progress_tui.domain.views import EvidenceRow, FlagShown


def below_target(ground: Ground) -> Iterator[Found]:
    """Below target; on level points at the end of the year only, as their target is a line until then."""
    say, now = ground.say, ground.summary.point.ordinal
    for row in ground.now:
        distance = row.distance
        if distance is None or distance >= 0:
            continue
        line = ground.lines[row.series_id]
        if line.unit and not line.judged:
            continue
        # A fall that counts as marked on codes and as notable on scores is as far below target as a priority is.
        far = bool(line.unit) and distance <= (line.notable if line.unit == "score" else line.marked)
        target = row.target_code or ""
        sentence = (
            f"{say.named(row.subject, row.scale)} is {amount(say.scale(row.scale), -distance)} below target: "
            f"{say.result(row.scale, row.code)} against {say.result(row.scale, target)}."
        )
        aim = (f"target={target}", (EvidenceRow("Target", say.at(now), target),))
        evidence = together(say.trail(row.series_id, (now, row.code)), aim)
        yield row.pupil_id, FlagShown("below-target", row.subject, 3 if far else 2, sentence, *evidence)
