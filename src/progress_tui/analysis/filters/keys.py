"""The words of the filter language: keywords (`pp`) and keys with a value (`class:4B`) or a comparison (`flags>=2`)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from progress_tui.analysis.filters.connectives import Negation
from progress_tui.analysis.filters.facts import Vocabulary
from progress_tui.analysis.filters.subject_terms import (
    EXPECTATIONS,
    ChangeTerm,
    MissingTerm,
    ScoreTerm,
    StandingTerm,
    TargetTerm,
)
from progress_tui.analysis.filters.terms import (
    ActionTerm,
    ColumnTerm,
    FlagTerm,
    NameTerm,
    NumberTerm,
    SchoolTerm,
    SummerBornTerm,
    SupportTerm,
    Term,
    UnknownTerm,
)
from progress_tui.analysis.filters.words import name_words, spelt
from progress_tui.domain.subjects import subject_label, subject_order

_SEND = ColumnTerm("sen", ("K", "E", "S", "A", "P"), "SEND", "sen")
_RECEPTION = ColumnTerm("year_group", (0,), "Reception", "reception")

KEYWORDS: dict[str, Term] = {
    "pp": ColumnTerm("pp", (True,), "pupil premium", "pp"),
    "disadvantaged": ColumnTerm("disadvantaged", (True,), "disadvantaged", "disadvantaged"),
    "fsm": ColumnTerm("fsm", (True,), "free school meals", "fsm"),
    "eal": ColumnTerm("eal", (True,), "EAL", "eal"),
    "sen": _SEND,
    "send": _SEND,
    "ehcp": ColumnTerm("sen", ("E",), "EHCP", "ehcp"),
    "boys": ColumnTerm("sex", ("M",), "boys", "boys"),
    "girls": ColumnTerm("sex", ("F",), "girls", "girls"),
    "summer-born": SummerBornTerm(),
    "joined": ColumnTerm("joined_late", (True,), "joined late", "joined"),
    **{word: StandingTerm(word) for word in EXPECTATIONS},
    "missing": MissingTerm(),
    "pa": NumberTerm("absence", "absence", ">=", 10, "absence {}", "%"),
    "severe": NumberTerm("absence", "absence", ">=", 50, "absence {}", "%"),
    "r": _RECEPTION,
    "yr": _RECEPTION,
    "reception": _RECEPTION,
}
"""Words that are a term by themselves, in lower case; `y1` … `y13` come beside them."""

MOST_YEAR = 13


def keyword(word: str) -> Term | None:
    """The term a bare word stands for, or None when it is a name."""
    lower = word.casefold()
    if match := re.fullmatch(r"y([0-9]|1[0-3])", lower, re.ASCII):
        year = int(match[1])
        return ColumnTerm("year_group", (year,), f"Year {year}", f"y{year}") if year else _RECEPTION
    return KEYWORDS.get(lower)


_SEND_UNKNOWN = UnknownTerm("sen", "SEND status", "sen")

UNKNOWABLE: dict[str, UnknownTerm] = {
    "pp": UnknownTerm("pp", "pupil premium", "pp"),
    "disadvantaged": UnknownTerm("disadvantaged", "disadvantaged status", "disadvantaged"),
    "fsm": UnknownTerm("fsm", "free school meals", "fsm"),
    "eal": UnknownTerm("eal", "EAL", "eal"),
    "sen": _SEND_UNKNOWN,
    "send": _SEND_UNKNOWN,
    "sex": UnknownTerm("sex", "sex", "sex"),
    "dob": UnknownTerm("dob", "date of birth", "dob"),
    "year": UnknownTerm("year_group", "year group", "year"),
    "absence": UnknownTerm("absence", "absence", "absence"),
    "prior": UnknownTerm("prior", "prior attainment", "prior"),
}
"""What `unknown:` takes → the term."""


@dataclass(frozen=True, slots=True)
class ValueKey:
    """A key that takes a word after a colon.

    Attributes:
        example: a whole term, for messages.
        noun: what the value is, for messages.
        make: value as known, and the vocabulary → term; None where the value is a text to read (a saved filter).
        choices: the values there are; None where any text will do.
    """

    example: str
    noun: str
    make: Callable[[str, Vocabulary], Term] | None
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
    """The choice `typed` means: case is ignored unless two differ in it, and a subject's label is as good as its id."""
    if typed in choices:
        return typed
    wanted = typed.strip().casefold()
    for choice in choices:
        if wanted in (choice.casefold(), subject_label(choice).casefold()):
            return choice
    return None


