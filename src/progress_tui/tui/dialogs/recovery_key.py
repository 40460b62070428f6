"""Shows the recovery key of a school file, this once, until somebody has typed its last group off the paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from progress_tui.domain.recovery_key import bare
from progress_tui.domain.text import visible
from progress_tui.tui.widgets.secret_line import SecretLine
from progress_tui.tui.within import progress_app

_WORDS: Final = (
    "Write it down or print it now, and keep it in a safe, not on this computer: it is not shown again. It opens the "
    "file when a passphrase is forgotten. When every passphrase and this key are lost, nobody can open the file."
)
_ANOTHER: Final = "When the paper is lost, “progress-tui passphrase recovery” makes another key."
_WRONG: Final = "That is not its last group: type the five signs after the last dash."
_COVERED: Final = "•"


class RecoveryKeyDialog(ModalScreen[None]):
    """Closes by the last group of the key alone: nobody types it by chance. Leaving the program is refused meanwhile.

    In projector mode, and once the screen was locked over it, the key is covered until it is asked for.

    Attributes:
        covered: whether the key is covered.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+r", "show", "Show", id="recovery.show")]

    def __init__(
        self, file: str, key: str, gone: Callable[[bool], None] | None = None, *, covered: bool = False
    ) -> None:
        """Show a key.

        Args:
            file: the name of its school file.
            key: the key.
            gone: called, with whether the key was covered, where something else closed it, and nobody has said that it
                is written down.
            covered: whether the key is covered to begin with; in projector mode it is.
        """
        super().__init__()
        self._file, self._key, self._gone = file, key, gone
        self.covered = covered

    def compose(self) -> ComposeResult:
        """Whose key, the key, what to do with it, the line that closes it."""
        self.covered = self.covered or progress_app(self).names_hidden
        with Vertical(classes="dialog form"):
            yield Static(Content(visible(f"The recovery key of {self._file}")), classes="title")
            yield Static("", classes="key", markup=False)
            yield Static(_WORDS, classes="about", markup=False)
            yield Static(_ANOTHER, classes="another", markup=False)
            with Horizontal(classes="line"):
                yield Static("Last group", classes="label", markup=False)
                yield SecretLine()
            yield Static("", classes="status wrong", markup=False)
            yield Static("", classes="hint", markup=False)

    def on_mount(self) -> None:
        """The line has the keys: a letter that was meant for the text beneath answers nothing."""
        self._look()
        self.query_one(SecretLine).focus()

    def on_unmount(self) -> None:
        """Only its last group ends it."""
        if self._key and self._gone is not None:
            self._gone(self.covered)

    def cover(self) -> None:
        """Cover the key, for somebody else may come back."""
        self.covered = True
        self.remove_class("refused")
        if self.is_mounted:
            self._look()

    def action_show(self) -> None:
        """Show the key to whoever is there."""
        self.covered = False
        self._look()

    def _look(self) -> None:
        """What is typed can be read where the key can."""
        key = "".join(_COVERED if sign.isalnum() else sign for sign in self._key) if self.covered else self._key
        show = "ctrl+r: show it, once nobody else can see the screen\n" if self.covered else ""
        self.set_class(self.covered, "covered")
        self.query_one(".key", Static).update(Content(key))
        self.query_one(".hint", Static).update(Content(f"{show}Type it off the paper, then enter."))
        self.query_one(SecretLine).password = self.covered

    @on(Input.Submitted)
    def _typed(self, message: Input.Submitted) -> None:
        message.stop()
        typed = bare(self.query_one(SecretLine).taken())
        if not self._key:  # it was answered, and is going
            return
        if typed in (bare(self._key), bare(self._key.rpartition("-")[2])):
            self._key = ""
            self.dismiss()
            return
        self.add_class("refused")
        self.query_one(".status", Static).update(Content(_WRONG))
