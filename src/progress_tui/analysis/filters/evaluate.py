"""A filter as a value: asked of a school's pupils it answers with keys, a count of unknowns, and words."""

from __future__ import annotations

from dataclasses import dataclass

from progress_tui.analysis.filters.connectives import AllOf, AnyOf, Negation
from progress_tui.analysis.filters.facts import PupilFacts, Vocabulary
from progress_tui.analysis.filters.keys import KEYS, KEYWORDS, NumberKey
from progress_tui.analysis.filters.terms import NameTerm, SavedTerm, Term
from progress_tui.analysis.filters.words import spelt
from progress_tui.domain.errors import nearest
from progress_tui.domain.text import fold, visible


@dataclass(frozen=True, slots=True)
class BareWord:
    """A word as typed without key or quotation marks, and whether it was read as a keyword or class."""

    typed: str
    is_keyword: bool


@dataclass(frozen=True, slots=True)
class FilterResult:
    """What a filter says of the pupils.

    Attributes:
        keys: pupil ids that match, in the row order of `facts.pupils`.
        unknown_keys: pupil ids left out because a value the filter asks for is not known, in the same order.
        description: the filter in words, as it was really asked of these pupils.
        hint: a sentence when nothing matches and another reading of the words is near, else "".
    """

    keys: list[int]
    unknown_keys: list[int]
    description: str
    hint: str

    @property
    def unknown(self) -> int:
        """How many pupils were left out as unknown."""
        return len(self.unknown_keys)


@dataclass(frozen=True, slots=True)
class Filter:
    """A parsed filter; it can be asked of any number of `PupilFacts`.

    Attributes:
        text: as typed, without white space around it.
        root: the condition.
        words: the bare words, for hints.
        known: the vocabulary it was read with.
    """

    text: str
    root: Term
    words: tuple[BareWord, ...]
    known: Vocabulary

    def describe(self, subject: str | None = None, facts: PupilFacts | None = None) -> str:
        """The filter in words, such as `below target in reading; pupil premium`; without text `all pupils`.

        Args:
            subject: the subject shown, for terms that name none.
            facts: with them the words say when there are no targets on file.
        """
        return self.root.describe(facts, subject)

    def spelling(self) -> str:
        """The one way to type this filter; read with the same vocabulary it gives an equal root. Empty for all pupils.

        `(pp) AND not SEN` → `pp -sen`.
        """
        return self.root.spelling()

    def seeks_names(self) -> bool:
        """Whether any part of it, of a saved filter in it too, looks for names."""
        return _seeks_names(self.root)

    def evaluate(self, facts: PupilFacts, subject: str | None = None) -> FilterResult:
        """Ask the pupils.

        Args:
            facts: one school at one point.
            subject: the subject id shown, for terms that name none; None asks any subject.
        """
        ids, answer = facts.pupils.get_column("pupil_id"), facts.asked(self.root.matches(facts, subject))
        keys: list[int] = ids.filter(answer).to_list()
        unknown: list[int] = ids.filter(answer.is_null()).to_list()
        hint = "" if keys else self._hint(facts)
        return FilterResult(keys, unknown, self.describe(subject, facts), hint)

    def _hint(self, facts: PupilFacts) -> str:
        """The first bare word that may have been meant otherwise; "" without one."""
        for word in self.words:
            folded = fold(word.typed)
            names = facts.wide.get_column("folded_name").drop_nulls()
            in_names = bool(names.str.contains(folded, literal=True).any())
            shown = visible(word.typed)
            if word.is_keyword and in_names and len(folded) > 1:
                return f'“{shown}” was read as a keyword; for the name, write "{shown}" in quotation marks.'
            if not word.is_keyword and not in_names and (near := _near_terms(folded, self.known)):
                return f"No name has “{shown}” in it. Did you mean {' or '.join(f'“{term}”' for term in near)}?"
        return ""


def _seeks_names(term: Term) -> bool:
    match term:
        case NameTerm():
            return True
        case AllOf(parts) | AnyOf(parts):
            return any(map(_seeks_names, parts))
        case Negation(part) | SavedTerm(_, part):
            return _seeks_names(part)
    return False


def _near_terms(word: str, known: Vocabulary) -> list[str]:
    """Whole terms near to a word that is in no name."""
    terms = {name: key.example for name, key in KEYS.items() if isinstance(key, NumberKey)}
    terms |= {flag: f"flag:{flag}" for flag in known.flags}
    terms |= {subject: f"below:{subject}" for subject in known.subjects}
    terms |= {name: f"saved:{spelt(name)}" for name in known.saved}
    terms |= {name: name for name in (*known.classes, *KEYWORDS)}
    return [terms[near] for near in nearest(word, terms, most=2)]
