"""The children for support across classes: who is on the SENCO's list, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from progress_tui.domain.meetings import Action
from progress_tui.domain.views import ClassView, PupilShown
from progress_tui.domain.whom import Whom
from progress_tui.exporting.documents.records import SencoChild, SupportLine

if TYPE_CHECKING:
    from progress_tui.analysis.school_at_point import SchoolAtPoint

BARRIERS: Final = ("SEND", "EAL", "speech and language")
DECISIONS: Final = ("SENCO", "EHCP", "pastoral")


class _Said(NamedTuple):
    """What meetings of the school year said of a child, the latest first in each."""

    on: date | None = None
    barriers: tuple[str, ...] = ()
    named: frozenset[str] = frozenset()
    decision: str = ""
    decided: frozenset[str] = frozenset()


def for_support(
    at: SchoolAtPoint, views: Sequence[ClassView], actions: Sequence[Action], whom: Whom
) -> tuple[SencoChild, ...]:
    """The children for support, by class and name.

    Args:
        at: the school at the point.
        views: every class at the point.
        actions: every action of the school.
        whom: which children are looked at.

    Raises:
        UsageError: the filter is not one.
        NotFoundError: there is no such class or year group.
    """
    from progress_tui.analysis.choosing import chosen

    ids = set(chosen(at, whom, whom.speaks_of or None).keys)
    said, support = _said(at), _support(at)
    agreed: dict[int, list[Action]] = defaultdict(list)
    for action in actions:
        if action.pupil_id is not None and action.status == "open":
            agreed[action.pupil_id].append(action)
    found = []
    for view in views:
        for row in view.rows:
            own = said.get(row.pupil_id, _Said())
            lines = tuple(support.get(row.pupil_id, ()))
            why = tuple(_why(row, own, lines))
            if why and row.pupil_id in ids:
                found.append(
                    SencoChild(row, view.class_name, why, row.flags, own.barriers, own.decision, own.on, lines,
                               tuple(agreed[row.pupil_id]))
                )  # fmt: skip
    return tuple(found)


def _why(row: PupilShown, said: _Said, support: Sequence[SupportLine]) -> list[str]:
    why = []
    if row.sen not in (None, "N"):
        why.append({"K": "SEND support", "E": "EHCP"}.get(row.sen, "earlier SEND status"))
    why += ["on support this year"] if support else []
    why += [f"decision: {one}" for one in DECISIONS if one in said.decided]
    why += [f"barrier: {one}" for one in BARRIERS if one in said.named]
    return why


def _said(at: SchoolAtPoint) -> dict[int, _Said]:
    """What the held meetings of the school year said, by child."""
    year = at.point.start_year
    rows = at.frames.meetings.select("meeting_id", "held_on", "ordinal", "status").iter_rows()
    held = {number: day for number, day, ordinal, status in rows if status == "held" and ordinal // 6 == year}
    items = at.frames.meeting_items.select("meeting_id", "pupil_id", "discussed", "barriers", "decision").iter_rows()
    spoken = [
        (held[number], pupil_id, tuple(barriers or ()), decision)
        for number, pupil_id, discussed, barriers, decision in items
        if number in held and pupil_id is not None and discussed
    ]
    found: dict[int, _Said] = {}
    for day, pupil_id, barriers, decision in sorted(spoken, key=lambda one: one[0]):
        before = found.get(pupil_id, _Said())
        found[pupil_id] = _Said(
            day,
            barriers or before.barriers,
            before.named | frozenset(barriers),
            decision or before.decision,
            before.decided | frozenset([decision]),
        )
    return found


def _support(at: SchoolAtPoint) -> dict[int, list[SupportLine]]:
    """Support of the school year by child: what runs, and what ended since September."""
    from progress_tui.analysis.flags.thresholds import thresholds
    from progress_tui.analysis.under_way import memberships

    enough = int(thresholds().number("support-not-working", "weeks"))
    first = date(at.point.start_year, 9, 1)
    columns = ("pupil_id", "name", "subject", "starts", "ends", "staff", "entry", "exit", "effect")
    found: dict[int, list[SupportLine]] = defaultdict(list)
    for pupil_id, name, subject, starts, ends, staff, entry, ended, effect in (
        memberships(at.frames).select(columns).sort("starts", "name").iter_rows()
    ):
        if starts <= at.today and (ends is None or ends >= first):
            weeks = max(0, (min(ends or at.today, at.today) - starts).days) // 7
            asked = enough if weeks >= enough and effect in ("none", "unknown", "") else 0
            found[pupil_id].append(SupportLine(name, subject, starts, ends, staff, entry, ended, effect, weeks, asked))
    return found
