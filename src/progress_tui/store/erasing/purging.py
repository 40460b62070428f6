"""What a school's schedule says is due: children who left long ago, old notes, meetings and actions, old undo."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from progress_tui.store import audit, schema
from progress_tui.store.erasing.erase import Erased, take_out, told
from progress_tui.store.erasing.removing import columns, let_go

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from progress_tui.store.erasing.identity import Identity


class Cutoffs(NamedTuple):
    """Days before which something is due: a child's last day, a note's last change, a meeting, an action, an import."""

    leavers: date
    notes: date
    meetings: date
    actions: date
    imports: date


class Leaver(NamedTuple):
    """A child who is no longer on roll, and the last day of the last year in which the child was."""

    school_id: int
    pupil_id: int
    left: date


_AGED: Final = (
    ("notes", "note", "greatest(written, changed) < $1"),
    ("meetings", "snapshot", "(school_id, meeting_id) IN (SELECT (school_id, meeting_id) FROM meeting "
     "WHERE held_on < $1)"),
    ("meetings", "meeting_text", "(school_id, meeting_id) IN (SELECT (school_id, meeting_id) FROM meeting "
     "WHERE held_on < $1)"),
    ("meetings", "meeting_item", "(school_id, meeting_id) IN (SELECT (school_id, meeting_id) FROM meeting "
     "WHERE held_on < $1)"),
    ("meetings", "meeting", "held_on < $1"),
    ("actions", "action", "greatest(agreed, due, coalesce(closed, due)) < $1"),
    ("imports", "before_image", "import_id IN (SELECT import_id FROM import WHERE made < $1)"),
    ("imports", "import_rejected", "import_id IN (SELECT import_id FROM import WHERE made < $1)"),
)  # fmt: skip
"""Kind, table, and what is due of it; in the order in which they may go."""


def leavers(con: DuckDBPyConnection, today: date) -> tuple[Leaver, ...]:
    """Every child who is no longer on roll, the longest gone first.

    The last day is that of the latest enrolment, or the end of its school year; of a child in no class list, the end of
    the year of the last result. Whoever has neither is not told to have left.
    """
    rows = con.execute(
        """
        WITH seen AS (
            SELECT school_id, pupil_id, max(coalesce(to_date, make_date(academic_year + 1, 8, 31))) AS last
            FROM enrolment GROUP BY ALL
            UNION ALL
            SELECT school_id, pupil_id, make_date(CAST(max(ordinal) // 6 AS INTEGER) + 1, 8, 31) FROM result r
            WHERE NOT EXISTS (FROM enrolment e WHERE e.school_id = r.school_id AND e.pupil_id = r.pupil_id)
            GROUP BY ALL
        )
        SELECT school_id, pupil_id, last FROM seen WHERE last < $1 ORDER BY last, school_id, pupil_id
        """,
        [today],
    ).fetchall()
    return tuple(Leaver(int(school), int(pupil), last) for school, pupil, last in rows)


def purge(con: DuckDBPyConnection, cutoffs: Cutoffs, children: Sequence[Identity]) -> Erased:
    """Take out what is due, inside the caller's transaction or a rewrite, with a line in the audit.

    Args:
        con: a connection inside a write.
        cutoffs: from which day on something is kept.
        children: the leavers who are due, as the file has them.
    """
    broken = audit.broken_at(con)
    erased = take_out(con, children)
    rows = dict(erased.rows)
    held = columns(con)
    for kind, table, where in _AGED:
        if table in held and not (table == "action" and "agreed" not in held[table]):
            gone = con.execute(f"DELETE FROM {table} WHERE {where}", [getattr(cutoffs, kind)]).fetchone()
            rows[table] = rows.get(table, 0) + (int(gone[0]) if gone else 0)
    let_go(con, held)
    erased = erased._replace(rows={table: count for table, count in rows.items() if count})
    if erased.rows or erased.texts:
        detail = {
            "pupils": sorted(one.pupil_id for one in children),
            "before": {kind: day.isoformat() for kind, day in cutoffs._asdict().items()},
            **told(erased, broken),
        }
        audit.append(con, "purge", detail)
        schema.bump(con, facts=True)
    return erased
