"""Terms that a school counts: `Term 4` is one of six, `Term 2` one of three or of six."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from progress_tui.domain.calendar import HALF_TERMS
from progress_tui.importing.facts import Question
from progress_tui.importing.reading.table import SourceTable
from progress_tui.importing.recognising.asking import Asking
from progress_tui.importing.recognising.headings import read_heading, read_phrase
from progress_tui.importing.recognising.mapping import When, WhenRule
from progress_tui.importing.recognising.vocabulary import Meaning, Vocabulary

_COUNTED = re.compile(r"(?<![a-z\d])t(?:erm)?[ _-]?([1-6])(?!\d)", re.IGNORECASE | re.ASCII)
# "Half Term 2" and "Autumn Term 1" say themselves which they are.
_NAMED = re.compile(r"(?:half|aut|autumn|spr|spring|sum|summer)[ _-]?term[ _-]?[1-6](?!\d)", re.IGNORECASE | re.ASCII)
_FIGURE = re.compile(r"([1-6])(?:\.0+)?", re.ASCII)
_OF_THREE = 3
_MOST_CELLS = 300


def with_counted_terms(table: SourceTable, words: Vocabulary, asking: Asking) -> Vocabulary:
    """The vocabulary with `Term 1` and `T1`, where the file counts its terms; three or six are asked where both fit."""
    found = {int(number) for heading in table.headings for number in _COUNTED.findall(_NAMED.sub("", heading))}
    cells = [cell for heading in _point_columns(table, words) for cell in table[heading].distinct()[:_MOST_CELLS]]
    found |= {int(number) for number in filter(None, map(_counted, cells))}
    if not found:
        return words
    six = max(found) > _OF_THREE
    if not six:
        text = "This file counts its terms (Term 1, Term 2 …). Does your school year have three or six?"
        six = asking.ask(Question("terms", text, ("three", "six"), "three")) == "six"
    return replace(words, phrases={**words.phrases, **_phrases(six)})


def when_of(table: SourceTable, heading: str, words: Vocabulary) -> WhenRule:
    """Where the time of each row is said: in a column of points, whose cells are looked up where they count terms."""
    cells = table[heading].distinct()[:_MOST_CELLS] if heading else []
    if not any(_counted(cell) for cell in cells):
        return WhenRule(point_column=heading)
    read = {cell: read_phrase(f"Term {_counted(cell)}" if _counted(cell) else cell, words) for cell in cells}
    times = {cell: When(said.academic_year, said.point) for cell, said in read.items() if said.point}
    return WhenRule(column=heading, values=times)


def _counted(cell: str) -> str:
    """The number of a counted term, `""` where a cell is none."""
    match = _COUNTED.fullmatch(cell) or _FIGURE.fullmatch(cell)
    return match[1] if match is not None else ""


def _point_columns(table: SourceTable, words: Vocabulary) -> Iterable[str]:
    said = (read_heading(heading, words) for heading in table.headings)
    return [heading.text for heading in said if (heading.role, heading.name) == ("long", "point")]


def _phrases(six: bool) -> dict[tuple[str, ...], Meaning]:
    """Every spelling of the counted terms; one of three is a whole term."""
    found: dict[tuple[str, ...], Meaning] = {}
    for number in range(1, len(HALF_TERMS) + 1 if six else _OF_THREE + 1):
        meaning: Meaning = ("half_term", number - 1) if six else ("term", 2 * number - 1)
        found |= {("term", str(number)): meaning, (f"term{number}",): meaning, (f"t{number}",): meaning}
        found[("t", str(number))] = meaning
    return found
