"""From the rules to the flags of a school: raised, dismissed, counted."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import polars as pl

from progress_tui.analysis.filters import FLAG_SCHEMA
from progress_tui.analysis.flags.expectation import ongoing
from progress_tui.analysis.flags.ground import Ground
from progress_tui.analysis.flags.registry import ONCE
from progress_tui.analysis.flags.rules import BY_ID, RULES
from progress_tui.analysis.flags.thresholds import Thresholds, thresholds
from progress_tui.analysis.summary import Summary
from progress_tui.domain.views import FlagShown

_PLACES: Final = {rule.flag: rule.pressing for rule in RULES}

Flags = dict[int, tuple[FlagShown, ...]]
"""pupil_id → flags, the most pressing first; good news (severity 0) last."""


class Dismissed(NamedTuple):
    """A flag that would be raised, had it not been dismissed with a reason."""

    pupil_id: int
    flag: FlagShown
    reason: str


@dataclass(frozen=True, slots=True)
class Raised:
    """What the rules found.

    Attributes:
        flags: pupil_id → flags in force.
        dismissed: those that somebody dismissed and whose evidence is still the same.
        ongoing: (pupil_id, subject) below the expected standard for the third point with a live action: not raised.
    """

    flags: Flags
    dismissed: tuple[Dismissed, ...]
    ongoing: tuple[tuple[int, str], ...] = field(default=())


def evidence_key(evidence: str) -> str:
    """The hash of a flag's evidence that a dismissal keeps: sixteen hexadecimal digits."""
    return hashlib.blake2b(evidence.encode(), digest_size=8).hexdigest()


def raised(summary: Summary, limits: Thresholds | None = None) -> Raised:
    """Run every rule.

    Args:
        summary: the school at a point.
        limits: the thresholds; those in force without it.

    Raises:
        DataFileError: the config file is not valid.
    """
    found: dict[int, list[FlagShown]] = {}
    ground = Ground(summary, limits or thresholds(), found)
    dismissals = _dismissals(summary)
    left_out: list[Dismissed] = []
    # Those that follow from others come last: what is dismissed does not count in them.
    for rule in sorted(RULES, key=lambda rule: rule.follows):
        for pupil_id, flag in list(rule.rule(ground)):
            reason = _reason(dismissals, pupil_id, flag)
            if reason is None:
                found.setdefault(pupil_id, []).append(flag)
            else:
                left_out.append(Dismissed(pupil_id, flag, reason))
    flags = {pupil_id: tuple(sorted(own, key=_pressing)) for pupil_id, own in found.items()}
    return Raised(flags, tuple(left_out), tuple(ground.made(ongoing)))


def _pressing(flag: FlagShown) -> tuple[int, int, str, str]:
    return -flag.severity, _PLACES[flag.flag], flag.subject, flag.evidence


def _dismissals(summary: Summary) -> Mapping[tuple[int, str, str], Mapping[str, str]]:
    """(pupil_id, flag, subject) → hash of the evidence → reason; of several on one the latest."""
    held: dict[tuple[int, str, str], dict[str, str]] = {}
    for pupil_id, flag, subject, evidence, reason in summary.frames.dismissals.select(
        "pupil_id", "flag", "subject", "evidence", "reason"
    ).iter_rows():
        held.setdefault((pupil_id, flag, subject), {})[evidence] = reason
    return held


def _reason(dismissals: Mapping[tuple[int, str, str], Mapping[str, str]], pupil_id: int, flag: FlagShown) -> str | None:
    held = dismissals.get((pupil_id, flag.flag, flag.subject))
    return None if held is None else held.get(evidence_key(flag.evidence))


def flags_of(summary: Summary, limits: Thresholds | None = None) -> Flags:
    """pupil_id → flags in force, most pressing first (severity, then change before target before expectation)."""
    return raised(summary, limits).flags


def flags_frame(flags: Mapping[int, Sequence[FlagShown]]) -> pl.DataFrame:
    """The flags as a frame (`FLAG_SCHEMA`), for filters."""
    rows = [
        (pupil_id, flag.flag, flag.subject, flag.severity, _question(flag))
        for pupil_id, own in flags.items()
        for flag in own
    ]
    return pl.DataFrame(rows, schema=FLAG_SCHEMA, orient="row")


def concerns(flags: Iterable[FlagShown]) -> tuple[FlagShown, ...]:
    """The questions among flags as they are shown: of one subject's falls and drifts only the most pressing.

    Args:
        flags: of one pupil, the most pressing first.
    """
    seen: set[str] = set()
    shown = []
    for flag in flags:
        changed = BY_ID[flag.flag].family == "change"
        if flag.severity > 0 and not (changed and flag.subject in seen):
            shown.append(flag)
        if changed:
            seen.add(flag.subject)
    return tuple(shown)


def counted(flags: Iterable[FlagShown]) -> int:
    """How many questions a pupil's flags are: each subject counts once in a family (expectation, target, change)."""
    return len({_question(flag) for flag in flags} - {None})


def _question(flag: FlagShown) -> str | None:
    """What a flag counts as: equal texts are one question; None for good news."""
    if flag.severity == 0:
        return None
    family = BY_ID[flag.flag].family
    return f"{family if family in ONCE else flag.flag}|{flag.subject}"


def good_news(flags: Iterable[FlagShown]) -> tuple[FlagShown, ...]:
    """The good news among flags."""
    return tuple(flag for flag in flags if flag.severity == 0)


def covered(flag: FlagShown, flags: Iterable[FlagShown]) -> tuple[FlagShown, ...]:
    """A flag with those it is shown in place of: the other falls and drifts of its subject.

    Who dismisses what is shown does not want to meet the same event in its place.
    """
    if BY_ID[flag.flag].family != "change":
        return (flag,)
    same = (one for one in flags if BY_ID[one.flag].family == "change" and one.subject == flag.subject)
    return (flag, *(one for one in same if one != flag and one.severity <= flag.severity))
