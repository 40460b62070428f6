"""Asks for a question about the whole class."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from progress_tui.domain.text import clean, visible

_LONGEST = 200


class ClassQuestionDialog(ModalScreen[str]):
    """Takes one question; dismisses with it, or None when it is left."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", "Cancel", id="question.cancel")]

    def __init__(self, class_name: str) -> None:
        """Ask about a class."""
        super().__init__()
        self._class_name = class_name

    def compose(self) -> ComposeResult:
        """What is asked for, a line to type in, how to leave."""
        with Vertical(classes="dialog"):
            yield Static(Content(visible(f"A question about {self._class_name}")), classes="title")
            yield Input(max_length=_LONGEST, placeholder="What will you ask about the whole class?", compact=True)
            yield Static("enter: put it on the agenda · esc: leave", classes="hint", markup=False)

    def on_mount(self) -> None:
        """Type at once."""
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def _submitted(self, message: Input.Submitted) -> None:
        question = clean(message.value)
        if question:
            self.dismiss(question)

    def action_cancel(self) -> None:
        """Leave without one."""
        self.dismiss(None)
