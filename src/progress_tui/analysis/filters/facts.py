"""What a filter is asked about: the frames of one school at one point, and one wide frame made of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal

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
        "prior": pl.String(),
        "open_actions": pl.Int64(),
        "overdue_actions": pl.Int64(),
        "support": pl.List(pl.String()),
    }
)
"""One row a pupil. A null is unknown; `folded_name` is `fold("surname forename")`, `absence` a percentage 0–100,
`prior` low, middle or high, `support` the names of the support groups the pupil is in now. Actions and support are
never unknown: null there is none."""

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
        "target": pl.Boolean(),
    }
)
"""At most one row a pupil and subject; `kind` is `value` where there is a result now. Distances are in notches;
`target` says whether the pupil has one in the subject."""

FLAG_SCHEMA = pl.Schema(
    {"pupil_id": pl.Int64(), "flag": pl.String(), "subject": pl.String(), "severity": pl.Int8(),
     "question": pl.String()}
)  # fmt: skip
"""One row a raised flag; `subject` is "" for a flag of no single subject, `severity` 1–3, 0 for good news, `question`
what it counts as: flags of one pupil with one question are one, null is none (good news)."""

Measure = Literal["kind", "standing", "aim", "change", "score"]
"""What a subject's term asks: a column of `SUBJECT_SCHEMA`, or `aim`: the distance from the target; in a class in which
nobody has a target in the subject, the distance from the expected standard."""

Targets = Literal["all", "some", "none"]
"""Whether targets are on file: in every class asked, in some of them, in none."""

_MEASURES: Final[Mapping[Measure, pl.DataType]] = {
    "kind": pl.String(),
    "standing": pl.Int8(),
    "aim": pl.Float64(),
    "change": pl.Float64(),
    "score": pl.Float64(),
}
_OF_FLAGS: Final = frozenset(("flag_ids", "flags", "severity"))


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The words a school adds to the language. Two are never equal, so that what is made of one can be kept.

    Attributes:
        subjects: subject ids such as `reading`.
        classes: class names as written (`4B`, `Willow`).
        flags: flag id → its words, such as `fell` → `fell since last time`.
        support: names of support groups as written.
        saved: name → text of the filters the school has named.
    """

    subjects: Collection[str] = ()
    classes: Collection[str] = ()
    flags: Mapping[str, str] = field(default_factory=dict)
    support: Collection[str] = ()
    saved: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class PupilFacts:
    """The frames of one school at one point; what is derived from them is made once and kept.

    Attributes:
        pupils: `PUPIL_SCHEMA`, one row a pupil.
        subjects: `SUBJECT_SCHEMA`, at most one row a pupil and subject.
        flags: gives `FLAG_SCHEMA`; called only when a filter asks about flags.

    Raises:
        ValueError: a column is missing, or a pupil has two rows in one subject.
    """

    pupils: pl.DataFrame
    subjects: pl.DataFrame
    flags: Callable[[], pl.DataFrame]

    def __post_init__(self) -> None:
        """Check the frames at the border, so that a term may rely on every column."""
        expected = (("pupils", self.pupils, PUPIL_SCHEMA), ("subjects", self.subjects, SUBJECT_SCHEMA))
        for name, frame, schema in expected:
            if absent := [column for column in schema if column not in frame.columns]:
                raise ValueError(f"The {name} frame of a filter lacks {', '.join(absent)}.")
        if self.subjects.select("pupil_id", "subject").is_duplicated().any():
            raise ValueError("The subjects frame of a filter has two rows for one pupil and subject.")

    def part(self, condition: pl.Expr) -> PupilFacts:
        """The pupils for whom `condition` on `PUPIL_SCHEMA` is true, in the same order, each asked as in the whole."""
        pupils = self.pupils.filter(condition)
        ids = pupils["pupil_id"].to_list()
        own = pl.col("pupil_id").is_in(ids)
        found = PupilFacts(pupils, self.subjects.filter(own), lambda: self.flags().filter(own))
        # Rows of the whole: what a pupil is asked rests on all of the class, also where only some of it is looked at.
        vars(found)["wide"] = self.wide.filter(own)
        return found

    @cached_property
    def wide(self) -> pl.DataFrame:
        """One row a pupil in the order of `pupils`.

        Beside the pupil's own columns: `folded_school`, and of every subject `<measure>:<subject>`,
        `asks_<measure>:<subject>` (whether a term that names no subject asks this one in the pupil's class) and
        `targeted:<subject>`, `judged:<subject>` (whether anybody in the class has a target, or a distance from the
        expected standard). The columns of a subject are null where the pupil has no row in it.
        """
        frame = _conform(self.pupils, PUPIL_SCHEMA)
        schools = {school: fold(school) for school in frame.get_column("school").drop_nulls().unique()}
        frame = frame.with_columns(
            pl.col("open_actions", "overdue_actions").fill_null(0),
            pl.col("support").fill_null([]),
            folded_school=pl.col("school").replace_strict(schools, default=None, return_dtype=pl.String()),
        )
        if not self.subjects.is_empty():
            rows = _by_class(_conform(self.subjects, SUBJECT_SCHEMA), frame)
            values = [name for name in rows.columns if name not in ("pupil_id", "subject")]
            marks = rows.pivot("subject", index="pupil_id", values=values, separator=":")
            frame = frame.join(marks, on="pupil_id", how="left", maintain_order="left")
        return frame

    @cached_property
    def _flagged(self) -> pl.DataFrame:
        """`wide` with `flag_ids`, the number of questions and the highest severity; good news is nothing in these."""
        raised = _conform(self.flags(), FLAG_SCHEMA)
        own = raised.group_by("pupil_id").agg(
            pl.col("flag").unique().alias("flag_ids"),
            pl.col("question").drop_nulls().n_unique().cast(pl.Int64).alias("flags"),
            pl.col("severity").max().cast(pl.Int64),
        )
        return self.wide.join(own, on="pupil_id", how="left", maintain_order="left").with_columns(
            pl.col("flag_ids").fill_null([]), pl.col("flags", "severity").fill_null(0)
        )

    def asked(self, condition: pl.Expr) -> pl.Series:
        """The answers to a condition on the columns of a pupil, in the order of `pupils`; null is unknown.

        The flags are worked out only for a condition that rests on them.
        """
        frame = self.wide if _OF_FLAGS.isdisjoint(condition.meta.root_names()) else self._flagged
        return frame.select(condition.alias("answer")).to_series()

    @cached_property
    def _columns(self) -> frozenset[str]:
        return frozenset(self.wide.columns)

    @cached_property
    def _subject_names(self) -> tuple[str, ...]:
        names = self.subjects.get_column("subject").drop_nulls().unique().to_list()
        return tuple(sorted((name for name in names if f"kind:{name}" in self._columns), key=subject_order))

    def _subjects_where(self, column: str) -> tuple[str, ...]:
        """The subjects in which the yes-or-no `column` is true for any pupil."""
        return tuple(name for name in self._subject_names if self.wide.get_column(f"{column}:{name}").any())

    @cached_property
    def _asked(self) -> dict[Measure, tuple[str, ...]]:
        return {measure: self._subjects_where(f"asks_{measure}") for measure in _MEASURES}

    def subjects_with(self, measure: Measure) -> tuple[str, ...]:
        """The subjects that a term on `measure` asks of at least one pupil when it names none, in order of show."""
        return self._asked[measure]

    def mark(self, measure: Measure, subject: str) -> pl.Expr:
        """The column of `measure` in `subject` on `wide`; all null where the subject has no rows."""
        name = f"{measure}:{subject}"
        return pl.col(name) if name in self._columns else pl.lit(None, dtype=_MEASURES[measure])

    def asks(self, measure: Measure, subject: str) -> pl.Expr:
        """Whether a term on `measure` that names no subject asks `subject` of the pupil; never null."""
        return pl.col(f"asks_{measure}:{subject}").fill_null(value=False)

    @cached_property
    def _targets(self) -> dict[str | None, Targets]:
        columns = [f"targeted:{name}" for name in self._subject_names]
        found: dict[str | None, Targets] = {
            name: _how_many(self.wide.get_column(column))
            for name, column in zip(self._subject_names, columns, strict=True)
        }
        if columns:
            placed = self.wide.filter(pl.any_horizontal(pl.col(columns).is_not_null()))
            found[None] = _how_many(
                placed.select(pl.any_horizontal(pl.col(columns).fill_null(value=False))).to_series()
            )
        return found

    def targets_in(self, subject: str | None) -> Targets:
        """Whether the classes asked have individual targets in `subject`, or in any subject for None."""
        return self._targets.get(subject, "none")

    @cached_property
    def subjects_without_targets(self) -> tuple[str, ...]:
        """The subjects held against the expected standard in which no class has a target, in order of show."""
        return tuple(name for name in self._subjects_where("judged") if self.targets_in(name) == "none")


