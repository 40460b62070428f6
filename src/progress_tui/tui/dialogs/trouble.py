"""What went wrong, in words, and the question whether to leave with something unsaved."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from progress_tui.domain.errors import ProgressError
from progress_tui.domain.text import visible
from progress_tui.tui.within import progress_app


class TroubleDialog(ModalScreen[None]):
    """An error as a title, what happened, what to do. A fatal one ends the program when it is closed."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter,q", "close", "Close", id="trouble.close")]

    def __init__(self, error: ProgressError, fatal: bool = False) -> None:
        """Show `error`; `fatal` when nothing can be shown without what failed."""
        super().__init__()
        self._error, self._fatal = error, fatal

    def compose(self) -> ComposeResult:
        """Title, detail, remedy, key."""
        with Vertical(classes="dialog"):
            yield Static(Content(visible(self._error.title)), classes="title")
            for part in (self._error.detail, self._error.remedy):
                if part:
                    yield Static(Content(visible(part)))
            yield Static("enter: quit" if self._fatal else "enter: close", classes="hint", markup=False)

    def on_mount(self) -> None:
        """Keys that were held back for another screen are meant for this one now."""
        progress_app(self).release_keys()

    def action_close(self) -> None:
        """Close, or end the program."""
        if self._fatal:
            self.app.exit(return_code=self._error.exit_code)
        else:
            self.dismiss()


class UnsavedDialog(ModalScreen[None]):
    """Asks before a text that could not be saved is given up."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,n", "stay", "Stay", id="unsaved.stay"),
        Binding("y", "leave", "Quit", id="unsaved.leave"),
    ]

    def __init__(self, problem: str) -> None:
        """`problem`: why it could not be saved."""
        super().__init__()
        self._problem = problem

    def compose(self) -> ComposeResult:
        """The reason and the two ways on."""
        with Vertical(classes="dialog"):
            yield Static("The note is not saved", classes="title", markup=False)
            yield Static(Content(visible(self._problem)))
            yield Static("n: stay and keep the text     y: quit and lose it", classes="hint", markup=False)

    def action_stay(self) -> None:
        """Back to the note."""
        self.dismiss()

    def action_leave(self) -> None:
        """Give the text up."""
        self.app.exit()
