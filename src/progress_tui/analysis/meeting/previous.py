"""What was agreed before and what happened since: the first thing a meeting speaks of.

Rules and a worked example: docs/judgements.md, “Meetings”.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date

import polars as pl

from progress_tui.analysis.card_records import since_shown
from progress_tui.analysis.effect.agreed import agreed, class_labels
from progress_tui.analysis.effect.effects import CASES, EffectShown, effects
from progress_tui.analysis.effect.report import mean_words
from progress_tui.analysis.meeting.spoken import held_meetings
from progress_tui.analysis.school_at_point import SchoolAtPoint
from progress_tui.analysis.summary import YEAR
from progress_tui.domain.agenda import ActionSince, BesideClass, MeetingBefore, Previous
from progress_tui.domain.calendar import MONTHS
from progress_tui.domain.meetings import Action
from progress_tui.domain.subjects import subject_order
from progress_tui.domain.text import counted
from progress_tui.domain.views import ClassView
from progress_tui.domain.whom import EVERYBODY

Told = Callable[[int], Collection[int] | None]
"""Number of a meeting → the actions it showed as settled when it was finished; None where that is not on file."""


def previous(
    at: SchoolAtPoint,
    view: ClassView,
    actions: Sequence[Action],
    but: int | None = None,
    told: Told = lambda _: None,
) -> Previous:
    """What is to be gone through before anything new is said of a class.

    Args:
        at: the school at the point of the view; results since are those up to it.
        view: the class.
        actions: every action of the children of the class, and every one agreed in the class.
        but: the meeting that begins, which is not one of those before.
        told: what the last meeting showed as settled; asked only where something was settled on its day.
    """
    ids = {row.pupil_id for row in view.rows}
    meetings = meetings_before(at, view, but)
    own = next((one for one in meetings if one.own), None)
    since = own.held_on if own else min((one.held_on for one in meetings), default="")
    now = set(at.frames.actions.filter(pl.col("meeting_id") == (-1 if but is None else but))["action_id"])
    every = [one for one in actions if one.action_id not in now]
    here = [one for one in every if one.pupil_id in ids or (one.pupil_id is None and one.class_id == view.class_id)]
    gone_on = {one.carried_from for one in every}
    settled = _settled_since(here, since, own.meeting_id if own else None, told)
    asked = [one for one in here if one.action_id not in gone_on and (_is_live(one) or one.action_id in settled)]
    left = [
        one
        for one in every
        if one.pupil_id not in {*ids, None} and _is_live(one) and one.action_id not in gone_on
        and one.class_id == view.class_id and since and one.agreed >= since
    ]  # fmt: skip
    shown = actions_since(at, asked)
    onward = {one.carried_from for one in actions if one.action_id in now and one.carried_from is not None}
    words = (*_meetings_words(view, meetings), *_actions_words(shown, onward, len(left), bool(meetings)))
    return Previous(meetings, shown, len(left), words)


def meetings_before(at: SchoolAtPoint, view: ClassView, but: int | None = None) -> tuple[MeetingBefore, ...]:
    """The last meeting of a class, and those of other classes since then that spoke of its children.

    For a class that had none, such as one of a new school year, the last meeting of each class its children were spoken
    of in, at most a year back.
    """
    ids = [row.pupil_id for row in view.rows]
    spoken = at.frames.meeting_items.filter(pl.col("discussed") & pl.col("pupil_id").is_in(ids))
    children = spoken.group_by("meeting_id").agg(pl.col("pupil_id").n_unique().alias("children"))
    held = (
        held_meetings(at.frames, at.point.ordinal, at.today)
        .filter((pl.col("meeting_id") != (-1 if but is None else but)) & (pl.col("ordinal") > at.point.ordinal - YEAR))
        .join(children, on="meeting_id", how="left", maintain_order="left")
        .with_columns(pl.col("children").fill_null(0), (pl.col("class_id") == view.class_id).alias("own"))
        .filter(pl.col("own") | (pl.col("children") > 0))
        .sort("held_on", "meeting_id", descending=True)
        .unique(["class_id", "kind"], keep="first", maintain_order=True)
    )
    own = held.filter("own").head(1)
    if own.height:
        held = held.filter((pl.col("meeting_id") == own["meeting_id"][0]) | (pl.col("held_on") >= own["held_on"][0]))
    names = class_labels(at)
    rows = held.select("meeting_id", "class_id", "held_on", "kind", "own", "children")
    return tuple(
        MeetingBefore(number, names.get(class_id, ""), held_on.isoformat(), kind, own, spoken_of)
        for number, class_id, held_on, kind, own, spoken_of in rows.iter_rows()
    )


def actions_since(at: SchoolAtPoint, actions: Collection[Action]) -> tuple[ActionSince, ...]:
    """Actions with what happened since, those to be asked about first: overdue, then open by due date, then settled."""
    names, results = class_labels(at), _beside_class(at, actions)
    made = [
        ActionSince(one, names.get(one.class_id or -1, ""), days > 0, days, results[one.action_id])
        for one in actions
        for days in [_days_over(one, at.today)]
    ]
    return tuple(sorted(made, key=ActionSince.in_turn))


def _days_over(action: Action, today: date) -> int:
    """How many days an open action is past its due date; on the day it is due it is not, as in `under_way`."""
    return max(0, (today - date.fromisoformat(action.due)).days) if action.status == "open" else 0


def _is_live(action: Action) -> bool:
    """Whether there is still something to do: open, or carried on (to be left out where another goes on with it)."""
    return action.status in ("open", "carried")


def _settled_since(actions: Sequence[Action], since: str, last: int | None, told: Told) -> set[int]:
    """Which actions were done or stopped after a day, or agreed from it on where the day is not known.

    What was settled on the day of the last meeting was settled in it, unless it is on file that it was still open when
    that meeting was finished: two meetings of a class may be on one day.
    """
    gone = [one for one in actions if one.status in ("done", "stopped")]
    found = {one.action_id for one in gone if (one.closed > since if one.closed else one.agreed >= since)}
    same_day = {one.action_id for one in gone if one.closed and one.closed == since}
    known = told(last) if same_day and last is not None else None
    return found if known is None else found | same_day.difference(known)


def _beside_class(at: SchoolAtPoint, actions: Collection[Action]) -> defaultdict[int, tuple[BesideClass, ...]]:
    """Number of the action → the child's results before and since by subject, beside the class over the same time."""
    found: defaultdict[int, tuple[BesideClass, ...]] = defaultdict(tuple)
    # A piece of work that was carried on is looked at from the day it was agreed first.
    firsts = dict(agreed(at, EVERYBODY).frame.select("action_id", "first_agreed").iter_rows())
    cases = [
        (one.action_id, one.pupil_id, "", firsts.get(one.action_id, date.fromisoformat(one.agreed)), None)
        for one in actions
        if one.pupil_id is not None
    ]
    if cases:
        rows = effects(at, pl.DataFrame(cases, schema=CASES, orient="row")).rows
        shown = (EffectShown(*row) for row in rows.iter_rows())
        for one in sorted(shown, key=lambda one: subject_order(one.subject)):
            beside = BesideClass(since_shown(one), one.others, mean_words(one.others_progress, one.unit))
            found[one.case_id] += (beside,)
    return found


