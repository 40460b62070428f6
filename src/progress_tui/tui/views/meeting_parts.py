"""The parts of the Meetings screen that are about the meetings themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from progress_tui.tui.views.part import Part, PartDesk


class MeetingsDesk(PartDesk):
    """What is done with meetings."""


MEETING_PARTS: Final[Mapping[str, Part]] = {
    "meetings": Part(
        "m", "Earlier meetings, class by class", "Meetings",
        lambda workspace, asked: workspace.judging.meetings(asked.whom(), asked.place.school, asked.point),
        empty="No meeting is on file.", desk=MeetingsDesk,
    ),
}  # fmt: skip
"""Name → part, in the order of the menu."""
