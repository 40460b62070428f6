"""The table of a source that is no table: rows of several kinds, each of which belongs to a pupil."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from progress_tui.domain.calendar import academic_year_label
from progress_tui.importing.facts import Rejection
from progress_tui.importing.reading.table import Column, SourceTable

YEAR: Final = "Academic year"
"""Heading of the school year of a row."""


@dataclass(slots=True)
class Part:
    """Columns that only the rows of one kind fill.

    Attributes:
        headings: of the columns; `places` of the rows of this kind, and their `cells`, one for each heading.
    """

    headings: tuple[str, ...]
    places: list[int] = field(default_factory=list)
    cells: list[Sequence[str]] = field(default_factory=list)

    def columns(self, rows: int) -> dict[str, Column]:
        """The columns, blank where a row is of another kind."""
        places = pl.Series(self.places, dtype=pl.UInt32)
        found = {}
        for at, heading in enumerate(self.headings):
            held = Column.of([cells[at] for cells in self.cells])
            codes = pl.zeros(rows, dtype=pl.UInt32, eager=True)
            found[heading] = Column(codes.scatter(places, held.codes) if self.places else codes, held.texts)
        return found


@dataclass(slots=True)
class PupilRows:
    """Gathers rows, pupil by pupil, and makes a table of them.

    Attributes:
        who: headings of what says who a pupil is; these cells stand in every row of the pupil.
        parts: the other columns, by kind of row.
        years: the start year of each row, None where it is not known; they may be put right until the table is made.
    """

    who: tuple[str, ...]
    parts: tuple[Part, ...]
    years: list[int | None] = field(default_factory=list)
    _pupils: list[Sequence[str]] = field(default_factory=list)
    _numbers: list[int] = field(default_factory=list)
    _pupil_of: list[int] = field(default_factory=list)
    _sheet_of: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self._numbers)

    def pupil(self, cells: Sequence[str]) -> int:
        """Add a pupil; the number to add rows of it by."""
        self._pupils.append(cells)
        return len(self._pupils) - 1

    def add(self, pupil: int, row: int, year: int | None, part: Part, cells: Sequence[str], sheet: int = 0) -> int:
        """Add a row of a pupil; the place of the row.

        Args:
            pupil: as `pupil` gave it.
            row: the row or line as a person finds it.
            year: the start year it belongs to.
            part: one of `parts`.
            cells: for its headings, clean.
            sheet: the place of its file among the sheets.
        """
        place = len(self._numbers)
        part.places.append(place)
        part.cells.append(cells)
        self._numbers.append(row)
        self._pupil_of.append(pupil)
        self._sheet_of.append(sheet)
        self.years.append(year)
        return place

    def table(
        self,
        file: str,
        sha256: str,
        notes: list[str],
        rejected: list[Rejection],
        sheets: tuple[str, ...] = (),
        keep: Sequence[str] = (),
    ) -> SourceTable:
        """The table. Columns that nobody fills are left out but for those in `keep`."""
        of = pl.Series(self._pupil_of, dtype=pl.UInt32)
        columns: dict[str, Column] = {}
        for at, heading in enumerate(self.who):
            held = Column.of([cells[at] for cells in self._pupils])
            columns[heading] = Column(held.codes.gather(of), held.texts)
        labels = {year: "" if year is None else academic_year_label(year) for year in set(self.years)}
        columns[YEAR] = Column.of([labels[year] for year in self.years])
        for part in self.parts:
            columns |= part.columns(len(self))
        kept = {heading: column for heading, column in columns.items() if len(column.texts) > 1 or heading in keep}
        return SourceTable(
            file,
            sha256,
            list(kept),
            list(kept.values()),
            pl.Series(self._numbers, dtype=pl.UInt32),
            notes,
            rejected,
            sheets,
            pl.Series(self._sheet_of, dtype=pl.UInt16) if sheets else None,
        )
