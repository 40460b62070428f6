"""What was changed in this session and can be taken back, the latest first."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from progress_tui.domain.errors import ChangedSinceError, NotFoundError, ProgressError
from progress_tui.tui.messages import ChangeUndone, Trouble
from progress_tui.workspace import Workspace

if TYPE_CHECKING:
    from progress_tui.tui.app import ProgressApp


class Change(NamedTuple):
    """One change that a command made.

    Attributes:
        words: what was done, with counts and without a pupil's name, as it reads after “Undone: ” (`the flag “fell” was
            dismissed for 1 pupil`).
        undo: takes it back; called on a thread, and raises a `ProgressError` when it cannot be done now. None for an
            import, which is taken back by the import desk, and asks first.
    """

    words: str
    undo: Callable[[], None] | None


IMPORT = "an import"
"""Stands for an import among the changes."""


class Undoing:
    """The changes of this session, each of the file it was made in."""

    def __init__(self, app: ProgressApp) -> None:
        """Nothing was changed yet."""
        self._app = app
        self._held: list[tuple[Workspace, Change]] = []
        self._under_way = False

    def add(self, words: str, undo: Callable[[], None] | None) -> None:
        """A change was made just now; see `Change`."""
        if self._app.workspace is not None:
            self._held.append((self._app.workspace, Change(words, undo)))

    def undo_last(self) -> None:
        """Take the latest change back; the last import, which asks first, where it came after every other change."""
        workspace = self._app.workspace
        change = self.last(workspace) if workspace is not None else None
        if workspace is None or change is None or change.undo is None:
            self._app.desk.find_last()
            return
        if self._under_way:
            return
        self._under_way = True
        undo = change.undo

        def work() -> None:
            error: ProgressError | None = None
            try:
                undo()
            except ProgressError as found:
                error = found
            self._app.post_message(ChangeUndone(workspace, change, error))

        self._app.run_worker(work, thread=True, group="undo")

    def undone(self, message: ChangeUndone) -> None:
        """Say what was taken back, or why it was not; what may succeed later is tried again by another `u`."""
        self._under_way = False
        if message.error is not None:
            if isinstance(message.error, ChangedSinceError | NotFoundError):
                # It never will: it must not stand before the changes that came earlier.
                self.drop(message.workspace, message.change)
            self._app.post_message(Trouble(message.error))
            return
        self.drop(message.workspace, message.change)
        self._app.say(f"Undone: {message.change.words}.")
        self._app.show_again()

    def last(self, workspace: Workspace) -> Change | None:
        """The latest change of a file; None where there is none."""
        return next((change for held, change in reversed(self._held) if held is workspace), None)

    def drop(self, workspace: Workspace, change: Change) -> None:
        """The change is taken back, or there is no way back any more."""
        self._held = [(held, one) for held, one in self._held if not (held is workspace and one is change)]

    def drop_last_import(self) -> None:
        """The latest import was taken back."""
        for held, change in reversed(self._held):
            if held is self._app.workspace and change.undo is None:
                self.drop(held, change)
                return
