"""What a part of the Meetings screen is: what it asks, how it stands in the table, and what can be done in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from textual.message import Message

from progress_tui.tui.commands.of_part import OfPart
from progress_tui.tui.screens.parts_screen import Ask

if TYPE_CHECKING:
    from progress_tui.tui.habits.undo import Change
    from progress_tui.tui.screens.meetings_screen import MeetingsScreen


class PartChanged(Message):
    """A desk's work on a thread is done: the screen says so, remembers the way back and asks anew.

    Attributes:
        said: for a toast, without a pupil's name; "" says nothing.
        change: what `u` takes back, None where there is no way back.
    """

    def __init__(self, said: str, change: Change | None = None) -> None:
        super().__init__()
        self.said, self.change = said, change


class PartDesk:
    """What is done in the parts of one family; made for a screen when it is needed."""

    def __init__(self, screen: MeetingsScreen) -> None:
        """Work for `screen`; `screen.row` is the report's row under the cursor."""
        self.screen = screen

    def words(self, row: Mapping[str, object], cells: Mapping[str, object]) -> str:  # noqa: ARG002 – for those who need it
        """The row under the cursor in a sentence; "" says nothing.

        Args:
            row: of the report.
            cells: the same by label, as a CSV file has it.
        """
        return ""

    def opens(self, row: Mapping[str, object], column: str) -> bool:  # noqa: ARG002 – for those who need it
        """Open what is under the cursor; False leaves it to the view, which lists the pupils behind the figure."""
        return False

    def do(self, command: OfPart) -> None:
        """Do a command of the family; what takes a thread ends in `PartChanged`."""

    def undo_here(self) -> bool:
        """Take back what the cursor is on, where that is something of its own."""
        return False


class Part(NamedTuple):
    """One part of the screen.

    Attributes:
        key: the letter that chooses it; `words` what the menu calls it, `title` what the heading does.
        ask: what is asked of the workspace.
        order: the fields shown, the most telling first; all of them, as they come, where none are named.
        flexible: the field that takes the width left over.
        empty: what is said where there is nothing.
        desk: what is done in it.
        widths: other widths than those of the fields' kinds.
    """

    key: str
    words: str
    title: str
    ask: Ask
    order: Sequence[str] = ()
    flexible: str = ""
    empty: str = "Nothing is on file."
    desk: Callable[[MeetingsScreen], PartDesk] = PartDesk
    widths: Mapping[str, int] = {}
