"""Actions: agreed in a meeting or beside one, done, stopped, carried on, effect noted; and the way back from each.

A change gives what it took back with it. Nothing that another program wrote meanwhile is lost by a way back: then it is
refused in words.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from progress_tui.domain import clock
from progress_tui.domain.due_dates import Due, read_due
from progress_tui.domain.errors import ChangedSinceError, ProgressError, UsageError
from progress_tui.domain.meetings import Action, ActionStatus, Effect, NewAction
from progress_tui.domain.text import clean
from progress_tui.store import drafts
from progress_tui.store.meetings import actions

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from progress_tui.store.engine import SchoolFile

SOON: Final = "4 weeks"
"""The due date that is proposed, as it is typed."""

TERM_END: Final = "end of half-term"
"""Proposed in its place where that is in the holidays."""


draft_key = drafts.key_of_action
"""Under which an action that is half typed is kept."""


class ActionChange(NamedTuple):
    """What was done with one action, so that it can be taken back.

    Attributes:
        before: as it was, None where it was agreed by this change.
        after: as it is on file, None where it was removed by this change; of one that was carried on, the one that goes
            on with it.
        words: what was done, without a child's name: `an action was marked as done`.
    """

    school_id: int
    before: Action | None
    after: Action | None
    words: str


class Actions:
    """The actions of a school file. Methods may be called from worker threads."""

    def __init__(self, file: SchoolFile, refresh: Callable[[], bool]) -> None:
        """Write to `file`; `refresh` drops what was derived from it."""
        self._file, self._refresh = file, refresh

    # -- what is on file

    def one(self, school_id: int, action_id: int) -> Action:
        """One action.

        Raises:
            NotFoundError: there is none of that number.
        """
        return self._file.read(lambda con: actions.one(con, school_id, action_id))

    def owners(self, school_id: int) -> tuple[str, ...]:
        """Who does what is on file, those with most first: proposals for a new action."""
        return tuple(self._file.read(lambda con: actions.owners(con, school_id)))

    def still_open(self, school_id: int, class_id: int) -> tuple[Action, ...]:
        """What is open for the children on roll in a class and for the class itself, by due date.

        What a child brings along from another class is among them.
        """
        return tuple(self._file.read(lambda con: actions.still_open(con, school_id, class_id)))

    # -- what is half typed

    def draft(self, key: str) -> str:
        """What was typed of an action and not stored, "" where nothing was; `key` is one of `draft_key`."""
        return self._file.read(lambda con: drafts.read(con, key))

    def keep_draft(self, key: str, text: str) -> Future[None]:
        """Keep what is typed by now; done when the future is: then it survives the end of the program."""
        return self._file.submit_write(lambda con: drafts.keep(con, key, text))

    # -- due dates

    def read_due(self, text: str, today: date | None = None) -> Due:
        """The date that a text means, and how it was understood (see `domain.due_dates`).

        Raises:
            UsageError: it is not surely a date; the sentence gives examples.
        """
        from progress_tui.analysis.half_terms import half_terms

        return read_due(text, today or clock.today(), half_terms().school_year)

    def due_proposed(self) -> str:
        """The due date a new action begins with, as somebody might type it: not one in the holidays."""
        return TERM_END if self.read_due(SOON).caution and not self.read_due(TERM_END).caution else SOON

    # -- what is done

    def add(self, school_id: int, new: NewAction, draft: str = "") -> ActionChange:
        """Agree an action; the draft of that key is one no longer. Without a class it is of the child's class now.

        Raises:
            UsageError: it does not say what, who or by when.
        """
        tidy = _tidy(new)

        def work(con: DuckDBPyConnection) -> Action:
            placed = tidy
            if tidy.class_id is None and tidy.pupil_id is not None:
                placed = tidy._replace(class_id=actions.class_now(con, school_id, tidy.pupil_id))
            (number,) = actions.add(con, school_id, [placed])
            drafts.keep(con, draft, "")
            return actions.one(con, school_id, number)

        return self._done(school_id, None, self._file.write(work), "an action was agreed")

    def change(self, school_id: int, before: Action, wanted: Action, draft: str = "") -> ActionChange:
        """Word an action anew, or move its dates.

        Args:
            school_id: the school.
            before: as it was read.
            wanted: the same with other words, owner, due date or review.
            draft: the key of the draft that is one no longer.

        Raises:
            UsageError: it does not say what, who or by when.
            ProgressError: somebody else changed it meanwhile; nothing is changed.
        """
        what, owner = _said(wanted.what, wanted.owner, wanted.due)
        number, due, review = before.action_id, wanted.due, wanted.review

        def work(con: DuckDBPyConnection) -> Action:
            drafts.keep(con, draft, "")
            return actions.change(con, school_id, number, what, owner, due, review, before.revision)

        after = self._file.write(work)
        return self._done(school_id, before, after, "an action was changed")

    def done(self, school_id: int, action_id: int) -> ActionChange:
        """It is done.

        Raises:
            NotFoundError: there is none of that number.
            ProgressError: it was carried on: the one that goes on with it is the one to mark.
        """
        return self._settle(school_id, action_id, "done", "an action was marked as done")

    def stop(self, school_id: int, action_id: int) -> ActionChange:
        """It is not gone on with; raises as `done`."""
        return self._settle(school_id, action_id, "stopped", "an action was stopped")

    def reopen(self, school_id: int, action_id: int) -> ActionChange:
        """It is still to be done after all; raises as `done`."""
        return self._settle(school_id, action_id, "open", "an action was opened again")

    def carry(
        self,
        school_id: int,
        action_id: int,
        due: str,
        item_id: int | None = None,
        *,
        what: str = "",
        owner: str = "",
        review: str = "",
        draft: str = "",
    ) -> ActionChange:
        """Go on with an action: the old one is carried, a new open one takes its place.

        Args:
            school_id: the school.
            action_id: the action that is open.
            due: by when it is to be done now, ISO.
            item_id: the item of the meeting that decides it, None outside a meeting.
            what: where the words are others from now on.
            owner: where somebody else does it from now on.
            review: a day to look at it again, ISO; none where it is "".
            draft: the key of the draft that is one no longer.

        Raises:
            NotFoundError: there is none of that number.
            ProgressError: it is not open.
        """

        def work(con: DuckDBPyConnection) -> tuple[Action, Action]:
            held = actions.one(con, school_id, action_id)
            onward = _tidy(
                NewAction(
                    held.pupil_id, held.class_id, item_id, what or held.what, owner or held.owner,
                    clock.today().isoformat(), due, review,
                )
            )  # fmt: skip
            drafts.keep(con, draft, "")
            number = actions.carry(con, school_id, action_id, onward)
            return held, actions.one(con, school_id, number)

        before, after = self._file.write(work)
        return self._done(school_id, before, after, "an action was carried on")

    def note_effect(self, school_id: int, action_id: int, effect: Effect, note: str = "") -> ActionChange:
        """Write down what came of an action, in the words of the people.

        Raises:
            NotFoundError: there is none of that number.
        """

        def work(con: DuckDBPyConnection) -> tuple[Action, Action]:
            before = actions.note_effect(con, school_id, action_id, effect, clean(note))
            return before, actions.one(con, school_id, action_id)

        return self._done(school_id, *self._file.write(work), "the effect of an action was noted")

    def remove(self, school_id: int, action_id: int) -> ActionChange:
        """Take an action out of the file; one it was carried from is open again.

        Raises:
            NotFoundError: there is none of that number.
            ProgressError: another one goes on with it.
        """

        def work(con: DuckDBPyConnection) -> Action:
            _refuse_carried(actions.one(con, school_id, action_id))
            return actions.remove(con, school_id, action_id)

        return self._done(school_id, self._file.write(work), None, "an action was removed")

    def take_back(self, change: ActionChange) -> None:
        """Put an action back as it was before a change.

        Raises:
            ChangedSinceError: it was changed again since, here or by another program.
        """
        school_id, before, after = change.school_id, change.before, change.after

        def work(con: DuckDBPyConnection) -> None:
            if after is not None:
                held = actions.one(con, school_id, after.action_id)
                # By what it says: a later change that was taken back itself is none.
                if held._replace(revision=0) != after._replace(revision=0):
                    raise ChangedSinceError(
                        "The action was changed again since",
                        f"It now says: {held.what} ({held.owner}, by {held.due}, {held.status}).",
                        "Change it by hand if it is still needed.",
                    )
            if after is not None and (before is None or before.action_id != after.action_id):
                actions.remove(con, school_id, after.action_id)
            elif before is not None:
                held = before if after is None else actions.one(con, school_id, after.action_id)
                # Counted on, so that a program that read it in between does not take it for what it read.
                actions.put_back(con, school_id, before._replace(revision=held.revision + 1))

        self._file.write(work)
        self._refresh()

    def _settle(self, school_id: int, action_id: int, status: ActionStatus, words: str) -> ActionChange:
        def work(con: DuckDBPyConnection) -> tuple[Action, Action]:
            _refuse_carried(actions.one(con, school_id, action_id))
            before = actions.settle(con, school_id, action_id, status)
            return before, actions.one(con, school_id, action_id)

        return self._done(school_id, *self._file.write(work), words)

    def _done(self, school_id: int, before: Action | None, after: Action | None, words: str) -> ActionChange:
        self._refresh()
        return ActionChange(school_id, before, after, words)


def _refuse_carried(held: Action) -> None:
    if held.status == "carried":
        raise ProgressError(
            "The action was carried on", "Another one goes on with it.", "Look for it among the open actions."
        )


def _tidy(new: NewAction) -> NewAction:
    what, owner = _said(new.what, new.owner, new.due)
    return new._replace(what=what, owner=owner)


def _said(what: str, owner: str, due: str) -> tuple[str, str]:
    """What and who, cleaned.

    Raises:
        UsageError: one of the three is missing.
    """
    said, who = clean(what), clean(owner)
    for text, question in ((said, "Say what is to be done"), (who, "Say who does it"), (due, "Say by when")):
        if not text:
            raise UsageError(question, remedy="An action says what, who and by when.")
    return said, who
