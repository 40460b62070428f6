"""The audit: lines are added and never changed, but for an erased name; a chain of hashes shows a cut.

The number and the hash of the newest line stand in `meta` as well, so that a cut at the end shows too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from progress_tui.domain import clock
from progress_tui.store import schema

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

NEWEST: Final = "audit_newest"
"""The key of the `meta` table under which the number and the hash of the newest line stand."""


class Line(NamedTuple):
    """A line of the audit as it stands in the file.

    Attributes:
        made: local time.
        detail: a JSON object, as it was written.
    """

    number: int
    made: datetime
    what: str
    detail: str


def append(con: DuckDBPyConnection, what: str, detail: Mapping[str, object]) -> None:
    """Add a line, inside the caller's transaction.

    Args:
        con: a connection inside a write.
        what: `import`, `undo`, `export`, …
        detail: figures and file names; never a pupil's name.
    """
    last = con.execute("SELECT audit_id, chain FROM audit ORDER BY audit_id DESC LIMIT 1").fetchone()
    # What `meta` names is later only where lines were taken out: then the gap stays, and shows.
    newest, before = max(_newest(con), (int(last[0]), str(last[1])) if last else (0, ""), key=lambda one: one[0])
    number, made = newest + 1, clock.now()
    words = json.dumps(detail, sort_keys=True, ensure_ascii=False)
    chain, ends_whole = _link(before, number, made, what, words), _ends_whole(con)
    con.execute("INSERT INTO audit VALUES (?, ?, ?, ?, ?)", [number, made, what, words, chain])
    if ends_whole:
        schema.put_meta(con, NEWEST, f"{number} {chain}")


def amend(con: DuckDBPyConnection, details: Mapping[int, str]) -> None:
    """Put other words into lines, and write the chain anew from the first of them on, inside a transaction.

    The one exception to “never changed”: a name that has to go. What the line about it says of the chain is the
    caller's; a line before the first changed one that did not hold does not hold after it either.

    Args:
        con: a connection inside a write.
        details: number of the line → its detail from now on; at least one.
    """
    first = min(details)
    rows = con.execute("SELECT audit_id, made, what, detail, chain FROM audit ORDER BY audit_id").fetchall()
    before, ends_whole = "", _ends_whole(con)
    for number, made, what, held, chain in rows:
        if number < first:
            before = str(chain)
            continue
        words = details.get(number, held)
        before = _link(before, number, made, what, words)
        con.execute("UPDATE audit SET detail = ?, chain = ? WHERE audit_id = ?", [words, before, number])
    if ends_whole:
        schema.put_meta(con, NEWEST, f"{rows[-1][0]} {before}")


def lines(con: DuckDBPyConnection) -> list[Line]:
    """Every line, the newest last; whether they are as they were written is what `broken_at` tells."""
    rows = con.execute("SELECT audit_id, made, what, detail FROM audit ORDER BY audit_id").fetchall()
    return [Line(*row) for row in rows]


def broken_at(con: DuckDBPyConnection) -> int | None:
    """The number of the first audit line whose chain does not hold, or None when all do."""
    rows = con.execute("SELECT audit_id, made, what, detail, chain FROM audit ORDER BY audit_id").fetchall()
    before = ""
    for place, (number, made, what, words, chain) in enumerate(rows, start=1):
        if number != place or chain != _link(before, number, made, what, words):
            return place
        before = chain
    return None if _ends_whole(con) else min(_newest(con)[0], len(rows) + 1)


def _ends_whole(con: DuckDBPyConnection) -> bool:
    """Whether the line that was the newest is there; it stays named in `meta` while it is not, so that this shows."""
    newest, chain = _newest(con)
    held = con.execute("SELECT count(*) FROM audit WHERE audit_id = ? AND chain = ?", [newest, chain]).fetchone()
    return newest == 0 or held == (1,)


def _newest(con: DuckDBPyConnection) -> tuple[int, str]:
    """Number and hash of the line that was the newest when it was written; 0 in a file from before that was kept."""
    number, _, chain = schema.get_meta(con, NEWEST, "").partition(" ")
    return (int(number), chain) if number.isdecimal() else (0, "")


def _link(before: str, number: int, made: datetime, what: str, words: str) -> str:
    return hashlib.sha256("\n".join((before, str(number), made.isoformat(), what, words)).encode()).hexdigest()
