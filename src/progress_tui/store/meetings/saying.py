"""What is written while a meeting runs: each piece is one transaction, and none takes another person's piece away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from progress_tui.domain import clock
from progress_tui.domain.errors import ChangedSinceError, ExistsError, NotFoundError
from progress_tui.domain.meetings import Text, TextField, TextSaved, saved_over
from progress_tui.store import audit, schema
from progress_tui.store.meetings import agenda

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_SPOKEN_OF: Final = frozenset({"teacher_view", "in_class", "note"})
"""Fields that are written in the meeting: who writes in one speaks of the child."""

_END: Final = 1_000_000
"""A place beyond every agenda."""


def save_text(
    con: DuckDBPyConnection, school_id: int, meeting_id: int, item_id: int, field: TextField, body: str, known: Text
) -> TextSaved:
    """Save what is written in a field of an item, inside the caller's transaction.

    An item that somebody took off the agenda meanwhile comes back: what is written must be seen.

    Args:
        con: a connection inside a write.
        school_id: the school.
        meeting_id: the meeting.
        item_id: the item.
        field: which text.
        body: the whole text as it is now, cleaned.
        known: the text as the writer last knew it to be on file.

    Raises:
        NotFoundError: there is no such item.
    """
    where = "WHERE school_id = ? AND meeting_id = ? AND item_id = ?"
    key = [school_id, meeting_id, item_id]
    if con.execute(f"SELECT 1 FROM meeting_item {where}", key).fetchone() is None:
        raise NotFoundError("That item is not on file any more", remedy="The meeting was deleted by another program.")
    row = con.execute(f"SELECT body, revision FROM meeting_text {where} AND field = ?", [*key, field]).fetchone()
    saved = saved_over(Text(*row) if row else Text(), known, body, clock.now().isoformat())
    text = saved.text
    if row:
        con.execute(
            f"UPDATE meeting_text SET body = ?, revision = ?, changed = ? {where} AND field = ?",
            [text.body, text.revision, text.changed, *key, field],
        )
    else:
        con.execute("INSERT INTO meeting_text VALUES (?, ?, ?, ?, ?, ?, ?)", [*key, field, *text])
    _bring_back(con, school_id, meeting_id, item_id)
    if field in _SPOKEN_OF and body.strip():
        con.execute(f"UPDATE meeting_item SET discussed = true {where}", key)
    schema.bump(con, facts=False)
    return saved


def toggle_barrier(con: DuckDBPyConnection, school_id: int, meeting_id: int, item_id: int, barrier: str) -> bool:
    """Choose a barrier or take it back, inside the caller's transaction; whether it is chosen now."""
    barriers, _ = _held(con, school_id, meeting_id, item_id)
    chosen = barrier not in barriers
    set_barrier(con, school_id, meeting_id, item_id, barrier, chosen)
    return chosen


def set_barrier(
    con: DuckDBPyConnection, school_id: int, meeting_id: int, item_id: int, barrier: str, chosen: bool
) -> None:
    """Have a barrier chosen, or not, inside the caller's transaction, whatever it was before."""
    barriers, _ = _held(con, school_id, meeting_id, item_id)
    after = [one for one in barriers if one != barrier] if not chosen else list(dict.fromkeys([*barriers, barrier]))
    _set(con, school_id, meeting_id, item_id, barriers=after, discussed=True)


def decide(con: DuckDBPyConnection, school_id: int, meeting_id: int, item_id: int, decision: str) -> str:
    """Set what is decided ("" takes it back), inside the caller's transaction; what was decided before."""
    _, before = _held(con, school_id, meeting_id, item_id)
    spoken: dict[str, object] = {"discussed": True} if decision else {}
    _set(con, school_id, meeting_id, item_id, decision=decision, **spoken)
    return before


def take_decision_back(
    con: DuckDBPyConnection, school_id: int, meeting_id: int, item_id: int, made: str, before: str
) -> None:
    """Set what was decided `before` a decision was `made`, inside the caller's transaction.

    Raises:
        ChangedSinceError: something else was decided since; that stays.
    """
    if decide(con, school_id, meeting_id, item_id, before) != made:
        raise ChangedSinceError("Something else was decided since", "The later decision stays.")


def discussed(con: DuckDBPyConnection, school_id: int, meeting_id: int, item_id: int, done: bool) -> None:
    """Tick an item off, or take the tick away, inside the caller's transaction."""
    _set(con, school_id, meeting_id, item_id, discussed=done)


def _held(con: DuckDBPyConnection, school_id: int, meeting_id: int, item_id: int) -> tuple[list[str], str]:
    """The barriers and the decision of an item."""
    row = con.execute(
        "SELECT barriers, decision FROM meeting_item WHERE school_id = ? AND meeting_id = ? AND item_id = ?",
        [school_id, meeting_id, item_id],
    ).fetchone()
    if row is None:
        raise NotFoundError("That item is not on file any more", remedy="Look at the agenda again.")
    return list(row[0]), str(row[1])


