"""Notes on pupils: saved as typed, never lost to another program's save."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from progress_tui.domain.views import NoteShown
from progress_tui.store import audit, schema

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class NoteSaved:
    """What became of a save.

    Attributes:
        note_id: the note it is in; `revision` to expect at the next save.
        parted: True when another program had changed the note meanwhile: both texts are kept, this one as a new note.
    """

    note_id: int
    revision: int
    parted: bool


def save(
    con: DuckDBPyConnection,
    school_id: int,
    pupil_id: int,
    body: str,
    author: str,
    note_id: int | None = None,
    revision: int = 0,
    written: datetime | None = None,
) -> NoteSaved:
    """Write a note, new or changed, inside the caller's transaction.

    Args:
        con: a connection inside a write.
        school_id: the school.
        pupil_id: whom the note is on.
        body: the text, cleaned.
        author: who wrote it, as they call themselves; may be empty.
        note_id: the note to change, or None for a new one.
        revision: the revision that was read; another one on file means another program saved in between.
        written: when it was written, for notes brought in; now without it.
    """
    now = written or datetime.now().replace(microsecond=0)
    parted = False
    if note_id is not None:
        done = con.execute(
            "UPDATE note SET body = ?, changed = ?, revision = revision + 1 "
            "WHERE school_id = ? AND note_id = ? AND revision = ? RETURNING revision",
            [body, now, school_id, note_id, revision],
        ).fetchone()
        if done is not None:
            schema.bump(con, facts=False)
            return NoteSaved(note_id, int(done[0]), False)
        parted = True
    # Every save counts the file's version up, so this number was never another note's, not even a removed one's:
    # a program that still holds that note must not find a new one in its place.
    new_id = int(schema.get_meta(con, "version", "0")) + 1
    con.execute(
        "INSERT INTO note VALUES (?, ?, ?, ?, ?, ?, ?, 1)", [school_id, new_id, pupil_id, body, author, now, now]
    )
    schema.bump(con, facts=False)
    return NoteSaved(new_id, 1, parted)


def remove(con: DuckDBPyConnection, school_id: int, note_id: int) -> None:
    """Delete a note (an emptied one); the audit keeps that it was, not what it said."""
    con.execute("DELETE FROM note WHERE school_id = ? AND note_id = ?", [school_id, note_id])
    audit.append(con, "note removed", {"note": note_id})
    schema.bump(con, facts=False)


def of_pupils(con: DuckDBPyConnection, school_id: int, pupil_ids: list[int] | None = None) -> tuple[NoteShown, ...]:
    """Notes of a school, or of some pupils, oldest first."""
    chosen = "" if pupil_ids is None else " AND list_contains($2, pupil_id)"
    values: list[object] = [school_id] if pupil_ids is None else [school_id, pupil_ids]
    rows = con.execute(
        "SELECT note_id, pupil_id, body, written, changed, revision, author FROM note "
        f"WHERE school_id = $1{chosen} ORDER BY written, note_id",
        values,
    ).fetchall()
    return tuple(
        NoteShown(
            int(note_id), int(pupil_id), body, written.isoformat(" ", "minutes"), changed.isoformat(" ", "minutes"),
            int(revision), author,
        )
        for note_id, pupil_id, body, written, changed, revision, author in rows
    )  # fmt: skip
