"""Sessions possible and missed: absence follows a lognormal curve, and a child's differs little from year to year."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

from progress_tui.demo.figures import CURRENT_YEAR, Attendance, Figures
from progress_tui.demo.pupils import Pupil
from progress_tui.domain.calendar import HALF_TERMS

_NORMAL = NormalDist()
_MOST_ABSENT = 0.65


@dataclass(frozen=True, slots=True)
class Sessions:
    """One pupil's sessions (half-days) in one academic year."""

    possible: int
    authorised: int
    unauthorised: int

    @property
    def absence(self) -> float:
        """Share of the possible sessions that were missed, 0 to 1."""
        return (self.authorised + self.unauthorised) / self.possible


def attend(
    pupils: Sequence[Pupil], years: Sequence[int], source: Figures, rng: random.Random
) -> dict[tuple[str, int], Sessions]:
    """The attendance of one cohort.

    Args:
        pupils: the children of the cohort.
        years: start years, oldest first.
        source: the figures.
        rng: chance.

    Returns:
        (UPN, start year) → sessions, for the years in which the child is on roll.
    """
    habits = {pupil.upn: rng.gauss(0, 1) for pupil in pupils}
    found: dict[tuple[str, int], Sessions] = {}
    for year in years:
        on_roll = [pupil for pupil in pupils if pupil.in_year(year)]
        leanings = {pupil.upn: _leaning(pupil, habits[pupil.upn], source, rng) for pupil in on_roll}
        # Ranks spread evenly over the curve: a small cohort then still has about the share of the figures.
        for rank, pupil in enumerate(sorted(on_roll, key=lambda p: leanings[p.upn])):
            place = _NORMAL.inv_cdf(min(max((rank + rng.random()) / len(on_roll), 1e-6), 1 - 1e-6))
            found[pupil.upn, year] = _sessions(pupil, year, place, source.attendance, rng)
    return found


def _leaning(pupil: Pupil, habit: float, source: Figures, rng: random.Random) -> float:
    steady = source.attendance.year_to_year
    own = math.sqrt(steady) * habit + math.sqrt(1 - steady) * rng.gauss(0, 1)
    return own + (source.attendance.pupil_premium_shift if pupil.pupil_premium else 0.0)


def _sessions(pupil: Pupil, year: int, place: float, source: Attendance, rng: random.Random) -> Sessions:
    possible = _possible(pupil, year, source, rng)
    share = min(_MOST_ABSENT, math.exp(source.log_mean + source.log_sd * place))
    missed = round(possible * share)
    # Most absence is illness; the more there is of it, the more goes unexplained.
    unexplained = min(0.8, rng.betavariate(1.2, 6) + max(0.0, share - 0.08) * 2)
    unauthorised = round(missed * unexplained)
    return Sessions(possible, missed - unauthorised, unauthorised)


def _possible(pupil: Pupil, year: int, source: Attendance, rng: random.Random) -> int:
    sessions = source.so_far if year == CURRENT_YEAR else source.sessions
    if pupil.joined.start_year != year:
        return sum(sessions)
    arrived = pupil.joined.half_term
    if arrived == 0:
        return sum(sessions)
    part = max(4, round(sessions[arrived] * rng.uniform(0.3, 1.0)))
    return part + sum(sessions[arrived + 1 : len(HALF_TERMS)])
