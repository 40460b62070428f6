"""Actions: agreed in a meeting or beside one, of a child or of a class, and what became of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from progress_tui.domain import clock
from progress_tui.domain.errors import NotFoundError, ProgressError
from progress_tui.domain.meetings import Action, ActionStatus, Effect, NewAction
from progress_tui.store import schema
from progress_tui.store.numbers import new_numbers

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_COLUMNS: Final = (
    "action_id, pupil_id, class_id, item_id, what, owner, agreed, due, review, status, closed, effect, effect_note, "
    "carried_from, revision"
)
_READ: Final = (
    "action_id, pupil_id, class_id, item_id, what, owner, CAST(agreed AS VARCHAR), CAST(due AS VARCHAR), "
    "coalesce(CAST(review AS VARCHAR), ''), status, coalesce(CAST(closed AS VARCHAR), ''), effect, effect_note, "
    "carried_from, revision"
)
"""The attributes of `Action`, in order."""


def add(con: DuckDBPyConnection, school_id: int, new: Sequence[NewAction]) -> list[int]:
    """Write actions, inside the caller's transaction; flags rest on them.

    Returns:
        Their numbers, in order.
    """
    if not new:
        return []
    numbers = new_numbers(con, "action", "action_id", len(new))
    for number, action in zip(numbers, new, strict=True):
        con.execute(
            "INSERT INTO action (school_id, action_id, item_id, pupil_id, class_id, what, owner, agreed, due, review, "
            "status, closed, effect, effect_note, carried_from, revision) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open', NULL, 'unknown', '', ?, 1)",
            [school_id, number, action.item_id, action.pupil_id, action.class_id, action.what, action.owner,
             action.agreed, action.due, action.review or None, action.carried_from],
        )  # fmt: skip
    schema.bump(con, facts=True)
    return numbers


def change(
    con: DuckDBPyConnection, school_id: int, action_id: int, what: str, owner: str, due: str, review: str, revision: int
) -> Action:
    """Word an action anew, inside the caller's transaction.

    Raises:
        NotFoundError: it is not on file.
        ProgressError: somebody else changed it since `revision` was read; nothing is changed.
    """
    held = one(con, school_id, action_id)
    if held.revision != revision:
        raise ProgressError(
            "The action was changed by another program meanwhile",
            f"It now says: {held.what} ({held.owner}, by {held.due}).",
            "Look at it, and change it again if it is still needed.",
        )
    con.execute(
        "UPDATE action SET what = ?, owner = ?, due = ?, review = ?, revision = revision + 1 "
        "WHERE school_id = ? AND action_id = ?",
        [what, owner, due, review or None, school_id, action_id],
    )
    schema.bump(con, facts=True)
    return one(con, school_id, action_id)


def settle(con: DuckDBPyConnection, school_id: int, action_id: int, status: ActionStatus, closed: str = "") -> Action:
    """Set what became of an action, inside the caller's transaction; an open one has no day on which it was closed.

    Args:
        con: a connection inside a write.
        school_id: the school.
        action_id: the action.
        status: what it is now.
        closed: the day, ISO; today without one.

    Returns:
        The action as it was before, to take the change back.

    Raises:
        NotFoundError: it is not on file.
    """
    before = one(con, school_id, action_id)
    day = None if status == "open" else closed or clock.today().isoformat()
    con.execute(
        "UPDATE action SET status = ?, closed = ?, revision = revision + 1 WHERE school_id = ? AND action_id = ?",
        [status, day, school_id, action_id],
    )
    schema.bump(con, facts=True)
    return before


def note_effect(con: DuckDBPyConnection, school_id: int, action_id: int, effect: Effect, words: str) -> Action:
    """Write down what came of an action, inside the caller's transaction.

    Returns:
        The action as it was before.

    Raises:
        NotFoundError: it is not on file.
    """
    before = one(con, school_id, action_id)
    con.execute(
        "UPDATE action SET effect = ?, effect_note = ?, revision = revision + 1 WHERE school_id = ? AND action_id = ?",
        [effect, words, school_id, action_id],
    )
    schema.bump(con, facts=True)
    return before


def carry(con: DuckDBPyConnection, school_id: int, action_id: int, onward: NewAction) -> int:
    """Go on with an action as a new one, inside the caller's transaction: the old one is `carried` from then.

    Returns:
        The number of the new action.

    Raises:
        NotFoundError: it is not on file.
        ProgressError: it is not open (any more).
    """
    held = one(con, school_id, action_id)
    if held.status != "open":
        raise ProgressError("The action is not open any more", f"It is {held.status}.", "Agree a new one.")
    settle(con, school_id, action_id, "carried")
    return add(con, school_id, [onward._replace(carried_from=action_id)])[0]


def remove(con: DuckDBPyConnection, school_id: int, action_id: int) -> Action:
    """Take an action out again, inside the caller's transaction; one it was carried from is open again.

    Returns:
        The action as it was.

    Raises:
        NotFoundError: it is not on file.
    """
    held = one(con, school_id, action_id)
    con.execute("DELETE FROM action WHERE school_id = ? AND action_id = ?", [school_id, action_id])
    if held.carried_from is not None:
        con.execute(
            "UPDATE action SET status = 'open', closed = NULL, revision = revision + 1 "
            "WHERE school_id = ? AND action_id = ? AND status = 'carried'",
            [school_id, held.carried_from],
        )
    schema.bump(con, facts=True)
    return held


def put_back(con: DuckDBPyConnection, school_id: int, action: Action) -> None:
    """Write an action as it was, under its number, inside the caller's transaction."""
    con.execute("DELETE FROM action WHERE school_id = ? AND action_id = ?", [school_id, action.action_id])
    con.execute(
        f"INSERT INTO action (school_id, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [school_id, *(None if value == "" and name in ("review", "closed") else value
                      for name, value in action._asdict().items())],
    )  # fmt: skip
    if action.carried_from is not None:
        con.execute(
            "UPDATE action SET status = 'carried', closed = ? WHERE school_id = ? AND action_id = ?",
            [action.agreed, school_id, action.carried_from],
        )
    schema.bump(con, facts=True)


