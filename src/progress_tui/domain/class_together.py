"""Classes side by side as one: the same columns over all their pupils, as parallel classes are looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from progress_tui.domain.subjects import subject_order
from progress_tui.domain.text import fold
from progress_tui.domain.views import (
    BesideHeading,
    BesideShown,
    ClassView,
    PointHeading,
    PupilShown,
    ResultShown,
    SubjectHeading,
    SubjectShown,
)


def together(view: ClassView, others: Sequence[ClassView]) -> ClassView:
    """The pupils of several classes under the columns of all of them, by name; place and name are those of `view`.

    A result of another series than the column's keeps its code and its standing and has no place among the others.

    Args:
        view: the class.
        others: classes of the same school at the same point.
    """
    views = [view, *(other for other in others if other.class_id != view.class_id)]
    names = sorted({heading.subject for one in views for heading in one.subjects}, key=subject_order)
    subjects = tuple(_heading([found for one in views if (found := one.heading(name)) is not None]) for name in names)
    beside = _beside(views)
    rows = [_row(row, one, subjects, beside) for one in views for row in one.rows]
    return view._replace(
        subjects=subjects,
        rows=tuple(sorted(rows, key=lambda row: fold(row.name))),
        complete=all(one.complete for one in views),
        beside=beside,
        combines=all(one.combines for one in views),
    )


def _heading(own: Sequence[SubjectHeading]) -> SubjectHeading:
    """One subject of all classes that have it: the columns of the first, and what the others have more."""
    points: dict[int, PointHeading] = {}
    for heading in own:
        for point in heading.points:
            held = points.setdefault(point.ordinal, point)
            if point.series != held.series:
                points[point.ordinal] = held._replace(comparable=False)
    first = own[0]
    return first._replace(
        points=tuple(points[ordinal] for ordinal in sorted(points)[-max(len(heading.points) for heading in own) :]),
        has_expectation=any(heading.has_expectation for heading in own),
        assessed=sum(heading.assessed for heading in own),
        expected=sum(heading.expected for heading in own),
        has_targets=any(heading.has_targets for heading in own),
        judged=sum(heading.judged for heading in own),
    )


def _beside(views: Sequence[ClassView]) -> tuple[BesideHeading, ...]:
    """The columns beside of all classes, each where it comes first."""
    held: dict[str, BesideHeading] = {}
    for view in views:
        for heading in view.beside:
            before = held.get(heading.key)
            held[heading.key] = heading if before is None else before._replace(
                has_expectation=before.has_expectation or heading.has_expectation,
                assessed=before.assessed + heading.assessed,
                judged=before.judged + heading.judged,
                expected=before.expected + heading.expected,
            )  # fmt: skip
    return tuple(sorted(held.values(), key=lambda heading: heading.kind))


def _row(
    row: PupilShown, view: ClassView, subjects: Sequence[SubjectHeading], beside: Sequence[BesideHeading]
) -> PupilShown:
    held = dict(zip((heading.key for heading in view.beside), row.beside, strict=True))
    scales = {heading.key: heading.scale for heading in view.beside}
    return row._replace(
        subjects={heading.subject: _subject(row, view, heading) for heading in subjects},
        beside=tuple(_placed_beside(heading, held, scales) for heading in beside),
    )


def _subject(row: PupilShown, view: ClassView, heading: SubjectHeading) -> SubjectShown:
    own, shown = view.heading(heading.subject), row.subjects.get(heading.subject)
    if own is None or shown is None:
        return SubjectShown(tuple(ResultShown() for _ in heading.points))
    results = {point.ordinal: (point.series, result) for point, result in zip(own.points, shown.results, strict=True)}
    placed = []
    for point in heading.points:
        series, result = results.get(point.ordinal, (point.series, ResultShown()))
        placed.append(result if series == point.series else result._replace(notch=None))
    return shown._replace(results=tuple(placed))


def _placed_beside(heading: BesideHeading, held: Mapping[str, BesideShown], scales: Mapping[str, str]) -> BesideShown:
    shown = held.get(heading.key, BesideShown())
    if scales.get(heading.key, heading.scale) == heading.scale:
        return shown
    return shown._replace(result=shown.result._replace(notch=None))
