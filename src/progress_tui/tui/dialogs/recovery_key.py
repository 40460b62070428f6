"""Shows the recovery key of a school file, this once, until somebody says that it is written down."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from progress_tui.domain.text import visible
from progress_tui.tui.within import progress_app

_WORDS: Final = (
    "Write it down or print it now, and keep it in a safe, not on this computer: it is not shown again. It opens the "
    "file when a passphrase is forgotten. When every passphrase and this key are lost, the data is lost: then nobody "
    "can open the file."
)
_COVERED: Final = "•"


class RecoveryKeyDialog(ModalScreen[None]):
    """Closes by `y` alone; leaving the program is refused meanwhile. In projector mode `s` shows the covered key."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "written", "Written down", id="recovery.written"),
        Binding("s", "show", "Show", id="recovery.show"),
    ]

    def __init__(self, file: str, key: str, gone: Callable[[], None] | None = None) -> None:
        """Show a key.

        Args:
            file: the name of its school file.
            key: the key.
            gone: called where something else closed it, and nobody has said that it is written down.
        """
        super().__init__()
        self._file, self._key, self._gone = file, key, gone
        self._covered = False

    def compose(self) -> ComposeResult:
        """Whose key, the key, what to do with it, how it is closed."""
        self._covered = progress_app(self).names_hidden
        with Vertical(classes="dialog"):
            yield Static(Content(visible(f"The recovery key of {self._file}")), classes="title")
            yield Static(self._shown, classes="key", markup=False)
            yield Static(_WORDS, markup=False)
            yield Static(self._hint, classes="hint", markup=False)

    def on_unmount(self) -> None:
        """Only `y` ends it."""
        if self._key and self._gone is not None:
            self._gone()

    @property
    def _shown(self) -> str:
        return "".join(_COVERED if sign.isalnum() else sign for sign in self._key) if self._covered else self._key

    @property
    def _hint(self) -> str:
        show = "s: show it, once nobody else can see the screen     " if self._covered else ""
        return f"{show}y: it is written down"

    def action_show(self) -> None:
        """Show the key to whoever is there."""
        self._covered = False
        self.query_one(".key", Static).update(Content(self._shown))
        self.query_one(".hint", Static).update(Content(self._hint))

    def action_written(self) -> None:
        """It is on paper: the key goes."""
        self._key = ""
        self.dismiss()
