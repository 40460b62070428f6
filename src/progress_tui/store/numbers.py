"""Numbers of new rows: never one that a row had before, even a removed one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from progress_tui.store import schema

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def new_numbers(con: DuckDBPyConnection, table: str, column: str, count: int) -> list[int]:
    """The numbers of `count` new rows, inside the caller's transaction.

    They go on from the highest that was ever given out, which the file keeps: a program that still holds a removed
    row's number must not find another row in its place.

    Args:
        con: a connection inside a write.
        table: where the rows go.
        column: its number.
        count: how many, at least 1.
    """
    before = highest(con, table, column)
    _keep(con, table, before + count)
    return list(range(before + 1, before + count + 1))


def keep_highest(con: DuckDBPyConnection, table: str, column: str) -> None:
    """Keep the highest number there is of a table whose rows are about to go, so that none is given out again."""
    _keep(con, table, highest(con, table, column))


def _keep(con: DuckDBPyConnection, table: str, number: int) -> None:
    schema.put_meta(con, _given(table), str(number))


def highest(con: DuckDBPyConnection, table: str, column: str) -> int:
    """The highest number that a row of a table has or had."""
    row = con.execute(f"SELECT coalesce(max({column}), 0) AS highest FROM {table}").fetchone()
    return max(int(row[0]) if row else 0, int(schema.get_meta(con, _given(table), "0")))


def _given(table: str) -> str:
    return f"highest_{table}"
