"""What single codes are: the values of a scale, reasons for having no result, and a raw code as it was read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from progress_tui.domain.standing import Standing

Exclusion = Literal["excluded", "not_met"]


@dataclass(frozen=True, slots=True)
class Value:
    """One value of an ordered scale.

    Attributes:
        code: how it is shown; `label` in words; `aliases` other spellings (compared without case and spaces).
        rank: its place on the scale in notches, ascending; `points` level points where the scale has them.
        standing: against expectation, on scales where the value itself says so.
        year_group: whose band it is in, on scales of one ladder across years.
        early: whether it belongs to a curriculum before Year 1 (pre-key-stage codes, P levels).
    """

    code: str
    label: str
    rank: int
    aliases: tuple[str, ...] = ()
    points: float | None = None
    standing: Standing | None = None
    year_group: int | None = None
    early: bool = False


@dataclass(frozen=True, slots=True)
class NonResult:
    """A code that says why there is no result. Never a number, always counted.

    Attributes:
        of: under the DfE measure, `excluded` from the denominator or kept in it as `not_met`.
    """

    code: str
    meaning: str
    of: Exclusion


BLANK = NonResult("", "blank", "excluded")
"""An empty cell."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A raw code as a scale reads it.

    Attributes:
        kind: `value` (a result), `non-result` (a reason), `unknown` (not on this scale), `out-of-range` (a sentinel).
        code: the canonical code, shown on screen.
        notch: place on the scale in notches: the rank of a value, or the score itself. A code of another year's
            curriculum stands where it stands in that year; `Scale.notch` moves it into the pupil's own.
        points: level points, on scales that have them.
        score: the number, on scales of numbers (months, on reading ages).
        censored: `<` or `>` when the score is a floor or a ceiling.
        standing: on scales where the value itself carries it, within its own curriculum.
        curriculum: the year group whose curriculum the code belongs to (`Y2 Secure`, `2s`), None when it says none.
        early: whether it belongs to a curriculum before Year 1.
        reason: why it is unknown, where that is known: `ambiguous`.
    """

    kind: Literal["value", "non-result", "unknown", "out-of-range"]
    code: str
    notch: float | None = None
    points: float | None = None
    score: float | None = None
    censored: Literal["", "<", ">"] = ""
    standing: Standing | None = None
    curriculum: int | None = None
    early: bool = False
    reason: Literal["", "ambiguous"] = ""


@dataclass(frozen=True, slots=True)
class Position:
    """A named stretch of a standardised scale (`average` from 95)."""

    start: float
    label: str


_JOINT = re.compile(r"_|(?<=\w)-(?=\w)")
_DIGITS = {
    ord(c): str(i % 10) for block in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "０１２３４５６７８９") for i, c in enumerate(block)
}


def digits(text: str) -> str:
    """`text` with Arabic-Indic and full-width digits as ASCII digits."""
    return text if text.isascii() else text.translate(_DIGITS)


def code_key(code: str) -> str:
    """How codes are compared: without case, spaces, underscores and hyphens between letters (`WTS-` keeps its sign)."""
    return _JOINT.sub("", "".join(code.split())).casefold()
