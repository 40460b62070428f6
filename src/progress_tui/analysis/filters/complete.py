"""Completion as you type: what the word at the cursor may become."""

from __future__ import annotations

import re
from functools import lru_cache

from progress_tui.analysis.filters.facts import Vocabulary
from progress_tui.analysis.filters.keys import KEYS, KEYWORDS, NumberKey, subjects_of
from progress_tui.analysis.filters.parse import parse_filter
from progress_tui.analysis.filters.words import spelt
from progress_tui.domain.errors import FilterError
from progress_tui.domain.filtering import Completion, Offer

_WORD = re.compile(r"(?:[^\s()\"“”:]+:)?(?:\"[^\"]*|[^\s()\"“”:]*)$")


def word_start(text: str, cursor: int) -> int:
    """0-based place where the word that `complete` completes begins; `text[word_start:cursor]` is replaced.

    Args:
        text: the text of the bar.
        cursor: 0-based place of the cursor, held within the text.
    """
    before = text[: max(0, cursor)]
    match = _WORD.search(before)
    start = match.start() if match else len(before)
    # A leading "-" is the sign for "not" and stays.
    return start + len(before[start:]) - len(before[start:].lstrip("-"))


def complete(text: str, cursor: int, vocabulary: Vocabulary) -> list[str]:
    """What may stand in place of the word that ends at the cursor, the likeliest first.

    Args:
        text: the text of the bar.
        cursor: 0-based place of the cursor, held within the text.
        vocabulary: the words of the school.

    Returns:
        Whole words (`pp`, `flag:fell`, `class:"Willow Class"`, `target:reading`); a key still open ends in `:` or in
        nothing. Empty where there is nothing to add.
    """
    typed = text[word_start(text, cursor) : max(0, cursor)].casefold()
    if not typed:
        return []
    head, colon, tail = typed.partition(":")
    options = _values(head, vocabulary) if colon else _words(vocabulary)
    wanted = head + colon + tail.lstrip('"')
    found = [option for option in options if option.replace('"', "").casefold().startswith(wanted)]
    return [option for option in found if option.casefold() != typed]


def completion(
    text: str, cursor: int, vocabulary: Vocabulary, subject: str | None = None, most: int = 30
) -> Completion:
    """`complete` with what each word means, at most `most` of them."""
    found = complete(text, cursor, vocabulary)[:most]
    return Completion(word_start(text, cursor), tuple(_offer(option, vocabulary, subject) for option in found))


@lru_cache(maxsize=256)
def _offer(option: str, vocabulary: Vocabulary, subject: str | None) -> Offer:
    head, colon, tail = option.partition(":")
    key = KEYS.get(head)
    if isinstance(key, NumberKey):
        example = key.example.replace(head, option) if colon else key.example
        return Offer(option, f"then a comparison: {example}", whole=False)
    if key is not None and not tail and option not in KEYWORDS:
        return Offer(option, f"then a {key.noun}: {key.example}", whole=False)
    try:
        return Offer(option, parse_filter(option, vocabulary).describe(subject), whole=True)
    except FilterError as error:
        # A saved filter whose class or support group has gone.
        return Offer(option, error.title, whole=True)


def _words(vocabulary: Vocabulary) -> list[str]:
    years = [f"y{year}" for year in range(1, 7)]
    keys = [name if isinstance(key, NumberKey) else f"{name}:" for name, key in KEYS.items()]
    named = [name for name in (*sorted(vocabulary.classes), *sorted(vocabulary.saved)) if re.fullmatch(r"\w+", name)]
    return list(dict.fromkeys([*KEYWORDS, *years, *keys, *named]))


def _values(name: str, vocabulary: Vocabulary) -> list[str]:
    key = KEYS.get(name)
    if key is None:
        return []
    if isinstance(key, NumberKey):
        choices = subjects_of(vocabulary) if key.takes_subject else []
    else:
        choices = key.choices(vocabulary) if key.choices else []
    return [f"{name}:{spelt(choice)}" for choice in choices]
