"""The noise gate: tests wobble, and the flags on change must not make questions of that.

Simulated classes of thirty go through the real rules as one big school: standardised scores of reliability 0.90 in
three subjects at three points, true scores with a standard deviation of 15·√0.9, an error of 15·√0.1 on each occasion.
"""

from __future__ import annotations

import math
import random
from datetime import date

import polars as pl

from progress_tui.analysis.flags import raised
from progress_tui.analysis.frames import SCHEMAS, SchoolFrames
from progress_tui.analysis.summary import Summary
from progress_tui.domain.calendar import Point

CLASSES, SIZE = 500, 30
SUBJECTS = ("reading", "writing", "maths")
POINTS = (Point.of(2025, "Spr2"), Point.of(2025, "Sum2"), Point.of(2026, "Aut2"))
TRUE, ERROR = 15 * math.sqrt(0.9), 15 * math.sqrt(0.1)
OF_CHANGE = frozenset(("fell", "drifting", "quiet-decline", "several"))
FALLING, FALL = 6, 20


def simulated(seed: int, falling: int) -> Summary:
    """The classes; in each the first `falling` children truly fall in one subject before the last point."""
    chance = random.Random(seed)  # noqa: S311 – a simulation, no secret
    results = []
    for pupil in range(1, CLASSES * SIZE + 1):
        lost = chance.choice(SUBJECTS) if (pupil - 1) % SIZE < falling else ""
        for series, subject in enumerate(SUBJECTS, start=1):
            true = chance.gauss(100, TRUE)
            for point in POINTS:
                shift = FALL if subject == lost and point == POINTS[-1] else 0
                score = round(chance.gauss(true - shift, ERROR))
                results.append((pupil, series, point.ordinal, str(min(160, max(40, score)))))
    pupils = range(1, CLASSES * SIZE + 1)
    rows: dict[str, list[tuple[object, ...]]] = {name: [] for name in SCHEMAS}
    rows["pupils"] = [(i, f"Child {i}", "", f"child {i}", f"Pupil {i}", None, None) for i in pupils]
    rows["enrolments"] = [
        (i, year, 4, (i - 1) // SIZE + 1, f"Class {(i - 1) // SIZE + 1}", None, None)
        for i in pupils
        for year in (2025, 2026)
    ]
    rows["series"] = [
        (number, subject, subject, "test", "test", "standardised", "", f"{subject} test", None, None)
        for number, subject in enumerate(SUBJECTS, start=1)
    ]
    rows["results"] = [*results]
    frames = {name: pl.DataFrame(rows[name], schema=dict(SCHEMAS[name]), orient="row") for name in SCHEMAS}
    return Summary(SchoolFrames.checked(frames), POINTS[-1], date(2026, 11, 23))


def to_discuss(summary: Summary) -> set[int]:
    """Children who reach severity 2 by flags on change."""
    return {
        pupil_id
        for pupil_id, flags in raised(summary).flags.items()
        if any(flag.severity >= 2 and flag.flag in OF_CHANGE for flag in flags)
    }


def test_with_no_true_change_at_most_two_children_a_class_are_to_discuss() -> None:
    found = to_discuss(simulated(seed=20261123, falling=0))
    assert 0.8 <= len(found) / CLASSES <= 2.0


def test_of_six_children_who_truly_fall_at_least_five_are_found() -> None:
    found = to_discuss(simulated(seed=20261124, falling=FALLING))
    of_six = sum((pupil - 1) % SIZE < FALLING for pupil in found) / CLASSES
    assert of_six >= 5.0
    others = sum((pupil - 1) % SIZE >= FALLING for pupil in found) / CLASSES
    assert others <= 2.0
