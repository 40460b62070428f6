"""The children behind the figures of a comparison, and behind the sentences under it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from progress_tui.analysis.behind import by_name, subject_said, worded
from progress_tui.analysis.compare.comparing import Compared, Figure
from progress_tui.analysis.compare.gaps import LENSES, Gap, besides
from progress_tui.analysis.compare.rows import MEASURES
from progress_tui.domain.calendar import academic_year_label
from progress_tui.domain.comparison import Comparison, Measure
from progress_tui.domain.reports import Behind

_PUPIL: Final = ["place", "pupil_id"]


_COUNTED: Final[dict[Measure, str]] = {
    "expected": "assessed", "higher": "assessed", "mean": "with a figure", "change": "matched",
    "target": "held against a target or the standard", "absence": "with a figure",
}  # fmt: skip


class Groups:
    """Who is in the groups of a comparison, and who of them is in which figure.

    Over several years a child may count once a year: it is listed once, and the words say of how many results.
    """

    def __init__(self, found: Compared, asked: Comparison) -> None:
        """Look into nothing yet."""
        self._found = found
        self._asked = asked
        rule = MEASURES[asked.measure]
        self._hit, self._missed = rule.hit, rule.missed or "not among them"
        self._counted = "in the DfE measure" if asked.denominator == "dfe" else _COUNTED[asked.measure]

    def find(self, row: int, key: str) -> Behind | None:
        """As `Report.behind`; `missed` is asked by screens: who counts and is not among the k."""
        figure = Figure(*self._found.figures.row(row))
        of = (figure.group, figure.subject, figure.series, figure.unit)
        if key == "national":
            return None
        if key in ("group", "on_roll") or (key in ("subject_label", "series_label") and figure.n == 0):
            return self.on_roll(figure)
        if key == "k":
            return None if figure.k is None else self.those(self._in(*of).filter("hit"), of, self._hit)
        if key == "missed":
            return self.missed(*of)
        if key == "assessed":
            return self.those(self._asked_of(*of).filter("assessed"), of, "with a result")
        return self.those(self._in(*of), of, self._counted)

    def on_roll(self, figure: Figure) -> Behind:
        """Everybody of a group; of a statutory result those of its year group."""
        of = (figure.group, figure.subject, figure.series, figure.unit)
        asked = self._asked_of(*of)
        return self.those(asked if asked["of_asked"].all() else self.members(figure.group), of, "on roll")

    def missed(self, group: str, subject: str, series: str, unit: str = "") -> Behind:
        """Those who count and are not among the k."""
        of = (group, subject, series, unit)
        return self.those(self._in(*of).filter(~pl.col("hit")), of, self._missed)

    def behind_gap(self, gap: Gap) -> Behind:
        """Those of the lower group who missed the mark; without a mark those its mean is of."""
        of = (gap.first if gap.sign < 0 else gap.second, gap.subject, gap.series, gap.unit)
        return self.missed(*of) if self._hit and self._asked.measure != "absence" else self.those(
            self._in(*of), of, self._counted
        )  # fmt: skip

    def in_both(self, pair: tuple[str, str]) -> Behind:
        """Those who are in both groups."""
        first, second = (self.members(group) for group in pair)
        return self.those(first.join(second, on=_PUPIL, how="semi"), pair, "in both groups")

    def besides(self, pair: Sequence[str], lens: str) -> Behind:
        """Those of some groups whom a lens holds for too."""
        own = self._found.members.filter(pl.col("group").is_in(list(pair))).select(_PUPIL).unique()
        also = besides(self._found.places).filter(pl.col(lens).fill_null(value=False))
        return self.those(own.join(also, on=_PUPIL, how="semi"), pair, LENSES[lens])

    def left_out(self, group: str) -> Behind:
        """Those of whom it is not known whether they are in a set."""
        return self.those(self._found.left_out.filter(pl.col("group") == group), (group,), "not known")

    def special(self) -> Behind:
        """Those who are measured in another way than the rest."""
        rows = self._found.rows.filter("special").join(self._found.members, on=_PUPIL, how="semi")
        return self.those(rows, (), "measured another way")

    def members(self, group: str) -> pl.DataFrame:
        """place, pupil_id of everybody in a group."""
        return self._found.members.filter(pl.col("group") == group).select(_PUPIL).unique()

    def those(self, pupils: pl.DataFrame, of: Sequence[str], words: str) -> Behind:
        """Some of the children, by school and name.

        Args:
            pupils: with place and pupil_id; one row a pupil and result.
            of: group, subject, series (a year group, or the key of a series, which no heading needs) and unit.
            words: who they are.
        """
        schools: dict[int, list[int]] = {}
        for place, own in pupils.group_by("place"):
            frames = self._found.places[int(str(place[0]))].frames
            schools.setdefault(id(frames), []).extend(own["pupil_id"])
        frames_of = {id(at.frames): at for at in self._found.places}
        keys = [key for school, at in frames_of.items() for key in by_name(at.frames, schools.get(school, ()))]
        group, *rest = of or ("",)
        what = [subject_said(rest[0]), rest[1] if len(rest[1]) <= len("Y6") else ""] if len(rest) > 1 else rest
        names = [at.name for school, at in frames_of.items() if school in schools]
        several = len(frames_of) > 1
        where = f"in {len(names)} schools" if several and len(names) > 1 else ""
        return Behind(
            worded(group, *what, words, where, self._years(pupils, len(keys))),
            tuple(keys),
            names[0] if several and len(names) == 1 else "",
        )

    def _years(self, pupils: pl.DataFrame, children: int) -> str:
        """`18 results over 2024-25, 2025-26`, where years are pooled."""
        years = sorted({at.point.start_year for at in self._found.places})
        if len(years) < 2:
            return ""
        return f"{pupils.height} results of {children} over {', '.join(map(academic_year_label, years))}"

    def _asked_of(self, group: str, subject: str, series: str, unit: str) -> pl.DataFrame:
        """Rows of the group in a subject and series, those who do not count too."""
        own = (pl.col("subject") == subject) & (pl.col("series") == series) & (pl.col("unit") == unit)
        return self._found.rows.filter(own).join(self.members(group), on=_PUPIL, how="semi")

    def _in(self, group: str, subject: str, series: str, unit: str) -> pl.DataFrame:
        return self._asked_of(group, subject, series, unit).filter("counts")
