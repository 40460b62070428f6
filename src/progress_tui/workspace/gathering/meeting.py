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
    from progress_tui.domain.agenda import Snapshot
    from progress_tui.domain.meetings import Meeting
    from progress_tui.domain.support import SupportRecord
    from progress_tui.workspace.exporting import Asked, Sources

LAST_MEETINGS = 3
"""A child whom none of the last three meetings spoke of is on no list."""


def meeting_record(sources: Sources, asked: Asked) -> MeetingRecord:
    """A meeting with its figures; one that has kept none (yet) has those of its point as they are on file now.

    Raises:
        NotFoundError: the meeting is not on file, or its class has nobody on roll.
    """
    school_id, meeting_id = asked.school_id, asked.meeting_id or 0
    meeting = sources.meetings.get(school_id, meeting_id)
    snapshot = _figures(sources, meeting)
    view = snapshot.shown.view
    groups = sources.supporting.groups(school_id)
    own = {row.pupil_id for row in view.rows}
    return MeetingRecord(
        meeting=meeting,
        words=sources.meetings.words(),
        snapshot=snapshot,
        people=people.of_class(view),
        support={number: one for number, one in groups.items() if _concerns(one, own, meeting)},
        on_no_list=_on_no_list(sources, meeting, [row.pupil_id for row in view.rows]),
        made=clock.now(),
        today=clock.today(),
        roll_up=None,
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


def _on_no_list(sources: Sources, meeting: Meeting, pupil_ids: list[int]) -> tuple[int, ...]:
    """Children whom neither this meeting nor the two of the class before it spoke of or has on its agenda."""
    listed = sources.meetings.listed(meeting.school_id, [meeting.class_id])
    before = [
        one
        for one in listed
        if one.status == "held" and one.meeting_id != meeting.meeting_id and one.held_on <= meeting.held_on
    ]
    before.sort(key=lambda one: one.held_on, reverse=True)
    spoken = {item.pupil_id for item in meeting.items}
    for one in before[: LAST_MEETINGS - 1]:
        spoken |= {item.pupil_id for item in sources.meetings.get(meeting.school_id, one.meeting_id).items}
    return tuple(pupil_id for pupil_id in pupil_ids if pupil_id not in spoken)
