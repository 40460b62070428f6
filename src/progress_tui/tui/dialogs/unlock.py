"""Asks for the passphrase of an encrypted school file: when it is opened, and when the screen was locked."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import ClassVar, Final, Literal

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import Input, Static

from progress_tui.domain.errors import ProgressError, TooSoonError, WrongPassphraseError
from progress_tui.domain.text import counted, visible
from progress_tui.tui.commands import locking as do
from progress_tui.tui.commands.base import Command, OffersCommands, bindings
from progress_tui.tui.commands.everywhere import Quit
from progress_tui.tui.widgets.secret_line import SecretLine
from progress_tui.tui.within import progress_app

ASK: Final = "Give the passphrase of this file, or its recovery key."

_WORKING: Final = "Unlocking …"

Became = Literal["stored", "not stored", "under way"]
"""What becomes of that which was begun before the screen was locked."""

_BECAME: Final = {
    "stored": "Everything is stored, and the file is locked.",
    "under way": "Not locked yet: what was begun is being finished.",
}


class UnlockScreen(ModalScreen[None], OffersCommands):
    """Covers whatever is open until the file is unlocked; nothing of the school can be seen.

    Attributes:
        done: whether somebody has opened it, so that it goes now.
    """

    OFFERED: ClassVar[tuple[type[Command], ...]] = do.UNLOCKING
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(do.UNLOCKING)]

    class Tried(Message):
        """A passphrase was looked at: `error` says why it will not do, None that the file is unlocked."""

        def __init__(self, error: ProgressError | None) -> None:
            super().__init__()
            self.error = error

    def __init__(self, file: str, why: str, unlock: Callable[[str], None], wait: Callable[[], float]) -> None:
        """Ask.

        Args:
            file: its name.
            why: what is said above the question, "" where the file is opened.
            unlock: opens it with a passphrase, on a thread; raises a `ProgressError` where that will not do.
            wait: seconds until the next passphrase is looked at.
        """
        super().__init__()
        self.done = False
        self._file, self._why, self._unlock, self._seconds_to_wait = file, why, unlock, wait
        self._busy = False
        self._wrong = ""
        self._left = 0
        self._countdown: Timer | None = None

    def compose(self) -> ComposeResult:
        """Which file, the line, what came of it, the keys."""
        with Vertical(classes="dialog"):
            yield Static(Content(visible(f"{self._file} is locked")), classes="title")
            yield Static(Content(visible(self._why)), classes="why")
            yield Static(ASK, classes="ask", markup=False)
            yield SecretLine("passphrase")
            yield Static("", classes="status", markup=False)
            yield Static("enter: unlock · esc: clear or quit", classes="hint", markup=False)

    def on_mount(self) -> None:
        """The line has the keys; wrong passphrases of an earlier start are still waited out."""
        self.query_one(".why").display = bool(self._why)
        self._line.focus()
        self._wait(self._seconds_to_wait())

    @property
    def _line(self) -> SecretLine:
        return self.query_one(SecretLine)

    def on_screen_resume(self) -> None:
        """One of several covers may be left under a screen that came up meanwhile."""
        if not progress_app(self).lock.on:
            self.dismiss()

    def say_what_became(self, what: Became) -> None:
        """Say whether the key of the file is gone; what is said of a passphrase stays, unless a note is not stored."""
        if what == "not stored":
            self.say("Not locked yet: a note is not stored. It is kept, and tried again.", wrong=True)
        elif not (self._busy or self._left):
            self.say(_BECAME[what])

    # -- a try

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if self._busy or self._left:
            return
        secret = self._line.taken()
        if not secret:
            self.say("Nothing is typed yet.", wrong=True)
            return
        self._busy = True
        self.say(_WORKING)
        self.run_worker(partial(self._try, secret), thread=True, group="unlocking")

    def _try(self, secret: str) -> None:
        try:
            self._unlock(secret)
        except ProgressError as error:
            self.post_message(self.Tried(error))
        else:
            self.post_message(self.Tried(None))

    @on(Tried)
    def _tried(self, message: Tried) -> None:
        self._busy = False
        error = message.error
        if error is None:
            self._line.taken()
            self.done = True
            self.dismiss()
            return
        self._wrong = "" if isinstance(error, TooSoonError) else _words(error)
        self.say(self._wrong, wrong=True)
        self._wait(error.seconds if isinstance(error, TooSoonError) else self._seconds_to_wait())

    # -- waiting

    def _wait(self, seconds: float) -> None:
        """Count down; what was wrong stays in sight."""
        self._left = math.ceil(seconds)
        if self._countdown is not None:
            self._countdown.stop()
            self._countdown = None
        if self._left > 0:
            self._countdown = self.set_interval(1.0, self.count_down)
            self._say_wait()

    def count_down(self) -> None:
        """A second has passed."""
        self._left = max(0, self._left - 1)
        if self._left:
            self._say_wait()
        else:
            self._wait(self._seconds_to_wait())
            if not self._left:
                self.say(f"{self._wrong} You can try again now.".strip(), wrong=bool(self._wrong))

    def _say_wait(self) -> None:
        seconds = counted(self._left, "second")
        self.say(f"{self._wrong} After wrong passphrases: wait {seconds}.".strip(), wrong=True)

    def say(self, words: str, wrong: bool = False) -> None:
        """Say something under the line; `wrong` where it is no good news."""
        status = self.query_one(".status", Static)
        status.set_class(wrong, "wrong")
        status.update(Content(visible(words)))

    # -- leaving

    @on(do.LeaveUnlock)
    def _leave(self) -> None:
        if self._line.value:
            self._line.taken()
            return
        # The app's own way out: it asks if a note is not stored.
        self.app.post_message(Quit())


def _words(error: ProgressError) -> str:
    """Of a wrong passphrase its first sentence: how long to wait is counted down here."""
    return f"{error.title}." if isinstance(error, WrongPassphraseError) else str(error)
