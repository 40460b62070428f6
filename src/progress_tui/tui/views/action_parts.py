"""The parts of the Meetings screen that are about actions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from progress_tui.domain.reports import Report
from progress_tui.tui.screens.parts_screen import Ask
from progress_tui.tui.screens.view_asking import Asked
from progress_tui.tui.views.action_desk import ActionsDesk, CountsDesk
from progress_tui.tui.views.part import Part
from progress_tui.workspace import Workspace

if TYPE_CHECKING:
    from progress_tui.analysis.effect.actions import State
    from progress_tui.analysis.effect.meetings import By as ActionsBy


def _agreed(state: State) -> Ask:
    return lambda workspace, asked: workspace.judging.actions(
        asked.whom(), state, school=asked.place.school, point=asked.point
    )


def owned_by(owner: str, asked: Asked) -> Callable[[Workspace], Report]:
    """What one person is to do and has not done yet."""
    return lambda workspace: workspace.judging.actions(
        asked.whom(), "open", owner=owner, school=asked.place.school, point=asked.point
    )


def _counted(by: ActionsBy) -> Ask:
    return lambda workspace, asked: workspace.judging.action_counts(asked.whom(), by, asked.place.school, asked.point)


_OPEN: Final = ("pupil", "class_name", "what", "due", "owner", "results", "agreed")
_ALL: Final = ("pupil", "class_name", "what", "status", "effect", "results", "owner", "due", "agreed")
_NONE: Final = "No action is on file."
_WIDTHS: Final = {"due": 12}
"""Due dates have room for the mark of those that are past."""

ACTION_PARTS: Final[Mapping[str, Part]] = {
    "open": Part(
        "o", "Actions that are open", "Open actions", _agreed("open"), _OPEN, "what", "No action is open.",
        ActionsDesk, _WIDTHS,
    ),
    "overdue": Part(
        "d", "Actions past their due date", "Overdue actions", _agreed("overdue"), _OPEN, "what",
        "No action is past its due date.", ActionsDesk, _WIDTHS,
    ),
    "all": Part(
        "l", "All actions, with the results since", "Actions", _agreed("all"), _ALL, "what", _NONE, ActionsDesk,
        _WIDTHS,
    ),
    "owners": Part("w", "Actions by who does them", "Actions by who", _counted("owner"), empty=_NONE, desk=CountsDesk),
    "classes": Part("c", "Actions by class", "Actions by class", _counted("class"), empty=_NONE, desk=CountsDesk),
}  # fmt: skip
"""Name → part, in the order of the menu."""
