"""The parts of the Meetings screen that are about support."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from progress_tui.tui.screens.parts_screen import Ask
from progress_tui.tui.views.part import Part, PartDesk

_SAID: Final = ("effect noted", "results since", "to ask")


class SupportDesk(PartDesk):
    """What is done with support."""

    def words(self, row: Mapping[str, object], cells: Mapping[str, object]) -> str:
        """The support, with what is known of its effect."""
        parts = [f"{name}: {text}" for name, text in cells.items() if text and name in _SAID]
        return f"{row['name']} · {' · '.join(parts)}"


def _support(running: bool) -> Ask:
    return lambda workspace, asked: workspace.judging.support(
        running, asked.place.school, asked.point, whom=asked.whom()
    )


_SUPPORT: Final = ("name", "subject", "staff", "starts", "ends", "members", "change", "effects", "asked")

SUPPORT_PARTS: Final[Mapping[str, Part]] = {
    "running": Part(
        "s", "Support that runs today, and its effect", "Support", _support(running=True), _SUPPORT, "change",
        "No support runs today.", SupportDesk,
    ),
    "support": Part(
        "e", "All support, with entry, exit and effect", "All support", _support(running=False), _SUPPORT, "change",
        "No support is on file.", SupportDesk,
    ),
}  # fmt: skip
"""Name → part, in the order of the menu."""
