"""A list to choose from and a line to type in, whose `enter` belongs to the screen, so that the footer can show it."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from progress_tui.domain.text import fold, visible
from progress_tui.tui.importing.steps import MANY, Panel


class Choices(OptionList):
    """An option list that leaves `enter` to the screen."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """`enter` is a command of the screen."""
        return action != "select" and super().check_action(action, parameters)


class Line(Input):
    """An input that leaves `enter` to the screen."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """`enter` is a command of the screen."""
        return action != "submit" and super().check_action(action, parameters)


class ChoicePanel(Vertical):
    """What is to be decided: a title, a hint, answers to choose from, a line for another answer."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", show=False, id="choices.down"),
        Binding("up", "move(-1)", show=False, id="choices.up"),
    ]

    class Taken(Message):
        """A choice was made, by its key."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    class Typed(Message):
        """An answer was typed that is not on the list."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self._panel = Panel("")
        self._shown: list[str] = []

    def compose(self) -> ComposeResult:
        """Title, hint, list, line."""
        yield Static("", classes="title", markup=False)
        yield Static("", classes="hint", markup=False)
        yield Choices(compact=True, markup=False)
        yield Line(compact=True)

    @property
    def typing(self) -> bool:
        """Whether the line is open."""
        return self.query_one(Line).display

    def show(self, panel: Panel) -> None:
        """Ask something else."""
        self._panel = panel
        title = self.query_one(".title", Static)
        title.set_class(panel.wrong, "wrong")
        title.update(Content(visible(panel.title)))
        hint = self.query_one(".hint", Static)
        hint.update(Content("\n".join(visible(line) for line in panel.hint)))
        hint.display = bool(panel.hint)
        line = self.query_one(Line)
        with line.prevent(Input.Changed):
            line.value = panel.entry or ""
        line.placeholder = panel.example
        line.display = panel.entry is not None
        line.cursor_position = len(line.value)
        self._fill("")
        choices = self.query_one(Choices)
        choices.highlighted = panel.proposed if panel.choices else None
        choices.display = bool(panel.choices)
        self.take_keys()

    def take_keys(self) -> None:
        """The line has the keys when it is open, else the list."""
        (self.query_one(Line) if self.typing else self.query_one(Choices)).focus()

    @property
    def can_type(self) -> bool:
        """Whether a line can be opened, to narrow the list or to give another answer."""
        return bool(self._panel.choices) and (bool(self._panel.example) or len(self._panel.choices) > MANY)

    def type(self) -> None:
        """Open the line."""
        if self.can_type:
            self.query_one(Line).display = True
            self.take_keys()

    def close_line(self) -> bool:
        """Close the line again; False where there was none to close."""
        line = self.query_one(Line)
        if not line.display or not self._panel.choices:
            return False
        line.value, line.display = "", False
        self.query_one(Choices).highlighted = self._panel.proposed
        self.take_keys()
        return True

    def accept(self) -> None:
        """Take what is marked, or what is typed where nothing on the list fits it."""
        choices, line = self.query_one(Choices), self.query_one(Line)
        if choices.highlighted is not None and self._shown and choices.display:
            self.post_message(self.Taken(self._shown[choices.highlighted]))
        elif line.display and line.value.strip() and (self._panel.example or not self._panel.choices):
            self.post_message(self.Typed(line.value.strip()))

    def action_move(self, step: int) -> None:
        """Move in the list while the line has the keys."""
        choices = self.query_one(Choices)
        if step > 0:
            choices.action_cursor_down()
        else:
            choices.action_cursor_up()

    def _fill(self, typed: str) -> None:
        words = fold(typed).split()
        found = [choice for choice in self._panel.choices if all(word in fold(choice.words) for word in words)]
        self._shown = [choice.key for choice in found]
        choices = self.query_one(Choices)
        choices.clear_options()
        choices.add_options(Option(Content(visible(choice.words))) for choice in found)
        choices.highlighted = 0 if found else None

    @on(Input.Changed)
    def _narrow(self, event: Input.Changed) -> None:
        event.stop()
        if self._panel.choices:
            self._fill(event.value)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.accept()
