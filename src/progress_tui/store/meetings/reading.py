"""Meetings as they are on file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from progress_tui.domain.errors import NotFoundError
from progress_tui.domain.meetings import Item, Meeting, MeetingKind, MeetingStatus, Text
from progress_tui.store.meetings import actions

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_MEETING = (
    "m.meeting_id, m.school_id, m.class_id, coalesce(c.name, '') AS class_name, m.ordinal, m.kind, "
    "CAST(m.held_on AS VARCHAR), m.minutes, m.attendees, m.status, m.place, m.seconds, "
    "coalesce(strftime(m.started, '%Y-%m-%dT%H:%M:%S'), ''), coalesce(strftime(m.finished, '%Y-%m-%dT%H:%M:%S'), '')"
)
_FROM = "meeting m LEFT JOIN class c ON c.school_id = m.school_id AND c.class_id = m.class_id"


class MeetingEntry(NamedTuple):
    """A meeting in a list; attributes as in `domain.meetings.Meeting`.

    Attributes:
        academic_year: of its class, the year in which it starts.
        pupils: children on its agenda; `discussed` of those, spoken of.
        actions: agreed in it.
    """

    meeting_id: int
    class_id: int
    class_name: str
    academic_year: int
    ordinal: int
    kind: MeetingKind
    held_on: str
    status: MeetingStatus
    pupils: int
    discussed: int
    actions: int


def meeting(con: DuckDBPyConnection, school_id: int, meeting_id: int) -> Meeting:
    """One meeting with everything in it.

    Raises:
        NotFoundError: it is not on file (any more).
    """
    row = con.execute(
        f"SELECT {_MEETING} FROM {_FROM} WHERE m.school_id = ? AND m.meeting_id = ?", [school_id, meeting_id]
    ).fetchone()
    if row is None:
        raise NotFoundError("That meeting is not on file", remedy="It may have been deleted; look at the list again.")
    return Meeting._make([*row, _items(con, school_id, meeting_id)])


def _items(con: DuckDBPyConnection, school_id: int, meeting_id: int) -> tuple[Item, ...]:
    texts: dict[int, dict[str, Text]] = defaultdict(dict)
    for item_id, field, body, revision, changed in con.execute(
        "SELECT item_id, field, body, revision, changed FROM meeting_text WHERE school_id = ? AND meeting_id = ?",
        [school_id, meeting_id],
    ).fetchall():
        texts[item_id][field] = Text(body, revision, changed.isoformat())
    rows = con.execute(
        "SELECT item_id, place, kind, pupil_id, question, discussed, seconds, barriers, decision FROM meeting_item "
        "WHERE school_id = ? AND meeting_id = ? AND place > 0 ORDER BY place, item_id",
        [school_id, meeting_id],
    ).fetchall()
    agreed = actions.of_items(con, school_id, [row[0] for row in rows])
    return tuple(
        Item(number, place, kind, pupil_id, question, discussed, seconds, tuple(barriers), decision,
             dict(texts.get(number, {})), tuple(agreed.get(number, ())))
        for number, place, kind, pupil_id, question, discussed, seconds, barriers, decision in rows
    )  # fmt: skip


def listed(con: DuckDBPyConnection, school_id: int, class_ids: Sequence[int] | None = None) -> list[MeetingEntry]:
    """The meetings of a school or of some classes, the latest point and day first."""
    chosen = "" if class_ids is None else " AND list_contains($2, m.class_id)"
    values: list[object] = [school_id] if class_ids is None else [school_id, list(class_ids)]
    rows = con.execute(
        f"""
        SELECT m.meeting_id, m.class_id, coalesce(c.name, ''), coalesce(c.academic_year, m.ordinal // 6), m.ordinal,
            m.kind, CAST(m.held_on AS VARCHAR), m.status,
            (SELECT count(*) FROM meeting_item i WHERE i.school_id = m.school_id AND i.meeting_id = m.meeting_id
                AND i.place > 0 AND i.kind = 'pupil') AS pupils,
            (SELECT count(*) FROM meeting_item i WHERE i.school_id = m.school_id AND i.meeting_id = m.meeting_id
                AND i.place > 0 AND i.kind = 'pupil' AND i.discussed) AS discussed,
            (SELECT count(*) FROM action a JOIN meeting_item i ON i.school_id = a.school_id AND i.item_id = a.item_id
                WHERE i.school_id = m.school_id AND i.meeting_id = m.meeting_id) AS actions
        FROM {_FROM} WHERE m.school_id = $1{chosen} ORDER BY m.ordinal DESC, m.held_on DESC, m.meeting_id DESC
        """,
        values,
    ).fetchall()
    return [MeetingEntry(*row) for row in rows]
