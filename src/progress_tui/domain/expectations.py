"""Expectation rules of scales: what counts as just met in a year group at a point, and where a result then stands.

Every figure comes from a scale file. Source of the rules: `docs/scales.md`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from progress_tui.domain.calendar import Point
from progress_tui.domain.standing import Standing


@dataclass(frozen=True, slots=True)
class Line:
    """An age-related line by year group, judged at some points only.

    Attributes:
        points: year group → level points expected (the score, on scales of numbers).
        judged_at: half-term codes at which it is judged.
        notch: level points in one notch (a sub-level is 2).
        well_below: distance in points at and under which it is well below (negative).
        above: distance in points from which it is above.
    """

    points: Mapping[int, float]
    judged_at: tuple[str, ...]
    notch: float
    well_below: float
    above: float

    def expected(self, year_group: int | None, point: Point) -> float | None:
        """What is expected then; None where the line is not judged or has no figure."""
        return self.points.get(year_group) if year_group is not None and point.code in self.judged_at else None

    def standing(self, points: float, year_group: int | None, point: Point) -> Standing | None:
        """The standing of `points`, or None where the line is not judged or has no figure."""
        expected = self.expected(year_group, point)
        if expected is None:
            return None
        distance = points - expected
        if distance >= self.above:
            return Standing.ABOVE
        if distance >= 0:
            return Standing.AT
        if distance >= -self.notch:
            return Standing.JUST_BELOW
        return Standing.WELL_BELOW if distance <= self.well_below else Standing.BELOW


@dataclass(frozen=True, slots=True)
class Cut:
    """Expectation on scores, the same in every year group at every point: expected from a cut, higher from another.

    Attributes:
        expected: the score from which the expectation counts as met.
        within: a score at most this far under the cut is just below.
        very_low: a score under this is well below; None where no score is.
        higher: subject → score from which it is above (`default` for the others); empty where nothing is.
    """

    expected: float
    within: float
    very_low: float | None
    higher: Mapping[str, float]

    def standing(self, score: float, subject: str) -> Standing:
        """The standing of `score` in `subject`."""
        higher = self.higher.get(subject, self.higher.get("default"))
        if higher is not None and score >= higher:
            return Standing.ABOVE
        if score >= self.expected:
            return Standing.AT
        if score >= self.expected - self.within:
            return Standing.JUST_BELOW
        return Standing.WELL_BELOW if self.very_low is not None and score < self.very_low else Standing.BELOW


@dataclass(frozen=True, slots=True)
class Rise:
    """An expectation that rises through the year, on a ladder of notches.

    Attributes:
        places: half-term code → place in the year's ladder (1 to `size`) that is just met then; no entry, not judged.
        size: notches in the ladder of one year.
        year_groups: those that have a band of their own on one ladder across years (`4b+`); empty where every year
            begins at the bottom again.
        secure, above: notches over the expectation from which a result is securely at and above.
        well_below: notches under it (negative) from which it is well below; None where none is.
    """

    places: Mapping[str, int]
    size: int
    year_groups: tuple[int, ...]
    secure: float
    above: float
    well_below: float | None

    def expected(self, year_group: int | None, point: Point) -> float | None:
        """The notch that is just met then; None where it is not judged, or there is no band for the year group."""
        place = self.places.get(point.code)
        if place is None or not self.year_groups:
            return place
        return None if year_group not in self.year_groups else self.size * (year_group - 1) + place

    def behind(self, notch: float, year_group: int | None) -> bool:
        """Whether a notch of one ladder across years is under the end-of-year expectation of the year before."""
        if not self.year_groups or year_group is None:
            return False
        return notch < self.size * (year_group - 2) + max(self.places.values())

    def standing(self, distance: float) -> Standing:
        """The standing at `distance` notches from the expectation."""
        if distance >= self.above:
            return Standing.ABOVE
        if distance >= self.secure:
            return Standing.SECURE
        if distance >= 0:
            return Standing.AT
        if distance >= -1:
            return Standing.JUST_BELOW
        far = self.well_below is not None and distance <= self.well_below
        return Standing.WELL_BELOW if far else Standing.BELOW


@dataclass(frozen=True, slots=True)
class Threshold:
    """What counted in statutory figures of its time: a year group's results from `least` (level points) on."""

    label: str
    year_group: int
    least: float


@dataclass(frozen=True, slots=True)
class ScoreError:
    """How far a score is from the child's true one, by chance.

    Attributes:
        sd: standard deviation of the scores.
        reliability: of a test that is not listed, 0 to under 1.
        tests: assessment in small letters → its own reliability.
    """

    sd: float
    reliability: float
    tests: Mapping[str, float] = field(default_factory=dict)

    def of_score(self, assessment: str = "") -> float:
        """Standard error of one score: sd · √(1 − reliability)."""
        return self.sd * math.sqrt(1 - self.tests.get(assessment.strip().casefold(), self.reliability))

    def of_difference(self, assessment: str = "") -> float:
        """Standard error of the difference of two scores of one test: √2 times that of one."""
        return math.sqrt(2) * self.of_score(assessment)


@dataclass(frozen=True, slots=True)
class Fall:
    """What a fall between neighbouring results means, in the scale's own unit (negative figures).

    Attributes:
        unit: `notch` or `score`.
        judged_at: half-term codes at which a fall is judged; empty means every point.
        watch, notable, marked: the lines from which the sentence changes; see `docs/judgements.md`.
    """

    unit: Literal["notch", "score"]
    judged_at: tuple[str, ...]
    watch: float
    notable: float
    marked: float

    def times(self, factor: float) -> Fall:
        """The same with its lines moved away from 0 by a factor, to whole points of score."""
        watch, notable, marked = (float(round(line * factor)) for line in (self.watch, self.notable, self.marked))
        return replace(self, watch=watch, notable=notable, marked=marked)
