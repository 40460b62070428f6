"""Meetings of the demo school before the last round: half a class gone through in a few sentences, in some classes."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta

from progress_tui.demo.figures import CURRENT_YEAR, SUBJECTS
from progress_tui.demo.meetings import DemoAction, DemoItem, DemoMeeting, Records, judgements, theme_for
from progress_tui.demo.pupils import Pupil
from progress_tui.demo.recording import day_of, record_facts
from progress_tui.domain.calendar import Point

_YEAR = CURRENT_YEAR - 1
_WORDS = {"Spr2": "(spring)", "Sum2": "(summer)"}
_AGREED = 0.25
"""How many of the children something is agreed for; the others are gone through and watched."""


def meet_earlier(pupils: Sequence[Pupil], records: Records, rng: random.Random) -> tuple[DemoMeeting, ...]:
    """The meetings, oldest first; each goes through children the one before did not, as far as there are enough.

    Args:
        pupils: the children on roll now.
        records: their results and attendance.
        rng: chance.
    """
    facts = record_facts().table("earlier_meetings")
    seen: set[str] = set()
    meetings = []
    for held in facts.tables("held"):
        point, first = held.text("point"), day_of(held, "first")
        for place, class_name in enumerate(facts.texts("classes")):
            there = [p for p in pupils if p.class_name(CURRENT_YEAR) == class_name and _could_meet(p, point)]
            fresh = [pupil for pupil in there if pupil.upn not in seen]
            chosen = rng.sample(fresh, min(facts.whole("children"), len(fresh)))
            seen.update(pupil.upn for pupil in chosen)
            meetings.append(_meeting(chosen, point, first + timedelta(days=place), records, rng))
    return tuple(meetings)


def _could_meet(pupil: Pupil, point: str) -> bool:
    return pupil.cohort >= 2 and pupil.at_school(Point.of(_YEAR, point))


def _meeting(chosen: Sequence[Pupil], point: str, held_on: date, records: Records, rng: random.Random) -> DemoMeeting:
    used: set[str] = set()
    return DemoMeeting(
        class_name=chosen[0].class_name(_YEAR),
        academic_year=_YEAR,
        point=point,
        held_on=held_on,
        minutes=60,
        attendees="deputy, assessment lead, class teacher",
        items=tuple(_item(pupil, point, held_on, records, used, rng) for pupil in chosen),
    )


def _item(pupil: Pupil, point: str, held_on: date, records: Records, used: set[str], rng: random.Random) -> DemoItem:
    theme = theme_for(pupil, rng.choice(SUBJECTS), records, used, rng)
    used.add(theme.barrier)
    before = Point.of(_YEAR, "Aut2" if point == "Spr2" else "Spr2")
    points = ((before, "(autumn 2)" if before.code == "Aut2" else "(spring)"), (Point.of(_YEAR, point), _WORDS[point]))
    seen = f"{judgements(pupil, theme.subjects[0], records, points)} {rng.choice(theme.seen)}".strip()
    agreed = rng.random() < _AGREED
    return DemoItem(
        upn=pupil.upn,
        seen=seen,
        teacher_view=rng.choice(theme.teacher_view),
        barriers=(theme.barrier,),
        decision=rng.choice(theme.decisions) if agreed else "monitor",
        actions=(_action(*rng.choice(theme.actions), held_on, rng),) if agreed else (),
    )


def _action(what: str, owner: str, held_on: date, rng: random.Random) -> DemoAction:
    """Something agreed two terms ago: it was done or given up, and somebody wrote down what came of it."""
    due = held_on + timedelta(days=7 * rng.choice((3, 4, 5)))
    if rng.random() < 0.9:
        return DemoAction(what, owner, due, "done", rng.choices(("none", "some", "clear"), (15, 50, 35))[0])
    return DemoAction(what, owner, due, "stopped", "none")
