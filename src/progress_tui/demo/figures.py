"""The figures of the demo school, read from `data/reference/demo-school.toml` (domain reference, section 10)."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from statistics import NormalDist
from typing import Literal

from progress_tui.analysis.catalogue import load_shipped
from progress_tui.demo.facts import Facts, read_facts
from progress_tui.domain.calendar import Point
from progress_tui.domain.scales import Scale

CURRENT_YEAR = 2026
"""The start year of the demo school's present."""
CURRENT_POINT = Point.of(CURRENT_YEAR, "Aut2")
"""Where the demo school stands: autumn 2 of 2026-27, on 23 November 2026."""
FIRST_YEAR = 2023
"""The start year of the oldest lists."""
SUBJECTS = ("reading", "writing", "maths")
Trajectory = Literal["even", "boddy"]
"""A named course of level points through Key Stage 2: 3-3-3-3 or 1-2-3-6 a year."""
OLDEST = 6
"""The year group in which pupils leave."""


@dataclass(frozen=True, slots=True)
class Roll:
    """Who is on roll: counts, and shares of all pupils."""

    pupils: int
    classes: int
    smallest_class: int
    largest_class: int
    boys: float
    pupil_premium: float
    sen_support: float
    ehcp: float
    eal: float
    joined_late: float


@dataclass(frozen=True, slots=True)
class Attendance:
    """Absence as a lognormal curve, and the sessions (half-days) of each half-term.

    Attributes:
        log_mean, log_sd: of the logarithm of the share of sessions missed.
        pupil_premium_shift: in sd of that logarithm.
        year_to_year: correlation of a pupil's absence between years.
        sessions: possible sessions in Aut1 … Sum2; so_far: those of the current year to date.
    """

    log_mean: float
    log_sd: float
    pupil_premium_shift: float
    year_to_year: float
    sessions: tuple[int, ...]
    so_far: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Ability:
    """Latent ability: correlations, and effects in standard deviations.

    Attributes:
        far_below: what is added for a child far below.
        far_ehcp, far_support: share of the pupils with an EHCP, with SEN support, who are far below.
    """

    between_subjects: float
    term_to_term: float
    test_reliability: float
    test_mean: float
    test_sd: float
    pupil_premium: float
    sen_support: float
    ehcp: float
    girls_writing: float
    birth_month_at_5: float
    birth_month_at_11: float
    far_below: float
    far_ehcp: float
    far_support: float


@dataclass(frozen=True, slots=True)
class Missing:
    """How much is missing: chances for a row of one day, for one cell, that it is blank; and the share of dirt."""

    whole_row: float
    single_cell: float
    blank_share: float
    dirt: float

    @property
    def a_cell(self) -> float:
        """The chance that any one cell holds no result."""
        return 1 - (1 - self.whole_row) * (1 - self.single_cell)


