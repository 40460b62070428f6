"""Asks for a new passphrase, twice, and whose it is; a new school may do without one, and is told what that means."""

from __future__ import annotations

from typing import ClassVar, Final, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from progress_tui.domain.errors import ProgressError
from progress_tui.domain.passphrases import refuse_weak
from progress_tui.domain.text import clean, visible
from progress_tui.tui.widgets.secret_line import SecretLine

PLAIN: Final = "Without a passphrase whoever has this computer or a copy of the file can read it."

_ABOUT: Final = (
    "It encrypts the file, and is asked for whenever the file is opened. Take three random words: at least 12 letters."
)
_LONGEST_NAME: Final = 60


class NewPassphrase(NamedTuple):
    """What was chosen.

    Attributes:
        name: whose passphrase it is.
        passphrase: "" where the file is to have none.
    """

    name: str
    passphrase: str


class NewPassphraseDialog(ModalScreen[NewPassphrase]):
    """Dismisses with what was chosen, or None when it is left; nothing that was typed stays in it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel", id="passphrase.cancel"),
        Binding("ctrl+n", "without", "Without", id="passphrase.without"),
    ]

    def __init__(self, title: str, name: str, *, fixed: bool = False, may_do_without: bool = False) -> None:
        """Ask.

        Args:
            title: which file it is for.
            name: whose passphrase it is, to begin with.
            fixed: whether the name stays as it is.
            may_do_without: whether a file without a passphrase is a choice.
        """
        super().__init__()
        self._title, self._name, self._fixed, self._may_do_without = title, name, fixed, may_do_without

    def compose(self) -> ComposeResult:
        """What it is for, the lines, what is wrong, the keys."""
        with Vertical(classes="dialog form"):
            yield Static(Content(visible(self._title)), classes="title")
            yield Static(_ABOUT, classes="about", markup=False)
            with Horizontal(classes="line"):
                yield Static("Whose it is", classes="label", markup=False)
                yield Input(self._name, id="whose", max_length=_LONGEST_NAME, compact=True, disabled=self._fixed)
            with Horizontal(classes="line"):
                yield Static("Passphrase", classes="label", markup=False)
                yield SecretLine(id="first")
            with Horizontal(classes="line"):
                yield Static("Once more", classes="label", markup=False)
                yield SecretLine(id="second")
            yield Static("", classes="status", markup=False)
            if self._may_do_without:
                yield Static(f"ctrl+n: no passphrase. {PLAIN}", classes="hint without", markup=False)
            yield Static("enter: next, then done · esc: leave", classes="hint", markup=False)

    def on_mount(self) -> None:
        """The passphrase comes first: whose it is stands there already."""
        self.query_one("#first", SecretLine).focus()

    @on(Input.Submitted)
    def _submitted(self, message: Input.Submitted) -> None:
        message.stop()
        if message.input.id != "second":
            self.focus_next(Input)
            return
        chosen = self._checked()
        if chosen is not None:
            self.dismiss(chosen)

    def _checked(self) -> NewPassphrase | None:
        """What is typed, None where it will not do; then the lines are empty again, and it is said why."""
        first, second = self.query_one("#first", SecretLine), self.query_one("#second", SecretLine)
        passphrase, again = first.taken(), second.taken()
        name = clean(self.query_one("#whose", Input).value).strip()
        try:
            refuse_weak(passphrase)
            if passphrase != again:
                raise ProgressError("The two are not the same", remedy="Type it twice again.")
        except ProgressError as error:
            first.focus()
            self._say(str(error))
            return None
        if not name:
            self.query_one("#whose", Input).focus()
            self._say("Say whose passphrase it is: a name or a post.")
            return None
        return NewPassphrase(name, passphrase)

    def _say(self, words: str) -> None:
        status = self.query_one(".status", Static)
        status.add_class("wrong")
        self.add_class("refused")
        status.update(Content(visible(words)))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A file that has a passphrase, or is to get one, cannot do without."""
        return self._may_do_without if action == "without" else super().check_action(action, parameters)

    def action_without(self) -> None:
        """No passphrase."""
        self.dismiss(NewPassphrase("", ""))

    def action_cancel(self) -> None:
        """Leave it."""
        self.dismiss(None)
