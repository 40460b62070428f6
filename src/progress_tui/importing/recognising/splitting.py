"""A heading as words: at any separator, at capitals, and where known words are written as one."""

from __future__ import annotations

import re
from functools import lru_cache

from progress_tui.domain.calendar import parse_half_term
from progress_tui.domain.text import fold
from progress_tui.importing.recognising.vocabulary import Vocabulary

_WORD = re.compile(r"[^\W_]+|%")
_PIECE = re.compile(r"[A-Z]{2,}(?![a-z])\d*|[A-Z][a-z]*\d*|[a-z]+\d*|\d+|%")
_FIGURED = re.compile(r"[a-z]+\d{1,2}", re.ASCII)
_CALENDAR = re.compile(r"20[0-4]\d|[1-4]\d", re.ASCII)
YEAR_GROUP = re.compile(r"(?:y|yr|year|ncyear)(r|0?\d|1[0-3])", re.ASCII)
"""A year group with its word: `y4`, `year4`, `yr`."""

_LONGEST_WORD = 40
_SHORT_PARTS = ("assessment", "score")
"""Two letters inside a word of letters alone are read only where they say who assessed (`ReadingTA`)."""


def tokens(segment: str, words: Vocabulary) -> list[str]:
    """The folded words of a segment; `ReadingTA`, `readingta` and `pirareading` are two each."""
    found: list[str] = []
    for word in _WORD.findall(segment.replace("'", "").replace("’", "")):
        folded = "%" if word == "%" else fold(word)
        if known(folded, words):
            found.extend(folded.split())
            continue
        pieces = [fold(piece) or piece for piece in _PIECE.findall(word)]
        if len(pieces) > 1 and "".join(pieces) == folded and all(_part(piece, words) for piece in pieces):
            found.extend(pieces)
        elif folded[:1].isdecimal() and known(folded[1:], words):
            found.extend((folded[0], folded[1:]))
        else:
            found.extend(_apart(folded, words) or folded.split())
    return found


def known(word: str, words: Vocabulary) -> bool:
    """Whether a word alone means something."""
    return (word,) in words.phrases or _time(word)


def _part(word: str, words: Vocabulary) -> bool:
    return word in words.words or _time(word) or (word.isdecimal() and len(word) in (1, 4))


def _time(word: str) -> bool:
    return parse_half_term(word) is not None or bool(YEAR_GROUP.fullmatch(word))


@lru_cache(maxsize=4096)
def _apart(word: str, words: Vocabulary) -> tuple[str, ...]:
    """The known words that one word is made of, the fewest; empty when it is not made of known ones."""
    if len(word) > _LONGEST_WORD or " " in word:
        return ()
    figured = any(char.isdecimal() for char in word)
    best: list[tuple[str, ...] | None] = [(), *([None] * len(word))]
    for end in range(2, len(word) + 1):
        for start in range(end - 1):
            before, piece = best[start], word[start:end]
            taken = None if before is None else _piece(piece, words, figured)
            if before is not None and taken is not None:
                candidate, held = (*before, *taken), best[end]
                best[end] = candidate if held is None or len(candidate) < len(held) else held
    made = best[-1] or ()
    return made if len(made) > 1 and any(len(piece) > 2 for piece in made) else ()


def _piece(piece: str, words: Vocabulary, figured: bool) -> tuple[str, ...] | None:
    """A piece of a word as words, None when it is none that may stand inside one."""
    if _FIGURED.fullmatch(piece) or piece.isdecimal():
        return (piece,) if known(piece, words) or _CALENDAR.fullmatch(piece) else None
    phrase = words.joined.get(piece)
    if phrase is None and parse_half_term(piece) is not None:
        phrase = (piece,)
    if phrase is None or (len(piece) == 2 and not figured and words.phrases[phrase][0] not in _SHORT_PARTS):
        return None
    return phrase
