"""And, or, not: Kleene's logic of true, false and unknown, with its words."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from progress_tui.analysis.filters.facts import PupilFacts
from progress_tui.analysis.filters.terms import SavedTerm, Term


@dataclass(frozen=True, slots=True)
class AllOf(Term):
    """Every part holds; false beats unknown. No part at all holds for every pupil."""

    parts: tuple[Term, ...]

    def matches(self, facts: PupilFacts, subject: str | None, /) -> pl.Expr:
        """Kleene's and."""
        return pl.all_horizontal([pl.lit(value=True), *(part.matches(facts, subject) for part in self.parts)])

    def describe(self, facts: PupilFacts | None, subject: str | None, /) -> str:
        """`pupil premium; not SEND; Year 4`."""
        return "; ".join(_inside(part, facts, subject) for part in self.parts) or "all pupils"

    def deny(self, facts: PupilFacts | None, subject: str | None, /) -> str:
        """`not (pupil premium; Year 4)`."""
        return f"not ({self.describe(facts, subject)})"

    def spelling(self) -> str:
        """`pp -sen y4`; nothing for no part."""
        return " ".join(f"({part.spelling()})" if _is_group(part) else part.spelling() for part in self.parts)


@dataclass(frozen=True, slots=True)
class AnyOf(Term):
    """At least one part holds; true beats unknown."""

    parts: tuple[Term, ...]

    def matches(self, facts: PupilFacts, subject: str | None, /) -> pl.Expr:
        """Kleene's or."""
        return pl.any_horizontal([part.matches(facts, subject) for part in self.parts])

    def describe(self, facts: PupilFacts | None, subject: str | None, /) -> str:
        """`below expected in maths, or flag: fell since last time`."""
        return ", or ".join(_inside(part, facts, subject) for part in self.parts)

    def deny(self, facts: PupilFacts | None, subject: str | None, /) -> str:
        """`not (girls, or Year 4)`."""
        return f"not ({self.describe(facts, subject)})"

    def spelling(self) -> str:
        """`girls or y4`; “or” binds loosest, so only an “or” inside needs parentheses."""
        return " or ".join(
            f"({part.spelling()})" if isinstance(part, AnyOf) else part.spelling() for part in self.parts
        )


@dataclass(frozen=True, slots=True)
class Negation(Term):
    """The part does not hold; unknown stays unknown."""

    part: Term

    def matches(self, facts: PupilFacts, subject: str | None, /) -> pl.Expr:
        """Kleene's not."""
        return ~self.part.matches(facts, subject)

    def describe(self, facts: PupilFacts | None, subject: str | None, /) -> str:
        """`not SEND`."""
        return self.part.deny(facts, subject)

    def deny(self, facts: PupilFacts | None, subject: str | None, /) -> str:
        """Twice not is the part itself."""
        return self.part.describe(facts, subject)

    def all_words(self) -> tuple[str, ...]:
        """The opposite of every way the part is said."""
        return (self.describe(None, None), *(f"not {words}" for words in self.part.all_words()))

    def spelling(self) -> str:
        """`-sen`, `not (girls y4)`."""
        words = self.part.spelling()
        return f"not ({words})" if _is_group(self.part) else f"-{words}"


def _is_group(part: Term) -> bool:
    return isinstance(part, AllOf | AnyOf)


def _said_as_group(part: Term) -> bool:
    """Whether the words of `part` have several parts: those of a saved filter and of a double “not” are another's."""
    shown = _opened(part)
    if isinstance(shown, Negation):
        denied = _opened(shown.part)
        return isinstance(denied, Negation) and _said_as_group(denied.part)
    return _is_group(shown)


def _opened(part: Term) -> Term:
    """What a saved filter holds; any other term as it is."""
    while isinstance(part, SavedTerm):
        part = part.root
    return part


def _inside(part: Term, facts: PupilFacts | None, subject: str | None) -> str:
    words = part.describe(facts, subject)
    return f"({words})" if _said_as_group(part) else words
