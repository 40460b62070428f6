"""Asks for a passphrase that there is: what is typed is looked at on a thread, and wrong ones have to be waited out."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Callable
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen, ScreenResultType
from textual.timer import Timer
from textual.widgets import Input, Static

from progress_tui.domain.errors import ProgressError, TooSoonError, WrongPassphraseError
from progress_tui.domain.text import counted, visible
from progress_tui.tui.widgets.secret_line import SecretLine


class PassphraseQuestion(ModalScreen[ScreenResultType]):
    """A question with one line; `right` follows a passphrase that opens the file."""

    WORKING: ClassVar[str] = "Looking at it …"
    """Said while a passphrase is looked at."""

    class Tried(Message):
        """A passphrase was looked at: `error` says why it will not do, None that it opens the file."""

        def __init__(self, error: ProgressError | None) -> None:
            super().__init__()
            self.error = error

    def __init__(self, prove: Callable[[str], None], wait: Callable[[], float]) -> None:
        """Ask.

        Args:
            prove: looks at a passphrase, on a thread; raises a `ProgressError` where it will not do.
            wait: seconds until the next passphrase is looked at.
        """
        super().__init__()
        self._prove, self._seconds_to_wait = prove, wait
        self._busy = False
        self._wrong = ""
        self._left = 0
        self._countdown: Timer | None = None

    def on_mount(self) -> None:
        """The line has the keys; wrong passphrases of an earlier time are still waited out."""
        self._line.focus()
        self._wait(self._seconds_to_wait())

    @property
    def _line(self) -> SecretLine:
        return self.query_one(SecretLine)

    @property
    def _at_rest(self) -> bool:
        """Whether nothing is looked at or waited for."""
        return not (self._busy or self._left)

    @abstractmethod
    def right(self) -> None:
        """It opens the file."""

    # -- a try

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if not self._at_rest:
            return
        secret = self._line.taken()
        if not secret:
            self.say("Nothing is typed yet.", wrong=True)
            return
        self._busy = True
        self.say(self.WORKING)
        self.run_worker(partial(self._try, secret), thread=True, group="unlocking")

    def _try(self, secret: str) -> None:
        try:
            self._prove(secret)
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
            self.right()
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


class ProofDialog(PassphraseQuestion[bool]):
    """Dismisses with True once a passphrase of the file was given, False when it is left."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", "Cancel", id="proof.cancel")]

    def __init__(self, file: str, prove: Callable[[str], None], wait: Callable[[], float]) -> None:
        """Ask on behalf of the file of this name; the others as `PassphraseQuestion` has them."""
        super().__init__(prove, wait)
        self._file = file

    def compose(self) -> ComposeResult:
        """Which file, why it is asked, the line, what came of it, the keys."""
        with Vertical(classes="dialog"):
            yield Static(Content(visible(f"Passphrases of {self._file}")), classes="title")
            yield Static("Only who can open this file may change one.", classes="why", markup=False)
            yield Static("Give any passphrase there is, or the recovery key.", classes="ask", markup=False)
            yield SecretLine("passphrase")
            yield Static("", classes="status", markup=False)
            yield Static("enter: go on · esc: leave", classes="hint", markup=False)

    def right(self) -> None:
        """A passphrase was given."""
        self.dismiss(True)

    def action_cancel(self) -> None:
        """Leave it."""
        self.dismiss(False)


def _words(error: ProgressError) -> str:
    """Of a wrong passphrase its first sentence: how long to wait is counted down here."""
    return f"{error.title}." if isinstance(error, WrongPassphraseError) else str(error)
