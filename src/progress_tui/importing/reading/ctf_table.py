"""The table that a Common Transfer File makes: a row for each pupil, each year of attendance and each result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from progress_tui.domain.calendar import academic_year_label
from progress_tui.domain.text import clean, is_clean
from progress_tui.importing.facts import Rejection
from progress_tui.importing.reading.ctf_pupil import OF_A_YEAR, SESSIONS, WHO
from progress_tui.importing.reading.table import Column, SourceTable
from progress_tui.importing.recognising.mapping import ImportMapping, ResultRule

YEAR: Final = "Academic year"
"""Heading of the school year of a row."""
ASSESSMENT: Final = "Assessment"
"""Heading of the codes that say what a result is of."""
RESULT: Final = "Result"
"""Heading of the results."""


class Cleaner:
    """Makes texts of a file safe, each distinct one once, and counts what had to be taken out."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self._odd: set[str] = set()
        self._stripped, self._first = 0, 0

    def __call__(self, text: str, row: int) -> str:
        """`text` without invisible characters and surplus space."""
        known = self._known.get(text)
        if known is None:
            known = self._known[text] = clean(text)
            if not is_clean(text):
                self._odd.add(text)
        if self._odd and text in self._odd:
            self._stripped += 1
            self._first = self._first or row
        return known

    def notes(self) -> list[str]:
        """A sentence when something was taken out."""
        if not self._stripped:
            return []
        had = "1 text had" if self._stripped == 1 else f"{self._stripped:,} texts had"
        return [f"{had} invisible characters, which were taken out (first: line {self._first})."]


@dataclass(slots=True)
class Sparse:
    """Cells of a few columns that only some rows have."""

    places: list[int] = field(default_factory=list)
    cells: list[Sequence[str]] = field(default_factory=list)

    def column(self, at: int, rows: int) -> Column:
        """One of the columns, blank where a row has no such cells."""
        held = Column.of([cells[at] for cells in self.cells])
        codes = pl.zeros(rows, dtype=pl.UInt32, eager=True)
        if self.places:
            codes = codes.scatter(pl.Series(self.places, dtype=pl.UInt32), held.codes)
        return Column(codes, held.texts)


@dataclass(slots=True)
class CtfRows:
    """Gathers the rows of a file and makes the table of them."""

    pupils: list[list[str]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    pupil_of: list[int] = field(default_factory=list)
    years: list[int] = field(default_factory=list)
    of_a_year: Sparse = field(default_factory=Sparse)
    sessions: Sparse = field(default_factory=Sparse)
    results: Sparse = field(default_factory=Sparse)

    def __len__(self) -> int:
        return len(self.numbers)

    def add(self, line: int, year: int, kind: Sparse, cells: Sequence[str]) -> None:
        """Add a row of the last pupil.

        Args:
            line: of the file.
            year: the start year it belongs to.
            kind: which columns it fills.
            cells: the cells for them.
        """
        kind.places.append(len(self.numbers))
        kind.cells.append(cells)
        self.numbers.append(line)
        self.pupil_of.append(len(self.pupils) - 1)
        self.years.append(year)

    def table(self, file: str, sha256: str, notes: list[str], rejected: list[Rejection]) -> SourceTable:
        """The table; of the columns that nobody fills only those of the names are kept."""
        rows = len(self)
        of = pl.Series(self.pupil_of, dtype=pl.UInt32)
        columns: dict[str, Column] = {}
        for at, heading in enumerate(WHO.values()):
            held = Column.of([cells[at] for cells in self.pupils])
            columns[heading] = Column(held.codes.gather(of), held.texts)
        labels = {year: academic_year_label(year) for year in set(self.years)}
        columns[YEAR] = Column.of([labels[year] for year in self.years])
        sparse = [(OF_A_YEAR.values(), self.of_a_year), (SESSIONS.values(), self.sessions)]
        for headings, cells in (*sparse, ((ASSESSMENT, RESULT), self.results)):
            columns |= {heading: cells.column(at, rows) for at, heading in enumerate(headings)}
        kept = {
            heading: column
            for heading, column in columns.items()
            if len(column.texts) > 1 or heading in ("UPN", "Surname", "Forename")
        }
        numbers = pl.Series(self.numbers, dtype=pl.UInt32)
        return SourceTable(file, sha256, list(kept), list(kept.values()), numbers, notes, rejected)


def mapping_of(table: SourceTable, rules: Mapping[str, ResultRule]) -> ImportMapping:
    """What the columns of the table mean; `rules` by the cell under `ASSESSMENT`."""
    fields = {**WHO, "academic_year": YEAR, **OF_A_YEAR, **SESSIONS}
    pupil = {name: heading for name, heading in fields.items() if heading in table.headings}
    return ImportMapping(table.file.split(".")[0], pupil, results=tuple(rules.values()))
