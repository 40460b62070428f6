"""What can be set against what in a matrix: a subject now or at another point, teacher or test, or a group of pupils.

Rules and worked examples: docs/judgements.md, “Matrices”.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import polars as pl

from progress_tui.analysis.catalogue import scales
from progress_tui.analysis.flags.thresholds import thresholds
from progress_tui.analysis.groups import DIMENSIONS, find_dimension, group_frame
from progress_tui.analysis.school_at_point import SchoolAtPoint
from progress_tui.domain.calendar import HALF_TERMS, Point, parse_half_term
from progress_tui.domain.errors import UsageError, did_you_mean
from progress_tui.domain.standing import Standing
from progress_tui.domain.subjects import subject_label
from progress_tui.domain.text import fold

NOT_JUDGED: Final = "not judged at this point"
"""Why a result has no place: its scale says nothing of it at that point."""

Source = Literal["standing", "teacher", "test", "dimension"]

PLACED: Final = {
    "pupil_id": pl.Int32(), "group": pl.String(), "order": pl.Float64(), "why": pl.String(), "ordinal": pl.Int32(),
    "series_kind": pl.String(), "scale": pl.String(), "standing": pl.Int8(), "score": pl.Float64(),
}  # fmt: skip
"""One row for each pupil who has something on an axis; two where a dimension counts a child in two groups.

`group` is the heading the pupil stands under, `order` its place among the headings; both are null for a pupil who has
no place, and `why` then says so. ordinal, series_kind, scale, standing (1–6) and score are of the result behind it,
null for groups of pupils.
"""


_HELD: Final = (
    "pupil_id", "class_id", "subject", "series_id", "series_kind", "scale", "ordinal", "kind", "code", "notch", "score",
    "censored", "standing",
)  # fmt: skip
"""What is looked at of a judged result."""


def oldest_test() -> int:
    """How many half-terms old a test may be to stand beside a teacher's judgement, as for its flag."""
    return int(thresholds().number("test-vs-teacher", "half_terms"))


@dataclass(frozen=True, slots=True)
class Axis:
    """One side of a matrix.

    Attributes:
        source: `standing` of a subject in the series that speaks for it, `teacher` or `test` results of a subject, or
            a `dimension` of pupils.
        name: the subject id, or the id of the dimension.
        ordinal: the point of the results; None for a dimension.
        dated: whether the point was named; a test without one is the latest of at most `oldest_test` half-terms.
        title: `Reading`, `Reading test`, `Reading Sum2 2025-26`, `Pupil premium`.
    """

    source: Source
    name: str
    ordinal: int | None
    dated: bool
    title: str

    def without(self, why: str | None, now: Point) -> str:
        """The words for children who have no place here: `without a reading test since Sum2 2025-26`.

        Args:
            why: the reason of `PLACED`; None where nothing is on file.
            now: the point shown.
        """
        if self.ordinal is None:
            return f"of whom {self.title.lower()} is not known"
        subject, then = subject_label(self.name), _when(self.ordinal, now)
        what = {"test": "test", "teacher": "teacher assessment"}.get(self.source, "result")
        lower = subject if subject.isupper() else subject.lower()
        if why == NOT_JUDGED:
            return f"whose {lower} {what} is not judged at {then}"
        if self.source == "test" and not self.dated:
            return f"without a {lower} test since {_when(self.ordinal - oldest_test(), now)}"
        return f"without a {lower} {what} at {then}"


def _when(ordinal: int, now: Point) -> str:
    """A point's code, with its year where it is of another year."""
    then = Point(ordinal)
    return then.code if then.start_year == now.start_year else f"{then.code} {then.year_label}"


