"""Help, generated from the commands of the screen it is opened on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from progress_tui.tui.commands.base import Command

_MOVING = (
    ("arrows, hjkl", "Move the cursor."),
    ("g  G", "First and last row."),
    ("home  end", "First and last column."),
    ("pgup  pgdn", "A page; ctrl+u and ctrl+d half a page."),
)


class HelpDialog(ModalScreen[None]):
    """All keys that work on the screen below."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,question_mark,f1", "close", "Close", id="help.close")]

    def __init__(self, offered: Sequence[type[Command]], everywhere: Sequence[type[Command]]) -> None:
        """Show the commands of a screen and those that work everywhere."""
        super().__init__()
        self._offered, self._everywhere = offered, everywhere

    def compose(self) -> ComposeResult:
        """One line a key."""
        with Vertical(classes="dialog"):
            yield Static("Keys · ↑ ↓ scroll · esc closes", classes="title", markup=False)
            with VerticalScroll():
                for keys, words in (*_rows(self._offered), *_MOVING, *_rows(self._everywhere)):
                    with Horizontal(classes="row"):
                        yield Static(keys, classes="keys", markup=False)
                        yield Static(words, classes="words", markup=False)

    def on_mount(self) -> None:
        """The arrows scroll."""
        self.query_one(VerticalScroll).focus()

    def action_close(self) -> None:
        """Back."""
        self.dismiss()


def _rows(commands: Iterable[type[Command]]) -> list[tuple[str, str]]:
    return [(command.key_words(), f"{command.label}. {command.help}") for command in commands]
