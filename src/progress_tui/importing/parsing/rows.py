"""The rows of a file once their pupils and times are known: what the facts of a year and the results start from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import polars as pl

from progress_tui.importing.facts import Rejection
from progress_tui.importing.parsing.times import Times
from progress_tui.importing.reading.combos import Combos
from progress_tui.importing.reading.table import SourceTable
from progress_tui.importing.tally import Tally

T = TypeVar("T")


@dataclass(frozen=True)
class Rows:
    """Rows with pupils and times.

    Attributes:
        refs: Int32, the pupil of each row, null where the row cannot be used.
        times: when each row is.
        names: ref → the pupil in a sentence.
    """

    table: SourceTable
    refs: pl.Series
    times: Times
    names: Mapping[int, str]

    @cached_property
    def used(self) -> pl.Series:
        """Boolean: the rows that have a pupil."""
        return self.refs.is_not_null()

    def distinct(self, headings: Sequence[str]) -> pl.DataFrame:
        """One row for each pupil, time and combination of cells under some headings, the first in the file.

        Returns:
            `place` UInt32, `row` UInt32, `ref` Int32, `academic_year`, `year_group`, `ordinal` Int32 (null where not
            known); only rows that have a pupil and an academic year.
        """
        columns = [self.table[heading] for heading in headings]
        who = (self.refs.fill_null(0).cast(pl.UInt32), len(self.names) + 1)
        when = (self.times.combos.ids, len(self.times.of))
        parts = [who, when, *((column.codes, len(column.texts)) for column in columns)]
        places = Combos.of(parts, len(self.table)).firsts
        ids = self.times.combos.ids.gather(places)
        return pl.DataFrame(
            {
                "place": places,
                "row": self.table.numbers.gather(places),
                "ref": self.refs.gather(places),
                **{name: values.gather(ids) for name, values in self.times.columns().items()},
            }
        ).filter(pl.col("ref").is_not_null(), pl.col("academic_year").is_not_null())

    def values(
        self, places: pl.Series, heading: str, read: Callable[[str], T | None], dtype: pl.DataType | type[pl.DataType]
    ) -> pl.Series:
        """The cells under a heading at some places, each distinct text read once."""
        column = self.table[heading]
        return pl.Series([read(text) for text in column.texts], dtype=dtype).gather(column.codes.gather(places))

    def warn(self, tally: Tally, heading: str, kind: str, wrong: Callable[[str], str]) -> None:
        """Count the rows under every text of a column of which `wrong` says something."""
        column = self.table[heading]
        said = {text: sentence for text in column.distinct() if (sentence := wrong(text))}
        for text, sentence in said.items():
            rows = self.table.numbers.gather(column.where({text})).to_list()
            tally.add(kind, sentence, rows)

    def same_pupil_and_year(self, wrong: pl.DataFrame) -> pl.DataFrame:
        """Every row (`place`, `row`, `ref`, `academic_year`) of some pupils in some years, in order."""
        years = self.times.columns()["academic_year"].gather(self.times.combos.ids)
        every = pl.DataFrame({"row": self.table.numbers, "ref": self.refs, "academic_year": years})
        return every.with_row_index("place").join(
            wrong.select("ref", "academic_year"), on=["ref", "academic_year"], how="semi", maintain_order="left"
        )

    def reject(self, place: int, heading: str, value: str, reason: str) -> Rejection:
        """A rejection of a cell of the row at a place."""
        ref = self.refs[place]
        pupil = "" if ref is None else self.names[ref]
        return Rejection(self.table.number(place), heading, value, reason, self.table.where_is(place), pupil)
