"""Where the results of a class came from: the latest import that brought or changed any of them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Imports = dict[tuple[int, int, int], tuple[str, datetime]]
"""(class id, series id, ordinal) → file name and local time of the latest import of such results."""


def latest_imports(con: DuckDBPyConnection, school_id: int, academic_year: int) -> Imports:
    """The latest import of each class, series and point of one academic year.

    Args:
        con: a connection that reads.
        school_id: the school.
        academic_year: its start year; classes are those of that year.
    """
    held = con.execute(
        """
        SELECT e.class_id, r.series_id, r.ordinal, max(r.import_id) AS latest
        FROM result r JOIN enrolment e
            ON e.school_id = r.school_id AND e.pupil_id = r.pupil_id AND e.academic_year = r.ordinal // 6
        WHERE r.school_id = $1 AND r.ordinal BETWEEN $2 * 6 AND $2 * 6 + 5 AND e.class_id IS NOT NULL
        GROUP BY e.class_id, r.series_id, r.ordinal HAVING latest IS NOT NULL
        """,
        [school_id, academic_year],
    ).fetchall()
    made = {
        int(number): (str(file), when)
        for number, file, when in con.execute("SELECT import_id, file, made FROM import").fetchall()
    }
    return {(int(c), int(s), int(o)): made[int(number)] for c, s, o, number in held if int(number) in made}
