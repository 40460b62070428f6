"""What a filter is asked about: the frames of one school at one point, and one wide frame made of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from progress_tui.domain.subjects import subject_order
from progress_tui.domain.text import fold

PUPIL_SCHEMA = pl.Schema(
    {
        "pupil_id": pl.Int64(),
        "folded_name": pl.String(),
        "class_id": pl.Int64(),
        "class_name": pl.String(),
        "school": pl.String(),
        "year_group": pl.Int32(),
        "sex": pl.String(),
        "dob": pl.Date(),
        "joined_late": pl.Boolean(),
        "pp": pl.Boolean(),
        "disadvantaged": pl.Boolean(),
        "fsm": pl.Boolean(),
        "eal": pl.Boolean(),
        "sen": pl.String(),
        "absence": pl.Float64(),
        "flags": pl.Int64(),
    }
)
"""One row a pupil. A null is unknown; `folded_name` is `fold("surname forename")`, `absence` a percentage 0–100."""

SUBJECT_SCHEMA = pl.Schema(
    {
        "pupil_id": pl.Int64(),
        "subject": pl.String(),
        "kind": pl.String(),
        "standing": pl.Int8(),
        "distance": pl.Float64(),
        "to_expected": pl.Float64(),
        "change": pl.Float64(),
        "score": pl.Float64(),
    }
)
"""At most one row a pupil and subject; `kind` is `value` where there is a result now. Distances are in notches."""

FLAG_SCHEMA = pl.Schema({"pupil_id": pl.Int64(), "flag": pl.String(), "subject": pl.String(), "severity": pl.Int8()})
"""One row a raised flag; `subject` is "" for a flag of no single subject."""

_MEASURES = ("kind", "standing", "distance", "to_expected", "change", "score")


@dataclass(frozen=True)
class Vocabulary:
    """The words a school adds to the language.

    Attributes:
        subjects: subject ids such as `reading`.
        classes: class names as written (`4B`, `Willow`).
        flags: flag ids such as `fell`.
    """

    subjects: Collection[str] = ()
    classes: Collection[str] = ()
    flags: Collection[str] = ()


@dataclass(frozen=True, eq=False)
class PupilFacts:
    """The frames of one school at one point; what is derived from them is made once and kept.

    Attributes:
        pupils: `PUPIL_SCHEMA`, one row a pupil.
        subjects: `SUBJECT_SCHEMA`, at most one row a pupil and subject.
        flags: `FLAG_SCHEMA`.

    Raises:
        ValueError: a column is missing, or a pupil has two rows in one subject.
    """

    pupils: pl.DataFrame
    subjects: pl.DataFrame
    flags: pl.DataFrame

    def __post_init__(self) -> None:
        """Check the frames at the border, so that a term may rely on every column."""
        expected = (("pupils", PUPIL_SCHEMA), ("subjects", SUBJECT_SCHEMA), ("flags", FLAG_SCHEMA))
        for name, schema in expected:
            frame: pl.DataFrame = getattr(self, name)
            if absent := [column for column in schema if column not in frame.columns]:
                raise ValueError(f"The {name} frame of a filter lacks {', '.join(absent)}.")
        if self.subjects.select("pupil_id", "subject").is_duplicated().any():
            raise ValueError("The subjects frame of a filter has two rows for one pupil and subject.")

    def of_class(self, class_id: int) -> PupilFacts:
        """The pupils of one class, in the same order."""
        pupils = self.pupils.filter(pl.col("class_id") == class_id)
        own = pl.col("pupil_id").is_in(pupils["pupil_id"].to_list())
        return PupilFacts(pupils, self.subjects.filter(own), self.flags.filter(own))

    @cached_property
    def wide(self) -> pl.DataFrame:
        """One row a pupil in the order of `pupils`, with `folded_school`, `flag_ids`, `<measure>:<subject>` beside."""
        frame = _conform(self.pupils, PUPIL_SCHEMA)
        schools = {school: fold(school) for school in frame.get_column("school").drop_nulls().unique()}
        frame = frame.with_columns(
            folded_school=pl.col("school").replace_strict(schools, default=None, return_dtype=pl.String())
        )
        if not self.subjects.is_empty():
            marks = _conform(self.subjects, SUBJECT_SCHEMA).pivot(
                "subject", index="pupil_id", values=_MEASURES, separator=":"
            )
            frame = frame.join(marks, on="pupil_id", how="left", maintain_order="left")
        raised = _conform(self.flags, FLAG_SCHEMA).group_by("pupil_id").agg(pl.col("flag").unique().alias("flag_ids"))
        frame = frame.join(raised, on="pupil_id", how="left", maintain_order="left")
        return frame.with_columns(pl.col("flag_ids").fill_null([]))

    @cached_property
    def _columns(self) -> frozenset[str]:
        return frozenset(self.wide.columns)

    @cached_property
    def _on_file(self) -> dict[str, tuple[str, ...]]:
        """Measure → subjects in which at least one pupil has it, in order of show."""
        names = sorted(self.subjects.get_column("subject").drop_nulls().unique().to_list(), key=subject_order)
        filled = {name for name in self._columns if ":" in name and self.wide.get_column(name).count()}
        return {measure: tuple(s for s in names if f"{measure}:{s}" in filled) for measure in _MEASURES}

    def subjects_with(self, measure: str) -> tuple[str, ...]:
        """The subjects in which at least one pupil has `measure` (a column of `SUBJECT_SCHEMA`), in order of show."""
        return self._on_file[measure]

    def mark(self, measure: str, subject: str) -> pl.Expr:
        """The column of `measure` in `subject` on `wide`; all null where the subject has no rows."""
        name = f"{measure}:{subject}"
        return pl.col(name) if name in self._columns else pl.lit(None, dtype=SUBJECT_SCHEMA[measure])


def _conform(frame: pl.DataFrame, schema: pl.Schema) -> pl.DataFrame:
    """The columns of `schema`, typed as it says; a NaN is unknown like a null."""
    typed = frame.select(pl.col(name).cast(kind) for name, kind in schema.items())
    return typed.with_columns(pl.selectors.float().fill_nan(None))
