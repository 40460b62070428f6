"""Gains by year group beside trajectories."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from progress_tui.domain.reports import Report
from progress_tui.tui.screens.view_screen import Asked, ViewScreen
from progress_tui.workspace import Workspace


class ProgressScreen(ViewScreen):
    """Gains by year group beside trajectories."""

    NAME: ClassVar[str] = "progress"
    TITLE_WORDS: ClassVar[str] = "Progress"

    def question(self, asked: Asked) -> Callable[[Workspace], Report]:
        """What the screen shows."""
        return lambda workspace: workspace.judging.progress(asked.whom(), school=asked.place.school, point=asked.point)
