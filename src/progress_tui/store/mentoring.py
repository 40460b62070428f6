"""The mentoring record on file: grades one by one, targets, and comments that are saved as they are typed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from progress_tui.domain import clock
from progress_tui.domain.errors import ChangedSinceError, NotFoundError, ProgressError, UsageError
from progress_tui.domain.meetings import Text, TextSaved, saved_over
from progress_tui.domain.mentoring import TARGET_STATUSES, Graded, HalfTermRecord, Target, TargetStatus, Who
from progress_tui.domain.subjects import subject_order
from progress_tui.store import schema
from progress_tui.store.directory import check_pupil
from progress_tui.store.numbers import new_numbers

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_LONGEST: Final = 300
"""Characters of a target."""


class NewTarget(NamedTuple):
    """A target to write down; attributes as in `domain.mentoring.Target`."""

    pupil_id: int
    ordinal: int
    subject: str
    body: str
    status: TargetStatus = "not yet"


# -- the record


def of_pupil(con: DuckDBPyConnection, school_id: int, pupil_id: int) -> tuple[HalfTermRecord, ...]:
    """Everything on file of a child, a half-term each, the oldest first."""
    grades: dict[int, dict[str, Graded]] = defaultdict(dict)
    for ordinal, strand, grade, label in con.execute(
        "SELECT ordinal, strand, grade, label FROM strand_grade WHERE school_id = ? AND pupil_id = ? ORDER BY ALL",
        [school_id, pupil_id],
    ).fetchall():
        grades[ordinal][strand] = Graded(grade, label)
    targets: dict[int, list[Target]] = defaultdict(list)
    for row in con.execute(
        "SELECT target_id, ordinal, subject, place, body, status FROM mentoring_target "
        "WHERE school_id = ? AND pupil_id = ? ORDER BY ordinal, place, target_id",
        [school_id, pupil_id],
    ).fetchall():
        targets[row[1]].append(Target(*row))
    comments: dict[int, dict[str, Text]] = defaultdict(dict)
    for ordinal, who, body, revision, changed in con.execute(
        "SELECT ordinal, who, body, revision, changed FROM mentoring_comment WHERE school_id = ? AND pupil_id = ?",
        [school_id, pupil_id],
    ).fetchall():
        comments[ordinal][who] = Text(body, revision, changed.isoformat(" ", "seconds"))
    return tuple(
        HalfTermRecord(
            ordinal,
            grades.get(ordinal, {}),
            tuple(sorted(targets.get(ordinal, ()), key=_order)),
            comments.get(ordinal, {}),
        )
        for ordinal in sorted({*grades, *targets, *comments})
    )


def _order(target: Target) -> tuple[bool, tuple[int, str], int]:
    """By subject, the personal one last."""
    return not target.subject, subject_order(target.subject), target.place


# -- grades


def set_grade(
    con: DuckDBPyConnection, school_id: int, pupil_id: int, ordinal: int, strand: str, graded: Graded | None
) -> Graded | None:
    """Grade a strand of a child in a half-term, or take the grade away with None.

    Returns:
        The grade it took the place of, None without one.

    Raises:
        UsageError: the grade is under 1.
        NotFoundError: the child is not a pupil of the school.
    """
    if graded is not None and graded.grade < 1:
        raise UsageError(f"{graded.grade} is not a grade of {strand}", remedy="The best grade is 1.")
    check_pupil(con, school_id, pupil_id)
    key = [school_id, pupil_id, ordinal, strand]
    where = "school_id = ? AND pupil_id = ? AND ordinal = ? AND strand = ?"
    held = con.execute(f"SELECT grade, label FROM strand_grade WHERE {where}", key).fetchone()
    con.execute(f"DELETE FROM strand_grade WHERE {where}", key)
    if graded is not None:
        con.execute(
            "INSERT INTO strand_grade (school_id, pupil_id, ordinal, strand, grade, label) VALUES (?, ?, ?, ?, ?, ?)",
            [*key, graded.grade, graded.label],
        )
    schema.bump(con, facts=True)
    return None if held is None else Graded(*held)


def take_grade_back(
    con: DuckDBPyConnection,
    school_id: int,
    pupil_id: int,
    ordinal: int,
    strand: str,
    given: Graded | None,
    before: Graded | None,
) -> None:
    """Put the grade back that was there `before` one was given; another grade given since stays.

    Raises:
        ChangedSinceError: the grade on file is not the one that was given.
    """
    if set_grade(con, school_id, pupil_id, ordinal, strand, before) != given:
        raise ChangedSinceError(f"{strand.capitalize()} was graded anew since", "The newer grade stays.")


# -- targets


def add_targets(con: DuckDBPyConnection, school_id: int, targets: Sequence[NewTarget], most: int) -> list[Target]:
    """Write targets down, inside the caller's transaction.

    Args:
        con: a connection inside a write.
        school_id: the school.
        targets: in order.
        most: as many targets a child may have in a subject in a half-term; of personal ones there is one.

    Returns:
        The targets as they are on file.

    Raises:
        UsageError: one says nothing or is too long, or the child has as many of that subject as there may be.
        NotFoundError: a child is not a pupil of the school.
    """
    if not targets:
        return []
    written = []
    numbers = new_numbers(con, "mentoring_target", "target_id", len(targets))
    for number, one in zip(numbers, targets, strict=True):
        _check_body(one.body)
        check_pupil(con, school_id, one.pupil_id)
        place = _next_place(con, school_id, one, most)
        written.append(Target(number, one.ordinal, one.subject, place, one.body, _status(one)))
        _insert(con, school_id, one.pupil_id, written[-1])
    schema.bump(con, facts=False)
    return written


def change_target(con: DuckDBPyConnection, school_id: int, before: Target, after: Target) -> None:
    """Change the text or the status of a target from `before`, as it was read.

    Raises:
        NotFoundError: it has been removed.
        UsageError: it says nothing or is too long.
        ProgressError: another program changed the same thing of it meanwhile.
    """
    _check_body(after.body)
    held = _target(con, school_id, before.target_id)
    body = after.body if after.body != before.body else held.body
    status = after.status if after.status != before.status else held.status
    if held.body not in (body, before.body) or held.status not in (status, before.status):
        raise ProgressError(
            "The target was changed by another program meanwhile",
            f"It says now: “{held.body}” ({held.status}).",
            "Look at it, and change it again if that is still needed.",
        )
    con.execute(
        "UPDATE mentoring_target SET body = ?, status = ? WHERE school_id = ? AND target_id = ?",
        [body, status, school_id, before.target_id],
    )
    schema.bump(con, facts=False)


def remove_target(
    con: DuckDBPyConnection, school_id: int, target_id: int, written: Target | None = None
) -> tuple[int, Target]:
    """Take a target away.

    Args:
        con: a connection inside a write.
        school_id: the school.
        target_id: the target.
        written: as it was written, where that is to be taken back: a target that is another one by now stays.

    Returns:
        The child and the target as it was, to put it back.

    Raises:
        NotFoundError: it is not on file.
        ChangedSinceError: it is not as it was written.
    """
    held = _target(con, school_id, target_id)
    if written is not None and held != written:
        raise ChangedSinceError(
            "The target was changed since", f"It says now: “{held.body}” ({held.status}).", "It stays as it is."
        )
    row = con.execute(
        "DELETE FROM mentoring_target WHERE school_id = ? AND target_id = ? RETURNING pupil_id", [school_id, target_id]
    ).fetchone()
    schema.bump(con, facts=False)
    return (int(row[0]) if row else 0), held


def put_back(con: DuckDBPyConnection, school_id: int, pupil_id: int, target: Target, most: int) -> None:
    """Put a target back as it was; in the first free place where another one has taken its own meanwhile.

    Raises:
        NotFoundError: the child is not a pupil of the school.
        UsageError: the child has as many targets of that subject as there may be (`most`) by now.
    """
    check_pupil(con, school_id, pupil_id)
    new = NewTarget(pupil_id, target.ordinal, target.subject, target.body)
    free = _next_place(con, school_id, new, most)
    taken = con.execute(
        "SELECT 1 FROM mentoring_target WHERE school_id = ? AND pupil_id = ? AND ordinal = ? AND subject = ? "
        "AND place = ?",
        [school_id, pupil_id, target.ordinal, target.subject, target.place],
    ).fetchone()
    _insert(con, school_id, pupil_id, target if taken is None else target._replace(place=free))
    schema.bump(con, facts=False)


def _insert(con: DuckDBPyConnection, school_id: int, pupil_id: int, target: Target) -> None:
    con.execute(
        "INSERT INTO mentoring_target (school_id, target_id, pupil_id, ordinal, subject, place, body, status) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            school_id, target.target_id, pupil_id, target.ordinal, target.subject, target.place, target.body,
            target.status,
        ],
    )  # fmt: skip


def _target(con: DuckDBPyConnection, school_id: int, target_id: int) -> Target:
    row = con.execute(
        "SELECT target_id, ordinal, subject, place, body, status FROM mentoring_target "
        "WHERE school_id = ? AND target_id = ?",
        [school_id, target_id],
    ).fetchone()
    if row is None:
        raise NotFoundError("That target is not on file any more", remedy="Somebody took it away meanwhile.")
    return Target(*row)


def _next_place(con: DuckDBPyConnection, school_id: int, one: NewTarget, most: int) -> int:
    """The first free place among the child's targets of a subject in a half-term."""
    held = {
        int(place)
        for (place,) in con.execute(
            "SELECT place FROM mentoring_target WHERE school_id = ? AND pupil_id = ? AND ordinal = ? AND subject = ?",
            [school_id, one.pupil_id, one.ordinal, one.subject],
        ).fetchall()
    }
    allowed = most if one.subject else 1
    if len(held) >= allowed:
        which = f"{allowed} targets in {one.subject}" if one.subject else "a personal target"
        raise UsageError(
            f"The child has {which} in this half-term already", remedy="Change one of them, or take one away first."
        )
    return next(place for place in range(1, allowed + len(held) + 1) if place not in held)


