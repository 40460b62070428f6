"""The order of a name in one column: told by commas and capitals over the whole column, or assumed and said."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from progress_tui.domain.text import fold
from progress_tui.importing.facts import Question
from progress_tui.importing.parsing.values import PARTICLES, is_capitals, split_name
from progress_tui.importing.reading.table import SourceTable
from progress_tui.importing.recognising.asking import Asking
from progress_tui.importing.recognising.mapping import ImportMapping, NameOrder
from progress_tui.resources import data_folder, read_toml

_MOST = 5000
_CLEAR = 0.8
"""Share of the names that must speak for one order before it is taken."""

_FEW = 3
"""Names below which well-known forenames say nothing."""


def settle_names(table: SourceTable, mapping: ImportMapping, asking: Asking) -> ImportMapping:
    """The mapping with the order of names in one column settled: seen, assumed with a note, or asked."""
    heading = mapping.pupil.get("name")
    if heading is None or mapping.names:
        return mapping
    names = [text for text in table[heading].distinct()[:_MOST] if "," not in text and len(text.split()) > 1]
    if not names:
        return mapping
    given = asking.answers.get(f"names:{heading}")
    seen, doubtful = _order(names)
    if doubtful or given is not None:
        options: tuple[NameOrder, ...] = ("surname first", "forename first")
        text = f"How are the names in “{heading}” ({', '.join(names[:2])}) written?"
        answer = asking.ask(Question(f"names:{heading}", text, options, seen), heading=heading)
        seen = next((option for option in options if option == answer), seen)
    else:
        words = "forename then surname" if seen == "forename first" else "surname then forename"
        example = next((name for name in names if len(name.split()) == 2), names[0])
        surname, forename = split_name(example, seen)
        asking.warnings.append(f"Names are read as {words}: {example} is {surname}, {forename}.")
    return replace(mapping, names=seen)


def _order(names: list[str]) -> tuple[NameOrder, bool]:
    """The order that capitals, or else well-known forenames, speak for; and whether they speak for both."""
    words = [[word for word in name.split() if word.casefold().strip(".") not in PARTICLES] or [name] for name in names]
    firsts, lasts = [own[0] for own in words], [own[-1] for own in words]
    pairs = list(zip(firsts, lasts, strict=True))
    surname_first = sum(is_capitals(first) and not is_capitals(last) for first, last in pairs)
    forename_first = sum(is_capitals(last) and not is_capitals(first) for first, last in pairs)
    if surname_first + forename_first < _CLEAR * len(names):
        forenames = _forenames()
        known = [(fold(first) in forenames, fold(last) in forenames) for first, last in pairs]
        surname_first, forename_first = (sum(last and not first for first, last in known),
                                         sum(first and not last for first, last in known))  # fmt: skip
        if surname_first < _FEW:
            return "forename first", False
    total = surname_first + forename_first
    if surname_first >= _CLEAR * total:
        return "surname first", False
    return "forename first", forename_first < _CLEAR * total


@cache
def _forenames() -> frozenset[str]:
    """Forenames of the shipped list that are no surnames there."""
    groups = read_toml(data_folder() / "names" / "pupils.toml").get("groups")
    found: set[str] = set()
    surnames: set[str] = set()
    for group in groups if isinstance(groups, list) else []:
        if isinstance(group, dict):
            found |= {fold(str(name)) for key in ("girls", "boys") for name in group.get(key, ())}
            surnames |= {fold(str(name)) for name in group.get("surnames", ())}
    return frozenset(found - surnames)
