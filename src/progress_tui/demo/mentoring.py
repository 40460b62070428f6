"""Targets and comments of the mentoring record of the demo school, in the classes that keep one.

Words and shares stand in `data/reference/demo-records.toml`; no name stands in any of them.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from progress_tui.demo.attainment import Attainment
from progress_tui.demo.facts import Facts
from progress_tui.demo.figures import CURRENT_POINT, CURRENT_YEAR, SUBJECTS
from progress_tui.demo.pupils import Pupil
from progress_tui.demo.recording import record_facts
from progress_tui.domain.calendar import Point
from progress_tui.domain.mentoring import PERSONAL, TargetStatus, Who

BEFORE = Point(CURRENT_POINT.ordinal - 1)
"""The half-term whose targets have been looked at; those of `CURRENT_POINT` are still open."""


@dataclass(frozen=True, slots=True)
class DemoTarget:
    """A target of one child in a half-term; `subject` is empty for the personal one."""

    upn: str
    point: Point
    subject: str
    body: str
    status: TargetStatus


@dataclass(frozen=True, slots=True)
class DemoComment:
    """What the child or the mentor says in a half-term."""

    upn: str
    point: Point
    who: Who
    body: str


def keep_records(
    pupils: Sequence[Pupil], attainment: Mapping[str, Attainment], rng: random.Random
) -> tuple[tuple[DemoTarget, ...], tuple[DemoComment, ...]]:
    """The targets and comments of the classes that keep a record, child by child.

    Args:
        pupils: the children on roll now.
        attainment: their results, by UPN.
        rng: chance.
    """
    facts = record_facts().table("mentoring")
    classes = facts.texts("classes")
    own = [pupil for pupil in pupils if pupil.class_name(CURRENT_YEAR) in classes]
    targets = tuple(one for pupil in own for one in _targets(pupil, attainment[pupil.upn], facts, rng))
    comments = tuple(one for pupil in own for one in _comments(pupil, facts, rng))
    return targets, comments


def _targets(pupil: Pupil, attainment: Attainment, facts: Facts, rng: random.Random) -> Iterator[DemoTarget]:
    """One in the lowest subject at each half-term, one in another subject for some, a personal one for some."""
    words = facts.table("targets")
    lowest = sorted(SUBJECTS, key=lambda subject: attainment.bands.get((BEFORE.ordinal, subject), 0))
    first, then = rng.sample(words.texts(lowest[0]), 2)
    if pupil.at_school(BEFORE):
        met = rng.random() < facts.share("met")
        yield DemoTarget(pupil.upn, BEFORE, lowest[0], first, "met" if met else "carried")
        yield DemoTarget(pupil.upn, CURRENT_POINT, lowest[0], then if met else first, "not yet")
    else:
        yield DemoTarget(pupil.upn, CURRENT_POINT, lowest[0], first, "not yet")
    if rng.random() < facts.share("second"):
        yield DemoTarget(pupil.upn, CURRENT_POINT, lowest[1], rng.choice(words.texts(lowest[1])), "not yet")
    if rng.random() < facts.share("personal"):
        yield DemoTarget(pupil.upn, CURRENT_POINT, PERSONAL, rng.choice(words.texts("personal")), "not yet")


def _comments(pupil: Pupil, facts: Facts, rng: random.Random) -> Iterator[DemoComment]:
    said = facts.table("comments")
    for point in (BEFORE, CURRENT_POINT):
        speaks = rng.random() < facts.share("commented")
        child, mentor = rng.choice(said.texts("child")), rng.choice(said.texts("mentor"))
        if speaks and pupil.at_school(point):
            yield DemoComment(pupil.upn, point, "child", child)
            yield DemoComment(pupil.upn, point, "mentor", mentor)
