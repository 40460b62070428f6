"""`progress-tui results`: mark a result as wrong, for the office to mend, and take the mark away."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from progress_tui.cli.opening import workspace_of
from progress_tui.cli.printing import say
from progress_tui.cli.pupils import one_pupil
from progress_tui.domain.calendar import Point
from progress_tui.domain.errors import NotFoundError, UsageError, did_you_mean
from progress_tui.domain.subjects import subject_label
from progress_tui.domain.text import fold

if TYPE_CHECKING:
    from progress_tui.store.queried import ResultOnFile


def run(args: argparse.Namespace) -> int:
    """Mark one result, or take its mark away; the exit code."""
    if args.what == "query" and not args.reason.strip():
        raise UsageError("A result is marked with a reason only", remedy="Add --reason “…”.")
    with workspace_of(args) as workspace:
        school_id = workspace.find_school(args.school).school_id
        if school_id is None:
            raise NotFoundError("There are no pupils on file", remedy="Bring some in with “progress-tui import”.")
        pupil_id, name = one_pupil(workspace, school_id, args.pupil)
        held = workspace.querying.results(school_id, pupil_id)
        result = _result(held, name, args.subject, args.series, args.point)
        which = f"{name}, {result.label} at {Point(result.ordinal).label}: {result.raw}"
        if args.what == "query":
            workspace.querying.mark(school_id, result, args.reason)
            say(f"Marked for the office to mend: {which}.")
        else:
            workspace.querying.unmark(school_id, result)
            say(f"No longer marked: {which}.")
    return 0


def _result(held: Sequence[ResultOnFile], name: str, subject: str, series: str, point: str | None) -> ResultOnFile:
    """The one result of a pupil that is named; the latest of its series without a point.

    Raises:
        NotFoundError: there is none.
        UsageError: it is one of several series.
    """
    named = [one for one in held if fold(subject) in (fold(one.subject), fold(subject_label(one.subject)))]
    if not named:
        known = sorted({one.subject for one in held})
        raise NotFoundError(f"{name} has no result in “{subject}”", remedy=did_you_mean(subject, known))
    labels = sorted({one.label for one in named})
    if series:
        named = [one for one in named if fold(series) in fold(one.label)]
    if not named:
        raise NotFoundError(f"{name} has no results “{series}” in {subject}", remedy=did_you_mean(series, labels))
    if point is not None:
        chosen = Point.parse(point, Point(named[-1].ordinal).start_year)
        if chosen is None:
            raise UsageError(f"“{point}” is not a point", remedy="Write it as 2026-27:Aut2 or Aut2.")
        named = [one for one in named if one.ordinal == chosen.ordinal]
        if not named:
            raise NotFoundError(f"{name} has no {subject} result at {chosen.label}")
    last = [one for one in named if one.ordinal == named[-1].ordinal]
    if len({one.label for one in last}) > 1:
        raise UsageError(
            f"{name} has several {subject} results at {Point(last[0].ordinal).label}",
            f"{'; '.join(one.label for one in last)}.",
            "Say which with --series, such as --series teacher.",
        )
    return last[-1]
