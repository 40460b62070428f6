"""What the last import changed, read from the numbers it left on its rows and from what it kept of those before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from progress_tui.store.staging import Handover, structure_of

if TYPE_CHECKING:
    import polars as pl
    from duckdb import DuckDBPyConnection


class ImportEntry(NamedTuple):
    """An import: `made` is local time, ISO to the minute."""

    number: int
    file: str
    made: str


_KEPT: Final = {
    "results": ("result", "pupil_id, series_id, ordinal, raw", "pupil_id, series_id, ordinal"),
    "targets": ("target", "pupil_id, series_id, ordinal, raw", "pupil_id, series_id, ordinal"),
    "attendance": (
        "attendance",
        "pupil_id, academic_year, ordinal, possible, authorised, unauthorised, percentage",
        "pupil_id, academic_year, ordinal",
    ),
}
"""Frame → table, columns as `analysis.frames` declares them, order."""


def last_import(con: DuckDBPyConnection, school_id: int) -> ImportEntry | None:
    """The newest import whose rows a school still holds, or None without one."""
    row = con.execute(
        """
        SELECT i.import_id, i.file, i.made FROM import i
        WHERE i.import_id IN (
            SELECT import_id FROM result WHERE school_id = $1 UNION SELECT import_id FROM target WHERE school_id = $1
            UNION SELECT import_id FROM attendance WHERE school_id = $1)
        ORDER BY i.import_id DESC LIMIT 1
        """,
        [school_id],
    ).fetchone()
    return None if row is None else ImportEntry(int(row[0]), str(row[1]), row[2].isoformat(" ", "minutes"))


def before_last(con: DuckDBPyConnection, school_id: int) -> tuple[ImportEntry, dict[str, pl.DataFrame]] | None:
    """The newest import of a school with the frames as they were before it; None without an import."""
    entry = last_import(con, school_id)
    return None if entry is None else (entry, frames_before(con, school_id, entry.number))


def frames_before(con: DuckDBPyConnection, school_id: int, number: int) -> dict[str, pl.DataFrame]:
    """Results, targets and attendance of a school as they were before the import `number`.

    Its rows are left out, and those it changed stand as they were. Class lists and names stay as they are now.

    Returns:
        Frame name → frame, columns and order as `store.frames.load` gives them.
    """
    import polars as pl

    frames = {}
    # A query with parameters is materialised before it is handed over, which takes three times as long.
    con.execute("SET VARIABLE school_id = $1", [school_id])
    con.execute("SET VARIABLE import_id = $1", [number])
    for name, (table, columns, order) in _KEPT.items():
        structure = structure_of(con, table)
        query = (
            f"SELECT {columns} FROM ("
            f"SELECT {columns} FROM {table} WHERE school_id = getvariable('school_id') "
            f"AND import_id IS DISTINCT FROM getvariable('import_id') UNION ALL "
            f"SELECT {columns} FROM (SELECT unnest(from_json(content, '{structure}')) FROM before_image "
            f"WHERE import_id = getvariable('import_id') AND table_name = '{table}') AS b "
            f"WHERE school_id = getvariable('school_id')"
            f") AS held ORDER BY {order}"
        )
        frames[name] = pl.DataFrame(Handover(con.sql(query)))
    return frames
