"""What somebody wants compared: as typed, before any school is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from progress_tui.domain.whom import EVERYBODY, Whom

Measure = Literal["expected", "higher", "mean", "change", "target", "absence"]
"""What groups are compared by."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is compared.

    Attributes:
        by: ids of dimensions, taken together; left aside with `sets`.
        sets: filters or names of saved filters, each a group; a child may be in several.
        measure: what by.
        denominator: who counts in k of n: those assessed, or the DfE measure on statutory results.
        whom: which pupils at all, and which subject.
        interval: whether the 95 % interval is wanted.
        pool: over how many academic years, at the same half-term.
        beside: only the classes that share a year group with the class of this name, where there are any; "" for all.
    """

    by: tuple[str, ...] = ("year-group",)
    sets: tuple[str, ...] = ()
    measure: Measure = "expected"
    denominator: Literal["assessed", "dfe"] = "assessed"
    whom: Whom = EVERYBODY
    interval: bool = False
    pool: int = 1
    beside: str = ""
