"""Support: groups of children, what for, since when, by whom, and each child's entry, exit and effect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, Literal

from progress_tui.domain.errors import NotFoundError, UsageError, did_you_mean
from progress_tui.store import schema

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Effect = Literal["none", "some", "clear", "unknown"]

EFFECTS: Final[tuple[Effect, ...]] = ("none", "some", "clear", "unknown")
"""What came of support for a child, in the words of the people who gave it; `unknown` until somebody says."""


@dataclass(frozen=True, slots=True)
class MemberRecord:
    """One child in a support group.

    Attributes:
        pupil_id: the child.
        entry, exit: what was measured at the start and at the end, as written down; may be empty.
        effect: one of `EFFECTS`.
    """

    pupil_id: int
    entry: str = ""
    exit: str = ""
    effect: Effect = "unknown"


@dataclass(frozen=True, slots=True)
class SupportRecord:
    """A support group.

    Attributes:
        name: what it is called; `subject` a subject id, "" for support in no single subject.
        starts: its first day; `ends` its last, None while it runs.
        staff: who gives it, by role.
        members: the children in it, each once.
    """

    name: str
    subject: str
    starts: date
    ends: date | None
    staff: str
    members: tuple[MemberRecord, ...]


def add(con: DuckDBPyConnection, school_id: int, groups: Sequence[SupportRecord]) -> list[int]:
    """Write support groups with their members, inside the caller's transaction.

    Args:
        con: a connection inside a write.
        school_id: the school.
        groups: in the order in which they are numbered.

    Returns:
        Their numbers; they go on from the highest in the file.

    Raises:
        UsageError: a group ends before it starts, a child is in it twice, or an effect is not one of `EFFECTS`.
        NotFoundError: a member is not a pupil of the school.
    """
    for group in groups:
        _check(con, school_id, group)
    row = con.execute("SELECT coalesce(max(support_id), 0) AS highest FROM support").fetchone()
    first = (int(row[0]) if row else 0) + 1
    numbers = list(range(first, first + len(groups)))
    for number, group in zip(numbers, groups, strict=True):
        con.execute(
            "INSERT INTO support VALUES (?, ?, ?, ?, ?, ?, ?)",
            [school_id, number, group.name, group.subject, group.starts, group.ends, group.staff],
        )
        for member in group.members:
            con.execute(
                "INSERT INTO support_member VALUES (?, ?, ?, ?, ?, ?)",
                [school_id, number, member.pupil_id, member.entry, member.exit, member.effect],
            )
    if groups:
        schema.bump(con, facts=True)
    return numbers


def _check(con: DuckDBPyConnection, school_id: int, group: SupportRecord) -> None:
    if group.ends is not None and group.ends < group.starts:
        raise UsageError(
            f"The support “{group.name}” ends before it starts",
            f"It starts on {group.starts.isoformat()} and ends on {group.ends.isoformat()}.",
            "Give the last day as the end, or none while it runs.",
        )
    ids = [member.pupil_id for member in group.members]
    if len(set(ids)) < len(ids):
        raise UsageError(f"A child is in the support “{group.name}” twice", remedy="Name each child once.")
    for member in group.members:
        if member.effect not in EFFECTS:
            raise UsageError(f"“{member.effect}” is not an effect", remedy=did_you_mean(member.effect, EFFECTS))
    found = con.execute(
        "SELECT count(*) AS known FROM pupil WHERE school_id = ? AND list_contains(?, pupil_id)", [school_id, ids]
    ).fetchone()
    if ids and (found is None or found[0] < len(ids)):
        raise NotFoundError(
            f"A child in the support “{group.name}” is not a pupil of this school",
            remedy="Name pupils who are on file in this school.",
        )
