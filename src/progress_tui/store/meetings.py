"""Meetings held, what was said of each child, and the actions agreed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from progress_tui.domain.card import ActionShown, MeetingItemShown
from progress_tui.store import schema

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class ActionRecord:
    """An action: what, who, by when, and what became of it."""

    what: str
    owner: str
    due: date
    status: str
    effect: str


@dataclass(frozen=True, slots=True)
class ItemRecord:
    """What was said of one pupil."""

    pupil_id: int
    seen: str
    teacher_view: str
    barriers: tuple[str, ...]
    decision: str
    actions: tuple[ActionRecord, ...]


@dataclass(frozen=True, slots=True)
class MeetingRecord:
    """A meeting on one class at one point; `status` is planned, running or held."""

    class_id: int
    ordinal: int
    held_on: date
    minutes: int
    attendees: str
    status: str
    items: tuple[ItemRecord, ...]


def add(con: DuckDBPyConnection, school_id: int, meetings: Sequence[MeetingRecord]) -> None:
    """Write meetings with their items and actions, inside the caller's transaction; flags rest on them."""
    meeting_id, item_id, action_id = (
        _highest(con, table, key)
        for table, key in (("meeting", "meeting_id"), ("meeting_item", "item_id"), ("action", "action_id"))
    )
    for meeting in meetings:
        meeting_id += 1
        con.execute(
            "INSERT INTO meeting VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [school_id, meeting_id, meeting.class_id, meeting.ordinal, meeting.held_on, meeting.minutes,
             meeting.attendees, meeting.status],
        )  # fmt: skip
        for item in meeting.items:
            item_id += 1
            con.execute(
                "INSERT INTO meeting_item VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    school_id,
                    meeting_id,
                    item_id,
                    item.pupil_id,
                    item.seen,
                    item.teacher_view,
                    list(item.barriers),
                    item.decision,
                ],
            )
            for action in item.actions:
                action_id += 1
                con.execute(
                    "INSERT INTO action VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    [school_id, action_id, item_id, item.pupil_id, action.what, action.owner, action.due, action.status,
                     action.effect],
                )  # fmt: skip
    schema.bump(con, facts=True)


def of_pupil(con: DuckDBPyConnection, school_id: int, pupil_id: int) -> tuple[MeetingItemShown, ...]:
    """What earlier meetings said of a pupil, newest first."""
    actions: dict[int, list[ActionShown]] = defaultdict(list)
    for item_id, action_id, what, owner, due, status, effect in con.execute(
        "SELECT item_id, action_id, what, owner, due, status, effect FROM action WHERE school_id = ? AND pupil_id = ? "
        "ORDER BY due, action_id",
        [school_id, pupil_id],
    ).fetchall():
        actions[item_id].append(ActionShown(what, owner, due.isoformat(), status, effect, action_id))
    rows = con.execute(
        """
        SELECT i.item_id, m.held_on, c.name, i.seen, i.teacher_view, i.decision
        FROM meeting_item i JOIN meeting m USING (school_id, meeting_id) JOIN class c USING (school_id, class_id)
        WHERE i.school_id = ? AND i.pupil_id = ? ORDER BY m.held_on DESC
        """,
        [school_id, pupil_id],
    ).fetchall()
    return tuple(
        MeetingItemShown(held.isoformat(), name, seen, view, decision, tuple(actions[item_id]))
        for item_id, held, name, seen, view, decision in rows
    )


def _highest(con: DuckDBPyConnection, table: str, key: str) -> int:
    row = con.execute(f"SELECT coalesce(max({key}), 0) FROM {table}").fetchone()
    return int(row[0]) if row else 0
