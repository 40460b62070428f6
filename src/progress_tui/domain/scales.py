"""Scales: what a raw code means, and what counts as below, at and above expectation.

A scale is data (`data/scales/*.toml`, and a school's own). The code as typed is what is stored; everything here is
derived when read. Source of the rules: `docs/scales.md`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from progress_tui.domain.ages import age_label, is_ambiguous_age, parse_age
from progress_tui.domain.calendar import Point
from progress_tui.domain.expectations import Cut, Fall, Line, Rise, ScoreError, Threshold
from progress_tui.domain.readings import BLANK, NonResult, Position, Reading, Value, code_key, digits
from progress_tui.domain.standing import Standing

Kind = Literal["bands", "rising", "steps", "points", "standardised", "scaled", "raw", "age"]

__all__ = ["Kind", "NonResult", "Reading", "Scale", "Value", "code_key", "digits"]

# A comma before three digits may be a thousand as well as a decimal: that is no number until somebody says which.
_SCORE = re.compile(r"[+-]?\d+(?:\.\d+|,\d{1,2})?", re.ASCII)
_OTHER_YEAR = re.compile(r"(?:year|yr|y)\s*(?P<group>[1-9]|r)(?!\d)[\s:–-]*(?P<code>.+)", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale and its rules, as read from a data file.

    Attributes:
        low, high: the valid range of a score, both included; None on scales of codes.
        non_results: spelling (as `code_key`) → reason.
        line, cut, rise: the rule of expectation, at most one; without one the values themselves may say it.
        out_of_year: whether `Y2 At` is read as the code of another year's curriculum.
        by_cells: whether cells alone may suggest the scale; otherwise only a heading or an answer names it.
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
    rise: Rise | None = None
    positions: tuple[Position, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    error: ScoreError | None = None
    fall: Fall | None = None
    out_of_year: bool = False
    by_cells: bool = True
    _codes: Mapping[str, Value] = field(default_factory=dict, repr=False, compare=False)

    @property
    def numeric(self) -> bool:
        """Whether results are numbers rather than codes."""
        return not self.values

    @property
    def has_expectation(self) -> bool:
        """Whether anything on this scale counts as at the expected standard."""
        ruled = self.line is not None or self.cut is not None or self.rise is not None
        return ruled or any(value.standing for value in self.values)

    @property
    def papers_differ(self) -> bool:
        """Whether marks of two times come from two papers: raw marks whose range belongs to the series."""
        return self.kind == "raw" and self.high is None

    def judged_at(self, point: Point) -> bool:
        """Whether results of this point are held against an expectation: level points only at the end of the year."""
        if self.rise is not None:
            return point.code in self.rise.places
        return self.has_expectation and (self.line is None or point.code in self.line.judged_at)

    # -- reading

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
            return _reading(found, found.code, found.year_group)
        if key in self.non_results or not key:
            return Reading("non-result", self.non_results[key].code if key else "")
        if self.numeric:
            return self._read_score(raw, self.low if low is None else low, self.high if high is None else high)
        return (self._read_other_year(raw) if self.out_of_year else None) or Reading("unknown", raw.strip())

    def _read_other_year(self, raw: str) -> Reading | None:
        match = _OTHER_YEAR.fullmatch(raw.strip())
        found = self._codes.get(code_key(match["code"])) if match is not None else None
        if match is None or found is None:
            return None
        group = 0 if match["group"] in "rR" else int(match["group"])
        return _reading(found, f"{'Y' if group else 'YR'}{group or ''} {found.code}", group)

    def _read_score(self, raw: str, low: float | None, high: float | None) -> Reading:
        text = digits(raw).strip()
        mark: Literal["", "<", ">"] = "<" if text[:1] == "<" else (">" if text[:1] == ">" else "")
        score = self._number(text[len(mark) :].strip())
        if score is None:
            ambiguous = self.kind == "age" and is_ambiguous_age(text[len(mark) :].strip())
            return Reading("unknown", raw.strip(), reason="ambiguous" if ambiguous else "")
        code = mark + self.number_label(score)
        if (low is not None and score < low) or (high is not None and score > high):
            return Reading("out-of-range", code, censored=mark)
        return Reading("value", code, score, None, score, mark)

    def _number(self, text: str) -> float | None:
        if self.kind == "age":
            return parse_age(text)
        score = float(text.replace(",", ".")) if _SCORE.fullmatch(text) else math.inf
        return score if math.isfinite(score) else None

    def non_result(self, raw: str) -> NonResult | None:
        """Why there is no result; `BLANK` for an empty cell, None where `raw` is no such code."""
        key = code_key(raw)
        return self.non_results.get(key) if key else BLANK

    # -- expectation

    def expected_notch(self, subject: str, year_group: int | None, point: Point) -> float | None:
        """What counts as just met then: the rank of a code, or the score.

        Args:
            subject: subject id (no shipped scale expects more of one subject than of another).
            year_group: the pupil's at the point; None when it is not known.
            point: when.

        Returns:
            None where nothing is expected on this scale at that point in that year group.
        """
        del subject
        if self.rise is not None:
            return self.rise.expected(year_group, point)
        if self.cut is not None:
            return self.cut.expected
        if self.line is not None:
            return self._line_notch(self.line.expected(year_group, point))
        met = [value.rank for value in self.values if value.standing is not None and value.standing.met]
        return float(min(met)) if met else None

    def _line_notch(self, points: float | None) -> float | None:
        """The lowest rank from Year 1's curriculum on that has so many points; on scales of numbers the number."""
        if points is None or self.numeric:
            return points
        reached = [v.rank for v in self.values if not v.early and v.points is not None and v.points >= points]
        return float(min(reached)) if reached else None

    def standing(self, reading: Reading, subject: str, year_group: int | None, point: Point) -> Standing | None:
        """Where a reading stands against expectation, or None where this scale does not say.

        A code of an earlier year's curriculum is well below in the pupil's own year, of a later one above.
        """
        expected = self.expected_notch(subject, year_group, point)
        if reading.kind != "value" or expected is None:
            return None
        if self.below_curriculum(reading, year_group):
            return Standing.WELL_BELOW
        if reading.curriculum is not None and self.out_of_year and reading.curriculum != year_group:
            return None if year_group is None else Standing.ABOVE
        if self.line is not None:
            measured = reading.score if self.numeric else reading.points
            return None if measured is None else self.line.standing(measured, year_group, point)
        if self.cut is not None and reading.score is not None:
            return self.cut.standing(reading.score - (1 if reading.censored == "<" else 0), subject)
        if self.rise is not None and reading.standing is None and reading.notch is not None:
            return self.rise.standing(reading.notch - expected)
        return reading.standing

    def to_expected(self, reading: Reading, subject: str, year_group: int | None, point: Point) -> float | None:
        """How far a reading is from the expected standard: notches, or score on scales of scores; negative is below.

        None where `standing` is None.
        """
        if self.standing(reading, subject, year_group, point) is None:
            return None
        if self.line is not None:
            measured, line = reading.score if self.numeric else reading.points, self.line.expected(year_group, point)
            return None if measured is None or line is None else (measured - line) / self.line.notch
        expected, notch = self.expected_notch(subject, year_group, point), self.notch(reading, year_group)
        return None if expected is None or notch is None else notch - expected

    def meets_threshold(self, reading: Reading, year_group: int | None) -> bool | None:
        """Whether a result counted in the statutory figures of its time (level 2 in Year 2, level 4 in Year 6).

        None where there was no threshold for the year group, or the reading is no result.
        """
        least = next((held.least for held in self.thresholds if held.year_group == year_group), None)
        measured = reading.points if reading.points is not None else reading.score
        return None if least is None or measured is None else measured >= least

    @property
    def has_higher(self) -> bool:
        """Whether anything is above the expected standard: the phonics check and a good level know no such thing."""
        if self.cut is not None:
            return bool(self.cut.higher)
        ruled = self.line is not None or self.rise is not None
        return ruled or any(value.standing is Standing.ABOVE for value in self.values)

    # -- other years' curricula

    @property
    def size(self) -> int:
        """Notches in the ladder of one year; on scales of numbers 0."""
        if self.rise is not None:
            return self.rise.size
        return max((value.rank for value in self.values), default=0)

    def below_curriculum(self, reading: Reading, year_group: int | None) -> bool:
        """Whether a result belongs to an earlier curriculum than that of the pupil's year group.

        On one ladder of steps across years: whether it is under what was expected at the end of the year before, so
        that a child who met that is not below only because September came.
        """
        if reading.kind != "value" or reading.notch is None:
            return False
        if reading.early:
            return year_group is None or year_group >= 1
        if self.rise is not None and self.rise.year_groups:
            return self.rise.behind(reading.notch, year_group)
        return reading.curriculum is not None and year_group is not None and reading.curriculum < year_group

    def notch(self, reading: Reading, year_group: int | None) -> float | None:
        """The place of a reading in the ladder of the pupil's year group; a code of an earlier curriculum sinks.

        `Y2 Secure` on a ladder of 4 is 3 + 4·(2 − 4) = −5 for a pupil in Year 4.
        """
        if reading.notch is None or reading.curriculum is None or year_group is None or not self.out_of_year:
            return reading.notch
        return reading.notch + self.size * (reading.curriculum - year_group)

    def small_step(self, reading: Reading, year_group: int | None = None) -> float | None:
        """The place of a result on one ladder across years, in the pupil's own small steps.

        Args:
            reading: what was read.
            year_group: the pupil's then; places codes that name no curriculum in that of the year.

        Returns:
            Steps: the index. Scales with codes of other years: size · (curriculum − 1) + rank. Scales with codes
            before Year 1 (`early`): the rank. None elsewhere, and where no curriculum is known.
        """
        if reading.notch is None or self.numeric:
            return None
        if self.out_of_year:
            curriculum = year_group if reading.curriculum is None else reading.curriculum
            return None if curriculum is None else self.size * (curriculum - 1) + reading.notch
        across = self.rise is not None and bool(self.rise.year_groups)
        return reading.notch if across or any(value.early for value in self.values) else None

    # -- error and change

    def error_of_score(self, assessment: str = "") -> float | None:
        """Standard error of one score of a test, 4.7 at a reliability of 0.90; None where the scale has no error."""
        return None if self.error is None else self.error.of_score(assessment)

    def error_of_difference(self, assessment: str = "") -> float | None:
        """Standard error of a difference of two scores of a test, 6.7 at a reliability of 0.90; None without one."""
        return None if self.error is None else self.error.of_difference(assessment)

    def fall_of(self, assessment: str = "") -> Fall | None:
        """The lines of a fall; a test with a reliability of its own moves them as its error."""
        if self.fall is None or self.error is None or assessment.strip().casefold() not in self.error.tests:
            return self.fall
        return self.fall.times(self.error.of_difference(assessment) / self.error.of_difference())

    # -- words

    def reason(self, raw: str) -> str:
        """Why there is no result, in words (`absent`), or an empty text."""
        found = self.non_results.get(code_key(raw))
        return found.meaning if found is not None else ""

    def position(self, score: float) -> str | None:
        """The name of the stretch that holds `score` (`below average`), on scales that name stretches."""
        held = [position.label for position in self.positions if score >= position.start]
        return held[-1] if held else None

    def number_label(self, score: float) -> str:
        """A score as it is written: `96.5`, or `7:05` for a reading age of 89 months."""
        if self.kind == "age":
            return age_label(score)
        # As figures and never with an exponent, so that it is read as the same number again.
        return str(int(score)) if score.is_integer() else format(Decimal(repr(score)), "f")

    def describe(self, reading: Reading) -> str:
        """A reading in words for a sentence: the label of a value, or the code."""
        found = self._codes.get(code_key(reading.code))
        if found is not None:
            return found.label
        if reading.curriculum is not None:
            found = self._codes.get(code_key(reading.code.partition(" ")[2]))
            year = f"Year {reading.curriculum}" if reading.curriculum else "Reception"
            return f"{found.label if found is not None else reading.code} in the {year} curriculum"
        return reading.code


def _reading(found: Value, code: str, curriculum: int | None) -> Reading:
    return Reading("value", code, float(found.rank), found.points, None, "", found.standing, curriculum, found.early)
