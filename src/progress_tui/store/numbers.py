"""Numbers of new rows: never one that a row had before, even a removed one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from progress_tui.store import schema

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def new_numbers(con: DuckDBPyConnection, table: str, column: str, count: int) -> list[int]:
    """The numbers of `count` new rows, inside the caller's transaction.

    They go on from the highest of the table and from the file's version, which only ever rises and is raised past
    them: a program that still holds a removed row's number must not find another row in its place.

    Args:
        con: a connection inside a write.
        table: where the rows go.
        column: its number.
        count: how many, at least 1.
    """
    row = con.execute(f"SELECT coalesce(max({column}), 0) AS highest FROM {table}").fetchone()
    highest = max(int(row[0]) if row else 0, int(schema.get_meta(con, "version", "0")))
    schema.set_meta(con, "version", str(highest + count))
    return list(range(highest + 1, highest + count + 1))
