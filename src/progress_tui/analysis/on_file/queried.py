"""The results that are marked as wrong: the list for the office, until other values are imported.

A marked result counts as it stands; the flag `queried` says that it is in doubt (docs/judgements.md, “queried”).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

import polars as pl

from progress_tui.analysis.attainment.counting import assessment_name
from progress_tui.analysis.choosing import chosen, subject_named
from progress_tui.analysis.effect.report import names_of
from progress_tui.analysis.school_at_point import SchoolAtPoint
from progress_tui.domain.calendar import Point
from progress_tui.domain.reports import Behind, Field, Report
from progress_tui.domain.subjects import subject_label
from progress_tui.domain.text import counted
from progress_tui.domain.whom import Whom


class Marked(NamedTuple):
    """One mark as the store hands it over (`store.queried.Mark`)."""

    pupil_id: int
    series_id: int
    ordinal: int
    raw: str
    held: str | None
    reason: str
    made: datetime
    file: str
    row: int | None


_FIELDS: Final = (
    Field("pupil", "pupil"), Field("class", "class"), Field("subject", "subject"), Field("assessment", "assessment"),
    Field("point", "at"), Field("result", "result"), Field("reason", "reason"), Field("marked", "marked"),
    Field("file", "from"), Field("row", "row", "count"),
)  # fmt: skip


def queried_report(at: SchoolAtPoint, whom: Whom, marks: Sequence[tuple[object, ...]]) -> Report:
    """The marked results that are still on file as they were, newest mark first.

    Args:
        at: the school at a point: classes are those of that point.
        whom: whose results; everybody's without it, those of children who have left too.
        marks: of the school, as `store.queried.marks` gives them.

    Raises:
        NotFoundError: no such class or year group.
        UsageError: the filter or the subject is not known.
    """
    subject = subject_named(at, whom.subject)
    held = [_marked(mark) for mark in marks]
    if whom.filter.strip() or whom.class_name or whom.year_group:
        keys = set(chosen(at, whom, subject).keys)
        held = [one for one in held if one.pupil_id in keys]
    series = {int(row["series_id"]): row for row in at.frames.series.iter_rows(named=True)}
    held = [one for one in held if subject in (None, series[one.series_id]["subject"])]
    open_marks = sorted((one for one in held if one.held == one.raw), key=lambda one: one.made, reverse=True)
    names = names_of(at, [one.pupil_id for one in open_marks])
    rows = tuple(
        {
            "pupil_id": one.pupil_id,
            "pupil": names[one.pupil_id][0],
            "class": names[one.pupil_id][1],
            "subject": subject_label(series[one.series_id]["subject"]),
            "series": series[one.series_id]["label"],
            "assessment": _assessment(series[one.series_id]),
            "point": str(Point(one.ordinal)),
            "result": one.raw,
            "reason": one.reason,
            "marked": one.made.isoformat(" ", "minutes"),
            "file": one.file,
            "row": one.row,
        }
        for one in open_marks
    )
    mended = [one for one in held if one.held != one.raw]

    def behind(row: int, key: str) -> Behind | None:
        one = rows[row]
        return Behind(f"{one['series']} · {one['point']} · queried", (open_marks[row].pupil_id,)) if key else None

    return Report(
        at.title("Queried results"), str(at.point), _FIELDS, rows, _notes(open_marks, mended), behind=behind,
        behind_notes={0: Behind("queried results", _by_name(at, open_marks))},
    )  # fmt: skip


def _marked(mark: tuple[object, ...]) -> Marked:
    return Marked._make(mark)


def _assessment(series: dict[str, object]) -> str:
    return assessment_name(str(series["label"]), str(series["subject"]), str(series["scale"]))


def _by_name(at: SchoolAtPoint, marks: Sequence[Marked]) -> tuple[int, ...]:
    own = {one.pupil_id for one in marks}
    return tuple(at.frames.pupils.filter(pl.col("pupil_id").is_in(list(own)))["pupil_id"].to_list())


def _notes(marks: Sequence[Marked], mended: Sequence[Marked]) -> tuple[str, ...]:
    if not marks and not mended:
        return ("No result is marked as wrong. Q on a result marks it, with a reason.",)
    pupils = len({one.pupil_id for one in marks})
    are = "is" if len(marks) == 1 else "are"
    notes = [f"{counted(len(marks), 'result')} of {counted(pupils, 'pupil')} {are} marked as wrong."]
    if marks:
        notes.append("Each counts as it stands until another value is imported; a flag says that it is in doubt.")
    if mended:
        was = "has" if len(mended) == 1 else "have"
        notes.append(f"{counted(len(mended), 'marked result')} {was} another value on file by now and is off the list.")
    return tuple(notes)
