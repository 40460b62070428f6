"""The terms on a subject: the one a filter names, else the one shown, else any."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass

import polars as pl

from progress_tui.analysis.filters.facts import Measure, PupilFacts
from progress_tui.analysis.filters.terms import COMPARE, Term
from progress_tui.analysis.filters.words import (
    amount,
    change_words,
    distance_words,
    figure,
    in_subject,
    joined,
    spelt,
)
from progress_tui.domain.standing import Standing

EXPECTATIONS: dict[str, tuple[Standing, Standing, str]] = {
    "below": (Standing.WELL_BELOW, Standing.JUST_BELOW, "below expected"),
    "at": (Standing.AT, Standing.SECURE, "at expected"),
    "above": (Standing.ABOVE, Standing.ABOVE, "above expected"),
}
"""Word → lowest and highest standing, and how it is said."""

NO_TARGETS = "no targets on file"
SOME_TARGETS = "against the expected standard where no targets are on file"


class SubjectTerm(Term):
    """A condition on one measure of a subject: the one named, else the one shown, else any."""

    @abstractmethod
    def named(self) -> str | None:
        """The subject id written in the filter."""

    @abstractmethod
    def asked(self) -> Measure:
        """The measure it is about."""

    @abstractmethod
    def holds(self, mark: pl.Expr) -> pl.Expr:
        """The condition on the measure; null is unknown."""

    @abstractmethod
    def said(self, where: str) -> str:
        """The words for it; `where` is `in reading` or `in any subject`."""

    def matches(self, facts: PupilFacts, subject: str | None, /) -> pl.Expr:
        """Unknown where the measure is."""
        one = self.named() or subject
        if one is not None:
            return self.holds(facts.mark(self.asked(), one))
        return self._in_any(facts)

    def _in_any(self, facts: PupilFacts) -> pl.Expr:
        """Whether it holds in any subject asked of the pupil; unknown when no subject is.

        A subject that is not the pupil's (phonics in Year 4), or in which nobody of the class has the measure, is not
        asked, so it does not make the answer unknown.
        """
        measure = self.asked()
        subjects = facts.subjects_with(measure)
        if not subjects:
            return pl.lit(None, dtype=pl.Boolean)
        asked = [facts.asks(measure, subject) for subject in subjects]
        marks = [self.holds(facts.mark(measure, subject)) for subject in subjects]
        answers = [pl.when(ask).then(mark).otherwise(statement=False) for ask, mark in zip(asked, marks, strict=True)]
        return pl.when(pl.any_horizontal(asked)).then(pl.any_horizontal(answers))

    def describe(self, _facts: PupilFacts | None, subject: str | None, /) -> str:
        """The words with the subject asked."""
        return self.said(in_subject(self.named() or subject))

    def with_subject(self, word: str) -> str:
        """`word` as it is typed with the subject named, if any: `below:reading`."""
        named = self.named()
        return word if named is None else f"{word}:{spelt(named)}"


@dataclass(frozen=True)
class StandingTerm(SubjectTerm):
    """Against the expectation of the pupil's year group; unknown where the scale gives none.

    Attributes:
        word: a key of `EXPECTATIONS`.
    """

    word: str
    subject: str | None = None

    def named(self) -> str | None:
        """The subject written, if any."""
        return self.subject

    def asked(self) -> Measure:
        """The standing."""
        return "standing"

    def holds(self, mark: pl.Expr) -> pl.Expr:
        """Between the two standings, both included."""
        lowest, highest, _ = EXPECTATIONS[self.word]
        return mark.is_between(int(lowest), int(highest))

    def said(self, where: str) -> str:
        """`below expected in reading`."""
        return f"{EXPECTATIONS[self.word][2]} {where}"

    def spelling(self) -> str:
        """`below`, `below:reading`."""
        return self.with_subject(self.word)


@dataclass(frozen=True)
class MissingTerm(SubjectTerm):
    """No value now; a code for "absent" is no value, and neither is no row. Never unknown."""

    subject: str | None = None

    def named(self) -> str | None:
        """The subject written, if any."""
        return self.subject

    def asked(self) -> Measure:
        """The kind of the result."""
        return "kind"

    def matches(self, facts: PupilFacts, subject: str | None, /) -> pl.Expr:
        """A pupil without a row in any subject has no value."""
        return super().matches(facts, subject).fill_null(value=True)

    def holds(self, mark: pl.Expr) -> pl.Expr:
        """Anything but a value."""
        return mark.ne_missing(pl.lit("value"))

    def said(self, where: str) -> str:
        """`no result in maths`; in any subject the plural words keep "no … in any" from meaning "none at all"."""
        return f"a result missing {where}" if where == in_subject(None) else f"no result {where}"

    def deny(self, _facts: PupilFacts | None, subject: str | None, /) -> str:
        """`a result in maths`."""
        one = self.subject or subject
        return "no result missing in any subject" if one is None else f"a result {in_subject(one)}"

    def spelling(self) -> str:
        """`missing`, `missing:maths`."""
        return self.with_subject("missing")


@dataclass(frozen=True)
class FigureTerm(SubjectTerm):
    """A figure of a subject against a number; unknown without the figure."""

    op: str
    number: float
    subject: str | None = None

    def named(self) -> str | None:
        """The subject written, if any."""
        return self.subject

    def holds(self, mark: pl.Expr) -> pl.Expr:
        """The comparison."""
        return COMPARE[self.op](mark, self.number)

    @abstractmethod
    def key(self) -> str:
        """How the figure is typed."""

    def spelling(self) -> str:
        """`score:reading<90`."""
        return f"{self.with_subject(self.key())}{self.op}{figure(self.number)}"


@dataclass(frozen=True)
class ScoreTerm(FigureTerm):
    """The score."""

    def asked(self) -> Measure:
        """The score."""
        return "score"

    def said(self, where: str) -> str:
        """`score in reading under 90`."""
        return f"score {where} {amount(self.op, self.number)}"

    def key(self) -> str:
        """`score`."""
        return "score"


@dataclass(frozen=True)
class ChangeTerm(FigureTerm):
    """The change since the latest earlier result of the series."""

    def asked(self) -> Measure:
        """The change."""
        return "change"

    def said(self, where: str) -> str:
        """`down in reading since last time`."""
        return change_words(self.op, self.number, where)

    def key(self) -> str:
        """`change`."""
        return "change"


@dataclass(frozen=True)
class TargetTerm(FigureTerm):
    """Distance from the individual target; in a class without any, from the expected standard, and the words say so."""

    def asked(self) -> Measure:
        """The distance that counts in the pupil's class."""
        return "aim"

    def said(self, where: str) -> str:
        """`below target in reading`."""
        return f"{distance_words(self.op, self.number, 'target')} {where}"

    def describe(self, facts: PupilFacts | None, subject: str | None, /) -> str:
        """`below target in reading`; with no targets on file `below the expected standard in reading (…)`."""
        one = self.subject or subject
        where = in_subject(one)
        on_file = "all" if facts is None else facts.targets_in(one)
        if on_file == "none":
            return f"{distance_words(self.op, self.number, 'the expected standard')} {where} ({NO_TARGETS})"
        if on_file == "some":
            return f"{self.said(where)} ({SOME_TARGETS})"
        without = facts.subjects_without_targets if facts is not None and one is None else ()
        return f"{self.said(where)} ({NO_TARGETS} {joined(without)})" if without else self.said(where)

    def all_words(self) -> tuple[str, ...]:
        """With targets on file and without."""
        where = in_subject(self.subject)
        return self.said(where), f"{distance_words(self.op, self.number, 'the expected standard')} {where}"

    def key(self) -> str:
        """`target`."""
        return "target"
