"""The record of a meeting: what was said, beside the figures it showed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from progress_tui.domain import clock
from progress_tui.domain.calendar import Point
from progress_tui.domain.errors import NotFoundError
from progress_tui.exporting.documents.records import MeetingRecord
from progress_tui.workspace.gathering import people

if TYPE_CHECKING:
    from progress_tui.domain.agenda import HandOverChild, Snapshot
    from progress_tui.domain.meetings import Meeting
    from progress_tui.domain.reports import Report
    from progress_tui.domain.support import SupportRecord
    from progress_tui.workspace.exporting import Asked, Sources


def meeting_record(sources: Sources, asked: Asked) -> MeetingRecord:
    """A meeting with its figures; one that has kept none (yet) has those of its point as they are on file now.

    Raises:
        NotFoundError: the meeting is not on file, or its class has nobody on roll.
    """
    from progress_tui.analysis.flags.thresholds import thresholds

    school_id, meeting_id = asked.school_id, asked.meeting_id or 0
    meeting = sources.meetings.get(school_id, meeting_id)
    snapshot = _figures(sources, meeting)
    view = snapshot.shown.view
    groups = sources.supporting.groups(school_id)
    own = {row.pupil_id for row in view.rows}
    across, unlisted = _across(sources, meeting) if asked.kind == "slt" else (None, ())
    return MeetingRecord(
        meeting=meeting,
        words=sources.meetings.words(),
        snapshot=snapshot,
        people=people.of_class(view),
        support={number: one for number, one in groups.items() if _concerns(one, own, meeting)},
        on_no_list=unlisted,
        asks_from=int(thresholds().number("agenda", "severity")),
        made=clock.now(),
        today=clock.today(),
        roll_up=across,
        handed_over=_handed_over(sources, meeting),
    )


def _figures(sources: Sources, meeting: Meeting) -> Snapshot:
    from progress_tui.domain.keeping import restored
    from progress_tui.workspace.meeting_figures import MeetingFigures

    try:
        return sources.meetings.snapshot(meeting.school_id, meeting.meeting_id)
    except NotFoundError:
        texts = MeetingFigures(sources.file, sources.loaded).texts(meeting)
        return restored(meeting, "", texts.whole, texts.pupils)


def _concerns(group: SupportRecord, own: set[int], meeting: Meeting) -> bool:
    """Whether a group had children of the class in it at some time in the school year of the meeting."""
    year = Point(meeting.ordinal).start_year
    first, last = date(year, 9, 1), date(year + 1, 8, 31)
    during = group.starts <= last and (group.ends is None or group.ends >= first)
    return during and any(member.pupil_id in own for member in group.members)


def _handed_over(sources: Sources, meeting: Meeting) -> tuple[HandOverChild, ...]:
    if meeting.kind != "hand-over":
        return ()
    return sources.meetings.hand_over(meeting.school_id, meeting.class_id, meeting.ordinal)


def _across(sources: Sources, meeting: Meeting) -> tuple[Report, tuple[int, ...]]:
    """The round of meetings by class, and the children of this class who are on no list."""
    from progress_tui.analysis.meeting.roll_up import meetings_summary

    report = meetings_summary(sources.loaded.at(meeting.school_id, meeting.ordinal))
    row = next((at for at, one in enumerate(report.rows) if one["class_id"] == meeting.class_id), None)
    behind = None if row is None else report.behind(row, "on_no_list")
    return report, behind.pupil_ids if behind is not None else ()
