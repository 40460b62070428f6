"""What somebody began to type and did not finish: kept in the file, so that it comes back after an end of any kind.

A draft is no record: nothing lists or counts it, and it goes when what it was to become is stored. It is told where
everything that is held on a child is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

PREFIX: Final = "draft:"


def key_of_action(
    kind: str, school_id: int, class_id: int | None, pupil_id: int | None, item_id: int | None, action_id: int | None
) -> str:
    """Under which an action that is half typed is kept.

    Args:
        kind: `action` for one that is agreed or changed, `carry` for one that is gone on with.
        school_id: the school.
        class_id: the class; None for the one the child is in.
        pupil_id: the child; None for an action of the class.
        item_id: the item of a meeting; None outside a meeting.
        action_id: the action that is changed or gone on with; None for a new one.
    """
    return f"{kind}:{school_id}:{class_id}:{pupil_id}:{item_id}:{'' if action_id is None else action_id}"


def of_pupil(con: DuckDBPyConnection, school_id: int, pupil_id: int) -> list[str]:
    """What is half typed of a child."""
    rows = con.execute(
        "SELECT value FROM meta WHERE starts_with(key, $1) AND split_part(key, ':', 3) = $2 "
        "AND split_part(key, ':', 5) = $3 ORDER BY key",
        [PREFIX, str(school_id), str(pupil_id)],
    ).fetchall()
    return [str(value) for (value,) in rows]


def remove_of_pupil(con: DuckDBPyConnection, school_id: int, pupil_id: int) -> int:
    """Take away what is half typed of a child; how many there were."""
    row = con.execute(
        "DELETE FROM meta WHERE starts_with(key, $1) AND split_part(key, ':', 3) = $2 AND split_part(key, ':', 5) = $3",
        [PREFIX, str(school_id), str(pupil_id)],
    ).fetchone()
    return int(row[0]) if row else 0


def keep(con: DuckDBPyConnection, key: str, text: str) -> None:
    """Keep what is typed by now, in the place of what was; inside the caller's transaction. An empty text is none."""
    con.execute("DELETE FROM meta WHERE key = ?", [PREFIX + key])
    if text:
        con.execute("INSERT INTO meta VALUES (?, ?)", [PREFIX + key, text])


def read(con: DuckDBPyConnection, key: str) -> str:
    """What was typed; "" where nothing was."""
    row = con.execute("SELECT value FROM meta WHERE key = ?", [PREFIX + key]).fetchone()
    return str(row[0]) if row else ""
