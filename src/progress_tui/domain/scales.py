"""Scales: what a raw code means, and what counts as below, at and above expectation.

A scale is data (`data/scales/*.toml`). The code as typed is what is stored; everything here is derived when read.
Source of the rules: `docs/scales.md`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from progress_tui.domain.calendar import Point
from progress_tui.domain.standing import Standing

Kind = Literal["bands", "points", "standardised", "raw"]
Exclusion = Literal["excluded", "not_met"]


@dataclass(frozen=True, slots=True)
class Value:
    """One value of an ordered scale.

    Attributes:
        code: how it is shown; `label` in words; `aliases` other spellings (compared without case and spaces).
        rank: its place on the scale in notches, ascending; `points` level points where the scale has them.
        standing: against expectation, on scales where the value itself says so.
    """

    code: str
    label: str
    rank: int
    aliases: tuple[str, ...] = ()
    points: float | None = None
    standing: Standing | None = None


@dataclass(frozen=True, slots=True)
class NonResult:
    """A code that says why there is no result. Never a number, always counted.

    Attributes:
        of: under the DfE measure, `excluded` from the denominator or kept in it as `not_met`.
    """

    code: str
    meaning: str
    of: Exclusion


@dataclass(frozen=True, slots=True)
class Reading:
    """A raw code as a scale reads it.

    Attributes:
        kind: `value` (a result), `non-result` (a reason), `unknown` (not on this scale), `out-of-range` (a sentinel).
        code: the canonical code, shown on screen.
        notch: place on the scale in notches: the rank of a value, or the score itself.
        points: level points, on scales that have them.
        score: the number, on scales of numbers.
        censored: `<` or `>` when the score is a floor or a ceiling.
        standing: on scales where the value itself carries it.
    """

    kind: Literal["value", "non-result", "unknown", "out-of-range"]
    code: str
    notch: float | None = None
    points: float | None = None
    score: float | None = None
    censored: Literal["", "<", ">"] = ""
    standing: Standing | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """Expectation on level points: an age-related line by year group, judged at some points only.

    Attributes:
        points: year group → level points expected.
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

    def standing(self, points: float, year_group: int | None, point: Point) -> Standing | None:
        """The standing of `points`, or None where the line is not judged or has no figure."""
        expected = self.points.get(year_group) if year_group is not None else None
        if expected is None or point.code not in self.judged_at:
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
    """Expectation on scores that are positions: expected from a cut, higher from another.

    Attributes:
        expected: the score from which the expectation counts as met.
        within: a score at most this far under the cut is just below.
        very_low: a score under this is well below.
        higher: subject → score from which it is above (`default` for the others).
    """

    expected: float
    within: float
    very_low: float
    higher: Mapping[str, float]

    def standing(self, score: float, subject: str) -> Standing:
        """The standing of `score` in `subject`."""
        if score >= self.higher.get(subject, self.higher["default"]):
            return Standing.ABOVE
        if score >= self.expected:
            return Standing.AT
        if score >= self.expected - self.within:
            return Standing.JUST_BELOW
        return Standing.WELL_BELOW if score < self.very_low else Standing.BELOW


@dataclass(frozen=True, slots=True)
class Position:
    """A named stretch of a standardised scale (`average` from 95)."""

    start: float
    label: str


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


