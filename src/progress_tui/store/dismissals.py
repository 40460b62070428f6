"""Dismissed flags: with a reason, until other figures open the question again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from progress_tui.domain.errors import UsageError
from progress_tui.store import audit, schema

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class FlagKey:
    """What names a flag for good.

    Attributes:
        flag: the rule's id; `subject` may be empty.
        evidence: the hash of the figures it rests on.
    """

    pupil_id: int
    flag: str
    subject: str
    evidence: str


def dismiss(con: DuckDBPyConnection, school_id: int, keys: Sequence[FlagKey], reason: str) -> None:
    """Keep that flags were dismissed, inside the caller's transaction; a dismissal of the same key is replaced.

    Args:
        con: a connection inside a write.
        school_id: the school.
        keys: the flags, at least one.
        reason: why, cleaned; it stays in the file and never goes to the audit.

    Raises:
        UsageError: the reason is empty.
    """
    if not reason.strip():
        raise UsageError("A flag is dismissed with a reason only", remedy="Add --reason “…”.")
    now = datetime.now().replace(microsecond=0)
    for key in keys:
        _remove(con, school_id, key)
        con.execute(
            "INSERT INTO dismissal VALUES (?, ?, ?, ?, ?, ?, ?)",
            [school_id, key.pupil_id, key.flag, key.subject, key.evidence, reason, now],
        )
    _note(con, "flag dismissed", keys)


def reopen(con: DuckDBPyConnection, school_id: int, keys: Sequence[FlagKey]) -> None:
    """Forget dismissals, inside the caller's transaction; those that are not there are passed over."""
    for key in keys:
        _remove(con, school_id, key)
    _note(con, "flag reopened", keys)


def _remove(con: DuckDBPyConnection, school_id: int, key: FlagKey) -> None:
    con.execute(
        "DELETE FROM dismissal WHERE school_id = ? AND pupil_id = ? AND flag = ? AND subject = ? AND evidence = ?",
        [school_id, key.pupil_id, key.flag, key.subject, key.evidence],
    )


def _note(con: DuckDBPyConnection, what: str, keys: Sequence[FlagKey]) -> None:
    for key in keys:
        audit.append(con, what, {"pupil": key.pupil_id, "flag": key.flag, "subject": key.subject})
    schema.bump(con, facts=True)
