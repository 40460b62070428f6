"""What a title above a table says of all its pupils: the class, the year group. Only where it is one thing."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from typing import Final

from progress_tui.domain.calendar import parse_half_term
from progress_tui.domain.text import fold
from progress_tui.importing.reading.grid.words import section_of, table_words

_PARTS: Final = re.compile(r"\s+[-–—·•]+\s+|\s*[|:;,()\[\]]\s*|\s{3,}")
_NAME: Final = re.compile(r"\d{1,2}[A-Za-z]{1,3}|[A-Z]{1,2}\d{1,2}|R[A-Z]{1,2}", re.ASCII)
"""A class by its year and a letter, such as `4B` or `RM`: in running words nothing else is taken for a class."""

_MOST_WORDS: Final = 3
_HEADINGS: Final = {"class": "Class", "year": "Year Group"}


def titles_say(titles: Iterable[str]) -> dict[str, str]:
    """Heading (`Class`, `Year Group`) → what the titles say of every row; nothing where they say two things."""
    found: dict[str, set[str]] = {}
    for title in titles:
        for kind, name in _said(title):
            found.setdefault(_HEADINGS[kind], set()).add(name)
    return {heading: names.pop() for heading, names in sorted(found.items()) if len(names) == 1}


def _said(title: str) -> list[tuple[str, str]]:
    """(kind, name) of each part of a title that names a class or a year group."""
    found: list[tuple[str, str]] = []
    for part in _PARTS.split(title):
        words = part.split()
        kind, name = section_of(part) if 0 < len(words) <= _MOST_WORDS else ("", "")
        plain = _NAME.fullmatch(name) and parse_half_term(name) is None  # A1 is the first half of the autumn
        if kind == "year" or (kind == "class" and (plain or _labelled(part, name))):
            found.append((kind, name))
            continue
        # "Class 4B Autumn 2026": the word and the name within a longer text.
        labels = table_words().classes
        for word, after in itertools.pairwise(words):
            if (fold(word),) in labels and _NAME.fullmatch(after):
                found.append(("class", after))
    return found


def _labelled(part: str, name: str) -> bool:
    """Whether a part is a class with its label and nothing else: `Class Oak`, `Willow Class`, and no `Class list`."""
    rest = fold(part).removeprefix(fold(name)).removesuffix(fold(name)).split()
    words = table_words()
    named = not any((word,) in words.no_classes or (len(word) > 3 and word.isdecimal()) for word in fold(name).split())
    return bool(rest) and tuple(rest) in words.classes and named
