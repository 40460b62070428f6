"""The first line of every screen: where one is, and the screens there are with their keys."""

from __future__ import annotations

from typing import Final

from rich.cells import cell_len, set_cell_size
from textual import events
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from progress_tui.domain.text import visible

TABS: Final = (
    ("1", "Class", "class"), ("2", "Flagged", "flagged"), ("3", "Compare", "compare"), ("4", "Progress", "progress"),
    ("5", "Matrix", "matrix"), ("6", "Meetings", "meetings"), ("7", "Data", "data"),
)  # fmt: skip
"""Key, label and name of every screen."""

_ARROW: Final = " ▸ "

_NAMED_FROM: Final = 112
"""Cells from which every tab shows its name; below that only the tab of the screen does."""


class Heading(Static):
    """Place on the left, tabs on the right; a click on a tab is told."""

    class TabClicked(Message):
        """A tab was clicked; `name` is the screen's."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self, current: str, words: str = "progress-tui") -> None:
        """The heading of the screen `current`, "" for a screen without a tab."""
        super().__init__("", classes="crumb", markup=False)
        self._current, self._words = current, words
        self._places: list[tuple[int, int, str]] = []

    def show(self, words: str) -> None:
        """Say where one is; plain text."""
        self._words = words
        self._paint()

    def on_resize(self) -> None:
        """The tabs stand flush right."""
        self._paint()

    def _paint(self) -> None:
        width = self.content_size.width
        if not width:
            return
        parts: list[tuple[str, str]] = []
        for key, label, name in TABS:
            here = name == self._current
            named = here or width >= _NAMED_FROM
            parts.append((f" {key} {label} " if named else f" {key} ", "reverse bold" if here else ""))
        right = sum(cell_len(text) for text, _ in parts)
        room = max(0, width - right - 1)
        words = visible(self._words)
        while cell_len(words) > room and words.count(_ARROW) > 1:
            words = words.partition(_ARROW)[2]  # the school is the first to go: who sits there knows it
        if cell_len(words) > room:
            words = f"{set_cell_size(words, max(0, room - 1))}…" if room else ""
        x = width - right
        self._places = []
        for (text, _), (_, _, name) in zip(parts, TABS, strict=True):
            self._places.append((x, x + cell_len(text), name))
            x += cell_len(text)
        self.update(Content.assemble(set_cell_size(words, room + 1), *parts), layout=False)

    def on_click(self, event: events.Click) -> None:
        """Tell which tab was clicked."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        for start, end, name in self._places:
            if start <= offset.x < end:
                event.stop()
                self.post_message(self.TabClicked(name))
