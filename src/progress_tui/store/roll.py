"""Who joined and who is missing from a list, told by what an import brought beside what was on file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from progress_tui.domain.pupils import display_name
from progress_tui.store.merging import mark_left

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class Listed:
    """A pupil whom an import brought, or whom it might have and did not name.

    Attributes:
        row: the row of the source; None for those it does not name.
        academic_year: start year of the list.
        class_name: the class in the list, or for those it does not name the class on file; may be empty.
        on_roll: of those it does not name, whether they are on roll in the very year of the list, and can leave.
    """

    pupil: str
    row: int | None
    academic_year: int | None
    class_name: str
    year_group: int | None
    on_roll: bool = False


def joiners(con: DuckDBPyConnection, number: int) -> list[Listed]:
    """The new pupils of schools that had pupils on file before, by row; with their class in the latest year."""
    rows = con.execute(
        """
        SELECT s.surname, s.forename, s.fallback, s.row, arg_max(e.academic_year, e.academic_year),
            arg_max(e.class_name, e.academic_year), arg_max(e.year_group, e.academic_year)
        FROM m JOIN s_pupil s USING (ref) LEFT JOIN s_enrolment e USING (ref)
        WHERE m.is_new AND m.school_id IN (
            SELECT school_id FROM pupil WHERE import_id IS DISTINCT FROM $1
            UNION SELECT school_id FROM m WHERE NOT is_new)
        GROUP BY ALL ORDER BY s.row
        """,
        [number],
    ).fetchall()
    return [_listed(*row) for row in rows]


def missing(con: DuckDBPyConnection, number: int) -> list[Listed]:
    """Pupils whom a class list might have named and does not: possible leavers.

    A list speaks for a class (or, without classes, a year group) when it names at least half of the pupils on roll in
    it. Where import `number` is the first to name a class in a new year, the class of the year before is looked at, as
    far as its pupils would be in year groups of the list: so a new year needs no command. Makes `gone` for `leave`.
    """
    con.execute(
        """
        CREATE OR REPLACE TEMP TABLE gone AS
        WITH lists AS (
            SELECT m.school_id, s.academic_year, list(DISTINCT s.year_group) AS groups,
                bool_or(s.class_name <> '') AS classes
            FROM s_enrolment s JOIN m USING (ref) GROUP BY ALL
        ), named AS (
            SELECT DISTINCT m.school_id, m.pupil_id, s.academic_year FROM s_enrolment s JOIN m USING (ref)
        ), due AS (
            SELECT e.school_id, e.pupil_id, l.academic_year, e.academic_year AS held, e.class_id, e.year_group,
                CASE WHEN l.classes THEN e.class_id ELSE e.year_group END AS unit,
                n.pupil_id IS NOT NULL AS is_named, n.pupil_id IS NOT NULL AND (
                    e.academic_year = l.academic_year OR coalesce(now.import_id = $1, false)) AS is_counted
            FROM lists l JOIN enrolment e ON e.school_id = l.school_id
                AND e.academic_year IN (l.academic_year, l.academic_year - 1)
            LEFT JOIN named n ON n.school_id = e.school_id AND n.pupil_id = e.pupil_id
                AND n.academic_year = l.academic_year
            LEFT JOIN enrolment now ON now.school_id = e.school_id AND now.pupil_id = e.pupil_id
                AND now.academic_year = l.academic_year
            WHERE e.to_date IS NULL AND (e.academic_year = l.academic_year OR (
                list_contains(l.groups, e.year_group + 1) AND (now.pupil_id IS NULL OR n.pupil_id IS NOT NULL)))
        ), spoken AS (
            SELECT school_id, academic_year, held, unit FROM due WHERE unit IS NOT NULL
            GROUP BY ALL HAVING 2 * count(*) FILTER (is_counted) >= count(*)
        )
        SELECT d.school_id, d.pupil_id, d.academic_year, d.held, d.class_id, d.year_group
        FROM due d JOIN spoken USING (school_id, academic_year, held, unit)
        WHERE NOT d.is_named AND NOT EXISTS (FROM m WHERE m.school_id = d.school_id AND m.pupil_id = d.pupil_id)
        """,
        [number],
    )
    rows = con.execute(
        """
        SELECT p.surname, p.forename, p.fallback, NULL, g.academic_year, c.name, g.year_group, g.held = g.academic_year
        FROM gone g JOIN pupil p USING (school_id, pupil_id)
        LEFT JOIN class c ON c.school_id = g.school_id AND c.class_id = g.class_id
        ORDER BY g.year_group, c.name, p.folded, p.pupil_id
        """
    ).fetchall()
    return [_listed(*row) for row in rows]


def classes_to_choose(con: DuckDBPyConnection, year: int | None) -> list[str] | None:
    """The classes that pupils of the source may be in, where none of them is in one; None where one is.

    Args:
        con: with `m`, after the merge.
        year: start year of the latest facts of the source; None (it dates nothing) looks at every year.
    """
    row = con.execute(
        "SELECT count(*) FROM m JOIN enrolment e USING (school_id, pupil_id) "
        "WHERE e.class_id IS NOT NULL AND ($1 IS NULL OR e.academic_year = $1)",
        [year],
    ).fetchone()
    if row is None or row[0]:
        return None
    rows = con.execute(
        "SELECT DISTINCT c.name FROM class c SEMI JOIN m USING (school_id) "
        "WHERE c.academic_year = coalesce($1, (SELECT max(academic_year) FROM class)) ORDER BY c.name",
        [year],
    ).fetchall()
    return [str(name) for (name,) in rows]


def leave(con: DuckDBPyConnection, number: int, today: date) -> int:
    """Mark those of `gone` who are on roll in the list's own year as left, as part of import `number`; how many.

    The last day is today, or the nearest day of that academic year.
    """
    con.execute(
        """
        CREATE OR REPLACE TEMP TABLE d AS
        SELECT school_id, pupil_id, academic_year,
            least(greatest($1, make_date(academic_year, 9, 1)), make_date(academic_year + 1, 8, 31)) AS to_date
        FROM gone WHERE held = academic_year
        """,
        [today],
    )
    return mark_left(con, number)


def returned(con: DuckDBPyConnection, today: date) -> list[str]:
    """Pupils of the source who are on file as having left in the year of its list."""
    rows = con.execute(
        """
        SELECT DISTINCT p.surname, p.forename, p.fallback FROM s_enrolment s JOIN m USING (ref)
        JOIN enrolment e ON e.school_id = m.school_id AND e.pupil_id = m.pupil_id
            AND e.academic_year = s.academic_year
        JOIN pupil p ON p.school_id = m.school_id AND p.pupil_id = m.pupil_id
        WHERE e.to_date IS NOT NULL AND s.to_date IS NULL AND e.to_date < $1 ORDER BY ALL
        """,
        [today],
    ).fetchall()
    return [display_name(*map(str, row)) for row in rows]


def _listed(
    surname: str,
    forename: str,
    fallback: str,
    row: int | None,
    year: int | None,
    name: str | None,
    group: int | None,
    on_roll: bool = False,
) -> Listed:
    return Listed(display_name(surname, forename, fallback), row, year, name or "", group, on_roll)
