"""How a filter is said in words. "Below expected" and "below target" are never shortened to "below"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from progress_tui.domain.subjects import subject_label
from progress_tui.domain.text import visible

INVERSE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "="}
"""The comparison that is true exactly where the other is false."""

_MARKS = str.maketrans("“”", '""')


def in_marks(text: str) -> str:
    """`ade` → `“ade”`; marks inside become straight ones, so that the words can be read back."""
    return f"“{visible(text).translate(_MARKS)}”"


def name_words(text: str) -> str:
    """A class's name in a sentence: `4B`, `Willow Class`; in marks where it could be taken for more than a name."""
    return text if re.fullmatch(r"\w[\w -]*", text) and text.isprintable() else in_marks(text)


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
    return figure(number).replace("-", "−")


def figure(number: float) -> str:
    """A number as it is typed: `10`, `2.5`, `-2`; at most nine decimals, as many as a filter reads."""
    return str(int(number)) if number == int(number) else f"{number:.9f}".rstrip("0")


def spelt(value: str) -> str:
    """A name as a filter reads it: `4B`, and in quotation marks what is more than one plain word.

    What was read out of one pair of marks has none of them inside, so one of the two pairs always fits.
    """
    if re.fullmatch(r"\w[\w-]*", value):
        return value
    return f"“{value}”" if '"' in value else f'"{value}"'


def amount(op: str, number: float, unit: str = "") -> str:
    """`under 90`, `10 % or more`, `exactly 2 flags`.

    Args:
        op: one of `< <= > >= = !=`.
        number: the figure compared with.
        unit: put after the figure with a space.
    """
    words = f"{number_words(number)} {unit}".rstrip()
    return {
        "<": f"under {words}",
        "<=": f"{words} or less",
        ">": f"over {words}",
        ">=": f"{words} or more",
        "=": f"exactly {words}",
        "!=": f"other than {words}",
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
        sides = {"<": "below", "<=": f"{on} or below", ">": "above", ">=": f"{on} or above", "=": on}
        # Not "not on": that is said of a filter that denies "on", and asks of every subject what this asks of one.
        sides["!="] = "above or below"
        return f"{sides[op]} {standard}"
    size, notches = number_words(abs(number)), "notch" if abs(number) == 1 else "notches"
    side = "below" if number < 0 else "above"
    if op == ("<=" if number < 0 else ">="):
        return f"{size} or more notches {side} {standard}"
    if op == ("<" if number < 0 else ">"):
        return f"more than {size} {notches} {side} {standard}"
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
