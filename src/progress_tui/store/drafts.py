"""What somebody began to type and did not finish: kept in the file, so that it comes back after an end of any kind.

A draft is no record: nothing lists, counts or exports it, and it goes when what it was to become is stored.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_PREFIX: Final = "draft:"


def keep(con: DuckDBPyConnection, key: str, text: str) -> None:
    """Keep what is typed by now, in the place of what was; inside the caller's transaction. An empty text is none."""
    con.execute("DELETE FROM meta WHERE key = ?", [_PREFIX + key])
    if text:
        con.execute("INSERT INTO meta VALUES (?, ?)", [_PREFIX + key, text])


def read(con: DuckDBPyConnection, key: str) -> str:
    """What was typed; "" where nothing was."""
    row = con.execute("SELECT value FROM meta WHERE key = ?", [_PREFIX + key]).fetchone()
    return str(row[0]) if row else ""
