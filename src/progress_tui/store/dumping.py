"""Everything a file holds of one school, table by table, so that a school can leave with all of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from progress_tui.store import schema

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Value: TypeAlias = str | int | float | bool | date | None

_NOT_OF_A_SCHOOL: Final = ("prepared", "before_image")
"""What can be worked out again, and what is kept only to take an import back."""

_OF_THE_FILE: Final = ("import", "import_rejected", "audit")
"""Tables that no school owns: they go with the only school of a file."""

_BY_NAME: Final = """
    SELECT p.surname, p.forename, u.value AS upn, e.year_group, c.name AS class, s.subject, s.assessment, s.scale,
        s.label AS series, f.what, f.ordinal, f.raw AS written
    FROM (
        SELECT school_id, pupil_id, series_id, ordinal, raw, 'result' AS what FROM result UNION ALL
        SELECT school_id, pupil_id, series_id, ordinal, raw, 'target' FROM target
    ) f
    JOIN pupil p ON p.school_id = f.school_id AND p.pupil_id = f.pupil_id
    JOIN series s ON s.school_id = f.school_id AND s.series_id = f.series_id
    LEFT JOIN (
        SELECT school_id, pupil_id, min(value) AS value FROM identifier WHERE kind = 'upn' GROUP BY ALL
    ) u ON u.school_id = p.school_id AND u.pupil_id = p.pupil_id
    LEFT JOIN (
        SELECT school_id, pupil_id, academic_year, max(year_group) AS year_group, max(class_id) AS class_id
        FROM enrolment GROUP BY ALL
    ) e ON e.school_id = f.school_id AND e.pupil_id = f.pupil_id AND e.academic_year = f.ordinal // 6
    LEFT JOIN class c ON c.school_id = e.school_id AND c.class_id = e.class_id
    WHERE f.school_id = ?
    ORDER BY p.surname, p.forename, p.pupil_id, f.ordinal, s.subject, s.label, f.what
"""


class HeldTable(NamedTuple):
    """A table: its name, its columns, and its rows; lists are joined by `; `, moments are ISO to the second."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def of_school(con: DuckDBPyConnection, school_id: int) -> tuple[HeldTable, ...]:
    """Results and targets with names first, then every table that holds something of the school."""
    found = [_read(con, "results_by_name", _BY_NAME, [school_id])]
    alone = con.execute("SELECT count(*) FROM school").fetchone() == (1,)
    for table in schema.TABLES:
        if table in _NOT_OF_A_SCHOOL or (table in _OF_THE_FILE and not alone):
            continue
        if table in _OF_THE_FILE:
            found.append(_read(con, table, f"SELECT * FROM {table} ORDER BY ALL", []))
        else:
            found.append(_read(con, table, f"SELECT * FROM {table} WHERE school_id = ? ORDER BY ALL", [school_id]))
    return tuple(table for table in found if table.rows)


def _read(con: DuckDBPyConnection, name: str, query: str, values: list[int]) -> HeldTable:
    answer = con.execute(query, values)
    columns = tuple(str(one[0]) for one in answer.description or ())
    return HeldTable(name, columns, tuple(tuple(map(plain_value, row)) for row in answer.fetchall()))


def plain_value(value: object) -> Value:
    """A value as it is written: lists joined by `; `, moments ISO to the second."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if value is None or isinstance(value, str | int | float | date):
        return value
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)