# A comma before three digits may be a thousand as well as a decimal: that is no number until somebody says which.
_SCORE = re.compile(r"(?P<censored>[<>])?\s*(?P<number>[+-]?\d+(?:\.\d+|,\d{1,2})?)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale and its rules, as read from a data file.

    Attributes:
        low, high: the valid range of a score, both included; None on scales of codes.
    """

    id: str
    title: str
    kind: Kind
    source: str
    date: str
    values: tuple[Value, ...] = ()
    low: float | None = None
    high: float | None = None
    non_results: Mapping[str, NonResult] = field(default_factory=dict)
    line: Line | None = None
    cut: Cut | None = None
    positions: tuple[Position, ...] = ()
    fall: Fall | None = None
    _codes: Mapping[str, Value] = field(default_factory=dict, repr=False, compare=False)

    @property
    def numeric(self) -> bool:
        """Whether results are numbers rather than codes."""
        return not self.values

    @property
    def has_expectation(self) -> bool:
        """Whether anything on this scale counts as at the expected standard."""
        return self.line is not None or self.cut is not None or any(v.standing for v in self.values)

    def judged_at(self, point: Point) -> bool:
        """Whether results of this point are held against an expectation: level points only at the end of the year."""
        return self.has_expectation and (self.line is None or point.code in self.line.judged_at)

    def read(self, raw: str, low: float | None = None, high: float | None = None) -> Reading:
        """What `raw` means on this scale.

        Args:
            raw: the code as typed.
            low: the series' own lower end of the valid range, where it has one.
            high: the series' own upper end.
        """
        key = code_key(raw)
        found = self._codes.get(key)
        if found is not None:
            return Reading("value", found.code, float(found.rank), found.points, None, "", found.standing)
        if key in self.non_results or not key:
            return Reading("non-result", self.non_results[key].code if key else "")
        if self.numeric:
            return self._read_score(raw, self.low if low is None else low, self.high if high is None else high)
        return Reading("unknown", raw.strip())

    def _read_score(self, raw: str, low: float | None, high: float | None) -> Reading:
        match = _SCORE.fullmatch(digits(raw).strip())
        if match is None:
            return Reading("unknown", raw.strip())
        score = float(match["number"].replace(",", "."))
        mark: Literal["", "<", ">"] = "<" if match["censored"] == "<" else (">" if match["censored"] else "")
        code = mark + format(score, "g")
        if (low is not None and score < low) or (high is not None and score > high):
            return Reading("out-of-range", code, censored=mark)
        return Reading("value", code, score, None, score, mark)

    def standing(self, reading: Reading, subject: str, year_group: int | None, point: Point) -> Standing | None:
        """Where a reading stands against expectation, or None where this scale does not say."""
        if reading.kind != "value":
            return None
        if self.line is not None and reading.points is not None:
            return self.line.standing(reading.points, year_group, point)
        if self.cut is not None and reading.score is not None:
            return self.cut.standing(reading.score - (1 if reading.censored == "<" else 0), subject)
        return reading.standing

    def to_expected(self, reading: Reading, subject: str, year_group: int | None, point: Point) -> float | None:
        """How far a reading is from the expected standard: notches, or score on scales of scores; negative is below.

        None where `standing` is None.
        """
        if self.standing(reading, subject, year_group, point) is None:
            return None
        if self.line is not None and reading.points is not None and year_group is not None:
            return (reading.points - self.line.points[year_group]) / self.line.notch
        if self.cut is not None and reading.score is not None:
            return reading.score - self.cut.expected
        met = [value.rank for value in self.values if value.standing is not None and value.standing.met]
        return None if reading.notch is None else reading.notch - min(met)

    def reason(self, raw: str) -> str:
        """Why there is no result, in words (`absent`), or an empty text."""
        found = self.non_results.get(code_key(raw))
        return found.meaning if found is not None else ""

    def position(self, score: float) -> str | None:
        """The name of the stretch that holds `score` (`below average`), on scales that name stretches."""
        held = [position.label for position in self.positions if score >= position.start]
        return held[-1] if held else None

    def describe(self, reading: Reading) -> str:
        """A reading in words for a sentence: the label of a value, or the code."""
        found = self._codes.get(code_key(reading.code))
        return found.label if found is not None else reading.code


_JOINT = re.compile(r"_|(?<=\w)-(?=\w)")
_DIGITS = {ord(c): str(i % 10) for block in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹") for i, c in enumerate(block)}


def digits(text: str) -> str:
    """`text` with Arabic-Indic digits as ASCII digits."""
    return text if text.isascii() else text.translate(_DIGITS)


def code_key(code: str) -> str:
    """How codes are compared: without case, spaces, underscores and hyphens between letters (`WTS-` keeps its sign)."""
    return _JOINT.sub("", "".join(code.split())).casefold()
