"""Commands of the list of meetings on screen 6."""

from __future__ import annotations

from typing import ClassVar

from progress_tui.tui.commands.of_part import OfPart


class PlanAll(OfPart):
    """Plan a meeting for every class."""

    name = "meetings.plan-all"
    keys = "L"
    label = "Plan all"
    help = "Among the meetings: plan one for every class that has none at this point, or hand-overs."
    footer = True
    parts: ClassVar[tuple[str, ...]] = ("meetings",)


class DeleteMeeting(OfPart):
    """Delete a meeting that is only planned."""

    name = "meetings.delete"
    keys = "X"
    label = "Delete"
    help = "Among the meetings: delete the one under the cursor where it is only planned; asks first."
    footer = True
    parts: ClassVar[tuple[str, ...]] = ("meetings",)


OF_MEETINGS: tuple[type[OfPart], ...] = (PlanAll, DeleteMeeting)
"""In the order of help."""
