"""What the demo school's children did in statutory assessments: from the profile of Reception to the tests of Year 6.

The marks rest on the same abilities as everything else; how many reach a mark follows the published shares of England
(`data/reference/demo-statutory.toml`). Statutory results stand at the end of the summer term.
"""

from __future__ import annotations

import math
import random
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from progress_tui.demo.ability import Path, model
from progress_tui.demo.facts import Facts, read_facts
from progress_tui.demo.figures import SUBJECTS, Figures
from progress_tui.demo.pupils import Pupil
from progress_tui.domain.calendar import Point

_SUMMER = "Sum2"
"""Where statutory results stand in their year."""
_KEYS = (
    "heading", "assessment", "year_group", "years", "of", "codes", "marks", "shares", "range", "only_with", "far",
    "absent",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class StatutoryColumn:
    """One column of the files of statutory results.

    Attributes:
        heading: as it stands in the file, such as `READSCORE`.
        assessment: columns of one assessment are missed together.
        year_group: who takes it; `years` the start years in which it was held.
        parts: (subject, how much its ability counts), one or more.
        codes: worst first; empty where the results are `marks`, ascending.
        shares: of all on roll who get each code but the first, or each mark, or more; falling.
        low, high: the range of the marks.
        only_with: headings before this one, in all of which its last code takes the last code.
        far: what a child far below gets, one of these; `absent` what stands for a child who was not there.
    """

    heading: str
    assessment: str
    year_group: int
    years: tuple[int, ...]
    parts: tuple[tuple[str, float], ...]
    codes: tuple[str, ...]
    marks: tuple[float, ...]
    shares: tuple[float, ...]
    low: int
    high: int
    only_with: tuple[str, ...]
    far: tuple[str, ...]
    absent: str

    def read_off(self, ability: float, lines: tuple[float, ...]) -> str:
        """What a child of an ability (sd) gets; `lines` are the abilities from which each share starts."""
        reached = bisect_right(lines, ability)
        if self.codes:
            return self.codes[reached]
        # Above the last line and under the first the slope of the neighbouring piece goes on.
        at = min(max(reached, 1), len(lines) - 1)
        slope = (self.marks[at] - self.marks[at - 1]) / (lines[at] - lines[at - 1])
        # A whole mark is given when it is reached, and the small sum keeps one that is reached exactly.
        mark = math.floor(self.marks[at - 1] + slope * (ability - lines[at - 1]) + 1e-9)
        return str(min(self.high, max(self.low, mark)))


@cache
def statutory_columns() -> tuple[StatutoryColumn, ...]:
    """Every column, in the order of the file.

    Raises:
        DataFileError: the file is missing, or a column is not what it must be.
    """
    return tuple(_column(table) for table in read_facts("reference", "demo-statutory.toml").tables("columns"))


@cache
def statutory_years() -> tuple[int, ...]:
    """The start years with statutory results, oldest first; the first lie before the oldest class list."""
    return tuple(sorted({year for column in statutory_columns() for year in column.years}))


def columns_in(year: int) -> tuple[StatutoryColumn, ...]:
    """The columns of the file of one academic year."""
    return tuple(column for column in statutory_columns() if year in column.years)


def take(pupil: Pupil, path: Path, source: Figures, rng: random.Random) -> dict[int, dict[str, str]]:
    """Every statutory result of one child while on roll.

    Args:
        pupil: the child.
        path: the child's ability over time.
        source: how much is missing.
        rng: chance.

    Returns:
        Start year → heading → what stands there, as typed.
    """
    found: dict[int, dict[str, str]] = {}
    lost: dict[tuple[int, str], bool] = {}
    for year in statutory_years():
        point = Point.of(year, _SUMMER)
        if not pupil.at_school(point):
            continue
        for column in columns_in(year):
            if column.year_group != pupil.year_group(year):
                continue
            occasion = (year, column.assessment)
            if occasion not in lost:
                lost[occasion] = rng.random() < source.missing.a_cell
            far = rng.choice(column.far)
            own = found.setdefault(year, {})
            if lost[occasion]:
                own[column.heading] = column.absent
            elif pupil.far_below:
                own[column.heading] = far
            else:
                value = column.read_off(_mixed(path, column, point, source), _lines(column))
                own[column.heading] = value if _borne_out(column, own) else column.codes[0]
    return found


def _borne_out(column: StatutoryColumn, own: dict[str, str]) -> bool:
    """Whether the results that a column's last code takes are there: a good level of development takes every goal."""
    return all(own.get(heading) == _last_codes()[heading] for heading in column.only_with)


@cache
def _last_codes() -> dict[str, str]:
    return {column.heading: column.codes[-1] for column in statutory_columns() if column.codes}


@cache
def _lines(column: StatutoryColumn) -> tuple[float, ...]:
    """The abilities (sd) from which each share of a column starts."""
    # The shares of an ability mixed of several subjects are close to those of the one that counts most.
    subject = max(column.parts, key=lambda part: part[1])[0]
    return tuple(model().line(subject, column.year_group, share) for share in column.shares)


def _mixed(path: Path, column: StatutoryColumn, point: Point, source: Figures) -> float:
    """The ability (sd) a column rests on: the mean of its parts, brought back to a spread of 1."""
    total = sum(weight * path.at(subject, point) for subject, weight in column.parts)
    return total / _spread(tuple(weight for _, weight in column.parts), source.ability.between_subjects)


@cache
def _spread(weights: tuple[float, ...], correlation: float) -> float:
    """The sd of a weighted sum of abilities of sd 1 that correlate with one another."""
    own = sum(weight**2 for weight in weights)
    return math.sqrt(own + 2 * correlation * sum(one * other for one, other in combinations(weights, 2)))


def _column(table: Facts) -> StatutoryColumn:
    table.only(*_KEYS)
    codes = table.texts("codes") if "codes" in table.content else ()
    marks = () if codes else table.numbers("marks")
    shares = table.numbers("shares")
    if len(shares) != len(marks or codes[1:]):
        raise table.fail("shares", "must have one share for each mark, and for each code but the first")
    if list(shares) != sorted(set(shares), reverse=True):
        raise table.fail("shares", "must fall", "Fewer children reach a higher mark.")
    low, high = (0, 0) if codes else (int(number) for number in table.numbers("range"))
    parts = table.table("of")
    parts.only(*SUBJECTS)
    return StatutoryColumn(
        heading=table.text("heading"),
        assessment=table.text("assessment"),
        year_group=table.whole("year_group"),
        years=table.wholes("years", ()),
        parts=tuple((subject, parts.number(subject)) for subject in parts.content),
        codes=codes,
        marks=marks,
        shares=shares,
        low=low,
        high=high,
        only_with=table.texts("only_with") if "only_with" in table.content else (),
        far=table.texts("far"),
        absent=table.text("absent"),
    )
