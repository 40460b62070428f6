"""What teachers and tests say of a child, and how a school writes it down, gaps and typing slips included."""

from __future__ import annotations

import math
import random
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import Literal, Self

from progress_tui.demo.ability import AbilityModel, Path
from progress_tui.demo.figures import CURRENT_POINT, CURRENT_YEAR, FIRST_YEAR, OLDEST, SUBJECTS, Figures, scale
from progress_tui.demo.pupils import Pupil
from progress_tui.domain.calendar import Point
from progress_tui.domain.subjects import subject_label

Kind = Literal["TA", "Level", "SS", "Target"]
KIND_SCALES: dict[Kind, str] = {"TA": "bands", "Level": "nc-levels", "SS": "standardised", "Target": "bands"}
"""The scale each kind of column is written in."""
TERM_ENDS = ("Aut2", "Spr2", "Sum2")
_FAR_BELOW_RANK = 2
_SUB_LEVEL = 2.0
_LOWEST_SCORE, _HIGHEST_SCORE = 60, 140


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a results file.

    Attributes:
        heading: `2025-26 Aut2 Reading TA`.
    """

    point: Point
    subject: str
    kind: Kind
    heading: str

    @classmethod
    def of(cls, start_year: int, code: str, subject: str, kind: Kind) -> Self:
        """The column of one subject at the half-term `code`."""
        point = Point.of(start_year, code)
        return cls(point, subject, kind, f"{point.year_label} {code} {subject_label(subject)} {kind}")

    def open_to(self, cohort: int, first: Point, last: Point) -> bool:
        """Whether pupils of a cohort on roll from `first` to `last` may have a result there."""
        if self.kind == "Target":
            return cohort >= 1 and first <= CURRENT_POINT <= last
        lowest = 0 if self.kind == "TA" and self.point.code != "Aut1" else 1
        year_group = cohort - (CURRENT_YEAR - self.point.start_year)
        return first <= self.point <= last and lowest <= year_group <= OLDEST


@dataclass(frozen=True, slots=True)
class Attainment:
    """One child's results.

    Attributes:
        bands: (point ordinal, subject) → rank the teacher judged, 1 … 6, whether or not it was written down.
        targets: subject → rank to reach by the summer.
        cells: heading → what stands there, as typed; blanks and non-result codes included.
        statutory: start year → heading → what stands in the file of statutory results, likewise.
    """

    bands: dict[tuple[int, str], int]
    targets: dict[str, int]
    cells: dict[str, str]
    statutory: dict[int, dict[str, str]] = field(default_factory=dict)


@cache
def columns_of(start_year: int) -> tuple[Column, ...]:
    """The columns of one academic year's results file, in order."""
    now = start_year == CURRENT_YEAR
    codes = ("Aut1", "Aut2") if now else TERM_ENDS
    found: list[Column] = []
    if start_year > FIRST_YEAR:
        found += [Column.of(start_year, code, subject, "TA") for code in codes for subject in SUBJECTS]
    if not now:
        found += [Column.of(start_year, code, subject, "Level") for code in codes for subject in SUBJECTS]
    if start_year > FIRST_YEAR:
        tested = [code for code in codes if code in ("Aut2", "Sum2")]
        found += [Column.of(start_year, code, subject, "SS") for code in tested for subject in ("reading", "maths")]
    if now:
        found += [Column.of(start_year, "Sum2", subject, "Target") for subject in SUBJECTS]
    return tuple(found)


@cache
def open_columns(cohort: int, first: Point, last: Point) -> tuple[Column, ...]:
    """The columns, oldest first, in which pupils on roll from `first` to `last` may have a result."""
    years = range(FIRST_YEAR, CURRENT_YEAR + 1)
    return tuple(column for year in years for column in columns_of(year) if column.open_to(cohort, first, last))


def assess(pupil: Pupil, path: Path, model: AbilityModel, source: Figures, rng: random.Random) -> Attainment:
    """Everything on file for one child.

    Args:
        pupil: the child.
        path: the child's ability over time.
        model: gives the lines between bands.
        source: the figures.
        rng: chance.
    """
    columns = open_columns(pupil.cohort, pupil.joined, pupil.last)
    bands = judge(pupil, path, [point for point, kind in _occasions(columns) if kind == "TA"], model, source)
    targets = _targets(bands, source, rng)
    missing = source.missing
    reasons = {
        occasion: (rng.random() < missing.whole_row, _reason(pupil, occasion[0], source, rng))
        for occasion in _occasions(columns)
    }
    cells: dict[str, str] = {}
    for column in columns:
        if column.kind == "Target":
            rank = targets.get(column.subject)
            cells[column.heading] = "" if rank is None else _band_code(rank)
            continue
        lost, reason = reasons[column.point, column.kind]
        if lost or rng.random() < missing.single_cell:
            cells[column.heading] = reason
        elif column.kind == "TA":
            cells[column.heading] = _dirty(_band_code(bands[column.point.ordinal, column.subject]), source, rng)
        elif column.kind == "Level":
            cells[column.heading] = _dirty(_level(pupil, path, column, source), source, rng)
        else:
            cells[column.heading] = score_of(path.at(column.subject, column.point), source, rng)
    return Attainment(bands, targets, cells)


