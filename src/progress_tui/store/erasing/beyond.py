"""Copies of what is erased that this program cannot reach: told, so that somebody takes them away by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from progress_tui.domain.text import counted
from progress_tui.store.erasing.removing import columns

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from progress_tui.store.erasing.identity import Identity

_MOST: Final = 12
_ALWAYS: Final = (
    "What was printed, sent, or copied to the clipboard; what was typed on this command line, in its history.",
    "Copies of the school file that something else made: by hand, by a backup of the computer, by a cloud folder.",
)


def reach(con: DuckDBPyConnection, children: Sequence[Identity]) -> tuple[str, ...]:
    """What cannot be reached, a sentence each."""
    if not children:
        return ()
    tables = [name for name, held in columns(con).items() if {"school_id", "pupil_id", "import_id"} <= held.keys()]
    pairs = [[one.school_id, one.pupil_id] for one in children]
    one_of = " UNION ".join(
        f"SELECT import_id FROM {table} WHERE list_contains($1::INTEGER[][], [school_id, pupil_id])" for table in tables
    )
    files = [
        str(file)
        for (file,) in con.execute(
            f"SELECT DISTINCT file FROM import WHERE import_id IN ({one_of}) ORDER BY file", [pairs]
        ).fetchall()
    ]
    exports = con.execute("SELECT count(*) FROM audit WHERE starts_with(what, 'export')").fetchone()
    found = []
    if files:
        more = f" and {len(files) - _MOST} more" if len(files) > _MOST else ""
        found.append(f"Files that were imported, wherever they lie: {', '.join(files[:_MOST])}{more}.")
    if exports and exports[0]:
        found.append(f"Documents that were exported: the audit tells of {counted(int(exports[0]), 'export')}.")
    return (*found, *_ALWAYS)
