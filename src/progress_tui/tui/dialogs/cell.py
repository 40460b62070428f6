"""The whole of a cell, and what it means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from progress_tui.domain.text import visible


class CellDialog(ModalScreen[None]):
    """Shows a cell in full; the key that opened it closes it too."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Back", key_display="esc", id="cell.back"),
        Binding("enter,space", "dismiss", "Back", show=False, id="cell.close"),
    ]

    def __init__(self, title: str, lines: Sequence[str]) -> None:
        """Show `lines` under a title; plain text."""
        super().__init__()
        self._title, self._lines = title, list(lines)

    def compose(self) -> ComposeResult:
        """The title, the lines, the way out."""
        with Vertical(classes="dialog"):
            yield Static(Content(visible(self._title)), classes="title")
            with VerticalScroll():
                for line in self._lines:
                    yield Static(Content(visible(line)), classes="line")
            yield Static("space or esc: back to the table", classes="hint", markup=False)
