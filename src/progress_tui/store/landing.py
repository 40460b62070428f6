"""Where what an import brought can be seen: the class to open after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def landing(con: DuckDBPyConnection, number: int) -> tuple[int, int, int] | None:
    """(school id, class id, ordinal) of the first class, by year group and name, that holds rows of an import.

    Args:
        con: the school file.
        number: the import.

    Returns:
        The class at the import's latest point with results, or at the latest of its year where the import brought
        class lists alone; None when it brought nothing that a class shows.
    """
    row = con.execute(
        """
        WITH seen AS (
            SELECT school_id, pupil_id, ordinal // 6 AS academic_year, ordinal FROM result WHERE import_id = $1
            UNION ALL SELECT school_id, pupil_id, academic_year, NULL AS ordinal FROM enrolment WHERE import_id = $1
            UNION ALL SELECT school_id, pupil_id, ordinal // 6 AS academic_year, NULL AS ordinal FROM target
            WHERE import_id = $1
        )
        SELECT c.school_id, c.class_id, c.academic_year, max(s.ordinal) AS latest
        FROM seen s JOIN enrolment e USING (school_id, pupil_id, academic_year)
        JOIN class c ON c.school_id = e.school_id AND c.class_id = e.class_id
        GROUP BY c.school_id, c.class_id, c.academic_year, c.name
        ORDER BY max(s.ordinal) DESC NULLS LAST, c.academic_year DESC, c.school_id, min(e.year_group), c.name LIMIT 1
        """,
        [number],
    ).fetchone()
    if row is None:
        return None
    school_id, class_id, academic_year, latest = (None if value is None else int(value) for value in row)
    if school_id is None or class_id is None or academic_year is None:
        return None
    if latest is None:
        latest = _latest_of(con, school_id, academic_year)
    return school_id, class_id, latest


def _latest_of(con: DuckDBPyConnection, school_id: int, academic_year: int) -> int:
    """The latest point of a year with results on file, its first half-term without any."""
    row = con.execute(
        "SELECT max(ordinal) AS latest FROM result WHERE school_id = ? AND ordinal // 6 = ?", [school_id, academic_year]
    ).fetchone()
    return int(row[0]) if row is not None and row[0] is not None else academic_year * 6
