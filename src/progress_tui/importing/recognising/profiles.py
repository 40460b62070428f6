"""Exports of school systems, recognised by their headings: words of their own, and columns that are left out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from fnmatch import translate
from functools import cache
from pathlib import Path

from progress_tui.domain.data_files import DataTable
from progress_tui.importing.reading.table import SourceTable
from progress_tui.importing.recognising.headings import read_heading
from progress_tui.importing.recognising.vocabulary import PARTS, Vocabulary, vocabulary, vocabulary_of
from progress_tui.resources import data_folder, read_toml

_MOST_CELLS = 500


@dataclass(frozen=True, slots=True)
class Signature:
    """What tells an export.

    Attributes:
        headings: patterns (`*` for any text, without regard to case).
        least: how many of them must be there.
        cells: texts of which one must be a cell of some column; empty where the headings are enough.
    """

    headings: tuple[re.Pattern[str], ...]
    least: int
    cells: frozenset[str]

    def matched(self, table: SourceTable) -> int:
        """How many of its headings a table has; 0 when those are too few."""
        found = sum(any(pattern.fullmatch(heading) for heading in table.headings) for pattern in self.headings)
        if found < self.least:
            return 0
        # A class may be called 4W: only what stands where results do is looked at.
        held = (heading for heading in table.headings if _may_hold_results(heading)) if self.cells else ()
        if self.cells and not any(
            cell.casefold() in self.cells for heading in held for cell in table[heading].texts[:_MOST_CELLS]
        ):
            return 0
        return found + bool(self.cells)


def _may_hold_results(heading: str) -> bool:
    said = read_heading(heading)
    return said.told or said.is_result or (said.role, said.name) == ("long", "measure")


@dataclass(frozen=True)
class Profile:
    """One school system's export.

    Attributes:
        name: of its file; `title` in words, such as `a Sonar Tracker export`.
        scales: scale ids that it uses: of several that fit a column, that one.
        signatures: any of which tells it.
    """

    name: str
    title: str
    scales: tuple[str, ...]
    signatures: tuple[Signature, ...]
    table: DataTable

    def words_of(self, table: SourceTable) -> Vocabulary:
        """Its words and the shipped ones; its own win.

        A download of a hundred columns is closed: what it does not name is left out. A file in which a school keeps
        results of its own beside such columns is none, and all of it is read.
        """
        closed = self.table.get("closed", bool, "true or false") or False
        own = any(" " in heading and read_heading(heading).is_result for heading in table.headings)
        return vocabulary_of(self.table, vocabulary(), closed=closed and not own)


def load_profile(path: Path) -> Profile:
    """Read and check a profile.

    Raises:
        DataFileError: a key is unknown, missing or of the wrong type, or one word has two meanings.
    """
    top = DataTable(path.name, "", read_toml(path))
    top.only("title", "source", "date", "closed", "scales", "signatures", *PARTS)
    top.text("source")
    top.need("date", date, "a date")
    signatures = tuple(_signature(table) for table in top.tables("signatures"))
    if not signatures:
        raise top.fail("signatures", "is missing", "Say by which headings the export is recognised.")
    return Profile(path.stem, top.text("title"), top.texts("scales"), signatures, top)


def _signature(table: DataTable) -> Signature:
    table.only("headings", "least", "cells")
    headings = table.texts("headings")
    least = table.get("least", int, "a whole number")
    return Signature(
        tuple(re.compile(translate(text), re.IGNORECASE) for text in headings),
        len(headings) if least is None else least,
        frozenset(text.casefold() for text in table.texts("cells")),
    )


@cache
def profiles() -> tuple[Profile, ...]:
    """The shipped profiles.

    Raises:
        DataFileError: one of the files is damaged.
    """
    return tuple(load_profile(path) for path in sorted((data_folder() / "profiles").glob("*.toml")))


def profile_of(table: SourceTable) -> Profile | None:
    """The profile of a table: the one of whose headings it has most; None when it is nobody's export."""
    found = [(max(signature.matched(table) for signature in one.signatures), one) for one in profiles()]
    best, profile = max(found, key=lambda item: item[0], default=(0, None))
    return profile if best else None
