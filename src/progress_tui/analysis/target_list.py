"""Who is how far from the target, the furthest below first; never ranked across scales.

Where nobody in a class has a target in a subject, the distance is from the expected standard of the year group and says
so. Rules and worked examples: docs/judgements.md, “Targets”.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final, Literal, NamedTuple

import polars as pl

from progress_tui.analysis.behind import Said, not_known, one_each, selected, subject_said, those, told
from progress_tui.analysis.catalogue import scales
from progress_tui.analysis.choosing import chosen, subject_named
from progress_tui.analysis.school_at_point import SchoolAtPoint, Selection
from progress_tui.analysis.summary import Summary
from progress_tui.domain.calendar import Point, year_group_label
from progress_tui.domain.pupils import display_name
from progress_tui.domain.reports import Behind, Field, Report
from progress_tui.domain.scales import Scale
from progress_tui.domain.subjects import subject_label, subject_order
from progress_tui.domain.whom import Whom

Basis = Literal["target", "expected standard"]

DISTANCES: Final = {
    "pupil_id": pl.Int32(), "class_id": pl.Int32(), "year_group": pl.Int32(), "subject": pl.String(),
    "series": pl.String(), "scale": pl.String(), "kind": pl.String(), "code": pl.String(), "notch": pl.Float64(),
    "target_code": pl.String(), "expected_notch": pl.Float64(), "due": pl.Int32(), "basis": pl.String(),
    "from_target": pl.Float64(),
}  # fmt: skip
"""Column → dtype of `distances`.

from_target is in the scale's own notches, or points of score (months, on reading ages); negative is below; null where
there is no result now or nothing to hold it against. basis is `target` or `expected standard`.
"""


def distances(summary: Summary) -> pl.DataFrame:
    """The distance of every pupil on roll in every subject of the class, from what its class is held against.

    A class in which anybody has a target in a subject is held against targets there: a pupil without one has no
    distance. Any other class is held against the expected standard of each child's year group.

    Returns:
        Columns as in `DISTANCES`, in the order of `Summary.subjects`.
    """
    targeted = pl.col("target_notch").is_not_null().any().over("class_id", "subject")
    return (
        summary.subjects.with_columns(targeted.alias("targeted"), pl.col("label").alias("series"))
        .with_columns(
            pl.when("targeted").then(pl.lit("target")).otherwise(pl.lit("expected standard")).alias("basis"),
            pl.when("targeted").then("distance").otherwise("to_expected").alias("from_target"),
            pl.when("targeted").then("target_code").alias("target_code"),
            pl.when("targeted").then("due").alias("due"),
        )
        .select(pl.col(name).cast(dtype) for name, dtype in DISTANCES.items())
    )


_BASES: Final = {True: "target", False: "the expected standard"}


class _Cells(NamedTuple):
    """What one row is made of, under the names of the frame's columns."""

    pupil_id: int
    surname: str
    forename: str
    fallback: str
    class_name: str
    year_group: int | None
    subject: str
    series: str
    scale: str
    kind: str
    code: str
    target_code: str | None
    expected_notch: float | None
    due: int | None
    basis: Basis
    from_target: float | None


def targets_report(at: SchoolAtPoint, whom: Whom, everybody: bool = False) -> Report:
    """The pupils below target, or below the expected standard where their class has no targets.

    Args:
        at: the school at the point.
        whom: which pupils and which subject.
        everybody: also those at or above it, and those without a distance, at the end.

    Raises:
        NotFoundError: no such class or year group.
        UsageError: no such subject, or the text is not a filter.
    """
    subject = subject_named(at, whom.subject)
    found = chosen(at, whom, subject)
    held = distances(at.summary).filter(pl.col("pupil_id").is_in(list(found.keys)))
    if subject is not None:
        held = held.filter(pl.col("subject") == subject)
    listed = held if everybody else held.filter(pl.col("from_target") < 0)
    names = at.summary.roll.select("pupil_id", "surname", "forename", "fallback", "class_name")
    rows = listed.join(names, on="pupil_id", how="left", maintain_order="left").select(_Cells._fields)
    place = {name: number for number, name in enumerate(found.keys)}
    cells = sorted((_Cells(*row) for row in rows.iter_rows()), key=lambda row: _order(row, place))
    counts = _counts(held)
    shown = tuple(_row(row, at.point) for row in cells)
    said = told(_notes(at, found, counts, cells, held))
    return Report(
        title=at.title("Targets"),
        point=str(at.point),
        fields=(
            Field("pupil", "pupil"), Field("class", "class"), Field("subject", "subject"), Field("result", "result"),
            Field("target", "target"), Field("distance", "±", "signed"), Field("unit", "in"), Field("due", "due"),
            Field("basis", "against"),
        ),
        rows=shown,
        notes=said.notes,
        more={
            "filter": found.description, "on_roll": len(found.keys), "of_school": at.summary.roll.height,
            "counts": counts,
        },
        behind=one_each(shown),
        behind_notes=said.behind,
    )  # fmt: skip


