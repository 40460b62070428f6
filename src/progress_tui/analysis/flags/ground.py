"""What the flag rules look at, made once for a school at a point and shared by all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, TypeVar, cast

import polars as pl

from progress_tui.analysis.catalogue import scales
from progress_tui.analysis.flags.thresholds import Thresholds
from progress_tui.analysis.flags.wording import Wording
from progress_tui.analysis.half_terms import half_terms, point_of
from progress_tui.analysis.progress.measure import kind_of, notch_change
from progress_tui.analysis.summary import Summary
from progress_tui.analysis.under_way import is_live, memberships, runs_on
from progress_tui.domain.views import FlagShown

_Made = TypeVar("_Made")


class FallLine(NamedTuple):
    """What a fall means in a series.

    Attributes:
        kind: of the scale, empty where it is not known.
        unit: `notch` or `score`; empty where nothing is said of a fall.
        watch: from which change on a fall is more than error; `notable` and `marked` as in the scale files, negative.
        judged: whether a fall is judged at this point.
    """

    kind: str
    unit: str = ""
    watch: float = 0.0
    notable: float = 0.0
    marked: float = 0.0
    judged: bool = False


class SubjectNow(NamedTuple):
    """A row of `Summary.subjects`: a pupil on roll in a subject of the class, with what rules ask of it."""

    pupil_id: int
    class_id: int
    subject: str
    series_id: int
    scale: str
    label: str
    kind: str
    raw: str
    code: str
    standing: int | None
    to_expected: float | None
    score: float | None
    target_code: str | None
    distance: float | None


class Recent(NamedTuple):
    """A value now with the two before it in its series, each at most a year before the one after it.

    Attributes:
        is_main: whether the series speaks for the subject.
        change: since the previous value, by the kind of the scale as everywhere (`analysis.progress.measure`);
            `earlier_change` before that.
    """

    pupil_id: int
    class_id: int | None
    subject: str
    series_id: int
    series_kind: str
    scale: str
    notch: float | None
    code: str
    ordinal: int
    standing: int | None
    previous_code: str | None
    previous_ordinal: int | None
    previous_standing: int | None
    before_code: str | None
    before_ordinal: int | None
    before_standing: int | None
    change: float | None
    earlier_change: float | None
    is_main: bool

    @property
    def trail(self) -> tuple[tuple[int | None, str | None], ...]:
        """(ordinal, code) of the three results, the newest first."""
        return (
            (self.ordinal, self.code),
            (self.previous_ordinal, self.previous_code),
            (self.before_ordinal, self.before_code),
        )


def rows_of(frame: pl.DataFrame) -> Iterator[tuple[object, ...]]:
    """The rows of a frame; by column, which takes half the time of `rows`."""
    return zip(*(column.to_list() for column in frame.get_columns()), strict=True)


@dataclass(frozen=True)
class Ground:
    """A school at a point as the rules see it.

    Attributes:
        summary: the school at the point.
        limits: the thresholds in force.
        raised: pupil_id → flags found so far, without the dismissed ones; complete for rules that follow from others.
    """

    summary: Summary
    limits: Thresholds
    raised: Mapping[int, list[FlagShown]] = field(default_factory=dict)
    _made: dict[Callable[[Ground], object], object] = field(default_factory=dict)

    def made(self, maker: Callable[[Ground], _Made]) -> _Made:
        """What `maker` makes, made the first time it is asked for."""
        if maker not in self._made:
            self._made[maker] = maker(self)
        return cast("_Made", self._made[maker])

    @cached_property
    def on_roll(self) -> frozenset[int]:
        """The pupils on roll."""
        return frozenset(self.summary.roll["pupil_id"].to_list())

    @cached_property
    def say(self) -> Wording:
        """How results, points and subjects are put into words here."""
        series = self.summary.frames.series.select("series_id", "key", "label").iter_rows()
        return Wording(self.summary.point, {number: (key, label) for number, key, label in series})

    @cached_property
    def lines(self) -> Mapping[int, FallLine]:
        """What a fall means in each series: a test with a reliability of its own has lines of its own."""
        code, known = self.summary.point.code, scales()
        lines = {}
        for series_id, scale_id, assessment in self.summary.frames.series.select(
            "series_id", "scale", "assessment"
        ).iter_rows():
            scale = known.get(scale_id)
            fall = None if scale is None else scale.fall_of(assessment)
            kind = "" if scale is None else scale.kind
            lines[series_id] = (
                FallLine(kind)
                if fall is None
                else FallLine(
                    kind, fall.unit, fall.watch, fall.notable, fall.marked,
                    not fall.judged_at or code in fall.judged_at,
                )
            )  # fmt: skip
        return lines

    @cached_property
    def now(self) -> list[SubjectNow]:
        """The rows of `Summary.subjects`."""
        return list(map(SubjectNow._make, rows_of(self.summary.subjects.select(SubjectNow._fields))))

    @cached_property
    def recent(self) -> list[Recent]:
        """Every value now with the two before it; one a pupil on roll and series, by pupil and series."""
        main = self.summary.main.select("class_id", "series_id", pl.lit(True).alias("is_main"))
        kind = kind_of("scale")
        rows = (
            self.summary.values_now.join(
                self.summary.earlier, on=["pupil_id", "series_id"], how="left", maintain_order="left"
            )
            .join(main, on=["class_id", "series_id"], how="left", maintain_order="left")
            .with_columns(
                pl.col("is_main").fill_null(value=False),
                notch_change(kind, "previous_", "").alias("change"),
                notch_change(kind, "before_", "previous_").alias("earlier_change"),
            )
            .select(Recent._fields)
            .sort("pupil_id", "series_id")
        )
        return list(map(Recent._make, rows_of(rows)))

    @cached_property
    def actions(self) -> pl.DataFrame:
        """The actions for children agreed up to the point, columns of the frame; later ones are not seen from here."""
        held = self.summary.frames.actions.filter(pl.col("pupil_id").is_not_null())
        return held.filter(self._begun(held["agreed"]))

    def _begun(self, days: pl.Series) -> pl.Series:
        """Whether a day is in the point's half-term or before it."""
        starts, now = half_terms(), self.summary.point
        known = {day: point_of(day, starts) <= now for day in days.unique().to_list() if day is not None}
        return pl.Series([known.get(day, False) for day in days.to_list()], dtype=pl.Boolean)

    @cached_property
    def support(self) -> pl.DataFrame:
        """Who had support that began by today: columns of `under_way.memberships`."""
        frames, today = self.summary.frames, self.summary.today
        held = memberships(frames)
        return held.filter((pl.col("starts") <= today) & self._begun(held["starts"]))

    @cached_property
    def with_action(self) -> frozenset[int]:
        """Pupils with a live action: open, or carried to the next meeting."""
        return frozenset(self.actions.filter(is_live())["pupil_id"].to_list())

    @cached_property
    def helped(self) -> frozenset[int]:
        """Pupils with a live action or with support that runs."""
        live = self.support.filter(runs_on(self.summary.today))
        return self.with_action | frozenset(live["pupil_id"].to_list())
