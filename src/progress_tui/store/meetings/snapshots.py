"""What a meeting showed: a text for the class and one for each child, replaced while it runs, kept once it was held."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from progress_tui.domain import clock
from progress_tui.store import schema

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class Kept(NamedTuple):
    """A snapshot as it is on file.

    Attributes:
        whole: the text of the class, "" where there is none.
        pupils: pupil id → text; a child who was erased is not there any more.
        taken: local time, ISO to the second; "" without a snapshot.
    """

    whole: str
    pupils: dict[int, str]
    taken: str


def keep(con: DuckDBPyConnection, school_id: int, meeting_id: int, whole: str, pupils: Mapping[int, str]) -> bool:
    """Keep what a meeting shows, inside the caller's transaction, in place of what it showed before.

    Returns:
        False where the meeting was finished once: then the snapshot it has stays.
    """
    frozen = con.execute(
        "SELECT count(*) FROM meeting m WHERE m.school_id = $1 AND m.meeting_id = $2 AND m.finished IS NOT NULL "
        "AND EXISTS (FROM snapshot s WHERE s.school_id = $1 AND s.meeting_id = $2)",
        [school_id, meeting_id],
    ).fetchone()
    if frozen and frozen[0]:
        return False
    con.execute("DELETE FROM snapshot WHERE school_id = ? AND meeting_id = ?", [school_id, meeting_id])
    now = clock.now()
    con.executemany(
        "INSERT INTO snapshot VALUES (?, ?, ?, ?, ?)",
        [[school_id, meeting_id, None, whole, now],
         *([school_id, meeting_id, pupil_id, text, now] for pupil_id, text in pupils.items())],
    )  # fmt: skip
    schema.bump(con, facts=False)
    return True


def of_meeting(con: DuckDBPyConnection, school_id: int, meeting_id: int) -> Kept:
    """What is kept of a meeting."""
    rows = con.execute(
        "SELECT pupil_id, content, taken FROM snapshot WHERE school_id = ? AND meeting_id = ?", [school_id, meeting_id]
    ).fetchall()
    return Kept(
        next((text for pupil_id, text, _ in rows if pupil_id is None), ""),
        {pupil_id: text for pupil_id, text, _ in rows if pupil_id is not None},
        max((taken.isoformat() for _, _, taken in rows), default=""),
    )
