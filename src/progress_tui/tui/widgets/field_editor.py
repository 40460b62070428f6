"""One text of a meeting: its name at the left, what is written at the right; it grows while it is written in."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Static, TextArea

from progress_tui.domain.meetings import TextField
from progress_tui.tui.commands.runner import Questions


class FieldArea(TextArea):
    """The text itself. It has the focus only while it is written in."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Keys", key_display="esc", id="field.leave"),
        Binding("tab", "step(1)", "Next text", key_display="tab", id="field.next"),
        Binding("f2", "ask", "Questions", key_display="F2", id="field.questions"),
        Binding("shift+tab", "step(-1)", "Text before", show=False, id="field.previous"),
    ]

    class Left(Message):
        """Writing ends (`step` 0), or goes on in another text."""

        def __init__(self, field: TextField, step: int) -> None:
            super().__init__()
            self.field, self.step = field, step

    def __init__(self, field: TextField) -> None:
        """Be the text of `field`."""
        super().__init__(soft_wrap=True, show_line_numbers=False, highlight_cursor_line=False, compact=True)
        self.field = field

    def action_leave(self) -> None:
        """Back to the keys."""
        self.post_message(self.Left(self.field, 0))

    def action_ask(self) -> None:
        """Questions to ask, one of which may be written here."""
        self.post_message(Questions())

    def action_step(self, step: int) -> None:
        """To another text."""
        self.post_message(self.Left(self.field, step))

    def put(self, text: str) -> None:
        """Show another text without telling that it was typed; the cursor goes to its end."""
        if text != self.text:
            with self.prevent(TextArea.Changed):
                self.load_text(text)
        self.move_cursor(self.document.end)


class FieldRow(Horizontal):
    """The name of a text and the text."""

    DEFAULT_CSS = """
    FieldRow {
        height: auto;
        & > .name { width: 16; height: 1; color: $text-muted; }
        & > .hidden { display: none; }
        & > FieldArea {
            width: 1fr; height: auto; min-height: 1; max-height: 2; padding: 0; background: $background;
            scrollbar-size-vertical: 1;
            &:focus { background: $panel; min-height: 4; max-height: 7; }
        }
        &.writing > .name { color: $text-accent; text-style: bold; }
    }
    .tall FieldRow > FieldArea { max-height: 4; &:focus { min-height: 6; max-height: 12; } }
    """

    def __init__(self, field: TextField, name: str) -> None:
        """Hold the text of `field`, which is called `name`."""
        super().__init__()
        self.field, self._title = field, name
        self.applies = True
        """Whether the item has this text."""

    def compose(self) -> ComposeResult:
        """Name and text."""
        yield Static(self._title, classes="name", markup=False)
        yield FieldArea(self.field)

    def on_descendant_focus(self) -> None:
        """The name stands out while its text is written."""
        self.add_class("writing")

    def on_descendant_blur(self) -> None:
        """No longer."""
        self.remove_class("writing")

    @property
    def area(self) -> FieldArea:
        """The text."""
        return self.query_one(FieldArea)

    def say(self, note: str) -> None:
        """The name, with a few words about what is not shown."""
        self.query_one(".name", Static).update(f"{self._title}{note}", layout=False)
