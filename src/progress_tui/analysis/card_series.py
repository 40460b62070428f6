"""What a series' chart on the pupil card is drawn from: its scale's rungs, what was expected when, the targets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from progress_tui.analysis.catalogue import scales
from progress_tui.domain.calendar import Point
from progress_tui.domain.card import Expected, Rung, TargetShown
from progress_tui.domain.scales import Scale


def expected_over(
    scale: Scale, subject: str, span: tuple[int, int], years: Mapping[int, int | None], now: tuple[int, int | None]
) -> tuple[Expected, ...]:
    """What is expected from the first to the last ordinal of `span`, one entry wherever it changes.

    Args:
        scale: of the series.
        subject: of the series.
        span: ordinals of the first result and of the last result or target, both included.
        years: academic year → year group then, as far as results tell.
        now: ordinal of the point that is looked at, and the year group at it, from which other years are counted.

    Returns:
        Empty where nothing is expected at any of the points.
    """
    found: list[Expected] = []
    for ordinal in range(span[0], span[1] + 1):
        group = years.get(ordinal // 6)
        if group is None and now[1] is not None:
            group = now[1] + ordinal // 6 - now[0] // 6
        notch = scale.expected_notch(subject, group, Point(ordinal))
        if not found or found[-1].notch != notch:
            found.append(Expected(ordinal, notch, _code(scale, notch)))
    return tuple(found) if any(one.notch is not None for one in found) else ()


def _code(scale: Scale, notch: float | None) -> str:
    if notch is None:
        return ""
    if scale.numeric:
        return scale.number_label(notch)
    return next((value.code for value in scale.values if value.rank == notch), "")


def rungs_around(scale: Scale, notches: Iterable[float | None], codes: Mapping[float, str]) -> tuple[Rung, ...]:
    """The values of a scale of codes from one below the lowest in use to one above the highest, lowest first.

    Args:
        scale: of the series; scales of numbers have none.
        notches: of results, targets and expectations.
        codes: notch → code of results, for codes of another year's curriculum, which have no value of their own.
    """
    used = [notch for notch in notches if notch is not None]
    if scale.numeric or not used:
        return ()
    known = {float(value.rank): Rung(float(value.rank), value.code, value.label) for value in scale.values}
    for notch, code in codes.items():
        known.setdefault(notch, Rung(notch, code, code))
    return tuple(known[notch] for notch in sorted(known) if min(used) - 1 <= notch <= max(used) + 1)


def target_shown(row: Mapping[str, Any]) -> TargetShown:
    """A target from a row of `SchoolFrames.judged_targets`."""
    scale = scales()[row["scale"]]
    return TargetShown(row["ordinal"], row["code"], scale.describe(scale.read(row["raw"])), row["notch"])
