"""The pupil table as the class grid has it."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from progress_tui.tui.widgets.pupil_table import PupilTable
from progress_tui.tui.widgets.table_look import KEYS


class ClassTable(PupilTable, inherit_bindings=False):
    """Here `enter` is a command of the screen, so that footer, palette and help show it as they show the others."""

    BINDINGS: ClassVar[list[BindingType]] = [key for key in KEYS if key.id != "table.open"]
