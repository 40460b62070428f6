"""From a school at a point to the rows a class grid shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import polars as pl

from progress_tui.analysis.class_beside import Beside, beside, change_of
from progress_tui.analysis.flags import concerns, good_news
from progress_tui.analysis.summary import Summary
from progress_tui.domain.calendar import Point
from progress_tui.domain.errors import NotFoundError
from progress_tui.domain.pupils import unique_initials
from progress_tui.domain.subjects import CORE, subject_label, subject_order
from progress_tui.domain.views import (
    ClassView,
    FlagShown,
    PointHeading,
    PupilShown,
    ResultShown,
    SubjectHeading,
    SubjectShown,
)

COLUMNS: Final = 8
"""How many points of a subject a view holds, the current one included. Fewer are shown unless asked for."""

Flags = dict[int, tuple[FlagShown, ...]]


def class_views(summary: Summary, flags: Flags, school_id: int, school: str, fictional: bool) -> dict[int, ClassView]:
    """The views of every class on roll at the point, by class id; see `class_view`."""
    classes = summary.roll["class_id"].drop_nulls().unique(maintain_order=True).to_list()
    return {class_id: class_view(summary, flags, class_id, school_id, school, fictional) for class_id in classes}


def class_view(
    summary: Summary, flags: Flags, class_id: int, school_id: int, school: str, fictional: bool
) -> ClassView:
    """The view of one class.

    Args:
        summary: the school at the point.
        flags: what `analysis.flags.flags_of` found in it.
        class_id: the class.
        school_id: the school.
        school: its name.
        fictional: whether it is the demo school.

    Raises:
        NotFoundError: the class has nobody on roll at the point.
    """
    rows = summary.roll.filter(pl.col("class_id") == class_id)
    if rows.is_empty():
        raise NotFoundError("That class has no pupils on roll at this point")
    headings = _headings(summary, class_id)
    series = dict(summary.main.filter(pl.col("class_id") == class_id).select("subject", "series_id").iter_rows())
    around = beside(summary, class_id, series)
    return ClassView(
        school_id=school_id,
        school=school,
        fictional=fictional,
        class_id=class_id,
        class_name=str(rows["class_name"][0]),
        point=summary.point.ordinal,
        point_label=summary.point.label,
        subjects=tuple(headings.values()),
        rows=_pupils(summary, rows, headings, around, flags),
        beside=around.headings,
        combines=_combines(summary, headings, series),
    )


def _combines(summary: Summary, headings: Mapping[str, SubjectHeading], series: Mapping[str, int]) -> bool:
    """Whether the three subjects are put together, as in `attainment.counting.all_three`."""
    kinds = dict(summary.frames.series.select("series_id", "kind").iter_rows())
    held = [headings[subject] for subject in CORE if subject in headings]
    statutory = {kinds[series[heading.subject]] == "statutory" for heading in held}
    goals = {heading.scale for heading in held} == {"eyfs"}
    judged = len(held) == len(CORE) and all(heading.has_expectation for heading in held)
    return judged and len(statutory) == 1 and not goals


def _headings(summary: Summary, class_id: int) -> dict[str, SubjectHeading]:
    now = summary.subjects.filter(pl.col("class_id") == class_id)
    targeted = summary.has_targets
    headings = {}
    for subject in sorted(now["subject"].unique().to_list(), key=subject_order):
        rows = now.filter(pl.col("subject") == subject)
        judged = rows.filter(pl.col("standing").is_not_null())
        scale = str(rows["scale"][0])
        headings[subject] = SubjectHeading(
            subject=subject,
            label=subject_label(subject),
            points=_points(summary, class_id, subject, int(rows["series_id"][0])),
            scale=scale,
            series=str(rows["label"][0]),
            has_expectation=summary.expectation(scale),
            assessed=int((rows["kind"] == "value").sum()),
            expected=int((judged["standing"] >= 4).sum()),
            has_targets=(class_id, subject) in targeted,
            judged=judged.height,
        )
    return headings


def _points(summary: Summary, class_id: int, subject: str, series_id: int) -> tuple[PointHeading, ...]:
    """The latest points with results, and always the current one; oldest first. Earlier statutory ones stand beside."""
    statutory = summary.frames.series.filter(pl.col("kind") == "statutory")["series_id"].to_list()
    held = summary.preferred.filter(
        (pl.col("class_id") == class_id) & (pl.col("subject") == subject) & ~pl.col("series_id").is_in(statutory)
    ).sort("ordinal")
    rows = {int(row["ordinal"]): int(row["series_id"]) for row in held.iter_rows(named=True)}
    rows[summary.point.ordinal] = series_id
    told = {number: rest for number, *rest in summary.frames.series.select("series_id", "label", "scale").iter_rows()}
    return tuple(
        PointHeading(
            ordinal,
            Point(ordinal).code,
            Point(ordinal).label,
            told[rows[ordinal]][0],
            rows[ordinal] == series_id,
            told[rows[ordinal]][1],
        )
        for ordinal in sorted(rows)[-COLUMNS:]
    )


def _pupils(
    summary: Summary, rows: pl.DataFrame, headings: dict[str, SubjectHeading], around: Beside, flags: Flags
) -> tuple[PupilShown, ...]:
    ids = rows["pupil_id"].to_list()
    now = {
        (row["pupil_id"], row["subject"]): row
        for row in summary.subjects.filter(pl.col("pupil_id").is_in(ids)).iter_rows(named=True)
    }
    cells = _cells(summary, ids)
    initials = unique_initials(list(rows.select("surname", "forename", "fallback").iter_rows()))
    return tuple(
        PupilShown(
            pupil_id=row["pupil_id"],
            surname=row["surname"],
            forename=row["forename"],
            fallback=row["fallback"],
            initials=letters,
            year_group=row["year_group"],
            sex=row["sex"],
            pp=row["pp"],
            sen=row["sen"],
            eal=row["eal"],
            absence=row["absence"],
            subjects={
                subject: _subject(now[row["pupil_id"], subject], heading, cells, summary.point)
                for subject, heading in headings.items()
            },
            flags=concerns(flags.get(row["pupil_id"], ())),
            good=good_news(flags.get(row["pupil_id"], ())),
            beside=around.of(row["pupil_id"]),
        )
        for row, letters in zip(rows.iter_rows(named=True), initials, strict=True)
    )


def _cells(summary: Summary, ids: list[int]) -> dict[tuple[int, str, int], ResultShown]:
    """(pupil, subject, ordinal) → the result in the series that spoke for the subject then."""
    held = summary.past.filter(pl.col("pupil_id").is_in(ids)).join(
        summary.preferred, on=["class_id", "subject", "ordinal", "series_id"], how="semi", maintain_order="left"
    )
    return {
        (pupil_id, subject, ordinal): ResultShown(code, kind, standing, notch)
        for pupil_id, subject, ordinal, code, kind, standing, notch in held.select(
            "pupil_id", "subject", "ordinal", "code", "kind", "standing", "notch"
        ).iter_rows()
    }


def _subject(
    row: dict[str, Any], heading: SubjectHeading, cells: dict[tuple[int, str, int], ResultShown], point: Point
) -> SubjectShown:
    missing = ResultShown()
    return SubjectShown(
        results=tuple(
            ResultShown(row["code"], row["kind"], row["standing"], row["notch"])
            if heading_point.ordinal == point.ordinal
            else cells.get((row["pupil_id"], row["subject"], heading_point.ordinal), missing)
            for heading_point in heading.points
        ),
        target=row["target_code"] or "",
        distance=row["distance"] if heading.has_targets else row["to_expected"],
        change=change_of(row["scale"], row["change"]),
    )
