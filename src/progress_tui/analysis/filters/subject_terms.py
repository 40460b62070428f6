"""The terms on a subject: the one a filter names, else the one shown, else any."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from progress_tui.analysis.filters.facts import PupilFacts
from progress_tui.analysis.filters.terms import COMPARE, Term
from progress_tui.analysis.filters.words import amount, change_words, distance_words, in_subject, joined
from progress_tui.domain.standing import Standing


class SubjectTerm(Term):
    """A condition on one measure of a subject: the one named, else the one shown, else any."""

    @abstractmethod
    def named(self) -> str | None:
        """The subject id written in the filter."""

    @abstractmethod
    def measure_for(self, facts: PupilFacts, subject: str | None, /) -> str:
        """The measure asked (a column of `SUBJECT_SCHEMA`) in `subject`, or in any for None."""

    @abstractmethod
    def holds(self, mark: pl.Expr) -> pl.Expr:
        """The condition on the measure; null is unknown."""

    @abstractmethod
    def said(self, where: str) -> str:
        """The words for it; `where` is `in reading` or `in any subject`."""

    def matches(self, facts: PupilFacts, subject: str | None, /) -> pl.Expr:
        """Unknown where the measure is."""
        one = self.named() or subject
        measure = self.measure_for(facts, one)
        if one is not None:
            return self.holds(facts.mark(measure, one))
        return self._in_any(facts, measure, facts.subjects_with(measure))

    def _in_any(self, facts: PupilFacts, measure: str, subjects: Sequence[str]) -> pl.Expr:
        """Whether it holds in any of `subjects` a pupil has a row in; unknown when in none of them.

        A subject that is not the pupil's (phonics in Year 4) is not asked, so it does not make the answer unknown.
        """
        if not subjects:
            return pl.lit(None, dtype=pl.Boolean)
        rows = [facts.mark("kind", subject).is_not_null() for subject in subjects]
        marks = [self.holds(facts.mark(measure, subject)) for subject in subjects]
        answers = [pl.when(row).then(mark).otherwise(statement=False) for row, mark in zip(rows, marks, strict=True)]
        return pl.when(pl.any_horizontal(rows)).then(pl.any_horizontal(answers))

    def describe(self, _facts: PupilFacts | None, subject: str | None, /) -> str:
        """The words with the subject asked."""
        return self.said(in_subject(self.named() or subject))


@dataclass(frozen=True)
class StandingTerm(SubjectTerm):
    """Against the expectation of the pupil's year group; unknown where the scale gives none."""

    lowest: Standing
    highest: Standing
    words: str
    subject: str | None = None

    def named(self) -> str | None:
        """The subject written, if any."""
        return self.subject

    def measure_for(self, _facts: PupilFacts, _subject: str | None, /) -> str:
        """Always the standing."""
        return "standing"

    def holds(self, mark: pl.Expr) -> pl.Expr:
        """Between the two standings, both included."""
        return mark.is_between(int(self.lowest), int(self.highest))

    def said(self, where: str) -> str:
        """`below expected in reading`."""
        return f"{self.words} {where}"


@dataclass(frozen=True)
class MissingTerm(SubjectTerm):
    """No value now; a code for "absent" is no value, and neither is no row. Never unknown."""

    subject: str | None = None

    def named(self) -> str | None:
        """The subject written, if any."""
        return self.subject

    def measure_for(self, _facts: PupilFacts, _subject: str | None, /) -> str:
        """Always the kind of the result."""
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


@dataclass(frozen=True)
class MarkTerm(SubjectTerm):
    """A figure of a subject against a number: the `change` or the `score`; unknown without the figure."""

    measure: str
    op: str
    number: float
    subject: str | None = None

    def named(self) -> str | None:
        """The subject written, if any."""
        return self.subject

    def measure_for(self, _facts: PupilFacts, _subject: str | None, /) -> str:
        """The measure given."""
        return self.measure

    def holds(self, mark: pl.Expr) -> pl.Expr:
        """The comparison."""
        return COMPARE[self.op](mark, self.number)

    def said(self, where: str) -> str:
        """`score in reading under 90`, `down in reading since last time`."""
        if self.measure == "change":
            return change_words(self.op, self.number, where)
        return f"{self.measure} {where} {amount(self.op, self.number)}"


@dataclass(frozen=True)
class TargetTerm(MarkTerm):
    """Distance from the individual target; where no pupil has one, from the expected standard, and the words say so."""

    def measure_for(self, facts: PupilFacts, subject: str | None, /) -> str:
        """`distance`, or `to_expected` where no targets are on file."""
        with_targets = facts.subjects_with(self.measure)
        on_file = subject in with_targets if subject is not None else bool(with_targets)
        return self.measure if on_file else "to_expected"

    def said(self, where: str) -> str:
        """`below target in reading`."""
        return f"{distance_words(self.op, self.number, 'target')} {where}"

    def describe(self, facts: PupilFacts | None, subject: str | None, /) -> str:
        """`below target in reading`, or `below the expected standard in reading (no targets on file)`."""
        one = self.subject or subject
        said = self.said(in_subject(one))
        if facts is None:
            return said
        if self.measure_for(facts, one) != self.measure:
            words = distance_words(self.op, self.number, "the expected standard")
            return f"{words} {in_subject(one)} (no targets on file)"
        with_targets = facts.subjects_with(self.measure)
        without = [name for name in facts.subjects_with("to_expected") if name not in with_targets]
        return f"{said} (no targets on file {joined(without)})" if one is None and without else said


EXPECTATIONS: dict[str, tuple[Standing, Standing, str]] = {
    "below": (Standing.WELL_BELOW, Standing.JUST_BELOW, "below expected"),
    "at": (Standing.AT, Standing.SECURE, "at expected"),
    "above": (Standing.ABOVE, Standing.ABOVE, "above expected"),
}
"""Word → lowest and highest standing, and how it is said."""