def one(con: DuckDBPyConnection, school_id: int, action_id: int) -> Action:
    """One action.

    Raises:
        NotFoundError: it is not on file.
    """
    row = con.execute(
        f"SELECT {_READ} FROM action WHERE school_id = ? AND action_id = ?", [school_id, action_id]
    ).fetchone()
    if row is None:
        raise NotFoundError(f"There is no action {action_id}", remedy="“progress-tui actions list” shows them.")
    return Action(*row)


def of_items(con: DuckDBPyConnection, school_id: int, item_ids: Sequence[int]) -> dict[int, list[Action]]:
    """The actions agreed under some items, by item, in order of number."""
    found: dict[int, list[Action]] = defaultdict(list)
    for row in con.execute(
        f"SELECT {_READ} FROM action WHERE school_id = ? AND list_contains(?, item_id) ORDER BY action_id",
        [school_id, list(item_ids)],
    ).fetchall():
        found[row[3]].append(Action(*row))
    return found


def of_pupils(con: DuckDBPyConnection, school_id: int, pupil_ids: Sequence[int]) -> list[Action]:
    """The actions of some children, wherever they were agreed, by due date."""
    rows = con.execute(
        f"SELECT {_READ} FROM action WHERE school_id = ? AND list_contains(?, pupil_id) ORDER BY due, action_id",
        [school_id, list(pupil_ids)],
    ).fetchall()
    return [Action(*row) for row in rows]


def of_school(con: DuckDBPyConnection, school_id: int) -> list[Action]:
    """Every action of a school, by due date."""
    rows = con.execute(
        f"SELECT {_READ} FROM action WHERE school_id = ? ORDER BY due, action_id", [school_id]
    ).fetchall()
    return [Action(*row) for row in rows]


def of_class(con: DuckDBPyConnection, school_id: int, class_id: int) -> list[Action]:
    """The actions of a class itself, not of one of its children, by due date."""
    rows = con.execute(
        f"SELECT {_READ} FROM action WHERE school_id = ? AND class_id = ? AND pupil_id IS NULL ORDER BY due, action_id",
        [school_id, class_id],
    ).fetchall()
    return [Action(*row) for row in rows]


def about_class(con: DuckDBPyConnection, school_id: int, class_id: int, pupil_ids: Sequence[int]) -> list[Action]:
    """What a class goes through at a meeting: all of these children, wherever it was agreed, and all agreed in it."""
    rows = con.execute(
        f"SELECT {_READ} FROM action WHERE school_id = ? AND (class_id = ? OR list_contains(?, pupil_id)) "
        "ORDER BY due, action_id",
        [school_id, class_id, list(pupil_ids)],
    ).fetchall()
    return [Action(*row) for row in rows]


def still_open(con: DuckDBPyConnection, school_id: int, class_id: int) -> list[Action]:
    """What is open for the children of a class, wherever it was agreed, and for the class itself, by due date.

    Args:
        con: a connection.
        school_id: the school.
        class_id: the class; its children are those enrolled in it who have not left.
    """
    rows = con.execute(
        f"""
        SELECT {_READ} FROM action
        WHERE school_id = $1 AND status = 'open' AND (
            (pupil_id IS NULL AND class_id = $2) OR pupil_id IN (
                SELECT pupil_id FROM enrolment WHERE school_id = $1 AND class_id = $2 AND to_date IS NULL))
        ORDER BY due, action_id
        """,
        [school_id, class_id],
    ).fetchall()
    return [Action(*row) for row in rows]


def class_now(con: DuckDBPyConnection, school_id: int, pupil_id: int) -> int | None:
    """The class a child is in, or was in last; None where none is on file."""
    row = con.execute(
        "SELECT class_id FROM enrolment WHERE school_id = ? AND pupil_id = ? AND class_id IS NOT NULL "
        "ORDER BY academic_year DESC, to_date IS NULL DESC, from_date DESC NULLS LAST LIMIT 1",
        [school_id, pupil_id],
    ).fetchone()
    return int(row[0]) if row else None


def owners(con: DuckDBPyConnection, school_id: int) -> list[str]:
    """Who owns actions on file, those with most of them first: proposals for a new one."""
    rows = con.execute(
        "SELECT owner, count(*) AS held FROM action WHERE school_id = ? AND owner <> '' GROUP BY owner "
        "ORDER BY held DESC, owner",
        [school_id],
    ).fetchall()
    return [str(owner) for owner, _ in rows]
