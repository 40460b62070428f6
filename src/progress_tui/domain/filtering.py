"""What a screen knows of a filter: its terms in words, and what the word being typed may become."""

from __future__ import annotations

from typing import Final, NamedTuple

NAME_HIDDEN: Final = "•••"
"""Stands in place of a name that was typed in a filter while names are hidden."""


class FilterPart(NamedTuple):
    """One of the terms that must all hold.

    Attributes:
        text: the one way to type it: `target<0`, `-sen`, `(y3 or y4)`.
        words: as it is said, with the subject asked: `below target in reading`.
        hidden_words: the same without the names that were typed in it.
    """

    text: str
    words: str
    hidden_words: str


class Offer(NamedTuple):
    """A word that the one being typed may become.

    Attributes:
        text: `flag:fell`; an open key ends in a colon.
        words: what it means, or what it still needs.
        whole: whether it is a term by itself, so that the next one can follow.
    """

    text: str
    words: str
    whole: bool


class Completion(NamedTuple):
    """What the word at the cursor may become.

    Attributes:
        start: 0-based place where that word begins.
        offers: the likeliest first; empty where there is nothing to add.
    """

    start: int = 0
    offers: tuple[Offer, ...] = ()


class SavedFilter(NamedTuple):
    """A filter that the school has named.

    Attributes:
        name: as saved; `hidden_name` without a pupil's name in it.
        words: what it asks, or why it cannot be asked now; `hidden_words` without names.
        pupils: how many it finds where it is looked at; None where it cannot be asked.
    """

    name: str
    text: str
    words: str
    pupils: int | None
    hidden_name: str
    hidden_words: str


class Choosable(NamedTuple):
    """What a school offers to filter by, beside the words of the language.

    Attributes:
        flags: (id, title) of every flag there is, in the order in which they are told.
        years: (term, words) of the year groups on roll.
        classes: (term, words) of the classes on roll.
        support: (term, words) of the support groups on file.
    """

    flags: tuple[tuple[str, str], ...]
    years: tuple[tuple[str, str], ...]
    classes: tuple[tuple[str, str], ...]
    support: tuple[tuple[str, str], ...]
