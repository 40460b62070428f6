"""What was changed in this session and can be taken back, the latest first."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from progress_tui.workspace import Workspace


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


class UndoStack:
    """The changes of this session, each of the file it was made in."""

    def __init__(self) -> None:
        """Nothing was changed yet."""
        self._held: list[tuple[Workspace, Change]] = []

    def add(self, workspace: Workspace, change: Change) -> None:
        """A change was made just now."""
        self._held.append((workspace, change))

    def last(self, workspace: Workspace) -> Change | None:
        """The latest change of a file; None where there is none."""
        return next((change for held, change in reversed(self._held) if held is workspace), None)

    def drop(self, workspace: Workspace, change: Change) -> None:
        """The change is taken back, or there is no way back any more."""
        self._held = [(held, one) for held, one in self._held if not (held is workspace and one is change)]

    def drop_last_import(self, workspace: Workspace) -> None:
        """The latest import of a file was taken back."""
        for held, change in reversed(self._held):
            if held is workspace and change.undo is None:
                self.drop(workspace, change)
                return