def class_term(name: str) -> Term:
    """In the class called `name`."""
    return ColumnTerm("class_name", (name,), f"class {name_words(name)}", f"class:{spelt(name)}")


def _flag(flag: str, known: Vocabulary) -> Term:
    return FlagTerm(flag, known.flags[flag])


_ACTIONS: dict[str, Term] = {
    "open": ActionTerm("open"),
    "overdue": ActionTerm("overdue"),
    "none": Negation(ActionTerm("open")),
}
_SUPPORT: dict[str, Term] = {"live": SupportTerm(), "none": Negation(SupportTerm())}
_PRIOR: dict[str, Term] = {
    group: ColumnTerm("prior", (group,), f"prior attainment {group}", f"prior:{group}")
    for group in ("low", "middle", "high")
}


def _one_of(example: str, noun: str, terms: Mapping[str, Term]) -> ValueKey:
    """A key that takes one of a few words."""
    return ValueKey(example, noun, lambda word, _known: terms[word], lambda _known: list(terms))


def _in_subject(word: str, make: Callable[[str], Term]) -> ValueKey:
    return ValueKey(f"{word}:reading", "subject", lambda subject, _known: make(subject), subjects_of)


def _support_names(known: Vocabulary) -> Sequence[str]:
    return [*_SUPPORT, *sorted(set(known.support) - set(_SUPPORT))]


def _column(key: str, column: str, words: str, unit: str = "") -> Callable[[str, float, str | None], Term]:
    return lambda op, number, _subject: NumberTerm(key, column, op, number, words, unit)


KEYS: dict[str, ValueKey | NumberKey] = {
    "name": ValueKey("name:sen", "name", lambda typed, _known: NameTerm(typed), None),
    "class": ValueKey('class:"Willow"', "class", lambda name, _known: class_term(name), lambda k: sorted(k.classes)),
    "school": ValueKey('school:"Oakfield"', "school", lambda typed, _known: SchoolTerm(typed), None),
    "flag": ValueKey("flag:fell", "flag", _flag, lambda known: sorted(known.flags)),
    "action": _one_of("action:overdue", "word", _ACTIONS),
    "support": ValueKey(
        'support:"Phonics catch-up"',
        "support group",
        lambda name, _known: _SUPPORT.get(name) or SupportTerm(name),
        _support_names,
    ),
    "prior": _one_of("prior:low", "word", _PRIOR),
    "saved": ValueKey('saved:"Focus group"', "saved filter", None, lambda known: sorted(known.saved)),
    "unknown": _one_of("unknown:pp", "word", UNKNOWABLE),
    **{word: _in_subject(word, partial(StandingTerm, word)) for word in EXPECTATIONS},
    "missing": ValueKey("missing:maths", "subject", lambda subject, _known: MissingTerm(subject), subjects_of),
    "target": NumberKey("target<0", TargetTerm, takes_subject=True),
    "change": NumberKey("change<0", ChangeTerm, takes_subject=True),
    "score": NumberKey("score<90", ScoreTerm, takes_subject=True),
    "absence": NumberKey("absence>=10", _column("absence", "absence", "absence {}", "%"), takes_subject=False),
    "flags": NumberKey("flags>=2", _column("flags", "flags", "flag count {}"), takes_subject=False),
    "severity": NumberKey("severity>=2", _column("severity", "severity", "flag severity {}"), takes_subject=False),
    "year": NumberKey("year>=3", _column("year", "year_group", "year group {}"), takes_subject=False),
}
"""Key, in lower case → what it takes."""
