"""Asks for the passphrase of an encrypted school file: when it is opened, and when the screen was locked."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Final, Literal

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from progress_tui.domain.text import visible
from progress_tui.tui.commands import locking as do
from progress_tui.tui.commands.base import Command, OffersCommands, bindings
from progress_tui.tui.commands.everywhere import Quit
from progress_tui.tui.dialogs.passphrase_question import PassphraseQuestion
from progress_tui.tui.widgets.secret_line import SecretLine
from progress_tui.tui.within import progress_app

ASK: Final = "Give the passphrase of this file, or its recovery key."

Became = Literal["stored", "not stored", "under way"]
"""What becomes of that which was begun before the screen was locked."""

_BECAME: Final = {
    "stored": "Everything is stored, and the file is locked.",
    "under way": "Not locked yet: what was begun is being finished.",
}


class UnlockScreen(PassphraseQuestion[None], OffersCommands):
    """Covers whatever is open until the file is unlocked; nothing of the school can be seen.

    Attributes:
        done: whether somebody has opened it, so that it goes now.
    """

    WORKING = "Unlocking …"
    OFFERED: ClassVar[tuple[type[Command], ...]] = do.UNLOCKING
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(do.UNLOCKING)]

    def __init__(self, file: str, why: str, unlock: Callable[[str], None], wait: Callable[[], float]) -> None:
        """Ask.

        Args:
            file: its name.
            why: what is said above the question, "" where the file is opened.
            unlock: opens it with a passphrase, on a thread; raises a `ProgressError` where that will not do.
            wait: seconds until the next passphrase is looked at.
        """
        super().__init__(unlock, wait)
        self.done = False
        self._file, self._why = file, why

    def compose(self) -> ComposeResult:
        """Which file, the line, what came of it, the keys."""
        with Vertical(classes="dialog"):
            yield Static(Content(visible(f"{self._file} is locked")), classes="title")
            why = Static(Content(visible(self._why)), classes="why")
            why.display = bool(self._why)
            yield why
            yield Static(ASK, classes="ask", markup=False)
            yield SecretLine("passphrase")
            yield Static("", classes="status", markup=False)
            yield Static("enter: unlock · esc: clear or quit", classes="hint", markup=False)

    def on_screen_resume(self) -> None:
        """One of several covers may be left under a screen that came up meanwhile."""
        if not progress_app(self).lock.on:
            self.dismiss()

    def say_what_became(self, what: Became) -> None:
        """Say whether the key of the file is gone; what is said of a passphrase stays, unless a note is not stored."""
        if what == "not stored":
            self.say("Not locked yet: a note is not stored. It is kept, and tried again.", wrong=True)
        elif self._at_rest:
            self.say(_BECAME[what])

    def right(self) -> None:
        """The file is unlocked."""
        self.done = True
        self.dismiss()

    @on(do.LeaveUnlock)
    def _leave(self) -> None:
        if self._line.value:
            self._line.taken()
            return
        # The app's own way out: it asks if a note is not stored.
        self.app.post_message(Quit())
