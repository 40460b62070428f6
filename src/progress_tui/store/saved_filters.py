"""The filters a school has named, kept in its file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from progress_tui.domain.errors import NotFoundError, did_you_mean
from progress_tui.store import schema

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def of_school(con: DuckDBPyConnection, school_id: int) -> dict[str, str]:
    """Name → text, by name."""
    rows = con.execute("SELECT name, text FROM saved_filter WHERE school_id = $1 ORDER BY name", [school_id])
    return dict(rows.fetchall())


def of_every_school(con: DuckDBPyConnection) -> dict[int, dict[str, str]]:
    """School → name → text."""
    found: dict[int, dict[str, str]] = {}
    for school_id, name, text in con.execute("SELECT school_id, name, text FROM saved_filter ORDER BY ALL").fetchall():
        found.setdefault(school_id, {})[name] = text
    return found


def save(con: DuckDBPyConnection, school_id: int, name: str, text: str) -> None:
    """Keep a filter under a name; one of that name is replaced."""
    con.execute("DELETE FROM saved_filter WHERE school_id = $1 AND name = $2", [school_id, name])
    con.execute("INSERT INTO saved_filter VALUES ($1, $2, $3)", [school_id, name, text])
    schema.bump(con, facts=True)


def remove(con: DuckDBPyConnection, school_id: int, name: str) -> None:
    """Forget a filter.

    Raises:
        NotFoundError: there is none of that name.
    """
    held = of_school(con, school_id)
    if name not in held:
        raise NotFoundError(f"There is no saved filter “{name}”", remedy=did_you_mean(name, held))
    con.execute("DELETE FROM saved_filter WHERE school_id = $1 AND name = $2", [school_id, name])
    schema.bump(con, facts=True)
