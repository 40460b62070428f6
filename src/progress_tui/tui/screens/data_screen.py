"""Which results are there and which are missing."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from progress_tui.domain.reports import Report
from progress_tui.tui.screens.view_screen import Asked, ViewScreen
from progress_tui.workspace import Workspace


class DataScreen(ViewScreen):
    """Which results are there and which are missing."""

    NAME: ClassVar[str] = "data"
    TITLE_WORDS: ClassVar[str] = "Data"

    def question(self, asked: Asked) -> Callable[[Workspace], Report]:
        """What the screen shows."""
        return lambda workspace: workspace.judging.completeness(
            asked.whom(), school=asked.place.school, point=asked.point
        )
