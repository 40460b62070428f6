"""Asks why a flag is dismissed. The reason stays in the school file."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from progress_tui.domain.text import visible
from progress_tui.domain.views import FlagShown


class DismissDialog(ModalScreen[str]):
    """Names the flag and the pupil; dismisses with the reason, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", "Cancel", id="dismiss.cancel")]

    def __init__(self, flag: FlagShown, who: str) -> None:
        """Ask about a flag of a pupil, who is called `who` on the screen."""
        super().__init__()
        self._flag, self._who = flag, who

    def compose(self) -> ComposeResult:
        """The flag, what dismissing means, the reason."""
        with Vertical(classes="dialog"):
            yield Static(Content(visible(f"Dismiss this flag of {self._who}?")), classes="title")
            yield Static(Content(visible(f"⚑{self._flag.severity} {self._flag.sentence}")))
            yield Static(
                "It stays dismissed until the figures it rests on are others, and is listed on the card with the "
                "reason. Write it as if the child's parent will read it.",
                classes="hint",
                markup=False,
            )
            yield Input(placeholder="why it need not be talked about", compact=True)
            yield Static("enter: dismiss it · esc: keep it", classes="status", markup=False)

    def on_mount(self) -> None:
        """The reason is typed at once."""
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def _typed(self, event: Input.Submitted) -> None:
        if event.value.strip():
            self.dismiss(event.value)
            return
        status = self.query_one(".status", Static)
        status.add_class("wrong")
        status.update("Say in a few words why, or leave with esc.")

    def action_cancel(self) -> None:
        """Leave the flag as it is."""
        self.dismiss(None)
