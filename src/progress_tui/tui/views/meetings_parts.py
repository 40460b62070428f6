"""The parts of the Meetings screen; each family has a module of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from progress_tui.tui.views.action_parts import ACTION_PARTS
from progress_tui.tui.views.meeting_parts import MEETING_PARTS
from progress_tui.tui.views.part import Part
from progress_tui.tui.views.support_parts import SUPPORT_PARTS

PARTS: Final[Mapping[str, Part]] = {**ACTION_PARTS, **SUPPORT_PARTS, **MEETING_PARTS}
"""Name → part, in the order of the menu; no two of one letter."""
