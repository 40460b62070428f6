"""The locked screen: nothing of the school can be seen, and what it does not protect is said."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from progress_tui.domain.text import visible
from progress_tui.tui.commands import locking as do
from progress_tui.tui.commands.base import Command, OffersCommands, bindings
from progress_tui.tui.commands.everywhere import Quit
from progress_tui.tui.within import progress_app


class LockScreen(ModalScreen[None], OffersCommands):
    """Covers whatever is open in a file without a passphrase; one that has a passphrase has `UnlockScreen`.

    Attributes:
        done: whether somebody has opened it, so that it goes now.
    """

    OFFERED: ClassVar[tuple[type[Command], ...]] = do.LOCKED
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(do.LOCKED)]

    def __init__(self, keys: str, why: str = "") -> None:
        """Cover the screen.

        Args:
            keys: bring it back, as they read.
            why: what is said first, where nobody asked for it.
        """
        super().__init__()
        self.done = False
        self._keys, self._why = keys, f"{why} " if why else ""

    def compose(self) -> ComposeResult:
        """What is hidden, what is not protected, the way back."""
        with Vertical(classes="dialog"):
            yield Static("Locked", classes="title", markup=False)
            yield Static(
                f"{self._why}Blank screen only: not protected. This file has no passphrase, so whoever is at this "
                "computer can bring it back, or open the file. Lock the computer as well when you leave it.",
                markup=False,
            )
            yield Static("", classes="status wrong", markup=False)
            yield Static(Content(f"{self._keys}: back to the screen     q: quit"), classes="hint")

    def say(self, words: str) -> None:
        """Say why the program is not left, or what is not on disk yet."""
        self.query_one(".status", Static).update(Content(visible(words)))

    def on_screen_resume(self) -> None:
        """One of several covers may be left under a screen that came up meanwhile."""
        if not progress_app(self).lock.on:
            self.dismiss()

    @on(do.Unlock)
    def _unlock(self) -> None:
        self.done = True
        self.dismiss()

    @on(do.QuitLocked)
    def _quit(self) -> None:
        # The app's own way out: it asks if a note is not stored.
        self.app.post_message(Quit())
