"""The latest result of every pupil and subject with its age: an old result is shown as old, never carried forward.

Rule: docs/judgements.md, “Attainment”.
"""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple

import polars as pl

from progress_tui.analysis.behind import Said, one_each, selected, those, told
from progress_tui.analysis.catalogue import scales
from progress_tui.analysis.choosing import chosen, subject_named
from progress_tui.analysis.school_at_point import SchoolAtPoint
from progress_tui.analysis.summary import YEAR, Summary
from progress_tui.domain.calendar import Point, year_group_label
from progress_tui.domain.pupils import display_name
from progress_tui.domain.reports import Field, Report
from progress_tui.domain.standing import Standing
from progress_tui.domain.subjects import subject_order
from progress_tui.domain.whom import Whom

LATEST: Final = {
    "pupil_id": pl.Int32(), "subject": pl.String(), "series_id": pl.Int32(), "series": pl.String(),
    "scale": pl.String(), "code": pl.String(), "standing": pl.Int8(), "ordinal": pl.Int32(), "age": pl.Int32(),
    "same_series": pl.Boolean(),
}  # fmt: skip
"""Column → dtype of `latest_results`.

age is in half-terms, 0 at the point itself; standing is against the expectation of the time of the result; same_series
says whether it is in the series that speaks for the subject now.
"""

_KIND_ORDER: Final = {"test": 0, "statutory": 1, "teacher": 2}


def latest_results(summary: Summary) -> pl.DataFrame:
    """The latest value of every pupil on roll and subject, at or before the point.

    Of several at one time the series that speaks for the subject now, then teacher assessment, statutory result, test.

    Returns:
        Columns as in `LATEST`, one row per pupil and subject with any value, by pupil_id and subject.
    """
    main = summary.main.with_columns(pl.lit(True).alias("same_series"))
    return (
        summary.past.filter(pl.col("kind") == "value")
        .join(main, on=["class_id", "subject", "series_id"], how="left", maintain_order="left")
        .with_columns(
            pl.col("same_series").fill_null(value=False),
            pl.col("series_kind").replace_strict(_KIND_ORDER, default=-1, return_dtype=pl.Int8).alias("kind_order"),
        )
        .sort(
            "pupil_id", "subject", "ordinal", "same_series", "kind_order", "series_id",
            descending=[False, False, False, False, False, True],
        )
        .unique(["pupil_id", "subject"], keep="last", maintain_order=True)
        .with_columns((summary.point.ordinal - pl.col("ordinal")).alias("age"), pl.col("label").alias("series"))
        .select(pl.col(name).cast(dtype) for name, dtype in LATEST.items())
    )  # fmt: skip


def age_words(age: int, ordinal: int) -> str:
    """`at Sum2, 2 half-terms ago`; `now` at the point itself; with its year where it is a year old or more.

    Args:
        age: in half-terms, 0 or more.
        ordinal: of the result.
    """
    if age == 0:
        return "now"
    when = Point(ordinal)
    name = f"{when.code} {when.year_label}" if age >= YEAR else when.code
    return f"at {name}, {age} half-term{'' if age == 1 else 's'} ago"


def pupils_report(at: SchoolAtPoint, whom: Whom) -> Report:
    """Every pupil's result in every subject of the class; where there is none now, the last one with its age beside.

    Raises:
        NotFoundError: no such class or year group.
        UsageError: no such subject, or the text is not a filter.
    """
    subject = subject_named(at, whom.subject)
    found = chosen(at, whom, subject)
    names = at.summary.roll.select("pupil_id", "surname", "forename", "fallback", "class_name", "dob")
    now = at.summary.subjects.filter(pl.col("pupil_id").is_in(list(found.keys)))
    if subject is not None:
        now = now.filter(pl.col("subject") == subject)
    latest = latest_results(at.summary).select(
        "pupil_id", "subject", *(pl.col(name).alias(f"last_{name}") for name in ("code", "ordinal", "age", "series")),
        "same_series",
    )  # fmt: skip
    rows = now.join(latest, on=["pupil_id", "subject"], how="left", maintain_order="left").join(
        names, on="pupil_id", how="left", maintain_order="left"
    )
    order = {name: place for place, name in enumerate(found.keys)}
    cells = [_Cells(*row) for row in rows.select(_Cells._fields).iter_rows()]
    cells.sort(key=lambda cell: (order[cell.pupil_id], subject_order(cell.subject)))
    shown = tuple(_row(cell) for cell in cells)
    without = [cell.pupil_id for cell in cells if cell.kind != "value"]
    on_roll = f"{found.description}: {len(found.keys)} of {at.summary.roll.height} on roll."
    notes: list[Said] = [(on_roll, selected(at, found)), found.hint]
    notes.append(
        (
            f"{len(shown) - len(without)} of {len(shown)} have a result at {at.point.code}.",
            lambda: those(at.frames, without, found.description, "without a result"),
        )
    )
    if without:
        notes.append("An old result stands beside with its age and counts nowhere.")
    said = told(notes)
    return Report(
        title=at.title("Attainment", "by pupil"),
        point=str(at.point),
        fields=(
            Field("pupil", "pupil"), Field("class", "class"), Field("subject", "subject"), Field("result", "result"),
            Field("standing", "stands"), Field("last", "last result"),
        ),
        rows=shown,
        notes=said.notes,
        more={"filter": found.description, "on_roll": len(found.keys), "of_school": at.summary.roll.height},
        behind=one_each(shown),
        behind_notes=said.behind,
    )  # fmt: skip


_STANDINGS: Final = {int(standing): standing.label for standing in Standing}


@cache
def _point(ordinal: int) -> str:
    """`2026-27:Aut2`; a list of a whole school asks for the same few a thousand times."""
    return str(Point(ordinal))


class _Cells(NamedTuple):
    """What one row is made of, under the names of the frame's columns."""

    pupil_id: int
    surname: str
    forename: str
    fallback: str
    class_name: str
    year_group: int | None
    subject: str
    label: str
    scale: str
    kind: str
    raw: str
    code: str
    standing: int | None
    last_code: str | None
    last_ordinal: int | None
    last_age: int | None
    last_series: str | None
    same_series: bool | None


def _reason(cells: _Cells) -> str:
    """Why there is no result: `absent`, `blank`, `out of range`."""
    held = scales().get(cells.scale)
    words = held.reason(cells.raw) if held is not None else ""
    return words or {"missing": "blank", "non-result": "blank", "out-of-range": "out of range"}.get(
        cells.kind, "unreadable"
    )


def _row(cells: _Cells) -> dict[str, object]:
    is_value = cells.kind == "value"
    last = "" if is_value else "none on file"
    if not is_value and cells.last_ordinal is not None and cells.last_age is not None:
        last = f"{cells.last_code} {age_words(cells.last_age, cells.last_ordinal)}"
        last += "" if cells.same_series else f" ({cells.last_series})"
    reason = "" if is_value else _reason(cells)
    return {
        "pupil_id": cells.pupil_id,
        "pupil": display_name(cells.surname, cells.forename, cells.fallback),
        "class": cells.class_name,
        "year_group": year_group_label(cells.year_group),
        "subject": cells.subject,
        "series": cells.label,
        "scale": cells.scale,
        "kind": cells.kind,
        "result": cells.code if is_value else f"{cells.code}: {reason}".removeprefix(": "),
        "standing": "" if cells.standing is None else _STANDINGS[cells.standing],
        "last": last,
        "last_code": cells.last_code,
        "last_point": None if cells.last_ordinal is None else _point(cells.last_ordinal),
        "last_age": cells.last_age,
        "last_series": cells.last_series,
    }
