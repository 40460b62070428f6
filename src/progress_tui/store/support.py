"""Support groups and the children in them: written, read, changed on top of what others wrote, taken away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from progress_tui.domain.errors import ChangedSinceError, NotFoundError, ProgressError, UsageError, did_you_mean
from progress_tui.domain.meetings import EFFECTS
from progress_tui.domain.support import MemberRecord, SupportRecord, merged
from progress_tui.store import audit, schema
from progress_tui.store.numbers import new_numbers

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_LONGEST: Final = 200
"""Characters of a name, of staff and of what is measured."""


def add(con: DuckDBPyConnection, school_id: int, groups: Sequence[SupportRecord]) -> list[int]:
    """Write support groups with their members, inside the caller's transaction.

    Args:
        con: a connection inside a write.
        school_id: the school.
        groups: in the order in which they are numbered.

    Returns:
        Their numbers.

    Raises:
        UsageError: a group has no name, ends before it starts, a child is in it twice, a child's days or the cost
            cannot be, or an effect is not one of `EFFECTS`.
        NotFoundError: a member is not a pupil of the school.
    """
    for group in groups:
        _check(con, school_id, group)
    if not groups:
        return []
    numbers = new_numbers(con, "support", "support_id", len(groups))
    for number, group in zip(numbers, groups, strict=True):
        _write(con, school_id, number, group)
    schema.bump(con, facts=True)
    return numbers


def find(con: DuckDBPyConnection, school_id: int, number: int) -> SupportRecord:
    """A support group as it is on file.

    Raises:
        NotFoundError: there is none of that number; the sentence offers the nearest ones.
    """
    found = of_school(con, school_id, number)
    if number not in found:
        known = con.execute("SELECT support_id FROM support WHERE school_id = ?", [school_id]).fetchall()
        raise NotFoundError(
            f"There is no support group {number}", remedy=did_you_mean(str(number), (str(one) for (one,) in known))
        )
    return found[number]


def of_school(con: DuckDBPyConnection, school_id: int, number: int | None = None) -> dict[int, SupportRecord]:
    """Number → support group of a school, by first day; only the one of `number` where it is named."""
    chosen = "" if number is None else " AND support_id = $2"
    values = [school_id] if number is None else [school_id, number]
    members: dict[int, list[MemberRecord]] = {}
    for support_id, *member in con.execute(
        "SELECT support_id, pupil_id, entry, exit, effect, joined, left_on, coalesce(effect_note, '') "
        f"FROM support_member WHERE school_id = $1{chosen} ORDER BY support_id, pupil_id",
        values,
    ).fetchall():
        members.setdefault(support_id, []).append(MemberRecord(*member))
    rows = con.execute(
        "SELECT support_id, name, subject, starts, ends, staff, cost, coalesce(note, '') FROM support "
        f"WHERE school_id = $1{chosen} ORDER BY starts, support_id",
        values,
    ).fetchall()
    return {
        support_id: SupportRecord(name, subject, starts, ends, staff, tuple(members.get(support_id, ())), cost, note)
        for support_id, name, subject, starts, ends, staff, cost, note in rows
    }


def change(
    con: DuckDBPyConnection, school_id: int, number: int, before: SupportRecord, after: SupportRecord
) -> SupportRecord:
    """Change a group from `before`, as it was read, to `after`; what another program changed meanwhile stays.

    Returns:
        The group as it is on file now.

    Raises:
        NotFoundError: it has been removed, or a member is not a pupil of the school.
        UsageError: it cannot be, as in `add`.
        ProgressError: another program changed the same thing to something else.
    """
    found = merged(before, after, find(con, school_id, number))
    if found.clashes:
        raise ProgressError(
            f"“{after.name}” was changed by another program meanwhile",
            f"It changed {', '.join(found.clashes)} as well.",
            "Look at the group as it is now, and change it again if it is still needed. Nothing was lost.",
        )
    _check(con, school_id, found.record)
    _delete(con, school_id, number)
    _write(con, school_id, number, found.record)
    schema.bump(con, facts=True)
    return found.record


def remove(con: DuckDBPyConnection, school_id: int, number: int, written: SupportRecord | None = None) -> SupportRecord:
    """Take a group away with what is noted of its children; the audit keeps that it was.

    Args:
        con: a connection inside a write.
        school_id: the school.
        number: of the group.
        written: as it was begun, where that is to be taken back: a group that was changed since stays.

    Returns:
        The group as it was, to put it back.

    Raises:
        NotFoundError: there is none of that number.
        ChangedSinceError: it is not as it was begun.
    """
    held = find(con, school_id, number)
    if written is not None and _in_order(held) != _in_order(written):
        raise ChangedSinceError(
            f"“{held.name}” was changed since it was begun",
            f"Of its children {len(held.members)} are on file now.",
            "It stays. Remove it on its page if it is not needed.",
        )
    _delete(con, school_id, number)
    audit.append(con, "support removed", {"support": number, "members": len(held.members)})
    schema.bump(con, facts=True)
    return held


def put_back(con: DuckDBPyConnection, school_id: int, number: int, group: SupportRecord) -> None:
    """Put a removed group back under its number, which is never given to another group."""
    _check(con, school_id, group)
    _write(con, school_id, number, group)
    schema.bump(con, facts=True)


def _write(con: DuckDBPyConnection, school_id: int, number: int, group: SupportRecord) -> None:
    con.execute(
        "INSERT INTO support (school_id, support_id, name, subject, starts, ends, staff, cost, note) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            school_id, number, group.name, group.subject, group.starts, group.ends, group.staff, group.cost,
            group.note,
        ],
    )  # fmt: skip
    for one in group.members:
        con.execute(
            "INSERT INTO support_member (school_id, support_id, pupil_id, entry, exit, effect, joined, left_on, "
            "effect_note) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [school_id, number, one.pupil_id, one.entry, one.exit, one.effect, one.joined, one.left, one.effect_note],
        )


def _in_order(group: SupportRecord) -> SupportRecord:
    """The group with its children in the order in which they are read."""
    return replace(group, members=tuple(sorted(group.members, key=lambda one: one.pupil_id)))


def _delete(con: DuckDBPyConnection, school_id: int, number: int) -> None:
    for table in ("support_member", "support"):
        con.execute(f"DELETE FROM {table} WHERE school_id = ? AND support_id = ?", [school_id, number])


def _check(con: DuckDBPyConnection, school_id: int, group: SupportRecord) -> None:
    if not group.name.strip():
        raise UsageError("The support has no name", remedy="Say what it is called, such as “Phonics catch-up”.")
    if max(len(group.name), len(group.staff)) > _LONGEST:
        raise UsageError("The name of the support is too long", remedy=f"Keep it under {_LONGEST} characters.")
    if group.ends is not None and group.ends < group.starts:
        raise UsageError(
            f"The support “{group.name}” ends before it starts",
            f"It starts on {group.starts.isoformat()} and ends on {group.ends.isoformat()}.",
            "Give the last day as the end, or none while it runs.",
        )
    if group.cost is not None and not 0 <= group.cost < 1_000_000:
        raise UsageError("The cost is no cost", remedy="Give it in pounds for the whole group, such as 480.")
    ids = [member.pupil_id for member in group.members]
    if len(set(ids)) < len(ids):
        raise UsageError(f"A child is in the support “{group.name}” twice", remedy="Name each child once.")
    for member in group.members:
        if member.effect not in EFFECTS:
            raise UsageError(f"“{member.effect}” is not an effect", remedy=did_you_mean(member.effect, EFFECTS))
        if member.joined is not None and member.left is not None and member.left < member.joined:
            raise UsageError(
                f"A child left the support “{group.name}” before joining it",
                f"Joined on {member.joined.isoformat()}, left on {member.left.isoformat()}.",
                "Give the last day in the group.",
            )
    found = con.execute(
        "SELECT count(*) AS known FROM pupil WHERE school_id = ? AND list_contains(?, pupil_id)", [school_id, ids]
    ).fetchone()
    if ids and (found is None or found[0] < len(ids)):
        raise NotFoundError(
            f"A child in the support “{group.name}” is not a pupil of this school",
            remedy="Name pupils who are on file in this school.",
        )