def judge(
    pupil: Pupil, path: Path, points: Sequence[Point], model: AbilityModel, source: Figures
) -> dict[tuple[int, str], int]:
    """The teacher's bands at each point: sticky, because a judgement changes only when a child is clearly past a line.

    Returns:
        (point ordinal, subject) → rank 1 … 6.
    """
    bands: dict[tuple[int, str], int] = {}
    for subject in SUBJECTS:
        rank = 0
        for point in points:
            ability = path.at(subject, point)
            lines = model.lines(subject, pupil.year_group(point.start_year))
            rank = _sticky_rank(ability, lines, rank, source.band_margin)
            if pupil.far_below:
                rank = min(rank, _FAR_BELOW_RANK)
            bands[point.ordinal, subject] = rank
    return bands


def level_mean(year_group: int, term: int, source: Figures) -> float:
    """The mean of the level points at the end of a term: 0 autumn, 1 spring, 2 summer."""
    earlier = sum(sum(source.level_gains[year]) for year in range(1, year_group))
    return source.level_start + earlier + sum(source.level_gains[year_group][: term + 1])


def level_spread(source: Figures) -> float:
    """Level points per sd of ability, so that a year's gain has the sd of the figures once it is cut to sub-levels."""
    rounding = 2 * _SUB_LEVEL**2 / 12
    drift = 2 * (1 - source.ability.term_to_term**3)
    return math.sqrt((source.level_sd**2 - rounding) / drift)


def _sticky_rank(ability: float, lines: Sequence[float], before: int, margin: float) -> int:
    """The rank of an ability; 0 as the rank before means there is none yet."""
    plain = 1 + sum(ability >= line for line in lines)
    if before == 0:
        return plain
    if plain > before:
        return max(before, 1 + sum(ability >= line + margin for line in lines))
    return min(before, 1 + sum(ability >= line - margin for line in lines))


def _targets(bands: dict[tuple[int, str], int], source: Figures, rng: random.Random) -> dict[str, int]:
    """Last summer's band, for some one more; none for a child without one, and none for a few others."""
    rules = source.targets
    summer = Point.of(CURRENT_YEAR - 1, "Sum2").ordinal
    if rng.random() < rules.without:
        return {}
    targets = {}
    highest = len(scale("bands").values)
    for subject in SUBJECTS:
        rank = bands.get((summer, subject))
        if rank is not None:
            more = rng.random() < (rules.one_more_below if rank in (2, 3) else rules.one_more_at)
            targets[subject] = min(highest, rank + more)
    return targets


@cache
def _band_code(rank: int) -> str:
    return next(value.code for value in scale("bands").values if value.rank == rank)


@cache
def _level_codes(small_steps: bool) -> tuple[list[float], list[str]]:
    """The lines half-way between neighbouring codes, and the codes, lowest first.

    Below level 1 it is either the P scale (`small_steps`, for children far below) or plain W.
    """
    unused = "W" if small_steps else "P"
    values = [value for value in scale("nc-levels").values if not value.code.startswith(unused)]
    found = sorted((value.points, value.code) for value in values if value.points is not None)
    lines = [(one[0] + other[0]) / 2 for one, other in pairwise(found)]
    return lines, [code for _, code in found]


def _level(pupil: Pupil, path: Path, column: Column, source: Figures) -> str:
    year_group = pupil.year_group(column.point.start_year)
    mean = level_mean(year_group, TERM_ENDS.index(column.point.code), source)
    points = mean + level_spread(source) * path.at(column.subject, column.point)
    lines, codes = _level_codes(pupil.far_below)
    return codes[bisect_right(lines, points)]


def score_of(ability: float, source: Figures, rng: random.Random) -> str:
    """The standardised score of one sitting: ability in sd, seen through the error of a test."""
    tests = source.ability
    observed = math.sqrt(tests.test_reliability) * ability + math.sqrt(1 - tests.test_reliability) * rng.gauss(0, 1)
    score = round(tests.test_mean + tests.test_sd * observed)
    return str(max(_LOWEST_SCORE, min(_HIGHEST_SCORE, score)))


def _dirty(code: str, source: Figures, rng: random.Random) -> str:
    """The code as somebody typed it in a hurry, now and then; the scale can read every variant."""
    if rng.random() >= source.missing.dirt:
        return code
    words = {"JB": "just below", "B": "below", "Ab": "above", "At": "at expected", "Sec": "secure"}
    return rng.choice((code.lower(), code.upper(), f" {code}", f"{code} ", words.get(code, code.upper())))


def _reason(pupil: Pupil, point: Point, source: Figures, rng: random.Random) -> str:
    """What stands in the cells of a child who has no result on one day: a blank, or a code."""
    if rng.random() < source.missing.blank_share:
        return ""
    return "J" if pupil.joined == point else rng.choice(("A", "A", "-"))


@cache
def _occasions(columns: tuple[Column, ...]) -> tuple[tuple[Point, Kind], ...]:
    return tuple(dict.fromkeys((column.point, column.kind) for column in columns if column.kind != "Target"))
