"""The terms on a pupil's own columns: each knows which pupils it matches and how it is said.

A match is true, false or null; null is unknown and stays unknown under `not` (docs/filters.md).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import polars as pl

from progress_tui.analysis.filters.facts import PupilFacts
from progress_tui.analysis.filters.words import INVERSE, amount, figure, in_marks, spelt
from progress_tui.domain.text import fold, visible

COMPARE: dict[str, Callable[[pl.Expr, float], pl.Expr]] = {
    "<": pl.Expr.lt,
    "<=": pl.Expr.le,
    ">": pl.Expr.gt,
    ">=": pl.Expr.ge,
    "=": pl.Expr.eq,
    "!=": pl.Expr.ne,
}


class Term(ABC):
    """One condition on a pupil."""

    @abstractmethod
    def matches(self, facts: PupilFacts, subject: str | None, /) -> pl.Expr:
        """A boolean expression over `facts.wide`; null is unknown.

        Args:
            facts: the pupils asked about.
            subject: the subject shown, for a term that names none; None asks any subject.
        """

    @abstractmethod
    def describe(self, facts: PupilFacts | None, subject: str | None, /) -> str:
        """The words for it; with `facts` they say what was really asked of them."""

    def deny(self, facts: PupilFacts | None, subject: str | None, /) -> str:
        """The words for its opposite."""
        return f"not {self.describe(facts, subject)}"

    def all_words(self) -> tuple[str, ...]:
        """Every way it is said, whatever the pupils asked and with no subject shown."""
        return (self.describe(None, None),)

    @abstractmethod
    def spelling(self) -> str:
        """The one way to type it: read by the grammar it gives an equal term."""


class PupilTerm(Term):
    """A condition on the pupil's own columns: no subject changes it."""

    @abstractmethod
    def condition(self) -> pl.Expr:
        """A boolean expression over the pupil's columns; null is unknown."""

    @abstractmethod
    def said(self) -> str:
        """The words for it."""

    def denied(self) -> str:
        """The words for its opposite."""
        return f"not {self.said()}"

    def matches(self, _facts: PupilFacts, _subject: str | None, /) -> pl.Expr:
        """The condition."""
        return self.condition()

    def describe(self, _facts: PupilFacts | None, _subject: str | None, /) -> str:
        """The words for it."""
        return self.said()

    def deny(self, _facts: PupilFacts | None, _subject: str | None, /) -> str:
        """The words for its opposite."""
        return self.denied()


@dataclass(frozen=True)
class NameTerm(PupilTerm):
    """Every word typed is somewhere in the pupil's name, accents and case ignored."""

    typed: str

    def condition(self) -> pl.Expr:
        """Unknown only for a pupil without a stored name."""
        name = pl.col("folded_name")
        parts = [name.str.contains(word, literal=True) for word in fold(self.typed).split()]
        return pl.all_horizontal(parts) if parts else name.is_not_null()

    def said(self) -> str:
        """`name contains “ade”`."""
        return f"name contains {in_marks(self.typed)}"

    def denied(self) -> str:
        """`name without “ade”`."""
        return f"name without {in_marks(self.typed)}"

    def spelling(self) -> str:
        """Always in marks, so that it is never taken for a keyword: `"ade"`."""
        return f"“{self.typed}”" if '"' in self.typed else f'"{self.typed}"'


@dataclass(frozen=True)
class SchoolTerm(PupilTerm):
    """Every word typed begins a word of the school's name, accents and case ignored."""

    typed: str

    def condition(self) -> pl.Expr:
        """Only at the start of words, because "mary" is in every "Primary"."""
        name = pl.concat_str(pl.lit(" "), pl.col("folded_school"))
        parts = [name.str.contains(f" {word}", literal=True) for word in fold(self.typed).split()]
        return pl.all_horizontal(parts) if parts else name.is_not_null()

    def said(self) -> str:
        """`school “Oakfield”`."""
        return f"school {in_marks(self.typed)}"

    def spelling(self) -> str:
        """`school:Oakfield`."""
        return f"school:{spelt(self.typed)}"


@dataclass(frozen=True)
class ColumnTerm(PupilTerm):
    """A pupil's own column holds one of some values, such as `sen` K or `year_group` 4.

    Attributes:
        words: how it is said.
        typed: how it is typed.
    """

    column: str
    values: tuple[bool | int | str, ...]
    words: str
    typed: str

    def condition(self) -> pl.Expr:
        """Unknown where the column is."""
        return pl.any_horizontal([pl.col(self.column) == pl.lit(value) for value in self.values])

    def said(self) -> str:
        """The words given."""
        return self.words

    def spelling(self) -> str:
        """The word given."""
        return self.typed


