"""Names and identifiers of children found in any text, as whole words, whatever the case, the accents and the order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple
from unicodedata import category, east_asian_width

from progress_tui.domain.text import fold

ERASED: Final = "[erased]"
"""What stands where a name or an identifier was."""

_APOSTROPHES: Final = frozenset("'’‘ʼ`´")
_ASCII_WORD: Final = re.compile(r"[A-Za-z0-9']+")
_MOST_BETWEEN: Final = 3
"""Characters between two words of a name: a comma and a space, a hyphen, a line feed."""

_APART: Final = frozenset('"{}[]')
"""Characters that are never within a name: they part the values of JSON."""

Spelling = tuple[str, ...]
"""A name or an identifier as folded words."""


class _Word(NamedTuple):
    start: int
    end: int
    forms: tuple[str, ...]
    """Folded: as it stands, and without a possessive s."""


class Finder:
    """Finds spellings in texts.

    Args:
        spellings: folded words each; a name of a script without spaces between words is found anywhere.
    """

    def __init__(self, spellings: Iterable[Spelling]) -> None:
        every = {one for one in spellings if one}
        self._wide = sorted(("".join(one) for one in every if _is_wide("".join(one))), key=len, reverse=True)
        self._by_first: dict[str, list[Spelling]] = {}
        for one in sorted(every, key=len, reverse=True):
            if not _is_wide("".join(one)):
                self._by_first.setdefault(one[0], []).append(one)

    def __bool__(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self._by_first or self._wide)

    def holds(self, text: str) -> bool:
        """Whether one of the spellings stands in a text."""
        return next(self._found(text), None) is not None

    def replaced(self, text: str) -> str:
        """The text with `ERASED` in the place of every spelling."""
        pieces, done = [], 0
        for start, end in self._found(text):
            pieces += [text[done:start], ERASED]
            done = end
        return "".join([*pieces, text[done:]]) if pieces else text

    def around(self, text: str, room: int = 24) -> str:
        """The first spelling in a text with what stands beside it, on one line; "" without one."""
        first = next(self._found(text), None)
        if first is None:
            return ""
        start, end = max(0, first[0] - room), min(len(text), first[1] + room)
        return f"{'…' if start else ''}{' '.join(text[start:end].split())}{'…' if end < len(text) else ''}"

    def _found(self, text: str) -> Iterator[tuple[int, int]]:
        """Where spellings stand, from the start, none over another."""
        words = _words(text)
        at = 0
        found: list[tuple[int, int]] = []
        while at < len(words):
            end = self._ends(text, words, at)
            if end is None:
                at += 1
                continue
            found.append((words[at].start, words[end].end))
            at = end + 1
        if self._wide:
            for name in self._wide:
                found += [(match.start(), match.end()) for match in re.finditer(re.escape(name), text)]
            found = _apart(found)
        yield from found

    def _ends(self, text: str, words: Sequence[_Word], at: int) -> int | None:
        """The place of the last word of the longest spelling that begins at a word; None without one."""
        spellings = [one for form in words[at].forms for one in self._by_first.get(form, ())]
        for one in sorted(spellings, key=len, reverse=True):
            last = at + len(one) - 1
            if last < len(words) and _is_run(text, words[at : last + 1], one):
                return last
        return None


def _is_run(text: str, words: Sequence[_Word], spelling: Spelling) -> bool:
    if not all(part in word.forms for part, word in zip(spelling, words, strict=True)):
        return False
    between = [text[before.end : after.start] for before, after in pairwise(words)]
    return all(len(one) <= _MOST_BETWEEN and not _APART & set(one) for one in between)


def _words(text: str) -> list[_Word]:
    if text.isascii():
        spans = [(match.start(), match.end()) for match in _ASCII_WORD.finditer(text)]
    else:
        spans = list(_spans(text))
    return [_word(text, start, end) for start, end in spans]


def _spans(text: str) -> Iterator[tuple[int, int]]:
    start = None
    for place, char in enumerate(text):
        if char.isalnum() or char in _APOSTROPHES or category(char) in ("Mc", "Mn"):
            start = place if start is None else start
        elif start is not None:
            yield start, place
            start = None
    if start is not None:
        yield start, len(text)


def _word(text: str, start: int, end: int) -> _Word:
    """A word without the quotation marks around it; a possessive `'s` is no part of it."""
    while start < end and text[start] in _APOSTROPHES:
        start += 1
    while end > start and text[end - 1] in _APOSTROPHES:
        end -= 1
    raw = text[start:end]
    if len(raw) > 2 and raw[-2] in _APOSTROPHES and raw[-1] in "sS":
        end, raw = end - 2, raw[:-2]
    folded = _folded(raw)
    return _Word(start, end, (folded, folded[:-1]) if len(folded) > 3 and folded.endswith("s") else (folded,))


@lru_cache(maxsize=16384)
def _folded(word: str) -> str:
    return fold(word)


def _is_wide(text: str) -> bool:
    """Whether the script puts no space between words, so that a name has no edge to look for."""
    return any(east_asian_width(char) == "W" for char in text)


def _apart(found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for start, end in sorted(found, key=lambda one: (one[0], -one[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept
