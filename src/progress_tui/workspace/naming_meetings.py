"""The meeting that a command names: by its number, or by the class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from progress_tui.domain.calendar import Point
from progress_tui.domain.errors import NotFoundError, UsageError
from progress_tui.workspace.opening import classes_called, find_class

if TYPE_CHECKING:
    from progress_tui.domain.meetings import Meeting
    from progress_tui.workspace.core import Workspace


def meeting_named(workspace: Workspace, school: str | None, class_name: str | None, number: int | None) -> Meeting:
    """The meeting of that number, or the one of a class to go on with, else its last one.

    Args:
        workspace: the file.
        school: code or name; the only (or first) school without it.
        class_name: of the latest school year in which a class of that name had a meeting: the results of a year may
            have been taken back, its meetings stay.
        number: the meeting's.

    Raises:
        NotFoundError: no such school, class or meeting.
        UsageError: neither a class nor a number is named.
    """
    listed = workspace.find_school(school)
    if listed.school is None or listed.school_id is None or not listed.classes:
        raise NotFoundError("There are no classes on file", remedy="Bring a class list in with “progress-tui import”.")
    if number is not None:
        return workspace.meetings.find(listed.school_id, number=number)
    if not class_name:
        raise UsageError("It is not said which meeting", remedy="Name the class, such as 4B, or add --meeting NUMBER.")
    met = {one.class_id for one in workspace.meetings.listed(listed.school_id)}
    for one in classes_called(listed.classes, class_name):
        if one.class_id in met:
            return workspace.meetings.find(listed.school_id, one.class_id)
    points = listed.school.points
    now = Point(points[-1] if points else listed.classes[0].academic_year * 6)
    entry = find_class(listed.classes_of(now.start_year), class_name, now)
    return workspace.meetings.find(listed.school_id, entry.class_id)
