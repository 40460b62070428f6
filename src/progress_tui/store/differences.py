"""What an import changed, cell by cell: the rows as they were kept for undo beside what the import made of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from progress_tui.domain.calendar import Point, academic_year_label
from progress_tui.domain.pupils import display_name
from progress_tui.store.merging import FACTS, FactTable
from progress_tui.store.staging import structure_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MOST: Final = 10_000
"""Changed cells of one table that are listed; beyond them they are counted alone."""

_WORDS: Final[Mapping[str, str]] = {
    "surname": "surname", "forename": "forename", "dob": "date of birth", "sex": "sex", "year_group": "year group",
    "class_id": "class", "from_date": "joined", "to_date": "left", "fsm": "free school meals",
    "fsm6": "free school meals in the last six years", "lac": "looked after", "plac": "previously looked after",
    "service": "service child", "pp": "pupil premium", "eal": "EAL", "sen": "SEN", "possible": "possible sessions",
    "authorised": "authorised absences", "unauthorised": "unauthorised absences", "percentage": "attendance",
    "kind": "UPN",
}  # fmt: skip
"""Column → how it is called where a change is shown; columns that are not here are not shown."""


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that an import changed.

    Attributes:
        pupil: the name as it is on file now.
        row: the row of the source where that is known.
        column: what it is: the label of the series for a result, `target: …` for a target, else words.
        point: `2026-27:Aut2` for results, targets and attendance up to a point, `2026-27` for what holds for a year.
        old, new: as text, `""` for nothing.
    """

    pupil: str
    row: int | None
    column: str
    point: str
    old: str
    new: str


def changes_of(con: DuckDBPyConnection, number: int, rows: Mapping[int, int] | None = None) -> list[Change]:
    """The cells that import `number` changed: names and class lists first, then results, each by pupil.

    Args:
        con: the school file.
        number: the import.
        rows: pupil id → row of the source; of results the row is on file.
    """
    return [change for table in FACTS for change in _changes(con, table, number, rows or {})]


def _changes(con: DuckDBPyConnection, table: FactTable, number: int, rows: Mapping[int, int]) -> Iterator[Change]:
    shown = ("kind",) if table.name == "identifier" else tuple(v for v in table.values if v in (*_WORDS, "raw"))
    keys = [key for key in table.keys if key not in ("kind", "value")]
    for row in _pairs(con, table, shown, number):
        surname, forename, fallback, pupil_id, time, label, source_row, *values = row
        for column, old, new in zip(shown, values[::2], values[1::2], strict=True):
            if old != new:
                yield Change(
                    pupil=display_name(str(surname), str(forename), str(fallback)),
                    row=source_row if isinstance(source_row, int) else rows.get(int(str(pupil_id))),
                    column=_column(table.name, column, label),
                    point=_point(time, "ordinal" in keys, bool(label)),
                    old=_text(old, column),
                    new=_text(new, column),
                )


def _pairs(con: DuckDBPyConnection, table: FactTable, shown: tuple[str, ...], number: int) -> list[tuple[object, ...]]:
    """Each changed row: name, pupil, time, series label, source row, then every shown column before and after."""
    name, structure = table.name, structure_of(con, table.name)
    cells = name in ("result", "target")
    time = (
        "CASE WHEN o.ordinal IS NULL THEN o.academic_year ELSE o.ordinal END"
        if name == "attendance"
        else "o.ordinal"
        if cells
        else "o.academic_year"
        if "academic_year" in table.keys
        else "NULL"
    )
    before_after = ", ".join(f"{_value(column, 'o')}, {_value(column, 'n')}" for column in shown)
    # What the import made of a row stands in the table, or a later import that changed it kept it.
    query = f"""
        WITH o AS (
            SELECT unnest(from_json(content, $2)) FROM before_image WHERE import_id = $1 AND table_name = '{name}'
        ), later AS (
            SELECT unnest(from_json(content, $2)) FROM before_image WHERE import_id > $1 AND table_name = '{name}'
                AND CAST(json_extract(content, '$.import_id') AS INTEGER) = $1
        ), n AS (SELECT * FROM {name} WHERE import_id = $1 UNION ALL SELECT * FROM later)
        SELECT p.surname, p.forename, p.fallback, o.pupil_id, {time},
            {"e.label" if cells else "NULL"}, {"n.source_row" if cells else "NULL"}, {before_after}
        FROM o JOIN n ON {_same_fact(table)}
        JOIN pupil p ON p.school_id = o.school_id AND p.pupil_id = o.pupil_id
        {"JOIN series e ON e.school_id = o.school_id AND e.series_id = o.series_id" if cells else ""}
        ORDER BY p.folded, o.pupil_id, 5, 6 LIMIT {MOST}
    """
    return con.execute(query, [number, structure]).fetchall()


def _same_fact(table: FactTable) -> str:
    if table.name == "identifier":
        # The change is of one UPN to another: beside the one that became a former one stands the one that came.
        return "n.school_id = o.school_id AND n.pupil_id = o.pupil_id AND n.kind = 'upn'"
    return " AND ".join(
        f"n.{key} {'IS NOT DISTINCT FROM' if key in table.nullable else '='} o.{key}" for key in table.keys
    )


def _value(column: str, side: str) -> str:
    if column == "class_id":
        return (
            f"(SELECT c.name FROM class c WHERE c.school_id = {side}.school_id AND c.class_id = {side}.class_id) "
            f"AS class_{side}"
        )
    return f"{side}.value AS value_{side}" if column == "kind" else f"{side}.{column} AS {column}_{side}"


def _column(table: str, column: str, label: object) -> str:
    if table == "result":
        return str(label)
    return f"target: {label}" if table == "target" else _WORDS[column]


def _point(time: object, by_point: bool, cell: bool) -> str:
    if not isinstance(time, int):
        return ""
    # An ordinal is six times a year: no year is as large as one.
    return str(Point(time)) if cell or (by_point and time > _LAST_YEAR) else academic_year_label(time)


_LAST_YEAR: Final = 3000


def _text(value: object, column: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}%" if column == "percentage" else f"{value:g}"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
