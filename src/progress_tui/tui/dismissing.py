"""Dismissing and reopening flags from a screen: what is done on a thread, what is said of it, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from textual.message import Message

from progress_tui.domain.errors import NotFoundError
from progress_tui.domain.views import FlagShown
from progress_tui.workspace import Workspace


class FlagAt(NamedTuple):
    """A flag of a pupil at a point of a school."""

    school_id: int
    point: int
    pupil_id: int
    flag: FlagShown


class FlagChanged(Message):
    """A flag was dismissed or reopened.

    Attributes:
        said: for a toast; without a name.
        words: as it reads after “Undone: ”.
        undo: takes it back; called on a thread.
    """

    def __init__(self, said: str, words: str, undo: Callable[[], None]) -> None:
        super().__init__()
        self.said, self.words, self.undo = said, words, undo


def dismiss(workspace: Workspace, held: FlagAt, reason: str) -> FlagChanged:
    """Dismiss a flag, with the falls and drifts it is shown in place of.

    Raises:
        ProgressError: it is not raised any more, or the file cannot be written.
    """
    at = workspace.school_at(held.school_id, held.point)
    gone = workspace.flagging.dismiss(
        at, held.school_id, held.pupil_id, held.flag.flag, reason, held.flag.subject or None
    )

    def undo() -> None:
        for one in gone:
            try:
                _reopen(workspace, held._replace(flag=one))
            except NotFoundError:
                # It was reopened in the company of the one before.
                continue

    count = "1 flag" if len(gone) == 1 else f"{len(gone)} flags"
    more = "" if len(gone) == 1 else " with what it stood for"
    return FlagChanged(
        f"Dismissed {count}{more}, until the figures are others. u takes it back.",
        f"{count} of 1 pupil dismissed",
        undo,
    )


def reopen(workspace: Workspace, held: FlagAt, reason: str) -> FlagChanged:
    """Raise a dismissed flag again; `reason` is why it was dismissed.

    Raises:
        ProgressError: it is not dismissed any more, or the file cannot be written.
    """
    count = _reopen(workspace, held)

    def undo() -> None:
        dismiss(workspace, held, reason)

    words = "1 dismissed flag" if count == 1 else f"{count} dismissed flags"
    return FlagChanged(f"Reopened {words}. u takes it back.", f"{words} of 1 pupil reopened", undo)


def _reopen(workspace: Workspace, held: FlagAt) -> int:
    at = workspace.school_at(held.school_id, held.point)
    return workspace.flagging.reopen(at, held.school_id, held.pupil_id, held.flag.flag, held.flag.subject or None)
