"""The children behind the counts of attainment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

import polars as pl

from progress_tui.analysis.attainment.counting import Counted, all_three
from progress_tui.analysis.behind import Find, subject_said, those
from progress_tui.analysis.school_at_point import SchoolAtPoint
from progress_tui.domain.calendar import year_group_label
from progress_tui.domain.reports import Behind

_WHICH: Final = {
    "assessed": ("value", "with a result"),
    "n": ("counts", "assessed"),
    "expected": ("met", "at the expected standard"),
    "expected_percent": ("counts", "assessed"),
    "interval": ("counts", "assessed"),
    "higher": ("higher", "above the expected standard"),
    "higher_percent": ("counts", "assessed"),
    "mean": ("figured", "with a figure"),
    "missed": ("missed", "not at the expected standard"),
}
"""Field → the column that says who is in it, and who they are; `missed` is asked by screens alone."""

_NATIONAL: Final = "national"


def behind_counts(
    at: SchoolAtPoint,
    roll: pl.DataFrame,
    rows: pl.DataFrame,
    counted: Sequence[Counted],
    shown: Sequence[Mapping[str, object]],
) -> Find:
    """Find the children behind the rows of a report of counts.

    Args:
        at: the school at the point.
        roll: from `counting.grouped_roll`.
        rows: from `counting.marked`.
        counted: the counts as they are shown.
        shown: the rows of the report; a figure that is not shown there has nobody behind it.
    """

    @cache
    def three() -> pl.DataFrame:
        figured = {"figured": pl.lit(value=False)}
        return all_three(rows, at.summary).with_columns(**figured, missed=pl.col("counts") & ~pl.col("met"))

    def asked(cells: Counted) -> pl.DataFrame:
        own = (pl.col("group") == cells.group) & pl.col("year_group").eq_missing(cells.year_group)
        if cells.series_id is None:
            kind = (pl.col("series_kind") == cells.series_kind) & (pl.col("denominator") == cells.denominator)
            return three().filter(own & kind)
        return rows.filter(own & (pl.col("series_id") == cells.series_id)).with_columns(
            value=pl.col("kind") == "value",
            figured=pl.col("figure").is_not_null(),
            missed=pl.col("counts") & ~pl.col("met"),
        )

    def find(row: int, key: str) -> Behind | None:
        cells = counted[row]
        if key.startswith(_NATIONAL) or shown[row].get(key, "") is None:
            return None
        year = year_group_label(cells.year_group) if cells.series_kind == "statutory" else ""
        who = (cells.group, year if year != cells.group else "", subject_said(cells.subject))
        on_roll = roll.filter(pl.col("group") == cells.group)
        if cells.series_kind == "statutory":
            on_roll = on_roll.filter(pl.col("year_group").eq_missing(cells.year_group))
        if key == "why":
            without = set(on_roll["pupil_id"]) - set(asked(cells).filter("value")["pupil_id"])
            return those(at.frames, without, *who, "without a result")
        if key not in _WHICH:
            return those(at.frames, on_roll, *who, "on roll")
        column, words = _WHICH[key]
        if column == "counts" and cells.denominator == "dfe":
            words = "in the DfE measure"
        return those(at.frames, asked(cells).filter(column), *who, words)

    return find
