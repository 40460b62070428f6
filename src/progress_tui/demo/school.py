"""Puts the demo school together. Everything follows from the seed; the school and its children are fictional."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from progress_tui.demo.ability import model
from progress_tui.demo.attainment import Attainment, Column, assess
from progress_tui.demo.attendance import Sessions, attend
from progress_tui.demo.earlier_meetings import meet_earlier
from progress_tui.demo.figures import (
    CURRENT_POINT,
    CURRENT_YEAR,
    FIRST_YEAR,
    OLDEST,
    Figures,
    Trajectory,
    chance,
    figures,
    scale,
)
from progress_tui.demo.files import DemoFile, pupil_list, results, statutory_results
from progress_tui.demo.meetings import DemoAction, DemoItem, DemoMeeting, DemoNote, Records, meet, write_notes
from progress_tui.demo.mentoring import DemoComment, DemoTarget, keep_records
from progress_tui.demo.names import name_pupils
from progress_tui.demo.pupils import LETTERS, Pupil, build_cohort, class_sizes
from progress_tui.demo.recording import (
    DemoGrade,
    DemoQuery,
    DemoSupport,
    give_support,
    grade_strands,
    query_results,
    saved_filters,
)
from progress_tui.demo.statutory import statutory_years, take

__all__ = ["DemoAction", "DemoFile", "DemoItem", "DemoMeeting", "DemoNote", "DemoSchool", "generate"]
YEARS = tuple(range(FIRST_YEAR, CURRENT_YEAR + 1))
"""The start years with lists, oldest first."""


@dataclass(frozen=True, slots=True)
class DemoSchool:
    """The fictional school.

    Attributes:
        name: says that it is fictional.
        files: the pupil lists, oldest first, then the statutory results, then the school's own, likewise: the order to
            import them in.
        notes: oldest first.
        meetings: the last round, one a class, RA to 6B.
        earlier_meetings: those before it, oldest first, of some of the classes.
        support: the support groups.
        grades: of attitude, effort, behaviour and homework.
        targets, comments: of the mentoring record, in the classes that keep one.
        queries: results in doubt.
        filters: name → text of the saved filters.
    """

    name: str
    files: tuple[DemoFile, ...]
    notes: tuple[DemoNote, ...]
    meetings: tuple[DemoMeeting, ...]
    earlier_meetings: tuple[DemoMeeting, ...]
    support: tuple[DemoSupport, ...]
    grades: tuple[DemoGrade, ...]
    targets: tuple[DemoTarget, ...]
    comments: tuple[DemoComment, ...]
    queries: tuple[DemoQuery, ...]
    filters: dict[str, str]


@dataclass(frozen=True, slots=True)
class Population:
    """The children and what is on file of them; `attainment` is keyed by UPN, `attendance` by UPN and start year."""

    pupils: tuple[Pupil, ...]
    attainment: dict[str, Attainment]
    attendance: dict[tuple[str, int], Sessions]


def generate(seed: int = 2026, *, leavers: bool = False, trajectory: Trajectory | None = None) -> DemoSchool:
    """Make the demo school.

    Args:
        seed: the same seed gives the same school, to the letter.
        leavers: also put the children who have left since 2023-24 on the lists of the years before. They change nothing
            about the others; with them a Year 6 has level points and Key Stage 2 results.
        trajectory: the mean course of level points through Key Stage 2; the demo school's own (Boddy's) without it.
    """
    source = figures(trajectory)
    people = populate(seed, source, leavers=leavers)
    records = Records(people.attainment, people.attendance)
    now = [pupil for pupil in people.pupils if pupil.cohort <= OLDEST]
    lists = [pupil_list(people.pupils, year, people.attendance, source, seed) for year in YEARS]
    marks = [statutory_results(people.pupils, year, people.attainment) for year in statutory_years()]
    marks += [results(people.pupils, year, people.attainment) for year in YEARS]
    meetings = []
    for place, (cohort, letter) in enumerate((c, letter) for c in range(OLDEST + 1) for letter in LETTERS):
        class_pupils = [pupil for pupil in now if (pupil.cohort, pupil.letter) == (cohort, letter)]
        name = class_pupils[0].class_name(CURRENT_YEAR)
        meetings.append(meet(name, place, class_pupils, records, chance(seed, "meeting", name)))
    notes = write_notes(now, records, source, chance(seed, "notes"))
    targets, comments = keep_records(now, people.attainment, chance(seed, "mentoring"))
    return DemoSchool(
        name=source.name,
        files=(*lists, *marks),
        notes=tuple(notes),
        meetings=tuple(meetings),
        earlier_meetings=meet_earlier(now, records, chance(seed, "earlier meetings")),
        support=give_support(now, people.attainment, chance(seed, "support")),
        grades=grade_strands(now, chance(seed, "grades")),
        targets=targets,
        comments=comments,
        queries=query_results(now, people.attainment),
        filters=saved_filters(),
    )


def populate(seed: int, source: Figures, *, leavers: bool = False) -> Population:
    """The children with names, results and attendance.

    Args:
        seed: decides everything.
        source: the figures to meet.
        leavers: also those who have left since 2023-24.
    """
    attainment: dict[str, Attainment] = {}
    attendance: dict[tuple[str, int], Sessions] = {}
    pupils: list[Pupil] = []
    for cohort in range(OLDEST + 1 + (CURRENT_YEAR - FIRST_YEAR if leavers else 0)):
        children = cohort_of(seed, cohort, source)
        attainment.update(assess_cohort(seed, cohort, children, source))
        attendance.update(attend(children, YEARS, source, chance(seed, "attendance", cohort)))
        pupils += children
    named = name_pupils(pupils, seed)
    _show(named, attainment, source)
    return Population(tuple(named), attainment, attendance)


def cohort_of(seed: int, cohort: int, source: Figures) -> list[Pupil]:
    """The children of one year group of 2026-27 (7 and more have left), still without names."""
    sizes = class_sizes(chance(seed, "sizes"), source.roll)
    first = 2 * min(cohort, OLDEST)
    return build_cohort(seed, cohort, sizes[first : first + 2], source)


def assess_cohort(seed: int, cohort: int, pupils: Sequence[Pupil], source: Figures) -> dict[str, Attainment]:
    """UPN → results of the children of one cohort."""
    rng, statutory = chance(seed, "results", cohort), chance(seed, "statutory", cohort)
    abilities = model()
    found = {}
    for pupil in pupils:
        path = abilities.path(pupil, rng)
        own = assess(pupil, path, abilities, source, rng)
        found[pupil.upn] = replace(own, statutory=take(pupil, path, source, statutory))
    return found


def _show(pupils: Sequence[Pupil], attainment: dict[str, Attainment], source: Figures) -> None:
    """See to it that one class has enough children below target to talk about, by more ambitious targets there."""
    rules, subject = source.targets, source.targets.show_subject
    heading = Column.of(CURRENT_YEAR, "Sum2", subject, "Target").heading
    now = Column.of(CURRENT_YEAR, CURRENT_POINT.code, subject, "TA").heading
    codes = {value.rank: value.code for value in scale("bands").values}
    below, others = 0, []
    for pupil in pupils:
        if pupil.class_name(CURRENT_YEAR) != rules.show_class:
            continue
        mine = attainment[pupil.upn]
        rank, target = mine.bands.get((CURRENT_POINT.ordinal, subject), 0), mine.targets.get(subject)
        if target is None or scale("bands").read(mine.cells[now]).kind != "value":
            continue
        if rank < target:
            below += 1
        elif rank == target and target < len(codes):
            others.append(pupil.upn)
    for upn in others[: max(0, rules.show_below - below)]:
        mine = attainment[upn]
        higher = mine.targets[subject] + 1
        attainment[upn] = replace(
            mine,
            targets={**mine.targets, subject: higher},
            cells={**mine.cells, heading: codes[higher]},
        )
