"""The sentences under a table; those that speak of pupils open their list."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from textual import on
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from progress_tui.domain.text import visible

_OPENS = "› "
"""Stands before a note whose pupils can be listed."""


class NotesList(OptionList):
    """Notes, one under the other; hidden while there are none."""

    class Clicked(Message):
        """A note was opened, by `enter` or the mouse; `number` is its index."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self) -> None:
        """Begin without notes."""
        super().__init__(compact=True, markup=False)
        self.display = False
        self._held: tuple[list[str], frozenset[int]] = ([], frozenset())

    @property
    def at(self) -> int:
        """Index of the note under the cursor, 0 without one."""
        return self.highlighted or 0

    def show(self, notes: Sequence[str], opens: Collection[int]) -> None:
        """Show other notes.

        Args:
            notes: the sentences, as plain text.
            opens: indices of those whose pupils can be listed.
        """
        wanted = list(notes), frozenset(opens)
        if wanted == self._held:
            return
        self._held = wanted
        self.clear_options()
        self.add_options(
            Option(Content(visible(f"{_OPENS if number in opens else '  '}{note}")))
            for number, note in enumerate(notes)
        )
        self.display = bool(notes)

    def on_focus(self) -> None:
        """Mark the first note, so that it is seen where the keys go."""
        if self.highlighted is None and self._held[0]:
            self.highlighted = 0

    def on_blur(self) -> None:
        """The keys go elsewhere: no note is marked."""
        self.highlighted = None

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.post_message(self.Clicked(event.option_index))
