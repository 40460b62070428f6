"""What the filter builder has a key for: every facet of the filter language by which a school looks at its children.

The texts are filters in their one spelling, so that a filter in force can be taken apart into them. A term
that names no subject asks about the subject shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple


class Facet(NamedTuple):
    """One condition with its key.

    Attributes:
        key: the letter that takes it on, turns it round and takes it off again.
        words: beside the letter, in few words: the whole sentence stands below.
        text: the filter.
        either: facets of one such name are alternatives: two of them ask for either.
        instead: it takes the place of its alternatives: it holds within them, or they within it.
    """

    key: str
    words: str
    text: str
    either: str = ""
    instead: bool = False


FACETS: Final[tuple[tuple[str, tuple[Facet, ...]], ...]] = (
    (
        "Children",
        (
            Facet("p", "pupil premium", "pp"),
            Facet("d", "disadvantaged", "disadvantaged"),
            Facet("h", "free meals", "fsm"),
            Facet("s", "SEND", "sen"),
            Facet("E", "EHC plan", "ehcp"),
            Facet("e", "EAL", "eal"),
            Facet("g", "girls", "girls", "sex"),
            Facet("y", "boys", "boys", "sex"),
            Facet("u", "summer-born", "summer-born"),
            Facet("j", "joined late", "joined"),
        ),
    ),
    (
        "Expected",
        (
            Facet("b", "below", "below", "standing"),
            Facet("a", "at", "at", "standing"),
            Facet("v", "above", "above", "standing"),
            Facet("m", "no result", "missing"),
        ),
    ),
    (
        "Target",
        (
            Facet("t", "below", "target<0", "target", instead=True),
            Facet("T", "2 or more below", "target<=-2", "target", instead=True),
            Facet("o", "on", "target=0", "target"),
            Facet("O", "above", "target>0", "target"),
        ),
    ),
    (
        "Since last",
        (
            Facet("f", "fell", "change<0", "change"),
            Facet("c", "unchanged", "change=0", "change"),
            Facet("r", "rose", "change>0", "change"),
        ),
    ),
    (
        "Near",
        (
            Facet("n", "in one of R, W, M only", "flag:rwm-near"),
            Facet("N", "within reach of the standard", "flag:just-below"),
        ),
    ),
    (
        "Support",
        (Facet("x", "none", "-support:live"), Facet("l", "running now", "support:live")),
    ),
    (
        "Actions",
        (Facet("i", "open", "action:open"), Facet("k", "overdue", "action:overdue")),
    ),
    (
        "Absence ≥",
        (
            Facet("A", "5 %", "absence>=5", "absence", instead=True),
            Facet("z", "10 %", "absence>=10", "absence", instead=True),
            Facet("Z", "50 %", "absence>=50", "absence", instead=True),
        ),
    ),
    (
        "Prior",
        (
            Facet("L", "low", "prior:low", "prior"),
            Facet("M", "middle", "prior:middle", "prior"),
            Facet("H", "high", "prior:high", "prior"),
        ),
    ),
    (
        "Flags",
        (
            Facet("w", "any", "flags>=1", "flags", instead=True),
            Facet("W", "discuss or priority", "severity>=2", "flags", instead=True),
            Facet("P", "priority", "severity>=3", "flags", instead=True),
        ),
    ),
)  # fmt: skip
"""(heading, facets), in the order shown."""

UNKNOWN: Final = (
    Facet("p", "pupil premium not known", "unknown:pp"),
    Facet("d", "disadvantaged or not: not known", "unknown:disadvantaged"),
    Facet("h", "free school meals not known", "unknown:fsm"),
    Facet("s", "SEND not known", "unknown:sen"),
    Facet("e", "EAL not known", "unknown:eal"),
    Facet("g", "sex not known", "unknown:sex"),
    Facet("b", "date of birth not known", "unknown:dob"),
    Facet("y", "year group not known", "unknown:year"),
    Facet("a", "absence not known", "unknown:absence"),
    Facet("l", "prior attainment not known", "unknown:prior"),
)
"""Behind `U`."""

FLAG_KEYS: Final[Mapping[str, str]] = {
    "below": "b", "just-below": "w", "below-target": "u", "fell": "f", "drifting": "d", "quiet-decline": "q",
    "stalled-below": "s", "behind-start": "p", "subject-gap": "g", "test-vs-teacher": "t", "rwm-near": "r",
    "depth-near": "h", "attendance": "a", "no-data": "m", "several": "e", "attitude": "l", "support-not-working": "x",
    "action-overdue": "o", "queried": "z", "new": "j", "not-discussed": "n", "biggest-rise": "R", "now-at": "A",
}  # fmt: skip
"""Flag → its letter behind `F`, wherever a flag is chosen."""

LETTERS: Final = "123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""The keys of what a school names itself, in their order."""


def flag_facets(flags: Iterable[tuple[str, str]]) -> tuple[Facet, ...]:
    """Every flag by its letter; one without a letter of its own is reached by the arrows."""
    return tuple(Facet(FLAG_KEYS.get(flag, ""), title, f"flag:{flag}") for flag, title in flags)


def listed_facets(terms: Iterable[tuple[str, str]], either: str) -> tuple[Facet, ...]:
    """What a school names itself (classes, support groups), lettered in order."""
    listed = list(terms)
    return tuple(
        Facet(LETTERS[at] if at < len(LETTERS) else "", words, text, either) for at, (text, words) in enumerate(listed)
    )


def year_facets(terms: Iterable[tuple[str, str]]) -> tuple[Facet, ...]:
    """The year groups, by their own figure; Reception by `r`."""
    return tuple(
        Facet(text.removeprefix("y")[:1], "Reception" if text == "reception" else f"Year {text[1:]}", text, "year")
        for text, _ in terms
        if len(text) == len("y1") or text == "reception"
    )
