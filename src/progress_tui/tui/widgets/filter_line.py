"""One line: what is shown of the class, or the filter being typed with its live count."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Input, Static

from progress_tui.domain.text import visible


class FilterLine(Horizontal):
    """Shows the filter in words; `edit` opens the input in its place."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Keep this filter", key_display="esc", id="filter.leave"),
        Binding("down", "leave", "To the table", show=False, id="filter.down"),
    ]

    text: reactive[str] = reactive("", repaint=False, init=False)
    """The filter as typed. To be watched: what a watcher changes is painted in one frame with the letter typed."""

    class Left(Message):
        """The input was left; the filter stays."""

    def compose(self) -> ComposeResult:
        """The input, and the words beside it."""
        yield Input(placeholder="name, pp, sen, below, target<0 …", id="filter", select_on_focus=False, compact=True)
        yield Static("", classes="words", markup=False)

    def on_mount(self) -> None:
        """Every letter counts."""
        self.watch(self.query_one(Input), "value", self._typed, init=False)

    def edit(self, text: str) -> None:
        """Open the input with the filter as it is."""
        field = self.query_one(Input)
        self.add_class("editing")
        field.value = text
        field.cursor_position = len(text)
        field.focus()

    def describe(self, words: str, *, filtered: bool, wrong: bool = False) -> None:
        """Say in words what is shown (`wrong`: why the text is no filter)."""
        # Styled in the text itself: another class would have Textual lay out the whole screen for every letter typed.
        style = "$text-warning" if wrong else "bold $text-accent" if filtered else ""
        self.query_one(".words", Static).update(Content.styled(visible(words), style), layout=False)

    def action_leave(self) -> None:
        """Close the input and keep the filter."""
        self.remove_class("editing")
        self.post_message(self.Left())

    def _typed(self, value: str) -> None:
        self.text = value

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_leave()
