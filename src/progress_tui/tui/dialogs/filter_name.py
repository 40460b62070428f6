"""Asks under which name a filter is to be kept."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from progress_tui.domain.text import clean, visible


class FilterName(ModalScreen[str]):
    """Dismisses with the name, or None. One that is there already is replaced only when it is said once more."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", "Cancel", id="filter-name.cancel")]

    def __init__(self, words: str, taken: Collection[str]) -> None:
        """Ask for a name.

        Args:
            words: the filter in words.
            taken: the names there are.
        """
        super().__init__()
        self._words, self._taken = words, {name.casefold(): name for name in taken}
        self._warned = ""

    def compose(self) -> ComposeResult:
        """The filter, the line to type in, what enter does."""
        with Vertical(classes="dialog"):
            yield Static("Save this filter under a name", classes="title", markup=False)
            yield Static(Content(visible(self._words)))
            yield Input(placeholder="such as: Focus group", max_length=60, compact=True)
            yield Static("", classes="status", markup=False)
            yield Static("enter saves it for the whole school · esc leaves", classes="hint", markup=False)

    def on_mount(self) -> None:
        """The name is typed at once."""
        self.query_one(Input).focus()

    def action_cancel(self) -> None:
        """Leave without saving."""
        self.dismiss(None)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        name = clean(event.value)
        held = self._taken.get(name.casefold())
        if not name:
            self._say("Type a name first.")
        elif held is not None and self._warned != name.casefold():
            self._warned = name.casefold()
            self._say(f"There is a filter “{visible(held)}” already. enter once more replaces it.")
        else:
            self.dismiss(name)

    def _say(self, text: str) -> None:
        status = self.query_one(".status", Static)
        status.add_class("wrong")
        status.update(Content(text))
