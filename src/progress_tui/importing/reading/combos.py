"""Distinct combinations of cells over the rows of a table: what a combination means is worked out once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import polars as pl

from progress_tui.importing.reading.table import Column

_LOOKED_UP: Final = 1 << 25
"""Most possible combinations for which a table of all of them is made; beyond it they are numbered in between."""


@dataclass(frozen=True)
class Combos:
    """Numbered combinations, in order of first sight.

    Attributes:
        ids: UInt32, one a row: the number of its combination, from 0.
        firsts: UInt32, the place of the first row of each combination.
    """

    ids: pl.Series
    firsts: pl.Series

    def __len__(self) -> int:
        return len(self.firsts)

    @classmethod
    def of(cls, parts: Sequence[tuple[pl.Series, int]], rows: int) -> Combos:
        """Number the combinations of some arrays of codes.

        Args:
            parts: (codes without nulls, how many different codes there can be), aligned.
            rows: how many rows there are, for no parts at all: then all rows are one combination.
        """
        key, size = pl.zeros(rows, dtype=pl.UInt32, eager=True), 1
        for codes, count in parts:
            if count <= 1:
                continue
            if size * count > _LOOKED_UP and size > 1:
                numbered = cls._numbered(key, size)
                key, size = numbered.ids, len(numbered)
            key, size = (codes if size == 1 else key.cast(pl.UInt64) * count + codes), size * count
        return cls._numbered(key, size)

    @classmethod
    def of_columns(cls, columns: Sequence[Column], rows: int) -> Combos:
        """Number the combinations of some columns."""
        return cls.of([(column.codes, len(column.texts)) for column in columns], rows)

    @classmethod
    def _numbered(cls, key: pl.Series, size: int) -> Combos:
        firsts = key.arg_unique()
        held, numbers = key.gather(firsts), pl.int_range(len(firsts), dtype=pl.UInt32, eager=True)
        if size <= max(_LOOKED_UP, 4 * len(key)):
            ids = pl.zeros(size, dtype=pl.UInt32, eager=True).scatter(held, numbers).gather(key)
        else:
            lookup = pl.DataFrame({"key": held, "id": numbers})
            ids = pl.DataFrame({"key": key}).join(lookup, on="key", how="left", maintain_order="left")["id"]
        return cls(ids, firsts)

    def texts(self, columns: Iterable[Column]) -> list[tuple[str, ...]]:
        """The cells of each combination in some columns that hold it."""
        per_column = [[column.texts[code] for code in column.codes.gather(self.firsts)] for column in columns]
        return list(zip(*per_column, strict=True)) if per_column else [() for _ in range(len(self))]

    def places(self, combo: int) -> list[int]:
        """The places of the rows of a combination, ascending."""
        found: list[int] = self._index[combo].to_list()
        return found

    @cached_property
    def _index(self) -> pl.Series:
        """List of the places of each combination: made when somebody asks, which is when something is wrong."""
        held = pl.DataFrame({"id": self.ids}).with_row_index("place")
        return held.group_by("id", maintain_order=True).agg("place")["place"]

    def counts(self) -> list[int]:
        """How many rows have each combination."""
        counted = pl.DataFrame({"id": self.ids}).group_by("id").len().sort("id")
        return counted["len"].to_list()
