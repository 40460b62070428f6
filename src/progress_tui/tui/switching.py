"""The views of the school by name: each is imported and made when it is first shown, and kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from progress_tui.tui.screens.view_screen import ViewScreen


def _flagged() -> ViewScreen:
    from progress_tui.tui.screens.flagged_screen import FlaggedScreen

    return FlaggedScreen()


def _compare() -> ViewScreen:
    from progress_tui.tui.screens.compare_screen import CompareScreen

    return CompareScreen()


def _progress() -> ViewScreen:
    from progress_tui.tui.screens.progress_screen import ProgressScreen

    return ProgressScreen()


def _matrix() -> ViewScreen:
    from progress_tui.tui.screens.matrix_screen import MatrixScreen

    return MatrixScreen(wide=False)


def _meetings() -> ViewScreen:
    from progress_tui.tui.screens.meetings_screen import MeetingsScreen

    return MeetingsScreen()


def _data() -> ViewScreen:
    from progress_tui.tui.screens.data_screen import DataScreen

    return DataScreen()


VIEWS: Final[Mapping[str, Callable[[], ViewScreen]]] = {
    "flagged": _flagged,
    "compare": _compare,
    "progress": _progress,
    "matrix": _matrix,
    "meetings": _meetings,
    "data": _data,
}
"""Name → what makes the screen; the names are those of `widgets.heading.TABS`."""
