"""The results that are marked as wrong: the list for the office, until other values are imported.

A marked result counts as it stands; the flag `queried` says that it is in doubt (docs/judgements.md, “queried”).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from progress_tui.analysis.attainment.counting import assessment_name
from progress_tui.analysis.behind import Said, one_each, those, told
from progress_tui.analysis.choosing import chosen, subject_named
from progress_tui.analysis.effect.report import names_of
from progress_tui.analysis.school_at_point import SchoolAtPoint
from progress_tui.domain.calendar import Point
from progress_tui.domain.reports import Field, Report
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

    said = told(_notes(at, open_marks, mended))
    return Report(
        at.title("Queried results"), str(at.point), _FIELDS, rows, said.notes, behind=one_each(rows),
        behind_notes=said.behind,
    )  # fmt: skip


def _marked(mark: tuple[object, ...]) -> Marked:
    return Marked._make(mark)


def _assessment(series: dict[str, object]) -> str:
    return assessment_name(str(series["label"]), str(series["subject"]), str(series["scale"]))


def _notes(at: SchoolAtPoint, marks: Sequence[Marked], mended: Sequence[Marked]) -> Iterator[Said]:
    if not marks and not mended:
        yield "No result is marked as wrong. Q on a result marks it, with a reason."
        return
    pupils = {one.pupil_id for one in marks}
    are = "is" if len(marks) == 1 else "are"
    yield (
        f"{counted(len(marks), 'result')} of {counted(len(pupils), 'pupil')} {are} marked as wrong.",
        lambda: those(at.frames, pupils, "queried results"),
    )
    if marks:
        yield "Each counts as it stands until another value is imported; a flag says that it is in doubt."
    if mended:
        was, gone = ("has", "is") if len(mended) == 1 else ("have", "are")
        yield f"{counted(len(mended), 'marked result')} {was} another value on file by now and {gone} off the list."
