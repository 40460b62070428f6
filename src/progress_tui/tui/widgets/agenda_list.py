"""The agenda of a meeting: a line an item, the cursor on the one that is spoken of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from progress_tui.domain.text import visible
from progress_tui.tui.meeting.agenda_lines import AgendaLine


class AgendaList(OptionList):
    """Items under one another; moving the cursor moves the meeting."""

    DEFAULT_CSS = """
    AgendaList {
        width: 26; height: 100%; border: none; padding: 0; background: $panel; scrollbar-size-vertical: 1;
        &:focus { border: none; background-tint: $foreground 0%; }
        & > .option-list--option { padding: 0; }
        & > .option-list--option-disabled { color: $foreground-muted; }
        & > .option-list--option-highlighted { background: $foreground; color: $background; text-style: bold; }
        &:focus > .option-list--option-highlighted { background: $foreground; color: $background; text-style: bold; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", "Next", show=False, id="agenda.down"),
        Binding("k", "cursor_up", "Before", show=False, id="agenda.up"),
        Binding("g,home", "first", "First", show=False, id="agenda.first"),
        Binding("G,end", "last", "Last", show=False, id="agenda.last"),
    ]

    class Moved(Message):
        """The cursor stands on another item."""

        def __init__(self, item_id: int) -> None:
            super().__init__()
            self.item_id = item_id

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """`enter` and the page keys are commands of the screen."""
        return action not in ("select", "page_down", "page_up") and super().check_action(action, parameters)

    def show(self, lines: Sequence[AgendaLine], at: int | None) -> None:
        """Show an agenda with the cursor on the item of that number."""
        room = self.size.width - (1 if self.show_vertical_scrollbar else 0)
        options = [
            Option(_line(line, room, line.item_id == at), id=str(line.item_id) if line.item_id is not None else None,
                   disabled=line.item_id is None)
            for line in lines
        ]  # fmt: skip
        with self.prevent(OptionList.OptionHighlighted):
            if [option.id for option in options] == [option.id for option in self.options]:
                for place, (option, held) in enumerate(zip(options, self.options, strict=True)):
                    if option.prompt != held.prompt:
                        self.replace_option_prompt_at_index(place, option.prompt)
            else:
                self.set_options(options)
            self.highlighted = next((n for n, line in enumerate(lines) if line.item_id == at), None)

    @on(OptionList.OptionHighlighted)
    def _moved(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        if event.option_id is not None:
            self.post_message(self.Moved(int(event.option_id)))


def _line(line: AgendaLine, room: int, here: bool) -> Content:
    """`✓ Adeyemi, Tobi    ⚑3 +1`; on the block of the line that is spoken of one colour reads better."""
    left = max(4, room - cell_len(line.flags) - 3)
    words = visible(line.words)
    if cell_len(words) > left:
        words = f"{set_cell_size(words, left - 1)}…"
    look = "bold $text-warning" if line.severity > 1 and not here else ""
    return Content.assemble(
        (line.mark, "bold"), " ", (set_cell_size(words, left), "" if line.item_id is not None else "italic"),
        (line.flags, look),
    )  # fmt: skip
