"""Asks for one line of text; what it is understood as is said while it is typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from progress_tui.domain.errors import ProgressError
from progress_tui.domain.text import visible


class LineDialog(ModalScreen[str]):
    """Dismisses with the line as typed, or None; a line that is not understood is not taken."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", "Cancel", id="line.cancel")]

    def __init__(self, title: str, value: str, hint: str, understood: Callable[[str], str] = str.strip) -> None:
        """Ask for a line.

        Args:
            title: what is asked.
            value: what the line begins with.
            hint: what stands in it while it is empty.
            understood: what a text means, in words; raises a `ProgressError` for one that means nothing.
        """
        super().__init__()
        self._title, self._value, self._hint, self._understood = title, value, hint, understood

    def compose(self) -> ComposeResult:
        """The question, the line, what it means."""
        with Vertical(classes="dialog"):
            yield Static(Content(visible(self._title)), classes="title")
            yield Input(self._value, placeholder=self._hint, compact=True)
            yield Static("", classes="hint", markup=False)
            yield Static("enter takes it · esc leaves", classes="status", markup=False)

    def on_mount(self) -> None:
        """The line has the keys."""
        self.query_one(Input).focus()
        self._say_what_it_means(self._value)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._say_what_it_means(event.value)

    def _say_what_it_means(self, text: str) -> None:
        try:
            words = self._understood(text.strip())
        except ProgressError:
            words = "…"
        self.query_one(".hint", Static).update(Content(visible(words)))
        self._say("enter takes it · esc leaves")

    def _say(self, words: str, wrong: bool = False) -> None:
        status = self.query_one(".status", Static)
        status.set_class(wrong, "wrong")
        status.update(Content(visible(words)))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        text = event.value.strip()
        try:
            self._understood(text)
        except ProgressError as error:
            self._say(str(error), wrong=True)
        else:
            self.dismiss(text)

    def action_cancel(self) -> None:
        """Leave without a line."""
        self.dismiss(None)
