"""The words of a filter, read back: what the screen says of a filter can be put into the bar again.

There is no second grammar. The words of every term are made from the tables the language is made of, and what stands
between them is turned into its signs; the outcome is a text of the language.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import product
from typing import Final

from progress_tui.analysis.filters.connectives import AllOf, Negation
from progress_tui.analysis.filters.facts import Vocabulary
from progress_tui.analysis.filters.keys import KEYS, KEYWORDS, MOST_YEAR, NumberKey, ValueKey, keyword
from progress_tui.analysis.filters.subject_terms import NO_TARGETS, SOME_TARGETS
from progress_tui.analysis.filters.terms import COMPARE, Term
from progress_tui.analysis.filters.words import in_subject

_SIGNS: Final = {"; ": " ", ", or ": " or ", "not (": "not (", "(": "(", ")": ")"}
"""What stands between terms in words → how it is typed."""

# Parentheses with neither “;” nor “,” in them are a remark that belongs to a term, as in “(no targets on file)”.
_PIECE: Final = re.compile(r"(?P<term>(?:“[^“”]*”|\([^()“”;,]*\)|(?!; |, or |not \()[^()“”])+)|; |, or |not \(|[()]")
_REMARK: Final = re.compile(rf" \((?:{NO_TARGETS}|{SOME_TARGETS})[^()]*\)$")
_OPEN: Final = re.compile(r"“[^“”]*”|−?\d+(?:\.\d+)?")
_NUMBER: Final = re.compile(r"-?\d{1,9}(?:\.\d{1,9})?", re.ASCII)

Make = Callable[[str, str | None], Term | None]
"""What makes a term of a figure or text as typed and of a subject; None of a text that is no figure."""


@dataclass(frozen=True)
class _Phrases:
    """The words of terms.

    Attributes:
        whole: words → term, for terms without a figure or a text of the user's own.
        folded: the same in lower case.
        open: words with every figure and every quoted text as `#`, in any subject → what makes a term of one of those.
    """

    whole: dict[str, Term] = field(default_factory=dict)
    folded: dict[str, Term] = field(default_factory=dict)
    open: dict[str, list[Make]] = field(default_factory=dict)


def read_back(text: str, known: Vocabulary) -> str | None:
    """The words of a filter as a text of the language; None for a text that is not the words of a filter.

    `below target in reading; not SEND` → `target:reading<0 -sen`.

    Args:
        text: what was typed.
        known: the words of the school.
    """
    parts, at = list[str](), 0
    stripped = text.strip()
    while at < len(stripped):
        match = _PIECE.match(stripped, at)
        if match is None:
            return None
        words = match["term"]
        if words is None:
            parts.append(_SIGNS[match[0]])
        elif (term := _term(words, known)) is not None:
            parts.append(term.spelling())
        else:
            return None
        at = match.end()
    return "".join(parts)


def _term(words: str, known: Vocabulary) -> Term | None:
    """The term that is said in these words, else the one of which they are the opposite."""
    for denied in (False, True):
        if (found := _looked_up(words, known, denied)) is not None:
            return found
    without = _REMARK.sub("", words)
    return None if without == words else _term(without, known)


def _looked_up(words: str, known: Vocabulary, denied: bool) -> Term | None:
    phrases = _phrases(known, denied)
    if (exact := phrases.whole.get(words) or phrases.folded.get(words.casefold())) is not None:
        return exact
    texts = [part[1:-1] if part.startswith("“") else part.replace("−", "-") for part in _OPEN.findall(words)]
    # A distance says “below” for the sign of its number, and has words of its own for none.
    tried = [*texts, *(f"-{text}" for text in texts), "0"]
    for subject in (None, *known.subjects):
        form = _OPEN.sub("#", words.replace(in_subject(subject), in_subject(None)))
        for make, typed in product(phrases.open.get(form, ()), tried):
            if (made := make(typed, subject)) is not None:
                term = Negation(made) if denied else made
                if words in term.all_words():
                    return term
    return None


@lru_cache(maxsize=16)
def _phrases(known: Vocabulary, denied: bool) -> _Phrases:
    """The words of every term there is, or of its opposite."""
    found = _Phrases()
    for term in (AllOf(()), *KEYWORDS.values(), *_year_groups(), *_chosen(known)):
        said = Negation(term) if denied else term
        for words in said.all_words():
            found.whole.setdefault(words, said)
            found.folded.setdefault(words.casefold(), said)
    for make, samples in _OPEN_ENDED:
        for term in filter(None, (make(sample, None) for sample in samples)):
            for words in (Negation(term) if denied else term).all_words():
                makers = found.open.setdefault(_OPEN.sub("#", words), [])
                if make not in makers:
                    makers.append(make)
    return found


def _year_groups() -> Iterator[Term]:
    return filter(None, (keyword(f"y{year}") for year in range(1, MOST_YEAR + 1)))


def _chosen(known: Vocabulary) -> Iterator[Term]:
    """A term for every value of every key that takes one of some values."""
    for key in KEYS.values():
        if not isinstance(key, NumberKey) and key.choices and key.make:
            for choice in key.choices(known):
                yield key.make(choice, known)


def _measured(key: NumberKey, op: str, typed: str, subject: str | None) -> Term | None:
    return key.make(op, float(typed), subject) if _NUMBER.fullmatch(typed) else None


def _named(key: ValueKey, typed: str, _subject: str | None) -> Term | None:
    return key.make(typed, Vocabulary()) if key.make else None


_OPEN_ENDED: Final[tuple[tuple[Make, tuple[str, ...]], ...]] = (
    *(
        (partial(_measured, key, op), ("0", "1", "-1", "2", "-2"))
        for key, op in product(KEYS.values(), COMPARE)
        if isinstance(key, NumberKey)
    ),
    *((partial(_named, key), ("a",)) for key in KEYS.values() if isinstance(key, ValueKey) and key.choices is None),
)
"""What makes a term of a number or a text, each with values for which it is said in words of different form."""
