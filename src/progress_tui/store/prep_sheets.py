"""What a prep sheet brought into a meeting: all of it or nothing, and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from progress_tui.domain.errors import NotFoundError
from progress_tui.domain.meetings import Text
from progress_tui.store import audit
from progress_tui.store.meetings import saying

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class Brought(NamedTuple):
    """A comment of a sheet on its way into the file.

    Attributes:
        known: what was on file when the sheet was looked at.
    """

    item_id: int
    body: str
    known: Text


class Stored(NamedTuple):
    """A comment as it is on file now.

    Attributes:
        before: what was there; the way back.
        parted: whether another sheet was read in meanwhile: then both texts are there.
    """

    item_id: int
    now: Text
    before: Text
    parted: bool


def school_of(con: DuckDBPyConnection, meeting_id: int) -> int:
    """The school of a meeting.

    Raises:
        NotFoundError: there is no meeting of this number.
    """
    row = con.execute("SELECT school_id FROM meeting WHERE meeting_id = ?", [meeting_id]).fetchone()
    if row is None:
        raise NotFoundError(
            "The meeting this sheet is for is not in this school file",
            "It was deleted, or the sheet is of another file. Nothing was stored.",
            "Read the sheet that was written for this meeting, or write a new one.",
        )
    return int(row[0])


def store(con: DuckDBPyConnection, school_id: int, meeting_id: int, comments: Sequence[Brought]) -> tuple[Stored, ...]:
    """Keep the comments of a sheet, inside the caller's transaction.

    Raises:
        NotFoundError: an item is not on file any more; then nothing is kept.
    """
    done = []
    for one in comments:
        saved = saying.save_text(con, school_id, meeting_id, one.item_id, "prep", one.body, one.known)
        done.append(Stored(one.item_id, saved.text, one.known, saved.parted))
    audit.append(con, "prep sheet read", {"meeting": meeting_id, "comments": len(done)})
    return tuple(done)


def take_back(con: DuckDBPyConnection, school_id: int, meeting_id: int, stored: Sequence[Stored]) -> None:
    """Put back what stood there before a sheet was read, inside the caller's transaction.

    Where something else was written since, both texts stay.

    Raises:
        NotFoundError: an item is not on file any more; then nothing is put back.
    """
    for one in stored:
        saying.save_text(con, school_id, meeting_id, one.item_id, "prep", one.before.body, one.now)
    audit.append(con, "prep sheet taken back", {"meeting": meeting_id, "comments": len(stored)})
