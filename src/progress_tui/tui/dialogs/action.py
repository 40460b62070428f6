"""Agrees or changes an action: what, who, by when, and a day to look at it again; `enter` leads from line to line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property, partial
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import DescendantFocus
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from progress_tui.domain import clock
from progress_tui.domain.due_dates import Due
from progress_tui.domain.errors import ProgressError, UsageError
from progress_tui.domain.meetings import Action, NewAction
from progress_tui.domain.text import visible
from progress_tui.tui.card.records import day
from progress_tui.tui.dialogs.action_form import ActionAsked, ActionDraft, Fields, Proposal, proposals
from progress_tui.tui.habits.saving import Draft, KeepsText, Saver
from progress_tui.tui.within import progress_app, workspace_of
from progress_tui.workspace import Workspace
from progress_tui.workspace.actions import ActionChange
from progress_tui.workspace.hiding import hiding

__all__ = ["ActionAsked", "ActionDialog", "agreed_words"]

_LINES: Final = (
    ("what", "What", "what is to be done"),
    ("owner", "Who", "who does it; a few letters find who has done things before"),
    ("due", "By", ""),
    ("review", "Review", "no day yet; such as half term"),
)
_HELP: Final = {
    "what": "enter: go on to who does it · esc: leave, what is typed is kept",
    "owner": "enter: the one marked · ↑ ↓ mark another · tab: next line",
    "due": "enter: agree it · tab: a day for a review",
    "review": "enter: agree it",
}


class ActionDialog(ModalScreen[Action], KeepsText):
    """Stores an action; dismisses with it as it is on file, or None.

    What is typed is kept from the first letter on: left with `escape`, or lost with the program, it is there again when
    the same child is opened.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel", id="action.cancel"),
        Binding("tab", "leave(1)", show=False, id="action.next"),
        Binding("shift+tab", "leave(-1)", show=False, id="action.previous"),
        Binding("down", "move(1)", show=False, id="action.down"),
        Binding("up", "move(-1)", show=False, id="action.up"),
    ]

    class Begun(Message):
        """Who does things already, the due date that is proposed, and what was half typed."""

        def __init__(self, owners: tuple[str, ...], due: str, kept: Fields | None) -> None:
            super().__init__()
            self.owners, self.due, self.kept = owners, due, kept

    class Stored(Message):
        """It is stored, or why not."""

        def __init__(self, change: ActionChange | None, error: ProgressError | None) -> None:
            super().__init__()
            self.change, self.error = change, error

    def __init__(self, asked: ActionAsked) -> None:
        """Ask about an action."""
        super().__init__()
        self._asked = asked
        self._owners: tuple[str, ...] = ()
        self._offered: list[Proposal] = []
        self._proposed = ""
        self._storing = False
        self._saver: Saver[None] = Saver(self, self._show_kept, self._typed_now)

    def compose(self) -> ComposeResult:
        """Whom it is about, four lines, what each was understood as, what the keys do."""
        begun = self._asked.begun
        with Vertical(classes="dialog"):
            yield Static(Content(visible(self._asked.title)), classes="title")
            for name, label, hint in _LINES:
                with Horizontal(classes="line"):
                    yield Static(label, classes="label", markup=False)
                    yield Input(getattr(begun, name), placeholder=hint, compact=True, id=name, select_on_focus=False)
                if name == "owner":
                    yield OptionList(compact=True, markup=False)
                elif name != "what":
                    yield Static("", classes="read", id=f"{name}-read", markup=False)
            yield Static(_HELP["what"], classes="status", markup=False)

    @property
    def keeper(self) -> Saver[None]:
        """What keeps the draft."""
        return self._saver

    @cached_property
    def _draft(self) -> ActionDraft:
        return ActionDraft(workspace_of(self), self._asked.key, self._asked.begun.to_text())

    def on_mount(self) -> None:
        """The first line has the keys; who and by when are proposed, and what was half typed comes back."""
        options = self.query_one(OptionList)
        options.can_focus = False
        self._line("due" if self._asked.carry else "what").focus()
        workspace, key = workspace_of(self), self._asked.key
        # In projector mode neither an old text nor an owner is shown who is called like a child.
        hidden, place = progress_app(self).names_hidden, progress_app(self).place

        def begin() -> None:
            actions = workspace.actions
            kept = None if hidden else Fields.from_text(actions.draft(key))
            owners = actions.owners(self._asked.school_id)
            if hidden and place is not None:
                put_away = hiding(workspace, place.school_id, place.point, None)
                owners = tuple(one for one in owners if put_away.hide_typed(one) == one)
            self.post_message(self.Begun(owners, actions.due_proposed(), kept))

        self._work(begin)

    def _work(self, what: Callable[[], None]) -> None:
        def guarded() -> None:
            try:
                what()
            except ProgressError as error:
                self.post_message(self.Stored(None, error))

        self.run_worker(guarded, thread=True, group="action")

    def _line(self, name: str) -> Input:
        return self.query_one(f"#{name}", Input)

    @property
    def fields(self) -> Fields:
        """What is typed."""
        return Fields(*(self._line(name).value for name in Fields._fields))

    @on(Begun)
    def _begun(self, message: Begun) -> None:
        self._owners, self._proposed = message.owners, message.due
        self._line("due").placeholder = message.due
        if message.kept is not None and self.fields == self._asked.begun:
            for name, text in message.kept._asdict().items():
                self._line(name).value = text
            self._line("what").action_end()
            self._say("This was typed before and not agreed yet · enter: go on")
        for name in ("owner", "due", "review"):
            self._understand(name)

    # -- as it is typed

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._understand(event.input.id or "")
        if not self._storing:
            self._saver.typed(self._draft, self.fields.to_text())

    def _typed_now(self) -> Iterator[tuple[Draft[None], str]]:
        if not self._storing:
            yield self._draft, self.fields.to_text()

    def _show_kept(self, draft: Draft[None]) -> None:
        if draft.wrong:
            self._say(draft.mark, wrong=True)

    @on(DescendantFocus)
    def _focused(self) -> None:
        name = self.focused.id if self.focused is not None else ""
        self.query_one(OptionList).display = name == "owner"
        if name in _HELP:
            self._say(_HELP[name])

    def _understand(self, name: str) -> None:
        """Say what a line is understood as."""
        if name == "owner":
            self._offer()
        elif name in ("due", "review"):
            due, wrong = self._read(name)
            words = wrong if due is None else f"{due.words}{'. Mind: ' + due.caution if due.caution else ''}"
            line = self.query_one(f"#{name}-read", Static)
            line.set_class(bool(wrong or (due and due.caution)), "wrong")
            line.update(Content(visible(words)))

    def _read(self, name: str) -> tuple[Due | None, str]:
        """The date of a line, or why it is none; an empty line is what is proposed for it."""
        text = self._line(name).value.strip() or (self._proposed if name == "due" else "")
        if not text:
            return None, ""
        try:
            return workspace_of(self).actions.read_due(text), ""
        except UsageError as error:
            return None, str(error)

    def _offer(self) -> None:
        options = self.query_one(OptionList)
        self._offered = proposals(self._line("owner").value, self._owners)
        options.clear_options()
        options.add_options(Option(Content(visible(one.words))) for one in self._offered)
        options.highlighted = 0 if self._offered else None

    def _say(self, words: str, wrong: bool = False) -> None:
        status = self.query_one(".status", Static)
        status.set_class(wrong, "wrong")
        status.update(Content(visible(words)))

    # -- from line to line

    def action_leave(self, step: int) -> None:
        """To another line; who is marked is taken, where something of the name was typed."""
        if self.focused is self._line("owner") and self._line("owner").value.strip():
            self._take_owner(self.query_one(OptionList).highlighted)
        if step > 0:
            self.focus_next(Input)
        else:
            self.focus_previous(Input)

    def action_move(self, step: int) -> None:
        """Mark another proposal; in the other lines go to the next one."""
        options = self.query_one(OptionList)
        if self.focused is self._line("owner") and self._offered:
            options.highlighted = ((options.highlighted or 0) + step) % len(self._offered)
        else:
            self.action_leave(step)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        self._take_owner(event.option_index)
        self._line("due").focus()

    def _take_owner(self, at: int | None) -> None:
        if at is not None and at < len(self._offered):
            self._line("owner").value = self._offered[at].owner

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        name = event.input.id
        if name == "what" and not event.value.strip():
            self._say("Say what is to be done, or leave with esc.", wrong=True)
        elif name == "what":
            self._line("owner").focus()
        elif name == "owner":
            self._take_owner(self.query_one(OptionList).highlighted)
            self._line("due").focus()
        else:
            self._agree()

    def _agree(self) -> None:
        """Store it where every line can be understood; else go to the first that cannot."""
        if self._storing:
            return
        days = {}
        for name in ("due", "review"):
            due, wrong = self._read(name)
            if wrong:
                self._wrong_in(name, wrong)
                return
            days[name] = due.day.isoformat() if due is not None else ""
        wanted = self.fields._replace(due=days["due"], review=days["review"])
        for name, text, words in (
            ("what", wanted.what, "Say what is to be done."),
            ("owner", wanted.owner, "Say who does it."),
        ):
            if not text.strip():
                self._wrong_in(name, words)
                return
        self._storing = True
        self._say("Storing …")
        # What is typed becomes the action: the draft is to be kept no more, not by a save that is due nor by a key that
        # comes while it is stored: the next `a` would offer what is agreed already.
        self._draft.text = self._draft.stored = self.fields.to_text()
        self._work(partial(self._store, workspace_of(self), wanted))

    def _wrong_in(self, name: str, words: str) -> None:
        self._line(name).focus()
        self.call_after_refresh(self._say, words, wrong=True)

    def _store(self, workspace: Workspace, wanted: Fields) -> None:
        """On a thread."""
        asked = self._asked
        what, owner, due, review = wanted
        if asked.action is not None and asked.carry:
            change = workspace.actions.carry(
                asked.school_id,
                asked.action.action_id,
                due,
                asked.item_id,
                what=what,
                owner=owner,
                review=review,
                draft=asked.key,
            )
        elif asked.action is not None:
            again = asked.action._replace(what=what, owner=owner, due=due, review=review)
            change = workspace.actions.change(asked.school_id, asked.action, again, asked.key)
        else:
            agreed = asked.agreed or clock.today().isoformat()
            new = NewAction(asked.pupil_id, asked.class_id, asked.item_id, what, owner, agreed, due, review)
            change = workspace.actions.add(asked.school_id, new, asked.key)
        self.post_message(self.Stored(change, None))

    @on(Stored)
    def _stored(self, message: Stored) -> None:
        change = message.change
        if change is None:
            self._storing = False
            self._say(str(message.error), wrong=True)
            self._draft.stored = ""
            self._saver.typed(self._draft, self.fields.to_text())
            return
        actions = workspace_of(self).actions
        progress_app(self).changes.add(change.words, lambda: actions.take_back(change))
        self.dismiss(change.after)

    def action_cancel(self) -> None:
        """Leave; what is being stored is waited for, and what is typed is kept."""
        if not self._storing:
            self._saver.store_now()
            self.dismiss(None)


def agreed_words(action: Action, who: str) -> str:
    """What was agreed, for a toast; `who` as the screen calls the child or the class."""
    return f"Agreed for {who}: {action.owner}, by {day(action.due)}. u takes it back."
