"""The words of the filter language: keywords (`pp`) and keys with a value (`class:4B`) or a comparison (`flags>=2`)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from progress_tui.analysis.filters.facts import Vocabulary
from progress_tui.analysis.filters.subject_terms import (
    EXPECTATIONS,
    MarkTerm,
    MissingTerm,
    StandingTerm,
    TargetTerm,
)
from progress_tui.analysis.filters.terms import (
    ColumnTerm,
    FlagTerm,
    NameTerm,
    NumberTerm,
    SchoolTerm,
    SummerBornTerm,
    Term,
    UnknownTerm,
)
from progress_tui.domain.subjects import subject_label, subject_order
from progress_tui.domain.text import visible

_SEND = ColumnTerm("sen", ("K", "E", "S", "A", "P"), "SEND")
_RECEPTION = ColumnTerm("year_group", (0,), "Reception")

KEYWORDS: dict[str, Term] = {
    "pp": ColumnTerm("pp", (True,), "pupil premium"),
    "disadvantaged": ColumnTerm("disadvantaged", (True,), "disadvantaged"),
    "fsm": ColumnTerm("fsm", (True,), "free school meals"),
    "eal": ColumnTerm("eal", (True,), "EAL"),
    "sen": _SEND,
    "send": _SEND,
    "ehcp": ColumnTerm("sen", ("E",), "EHCP"),
    "boys": ColumnTerm("sex", ("M",), "boys"),
    "girls": ColumnTerm("sex", ("F",), "girls"),
    "summer-born": SummerBornTerm(),
    "joined": ColumnTerm("joined_late", (True,), "joined late"),
    **{word: StandingTerm(*expectation) for word, expectation in EXPECTATIONS.items()},
    "missing": MissingTerm(),
    "pa": NumberTerm("absence", ">=", 10, "absence {}", "%"),
    "severe": NumberTerm("absence", ">=", 50, "absence {}", "%"),
    "r": _RECEPTION,
    "yr": _RECEPTION,
    "reception": _RECEPTION,
}
"""Words that are a term by themselves, in lower case; `y1` … `y13` come beside them."""


def keyword(word: str) -> Term | None:
    """The term a bare word stands for, or None when it is a name."""
    lower = word.casefold()
    if match := re.fullmatch(r"y([0-9]|1[0-3])", lower, re.ASCII):
        year = int(match[1])
        return ColumnTerm("year_group", (year,), f"Year {year}") if year else _RECEPTION
    return KEYWORDS.get(lower)


UNKNOWABLE: dict[str, tuple[str, str]] = {
    "pp": ("pp", "pupil premium"),
    "disadvantaged": ("disadvantaged", "disadvantaged status"),
    "fsm": ("fsm", "free school meals"),
    "eal": ("eal", "EAL"),
    "sen": ("sen", "SEND status"),
    "send": ("sen", "SEND status"),
    "sex": ("sex", "sex"),
    "dob": ("dob", "date of birth"),
    "year": ("year_group", "year group"),
    "absence": ("absence", "absence"),
}
"""What `unknown:` takes → column and words."""


@dataclass(frozen=True, slots=True)
class ValueKey:
    """A key that takes a word after a colon.

    Attributes:
        example: a whole term, for messages.
        noun: what the value is, for messages.
        make: value as known → term.
        choices: the values there are; None where any text will do.
    """

    example: str
    noun: str
    make: Callable[[str], Term]
    choices: Callable[[Vocabulary], Sequence[str]] | None


@dataclass(frozen=True, slots=True)
class NumberKey:
    """A key compared with a number.

    Attributes:
        example: a whole term, for messages.
        make: comparison, number and subject (None for none) → term.
        takes_subject: whether `key:subject` may be written.
    """

    example: str
    make: Callable[[str, float, str | None], Term]
    takes_subject: bool


def subjects_of(known: Vocabulary) -> Sequence[str]:
    """The subject ids, in order of show."""
    return sorted(known.subjects, key=subject_order)


def find(typed: str, choices: Sequence[str]) -> str | None:
    """The choice `typed` means: case is ignored, and a subject's label is as good as its id."""
    wanted = typed.strip().casefold()
    for choice in choices:
        if wanted in (choice.casefold(), subject_label(choice).casefold()):
            return choice
    return None


def class_term(name: str) -> Term:
    """In the class called `name`."""
    return ColumnTerm("class_name", (name,), f"class {visible(name)}")


def _standing(word: str) -> ValueKey:
    return ValueKey(f"{word}:reading", "subject", partial(StandingTerm, *EXPECTATIONS[word]), subjects_of)


def _column(column: str, words: str, unit: str = "") -> Callable[[str, float, str | None], Term]:
    return lambda op, number, _subject: NumberTerm(column, op, number, words, unit)


KEYS: dict[str, ValueKey | NumberKey] = {
    "name": ValueKey("name:sen", "name", NameTerm, None),
    "class": ValueKey('class:"Willow"', "class", class_term, lambda known: sorted(known.classes)),
    "school": ValueKey('school:"Oakfield"', "school", SchoolTerm, None),
    "flag": ValueKey("flag:fell", "flag", FlagTerm, lambda known: sorted(known.flags)),
    "unknown": ValueKey("unknown:pp", "word", lambda key: UnknownTerm(*UNKNOWABLE[key]), lambda _: list(UNKNOWABLE)),
    **{word: _standing(word) for word in EXPECTATIONS},
    "missing": ValueKey("missing:maths", "subject", MissingTerm, subjects_of),
    "target": NumberKey("target<0", partial(TargetTerm, "distance"), takes_subject=True),
    "change": NumberKey("change<0", partial(MarkTerm, "change"), takes_subject=True),
    "score": NumberKey("score<90", partial(MarkTerm, "score"), takes_subject=True),
    "absence": NumberKey("absence>=10", _column("absence", "absence {}", "%"), takes_subject=False),
    "flags": NumberKey("flags>=2", _column("flags", "flag count {}"), takes_subject=False),
    "year": NumberKey("year>=3", _column("year_group", "year group {}"), takes_subject=False),
}
"""Key, in lower case → what it takes."""
