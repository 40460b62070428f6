"""The children behind gains by year group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from progress_tui.analysis.behind import subject_said, those
from progress_tui.analysis.frames import SchoolFrames
from progress_tui.analysis.progress.by_year import Gains
from progress_tui.domain.calendar import Point, year_group_label
from progress_tui.domain.reports import Behind

_OF_PAIRS: Final = {
    "matched": "measured at both ends",
    "small_steps": "measured in small steps",
    "left_out": "without a figure at one of the ends",
}


class Measured:
    """Who was measured in the rows of a report of gains; those who have left are among them."""

    def __init__(self, frames: SchoolFrames, gains: Gains, rows: Sequence[Mapping[str, object]]) -> None:
        """Look into nothing yet."""
        self._frames = frames
        self._gains = gains
        self._rows = rows

    def find(self, row: int, key: str) -> Behind | None:
        """As `Report.behind`: a mean and what follows from it leads to the children measured."""
        shown = self._rows[row]
        if shown.get(key, "") is None:
            return None
        to, year = Point.parse(str(shown["to_point"])), int(str(shown["year_group"]))
        if to is None:
            return None
        words = (year_group_label(year), to.year_label, subject_said(str(shown["subject"])))
        if key == "on_roll":
            of_year = (pl.col("academic_year") == to.start_year) & (pl.col("year_group") == year)
            return those(self._frames, self._gains.lists.filter(of_year), *words, "on the class lists")
        own = self._at_the_end(shown, to.ordinal)
        if key == "n":
            return those(self._frames, self._gains.ends.filter(own), *words, "with a result at the end")
        column = key if key in _OF_PAIRS else "matched"
        return those(self._frames, self._gains.pairs.filter(own & pl.col(column)), *words, _OF_PAIRS[column])

    def all_rows(self, column: str) -> Behind:
        """Those of every row who are `matched`, `small_steps` or `left_out`."""
        ids: set[int] = set()
        for number in range(len(self._rows)):
            found = self.find(number, column)
            ids |= set(found.pupil_ids if found is not None else ())
        return those(self._frames, ids, _OF_PAIRS[column])

    @staticmethod
    def _at_the_end(shown: Mapping[str, object], ordinal: int) -> pl.Expr:
        return (
            (pl.col("to_ordinal") == ordinal)
            & (pl.col("year_group") == shown["year_group"])
            & (pl.col("subject") == shown["subject"])
        )
