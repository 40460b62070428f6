"""Change inside one series: fell, drifting, and the quiet decline of which nobody has charge.

Each is raised once a subject, on the series where it is most pressing. Rules: docs/judgements.md, “Flags”; the lines of
a fall are in the scale files.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from progress_tui.analysis.flags.ground import Ground, Recent
from progress_tui.analysis.flags.registry import Found
from progress_tui.domain.views import FlagShown


class Fall(NamedTuple):
    """A fall that is more than error.

    Attributes:
        row: the result with those before it.
        change: how far, negative.
        severity: 1–3; `is_notable` for a notable fall on scores.
    """

    row: Recent
    change: float
    severity: int
    is_notable: bool


def falls(ground: Ground) -> list[Fall]:
    """Every fall of a result now that is more than error, and judged at this point.

    Returns:
        By pupil and subject, the most pressing first, then that of the series which speaks for the subject.
    """
    found = []
    for row in ground.recent:
        change = row.change
        if change is None or change >= 0:
            continue
        line = ground.lines[row.series_id]
        if line.judged and change <= line.watch:
            severity = (2 if change <= line.marked else 1) + (line.unit == "notch")
            found.append(Fall(row, change, severity, line.unit == "score" and change <= line.notable))
    return sorted(
        found,
        key=lambda fall: (
            fall.row.pupil_id, fall.row.subject, -fall.severity, not fall.row.is_main, fall.row.series_id,
        ),
    )  # fmt: skip


def fell(ground: Ground) -> Iterator[Found]:
    """A fall since last time, once a subject; on scores a notable fall in two subjects is severity 2 in both."""
    say, found = ground.say, falls(ground)
    notable_in: dict[int, set[str]] = {}
    for row, _, _, is_notable in found:
        if is_notable:
            notable_in.setdefault(row.pupil_id, set()).add(row.subject)
    seen: set[tuple[int, str]] = set()
    for row, change, severity, _ in found:
        if (row.pupil_id, row.subject) in seen or row.previous_ordinal is None or row.previous_code is None:
            continue
        seen.add((row.pupil_id, row.subject))
        both = notable_in.get(row.pupil_id, ())
        pressing = max(severity, 2) if len(both) >= 2 and row.subject in both else severity
        notable = ground.lines[row.series_id].notable
        by = f" (by {_size(change, notable, row.code, row.previous_code)})" if say.numeric(row.scale) else ""
        sentence = (
            f"{say.named(row.subject, row.scale)} fell from {say.result(row.scale, row.previous_code)} to "
            f"{say.result(row.scale, row.code)}{by} since {say.when(row.previous_ordinal)}."
        )
        yield row.pupil_id, FlagShown("fell", row.subject, pressing, sentence, *say.trail(row.series_id, *row.trail))


def _size(change: float, notable: float, *codes: str) -> str:
    """`8: watch`, `12: notable`; a floor or ceiling (`<70`) leaves open how much it was."""
    size = f"{-change:g}{' or more' if any(code[:1] in '<>' for code in codes) else ''}"
    return f"{size}: {'notable' if change <= notable else 'watch'}"


def drifts(ground: Ground) -> list[Recent]:
    """Who went down over three results of a series and never up, one row a pupil and subject.

    On codes one step down is enough; on scores the fall in all must be as large as the threshold `drifting.fall`.

    Returns:
        By pupil and subject.
    """
    least = ground.limits.number("drifting", "fall")
    enough = {"bands": 0.0, "rising": 0.0, "steps": 0.0, "standardised": least, "scaled": least}
    found = []
    for row in ground.recent:
        last, earlier = row.change, row.earlier_change
        if last is None or earlier is None or last > 0 or earlier > 0 or last + earlier >= 0:
            continue
        fall = enough.get(ground.lines[row.series_id].kind)
        if fall is not None and last + earlier <= -fall:
            found.append(row)
    found.sort(key=lambda row: (row.pupil_id, row.subject, not row.is_main, row.series_id))
    first: dict[tuple[int, str], Recent] = {}
    for row in found:
        first.setdefault((row.pupil_id, row.subject), row)
    return list(first.values())


def drifting(ground: Ground) -> Iterator[Found]:
    """Three results, never up and at least once down."""
    say = ground.say
    for row in drifts(ground):
        steps = [
            f"{say.result(row.scale, code)} ({say.when(ordinal)})"
            for ordinal, code in reversed(row.trail[1:])
            if ordinal is not None and code is not None
        ]
        sentence = (
            f"{say.named(row.subject, row.scale)} drifted down: {', '.join(steps)}, {say.result(row.scale, row.code)} "
            "now."
        )
        yield row.pupil_id, FlagShown("drifting", row.subject, 2, sentence, *say.trail(row.series_id, *row.trail))


def quiet_decline(ground: Ground) -> Iterator[Found]:
    """A fall of severity 2 or more, or drifting, of a child for whom nothing is under way, whatever the SEND status.

    Once a subject: the fall, else the drifting.
    """
    for pupil_id, flags in ground.raised.items():
        if pupil_id in ground.helped:
            continue
        causes = [flag for flag in flags if going_down(flag)]
        causes.sort(key=lambda flag: flag.flag == "drifting")
        for subject, cause in {flag.subject: flag for flag in reversed(causes)}.items():
            sentence = f"{cause.sentence.removesuffix('.')}; no live support or action."
            yield pupil_id, FlagShown("quiet-decline", subject, 3, sentence, cause.evidence, cause.rows)


def going_down(flag: FlagShown) -> bool:
    """Whether a flag is a fall to discuss or a drift."""
    return flag.flag == "drifting" or (flag.flag == "fell" and flag.severity >= 2)
