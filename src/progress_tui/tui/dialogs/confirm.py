"""Asks before something is done that cannot be undone by a key."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from progress_tui.domain.text import visible

if TYPE_CHECKING:
    from progress_tui.workspace.importing import PastImport


class ConfirmDialog(ModalScreen[bool]):
    """Says what would be done, by its name; dismisses with whether it is wanted."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "Yes", id="confirm.yes"),
        Binding("escape,n", "answer(False)", "No", id="confirm.no"),
    ]

    def __init__(self, title: str, words: str, yes: str, no: str) -> None:
        """Ask `title`; `yes` and `no` say what each answer does."""
        super().__init__()
        self._title, self._words, self._yes, self._no = title, words, yes, no

    def compose(self) -> ComposeResult:
        """The question, what it means, the keys."""
        with Vertical(classes="dialog"):
            yield Static(Content(visible(self._title)), classes="title")
            yield Static(Content(visible(self._words)))
            yield Static(Content(visible(f"y: {self._yes}     n or esc: {self._no}")), classes="hint")

    def action_answer(self, wanted: bool) -> None:
        """Close with the answer."""
        self.dismiss(wanted)


def undo_dialog(past: PastImport) -> ConfirmDialog:
    """Asks before an import is taken back."""
    results = f"{past.results:,} result{'' if past.results == 1 else 's'}"
    return ConfirmDialog(
        f"Undo the import of “{past.file}”?",
        f"It was made on {past.made} and brought {results}. What it added goes, and what it changed will be as it was "
        "before. Notes and meetings stay; if any rest on it, it cannot be undone.",
        "undo it",
        "keep it",
    )
