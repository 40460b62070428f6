"""Two cells for one pupil, series and point: the same said twice is one, two different ones are a conflict."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

Conflict = list[tuple[int, int, int, str]]
"""(place, row, column, text) of every cell that contradicts another, in order of rows."""

_KEY = ["ref", "series", "ordinal"]


def without_conflicts(cells: pl.DataFrame, texts: Sequence[str]) -> tuple[pl.DataFrame, list[Conflict]]:
    """The cells that stand, and the conflicts, of which none stands: never "last wins".

    Args:
        cells: `place`, `row`, `ref`, `column`, `series`, `ordinal`, `raw`, `code`, in order of rows.
        texts: what `raw` stands for.

    Returns:
        The cells without their doubles (the first of those that say the same is kept), and the conflicts.
    """
    key = _packed(cells)
    if key.n_unique() == len(key):
        return cells, []
    cells = cells.with_columns(key.alias("key"))
    doubled = cells.filter(key.is_duplicated())
    wrong, doubles, conflicts = [], [], []
    for group in doubled.partition_by("key", maintain_order=True):
        if group["code"].n_unique() > 1:
            wrong.append(group["key"][0])
            conflicts.append(
                [(place, row, column, texts[raw])
                 for place, row, column, raw in group.select("place", "row", "column", "raw").iter_rows()]
            )  # fmt: skip
        else:
            first = min(group.iter_rows(named=True), key=lambda cell: (cell["row"], texts[cell["raw"]]))
            doubles.append(first)
    gone = pl.Series(wrong + [cell["key"] for cell in doubles], dtype=pl.UInt64)
    kept = cells.filter(~pl.col("key").is_in(gone.implode()))
    if doubles:
        kept = pl.concat([kept, pl.DataFrame(doubles, schema=cells.schema)]).sort("place", maintain_order=True)
    return kept.drop("key"), conflicts


def _packed(cells: pl.DataFrame) -> pl.Series:
    """UInt64 with one value for each pupil, series and point."""
    lowest, highest = cells["ordinal"].min(), cells["ordinal"].max()
    low, high = (value if isinstance(value, int) else 0 for value in (lowest, highest))
    most = cells["ref"].max()
    pupils = (most if isinstance(most, int) else 0) + 1
    times = high - low + 1
    return cells.select(
        (pl.col("series").cast(pl.UInt64) * times + (pl.col("ordinal") - low).cast(pl.UInt64)) * pupils
        + pl.col("ref").cast(pl.UInt64)
    ).to_series()
