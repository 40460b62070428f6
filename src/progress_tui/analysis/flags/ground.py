"""What the flag rules look at, made once for a school at a point and shared by all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import polars as pl

from progress_tui.analysis.catalogue import scales
from progress_tui.analysis.flags.thresholds import Thresholds
from progress_tui.analysis.flags.wording import Wording
from progress_tui.analysis.half_terms import half_terms, point_of
from progress_tui.analysis.progress.measure import notch_change
from progress_tui.analysis.summary import YEAR, Summary
from progress_tui.domain.views import FlagShown

_PLACE: Final = ("notch", "expected_notch", "below_curriculum", "step")
_SHOWN: Final = ("code", "ordinal", "standing")
_LINES: Final = {
    "series_id": pl.Int32(), "scale_kind": pl.String(), "unit": pl.String(), "watch": pl.Float64(),
    "notable": pl.Float64(), "marked": pl.Float64(), "fall_judged": pl.Boolean(),
}  # fmt: skip


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
    _made: dict[Callable[[Ground], pl.DataFrame], pl.DataFrame] = field(default_factory=dict)

    def made(self, maker: Callable[[Ground], pl.DataFrame]) -> pl.DataFrame:
        """The frame of `maker`, made the first time it is asked for."""
        if maker not in self._made:
            self._made[maker] = maker(self)
        return self._made[maker]

    @cached_property
    def say(self) -> Wording:
        """How results, points and subjects are put into words here."""
        series = self.summary.frames.series.select("series_id", "key", "label").iter_rows()
        return Wording(self.summary.point, {number: (key, label) for number, key, label in series})

    @cached_property
    def lines(self) -> pl.DataFrame:
        """What a fall means in each series: a test with a reliability of its own has lines of its own.

        Columns: series_id, scale_kind, unit (`notch` or `score`), watch, notable, marked (negative), fall_judged
        (whether it is judged at this point); the last five are null where nothing is said of a fall.
        """
        code = self.summary.point.code
        rows = []
        for series_id, scale_id, assessment in self.summary.frames.series.select(
            "series_id", "scale", "assessment"
        ).iter_rows():
            scale = scales().get(scale_id)
            fall = None if scale is None else scale.fall_of(assessment)
            said = (
                (fall.unit, fall.watch, fall.notable, fall.marked, not fall.judged_at or code in fall.judged_at)
                if fall is not None
                else (None,) * 5
            )
            rows.append((series_id, "" if scale is None else scale.kind, *said))
        return pl.DataFrame(rows, schema=_LINES, orient="row")

    @cached_property
    def values(self) -> pl.DataFrame:
        """Every value up to the point of the pupils on roll.

        Columns: pupil_id, class_id, subject, series_id, series_kind, scale, label, ordinal, code, standing, score,
        notch, expected_notch, below_curriculum, step.
        """
        named = ("pupil_id", "class_id", "subject", "series_id", "series_kind", "scale", "label", "score")
        held = self.summary.past.select(*named, *_SHOWN, *_PLACE, "kind")
        return held.filter(pl.col("kind") == "value").drop("kind")

    @cached_property
    def recent(self) -> pl.DataFrame:
        """Every value now with the two before it in its series, each at most a year before the one after it.

        One row per pupil on roll and series with a value at the point. Columns: pupil_id, class_id, subject, series_id,
        series_kind, scale, those of `lines`, is_main (whether the series speaks for the subject), score, notch; code,
        ordinal, standing, and the same of the two before as previous_* and before_*; change since the previous one and
        earlier_change before that, by the kind of the scale as everywhere (`analysis.progress.measure`).
        """
        now = self.summary.point.ordinal
        main = self.summary.main.select("class_id", "series_id", pl.lit(True).alias("is_main"))
        values = self.values.drop("label").filter(pl.col("ordinal") >= now - 2 * YEAR)
        values = values.sort("pupil_id", "series_id", "ordinal")
        linked = self._linked(values)
        twice = (linked & linked.shift(1)).fill_null(value=False)
        return (
            values.with_columns(
                *(pl.when(linked).then(pl.col(c).shift(1)).alias(f"previous_{c}") for c in (*_SHOWN, *_PLACE)),
                *(pl.when(twice).then(pl.col(c).shift(2)).alias(f"before_{c}") for c in (*_SHOWN, *_PLACE)),
            )
            .filter(pl.col("ordinal") == now)
            .join(self.lines, on="series_id", how="left", maintain_order="left")
            .join(main, on=["class_id", "series_id"], how="left", maintain_order="left")
            .with_columns(
                pl.col("is_main").fill_null(value=False),
                notch_change(pl.col("scale_kind"), "previous_", "").alias("change"),
                notch_change(pl.col("scale_kind"), "before_", "previous_").alias("earlier_change"),
            )
            .drop(*_PLACE[1:], *(f"{when}{c}" for when in ("previous_", "before_") for c in _PLACE))
        )

    @staticmethod
    def _linked(values: pl.DataFrame) -> pl.Series:
        """Whether the row above is of the same pupil and series, at most a year earlier."""
        above = (
            (pl.col("pupil_id") == pl.col("pupil_id").shift(1))
            & (pl.col("series_id") == pl.col("series_id").shift(1))
            & (pl.col("ordinal") - pl.col("ordinal").shift(1) <= YEAR)
        )
        return values.select(above.fill_null(value=False)).to_series()

    @cached_property
    def actions(self) -> pl.DataFrame:
        """The actions agreed up to the point, columns of the frame; later ones are not seen from here."""
        held = self.summary.frames.actions
        return held.filter(self._begun(held["agreed"]))

    def _begun(self, days: pl.Series) -> pl.Series:
        """Whether a day is in the point's half-term or before it."""
        starts, now = half_terms(), self.summary.point
        known = {day: point_of(day, starts) <= now for day in days.unique().to_list() if day is not None}
        return pl.Series([known.get(day, False) for day in days.to_list()], dtype=pl.Boolean)

    @cached_property
    def support(self) -> pl.DataFrame:
        """Who had support that began by today: columns of `support_members` and `support`."""
        frames, today = self.summary.frames, self.summary.today
        begun = frames.support.filter((pl.col("starts") <= today) & self._begun(frames.support["starts"]))
        return frames.support_members.join(begun, on="support_id", how="inner", maintain_order="left")

    @cached_property
    def with_action(self) -> frozenset[int]:
        """Pupils with a live action: open, or carried to the next meeting."""
        live = self.actions.filter(pl.col("status").is_in(["open", "carried"]))
        return frozenset(live["pupil_id"].to_list())

    @cached_property
    def helped(self) -> frozenset[int]:
        """Pupils with a live action or with support that has not ended."""
        live = self.support.filter(pl.col("ends").is_null() | (pl.col("ends") >= self.summary.today))
        return self.with_action | frozenset(live["pupil_id"].to_list())
