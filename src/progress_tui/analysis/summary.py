"""One school at one point: who is on roll, which series speaks for a subject, and each pupil against target and past.

The rules are those of docs/judgements.md: differences only inside a series, an old result is never carried forward.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Final

import polars as pl

from progress_tui.analysis.catalogue import scales
from progress_tui.analysis.frames import SchoolFrames
from progress_tui.analysis.half_terms import half_terms
from progress_tui.analysis.progress.measure import kind_of, notch_change
from progress_tui.analysis.targets import interpolated
from progress_tui.domain.calendar import Point
from progress_tui.domain.pupils import disadvantaged, ever6, pupil_premium

if TYPE_CHECKING:
    from progress_tui.analysis.progress.baselines import StartPoints

YEAR: Final = 6
"""Half-terms in a year: how far back a result still counts as the one before."""

_PLACE: Final = ("notch", "expected_notch", "below_curriculum", "step")
_TOLD: Final = ("code", "score", "ordinal", "standing", *_PLACE)
"""The columns of a value that those after it are held against."""

KIND_ORDER: Final = {"teacher": 0, "statutory": 1, "test": 2}
"""Kind of series → which speaks first for a subject."""


def absence_percent() -> pl.Expr:
    """Absence in percent over rows of `attendance`: from sessions when given, else from the percentage.

    Null under 20 possible sessions: then a percentage says nothing, so none is taken from elsewhere either.
    """
    absent = pl.col("authorised").fill_null(0) + pl.col("unauthorised").fill_null(0)
    counted = pl.col("authorised").is_not_null() | pl.col("unauthorised").is_not_null()
    from_sessions = pl.when((pl.col("possible") >= 20) & counted).then(absent * 100 / pl.col("possible"))
    from_percentage = pl.when(~(pl.col("possible") < 20).fill_null(False)).then(100 - pl.col("percentage"))
    return pl.coalesce(from_sessions, from_percentage)


@dataclass(frozen=True)
class Summary:
    """A school at a point.

    Attributes:
        frames: the school.
        point: the point that is looked at.
        today: the day due dates are held against.
    """

    frames: SchoolFrames
    point: Point
    today: date

    @cached_property
    def roll(self) -> pl.DataFrame:
        """Pupils on roll at the point by the class list of its academic year, by name.

        Who left before the point's half-term began is not among them.

        Columns: those of `pupils`, year_group, class_id, class_name, the characteristics of the year with `pp`
        (listed or derived) and `disadvantaged`, absence (percent, null under 20 possible sessions), joined_late.
        """
        year = self.point.start_year
        begins = half_terms().of_year(year)[self.point.half_term]
        placed = self.frames.year_groups.filter(
            (pl.col("academic_year") == year) & (pl.col("to_date").is_null() | (pl.col("to_date") >= begins))
        ).drop("academic_year")
        roll = (
            self.frames.pupils.join(placed, on="pupil_id", how="inner", maintain_order="left")
            .join(self._characteristics(year), on="pupil_id", how="left", maintain_order="left")
            .join(self._absence(year), on="pupil_id", how="left", maintain_order="left")
        )
        first = self.frames.enrolments.group_by("pupil_id").agg(pl.col("academic_year").min().alias("first_year"))
        return roll.join(first, on="pupil_id", how="left", maintain_order="left").with_columns(
            ((pl.col("first_year") > self._file_start) & (year - pl.col("first_year") < pl.col("year_group"))).alias(
                "joined_late"
            )
        )

    @cached_property
    def _file_start(self) -> int:
        """The earliest academic year with a class list: before it nobody can be seen to join."""
        start = self.frames.enrolments["academic_year"].min()
        return start if isinstance(start, int) else self.point.start_year

    def _characteristics(self, year: int) -> pl.DataFrame:
        held = self.frames.characteristics.filter(pl.col("academic_year") == year).drop("academic_year")
        rows = [
            (pp, ever6(fsm, fsm6), *others)
            for pp, fsm, fsm6, *others in held.select("pp", "fsm", "fsm6", "lac", "plac", "service").iter_rows()
        ]
        return held.with_columns(
            pl.Series("pp", [pupil_premium(*row) for row in rows], dtype=pl.Boolean),
            pl.Series("disadvantaged", [disadvantaged(*row[1:4]) for row in rows], dtype=pl.Boolean),
        )

    def _absence(self, year: int) -> pl.DataFrame:
        """Absence in percent from sessions when given, else from the percentage; the latest figure of the year."""
        held = self.frames.attendance.filter(
            (pl.col("academic_year") == year)
            & (pl.col("ordinal").is_null() | (pl.col("ordinal") <= self.point.ordinal))
        )
        return (
            held.sort("pupil_id", "ordinal", nulls_last=True)
            .group_by("pupil_id", maintain_order=True)
            .last()
            .select("pupil_id", absence_percent().alias("absence"))
        )

    @cached_property
    def past(self) -> pl.DataFrame:
        """Judged results up to the point of the pupils on roll, with the class they are in now (`class_id`)."""
        return self.frames.judged.filter(pl.col("ordinal") <= self.point.ordinal).join(
            self.roll.select("pupil_id", "class_id"), on="pupil_id", how="inner", maintain_order="left"
        )

    @cached_property
    def values(self) -> pl.DataFrame:
        """The rows of `past` that are a value: not blank, not a code for no result."""
        return self.past.filter(pl.col("kind") == "value")

    @cached_property
    def earlier(self) -> pl.DataFrame:
        """The latest earlier value of each pupil and series, at most a year back, and the one before it.

        Columns: pupil_id, series_id, and code, score, ordinal, standing, notch, expected_notch, below_curriculum and
        step as previous_*; those of the value before as before_*, null where it is more than a year older.
        """
        keys, ordinal, now = ("pupil_id", "series_id"), pl.col("ordinal"), self.point.ordinal
        held = (
            self.values.select(*keys, *_TOLD)
            .filter((ordinal < now) & (ordinal >= now - 2 * YEAR))
            .sort(*keys, "ordinal")
        )
        last = pl.any_horizontal(pl.col(key) != pl.col(key).shift(-1) for key in keys).fill_null(value=True)
        linked = pl.all_horizontal(pl.col(key) == pl.col(key).shift(1) for key in keys)
        near = linked & (ordinal - ordinal.shift(1) <= YEAR)
        rows = held.with_columns(
            near.alias("near"), *(pl.col(column).shift(1).alias(f"before_{column}") for column in _TOLD)
        ).filter(last & (ordinal >= now - YEAR))
        return rows.select(
            *keys,
            *(pl.col(column).alias(f"previous_{column}") for column in _TOLD),
            *(pl.when("near").then(f"before_{column}").alias(f"before_{column}") for column in _TOLD),
        )

    @cached_property
    def _now(self) -> pl.DataFrame:
        """The rows of `past` at the point itself."""
        return self.past.filter(pl.col("ordinal") == self.point.ordinal)

    @cached_property
    def values_now(self) -> pl.DataFrame:
        """The rows of `values` at the point itself."""
        return self._now.filter(pl.col("kind") == "value")

    @cached_property
    def start_points(self) -> StartPoints:
        """Start points and prior attainment (see `analysis.progress.baselines`), which many views ask for."""
        from progress_tui.analysis.progress.baselines import StartPoints

        return StartPoints(self)

    @cached_property
    def _ranked(self) -> pl.DataFrame:
        """Series by class, subject and ordinal, the one that speaks first: teacher judgement, statutory result, test.

        Of several of one kind the scale with an expectation, then the series with more results.
        """
        judging = [scale.id for scale in scales().values() if scale.has_expectation and scale.line is None]
        series = self.frames.series.select("series_id", "subject", pl.col("kind").alias("series_kind"), "scale")
        # A series says its subject: to group by numbers alone takes a third of the time.
        return (
            self.past.group_by("class_id", "ordinal", "series_id")
            .agg(pl.len().alias("n"))
            .join(series, on="series_id", how="left", maintain_order="left")
            .with_columns(
                pl.col("series_kind").replace_strict(KIND_ORDER, default=9).alias("kind_order"),
                pl.col("scale").is_in(judging).alias("judging"),
            )
            .sort(
                "class_id", "subject", "ordinal", "kind_order", "judging", "n", "series_id",
                descending=[False, False, False, False, True, True, False],
            )
            .select("class_id", "subject", "ordinal", "series_id")
        )  # fmt: skip

    @cached_property
    def main(self) -> pl.DataFrame:
        """The series in use now, at most a year old: class_id, subject, series_id.

        A statutory assessment is held once: it speaks for a subject at its own point only, and is missed at no other.
        """
        once = self.frames.series.filter(pl.col("kind") == "statutory")["series_id"]
        return (
            self._ranked.filter(pl.col("ordinal") > self.point.ordinal - YEAR)
            .filter((pl.col("ordinal") == self.point.ordinal) | ~pl.col("series_id").is_in(once.to_list()))
            .unique(["class_id", "subject", "ordinal"], keep="first", maintain_order=True)
            .unique(["class_id", "subject"], keep="last", maintain_order=True)
            .select("class_id", "subject", "series_id")
        )

    @cached_property
    def preferred(self) -> pl.DataFrame:
        """Which series speaks for a subject at each point: class_id, subject, ordinal, series_id.

        The series in use now where it has results, so that a row of history is on one scale as long as it can be.
        """
        now = self.main.with_columns(pl.lit(True).alias("now"))
        return (
            self._ranked.join(now, on=["class_id", "subject", "series_id"], how="left", maintain_order="left")
            .sort(
                "class_id",
                "subject",
                "ordinal",
                "now",
                descending=[False, False, False, True],
                nulls_last=True,
                maintain_order=True,
            )
            .unique(["class_id", "subject", "ordinal"], keep="first", maintain_order=True)
            .select("class_id", "subject", "ordinal", "series_id")
        )

    @cached_property
    def subjects(self) -> pl.DataFrame:
        """One row per pupil on roll and subject of the class, in its main series.

        Columns: pupil_id, class_id, year_group, subject, series_id, label, scale, kind (`missing` where there is no
        row), raw, code, points, score, standing, to_expected, notch, expected_notch, below_curriculum, step,
        previous_* (code, score, ordinal, notch, expected_notch, below_curriculum, step: the latest earlier value of
        the series, at most a year back), target_code, target_notch, due, distance, change (in notches or score; minus
        the change of a rising expectation; in the pupil's own small steps below the curriculum of the year).
        """
        series = self.frames.series.select("series_id", "label", "scale")
        asked = (
            self.roll.select("pupil_id", "class_id", "year_group")
            .join(self.main, on="class_id", how="inner", maintain_order="left")
            .join(series, on="series_id", how="left", maintain_order="left")
        )
        return self._with_targets(self._with_previous(self._with_current(asked)))

    @cached_property
    def beside(self) -> pl.DataFrame:
        """Results now in any other series (tests beside teacher judgement), with their previous ones."""
        other = self.values_now.join(
            self.main, on=["class_id", "subject", "series_id"], how="anti", maintain_order="left"
        )
        asked = other.select("pupil_id", "class_id", "year_group", "subject", "series_id", "label", "scale")
        return self._with_previous(self._with_current(asked))

    def _with_current(self, asked: pl.DataFrame) -> pl.DataFrame:
        named = ("kind", "raw", "code", "points", "score", "standing", "to_expected", *_PLACE)
        current = self._now.select("pupil_id", "series_id", *named)
        return asked.join(current, on=["pupil_id", "series_id"], how="left", maintain_order="left").with_columns(
            pl.col("kind").fill_null("missing"), pl.col("code").fill_null(""), pl.col("raw").fill_null("")
        )

    def _with_previous(self, rows: pl.DataFrame) -> pl.DataFrame:
        named = (column for column in _TOLD if column != "standing")
        earlier = self.earlier.select("pupil_id", "series_id", *(f"previous_{column}" for column in named))
        return rows.join(earlier, on=["pupil_id", "series_id"], how="left", maintain_order="left").with_columns(
            notch_change(kind_of("scale"), "previous_", "").alias("change")
        )

    def _with_targets(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The earliest target due now or later, brought to this point, and the distance from it in notches."""
        due = (
            self.frames.judged_targets.filter((pl.col("ordinal") >= self.point.ordinal) & (pl.col("kind") == "value"))
            .sort("ordinal", maintain_order=True)
            .unique(["pupil_id", "series_id"], keep="first", maintain_order=True)
            .select(
                "pupil_id", "series_id", pl.col("code").alias("target_code"), pl.col("notch").alias("target_notch"),
                pl.col("points").alias("target_points"), pl.col("ordinal").alias("due"),
            )
        )  # fmt: skip
        held = rows.join(due, on=["pupil_id", "series_id"], how="left", maintain_order="left")
        stepped = interpolated(held, self.past, self.point)
        return stepped.with_columns((pl.col("notch") - pl.col("target_notch")).alias("distance")).drop("target_points")

    @cached_property
    def has_targets(self) -> set[tuple[int, str]]:
        """The (class_id, subject) pairs in which any pupil has a target."""
        held = self.subjects.filter(pl.col("target_notch").is_not_null()).select("class_id", "subject").unique()
        return set(held.iter_rows())

    def expectation(self, scale: str) -> bool:
        """Whether results on a scale are held against an expectation at this point."""
        found = scales().get(scale)
        return found is not None and found.judged_at(self.point)