@dataclass(frozen=True)
class SummerBornTerm(PupilTerm):
    """Born in the summer term, May to August."""

    def condition(self) -> pl.Expr:
        """Unknown without a date of birth."""
        return pl.col("dob").dt.month().is_between(5, 8)

    def said(self) -> str:
        """The definition is named, because admissions count from April."""
        return "summer-born (May to August)"

    def spelling(self) -> str:
        """The keyword."""
        return "summer-born"


@dataclass(frozen=True)
class UnknownTerm(PupilTerm):
    """A value is not known; itself never unknown.

    Attributes:
        typed: what follows `unknown:`.
    """

    column: str
    words: str
    typed: str

    def condition(self) -> pl.Expr:
        """True where the column is null."""
        return pl.col(self.column).is_null()

    def said(self) -> str:
        """`pupil premium unknown`."""
        return f"{self.words} unknown"

    def denied(self) -> str:
        """`pupil premium known`."""
        return f"{self.words} known"

    def spelling(self) -> str:
        """`unknown:pp`."""
        return f"unknown:{self.typed}"


@dataclass(frozen=True)
class NumberTerm(PupilTerm):
    """A pupil's own figure against a number, such as absence in per cent.

    Attributes:
        key: how the figure is typed.
        words: the words around the amount; `{}` takes it.
        unit: follows the figure.
    """

    key: str
    column: str
    op: str
    number: float
    words: str
    unit: str = ""

    def condition(self) -> pl.Expr:
        """Unknown where the figure is."""
        return COMPARE[self.op](pl.col(self.column), self.number)

    def said(self) -> str:
        """`absence 10 % or more`."""
        return self.words.format(amount(self.op, self.number, self.unit))

    def denied(self) -> str:
        """The opposite comparison: `absence under 10 %`."""
        return self.words.format(amount(INVERSE[self.op], self.number, self.unit))

    def spelling(self) -> str:
        """`absence>=10`."""
        return f"{self.key}{self.op}{figure(self.number)}"


@dataclass(frozen=True)
class FlagTerm(PupilTerm):
    """A flag is raised, in whatever subject; never unknown.

    Attributes:
        words: what the flag is called in the registry of flags.
    """

    flag: str
    words: str

    def condition(self) -> pl.Expr:
        """Whether the pupil's list of flags holds it."""
        return pl.col("flag_ids").list.contains(self.flag)

    def said(self) -> str:
        """`flag: fell since last time`."""
        return f"flag: {visible(self.words)}"

    def spelling(self) -> str:
        """`flag:fell`."""
        return f"flag:{spelt(self.flag)}"


@dataclass(frozen=True)
class ActionTerm(PupilTerm):
    """An agreed action is open (`open`), or open and past its due date (`overdue`); never unknown."""

    state: Literal["open", "overdue"]

    def condition(self) -> pl.Expr:
        """At least one."""
        return pl.col(f"{self.state}_actions") > 0

    def said(self) -> str:
        """`an action overdue`."""
        return f"an action {self.state}"

    def denied(self) -> str:
        """`no action open`."""
        return f"no action {self.state}"

    def spelling(self) -> str:
        """`action:open`."""
        return f"action:{self.state}"


@dataclass(frozen=True)
class SupportTerm(PupilTerm):
    """In a support group that runs now: the one named, else any; never unknown."""

    name: str | None = None

    def condition(self) -> pl.Expr:
        """Whether the pupil's list of support holds it, or anything."""
        held = pl.col("support").list
        return held.len() > 0 if self.name is None else held.contains(self.name)

    def said(self) -> str:
        """`support now`, `support “Phonics catch-up” now`."""
        return "support now" if self.name is None else f"support {in_marks(self.name)} now"

    def denied(self) -> str:
        """`no support now`."""
        return f"no {self.said()}"

    def spelling(self) -> str:
        """`support:live`, `support:"Phonics catch-up"`."""
        return f"support:{'live' if self.name is None else spelt(self.name)}"


@dataclass(frozen=True)
class SavedTerm(Term):
    """A filter that the school has named; it is said in the words of what it asks."""

    name: str
    root: Term

    def matches(self, facts: PupilFacts, subject: str | None, /) -> pl.Expr:
        """What the saved filter says."""
        return self.root.matches(facts, subject)

    def describe(self, facts: PupilFacts | None, subject: str | None, /) -> str:
        """The saved filter's words."""
        return self.root.describe(facts, subject)

    def deny(self, facts: PupilFacts | None, subject: str | None, /) -> str:
        """The words for the opposite of the saved filter."""
        return self.root.deny(facts, subject)

    def spelling(self) -> str:
        """`saved:"Focus group"`."""
        return f"saved:{spelt(self.name)}"
