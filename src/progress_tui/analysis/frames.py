"""The frames of one school, declared once and checked where they come in, and what is derived from them once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Self

import polars as pl

from progress_tui.analysis.catalogue import scales
from progress_tui.analysis.early_years import with_good_level, without_good_level
from progress_tui.domain.calendar import HALF_TERMS, Point
from progress_tui.domain.errors import ProgressError
from progress_tui.domain.scales import Reading, Scale

SCHEMAS: Final[Mapping[str, Mapping[str, pl.DataType]]] = {
    "pupils": {
        "pupil_id": pl.Int32(), "surname": pl.String(), "forename": pl.String(), "folded": pl.String(),
        "fallback": pl.String(), "dob": pl.Date(), "sex": pl.String(),
    },
    "identifiers": {"pupil_id": pl.Int32(), "kind": pl.String(), "value": pl.String()},
    "enrolments": {
        "pupil_id": pl.Int32(), "academic_year": pl.Int32(), "year_group": pl.Int32(), "class_id": pl.Int32(),
        "class_name": pl.String(), "from_date": pl.Date(), "to_date": pl.Date(),
    },
    "characteristics": {
        "pupil_id": pl.Int32(), "academic_year": pl.Int32(), "fsm": pl.Boolean(), "fsm6": pl.Boolean(),
        "lac": pl.Boolean(), "plac": pl.Boolean(), "service": pl.Boolean(), "pp": pl.Boolean(), "eal": pl.Boolean(),
        "sen": pl.String(),
    },
    "attendance": {
        "pupil_id": pl.Int32(), "academic_year": pl.Int32(), "ordinal": pl.Int32(), "possible": pl.Int32(),
        "authorised": pl.Int32(), "unauthorised": pl.Int32(), "percentage": pl.Float64(),
    },
    "series": {
        "series_id": pl.Int32(), "key": pl.String(), "subject": pl.String(), "assessment": pl.String(),
        "kind": pl.String(), "scale": pl.String(), "form": pl.String(), "label": pl.String(), "low": pl.Float64(),
        "high": pl.Float64(),
    },
    "results": {"pupil_id": pl.Int32(), "series_id": pl.Int32(), "ordinal": pl.Int32(), "raw": pl.String()},
    "targets": {"pupil_id": pl.Int32(), "series_id": pl.Int32(), "ordinal": pl.Int32(), "raw": pl.String()},
    "meetings": {
        "meeting_id": pl.Int32(), "class_id": pl.Int32(), "ordinal": pl.Int32(), "held_on": pl.Date(),
        "status": pl.String(), "kind": pl.String(),
    },
    "meeting_items": {
        "item_id": pl.Int32(), "meeting_id": pl.Int32(), "kind": pl.String(), "pupil_id": pl.Int32(),
        "discussed": pl.Boolean(), "barriers": pl.List(pl.String()), "decision": pl.String(),
    },
    "actions": {
        "action_id": pl.Int32(), "pupil_id": pl.Int32(), "what": pl.String(), "owner": pl.String(),
        "agreed": pl.Date(), "due": pl.Date(), "status": pl.String(), "effect": pl.String(), "item_id": pl.Int32(),
        "class_id": pl.Int32(), "review": pl.Date(), "closed": pl.Date(), "effect_note": pl.String(),
        "carried_from": pl.Int32(), "meeting_id": pl.Int32(), "revision": pl.Int32(),
    },
    "support": {
        "support_id": pl.Int32(), "name": pl.String(), "subject": pl.String(), "starts": pl.Date(), "ends": pl.Date(),
        "staff": pl.String(),
    },
    "support_members": {
        "support_id": pl.Int32(), "pupil_id": pl.Int32(), "entry": pl.String(), "exit": pl.String(),
        "effect": pl.String(), "joined": pl.Date(), "left_on": pl.Date(), "effect_note": pl.String(),
    },
    "dismissals": {
        "pupil_id": pl.Int32(), "flag": pl.String(), "subject": pl.String(), "evidence": pl.String(),
        "reason": pl.String(),
    },
    "queried": {
        "pupil_id": pl.Int32(), "series_id": pl.Int32(), "ordinal": pl.Int32(), "raw": pl.String(),
        "reason": pl.String(),
    },
    "strand_grades": {
        "pupil_id": pl.Int32(), "ordinal": pl.Int32(), "strand": pl.String(), "grade": pl.Int32(),
        "label": pl.String(),
    },
}  # fmt: skip
"""Frame name → column → dtype. An action of a class names no pupil."""

_READING: Final = {
    "kind": pl.String(), "code": pl.String(), "notch": pl.Float64(), "points": pl.Float64(), "score": pl.Float64(),
    "censored": pl.String(), "standing": pl.Int8(), "to_expected": pl.Float64(), "expected_notch": pl.Float64(),
    "below_curriculum": pl.Boolean(), "step": pl.Float64(),
}  # fmt: skip
_BORN: Final = pl.col("dob").dt.year() - (pl.col("dob").dt.month() < 9).cast(pl.Int32)
"""The calendar year of the 1 September on or before birth."""
_COMBINATION: Final = ("scale", "low", "high", "raw", "subject", "year_group", "half_term")
_POINTS: Final = tuple(Point(half_term) for half_term in range(len(HALF_TERMS)))


@dataclass(frozen=True)
class SchoolFrames:
    """One school, loaded. Columns as in `SCHEMAS`."""

    pupils: pl.DataFrame
    identifiers: pl.DataFrame
    enrolments: pl.DataFrame
    characteristics: pl.DataFrame
    attendance: pl.DataFrame
    series: pl.DataFrame
    results: pl.DataFrame
    targets: pl.DataFrame
    meetings: pl.DataFrame
    meeting_items: pl.DataFrame
    actions: pl.DataFrame
    support: pl.DataFrame
    support_members: pl.DataFrame
    dismissals: pl.DataFrame
    queried: pl.DataFrame
    strand_grades: pl.DataFrame

    @classmethod
    def checked(cls, frames: Mapping[str, pl.DataFrame]) -> Self:
        """Take the frames as the store hands them over, and derive what follows from them (`early_years`).

        Raises:
            ProgressError: a frame has not the columns or dtypes it is declared with.
        """
        for name, schema in SCHEMAS.items():
            if dict(frames[name].schema) != dict(schema):
                raise ProgressError(f"The table {name} of the school file has not the expected columns")
        series, results = with_good_level(frames["series"], frames["results"])
        return cls(**{**{name: frames[name] for name in SCHEMAS}, "series": series, "results": results})

    def with_facts(self, frames: Mapping[str, pl.DataFrame]) -> Self:
        """The same school with some frames as the store hands them over; what follows from them is derived anew."""
        own = {name: getattr(self, name) for name in SCHEMAS}
        return self.checked({**own, "series": without_good_level(self.series), **frames})

    @cached_property
    def year_groups(self) -> pl.DataFrame:
        """The columns of `enrolments`; year_group is the one on file, else from the date of birth."""
        return (
            self.enrolments.join(self.pupils.select("pupil_id", "dob"), on="pupil_id", how="left")
            .with_columns(pl.coalesce("year_group", pl.col("academic_year") - _BORN - 5).alias("year_group"))
            .drop("dob")
        )

    @cached_property
    def judged(self) -> pl.DataFrame:
        """Every result with what it means: results, the series' columns, year_group then, and the reading.

        Added: subject, series_kind, scale, label, low, high, year_group, kind (`value`, `non-result`, `unknown`,
        `out-of-range`), code, notch (in the ladder of the pupil's year group), points, score, censored, standing
        (1–6), to_expected, expected_notch (what counts as just met then, whatever the result is), below_curriculum
        (never null), step (place in small steps on one ladder across years; null where the scale has none).
        """
        return self._judge(self.results)

    @cached_property
    def judged_targets(self) -> pl.DataFrame:
        """Every target read on its scale, with the columns of `judged`."""
        return self._judge(self.targets)

    @cached_property
    def positions(self) -> pl.DataFrame:
        """Position of every value within the year group of its series and point; columns as in `progress.ranks`."""
        cohort = ["series_id", "ordinal", "year_group"]
        placed = self.judged.filter((pl.col("kind") == "value") & pl.col("year_group").is_not_null()).with_columns(
            pl.col("notch").rank("min", descending=True).over(cohort).cast(pl.Int32).alias("rank"),
            pl.col("notch").rank("average").over(cohort).alias("middle"),
            pl.len().over(cohort).cast(pl.Int32).alias("of"),
        )
        share = (pl.col("middle") - 1) * 100 / (pl.col("of") - 1)
        return placed.select(
            "pupil_id", "series_id", "ordinal", "rank", "of", pl.when(pl.col("of") > 1).then(share).alias("percentile")
        )

    def _judge(self, results: pl.DataFrame) -> pl.DataFrame:
        series = self.series.select(
            "series_id", "subject", pl.col("kind").alias("series_kind"), "scale", "label", "low", "high"
        )
        placed = (
            results.with_columns((pl.col("ordinal") // 6).alias("academic_year"))
            .join(series, on="series_id", how="left", maintain_order="left")
            .join(
                self.year_groups.select("pupil_id", "academic_year", "year_group"),
                on=["pupil_id", "academic_year"],
                how="left",
                maintain_order="left",
            )
            # Results are on file from years before the first class list, such as those of Reception.
            .join(self.pupils.select("pupil_id", _BORN.alias("born")), on="pupil_id", how="left", maintain_order="left")
            .with_columns(pl.coalesce("year_group", pl.col("academic_year") - pl.col("born") - 5).alias("year_group"))
            .drop("academic_year", "born")
        )
        timed = placed.with_columns((pl.col("ordinal") % len(HALF_TERMS)).alias("half_term"))
        distinct = timed.select(_COMBINATION).unique(maintain_order=True)
        reader = _Reader(scales())
        readings = pl.DataFrame([reader.row(*row) for row in distinct.iter_rows()], schema=_READING, orient="row")
        return timed.join(
            distinct.hstack(readings), on=list(_COMBINATION), how="left", nulls_equal=True, maintain_order="left"
        ).drop("half_term")


class _Reader:
    """Makes rows of `_READING`: every rule is plain Python on distinct values, Polars only joins."""

    def __init__(self, known: Mapping[str, Scale]) -> None:
        self._known = known
        self._readings: dict[tuple[str, float | None, float | None, str], Reading] = {}

    def row(
        self, scale_id: str, low: float | None, high: float | None, raw: str, subject: str, year_group: int | None,
        half_term: int,
    ) -> tuple[object, ...]:  # fmt: skip
        """One row. Expectations depend on the half-term and not on the year, so Point(0…5) stands for every year."""
        scale = self._known.get(scale_id)
        if scale is None:
            return ("unknown", raw, None, None, None, "", None, None, None, False, None)
        key = (scale_id, low, high, raw)
        reading = self._readings.get(key)
        if reading is None:
            reading = self._readings[key] = scale.read(raw, low, high)
        point = _POINTS[half_term]
        expected = scale.expected_notch(subject, year_group, point)
        if reading.kind != "value":
            return (reading.kind, reading.code, None, None, None, reading.censored, None, None, expected, False, None)
        standing = scale.standing(reading, subject, year_group, point)
        return (
            reading.kind,
            reading.code,
            scale.notch(reading, year_group),
            reading.points,
            reading.score,
            reading.censored,
            None if standing is None else int(standing),
            scale.to_expected(reading, subject, year_group, point),
            expected,
            scale.below_curriculum(reading, year_group),
            scale.small_step(reading, year_group),
        )
