"""The schema, as numbered migrations, and the two version counters."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from progress_tui.domain.errors import StoreError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MIGRATIONS = Path(__file__).parent / "migrations"

TABLES = (
    "school", "pupil", "identifier", "class", "enrolment", "characteristics", "attendance", "series", "result",
    "target", "import", "before_image", "note", "meeting", "meeting_item", "action", "audit", "prepared",
    "support", "support_member", "dismissal", "queried", "strand_grade", "saved_filter",
    "import_rejected", "meeting_text", "snapshot", "mentoring_target", "mentoring_comment",
)  # fmt: skip
"""Every table but `meta`."""


def migrations(folder: Path = MIGRATIONS) -> dict[int, str]:
    """Version number → SQL of each migration, ascending."""
    found = sorted((int(path.stem), path) for path in folder.glob("*.sql"))
    return {number: path.read_text("utf-8") for number, path in found}


def version_of(con: DuckDBPyConnection) -> int:
    """The schema version of the current database; 0 for one without tables."""
    tables = con.execute(
        "SELECT count(*) FILTER (table_name = 'meta') AS meta, count(*) AS every FROM information_schema.tables "
        "WHERE table_catalog = current_database()"
    ).fetchone()
    if tables is None or tables[1] == 0:
        return 0
    if tables[0] == 0:
        raise StoreError(
            "This DuckDB file is not a school file", "It was made by another program.", "Open another file."
        )
    return int(get_meta(con, "schema_version", "0"))


def migrate(con: DuckDBPyConnection, folder: Path = MIGRATIONS) -> int:
    """Bring the current database to the newest version, inside the caller's transaction.

    Returns:
        How many migrations ran.

    Raises:
        StoreError: the file is from a newer progress-tui.
    """
    steps = migrations(folder)
    at = version_of(con)
    _refuse_newer(at, max(steps))
    if at == 0:
        con.execute("CREATE TABLE meta (key VARCHAR NOT NULL, value VARCHAR NOT NULL)")
        con.executemany(
            "INSERT INTO meta VALUES (?, ?)",
            [["application", "progress-tui"], ["schema_version", "0"], ["facts_version", "0"], ["version", "0"],
             ["made", datetime.now().isoformat(timespec="seconds")]],
        )  # fmt: skip
    todo = {number: sql for number, sql in steps.items() if number > at}
    for number, sql in todo.items():
        con.execute(sql)
        set_meta(con, "schema_version", str(number))
    return len(todo)


def needs_migration(con: DuckDBPyConnection, folder: Path = MIGRATIONS) -> bool:
    """Whether `migrate` has work to do; raises as it does."""
    at, newest = version_of(con), max(int(path.stem) for path in folder.glob("*.sql"))
    _refuse_newer(at, newest)
    return at < newest


def _refuse_newer(at: int, newest: int) -> None:
    if at > newest:
        raise StoreError(
            "This school file is from a newer progress-tui",
            f"It has version {at}; this program knows versions up to {newest}.",
            "Install the newer program. The file was not touched.",
        )


def read_meta(con: DuckDBPyConnection) -> dict[str, str]:
    """The `meta` table.

    All of it, by a query without a bound text: for the first of those DuckDB imports uuid and decimal, 8 ms for which
    the first screen would wait.
    """
    return dict(con.execute("SELECT key, value FROM meta").fetchall())


def get_meta(con: DuckDBPyConnection, key: str, default: str) -> str:
    """A value of the `meta` table."""
    return read_meta(con).get(key, default)


def set_meta(con: DuckDBPyConnection, key: str, value: str) -> None:
    """Set a value of the `meta` table that is there already."""
    con.execute("UPDATE meta SET value = ? WHERE key = ?", [value, key])


def put_meta(con: DuckDBPyConnection, key: str, value: str) -> None:
    """Set a value of the `meta` table, whether it is there already or not."""
    con.execute("DELETE FROM meta WHERE key = ?", [key])
    con.execute("INSERT INTO meta VALUES (?, ?)", [key, value])


def bump(con: DuckDBPyConnection, *, facts: bool) -> None:
    """Count a change, so that other programs see it and prepared rows are not used past it.

    Args:
        con: a connection inside a write.
        facts: whether pupils, results or anything else that judgements rest on changed (a note does not).
    """
    keys = ["version", "facts_version"] if facts else ["version"]
    con.execute(
        "UPDATE meta SET value = CAST(CAST(value AS BIGINT) + 1 AS VARCHAR) WHERE list_contains(?, key)", [keys]
    )