def _meetings_words(view: ClassView, meetings: Sequence[MeetingBefore]) -> Iterator[str]:
    if not meetings:
        yield "No earlier meeting spoke of these children."
    for one in meetings:
        what = "hand-over meeting" if one.kind == "hand-over" else "meeting"
        yield (
            f"The {what} of {one.class_name} on {_day(one.held_on)} spoke of {one.children} of the "
            f"{counted(view.on_roll, 'child', 'children')} now in the class."
        )


def _actions_words(shown: Sequence[ActionSince], onward: Collection[int], left: int, met: bool) -> Iterator[str]:
    """How the actions stand.

    Args:
        shown: those that are gone through.
        onward: those of them that the meeting itself has carried on by now.
        left: how many are of children who have left.
        met: whether there was a meeting before.
    """
    opened = [one for one in shown if _is_live(one.action) and one.action.action_id not in onward]
    if shown:
        late = sum(one.overdue for one in opened)
        numbers = {status: sum(one.action.status == status for one in shown) for status in ("done", "stopped")}
        numbers["carried on"] = sum(one.action.action_id in onward for one in shown)
        settled = ", ".join(f"{number} {words}" for words, number in numbers.items() if number)
        verb = "is" if 1 in (len(opened), len(shown)) else "are"
        yield (
            f"{len(opened)} of {counted(len(shown), 'action')} {verb} open, {late} of them past the due date"
            f"{f'; {settled}' if settled else ''}."
        )
    elif met:
        yield "No action is open, and none was settled since."
    if left:
        words = "1 open action of it is of a child" if left == 1 else f"{left} open actions of it are of children"
        yield f"{words} no longer in this class."


def _day(day: str) -> str:
    """`5 October 2026`."""
    when = date.fromisoformat(day)
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"
