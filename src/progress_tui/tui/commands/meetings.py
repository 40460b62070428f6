"""Commands of the Meetings screen: what every view has, and what each family of its parts adds.

Each family has a module of its own and says of its commands in which parts of the screen they work.
"""

from __future__ import annotations

from progress_tui.tui.commands import common
from progress_tui.tui.commands.actions import OF_ACTIONS
from progress_tui.tui.commands.base import Command
from progress_tui.tui.commands.common import VIEW, ChangeSubject, EditFilter, ExportHere, OpenFigure
from progress_tui.tui.commands.meeting_parts import OF_MEETINGS
from progress_tui.tui.commands.of_part import OfPart
from progress_tui.tui.commands.support import OF_SUPPORT

__all__ = ["CROWDED", "MEETINGS", "OF_PARTS", "OfPart", "OpenRow"]

OF_PARTS: tuple[type[OfPart], ...] = (*OF_ACTIONS, *OF_SUPPORT, *OF_MEETINGS)
"""What the families add, in the order of help; no two of one key or label."""


class OpenRow(OpenFigure):
    """Open what is under the cursor: a plan, a record, a group, or the pupils of a figure."""

    name = "meetings.open"
    label = "Open"
    help = "Open the plan, the record, the action or the group under the cursor; for a figure, list its pupils."


_VIEW: tuple[type[Command], ...] = tuple(OpenRow if command is OpenFigure else command for command in VIEW)

MEETINGS: tuple[type[Command], ...] = (*_VIEW, *OF_PARTS, ExportHere)
"""In the order of help."""

CROWDED: tuple[type[Command], ...] = (*common.CROWDED, EditFilter, ChangeSubject)
"""The footer has room for three keys of the part that is shown."""
