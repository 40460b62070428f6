"""What was agreed, and the results since."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from progress_tui.domain.reports import Report
from progress_tui.tui.screens.view_screen import Asked, ViewScreen
from progress_tui.workspace import Workspace


class MeetingsScreen(ViewScreen):
    """What was agreed, and the results since."""

    NAME: ClassVar[str] = "meetings"
    TITLE_WORDS: ClassVar[str] = "Meetings"

    def question(self, asked: Asked) -> Callable[[Workspace], Report]:
        """What the screen shows."""
        return lambda workspace: workspace.judging.actions(asked.whom(), school=asked.place.school, point=asked.point)