def axis_of(at: SchoolAtPoint, text: str, subject: str | None = None) -> Axis:
    """Read what is asked for.

    Args:
        at: the school at a point.
        text: `reading`, `reading@Sum2`, `reading@2025-26:Sum2`, `reading:test`, `reading:teacher`, `reading:test@Spr2`
            or a dimension such as `pp`; with `subject` also `teacher`, `test` and `@Sum2`. A point without a year is
            the latest of that name not after the point shown.
        subject: the subject meant where the text names none.

    Raises:
        UsageError: it is none of these; the sentence names the word and the nearest known ones.
        NotFoundError: there is no saved filter of that name.
    """
    head, marked, when = text.strip().partition("@")
    name, _, kind = (part.strip() for part in head.partition(":"))
    if subject is not None and name.casefold() in ("", "test", "teacher"):
        name, kind = subject, kind or name
    known = {fold(label): one for one in _subjects(at) for label in (one, subject_label(one))}
    if fold(name) not in known:
        return _dimension(text, name, list(known.values()), alone=not kind and not marked)
    found, kind = known[fold(name)], kind.casefold()
    if kind not in ("", "test", "teacher"):
        raise UsageError(
            f"“{kind}” in “{text}” is not known", remedy=f"Write {found}:test or {found}:teacher, or {found} alone."
        )
    ordinal = _ordinal(at.point, text, when) if marked else at.point.ordinal
    source: Source = "test" if kind == "test" else ("teacher" if kind == "teacher" else "standing")
    return Axis(source, found, ordinal, bool(marked), _title(found, kind, ordinal, at.point))


def _dimension(text: str, name: str, subjects: list[str], *, alone: bool) -> Axis:
    """A dimension of pupils; it has no point and no test."""
    saved = name.casefold() == "saved"
    if name.casefold() not in DIMENSIONS and not saved:
        known = [*sorted(set(subjects)), *DIMENSIONS]
        raise UsageError(f"“{text}” is neither a subject nor a way to group pupils", remedy=did_you_mean(name, known))
    if not alone and not saved:
        raise UsageError(f"“{text}” has no point and no test", f"“{name}” groups pupils.", f"Write {name} alone.")
    found = find_dimension(text.strip() if saved else name)
    return Axis("dimension", found.id, None, False, found.title[:1].upper() + found.title[1:])


def _subjects(at: SchoolAtPoint) -> list[str]:
    """Subjects of which the school has a series."""
    return sorted(at.frames.series["subject"].unique().to_list())


def _ordinal(now: Point, text: str, when: str) -> int:
    """The point after `@`; without a year the latest of that name not after now."""
    half_term = parse_half_term(when)
    found = Point.parse(when, now.start_year)
    if found is None:
        raise UsageError(
            f"“{when}” in “{text}” is not a point",
            f"Points are {', '.join(HALF_TERMS)}.",
            "Write reading@2025-26:Sum2.",
        )
    if half_term is not None and found > now:
        return found.ordinal - len(HALF_TERMS)
    if found > now:
        raise UsageError(f"{found.label} is after {now.label}, the point shown", remedy="Choose a later --point.")
    return found.ordinal


def _title(subject: str, kind: str, ordinal: int, now: Point) -> str:
    when = "" if ordinal == now.ordinal else _when(ordinal, now)
    return " ".join(part for part in (subject_label(subject), kind, when) if part)


def placed(at: SchoolAtPoint, axis: Axis) -> pl.DataFrame:
    """Where the pupils on roll stand on an axis: `PLACED`."""
    if axis.source == "dimension":
        groups = group_frame(at, axis.name).select("pupil_id", "group", pl.col("order").cast(pl.Float64))
        absent = [pl.lit(None, dtype=dtype).alias(name) for name, dtype in PLACED.items() if name not in groups.columns]
        return groups.with_columns(absent).select(list(PLACED))
    return _banded(_results(at, axis), positions=axis.source == "test")