def _by_class(subjects: pl.DataFrame, pupils: pl.DataFrame) -> pl.DataFrame:
    """The rows with `_MEASURES`, and what is asked in the class: a school answers as its classes do one by one."""
    here = ["class_id", "subject"]
    rows = subjects.join(pupils.select("pupil_id", "class_id"), on="pupil_id", how="inner", maintain_order="left")
    rows = rows.with_columns(
        targeted=pl.col("target").fill_null(value=False).any().over(here),
        judged=pl.col("to_expected").is_not_null().any().over(here),
    )
    known = {name: pl.col(name).is_not_null() for name in _MEASURES if name != "aim"}
    # Where nobody in the class has a result now, as after a check taken once, nobody in particular lacks one.
    known["kind"] = pl.col("kind").eq_missing(pl.lit("value"))
    return rows.with_columns(
        *(condition.any().over(here).alias(f"asks_{name}") for name, condition in known.items()),
        aim=pl.when("targeted").then("distance").otherwise("to_expected"),
        asks_aim=pl.when(pl.col("targeted").any().over("class_id")).then("targeted").otherwise("judged"),
    ).select("pupil_id", "subject", *_MEASURES, *(f"asks_{name}" for name in _MEASURES), "targeted", "judged")


def _how_many(targeted: pl.Series) -> Targets:
    held = targeted.drop_nulls()
    if not held.any():
        return "none"
    return "all" if held.all() else "some"


def _conform(frame: pl.DataFrame, schema: pl.Schema) -> pl.DataFrame:
    """The columns of `schema`, typed as it says; a NaN is unknown like a null."""
    typed = frame.select(pl.col(name).cast(kind) for name, kind in schema.items())
    return typed.with_columns(pl.selectors.float().fill_nan(None))