def _set(con: DuckDBPyConnection, school_id: int, meeting_id: int, item_id: int, **values: object) -> None:
    places = ", ".join(f"{name} = ?" for name in values)
    con.execute(
        f"UPDATE meeting_item SET {places} WHERE school_id = ? AND meeting_id = ? AND item_id = ?",
        [*values.values(), school_id, meeting_id, item_id],
    )
    if values.get("discussed"):
        _bring_back(con, school_id, meeting_id, item_id)
    schema.bump(con, facts=False)


def _bring_back(con: DuckDBPyConnection, school_id: int, meeting_id: int, item_id: int) -> None:
    """An item that somebody took off the agenda while it was spoken of comes back at its end: it must be seen."""
    off = con.execute(
        "SELECT 1 FROM meeting_item WHERE school_id = ? AND meeting_id = ? AND item_id = ? AND place = 0",
        [school_id, meeting_id, item_id],
    ).fetchone()
    if off is not None:
        agenda.move(con, school_id, meeting_id, item_id, _END)


# -- its course


def start(con: DuckDBPyConnection, school_id: int, meeting_id: int) -> None:
    """A planned meeting runs from now, today, inside the caller's transaction; one that runs already stays as it is.

    Raises:
        NotFoundError: another program deleted it meanwhile.
    """
    agenda.check_there(con, school_id, meeting_id)
    con.execute(
        "UPDATE meeting SET status = 'running', started = ?, held_on = ? "
        "WHERE school_id = ? AND meeting_id = ? AND status = 'planned'",
        [clock.now(), clock.today(), school_id, meeting_id],
    )
    schema.bump(con, facts=True)


def go_to(
    con: DuckDBPyConnection, school_id: int, meeting_id: int, item_id: int | None, left: int | None, seconds: int
) -> None:
    """Keep where the meeting is, and the time since the last such call, inside the caller's transaction.

    Args:
        con: a connection inside a write.
        school_id: the school.
        meeting_id: the meeting.
        item_id: the item that is spoken of from now; None leaves it as it is.
        left: the item that the time goes to, None for no single one.
        seconds: how long, at least 0; times of two programs add up.
    """
    con.execute(
        "UPDATE meeting SET place = coalesce(?, place), seconds = seconds + ? WHERE school_id = ? AND meeting_id = ?",
        [item_id, seconds, school_id, meeting_id],
    )
    if left is not None and seconds:
        con.execute(
            "UPDATE meeting_item SET seconds = seconds + ? WHERE school_id = ? AND meeting_id = ? AND item_id = ?",
            [seconds, school_id, meeting_id, left],
        )
    schema.bump(con, facts=False)


def pause(con: DuckDBPyConnection) -> None:
    """Views of the school count from now what was said so far; inside the caller's transaction."""
    schema.bump(con, facts=True)


def finish(con: DuckDBPyConnection, school_id: int, meeting_id: int) -> None:
    """The meeting was held; what it showed is frozen. Inside the caller's transaction; a second time does nothing."""
    now_held = con.execute(
        "UPDATE meeting SET status = 'held', finished = ? WHERE school_id = ? AND meeting_id = ? AND status <> 'held' "
        "RETURNING meeting_id",
        [clock.now(), school_id, meeting_id],
    ).fetchone()
    if now_held is None:
        return
    audit.append(con, "meeting held", {"meeting": meeting_id})
    schema.bump(con, facts=True)


def reopen(con: DuckDBPyConnection, school_id: int, meeting_id: int) -> None:
    """A meeting that was finished too soon runs again, inside the caller's transaction.

    It keeps when it was finished, and with that the figures it showed.

    Raises:
        NotFoundError: another program deleted it meanwhile.
        ExistsError: another one of its class, point and kind was planned or begun since.
    """
    agenda.check_there(con, school_id, meeting_id)
    other = con.execute(
        "SELECT o.status FROM meeting m JOIN meeting o USING (school_id, class_id, ordinal, kind) "
        "WHERE m.school_id = ? AND m.meeting_id = ? AND o.meeting_id <> m.meeting_id AND o.status <> 'held'",
        [school_id, meeting_id],
    ).fetchone()
    if other is not None:
        raise ExistsError(
            "Another meeting on this class is on file since", f"It is {other[0]}.",
            "Go on in that one, or delete it first where it is only planned.",
        )  # fmt: skip
    con.execute(
        "UPDATE meeting SET status = 'running' WHERE school_id = ? AND meeting_id = ?",
        [school_id, meeting_id],
    )
    audit.append(con, "meeting reopened", {"meeting": meeting_id})
    schema.bump(con, facts=True)
