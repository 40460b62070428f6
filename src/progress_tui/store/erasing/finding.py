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
    folded: str
    forms: tuple[str, ...]
    """Folded: as it stands, and without a possessive s."""


class Finder:
    """Finds spellings in texts, wherever the spaces between the parts of a name are put: `LilyMae Quill`.

    Args:
        spellings: folded words each; a name of a script without spaces between words is found anywhere.
        of_others: what others are called: a longer name of theirs is left as a whole, and so is one that would be found
            only for a possessive s (`Owens` for `Owen`).
    """

    def __init__(self, spellings: Iterable[Spelling], of_others: Iterable[Spelling] = ()) -> None:
        every = {one for one in spellings if one}
        self._wide = sorted(("".join(one) for one in every if _is_wide("".join(one))), key=len, reverse=True)
        narrow = {one for one in every if not _is_wide("".join(one))}
        self._words = {one[0] for one in narrow if len(one) == 1}
        self._joined = {"".join(one) for one in narrow if len(one) > 1}
        self._starts = {one[:end] for one in self._joined for end in range(1, len(one) + 1)}
        theirs = set(of_others)
        self._theirs = {"".join(one) for one in theirs}
        self._most_of_theirs = max(map(len, theirs), default=0)

    def __bool__(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self._words or self._joined or self._wide)

    def holds(self, text: str, *, is_name: bool = False) -> bool:
        """Whether one of the spellings stands in a text; `is_name` as for `replaced`."""
        return next(self._found(text, is_name), None) is not None

    def replaced(self, text: str, *, is_name: bool = False) -> str:
        """The text with `ERASED` in the place of every spelling.

        Args:
            text: any.
            is_name: of a file: there `tedwan` may be a name, whereas `wanted` in a sentence is none; `TedWan` is one
                anywhere.
        """
        pieces, done = [], 0
        for start, end in self._found(text, is_name):
            pieces += [text[done:start], ERASED]
            done = end
        return "".join([*pieces, text[done:]]) if pieces else text

    def around(self, text: str, *, is_name: bool = False, room: int = 24) -> str:
        """The first spelling in a text with what stands beside it, on one line; "" without one."""
        first = next(self._found(text, is_name), None)
        if first is None:
            return ""
        start, end = max(0, first[0] - room), min(len(text), first[1] + room)
        return f"{'…' if start else ''}{' '.join(text[start:end].split())}{'…' if end < len(text) else ''}"

    def _found(self, text: str, is_name: bool) -> Iterator[tuple[int, int]]:
        """Where spellings stand, from the start, none over another."""
        words = _words(text)
        at = 0
        found: list[tuple[int, int]] = []
        while at < len(words):
            last = self._last(text, words, at, is_name)
            if last is None:
                at += 1
                continue
            found.append((words[at].start, words[last].end))
            at = last + 1
        if self._wide:
            for name in self._wide:
                found += [(match.start(), match.end()) for match in re.finditer(re.escape(name), text)]
            found = _apart(found)
        yield from found

    def _last(self, text: str, words: Sequence[_Word], at: int, is_name: bool) -> int | None:
        """The place of the last word of the longest spelling that begins at a word; None without one."""
        found = None
        if any(form in self._words for form in words[at].forms) and not self._is_theirs(text, words, at, at):
            found = at
        before = ""
        for last in range(at, len(words)):
            word = words[last]
            if last > at and not _is_near(text, words[last - 1], word):
                break
            if (
                any(before + form in self._joined for form in word.forms)
                and (last > at or is_name or _is_glued(text[word.start : word.end]))
                and not self._is_theirs(text, words, at, last)
            ):
                found = last
            before += word.folded
            if before not in self._starts:
                break
        return found

    def _is_theirs(self, text: str, words: Sequence[_Word], first: int, last: int) -> bool:
        """Whether words in which a spelling was found are, as they stand, of a longer name of somebody else."""
        run = "".join(word.folded for word in words[first : last + 1])
        exact = run in self._joined or (first == last and run in self._words)
        most = self._most_of_theirs
        return any(
            "".join(word.folded for word in words[start : end + 1]) in self._theirs
            and all(_is_near(text, one, other) for one, other in pairwise(words[start : end + 1]))
            for start in range(max(0, last + 1 - most), first + 1)
            for end in range(last, min(len(words), start + most))
            if not (exact and (start, end) == (first, last))
        )


def _is_near(text: str, word: _Word, following: _Word) -> bool:
    between = text[word.end : following.start]
    return len(between) <= _MOST_BETWEEN and not _APART & set(between)


def _is_glued(word: str) -> bool:
    """Whether a word is several, written without a space between: `ZoëQuill`."""
    return not word.isupper() and any(char.isupper() for char in word[1:])


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
    forms = (folded, folded[:-1]) if len(folded) > 3 and folded.endswith("s") else (folded,)
    return _Word(start, end, folded, forms)


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
