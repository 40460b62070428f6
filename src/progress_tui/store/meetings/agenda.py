"""Planning: a meeting is made, its agenda filled and put in order; no text is ever dropped with an item."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from progress_tui.domain import clock
from progress_tui.domain.errors import ChangedSinceError, ExistsError, NotFoundError
from progress_tui.domain.meetings import MeetingDetails, NewItem, NewMeeting
from progress_tui.domain.text import counted
from progress_tui.store import audit, schema
from progress_tui.store.numbers import new_numbers

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def plan(con: DuckDBPyConnection, school_id: int, new: NewMeeting, items: Sequence[NewItem]) -> int:
    """Make a meeting that is planned, inside the caller's transaction.

    Returns:
        Its number.

    Raises:
        ExistsError: one of this kind on this class and point is planned or running already.
    """
    there = con.execute(
        "SELECT meeting_id, status FROM meeting WHERE school_id = ? AND class_id = ? AND ordinal = ? AND kind = ? "
        "AND status <> 'held'",
        [school_id, new.class_id, new.ordinal, new.kind],
    ).fetchone()
    if there is not None:
        raise ExistsError(
            "A meeting on this class is on file already", f"It is {there[1]}.", "Open that one, or delete it first."
        )
    number = new_numbers(con, "meeting", "meeting_id", 1)[0]
    con.execute(
        "INSERT INTO meeting (school_id, meeting_id, class_id, ordinal, held_on, minutes, attendees, kind, status) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'planned')",
        [school_id, number, *new],
    )
    add_items(con, school_id, number, items)
    schema.bump(con, facts=True)
    return number


def add_items(
    con: DuckDBPyConnection, school_id: int, meeting_id: int, items: Sequence[NewItem], after: int | None = None
) -> list[int]:
    """Put items on the agenda, inside the caller's transaction.

    A child who is on it already stays in its place; one who was taken off comes back with what was written.

    Args:
        con: a connection inside a write.
        school_id: the school.
        meeting_id: the meeting.
        items: in order.
        after: the item they follow; None puts them at the end.

    Returns:
        The numbers of the items, in order.
    """
    held = con.execute(
        "SELECT item_id, kind, pupil_id, question, place FROM meeting_item WHERE school_id = ? AND meeting_id = ?",
        [school_id, meeting_id],
    ).fetchall()
    known = {tuple(row[1:4]): (row[0], row[4]) for row in held}
    fresh = [item for item in items if (item.kind, item.pupil_id, item.question) not in known]
    numbers = iter(new_numbers(con, "meeting_item", "item_id", len(fresh)) if fresh else ())
    found: list[int] = []
    for item in items:
        number, place = known.get((item.kind, item.pupil_id, item.question), (None, 0))
        if number is None:
            number = next(numbers)
            con.execute(
                "INSERT INTO meeting_item (school_id, meeting_id, item_id, place, kind, pupil_id, question, discussed, "
                "seconds, barriers, decision) VALUES (?, ?, ?, 0, ?, ?, ?, false, 0, [], '')",
                [school_id, meeting_id, number, item.kind, item.pupil_id, item.question],
            )
            if item.seen:
                con.execute(
                    "INSERT INTO meeting_text VALUES (?, ?, ?, 'seen', ?, 1, ?)",
                    [school_id, meeting_id, number, item.seen, clock.now()],
                )
        if place == 0:
            _place(con, school_id, meeting_id, number, _place_after(con, school_id, meeting_id, after))
            after = number if after is not None else None
        found.append(number)
    schema.bump(con, facts=False)
    return found


def remove_item(con: DuckDBPyConnection, school_id: int, meeting_id: int, item_id: int) -> int:
    """Take an item off the agenda, inside the caller's transaction; what was written stays with it.

    Returns:
        The place it had, to put it back with `move`.

    Raises:
        NotFoundError: it is not on the agenda.
    """
    place = _place_of(con, school_id, meeting_id, item_id)
    con.execute(
        "UPDATE meeting_item SET place = CASE WHEN item_id = $3 THEN 0 ELSE place - 1 END "
        "WHERE school_id = $1 AND meeting_id = $2 AND place > 0 AND (item_id = $3 OR place > $4)",
        [school_id, meeting_id, item_id, place],
    )
    schema.bump(con, facts=False)
    return place


def move(con: DuckDBPyConnection, school_id: int, meeting_id: int, item_id: int, place: int) -> None:
    """Put an item into another place of the agenda, inside the caller's transaction; one taken off comes back there.

    Args:
        con: a connection inside a write.
        school_id: the school.
        meeting_id: the meeting.
        item_id: the item.
        place: from 1; one beyond the end is the end.
    """
    row = con.execute(
        "SELECT place FROM meeting_item WHERE school_id = ? AND meeting_id = ? AND item_id = ?",
        [school_id, meeting_id, item_id],
    ).fetchone()
    if row is None:
        raise NotFoundError("That item is not on file", remedy="Look at the agenda again.")
    if row[0] > 0:
        remove_item(con, school_id, meeting_id, item_id)
    _place(con, school_id, meeting_id, item_id, place)
    schema.bump(con, facts=False)


def change(
    con: DuckDBPyConnection, school_id: int, meeting_id: int, before: MeetingDetails, after: MeetingDetails
) -> None:
    """Change when a meeting is, how long it is to take and who is there, inside the caller's transaction.

    What differs between `before`, as it was read, and `after` is changed; the rest stays as it is on file.

    Raises:
        NotFoundError: it is not on file.
        ChangedSinceError: the same was changed to something else since it was read.
    """
    key = [school_id, meeting_id]
    check_there(con, school_id, meeting_id)
    rows = con.execute(
        "SELECT CAST(held_on AS VARCHAR), minutes, attendees FROM meeting WHERE school_id = ? AND meeting_id = ?", key
    ).fetchall()
    held = MeetingDetails._make(rows[0])
    wanted = [now if old == new else new for old, new, now in zip(before, after, held, strict=True)]
    if any(now not in (old, new) for old, new, now in zip(before, after, held, strict=True) if old != new):
        raise ChangedSinceError(
            "The meeting was changed by another program meanwhile",
            f"It is now on {held.held_on}, {held.minutes} minutes, with {held.attendees or 'nobody named'}.",
            "Change it again if that is still needed.",
        )
    con.execute(
        "UPDATE meeting SET held_on = ?, minutes = ?, attendees = ? WHERE school_id = ? AND meeting_id = ?",
        [*wanted, *key],
    )
    schema.bump(con, facts=True)


def check_there(con: DuckDBPyConnection, school_id: int, meeting_id: int) -> None:
    """Refuse a meeting that is not on file.

    Raises:
        NotFoundError: it is not.
    """
    there = con.execute(
        "SELECT 1 FROM meeting WHERE school_id = ? AND meeting_id = ?", [school_id, meeting_id]
    ).fetchone()
    if there is None:
        raise NotFoundError("That meeting is not on file any more", remedy="Look at the list of meetings again.")


def delete(con: DuckDBPyConnection, school_id: int, meeting_id: int, *, unwritten: bool = False) -> None:
    """Delete a meeting that is only planned, inside the caller's transaction; actions agreed under it stay on file.

    Args:
        con: a connection inside a write.
        school_id: the school.
        meeting_id: the meeting.
        unwritten: only where nobody wrote anything in it, as its plan is taken back.

    Raises:
        NotFoundError: it is not on file, or it was begun.
        ChangedSinceError: it was to be unwritten, and is not.
    """
    row = con.execute(
        "SELECT status FROM meeting WHERE school_id = ? AND meeting_id = ?", [school_id, meeting_id]
    ).fetchone()
    if row is None or row[0] != "planned":
        raise NotFoundError(
            "There is no planned meeting to delete", remedy="A meeting that was begun stays in the school file."
        )
    if unwritten:
        _check_unwritten(con, school_id, meeting_id)
    con.execute(
        "UPDATE action SET item_id = NULL WHERE school_id = $1 AND item_id IN "
        "(SELECT item_id FROM meeting_item WHERE school_id = $1 AND meeting_id = $2)",
        [school_id, meeting_id],
    )
    for table in ("meeting_text", "snapshot", "meeting_item", "meeting"):
        con.execute(f"DELETE FROM {table} WHERE school_id = ? AND meeting_id = ?", [school_id, meeting_id])
    audit.append(con, "meeting deleted", {"meeting": meeting_id})
    schema.bump(con, facts=True)


def _check_unwritten(con: DuckDBPyConnection, school_id: int, meeting_id: int) -> None:
    """Refuse a meeting in which somebody wrote; what we see comes from the plan, so it counts once it is changed."""
    row = con.execute(
        "SELECT count(DISTINCT item_id) FROM meeting_text WHERE school_id = ? AND meeting_id = ? "
        "AND trim(body) <> '' AND (field <> 'seen' OR revision > 1)",
        [school_id, meeting_id],
    ).fetchone()
    if row and row[0]:
        raise ChangedSinceError(
            "Something was written in the planned meeting since",
            f"There is text under {counted(int(row[0]), 'item')} of its agenda, such as from a prep sheet.",
            "It stays on file; delete it among the meetings if it is not wanted.",
        )


def _place_of(con: DuckDBPyConnection, school_id: int, meeting_id: int, item_id: int) -> int:
    row = con.execute(
        "SELECT place FROM meeting_item WHERE school_id = ? AND meeting_id = ? AND item_id = ? AND place > 0",
        [school_id, meeting_id, item_id],
    ).fetchone()
    if row is None:
        raise NotFoundError("That item is not on the agenda", remedy="Look at the agenda again.")
    return int(row[0])


def _place_after(con: DuckDBPyConnection, school_id: int, meeting_id: int, after: int | None) -> int:
    if after is not None:
        return _place_of(con, school_id, meeting_id, after) + 1
    row = con.execute(
        "SELECT coalesce(max(place), 0) + 1 AS place FROM meeting_item WHERE school_id = ? AND meeting_id = ?",
        [school_id, meeting_id],
    ).fetchone()
    return int(row[0]) if row else 1


def _place(con: DuckDBPyConnection, school_id: int, meeting_id: int, item_id: int, place: int) -> None:
    """Give an item that has no place one; those from there on move down."""
    place = max(1, min(place, _place_after(con, school_id, meeting_id, None)))
    con.execute(
        "UPDATE meeting_item SET place = CASE WHEN item_id = $3 THEN $4 ELSE place + 1 END "
        "WHERE school_id = $1 AND meeting_id = $2 AND (item_id = $3 OR place >= $4)",
        [school_id, meeting_id, item_id, place],
    )
