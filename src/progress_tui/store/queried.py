"""Results that somebody has marked as wrong, for the office to mend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from progress_tui.domain.calendar import Point
from progress_tui.domain.errors import NotFoundError
from progress_tui.store import schema

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
