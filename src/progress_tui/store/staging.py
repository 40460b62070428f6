"""Frames on their way into the database and out of it, and the in-memory tables an import is worked out in.

Staged tables live in the in-memory database (`s_…`), so nothing of them reaches the disk.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class ArrowStream(Protocol):
    """Anything that hands over a table by the Arrow C stream (a Polars frame does)."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """A PyCapsule with the stream."""
        ...


class Handover:
    """Wraps a frame or relation for the other library: handed over directly, some builds print leak reports at exit."""

    def __init__(self, source: ArrowStream) -> None:
        self._source = source

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The wrapped stream."""
        return self._source.__arrow_c_stream__(requested_schema)


def stage(con: DuckDBPyConnection, frames: Mapping[str, ArrowStream]) -> None:
    """Copy frames into in-memory tables named `s_<frame>`."""
    for name, frame in frames.items():
        con.register("incoming", Handover(frame))
        con.execute(f"CREATE OR REPLACE TEMP TABLE s_{name} AS SELECT * FROM incoming")
        con.unregister("incoming")


def columns_of(con: DuckDBPyConnection, table: str) -> list[tuple[str, str]]:
    """Name and type of each column of a table of the current database, in order."""
    rows = con.execute(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_catalog = current_database() "
        "AND table_name = ? ORDER BY ordinal_position",
        [table],
    ).fetchall()
    return [(str(name), str(kind)) for name, kind in rows]


def structure_of(con: DuckDBPyConnection, table: str) -> str:
    """The columns of a table as the JSON text that `from_json` takes, to read rows kept in `before_image`."""
    return "{" + ", ".join(f'"{name}": "{kind}"' for name, kind in columns_of(con, table)) + "}"
