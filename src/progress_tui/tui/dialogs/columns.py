"""Which columns the class grid shows: a letter for each group, a digit for each past point; the grid follows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
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
from progress_tui.tui.classroom.columns import Chosen, Group

USUAL_KEY = "0"


class ColumnChooser(ModalScreen[None]):
    """Turns groups of columns on and off. The letters belong to the groups and are no bindings."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Back", key_display="esc", id="columns.back"),
        Binding("space", "turn_marked", "On or off", show=False, id="columns.toggle"),
    ]

    def __init__(self, groups: Sequence[Group], chosen: Chosen, show: Callable[[Chosen], Collection[str]]) -> None:
        """Make the chooser.

        Args:
            groups: what there is to choose.
            chosen: what is chosen now.
            show: shows another choice and says which groups are on the screen then, by id.
        """
        super().__init__()
        self._groups, self._chosen, self._show = list(groups), chosen, show
        self._in_sight: Collection[str] = show(chosen)
        self._by_key = {group.key: group for group in self._groups}

    def compose(self) -> ComposeResult:
        """The title, the groups, how to choose."""
        with Vertical(classes="dialog"):
            yield Static("Columns", classes="title", markup=False)
            yield OptionList(*(Option(self._line(group)) for group in self._groups), compact=True, markup=False)
            yield Static(
                f"a letter or space: on or off · {USUAL_KEY}: as usual · esc: back · › finds no room here: "
                "go right to see it, or turn others off",
                classes="hint",
                markup=False,
            )

    def _line(self, group: Group) -> Content:
        on = self._chosen.on(group.id, group.usual)
        further = on and group.id not in self._in_sight
        return Content.assemble(
            "✓ " if on else "  ", (group.key, "bold $text-accent"), "  ", Content(visible(group.words)),
            "  ›" if further else "",
        )  # fmt: skip

    def on_mount(self) -> None:
        """Begin at the top."""
        options = self.query_one(OptionList)
        options.highlighted = 0
        options.focus()

    def on_key(self, event: Key) -> None:
        """A letter turns its group over at once."""
        group = self._by_key.get(event.character or "")
        if event.character == USUAL_KEY:
            event.stop()
            self._choose(Chosen())
        elif group is not None:
            event.stop()
            self._turn(group)

    def action_turn_marked(self) -> None:
        """Turn the marked group over."""
        at = self.query_one(OptionList).highlighted
        if at is not None:
            self._turn(self._groups[at])

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self._turn(self._groups[event.option_index])

    def _turn(self, group: Group) -> None:
        self._choose(self._chosen.toggled(group))

    def _choose(self, chosen: Chosen) -> None:
        self._chosen, self._in_sight = chosen, self._show(chosen)
        options = self.query_one(OptionList)
        for place, group in enumerate(self._groups):
            options.replace_option_prompt_at_index(place, self._line(group))
