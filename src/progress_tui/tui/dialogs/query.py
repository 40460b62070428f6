"""Marks one result as wrong, for the office to mend: a reason by one letter or in a sentence of one's own."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
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

from progress_tui.domain.calendar import Point
from progress_tui.domain.errors import ProgressError
from progress_tui.domain.text import visible
from progress_tui.store.queried import ResultOnFile
from progress_tui.tui.within import progress_app, workspace_of
from progress_tui.workspace.querying import Proposal, QueryChange

MEANS: Final = (
    "The office finds it in the list of queried results until another value is imported. Until then it counts as it "
    "stands, and a flag on the child says that it is in doubt."
)
"""How judgements treat a marked result (docs/judgements.md, “queried”)."""

_OWN, _REMOVE = "t", "r"


class ResultAsked(NamedTuple):
    """The cell whose result is to be marked.

    Attributes:
        who: the pupil as the screen names them: initials where names are hidden.
        series: the series' id, or its label.
        ordinal: the point's.
    """

    school_id: int
    pupil_id: int
    who: str
    series: int | str
    ordinal: int


class QueryDialog(ModalScreen[QueryChange]):
    """Asks what is wrong with a result; dismisses with what was changed, or None.

    The letters are data of the proposals and no bindings, as in `KeyMenu`; while the line is typed in they are letters.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", "Cancel", id="query.cancel")]

    class Found(Message):
        """The result as it is on file, None where there is none; and the reasons that are offered."""

        def __init__(self, result: ResultOnFile | None, proposals: tuple[Proposal, ...]) -> None:
            super().__init__()
            self.result, self.proposals = result, proposals

    class Done(Message):
        """It is stored, or why not."""

        def __init__(self, change: QueryChange | None, error: ProgressError | None) -> None:
            super().__init__()
            self.change, self.error = change, error

    def __init__(self, asked: ResultAsked) -> None:
        """Ask about the result of one cell."""
        super().__init__()
        self._asked = asked
        self._result: ResultOnFile | None = None
        self._offered: dict[str, str] = {}
        self._storing = False

    def compose(self) -> ComposeResult:
        """Whose result and which; what a mark means; reasons by letter; a line for another one."""
        with Vertical(classes="dialog"):
            yield Static(Content(f"Is a result of {visible(self._asked.who)} wrong?"), classes="title")
            yield Static("Looking …", classes="result", markup=False)
            yield Static(MEANS, classes="hint", markup=False)
            yield OptionList(compact=True, markup=False)
            yield Input(placeholder="what is wrong with it, in a sentence", compact=True)
            yield Static("", classes="status", markup=False)

    def on_mount(self) -> None:
        """Find the result on file."""
        self.query_one(Input).display = False
        self.query_one(OptionList).focus()
        self._work(self._find)

    # -- work on threads

    def _work(self, what: Callable[[], None]) -> None:
        def guarded() -> None:
            try:
                what()
            except ProgressError as error:
                self.post_message(self.Done(None, error))

        self.run_worker(guarded, thread=True, group="query")

    def _find(self) -> None:
        one, querying = self._asked, workspace_of(self).querying
        self.post_message(
            self.Found(querying.find(one.school_id, one.pupil_id, one.series, one.ordinal), querying.proposals())
        )

    def _store(self, result: ResultOnFile, reason: str) -> None:
        before = workspace_of(self).querying.mark(self._asked.school_id, result, reason)
        self.post_message(self.Done(QueryChange(self._asked.school_id, result, before, marked=True), None))

    def _take_away(self, result: ResultOnFile) -> None:
        before = workspace_of(self).querying.unmark(self._asked.school_id, result)
        self.post_message(self.Done(QueryChange(self._asked.school_id, result, before, marked=False), None))

    # -- what came back

    @on(Found)
    def _found(self, message: Found) -> None:
        result = self._result = message.result
        if result is None:
            self._say("Nothing of a file stands in this cell, so there is nothing to mark.  esc: back")
            self.query_one(".result", Static).update("")
            return
        marked = ""
        if result.reason is not None:
            # A reason is typed by hand and may name a child: with names hidden it is not shown.
            why = "" if progress_app(self).names_hidden else f": {result.reason}"
            marked = f"\nMarked{f' on {result.made:%d/%m/%Y}' if result.made else ''}{why}"
        words = f"{result.label}, {Point(result.ordinal).label}: {result.raw}{marked}"
        self.query_one(".result", Static).update(Content("\n".join(map(visible, words.split("\n")))))
        self._offered = {one.key: one.reason for one in message.proposals} | {_OWN: "another reason, in a sentence …"}
        if result.reason is not None:
            self._offered[_REMOVE] = "take the mark away: the result is right after all"
        options = self.query_one(OptionList)
        options.add_options(
            Option(Content.assemble((key, "bold"), "  ", Content(visible(words))), id=key)
            for key, words in self._offered.items()
        )
        options.highlighted = 0
        self._say("a letter chooses · ↑ ↓ enter · esc leaves")

    def _say(self, words: str, wrong: bool = False) -> None:
        status = self.query_one(".status", Static)
        status.set_class(wrong, "wrong")
        status.update(Content(visible(words)))

    @on(Done)
    def _done(self, message: Done) -> None:
        self._storing = False
        if message.error is not None or message.change is None:
            self._say(str(message.error), wrong=True)
            return
        querying, change = workspace_of(self).querying, message.change
        words = "a result was marked as wrong" if change.marked else "the mark of a result was taken away"
        progress_app(self).changes.add(words, lambda: querying.take_back(change))
        self.dismiss(change)

    # -- what is chosen

    def on_key(self, event: Key) -> None:
        """A letter chooses at once, unless it is typed into the line."""
        key = "t" if event.character == "/" else event.character or ""
        if key in self._offered and not self.query_one(Input).display:
            event.stop()
            self._take(key)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self._take(event.option_id or "")

    def _take(self, key: str) -> None:
        if self._result is None or self._storing or key not in self._offered:
            return
        if key == _OWN:
            line = self.query_one(Input)
            hidden = progress_app(self).names_hidden
            line.value = "" if hidden else self._result.reason or ""
            line.display = True
            line.focus()
            self._say("enter: mark it · esc: back to the list")
            return
        self._storing = True
        result, reason = self._result, self._offered[key]
        self._work(partial(self._take_away, result) if key == _REMOVE else partial(self._store, result, reason))

    @on(Input.Submitted)
    def _typed(self, event: Input.Submitted) -> None:
        if self._result is None or self._storing:
            return
        if not event.value.strip():
            self._say("Say in a sentence what is wrong with it, or leave with esc.", wrong=True)
            return
        self._storing = True
        self._work(partial(self._store, self._result, event.value))

    def action_cancel(self) -> None:
        """From the line back to the list, else leave without a change; what is being stored is waited for."""
        line = self.query_one(Input)
        if line.display:
            line.display = False
            self.query_one(OptionList).focus()
            self._say("a letter chooses · ↑ ↓ enter · esc leaves")
        elif not self._storing:
            self.dismiss(None)


def change_words(change: QueryChange, who: str) -> str:
    """What was done, as a sentence for a toast."""
    result = change.result
    which = f"{who}, {result.label} {Point(result.ordinal).code} ({result.raw})"
    return f"Marked for the office: {which}." if change.marked else f"No longer marked: {which}."
