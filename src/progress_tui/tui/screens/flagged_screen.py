"""The flagged pupils of the school, each with the reason in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from progress_tui.domain.flagging import FlagsAsked
from progress_tui.domain.reports import Report
from progress_tui.tui.screens.view_screen import Asked, ViewScreen
from progress_tui.workspace import Workspace


class FlaggedScreen(ViewScreen):
    """The flagged pupils of the school, each with the reason in words."""

    NAME: ClassVar[str] = "flagged"
    TITLE_WORDS: ClassVar[str] = "Flagged"

    def question(self, asked: Asked) -> Callable[[Workspace], Report]:
        """What the screen shows."""
        return lambda workspace: workspace.judging.flagged(asked.whom(), FlagsAsked(), asked.place.school, asked.point)
