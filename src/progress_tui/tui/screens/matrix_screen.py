"""Any result against any other."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from progress_tui.domain.reports import Report
from progress_tui.tui.screens.view_screen import Asked, ViewScreen
from progress_tui.workspace import Workspace


class MatrixScreen(ViewScreen):
    """Any result against any other."""

    NAME: ClassVar[str] = "matrix"
    TITLE_WORDS: ClassVar[str] = "Matrix"

    def question(self, asked: Asked) -> Callable[[Workspace], Report]:
        """What the screen shows."""
        return lambda workspace: workspace.judging.matrix(
            asked.whom(asked.place.subject), school=asked.place.school, point=asked.point
        )
