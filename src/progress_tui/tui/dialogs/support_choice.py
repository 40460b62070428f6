"""Puts children in support: in a group that runs, by its letter, or in a new one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.events import Key
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from progress_tui.domain.errors import ProgressError
from progress_tui.domain.subjects import subject_label
from progress_tui.domain.support import SupportRecord
from progress_tui.domain.text import visible
from progress_tui.tui.support.asked import SupportAsked, group_words
from progress_tui.tui.within import progress_app, workspace_of
from progress_tui.workspace.hiding import hiding
from progress_tui.workspace.supporting import SupportChange

NEW: Final = "n"
LETTERS: Final = "abcdefghijklmorstuvwxyz"
"""Letters of the groups that run; `n` is the new one's, `p` and `q` belong to the whole program."""


class SupportChoice(ModalScreen[SupportChange]):
    """Asks which group children are put in; dismisses with what was done, or None.

    It says what was done and remembers the way back itself. The letters are data of the groups and no bindings.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", "Cancel", id="support-choice.cancel")]

    class Found(Message):
        """The groups that can be chosen, by number, each in words."""

        def __init__(self, groups: dict[int, SupportRecord], words: dict[int, str]) -> None:
            super().__init__()
            self.groups, self.words = groups, words

    class Done(Message):
        """It is stored, or why not."""

        def __init__(self, change: SupportChange | None, error: ProgressError | None) -> None:
            super().__init__()
            self.change, self.error = change, error

    def __init__(self, asked: SupportAsked) -> None:
        """Ask for some children."""
        super().__init__()
        self._asked = asked
        self._offered: dict[str, int] = {}
        self._storing = False

    def compose(self) -> ComposeResult:
        """Who it is for, the groups by letter, how to choose."""
        about = f" in {subject_label(self._asked.subject)}" if self._asked.subject else ""
        with Vertical(classes="dialog"):
            yield Static(Content(visible(f"Support for {self._asked.who}{about}")), classes="title")
            yield OptionList(compact=True, markup=False)
            yield Static("Looking …", classes="status", markup=False)

    def on_mount(self) -> None:
        """Look for the groups that run."""
        self.query_one(OptionList).focus()
        self._work(self._find)

    def _work(self, what: Callable[[], None]) -> None:
        def guarded() -> None:
            try:
                what()
            except ProgressError as error:
                self.post_message(self.Done(None, error))

        self.run_worker(guarded, thread=True, group="support")

    def _find(self) -> None:
        one, workspace = self._asked, workspace_of(self)
        groups = workspace.supporting.open_groups(one.school_id, one.subject)
        words = {number: group_words(group, one.subject) for number, group in groups.items()}
        if progress_app(self).names_hidden:  # a name typed by hand may be a child's
            hide = hiding(workspace, one.school_id, one.point, None).hide_typed
            words = {number: hide(text) for number, text in words.items()}
        self.post_message(self.Found(groups, words))

    @on(Found)
    def _found(self, message: Found) -> None:
        own = set(self._asked.pupil_ids)
        options = self.query_one(OptionList)
        options.add_option(self._line(NEW, "a new group …"))
        letters = iter(LETTERS)
        for number, group in message.groups.items():
            inside = sum(member.pupil_id in own for member in group.members)
            letter = next(letters, "")
            if letter:
                self._offered[letter] = number
            mark = "✓ in it · " if inside and inside == len(own) else f"{inside} in it · " if inside else ""
            options.add_option(self._line(letter, f"{mark}{message.words[number]}", str(number)))
        # The first group of the subject is the likeliest; where none is of it, a new one.
        first = next(iter(message.groups.values()), None)
        of_subject = first is not None and bool(self._asked.subject) and first.subject == self._asked.subject
        options.highlighted = 1 if of_subject else 0
        self._say("a letter chooses · ↑ ↓ enter · esc leaves")

    @staticmethod
    def _line(letter: str, words: str, number: str = NEW) -> Option:
        return Option(Content.assemble((letter or " ", "bold"), "  ", Content(visible(words))), id=number)

    def _say(self, words: str, wrong: bool = False) -> None:
        status = self.query_one(".status", Static)
        status.set_class(wrong, "wrong")
        status.update(Content(visible(words)))

    # -- what is chosen

    def on_key(self, event: Key) -> None:
        """A letter chooses at once."""
        letter = event.character or ""
        if letter == NEW:
            event.stop()
            self._begin()
        elif letter in self._offered:
            event.stop()
            self._put_in(self._offered[letter])

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        if event.option_id == NEW:
            self._begin()
        elif event.option_id is not None:
            self._put_in(int(event.option_id))

    def _begin(self) -> None:
        if not self._storing:
            from progress_tui.tui.dialogs.support_form import SupportForm

            self.app.push_screen(SupportForm(self._asked), self._begun)

    def _begun(self, change: SupportChange | None) -> None:
        if change is not None:
            self.dismiss(change)

    def _put_in(self, number: int) -> None:
        if not self._storing:
            self._storing = True
            self._work(partial(self._store, number))

    def _store(self, number: int) -> None:
        one, supporting = self._asked, workspace_of(self).supporting
        self.post_message(self.Done(supporting.put_in(one.school_id, one.point, number, one.pupil_ids), None))

    @on(Done)
    def _done(self, message: Done) -> None:
        self._storing = False
        if message.change is None:
            self._say(str(message.error), wrong=True)
            return
        remember(self, message.change)
        self.dismiss(message.change)

    def action_cancel(self) -> None:
        """Leave without a change; what is being stored is waited for."""
        if not self._storing:
            self.dismiss(None)


def remember(screen: ModalScreen[SupportChange], change: SupportChange) -> None:
    """Say what was done, and how it is taken back."""
    app, supporting = progress_app(screen), workspace_of(screen).supporting
    app.changes.add(change.words, lambda: supporting.take_back(change))
    app.say(f"{change.words[:1].upper()}{change.words[1:]}. u takes it back.")
