"""The audit: lines are added and never changed, but for an erased name; a chain of hashes shows a cut."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


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
    number, before = (int(last[0]) + 1, str(last[1])) if last else (1, "")
    made = datetime.now().replace(microsecond=0)
    words = json.dumps(detail, sort_keys=True, ensure_ascii=False)
    con.execute(
        "INSERT INTO audit VALUES (?, ?, ?, ?, ?)",
        [number, made, what, words, _link(before, number, made, what, words)],
    )


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
    before = ""
    for number, made, what, held, chain in rows:
        if number < first:
            before = str(chain)
            continue
        words = details.get(number, held)
        before = _link(before, number, made, what, words)
        con.execute("UPDATE audit SET detail = ?, chain = ? WHERE audit_id = ?", [words, before, number])


def lines(con: DuckDBPyConnection) -> list[Line]:
    """Every line, the newest last; whether they are as they were written is what `broken_at` tells."""
    rows = con.execute("SELECT audit_id, made, what, detail FROM audit ORDER BY audit_id").fetchall()
    return [Line(*row) for row in rows]


def broken_at(con: DuckDBPyConnection) -> int | None:
    """The number of the first audit line whose chain does not hold, or None when all do."""
    before = ""
    for place, (number, made, what, words, chain) in enumerate(
        con.execute("SELECT audit_id, made, what, detail, chain FROM audit ORDER BY audit_id").fetchall(), start=1
    ):
        if number != place or chain != _link(before, number, made, what, words):
            return place
        before = chain
    return None


def _link(before: str, number: int, made: datetime, what: str, words: str) -> str:
    return hashlib.sha256("\n".join((before, str(number), made.isoformat(), what, words)).encode()).hexdigest()
