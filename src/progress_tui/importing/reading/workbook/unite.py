"""Several sheets of pupils as one table: a sheet for each class, year group, subject or term."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from progress_tui.domain.errors import ProgressError
from progress_tui.domain.text import clean
from progress_tui.importing.reading.grid.head import join_words
from progress_tui.importing.reading.grid.words import is_summary_text, section_of
from progress_tui.importing.reading.table import Row, SourceTable
from progress_tui.importing.reading.workbook.sheet import RawSheet
from progress_tui.importing.reading.workbook.sheets import SheetTable, choose, fill_down, is_plain_name, lay_out_sheet
from progress_tui.importing.recognising.headings import Heading, read_heading, read_phrase

_CLASS = re.compile(r"(?:y|yr|year)?\s?\d{1,2}\s?[a-z]", re.IGNORECASE | re.ASCII)  # "5W" is no writing
_SHOWN = 8
_ADDED = {"class": "Class", "year_group": "Year Group", "academic_year": "Academic Year"}


@dataclass(frozen=True, slots=True)
class Aside:
    """The sheets that were not looked into: `hidden` ones, and `others` such as charts."""

    hidden: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


def table_of(
    sheets: Sequence[RawSheet], file: str, sha256: str, *, aside: Aside | None = None, since_1904: bool = False
) -> SourceTable:
    """The pupils on the sheets of a workbook.

    Args:
        sheets: every sheet that may be read.
        file: name without folders.
        sha256: of its bytes.
        aside: what was not looked into.
        since_1904: the workbook counts days from 1904.

    Raises:
        ProgressError: no sheet has any text, or a sheet of pupils has no headings or two of one kind.
    """
    aside = aside or Aside()
    filled = [sheet for sheet in sheets if sheet.rows]
    hidden = names_said(aside.hidden)
    if not filled:
        remedy = f"Its hidden sheets are not read: show {hidden} and save." if hidden else "Export it again."
        raise ProgressError(f"{file} is empty", "No sheet of it has any text.", remedy)
    for sheet in filled:
        fill_down(sheet)
    chosen, rest = choose(filled)
    several = len(chosen) > 1
    tables = [lay_out_sheet(sheet, file, several=several, since_1904=since_1904) for sheet in chosen]
    notes = [f"Several sheets were read as one table: {names_said([t.name for t in tables])}."] if several else []
    if rest or aside.others:
        notes.append(f"Sheets without a table of pupils were left out: {names_said([*rest, *aside.others])}.")
    if hidden:
        notes.append(f"Hidden sheets were not read: {hidden}.")
    tables = _named(tables, notes)
    return _united(tables, file, sha256, notes)


def names_said(names: Sequence[str]) -> str:
    """Names of sheets as a list for a sentence."""
    shown = ", ".join(f"“{clean(name)}”" for name in names[:_SHOWN])
    return f"{shown} and {len(names) - _SHOWN} more" if len(names) > _SHOWN else shown


def _named(tables: list[SheetTable], notes: list[str]) -> list[SheetTable]:
    """What the names of the sheets say where the columns do not: class, year group, year, subject or term."""
    apart = len(tables) > 1 and _are_apart(tables)
    named: list[SheetTable] = []
    said: dict[str, list[str]] = {}
    for table in tables:
        what, value = _meaning(table.name, apart=apart)
        has = {read_heading(heading).name for heading in table.headings}
        if what == "results":
            named.append(_labelled(table, read_phrase(table.name)))
        elif what and what not in has:
            named.append(_with_column(table, _heading_for(what, tables), value))
        else:
            named.append(table)
        if named[-1].headings != table.headings:
            said.setdefault(what, []).append(table.name)
    for what, names in said.items():
        if what == "results":
            notes.append(f"The name of the sheet is part of the headings of its results: {names_said(names)}.")
        else:
            word = _ADDED[what].lower()
            notes.append(f"No column says the {word}; the name of the sheet does: {names_said(names)}.")
    return named


def _meaning(name: str, *, apart: bool) -> tuple[str, str]:
    """What the name of a sheet says: a field and its value, `results` for part of their headings, or nothing.

    Args:
        name: of the sheet.
        apart: no pupil stands on two sheets, so that a name without a meaning may be that of a class.
    """
    label = read_phrase(name)
    if label.role == "result" and not _CLASS.fullmatch(name):
        year_alone = label.academic_year is not None and not (label.subject or label.point or label.assessment)
        return ("academic_year", name) if year_alone else ("results", "")
    kind, value = section_of(name)
    if kind:
        return ("year_group" if kind == "year" else "class"), value
    if apart and not is_plain_name(name) and not is_summary_text(name):
        return "class", name
    return "", ""


def _labelled(table: SheetTable, label: Heading) -> SheetTable:
    """The table with the subject or term that its sheet names in the headings that do not name one."""
    headings = [
        join_words([label.text], heading) if _takes(read_heading(heading), label) else heading
        for heading in table.headings
    ]
    return replace(table, headings=headings) if len({h.casefold() for h in headings}) == len(headings) else table


def _takes(heading: Heading, label: Heading) -> bool:
    if heading.role not in ("result", "target") and (heading.role, heading.name) not in (
        ("long", "result"), ("long", "assessment"),
    ):  # fmt: skip
        return False
    pairs = (
        (label.subject or None, heading.subject or None),
        (label.half_term, heading.half_term),
        (label.academic_year, heading.academic_year),
    )
    new = [named is not None and own is None for named, own in pairs]
    return any(new) and not any(named is not None and own is not None for named, own in pairs)


def _heading_for(field: str, tables: Sequence[SheetTable]) -> str:
    """The heading that other sheets have for a field, else a plain one."""
    found = (h for table in tables for h in table.headings if read_heading(h).role == "field")
    return next((heading for heading in found if read_heading(heading).name == field), _ADDED[field])


def _with_column(table: SheetTable, heading: str, value: str) -> SheetTable:
    if heading.casefold() in map(str.casefold, table.headings):
        return table
    return replace(
        table, headings=[*table.headings, heading], rows=[(row, [*cells, value]) for row, cells in table.rows]
    )


def _are_apart(tables: Sequence[SheetTable]) -> bool:
    """Whether no pupil stands on two sheets, so that sheets may be classes."""
    seen: dict[tuple[str, ...], int] = {}
    for number, table in enumerate(tables):
        fields = {read_heading(h).name: at for at, h in enumerate(table.headings) if read_heading(h).role == "field"}
        who = [fields[name] for name in ("upn",) if name in fields] or [
            fields[name] for name in ("surname", "forename", "name", "dob") if name in fields
        ]
        for _, cells in table.rows:
            key = tuple(cells[at].casefold() for at in who)
            if any(key) and seen.setdefault(key, number) != number:
                return False
    return True


def _united(tables: Sequence[SheetTable], file: str, sha256: str, notes: list[str]) -> SourceTable:
    headings: dict[str, str] = {}
    for table in tables:
        for heading in table.headings:
            headings.setdefault(heading.casefold(), heading)
    rows: list[Row] = []
    for table in tables:
        places = {heading.casefold(): at for at, heading in enumerate(table.headings)}
        order = [places.get(key, -1) for key in headings]
        rows += [(row, ["" if at < 0 else cells[at] for at in order]) for row, cells in table.rows]
    notes = notes + [note for table in tables for note in table.notes]
    rejected = [found for table in tables for found in table.rejected]
    united = SourceTable.of_rows(file, sha256, list(headings.values()), rows, notes, rejected)
    if len(tables) < 2:
        return united
    sheet_of = pl.Series([at for at, table in enumerate(tables) for _ in table.rows], dtype=pl.UInt16)
    return replace(united, sheets=tuple(table.name for table in tables), sheet_of=sheet_of)
