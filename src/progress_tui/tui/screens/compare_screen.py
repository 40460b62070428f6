"""Groups side by side."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from progress_tui.domain.comparison import Comparison
from progress_tui.domain.reports import Report
from progress_tui.tui.screens.view_screen import Asked, ViewScreen
from progress_tui.workspace import Workspace


class CompareScreen(ViewScreen):
    """Groups side by side."""

    NAME: ClassVar[str] = "compare"
    TITLE_WORDS: ClassVar[str] = "Compare"

    def question(self, asked: Asked) -> Callable[[Workspace], Report]:
        """What the screen shows."""
        return lambda workspace: workspace.judging.compare(
            Comparison(by=("class",), whom=asked.whom()), asked.place.school, asked.point
        )
