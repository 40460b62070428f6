"""Which column says which field of the pupil, and whether its cells bear that out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from progress_tui.domain.calendar import parse_academic_year
from progress_tui.domain.pupils import parse_flag, parse_sen, parse_sex
from progress_tui.domain.text import fold
from progress_tui.importing.facts import Question
from progress_tui.importing.parsing.values import (
    parse_date,
    parse_language,
    parse_percentage,
    parse_sessions,
    parse_year_group,
    tidy_upn,
)
from progress_tui.importing.reading.combos import Combos
from progress_tui.importing.reading.table import SourceTable
from progress_tui.importing.recognising.asking import Asking
from progress_tui.importing.recognising.detecting import looks_dated
from progress_tui.importing.recognising.headings import Heading

IDENTITY = ("upn", "source_id", "surname", "name")
"""The fields of which one at least must say who a pupil is."""

_CALLED = "names by which children are called: their legal names are kept"
_SAME = "another column says it"
_NO_YEARS = "its cells are no year groups"
_ASKED = {"upn": "UPN", "dob": "date of birth", "sex": "sex", "surname": "surname", "forename": "forename"}
"""Fields of which a pupil has one, in words: where two columns differ the school says which."""

_UPN = re.compile(r"[A-Z]\d{11}[\dA-Z]")
_CALENDAR_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)
_MOST = 2000
_FLAGS = ("pp", "fsm", "fsm6", "lac", "plac", "service", "eal")


def _is_name(text: str) -> bool:
    return not any(char.isdecimal() for char in text) and sum(char.isalpha() for char in text) * 2 > len(text)


_FITS: Mapping[str, Callable[[str], bool]] = {
    **{name: lambda text: bool(_UPN.fullmatch(tidy_upn(text))) for name in ("upn", "former_upn")},
    **{name: lambda text: parse_date(text) is not None for name in ("dob", "joined", "left")},
    **dict.fromkeys(("surname", "forename", "name"), _is_name),
    **{name: lambda text: parse_flag(text)[0] is not None for name in _FLAGS},
    **{name: lambda text: parse_sessions(text) is not None for name in ("possible", "authorised", "unauthorised")},
    "sex": lambda text: parse_sex(text)[0] is not None,
    "sen": lambda text: parse_sen(text)[0] is not None,
    "year_group": lambda text: parse_year_group(text) is not None,
    "academic_year": lambda text: parse_academic_year(text) is not None,
    "attendance": lambda text: parse_percentage(text) is not None,
    "first_language": lambda text: parse_language(text)[1],
}


def fits(field: str, cells: Sequence[str]) -> bool:
    """Whether most cells of a column can be what a field says; true of fields that any text can be."""
    test, sample = _FITS.get(field), cells[:_MOST]
    return test is None or sum(map(test, sample)) * 2 > len(sample)


def looks_like(field: str, cells: Sequence[str]) -> bool:
    """Whether nearly every cell has the shape of a field that is told by its shape: a UPN, a name in full."""
    sample = cells[:_MOST]
    if field == "upn":
        return bool(sample) and sum(map(_FITS["upn"], sample)) >= 0.9 * len(sample)
    names = [text for text in sample if _is_name(text) and 2 <= len(text.split()) <= 5]
    return len(sample) > 1 and len(names) >= 0.9 * len(sample)


def choose_fields(table: SourceTable, headings: Sequence[Heading], asking: Asking) -> dict[str, str]:
    """Field → heading; of two headings for one field the better word wins, or the school says which.

    Columns that are left for another are noted in `asking.left_out`.
    """
    held: dict[str, list[Heading]] = {}
    for heading in headings:
        if heading.role == "field" and not _is_blank(table, heading.text):
            held.setdefault(heading.name, []).append(heading)
    for heading in headings:
        if heading.role == "field" and heading.name not in held:
            held[heading.name] = [heading]
    fields = {name: _best(table, name, found, asking) for name, found in held.items()}
    _settle_names(table, fields, asking)
    _settle_year(table, fields, asking)
    return fields


def _is_blank(table: SourceTable, heading: str) -> bool:
    return not table[heading].distinct()


def _best(table: SourceTable, name: str, found: list[Heading], asking: Asking) -> str:
    ranked = sorted(found, key=lambda heading: heading.priority)
    best, others = ranked[0], ranked[1:]
    unlike = [other for other in others if name in _ASKED and not _is_called(other) and _differ(table, best, other)]
    chosen = best.text
    if unlike:
        options = tuple(heading.text for heading in ranked if heading not in others or heading in unlike)
        listed = " and ".join(f"“{text}”" for text in options)
        question = Question(
            f"field:{name}", f"{listed} differ. Which one is the pupil's {_ASKED[name]}?", options, best.text
        )
        chosen = asking.ask(question) or best.text
    for heading in ranked:
        if heading.text != chosen:
            asking.left_out[heading.text] = _CALLED if _is_called(heading) else _SAME
    return chosen


def _is_called(heading: Heading) -> bool:
    """Whether a heading says by which name a child goes: the legal one wins, and the two may differ."""
    words = set(fold(heading.text).split())
    return bool(words & {"preferred", "chosen", "known"})


def _differ(table: SourceTable, one: Heading, other: Heading) -> bool:
    """Whether two columns ever say different things in one row."""
    test = parse_date if one.name == "dob" else (lambda text: fold(text) or text)
    pairs = distinct_pairs(table, one.text, other.text)
    return any(test(left) != test(right) for left, right in pairs if left and right)


def distinct_pairs(table: SourceTable, one: str, other: str) -> list[tuple[str, str]]:
    """The distinct pairs of cells of two columns, at most some thousands of them."""
    columns = [table[one], table[other]]
    return [(left, right) for left, right in Combos.of_columns(columns, len(table)).texts(columns)[: _MOST * 5]]


def _settle_names(table: SourceTable, fields: dict[str, str], asking: Asking) -> None:
    """A name in one column beside surname and forename says nothing more; beside a forename alone it may be either."""
    if "surname" in fields and "name" in fields:
        asking.left_out[fields.pop("name")] = _SAME
    if "forename" in fields and "name" in fields:
        pairs = [pair for pair in distinct_pairs(table, fields["name"], fields["forename"]) if all(pair)]
        inside = sum(fold(forename) in fold(name) for name, forename in pairs)
        if pairs and inside * 2 > len(pairs):
            asking.left_out[fields.pop("forename")] = _SAME
        else:
            fields["surname"] = fields.pop("name")


def _settle_year(table: SourceTable, fields: dict[str, str], asking: Asking) -> None:
    """A `Year` column may hold `4`, `2025-26`, or something that is neither."""
    heading = fields.get("year_group")
    cells = table[heading].distinct()[:_MOST] if heading is not None else []
    if heading is None or not cells or any(parse_year_group(cell) is not None for cell in cells):
        return
    if "academic_year" not in fields and all(parse_academic_year(cell) is not None for cell in cells):
        fields["academic_year"] = fields.pop("year_group")
        return
    del fields["year_group"]
    sample = ", ".join(cells[:4])
    if all(_CALENDAR_YEAR.fullmatch(cell) or looks_dated(cell) for cell in cells) or "class" in fields:
        asking.left_out[heading] = _NO_YEARS
        asking.warnings.append(f"“{heading}” holds no year groups ({sample}); the year groups are not read from it.")
        return
    question = Question(
        f"column:{heading}",
        f"The cells of “{heading}” are no year groups ({sample}). What are they?",
        ("class", "ignore"),
        "class",
    )
    answer = asking.ask(question, heading=heading)
    if answer != "ignore":
        fields["class"] = heading