@dataclass(frozen=True, slots=True)
class Targets:
    """How targets are set; `show_*` name the class that always has pupils below target to talk about."""

    without: float
    one_more_below: float
    one_more_at: float
    show_class: str
    show_subject: str
    show_below: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything the demo school is made from.

    Attributes:
        bands: subject → share of all on roll at or better than ranks 2 … 6.
        band_margin: how far (sd) past a line the teacher's judgement changes.
        level_gains: year group → points gained by Aut2, Spr2 and Sum2; `level_start` at the end of Reception.
        level_sd: sd of one year's gain in level points as recorded.
        rwm_at, rwm_above: share of Y6 at expected, and above, in all three subjects.
    """

    name: str
    roll: Roll
    attendance: Attendance
    ability: Ability
    missing: Missing
    targets: Targets
    bands: Mapping[str, tuple[float, ...]]
    band_margin: float
    level_start: float
    level_sd: float
    level_gains: Mapping[int, tuple[float, ...]]
    rwm_at: float
    rwm_above: float

    @property
    def far_below_share(self) -> float:
        """Share of all pupils who are far below in every subject."""
        return self.roll.ehcp * self.ability.far_ehcp + self.roll.sen_support * self.ability.far_support


def chance(*key: str | int) -> random.Random:
    """A source of chance that depends on `key` alone, so that one part of the school never disturbs another."""
    return random.Random("/".join(str(part) for part in key))  # noqa: S311 - made-up children need no secrecy


@cache
def scale(scale_id: str) -> Scale:
    """One of the shipped scales, such as `bands`."""
    return load_shipped(scale_id)


@cache
def figures(trajectory: Trajectory | None = None) -> Figures:
    """The figures, read once.

    Args:
        trajectory: the course of level points through Key Stage 2; the demo school's own without it.

    Raises:
        DataFileError: the file is missing or a figure is not what it must be.
    """
    top = read_facts("reference", "demo-school.toml")
    if trajectory is not None:
        own, course = figures(), top.table("levels").table("trajectories").table(trajectory)
        return replace(own, level_gains={**own.level_gains, **{int(y): course.numbers(y) for y in course.content}})
    levels, bands, anchors = top.table("levels"), top.table("bands"), top.table("anchors")
    gains = levels.table("gains")
    return Figures(
        name=top.text("name"),
        roll=_roll(top.table("roll")),
        attendance=_attendance(top.table("attendance")),
        ability=_ability(top),
        missing=_missing(top.table("missing")),
        targets=_targets(top.table("targets")),
        bands={subject: _shares(bands.table(subject)) for subject in SUBJECTS},
        band_margin=bands.number("margin"),
        level_start=levels.number("start"),
        level_sd=levels.number("sd_of_gain"),
        level_gains={year_group: gains.numbers(str(year_group)) for year_group in range(1, OLDEST + 1)},
        rwm_at=anchors.share("rwm_at"),
        rwm_above=anchors.share("rwm_above"),
    )


def _roll(facts: Facts) -> Roll:
    return Roll(
        pupils=facts.whole("pupils"),
        classes=facts.whole("classes"),
        smallest_class=facts.whole("smallest_class"),
        largest_class=facts.whole("largest_class"),
        boys=facts.share("boys"),
        pupil_premium=facts.share("pupil_premium"),
        sen_support=facts.share("sen_support"),
        ehcp=facts.share("ehcp"),
        eal=facts.share("eal"),
        joined_late=facts.share("joined_late"),
    )


def _attendance(facts: Facts) -> Attendance:
    mean = facts.share("mean_absence")
    tail = NormalDist().inv_cdf(1 - facts.share("persistent_share"))
    # The sd of the logarithm that gives both the mean and the share over 10 %: the smaller root of a quadratic.
    log_sd = tail - math.sqrt(tail**2 - 2 * math.log(0.10 / mean))
    return Attendance(
        log_mean=math.log(mean) - log_sd**2 / 2,
        log_sd=log_sd,
        pupil_premium_shift=facts.number("pupil_premium_shift"),
        year_to_year=facts.share("year_to_year"),
        sessions=facts.wholes("half_term_sessions", ()),
        so_far=facts.wholes("sessions_so_far", ()),
    )


def _ability(top: Facts) -> Ability:
    ability, effects, far = top.table("ability"), top.table("effects"), top.table("far_below")
    return Ability(
        between_subjects=ability.share("between_subjects"),
        term_to_term=ability.share("term_to_term"),
        test_reliability=ability.share("test_reliability"),
        test_mean=ability.number("test_mean"),
        test_sd=ability.number("test_sd"),
        pupil_premium=effects.number("pupil_premium"),
        sen_support=effects.number("sen_support"),
        ehcp=effects.number("ehcp"),
        girls_writing=effects.number("girls_writing"),
        birth_month_at_5=effects.number("birth_month_at_5"),
        birth_month_at_11=effects.number("birth_month_at_11"),
        far_below=effects.number("far_below"),
        far_ehcp=far.share("ehcp"),
        far_support=far.share("sen_support"),
    )


def _missing(facts: Facts) -> Missing:
    return Missing(
        whole_row=facts.share("whole_row"),
        single_cell=facts.share("single_cell"),
        blank_share=facts.share("blank_share"),
        dirt=facts.share("dirt"),
    )


def _targets(facts: Facts) -> Targets:
    return Targets(
        without=facts.share("without"),
        one_more_below=facts.share("one_more_below"),
        one_more_at=facts.share("one_more_at"),
        show_class=facts.text("show_class"),
        show_subject=facts.text("show_subject"),
        show_below=facts.whole("show_below"),
    )


def _shares(facts: Facts) -> tuple[float, ...]:
    codes = [value.code for value in sorted(scale("bands").values, key=lambda value: value.rank)[1:]]
    facts.only(*codes)
    shares = tuple(facts.share(code) for code in codes)
    if list(shares) != sorted(shares, reverse=True):
        raise facts.fail("", "must fall from band to band", "A higher band is reached by fewer pupils.")
    return shares
