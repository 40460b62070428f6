"""Welcome and empty states: what to do when there is nothing to show yet."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, Static

from progress_tui.domain.text import visible
from progress_tui.tui.commands.base import Command, OffersCommands


class Welcome(Screen[None], OffersCommands):
    """Leads to the demo school or an import."""

    OFFERED: ClassVar[tuple[type[Command], ...]] = ()

    def __init__(self, empty: str = "") -> None:
        """`empty`: the name of a school file that holds no classes; without it no file was named."""
        super().__init__()
        self._empty = empty

    def compose(self) -> ComposeResult:
        """What to type next."""
        lead = f"{self._empty} holds no classes yet." if self._empty else "No school file is open."
        into = self._empty or "school.duckdb"
        yield Static(
            Content.assemble(
                ("progress-tui runs pupil progress meetings", "bold"),
                f"\n\n{visible(lead)}\n\n",
                ("To look around, ", "bold"),
                "with a fictional school:\n    progress-tui demo\n\n",
                ("To begin with your own, ", "bold"),
                f"bring in a class list and results as CSV:\n    progress-tui import FILE.csv --into {visible(into)}\n"
                f"    progress-tui {visible(into)}\n\nEverything stays on this computer.     q quits",
            ),
            id="welcome",
        )
        yield Footer(show_command_palette=False, compact=True)
