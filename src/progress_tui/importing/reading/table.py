"""A source as a table of clean text: one dictionary of distinct texts and one array of codes for each column.

School data says the same few things in millions of cells. Kept this way each distinct text is cleaned, understood and
judged once, and everything else is work on whole columns of small numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl

from progress_tui.importing.facts import Rejection

Row = tuple[int, list[str]]
"""(row number as a spreadsheet shows it, cells)."""


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes:
        codes: UInt32, one a row: places in `texts`.
        texts: the distinct texts, clean; `texts[0]` is the blank.
    """

    codes: pl.Series
    texts: tuple[str, ...]

    @classmethod
    def of(cls, cells: Sequence[str]) -> Column:
        """The column of these cells."""
        places = {"": 0}
        codes = [places.setdefault(cell, len(places)) for cell in cells]
        return cls(pl.Series(codes, dtype=pl.UInt32), tuple(places))

    def cells(self) -> list[str]:
        """Every cell in order of rows."""
        return [self.texts[code] for code in self.codes]

    def counts(self) -> Counter[str]:
        """Distinct text → how many cells hold it, blanks left out, in order of first sight."""
        counted = self.codes.unique_counts()
        order = self.codes.unique(maintain_order=True)
        found = zip(order.to_list(), counted.to_list(), strict=True)
        return Counter({self.texts[code]: count for code, count in found if self.texts[code]})

    def distinct(self) -> list[str]:
        """The distinct texts that are not blank."""
        return [text for text in self.texts if text]

    def where(self, texts: frozenset[str] | set[str]) -> list[int]:
        """The places (from 0) of the rows that hold one of some texts, ascending."""
        wanted = pl.Series([code for code, text in enumerate(self.texts) if text in texts], dtype=pl.UInt32)
        return self.codes.is_in(wanted.implode()).arg_true().to_list()


@dataclass(frozen=True)
class SourceTable:
    """A source as a table.

    Attributes:
        file: name without folders; `sha256` of the bytes on disk.
        headings: cleaned, distinct without regard to case.
        columns: one for each heading, all of one length; rows without any text are not among them.
        numbers: UInt32, the row number of each row as a spreadsheet shows it (in XML the line of the file).
        notes: sentences for the summary.
        rejected: rows that could not be matched with the headings.
        sheets: names of the sheets that rows come from; empty where there is one place only.
        sheet_of: UInt16, the place in `sheets` of each row; None without sheets.
    """

    file: str
    sha256: str
    headings: list[str]
    columns: list[Column]
    numbers: pl.Series
    notes: list[str] = field(default_factory=list)
    rejected: list[Rejection] = field(default_factory=list)
    sheets: tuple[str, ...] = ()
    sheet_of: pl.Series | None = None

    @classmethod
    def of_rows(
        cls,
        file: str,
        sha256: str,
        headings: list[str],
        rows: Sequence[Row],
        notes: list[str] | None = None,
        rejected: list[Rejection] | None = None,
    ) -> SourceTable:
        """A table of rows that are clean already, each as wide as the headings."""
        columns = [Column.of([cells[at] for _, cells in rows]) for at in range(len(headings))]
        numbers = pl.Series([number for number, _ in rows], dtype=pl.UInt32)
        return cls(file, sha256, headings, columns, numbers, notes or [], rejected or [])

    def __len__(self) -> int:
        return len(self.numbers)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {heading: at for at, heading in enumerate(self.headings)}

    def __getitem__(self, heading: str) -> Column:
        """The column under a heading (KeyError without one)."""
        return self.columns[self._places[heading]]

    def cell(self, place: int, heading: str) -> str:
        """The cell of the row at a place (from 0)."""
        column = self[heading]
        code: int = column.codes[place]
        return column.texts[code]

    def number(self, place: int) -> int:
        """The row number of the row at a place."""
        return int(self.numbers[place])

    def where_is(self, place: int) -> str:
        """The sheet of the row at a place, `""` where there is one only."""
        return self.sheets[self.sheet_of[place]] if self.sheet_of is not None else ""

    def first_rows(self, most: int) -> list[Row]:
        """The first rows, for people to look at."""
        return list(self._rows(range(min(most, len(self)))))

    @property
    def rows(self) -> list[Row]:
        """Every row with its cells: for small tables and tests; large ones are worked on by columns."""
        return list(self._rows(range(len(self))))

    def column(self, heading: str) -> list[tuple[int, str]]:
        """The cells under `heading`, with their row numbers: for small tables and tests."""
        return list(zip(self.numbers.to_list(), self[heading].cells(), strict=True))

    def _rows(self, places: range) -> Iterator[Row]:
        for place in places:
            yield self.number(place), [column.texts[column.codes[place]] for column in self.columns]