def _results(at: SchoolAtPoint, axis: Axis) -> pl.DataFrame:
    """The results of an axis, one a pupil: of the series that speaks for the subject in the pupil's class."""
    last = axis.ordinal or at.point.ordinal
    first = last - (oldest_test() if axis.source == "test" and not axis.dated else 0)
    asked = (pl.col("subject") == axis.name) & pl.col("ordinal").is_between(first, last)
    if axis.source != "standing":
        return _one_series(at.summary.past.select(_HELD).filter(asked & (pl.col("series_kind") == axis.source)))
    # The series that is in use, or was in use then.
    keys = ["class_id", "subject", "series_id"]
    speaking = at.summary.main.select(keys)
    if last != at.point.ordinal:
        speaking = at.summary.preferred.filter(pl.col("ordinal") == last).select(keys)
    return at.summary.past.select(_HELD).filter(asked).join(speaking, on=keys, how="semi", maintain_order="left")


def _one_series(rows: pl.DataFrame) -> pl.DataFrame:
    """Each pupil's latest result in the one series that a class is looked at in.

    Of several the series whose scale names positions or an expected standard at every point, then the one with the
    latest results, then with the most.
    """
    judging = [one.id for one in scales().values() if one.positions or (one.has_expectation and one.line is None)]
    chosen = (
        rows.filter(pl.col("kind") == "value")
        .group_by("class_id", "series_id", "scale")
        .agg(pl.len().alias("n"), pl.col("ordinal").max().alias("last"))
        .with_columns(pl.col("scale").is_in(judging).alias("judging"))
        .sort("judging", "last", "n", "series_id", descending=[True, True, True, False])
        .unique("class_id", keep="first", maintain_order=True)
    )
    return (
        rows.join(chosen, on=["class_id", "series_id"], how="semi", maintain_order="left")
        .with_columns((pl.col("kind") == "value").alias("is_value"))
        .sort("is_value", "ordinal", maintain_order=True)
        .unique("pupil_id", keep="last", maintain_order=True)
    )


def _banded(rows: pl.DataFrame, *, positions: bool) -> pl.DataFrame:
    """Results under their headings; those that have none keep a reason."""
    seen: dict[Reading, Heading] = {}
    headings: list[Heading] = []
    for reading in rows.select("kind", "scale", "standing", "code", "notch", "score", "censored").iter_rows():
        if reading not in seen:
            seen[reading] = _heading(*reading, positions=positions)
        headings.append(seen[reading])
    schema = {name: PLACED[name] for name in ("group", "order", "why")}
    return rows.hstack(pl.DataFrame(headings, schema=schema, orient="row")).select(list(PLACED))


Reading = tuple[str, str, int | None, str, float | None, float | None, str]
"""kind, scale, standing, code, notch, score and censored of a judged result."""

Heading = tuple[str | None, float | None, str | None]


def _heading(
    kind: str, scale_id: str, standing: int | None, code: str, notch: float | None, score: float | None, censored: str,
    *, positions: bool,
) -> Heading:  # fmt: skip
    """Heading, place and reason of one result: a position of a test, else the standing, else the code itself."""
    scale = scales().get(scale_id)
    if kind != "value" or scale is None:
        return None, None, "no result"
    if positions and scale.positions and score is not None:
        return (*position_heading(scale_id, score - (censored == "<")), None)
    if standing is not None:
        return Standing(standing).label, float(standing), None
    if not scale.numeric and notch is not None:
        # Codes of a scale that is not judged at this point still order children; the scale is named beside them.
        return f"{code} ({scale.title})", 100 + notch, None
    return None, None, NOT_JUDGED


def position_heading(scale_id: str, score: float) -> tuple[str, float]:
    """`70–84` and 70: the stretch of a test that holds `score`, on scales that name stretches (docs/scales.md)."""
    starts = [one.start for one in scales()[scale_id].positions]
    place = max(sum(score >= start for start in starts) - 1, 0)
    if place == len(starts) - 1:
        return f"{starts[place]:g}+", starts[place]
    if place == 0:
        return f"<{starts[1]:g}", starts[0]
    return f"{starts[place]:g}–{starts[place + 1] - 1:g}", starts[place]
