"""Picking one of several: type to narrow, arrows and enter to choose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from progress_tui.domain.calendar import Point
from progress_tui.domain.text import fold, visible
from progress_tui.store.directory import Directory
from progress_tui.tui.place import Place
from progress_tui.tui.screens.moving import class_words, in_class

T = TypeVar("T")


class Picker(ModalScreen[T], Generic[T]):
    """Offers choices; dismisses with the one taken, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel", id="picker.cancel"),
        Binding("down", "move(1)", show=False, id="picker.down"),
        Binding("up", "move(-1)", show=False, id="picker.up"),
    ]

    def __init__(self, title: str, choices: Sequence[tuple[str, T]], current: T | None = None) -> None:
        """Make the picker.

        Args:
            title: what is picked.
            choices: (words, what is returned).
            current: the choice to begin on.
        """
        super().__init__()
        self._title, self._choices, self._current = title, list(choices), current
        self._shown: list[T] = []

    def compose(self) -> ComposeResult:
        """A line to type in, and the choices."""
        with Vertical(classes="dialog"):
            yield Static(Content(visible(self._title)), classes="title")
            yield Input(placeholder="type to narrow", compact=True)
            yield OptionList(compact=True, markup=False)

    def on_mount(self) -> None:
        """All choices, the current one marked."""
        self._fill("")
        if self._current in self._shown:
            self.query_one(OptionList).highlighted = self._shown.index(self._current)
        self.query_one(Input).focus()

    def relabel(self, choices: Sequence[tuple[str, T]]) -> None:
        """Other words for the choices; what is typed and what is marked stay."""
        at = self.query_one(OptionList).highlighted
        marked = self._shown[at] if at is not None else None
        self._choices = list(choices)
        self._fill(self.query_one(Input).value)
        if marked in self._shown:
            self.query_one(OptionList).highlighted = self._shown.index(marked)

    def _fill(self, typed: str) -> None:
        words = fold(typed).split()
        found = [(label, value) for label, value in self._choices if all(word in fold(label) for word in words)]
        self._shown = [value for _, value in found]
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options(Option(Content(visible(label))) for label, _ in found)
        options.highlighted = 0 if found else None

    def action_move(self, step: int) -> None:
        """Move in the choices while the input has the focus."""
        options = self.query_one(OptionList)
        if step > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    def action_cancel(self) -> None:
        """Leave without a choice."""
        self.dismiss(None)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._fill(event.value)

    @on(Input.Submitted)
    def _submitted(self) -> None:
        highlighted = self.query_one(OptionList).highlighted
        if highlighted is not None:
            self.dismiss(self._shown[highlighted])

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._shown[event.option_index])


def class_picker(directory: Directory, place: Place) -> Picker[Place]:
    """Classes of the year on screen."""
    year = Point(place.point)
    classes = [entry for entry in directory.classes_of(year.start_year) if entry.on_roll]
    choices = [(class_words(entry), in_class(place, entry)) for entry in classes]
    return Picker(f"Class, {year.year_label}", choices, place)


def school_picker(directory: Directory) -> Picker[int]:
    """Schools of the file."""
    from progress_tui.tui.dialogs.school_picker import SchoolPicker

    return SchoolPicker(directory)
