"""The children behind the lists of results that are asked of classes: who has a result, who has none, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from progress_tui.analysis.behind import subject_said, those
from progress_tui.analysis.school_at_point import SchoolAtPoint
from progress_tui.domain.calendar import Point
from progress_tui.domain.reports import Behind

List = tuple[int, str, int | None, int]
"""class id, subject, series id (None where the class has no results in the subject), ordinal."""

_WORDS: Final = {
    "on_roll": "on roll",
    "results": "with a result",
    "missing": "result missing",
    "no_result": "no result, with a reason",
    "unreadable": "not on the scale",
    "lacking": "without a result",
}


class Lists:
    """Who stands in which list, and how."""

    def __init__(self, at: SchoolAtPoint, lists: Sequence[List], classes: Mapping[int, str]) -> None:
        """Look into nothing yet.

        Args:
            at: the school at the point.
            lists: one for each row of the report.
            classes: class id → name.
        """
        self._at = at
        self._lists = lists
        self._classes = classes

    def find(self, row: int, key: str) -> Behind:
        """As `Report.behind`: why there is no result leads to everybody without one."""
        class_id, subject, _, ordinal = self._lists[row]
        which = "lacking" if key == "why" else key if key in _WORDS else "on_roll"
        point = "" if ordinal == self._at.point.ordinal else Point(ordinal).code
        words = (self._classes[class_id], subject_said(subject), point, _WORDS[which])
        return those(self._at.frames, self._of(self._lists[row], which), *words)

    def lacking(self) -> Behind:
        """Those with a result missing in any of the lists."""
        ids = {pupil_id for one in self._lists for pupil_id in self._of(one, "missing")}
        return those(self._at.frames, ids, _WORDS["missing"])

    def _of(self, one: List, which: str) -> set[int]:
        """Pupil ids of one list: everybody, or those of one kind (`_WORDS`)."""
        class_id, _, series_id, ordinal = one
        roll = self._at.summary.roll.filter(pl.col("class_id") == class_id)
        if series_id is None:
            return set(roll["pupil_id"]) if which in ("on_roll", "missing", "lacking") else set()
        held = self._at.summary.past.filter(
            (pl.col("series_id") == series_id) & (pl.col("ordinal") == ordinal) & (pl.col("class_id") == class_id)
        )
        blank = (pl.col("kind") == "non-result") & (pl.col("code") == "")
        kinds = {
            "results": pl.col("kind") == "value",
            "no_result": (pl.col("kind") == "non-result") & ~blank,
            "unreadable": pl.col("kind").is_in(["unknown", "out-of-range"]),
        }
        if which in kinds:
            return set(held.filter(kinds[which])["pupil_id"])
        statutory = not held.filter(pl.col("series_kind") == "statutory").is_empty()
        years = held["year_group"].unique().to_list()
        asked = roll.filter(pl.col("year_group").is_in(years, nulls_equal=True)) if statutory else roll
        without = held.filter(kinds["results"]) if which == "lacking" else held.filter(~blank)
        return set(asked["pupil_id"]) - (set() if which == "on_roll" else set(without["pupil_id"]))
