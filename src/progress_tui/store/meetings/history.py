"""Meetings that were held, brought in as they were, and what earlier meetings said of a child."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from progress_tui.domain.card import ActionShown, MeetingItemShown
from progress_tui.domain.meetings import Action, NewAction, NewItem, Text
from progress_tui.store import schema
from progress_tui.store.meetings import actions, agenda, saying
from progress_tui.store.numbers import new_numbers

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
    """Write meetings that were held, with items and actions, inside the caller's transaction; flags rest on them."""
    for meeting in meetings:
        meeting_id = new_numbers(con, "meeting", "meeting_id", 1)[0]
        held = datetime.combine(meeting.held_on, time(15, 30))
        con.execute(
            "INSERT INTO meeting (school_id, meeting_id, class_id, ordinal, held_on, minutes, attendees, status, "
            "seconds, started, finished) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [school_id, meeting_id, meeting.class_id, meeting.ordinal, meeting.held_on, meeting.minutes,
             meeting.attendees, meeting.status, meeting.minutes * 60, held, held],
        )  # fmt: skip
        new = [NewItem("pupil", item.pupil_id, seen=item.seen) for item in meeting.items]
        numbers = agenda.add_items(con, school_id, meeting_id, new)
        for number, item in zip(numbers, meeting.items, strict=True):
            con.execute(
                "UPDATE meeting_item SET discussed = true, barriers = ?, decision = ? "
                "WHERE school_id = ? AND item_id = ?",
                [list(item.barriers), item.decision, school_id, number],
            )
            if item.teacher_view:
                saying.save_text(con, school_id, meeting_id, number, "teacher_view", item.teacher_view, Text())
            _agree(con, school_id, meeting, number, item)
        con.execute("UPDATE meeting_text SET changed = ? WHERE meeting_id = ?", [held, meeting_id])
    schema.bump(con, facts=True)


def _agree(con: DuckDBPyConnection, school_id: int, meeting: MeetingRecord, item_id: int, item: ItemRecord) -> None:
    """The actions of an item, with what became of them."""
    new = [
        NewAction(
            item.pupil_id, meeting.class_id, item_id, action.what, action.owner, meeting.held_on.isoformat(),
            action.due.isoformat(),
        )
        for action in item.actions
    ]  # fmt: skip
    for number, action in zip(actions.add(con, school_id, new), item.actions, strict=True):
        con.execute(
            "UPDATE action SET status = ?, closed = CASE ? WHEN 'open' THEN NULL ELSE due END, effect = ? "
            "WHERE school_id = ? AND action_id = ?",
            [action.status, action.status, action.effect, school_id, number],
        )


def of_pupil(con: DuckDBPyConnection, school_id: int, pupil_id: int) -> tuple[MeetingItemShown, ...]:
    """What earlier meetings said of a pupil, newest first; of a meeting that is planned nothing was said yet.

    What was agreed beside a meeting, or under a question of the class, is told by the day, without a class.
    """
    return of_pupils(con, school_id, [pupil_id])[pupil_id]


def of_pupils(
    con: DuckDBPyConnection, school_id: int, pupil_ids: Sequence[int], but: int = 0
) -> dict[int, tuple[MeetingItemShown, ...]]:
    """What earlier meetings said of each of some pupils, as `of_pupil`, by one query.

    Args:
        con: a connection.
        school_id: the school.
        pupil_ids: the pupils; one who was never spoken of has nothing.
        but: a meeting that is left out, because it is the one that asks.
    """
    agreed: dict[int, list[Action]] = defaultdict(list)
    for one in actions.of_pupils(con, school_id, pupil_ids):
        agreed[one.item_id or 0].append(one)
    rows = con.execute(
        """
        SELECT i.pupil_id, i.item_id, m.held_on, coalesce(c.name, ''), i.decision,
            coalesce(max(t.body) FILTER (t.field = 'seen'), '') AS seen,
            coalesce(max(t.body) FILTER (t.field = 'teacher_view'), '') AS teacher_view
        FROM meeting_item i JOIN meeting m USING (school_id, meeting_id)
            LEFT JOIN class c USING (school_id, class_id)
            LEFT JOIN meeting_text t USING (school_id, meeting_id, item_id)
        WHERE i.school_id = $1 AND list_contains($2, i.pupil_id) AND i.place > 0 AND m.status <> 'planned'
            AND i.meeting_id <> $3
        GROUP BY ALL ORDER BY m.held_on DESC, i.item_id DESC
        """,
        [school_id, list(pupil_ids), but],
    ).fetchall()
    found: dict[int, list[MeetingItemShown]] = {pupil_id: [] for pupil_id in pupil_ids}
    for pupil_id, item_id, held, name, decision, seen, view in rows:
        shown = tuple(map(_shown, agreed.pop(item_id, ())))
        found[pupil_id].append(MeetingItemShown(held.isoformat(), name, seen, view, decision, shown))
    own = con.execute(
        "SELECT item_id FROM meeting_item WHERE school_id = ? AND meeting_id = ?", [school_id, but]
    ).fetchall()
    for (item_id,) in own:
        agreed.pop(item_id, None)
    beside: dict[tuple[int | None, str], list[ActionShown]] = defaultdict(list)
    for one in (one for left in agreed.values() for one in left):
        beside[one.pupil_id, one.agreed].append(_shown(one))
    for (pupil_id, day), told in beside.items():
        if pupil_id is not None:
            found[pupil_id].append(MeetingItemShown(day, "", "", "", "", tuple(told)))
    return {
        pupil_id: tuple(sorted(items, key=lambda one: one.held_on, reverse=True)) for pupil_id, items in found.items()
    }


def _shown(one: Action) -> ActionShown:
    return ActionShown(one.what, one.owner, one.due, one.status, one.effect, one.action_id, effect_note=one.effect_note)