def _status(one: NewTarget) -> TargetStatus:
    if one.status not in TARGET_STATUSES:
        raise UsageError(f"“{one.status}” is no status of a target", remedy=f"It is {', '.join(TARGET_STATUSES)}.")
    return one.status


def _check_body(body: str) -> None:
    if not body.strip():
        raise UsageError("The target says nothing", remedy="Write what the child is to be able to do.")
    if len(body) > _LONGEST:
        raise UsageError("The target is too long", remedy=f"Keep it under {_LONGEST} characters: a child reads it.")


# -- comments


def save_comment(
    con: DuckDBPyConnection,
    school_id: int,
    pupil_id: int,
    ordinal: int,
    who: Who,
    body: str,
    base: Text,
    written: datetime | None = None,
) -> TextSaved:
    """Write what the child or the mentor says, inside the caller's transaction.

    Args:
        con: a connection inside a write.
        school_id: the school.
        pupil_id: the child.
        ordinal: the half-term.
        who: whose comment it is.
        body: the text, cleaned.
        base: the text that was read, with its revision: another one on file means that somebody saved in between, and
            then both texts are kept.
        written: when it was written, for comments brought in; now without it.

    Raises:
        NotFoundError: the child is not a pupil of the school.
    """
    key = [school_id, pupil_id, ordinal, who]
    where = "school_id = ? AND pupil_id = ? AND ordinal = ? AND who = ?"
    row = con.execute(f"SELECT body, revision FROM mentoring_comment WHERE {where}", key).fetchone()
    now = written or clock.now()
    saved = saved_over(Text(*row) if row else Text(), base, body, now.isoformat(" ", "seconds"))
    if row is None:
        check_pupil(con, school_id, pupil_id)
        con.execute(
            "INSERT INTO mentoring_comment (school_id, pupil_id, ordinal, who, body, revision, changed) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            [*key, saved.text.body, saved.text.revision, now],
        )
    else:
        con.execute(
            f"UPDATE mentoring_comment SET body = ?, revision = ?, changed = ? WHERE {where}",
            [saved.text.body, saved.text.revision, now, *key],
        )
    schema.bump(con, facts=False)
    return saved
