"""A short menu whose every choice has a letter: one key chooses and closes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Generic, NamedTuple, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from progress_tui.domain.text import visible

T = TypeVar("T")

CURRENT = "✓"
"""Stands before the choice that is in force, so that it is told without colour."""


class Choice(NamedTuple, Generic[T]):
    """One choice of a menu.

    Attributes:
        key: the letter, digit or sign that chooses it; "" for one that only the arrows and the mouse reach.
        words: what is chosen.
        value: what the menu is dismissed with.
        mark: one sign that stands before it, for choices that are on or off by themselves.
    """

    key: str
    words: str
    value: T
    mark: str = ""


class KeyMenu(ModalScreen[T], Generic[T]):
    """Offers choices by letter; dismisses with the value of the one taken, or None.

    The letters are data of the choices and no bindings: they differ from menu to menu, so a keymap cannot move them.
    The way out is a binding as everywhere.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", "Cancel", id="menu.cancel")]

    def __init__(self, title: str, choices: Sequence[Choice[T]], current: T | None = None) -> None:
        """Make the menu.

        Args:
            title: what is chosen.
            choices: in the order shown; no two of one key.
            current: the value in force: it is marked, and the menu begins on it.

        Raises:
            ValueError: two choices have one key.
        """
        super().__init__()
        self._title, self._choices, self._current = title, list(choices), current
        self._by_key = {choice.key: choice for choice in self._choices if choice.key}
        if len(self._by_key) != sum(bool(choice.key) for choice in self._choices):
            raise ValueError(f"two choices of “{title}” have one key")

    def compose(self) -> ComposeResult:
        """The title, the choices, how to choose."""
        with Vertical(classes="dialog"):
            yield Static(Content(visible(self._title)), classes="title")
            yield OptionList(*(Option(self._line(choice)) for choice in self._choices), compact=True, markup=False)
            yield Static("a letter chooses · ↑ ↓ enter · esc leaves", classes="hint", markup=False)

    def _line(self, choice: Choice[T]) -> Content:
        in_force = self._current is not None and choice.value == self._current
        mark = choice.mark or (CURRENT if in_force else " ")
        return Content.assemble(f"{mark} ", (f"{choice.key or ' '}", "bold"), "  ", Content(visible(choice.words)))

    def on_mount(self) -> None:
        """Begin on the choice in force."""
        options = self.query_one(OptionList)
        at = (
            n for n, choice in enumerate(self._choices) if self._current is not None and choice.value == self._current
        )
        options.highlighted = next(at, 0) if self._choices else None
        options.focus()

    def on_key(self, event: Key) -> None:
        """A letter chooses at once."""
        choice = self._by_key.get(event.character or "")
        if choice is not None:
            event.stop()
            self.dismiss(choice.value)

    def action_cancel(self) -> None:
        """Leave without a choice."""
        self.dismiss(None)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._choices[event.option_index].value)
