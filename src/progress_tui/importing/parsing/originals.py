"""The rows that rejections speak of, as they stand in the source: what an office mends and hands over again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from progress_tui.importing.facts import Rejection
from progress_tui.importing.reading.table import SourceTable
from progress_tui.importing.recognising.mapping import ImportMapping

MOST: Final = 10_000
"""Rejections whose rows are kept; nobody mends more by hand."""


def originals_of(
    table: SourceTable, mapping: ImportMapping, rejected: Sequence[Rejection]
) -> tuple[Mapping[str, str], ...]:
    """For each rejection the cells of its row by heading, in order of columns; empty where the table lacks the row.

    Only columns that the mapping reads, and the rejected one: what the program has no use for is not kept.

    Args:
        table: the source.
        mapping: how its columns are understood.
        rejected: rows and cells left out.
    """
    wanted = rejected[:MOST]
    read = mapping.headings | {rejection.column for rejection in wanted}
    named = zip(table.headings, table.columns, strict=True)
    columns = [(heading, column) for heading, column in named if heading in read]
    numbers = pl.Series(sorted({rejection.row for rejection in wanted}), dtype=pl.UInt32)
    cells = {
        (table.where_is(place), table.number(place)): {h: column.texts[column.codes[place]] for h, column in columns}
        for place in table.numbers.is_in(numbers.implode()).arg_true().to_list()
    }
    found = [cells.get((rejection.sheet, rejection.row), {}) for rejection in wanted]
    return (*found, *({} for _ in rejected[MOST:]))
