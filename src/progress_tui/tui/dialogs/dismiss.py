"""Asks why a flag is dismissed: a reason by one letter or in a sentence of one's own. It stays in the school file."""

from __future__ import annotations

from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from progress_tui.domain.text import visible
from progress_tui.domain.views import FlagShown
from progress_tui.workspace.flagging import dismiss_reasons

_OWN: Final = "t"
_CHOOSE: Final = "a letter chooses · ↑ ↓ enter · esc keeps the flag"


class DismissDialog(ModalScreen[str]):
    """Names the flag and the pupil; dismisses with the reason, or None.

    The letters are data of the proposals and no bindings, as in `KeyMenu`; while the line is typed in they are letters.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", "Cancel", id="dismiss.cancel")]

    def __init__(self, flag: FlagShown, who: str) -> None:
        """Ask about a flag of a pupil, who is called `who` on the screen."""
        super().__init__()
        self._flag, self._who = flag, who
        self._offered = {**dismiss_reasons(), _OWN: "another reason, in a sentence …"}

    def compose(self) -> ComposeResult:
        """The flag, what dismissing means, reasons by letter, a line for another one."""
        options = [
            Option(Content.assemble((key, "bold"), "  ", Content(visible(words))), id=key)
            for key, words in self._offered.items()
        ]
        with Vertical(classes="dialog"):
            yield Static(Content(visible(f"Dismiss this flag of {self._who}?")), classes="title")
            yield Static(Content(visible(f"⚑{self._flag.severity} {self._flag.sentence}")))
            yield Static(
                "It stays dismissed until the figures it rests on are others, and is listed with the reason. Write it "
                "as if the child's parent will read it.",
                classes="hint",
                markup=False,
            )
            yield OptionList(*options, compact=True, markup=False)
            yield Input(placeholder="why it need not be talked about", compact=True)
            yield Static(_CHOOSE, classes="status", markup=False)

    def on_mount(self) -> None:
        """The reasons have the keys."""
        self.query_one(Input).display = False
        self.query_one(OptionList).focus()

    def _say(self, words: str, wrong: bool = False) -> None:
        status = self.query_one(".status", Static)
        status.set_class(wrong, "wrong")
        status.update(words)

    def on_key(self, event: Key) -> None:
        """A letter chooses at once, unless it is typed into the line."""
        key = _OWN if event.character == "/" else event.character or ""
        if key in self._offered and not self.query_one(Input).display:
            event.stop()
            self._take(key)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self._take(event.option_id or "")

    def _take(self, key: str) -> None:
        if key != _OWN:
            self.dismiss(self._offered[key])
            return
        line = self.query_one(Input)
        line.display = True
        line.focus()
        self._say("enter: dismiss it · esc: back to the list")

    @on(Input.Submitted)
    def _typed(self, event: Input.Submitted) -> None:
        if event.value.strip():
            self.dismiss(event.value)
        else:
            self._say("Say in a few words why, or leave with esc.", wrong=True)

    def action_cancel(self) -> None:
        """From the line back to the list, else leave the flag as it is."""
        line = self.query_one(Input)
        if line.display:
            line.display = False
            self.query_one(OptionList).focus()
            self._say(_CHOOSE)
        else:
            self.dismiss(None)
