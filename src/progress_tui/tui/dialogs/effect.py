"""What came of an action: a letter says how much, a line says what was seen; the results stand beside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, Final, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.events import Key
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from progress_tui.domain.errors import ProgressError
from progress_tui.domain.meetings import Effect
from progress_tui.domain.text import visible
from progress_tui.tui.dialogs.key_menu import CURRENT
from progress_tui.tui.within import progress_app, workspace_of
from progress_tui.workspace.actions import ActionChange

_OFFERED: Final[dict[str, tuple[Effect, str]]] = {
    "n": ("none", "no effect"),
    "s": ("some", "some effect"),
    "c": ("clear", "a clear effect"),
    "u": ("unknown", "not known yet"),
}
_CHOOSE: Final = "a letter chooses · ↑ ↓ enter · esc: leave it as it is"
_NOTE: Final = "enter: note it · esc: back to the choice"


class EffectAsked(NamedTuple):
    """Whose effect is noted.

    Attributes:
        title: the action, as it may stand on the screen.
        effect, note: what is noted already; the note is "" where it may not be shown.
        results: the child's results before and since, beside the class, a line a subject.
        question: what is asked.
    """

    school_id: int
    action_id: int
    title: str
    effect: str
    note: str
    results: Sequence[str]
    question: str = "What came of it?"


class EffectDialog(ModalScreen[ActionChange]):
    """Notes an effect; dismisses with the change, or None.

    The letters are data of the choices and no bindings, as in `KeyMenu`; while the line is typed in they are letters.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", "Cancel", id="effect.cancel")]

    class Stored(Message):
        """It is stored, or why not."""

        def __init__(self, change: ActionChange | None, error: ProgressError | None) -> None:
            super().__init__()
            self.change, self.error = change, error

    def __init__(self, asked: EffectAsked) -> None:
        """Ask about one action."""
        super().__init__()
        self._asked = asked
        self._chosen: Effect = "unknown"
        self._storing = False

    def compose(self) -> ComposeResult:
        """The action, its results, how much came of it, a line for what was seen."""
        options = [
            Option(
                Content.assemble(
                    f"{CURRENT if effect == self._asked.effect else ' '} ", (key, "bold $text-accent"), f"  {words}"
                ),
                id=key,
            )
            for key, (effect, words) in _OFFERED.items()
        ]
        results = "\n".join(self._asked.results) or "No results before and since to set beside it."
        with Vertical(classes="dialog"):
            yield Static(Content(visible(self._asked.question)), classes="title")
            yield Static(Content(visible(self._asked.title)), classes="what")
            yield Static(Content("\n".join(map(visible, results.split("\n")))), classes="hint")
            yield OptionList(*options, compact=True, markup=False)
            yield Input(self._asked.note, placeholder="what was seen, in a sentence; or nothing", compact=True)
            yield Static(_CHOOSE, classes="status", markup=False)

    def on_mount(self) -> None:
        """The choice has the keys."""
        self.query_one(Input).display = False
        options = self.query_one(OptionList)
        options.highlighted = next((n for n, one in enumerate(_OFFERED.values()) if one[0] == self._asked.effect), 0)
        options.focus()

    def on_key(self, event: Key) -> None:
        """A letter chooses at once, unless it is typed into the line."""
        if event.character in _OFFERED and not self.query_one(Input).display:
            event.stop()
            self._take(event.character)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self._take(event.option_id or "")

    def _take(self, key: str | None) -> None:
        if key not in _OFFERED:
            return
        self._chosen, words = _OFFERED[key]
        line = self.query_one(Input)
        line.display = True
        line.focus()
        line.action_end()
        self._say(f"{words[0].upper()}{words[1:]} · {_NOTE}")

    @on(Input.Submitted)
    def _typed(self, event: Input.Submitted) -> None:
        if self._storing:
            return
        self._storing = True
        asked, effect, note, actions = self._asked, self._chosen, event.value, workspace_of(self).actions
        self._work(lambda: actions.note_effect(asked.school_id, asked.action_id, effect, note))

    def _work(self, store: Callable[[], ActionChange]) -> None:
        def guarded() -> None:
            try:
                self.post_message(self.Stored(store(), None))
            except ProgressError as error:
                self.post_message(self.Stored(None, error))

        self.run_worker(guarded, thread=True, group="effect")

    @on(Stored)
    def _stored(self, message: Stored) -> None:
        self._storing = False
        change = message.change
        if change is None:
            self._say(str(message.error), wrong=True)
            return
        actions = workspace_of(self).actions
        progress_app(self).changes.add(change.words, lambda: actions.take_back(change))
        self.dismiss(change)

    def _say(self, words: str, wrong: bool = False) -> None:
        status = self.query_one(".status", Static)
        status.set_class(wrong, "wrong")
        status.update(Content(visible(words)))

    def action_cancel(self) -> None:
        """From the line back to the choice, else leave it; what is being stored is waited for."""
        line = self.query_one(Input)
        if line.display and not self._storing:
            line.display = False
            self.query_one(OptionList).focus()
            self._say(_CHOOSE)
        elif not self._storing:
            self.dismiss(None)