def _order(row: _Cells, place: dict[int, int]) -> tuple[object, ...]:
    """Scales apart (codes before figures), the furthest below first; without a distance at the end."""
    scale = scales().get(row.scale)
    return (
        row.from_target is None,
        scale is not None and scale.numeric,
        row.scale,
        0.0 if row.from_target is None else row.from_target,
        subject_order(row.subject),
        place[row.pupil_id],
    )


def _counts(held: pl.DataFrame) -> list[dict[str, object]]:
    """Per subject and basis how many are below, of those with a distance (of those on roll in classes with it)."""
    found = held.group_by("subject", "basis").agg(
        (pl.col("from_target") < 0).sum().alias("below"),
        pl.col("from_target").is_not_null().sum().alias("n"),
        pl.len().alias("on_roll"),
    )
    rows = sorted(
        found.iter_rows(named=True), key=lambda row: (subject_order(row["subject"]), row["basis"] != "target")
    )
    return [dict(row) for row in rows]


def _row(row: _Cells, point: Point) -> dict[str, object]:
    scale = scales().get(row.scale)
    return {
        "pupil_id": row.pupil_id,
        "pupil": display_name(row.surname, row.forename, row.fallback),
        "class": row.class_name,
        "year_group": year_group_label(row.year_group),
        "subject": row.subject,
        "series": row.series,
        "scale": row.scale,
        "result": row.code,
        "kind": row.kind,
        "target": _target(row, scale, point),
        "distance": row.from_target,
        "unit": unit_of(scale),
        "due": "" if row.due is None else str(Point(row.due)),
        "basis": row.basis,
    }


def _target(row: _Cells, scale: Scale | None, point: Point) -> str:
    if row.basis == "target":
        return row.target_code or ""
    return "" if scale is None else expected_code(scale, row.expected_notch, row.year_group, point)


def expected_code(scale: Scale, notch: float | None, year_group: int | None, point: Point) -> str:
    """The code or figure that counts as just met (`At`, `4b+`, `90`); empty where nothing is expected.

    Args:
        scale: of the series.
        notch: from the column expected_notch.
        year_group: of the pupil.
        point: when; level points are named by the figure of their line.
    """
    if notch is None:
        return ""
    if scale.numeric:
        return scale.number_label(notch)
    if scale.line is not None:
        line = scale.line.expected(year_group, point)
        return (
            ""
            if line is None
            else next((v.code for v in scale.values if v.points == line and not v.early), f"{line:g}")
        )
    return next((value.code for value in scale.values if value.rank == notch), "")


def unit_of(scale: Scale | None) -> str:
    """What distances on a scale are in: `notches`, `points of score` or `months`."""
    if scale is None or not scale.numeric:
        return "notches"
    return "months" if scale.kind == "age" else "points of score"


def _notes(
    at: SchoolAtPoint, found: Selection, counts: list[dict[str, object]], cells: list[_Cells], held: pl.DataFrame
) -> list[Said]:
    notes: list[Said] = [
        (f"{found.description}: {len(found.keys)} of {at.summary.roll.height} on roll.", selected(at, found))
    ]
    if found.unknown:
        notes.append((f"{found.unknown} left out: what the filter asks is not known of them.", not_known(at, found)))
    notes.append(found.hint)
    notes += [(_count_words(row, len(found.keys)), partial(_below, at, held, row)) for row in counts]
    if any(row["basis"] != "target" and row["n"] for row in counts):
        notes.append(
            "Where nobody in a class has a target in a subject, the expected standard of the year group stands in."
        )
    if len({row.scale for row in cells if row.from_target is not None}) > 1:
        notes.append("Scales stand one after the other: distances are never ranked across them.")
    return notes


def _below(at: SchoolAtPoint, held: pl.DataFrame, count: Mapping[str, object]) -> Behind:
    """Those who are below in one subject, by what they are held against."""
    own = (pl.col("subject") == count["subject"]) & (pl.col("basis") == count["basis"]) & (pl.col("from_target") < 0)
    below = f"below {_BASES[count['basis'] == 'target']}"
    return those(at.frames, held.filter(own), subject_said(str(count["subject"])), below)


def _count_words(row: Mapping[str, object], everybody: int) -> str:
    """One count in words: `Reading: below target 9 of 30 (of 31 on roll)`; whose roll, where it is not everybody's."""
    subject = subject_label(str(row["subject"]))
    if row["basis"] != "target" and not row["n"]:
        return f"{subject}: no targets, and no result that is held against an expected standard at this point."
    against = row["basis"] == "target"
    basis, held = _BASES[against], "with targets in it" if against else "held against it"
    where = "" if row["on_roll"] == everybody else f" in classes {held}"
    return f"{subject}: below {basis} {row['below']} of {row['n']} (of {row['on_roll']} on roll{where})."
