"""Help, generated from the commands of the screen it is opened on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from progress_tui.tui.commands.base import Command, key_word
from progress_tui.tui.widgets.table_look import KEYS

_MOVING: Final = (
    ("arrows, hjkl", "Move the cursor.", ("down", "up", "left", "right")),
    ("g  G", "First and last row.", ("first-row", "last-row")),
    ("home  end", "First and last column.", ("first-column", "last-column")),
    ("pgup  pgdn", "A page.", ("page-up", "page-down")),
    ("ctrl+u  ctrl+d", "Half a page.", ("half-page-up", "half-page-down")),
)
"""How the keys of tables read while nobody has moved them, what they do, and their ids."""


class HelpDialog(ModalScreen[None]):
    """All keys that work on the screen below, by where they belong."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,question_mark,f1", "close", "Close", id="help.close")]

    def __init__(
        self, offered: Sequence[type[Command]], everywhere: Sequence[type[Command]], moved: Mapping[str, str]
    ) -> None:
        """Show keys.

        Args:
            offered: the commands of the screen.
            everywhere: those that every screen has.
            moved: keys that the user's keymap has moved, by the ids of their bindings.
        """
        super().__init__()
        self._offered, self._everywhere, self._moved = offered, everywhere, moved

    def compose(self) -> ComposeResult:
        """One line a key, in three parts."""
        parts = (
            ("On this screen", self._rows(self._offered)),
            ("Moving in a table", list(map(self._moving, _MOVING))),
            ("On every screen", self._rows(self._everywhere)),
        )
        with Vertical(classes="dialog"):
            yield Static("Keys · ↑ ↓ scroll · esc closes", classes="title", markup=False)
            with VerticalScroll():
                for title, rows in parts:
                    yield Static(title if rows else "", classes="part", markup=False)
                    for keys, words in rows:
                        with Horizontal(classes="row"):
                            yield Static(keys, classes="keys", markup=False)
                            yield Static(words, classes="words", markup=False)

    def _rows(self, commands: Iterable[type[Command]]) -> list[tuple[str, str]]:
        return [(command.key_words(self._moved), f"{command.label}. {command.help}") for command in commands]

    def _moving(self, row: tuple[str, str, tuple[str, ...]]) -> tuple[str, str]:
        born, words, names = row
        keys = {binding.id: binding.key for binding in KEYS}
        ids = [f"table.{name}" for name in names]
        if self._moved.keys().isdisjoint(ids):
            return born, words
        now = (key for name in ids for key in self._moved.get(name, keys[name]).split(","))
        return " ".join(map(key_word, now)), words

    def on_mount(self) -> None:
        """The arrows scroll."""
        self.query_one(VerticalScroll).focus()

    def action_close(self) -> None:
        """Back."""
        self.dismiss()
