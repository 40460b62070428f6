"""Welcome and empty states: what to do when there is nothing to show yet."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from progress_tui.domain.text import visible
from progress_tui.tui.commands.base import Command, OffersCommands, bindings
from progress_tui.tui.commands.importing import WELCOME
from progress_tui.tui.widgets.footer_line import FooterLine


class Welcome(Screen[None], OffersCommands):
    """Leads to the demo school or an import."""

    OFFERED: ClassVar[tuple[type[Command], ...]] = WELCOME
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(WELCOME)]

    def __init__(self, empty: str = "", gone: str = "") -> None:
        """Welcome somebody.

        Args:
            empty: the name of a school file that holds no classes; without it no file is open.
            gone: the path of the school file that was open last and is not there any more.
        """
        super().__init__()
        self._empty, self._gone = visible(empty), visible(gone)

    def compose(self) -> ComposeResult:
        """What to do next."""
        lead = f"{self._empty} holds no classes yet." if self._empty else "No school file is open."
        if self._gone:
            lead = (
                f"The school file that was open last is not there:\n{self._gone}\n"
                "It was moved, renamed or deleted. Open it where it is now with progress-tui FILE."
            )
        yield Static(
            Content.assemble(
                ("progress-tui runs pupil progress meetings", "bold"),
                f"\n\n{lead}\n\n",
                ("enter", "bold $text-accent"),
                ("  Begin with your own school", "bold"),
                "\n       Bring in a class list or a spreadsheet of results.\n"
                "       You see what it says before anything is stored.\n"
                "       You can also drag the file onto this window.\n\n",
                ("d", "bold $text-accent"),
                ("      Look around in a fictional school", "bold"),
                "\n\n",
                ("q", "bold $text-accent"),
                "      Quit\n\nEverything stays on this computer.",
            ),
            id="welcome",
        )
        yield FooterLine()
