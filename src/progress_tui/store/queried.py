"""Results that somebody has marked as wrong, for the office to mend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from progress_tui.domain.calendar import Point
from progress_tui.domain.errors import NotFoundError, UsageError
from progress_tui.store import audit, schema

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class QueryRecord:
    """A result in doubt.

    Attributes:
        pupil_id, series_id, ordinal: which result.
        raw: what stood there when it was marked, as typed: a mended result is in doubt no longer.
        reason: why, in a sentence.
    """

    pupil_id: int
    series_id: int
    ordinal: int
    raw: str
    reason: str


class ResultOnFile(NamedTuple):
    """One result as it stands on file, and whether it is marked.

    Attributes:
        series_id: the series; `label` its name, `subject` and `scale` their ids.
        raw: as typed.
        reason: why it is marked as wrong; None where it is not. `made`: when it was marked, local time.
    """

    pupil_id: int
    series_id: int
    ordinal: int
    label: str
    subject: str
    scale: str
    raw: str
    reason: str | None
    made: datetime | None


class Mark(NamedTuple):
    """A mark, and the result on file where it stands.

    Attributes:
        raw: what was marked; `held` what is on file now, None where nothing is.
        file: the source that brought what is on file, "" where none did; `row` its row, as a spreadsheet numbers it.
    """

    pupil_id: int
    series_id: int
    ordinal: int
    raw: str
    held: str | None
    reason: str
    made: datetime
    file: str
    row: int | None


def add(con: DuckDBPyConnection, school_id: int, queries: Sequence[QueryRecord], made: datetime | None = None) -> None:
    """Mark results as in doubt, inside the caller's transaction; one that is marked already gets the new reason.

    Args:
        con: a connection inside a write.
        school_id: the school.
        queries: which results, and why.
        made: when they were marked; now without it.

    Raises:
        NotFoundError: a result is not on file as it is given.
    """
    for query in queries:
        key = [school_id, query.pupil_id, query.series_id, query.ordinal]
        held = con.execute(
            "SELECT raw FROM result WHERE school_id = ? AND pupil_id = ? AND series_id = ? AND ordinal = ?", key
        ).fetchone()
        if held is None or held[0] != query.raw:
            raise NotFoundError(
                f"There is no result “{query.raw}” of that pupil at {Point(query.ordinal).label}",
                remedy="Mark the result that is on file.",
            )
        con.execute("DELETE FROM queried WHERE school_id = ? AND pupil_id = ? AND series_id = ? AND ordinal = ?", key)
        con.execute(
            "INSERT INTO queried VALUES (?, ?, ?, ?, ?, ?, ?)",
            [*key, query.raw, query.reason, made or datetime.now().replace(microsecond=0)],
        )
    if queries:
        schema.bump(con, facts=True)


def mark(
    con: DuckDBPyConnection, school_id: int, query: QueryRecord, made: datetime | None = None
) -> ResultOnFile | None:
    """Mark one result as in doubt for somebody, with a line in the audit; raises as `add` does.

    Args:
        con: a connection inside a write.
        school_id: the school.
        query: which result, and why; the reason is cleaned and stays in the file: it never goes to the audit.
        made: when it was marked first, where an undone mark comes back; now without it.

    Returns:
        The mark it takes the place of, None without one.

    Raises:
        UsageError: the reason is empty.
    """
    if not query.reason.strip():
        raise UsageError("A result is marked with a reason only", remedy="Say in a sentence what is wrong with it.")
    before = found(con, school_id, query.pupil_id, query.series_id, query.ordinal)
    add(con, school_id, [query], made)
    _note(con, "result queried", query.pupil_id, query.series_id, query.ordinal)
    return before if before is not None and before.reason is not None else None


def unmark(con: DuckDBPyConnection, school_id: int, pupil_id: int, series_id: int, ordinal: int) -> ResultOnFile:
    """Take the mark of a result away, inside the caller's transaction.

    Returns:
        The result as it was marked.

    Raises:
        NotFoundError: it is not marked.
    """
    before = found(con, school_id, pupil_id, series_id, ordinal)
    if before is None or before.reason is None:
        raise NotFoundError(
            f"That result at {Point(ordinal).label} is not marked", remedy="“progress-tui show queried” lists those."
        )
    con.execute(
        "DELETE FROM queried WHERE school_id = ? AND pupil_id = ? AND series_id = ? AND ordinal = ?",
        [school_id, pupil_id, series_id, ordinal],
    )
    _note(con, "result no longer queried", pupil_id, series_id, ordinal)
    schema.bump(con, facts=True)
    return before


def _note(con: DuckDBPyConnection, what: str, pupil_id: int, series_id: int, ordinal: int) -> None:
    audit.append(con, what, {"pupil": pupil_id, "series": series_id, "point": str(Point(ordinal))})


def found(con: DuckDBPyConnection, school_id: int, pupil_id: int, series_id: int, ordinal: int) -> ResultOnFile | None:
    """One result as it is on file; None where there is none."""
    return next(
        (one for one in of_pupil(con, school_id, pupil_id) if (one.series_id, one.ordinal) == (series_id, ordinal)),
        None,
    )


def of_pupil(con: DuckDBPyConnection, school_id: int, pupil_id: int) -> list[ResultOnFile]:
    """Every result of a pupil, the oldest first; a mark counts where what was marked is still on file."""
    rows = con.execute(
        """
        SELECT r.pupil_id, r.series_id, r.ordinal, e.label, e.subject, e.scale, r.raw, q.reason, q.made
        FROM result r JOIN series e ON e.school_id = r.school_id AND e.series_id = r.series_id
        LEFT JOIN queried q ON q.school_id = r.school_id AND q.pupil_id = r.pupil_id AND q.series_id = r.series_id
            AND q.ordinal = r.ordinal AND q.raw = r.raw
        WHERE r.school_id = ? AND r.pupil_id = ? ORDER BY r.ordinal, r.series_id
        """,
        [school_id, pupil_id],
    ).fetchall()
    return [ResultOnFile(*row) for row in rows]


def marks(con: DuckDBPyConnection, school_id: int) -> list[Mark]:
    """Every mark of a school, mended results too, in the order in which they were made."""
    rows = con.execute(
        """
        SELECT q.pupil_id, q.series_id, q.ordinal, q.raw, r.raw AS held, q.reason, q.made, coalesce(i.file, '') AS file,
            r.source_row
        FROM queried q LEFT JOIN result r ON r.school_id = q.school_id AND r.pupil_id = q.pupil_id
            AND r.series_id = q.series_id AND r.ordinal = q.ordinal
        LEFT JOIN import i ON i.import_id = r.import_id
        WHERE q.school_id = ? ORDER BY q.made, q.pupil_id, q.series_id, q.ordinal
        """,
        [school_id],
    ).fetchall()
    return [Mark(*row) for row in rows]
