"""What the demo school has on file beside results and meetings: support, grades of attitude, results in doubt.

Who it is for and how much of it there is stands in `data/reference/demo-records.toml`; people are roles.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from progress_tui.analysis.half_terms import HalfTermStarts, load_half_terms, point_of
from progress_tui.demo.attainment import KIND_SCALES, Attainment, Column
from progress_tui.demo.facts import Facts, read_facts
from progress_tui.demo.figures import CURRENT_POINT, CURRENT_YEAR, SUBJECTS, scale
from progress_tui.demo.meetings import TODAY, ActionEffect
from progress_tui.demo.pupils import Pupil
from progress_tui.domain.calendar import Point
from progress_tui.domain.errors import did_you_mean
from progress_tui.resources import data_folder

GRADED: Final = (Point.of(CURRENT_YEAR - 1, "Sum2"), Point.of(CURRENT_YEAR, "Aut1"), CURRENT_POINT)
"""The half-terms with grades of attitude."""
_LONG_ENOUGH: Final = 70
"""Days after which somebody has asked whether support is working."""
_SUPPORTED: Final[dict[int | None, int]] = {2: 0, 3: 0, 4: 1}
"""Rank of a band → how soon its children are chosen for support in a subject."""
_NOTICED: Final = 0.5
_TESTED: Final = ("reading", "maths")
_AT: Final = 4


@dataclass(frozen=True, slots=True)
class DemoMember:
    """A child in a support group: the band at the start, the band at the end (empty while it runs), and what came."""

    upn: str
    entry: str
    exit: str
    effect: ActionEffect


@dataclass(frozen=True, slots=True)
class DemoSupport:
    """A support group; `subject` is empty for pastoral support, `ends` None while it runs, `cost` in pounds."""

    name: str
    subject: str
    starts: date
    ends: date | None
    staff: str
    members: tuple[DemoMember, ...]
    cost: float | None = None


@dataclass(frozen=True, slots=True)
class DemoGrade:
    """One strand of one child at one point: its place among the labels, 1 the best, and the label."""

    upn: str
    point: Point
    strand: str
    grade: int
    label: str


@dataclass(frozen=True, slots=True)
class DemoQuery:
    """A result somebody thinks is wrong: where it is, as typed, and why."""

    upn: str
    subject: str
    scale: str
    point: Point
    raw: str
    reason: str


@cache
def record_facts() -> Facts:
    """The data file.

    Raises:
        DataFileError: it is missing or is not TOML.
    """
    return read_facts("reference", "demo-records.toml")


def saved_filters() -> dict[str, str]:
    """Name → text of the filters the school has named."""
    held = record_facts().table("filters")
    return {name: held.text(name) for name in held.content}


def day_of(facts: Facts, key: str) -> date:
    """The day at `key`."""
    return facts.need(key, date, "a day such as 2026-09-14")


# -- support


def give_support(
    pupils: Sequence[Pupil], attainment: Mapping[str, Attainment], rng: random.Random
) -> tuple[DemoSupport, ...]:
    """The support groups, in the order of the data file.

    Args:
        pupils: the children on roll now.
        attainment: their results, by UPN.
        rng: chance.
    """
    return tuple(_group(table, pupils, attainment, rng) for table in record_facts().tables("support"))


def _group(
    table: Facts, pupils: Sequence[Pupil], attainment: Mapping[str, Attainment], rng: random.Random
) -> DemoSupport:
    table.only("name", "subject", "year_groups", "letters", "starts", "ends", "staff", "cost", "members")
    subject, starts = table.text("subject"), day_of(table, "starts")
    if subject not in ("", *SUBJECTS):
        raise table.fail("subject", f"is “{subject}”", did_you_mean(subject, SUBJECTS))
    ends = day_of(table, "ends") if "ends" in table.content else None
    years, letters = table.wholes("year_groups", ()), table.texts("letters")
    before = Point(_point(starts).ordinal - 1)
    able = [p for p in pupils if p.cohort in years and p.letter in letters and p.at_school(before)]
    rng.shuffle(able)
    if subject:
        # Below and just below first, then at; the others only where there are too few of them.
        able.sort(key=lambda pupil: _SUPPORTED.get(_rank(attainment[pupil.upn], subject, before), len(_SUPPORTED)))
    chosen = able[: table.whole("members")]
    members = tuple(_member(pupil, attainment[pupil.upn], subject, starts, ends, rng) for pupil in chosen)
    cost = table.optional_number("cost")
    return DemoSupport(table.text("name"), subject, starts, ends, table.text("staff"), members, cost)


def _member(
    pupil: Pupil, attainment: Attainment, subject: str, starts: date, ends: date | None, rng: random.Random
) -> DemoMember:
    """What came of it: a band more, or in some children something a band is too coarse for.

    While a group runs nobody has written down that nothing came of it.
    """
    entry = _rank(attainment, subject, Point(_point(starts).ordinal - 1))
    last = _rank(attainment, subject, _point(ends or TODAY))
    risen = last - entry if last is not None and entry is not None else 0
    noticed = risen > 0 or (risen == 0 and rng.random() < _NOTICED)
    effect: ActionEffect = "unknown"
    if noticed and (ends is not None or (TODAY - starts).days >= _LONG_ENOUGH):
        effect = "clear" if risen > 0 and rng.random() < _NOTICED else "some"
    elif ends is not None:
        effect = "none"
    return DemoMember(pupil.upn, _code(entry), _code(last) if ends is not None else "", effect)


def _rank(attainment: Attainment, subject: str, point: Point) -> int | None:
    """The last band judged up to a point; None without one."""
    ordinals = [ordinal for ordinal, of in attainment.bands if of == subject and ordinal <= point.ordinal]
    return attainment.bands[max(ordinals), subject] if ordinals else None


@cache
def _half_terms() -> HalfTermStarts:
    """The shipped days: the school is the same whatever days another school has set for itself."""
    return load_half_terms(data_folder() / "half-terms.toml")


def _point(day: date) -> Point:
    return point_of(day, _half_terms())


def _code(rank: int | None) -> str:
    return next((value.code for value in scale("bands").values if value.rank == rank), "")


# -- grades of attitude, effort, behaviour and homework


def grade_strands(pupils: Iterable[Pupil], rng: random.Random) -> tuple[DemoGrade, ...]:
    """The grades of every child of Y1–Y6, at the points in `GRADED` at which the child was on roll."""
    facts = record_facts().table("strands")
    names, labels, lines = facts.texts("names"), facts.texts("labels"), facts.numbers("lines")
    if len(lines) != len(labels) - 1:
        raise facts.fail("lines", "must have one line fewer than there are labels")
    found = []
    for pupil in (pupil for pupil in pupils if pupil.cohort >= 1):
        habit, dropped = rng.gauss(0, 1), rng.random() < facts.share("dropped")
        for number, strand in enumerate(names):
            own = habit + rng.gauss(0, facts.number("strand_sd"))
            for point in GRADED:
                figure = own + rng.gauss(0, facts.number("day_sd"))
                grade = 1 + sum(figure < line for line in lines)
                if dropped and number == 0:
                    grade = len(labels) if point == CURRENT_POINT else 1
                if pupil.at_school(point):
                    found.append(DemoGrade(pupil.upn, point, strand, grade, labels[grade - 1]))
    return tuple(found)


# -- results in doubt


def query_results(pupils: Iterable[Pupil], attainment: Mapping[str, Attainment]) -> tuple[DemoQuery, ...]:
    """The scores of this term furthest from the teacher's band, in different classes, one for each reason on file."""
    reasons = record_facts().table("queried").texts("reasons")
    gaps = []
    for pupil in pupils:
        own = attainment[pupil.upn]
        for subject in _TESTED:
            raw = own.cells.get(Column.of(CURRENT_YEAR, CURRENT_POINT.code, subject, "SS").heading, "")
            score = scale("standardised").read(raw).score
            rank = own.bands.get((CURRENT_POINT.ordinal, subject))
            # The lowest and the highest band are open: a score far out fits them.
            if score is not None and rank is not None and abs(rank - _AT) <= 1:
                # The bands are about ten points of score wide, and the middle of “at” is about 98.
                gap = abs(score - (98 + 10 * (rank - _AT)))
                gaps.append((-gap, pupil.class_name(CURRENT_YEAR), pupil.upn, subject, raw))
    furthest: dict[str, tuple[str, str, str]] = {}
    for _, class_name, upn, subject, raw in sorted(gaps):
        furthest.setdefault(class_name, (upn, subject, raw))
    return tuple(
        DemoQuery(upn, subject, KIND_SCALES["SS"], CURRENT_POINT, raw, reason)
        for (upn, subject, raw), reason in zip(furthest.values(), reasons, strict=False)
    )
