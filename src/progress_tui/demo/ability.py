"""Latent ability over time: what a child could do, before a teacher or a test has looked.

Ability in a subject is the sum of effects (pupil premium, SEND, sex in writing, month of birth, far below) and of the
child's own part. The own parts of the three subjects share a common course, and all of them drift slowly. The drift is
set so that the *whole* correlates as the figures say; its mean is 0 and its sd 1 in every year group.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from functools import cache
from itertools import combinations, product
from statistics import NormalDist

from progress_tui.demo.figures import CURRENT_YEAR, OLDEST, SUBJECTS, Figures, figures
from progress_tui.demo.pupils import Pupil
from progress_tui.domain.calendar import HALF_TERMS, Point

_MONTH_VARIANCE = 143 / 12
"""Of twelve equally likely months."""
_MIDDLE_YEAR = 3
_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Path:
    """One child's ability from the first point of Reception on.

    Attributes:
        start: ordinal of that point.
        values: subject → ability in sd at each half-term.
    """

    start: int
    values: dict[str, list[float]]

    def at(self, subject: str, point: Point) -> float:
        """Ability in sd in a subject at a point."""
        return self.values[subject][point.ordinal - self.start]


@dataclass(frozen=True, slots=True)
class _Group:
    """A kind of child: its share of all, its effect in sd, whether it is far below."""

    share: float
    effect: float
    far_below: bool


def month_slope(year_group: int, source: Figures) -> float:
    """What a month of age is worth, in sd: pupils turn 5 in Reception and 11 in Y6."""
    ability = source.ability
    return ability.birth_month_at_5 + (ability.birth_month_at_11 - ability.birth_month_at_5) * year_group / OLDEST


class AbilityModel:
    """The figures turned into drift, effects and lines between bands."""

    def __init__(self, source: Figures) -> None:
        self._figures = source
        self._groups = {subject: self._all_groups(subject) for subject in SUBJECTS}
        self._means = {s: sum(g.share * g.effect for g in groups) for s, groups in self._groups.items()}
        # What is left to the child's own part makes the variance of the whole 1.
        self._own_sds = {
            (subject, year_group): math.sqrt(1 - self._shared_variance(subject, year_group))
            for subject, year_group in product(SUBJECTS, range(OLDEST + 1))
        }
        self._own_between, self._own_drift = self._own_part()
        self._lines: dict[tuple[str, int], tuple[float, ...]] = {}

    def path(self, pupil: Pupil, rng: random.Random) -> Path:
        """A child's course through school, drawn half-term by half-term up to the last point on roll."""
        start = Point.of(CURRENT_YEAR - pupil.cohort, "Aut1").ordinal
        steps = pupil.last.ordinal - start + 1
        common = self._walk(rng, steps)
        common_part, apart = math.sqrt(self._own_between), math.sqrt(1 - self._own_between)
        values = {}
        for subject in SUBJECTS:
            own = self._walk(rng, steps)
            effects = [self._effect(pupil, subject, year_group) for year_group in range(OLDEST + 1)]
            values[subject] = [
                effects[step // len(HALF_TERMS)]
                + self._own_sds[subject, step // len(HALF_TERMS)] * (common_part * common[step] + apart * own[step])
                for step in range(steps)
            ]
        return Path(start, values)

    def lines(self, subject: str, year_group: int) -> tuple[float, ...]:
        """The abilities (sd) from which a child reaches bands of rank 2 … 6.

        They leave as many above each line as the figures say, counted of all on roll, when the common group (far below
        or not assessed) reaches none of the bands from `JB` on.
        """
        key = (subject, year_group)
        if key not in self._lines:
            self._lines[key] = tuple(self.line(subject, year_group, share) for share in self._figures.bands[subject])
        return self._lines[key]

    def line(self, subject: str, year_group: int, share: float) -> float:
        """The ability (sd) that this share of all on roll has or passes.

        It is counted as for `lines`: those far below and those without a result are all under it.
        """
        known = (1 - self._figures.far_below_share) * (1 - self._figures.missing.a_cell)
        return self._line(subject, year_group, share / known)

    def _own_part(self) -> tuple[float, float]:
        """How the child's own parts correlate between subjects, and from one half-term to the next.

        The effects never change and are common to the subjects, so the own parts must correlate less than the whole.
        """
        shared = self._shared_variance("reading", _MIDDLE_YEAR)
        pairs = list(combinations((self._own_sds[subject, _MIDDLE_YEAR] for subject in SUBJECTS), 2))
        ability = self._figures.ability
        between = len(pairs) * (ability.between_subjects - shared) / sum(one * other for one, other in pairs)
        return between, math.sqrt((ability.term_to_term - shared) / (1 - shared))

    def _walk(self, rng: random.Random, steps: int) -> list[float]:
        value = rng.gauss(0.0, 1.0)
        keep, fresh = self._own_drift, math.sqrt(1 - self._own_drift**2)
        values = [value]
        for _ in range(steps - 1):
            value = keep * value + fresh * rng.gauss(0.0, 1.0)
            values.append(value)
        return values

    def _effect(self, pupil: Pupil, subject: str, year_group: int) -> float:
        ability = self._figures.ability
        effect = {"N": 0.0, "K": ability.sen_support, "E": ability.ehcp}[pupil.sen]
        effect += ability.pupil_premium if pupil.pupil_premium else 0.0
        effect += ability.girls_writing if subject == "writing" and pupil.sex == "F" else 0.0
        effect += ability.far_below if pupil.far_below else 0.0
        return effect - self._means[subject] + month_slope(year_group, self._figures) * pupil.months_older

    def _all_groups(self, subject: str) -> list[_Group]:
        roll, ability = self._figures.roll, self._figures.ability
        girls = ability.girls_writing if subject == "writing" else 0.0
        sen = [
            (1 - roll.sen_support - roll.ehcp, 0.0, False),
            (roll.sen_support * (1 - ability.far_support), ability.sen_support, False),
            (roll.sen_support * ability.far_support, ability.sen_support + ability.far_below, True),
            (roll.ehcp * (1 - ability.far_ehcp), ability.ehcp, False),
            (roll.ehcp * ability.far_ehcp, ability.ehcp + ability.far_below, True),
        ]
        premium = [(1 - roll.pupil_premium, 0.0), (roll.pupil_premium, ability.pupil_premium)]
        sexes = [(roll.boys, 0.0), (1 - roll.boys, girls)]
        return [_Group(s[0] * p[0] * x[0], s[1] + p[1] + x[1], s[2]) for s, p, x in product(sen, premium, sexes)]

    def _shared_variance(self, subject: str, year_group: int) -> float:
        mean = self._means[subject]
        between = sum(group.share * (group.effect - mean) ** 2 for group in self._groups[subject])
        return between + month_slope(year_group, self._figures) ** 2 * _MONTH_VARIANCE

    def _line(self, subject: str, year_group: int, share: float) -> float:
        """The ability that `share` of the children who are not far below reach, found by halving."""
        groups = [group for group in self._groups[subject] if not group.far_below]
        total = sum(group.share for group in groups)
        # Twelve months are near enough a normal spread to be one with the child's own part.
        spread = math.hypot(
            self._own_sds[subject, year_group], month_slope(year_group, self._figures) * math.sqrt(_MONTH_VARIANCE)
        )
        low, high = -5.0, 5.0
        for _ in range(30):
            middle = (low + high) / 2
            reached = sum(
                g.share * (1 - _NORMAL.cdf((middle - g.effect + self._means[subject]) / spread)) for g in groups
            )
            low, high = (middle, high) if reached > share * total else (low, middle)
        return (low + high) / 2


@cache
def model() -> AbilityModel:
    """The model of the shipped figures."""
    return AbilityModel(figures())
