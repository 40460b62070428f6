"""A filter as a screen shows it: its terms in words one by one, and where it may hold a name that is to be hidden."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from progress_tui.analysis.filters.connectives import AllOf, AnyOf, Negation
from progress_tui.analysis.filters.evaluate import Filter
from progress_tui.analysis.filters.facts import PupilFacts, Vocabulary
from progress_tui.analysis.filters.keys import KEYS, find, keyword
from progress_tui.analysis.filters.terms import NameTerm, SavedTerm, Term
from progress_tui.domain.filtering import NAME_HIDDEN, FilterPart

_TOKEN: Final = re.compile(
    r"(?P<not>-?)(?P<key>[^\s()\"“”:<>=!≤≥≠-][^\s()\"“”:<>=!≤≥≠]*:)?(?P<value>\"[^\"]*\"?|“[^”]*”?|[^\s()\"“”]+)"
)
_JOINING: Final = ("and", "or", "not")


def parts_of(found: Filter, subject: str | None = None, facts: PupilFacts | None = None) -> tuple[FilterPart, ...]:
    """The terms of a filter that must all hold, in their order; none for all pupils.

    Args:
        found: the filter.
        subject: the subject shown, for terms that name none.
        facts: with them the words say when there are no targets on file.
    """
    terms = found.root.parts if isinstance(found.root, AllOf) else (found.root,)
    return tuple(
        FilterPart(
            AllOf((term,)).spelling(), term.describe(facts, subject), without_names(term).describe(facts, subject)
        )
        for term in terms
    )


def without_names(term: Term) -> Term:
    """The same with a sign in place of every name in it; only to be said, never to be asked."""
    if isinstance(term, NameTerm):
        return NameTerm(NAME_HIDDEN)
    if isinstance(term, AllOf | AnyOf):
        return replace(term, parts=tuple(without_names(part) for part in term.parts))
    if isinstance(term, Negation):
        return Negation(without_names(term.part))
    return replace(term, root=without_names(term.root)) if isinstance(term, SavedTerm) else term


def names_in(text: str, known: Vocabulary) -> list[tuple[int, int]]:
    """Where a text, finished or not, may hold a name: (first, behind the last) 0-based places, in their order.

    A word that is not known to be anything else may be a name, or the beginning of one.
    """
    return [match.span("value") for match in _TOKEN.finditer(text) if _may_be_name(match, known)]


def _may_be_name(match: re.Match[str], known: Vocabulary) -> bool:
    key, value = match["key"], match["value"]
    if key is not None:
        name = key[:-1].casefold()
        return name == "name" or (name not in KEYS and keyword(name) is None)
    if value[0] in '"“':
        return True
    if re.search(r"[<>=≤≥≠]", value):
        return re.split(r"[<>=!≤≥≠:]", value)[0].casefold() not in KEYS
    if value.endswith(":") and value[:-1].casefold() in KEYS:
        return False
    is_word = value.casefold() in (*_JOINING, *KEYS) or keyword(value) is not None
    return not is_word and find(value, [*known.classes, *known.saved]) is None
