"""What stands in a child's way: a letter turns one on or off at once, several in a row, enter when done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

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
from progress_tui.tui.dialogs.key_menu import CURRENT, Choice


class BarriersDialog(ModalScreen[None]):
    """Turns barriers on and off. The letters are data of the barriers and no bindings, as in `KeyMenu`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter", "dismiss", "Done", id="barriers.done"),
        Binding("space", "turn_marked", "On or off", show=False, id="barriers.toggle"),
    ]

    def __init__(self, who: str, choices: Sequence[Choice[str]], turn: Callable[[str], None]) -> None:
        """Offer barriers.

        Args:
            who: whom they are of, as it is called on the screen.
            choices: by letter; those with a mark are chosen.
            turn: called with the id of one that is turned over.
        """
        super().__init__()
        self._who, self._choices, self._turn = who, list(choices), turn

    def compose(self) -> ComposeResult:
        """Whom it is about, the barriers, how to choose."""
        with Vertical(classes="dialog"):
            yield Static(Content(visible(f"In the way of {self._who}")), classes="title")
            yield OptionList(*(Option(_line(choice)) for choice in self._choices), compact=True, markup=False)
            yield Static("a letter: on or off · enter: done", classes="hint", markup=False)

    def on_mount(self) -> None:
        """Begin at the top."""
        options = self.query_one(OptionList)
        options.highlighted = 0
        options.focus()

    def on_key(self, event: Key) -> None:
        """A letter turns its barrier over at once; `enter` is done, whatever is marked."""
        if event.key == "enter":
            event.stop()
            self.dismiss()
            return
        place = next(
            (n for n, choice in enumerate(self._choices) if choice.key and choice.key == event.character), None
        )
        if place is not None:
            event.stop()
            self._turn_over(place)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self._turn_over(event.option_index)

    def action_turn_marked(self) -> None:
        """Turn the marked one over."""
        at = self.query_one(OptionList).highlighted
        if at is not None:
            self._turn_over(at)

    def _turn_over(self, place: int) -> None:
        choice = self._choices[place]
        self._choices[place] = choice._replace(mark="" if choice.mark else CURRENT)
        self.query_one(OptionList).replace_option_prompt_at_index(place, _line(self._choices[place]))
        self._turn(choice.value)


def _line(choice: Choice[str]) -> Content:
    return Content.assemble(f"{choice.mark or ' '} ", (choice.key or " ", "bold"), "  ", Content(visible(choice.words)))
