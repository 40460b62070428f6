"""How a filter is said in words. "Below expected" and "below target" are never shortened to "below"."""

from __future__ import annotations

from collections.abc import Sequence

from progress_tui.domain.subjects import subject_label
from progress_tui.domain.text import visible

FLAG_WORDS: dict[str, str] = {
    "below": "below expected",
    "just-below": "within reach of expected",
    "below-target": "below target",
    "fell": "fell since last time",
    "drifting": "drifting down over three results",
    "quiet-decline": "quiet decline",
    "stalled-below": "no small step for two terms",
    "behind-start": "behind the starting point",
    "subject-gap": "gap between subjects",
    "test-vs-teacher": "test and teacher disagree",
    "rwm-near": "at expected in two subjects, near in the third",
    "depth-near": "near the higher standard",
    "attendance": "absence",
    "no-data": "no result",
    "several": "several subjects",
    "attitude": "attitude to learning",
    "support-not-working": "support without effect",
    "action-overdue": "action overdue",
    "queried": "result queried",
    "new": "joined since last time",
    "not-discussed": "not discussed in three meetings",
    "biggest-rise": "biggest rise",
    "now-at": "now at expected",
}
"""Flag id → words (domain reference, section 5); a flag not listed is its id with spaces."""

INVERSE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "="}
"""The comparison that is true exactly where the other is false."""


def flag_words(flag: str) -> str:
    """`fell` → `flag: fell since last time`."""
    return "flag: " + visible(FLAG_WORDS.get(flag, flag.replace("-", " ")))


def in_subject(subject: str | None) -> str:
    """`in reading`, `in GPS`, or `in any subject` for None."""
    if subject is None:
        return "in any subject"
    label = subject_label(subject)
    return "in " + visible(label if label.isupper() else label[:1].lower() + label[1:])


def joined(subjects: Sequence[str]) -> str:
    """`in reading, GPS and maths`."""
    names = [in_subject(subject).removeprefix("in ") for subject in subjects]
    return "in " + " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def number_words(number: float) -> str:
    """`10`, `2.5`, `−2`: no trailing zeros, a true minus sign."""
    text = str(int(number)) if number == int(number) else str(number)
    return text.replace("-", "−")


def amount(op: str, number: float, unit: str = "") -> str:
    """`under 90`, `10 % or more`, `exactly 2 flags`.

    Args:
        op: one of `< <= > >= = !=`.
        number: the figure compared with.
        unit: put after the figure with a space.
    """
    figure = f"{number_words(number)} {unit}".rstrip()
    return {
        "<": f"under {figure}",
        "<=": f"{figure} or less",
        ">": f"over {figure}",
        ">=": f"{figure} or more",
        "=": f"exactly {figure}",
        "!=": f"other than {figure}",
    }[op]


def distance_words(op: str, number: float, standard: str) -> str:
    """A distance in words: `below target`, `2 or more notches below target`.

    Args:
        op: one of `< <= > >= = !=`.
        number: notches; negative is below.
        standard: what the distance is from: `target`, or `the expected standard`.
    """
    if number == 0:
        on = "on" if standard == "target" else "at"
        sides = {"<": "below", "<=": f"{on} or below", ">": "above", ">=": f"{on} or above", "=": on, "!=": f"not {on}"}
        return f"{sides[op]} {standard}"
    figure, notches = number_words(abs(number)), "notch" if abs(number) == 1 else "notches"
    side = "below" if number < 0 else "above"
    if op == ("<=" if number < 0 else ">="):
        return f"{figure} or more notches {side} {standard}"
    if op == ("<" if number < 0 else ">"):
        return f"more than {figure} {notches} {side} {standard}"
    return f"distance from {standard} {amount(op, number)}"


def change_words(op: str, number: float, where: str) -> str:
    """`down in reading since last time`, or `change in reading since last time −2 or less`."""
    sides = {
        "<": "down",
        ">": "up",
        "=": "unchanged",
        "!=": "changed",
        "<=": "down or unchanged",
        ">=": "up or unchanged",
    }
    if number == 0:
        return f"{sides[op]} {where} since last time"
    return f"change {where} since last time {amount(op, number)}"
