"""The children of the demo school: who they are, when they came, which class they are in. Names come later."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Literal

from progress_tui.demo.figures import CURRENT_POINT, CURRENT_YEAR, OLDEST, Figures, Roll, chance
from progress_tui.domain.calendar import HALF_TERMS, Point
from progress_tui.domain.pupils import Sex
from progress_tui.domain.upn import check_letter

SenCode = Literal["N", "K", "E"]
LETTERS = ("A", "B")
"""The two classes of a year group."""
_LA = 999
"""A local authority number that is not in use."""
_ESTABLISHMENT = 9001
_OTHER_ESTABLISHMENT = 9100


@dataclass(frozen=True, slots=True)
class Pupil:
    """A fictional child.

    Attributes:
        cohort: the year group in 2026-27; 7 and more have left.
        letter: `A` or `B`, the class of the year group, the same all the way through.
        sen, sen_from: SEND status, and the start year from which it is on file.
        pupil_premium, premium_from: likewise; `fsm6` is False for those who have it on other grounds.
        eal: None is unknown to the office.
        far_below: works far below the year's curriculum in every subject.
        joined: the first point on roll.
    """

    cohort: int
    letter: str
    upn: str
    surname: str
    forename: str
    birth: date
    sex: Sex
    sen: SenCode
    sen_from: int
    pupil_premium: bool
    premium_from: int
    fsm6: bool
    eal: bool | None
    far_below: bool
    joined: Point

    @property
    def months_older(self) -> float:
        """Months older than the middle of the school year: +5.5 for September to −5.5 for August."""
        return 5.5 - (self.birth.month - 9) % 12

    @property
    def last(self) -> Point:
        """The last point on roll, as far as time has come."""
        return last_point(self.cohort)

    def year_group(self, start_year: int) -> int:
        """The year group in an academic year; Reception is 0."""
        return self.cohort - (CURRENT_YEAR - start_year)

    def class_name(self, start_year: int) -> str:
        """`RA`, `4B`: the class in an academic year."""
        year_group = self.year_group(start_year)
        return f"{year_group or 'R'}{self.letter}"

    def at_school(self, point: Point) -> bool:
        """Whether the child is on roll at a point."""
        return self.joined <= point <= self.last

    def in_year(self, start_year: int) -> bool:
        """Whether the child is on roll at any time of an academic year."""
        return self.joined <= Point.of(start_year, "Sum2") and Point.of(start_year, "Aut1") <= self.last

    def has_sen(self, start_year: int) -> SenCode:
        """The SEND status on file in an academic year."""
        return self.sen if start_year >= self.sen_from else "N"

    def has_premium(self, start_year: int) -> bool:
        """Whether pupil premium is on file in an academic year."""
        return self.pupil_premium and start_year >= self.premium_from


@cache
def last_point(cohort: int) -> Point:
    """The last point on roll of the pupils of a cohort, as far as time has come."""
    return min(CURRENT_POINT, Point.of(CURRENT_YEAR + OLDEST - cohort, "Sum2"))


def class_sizes(rng: random.Random, roll: Roll) -> list[int]:
    """How many pupils are in each class, RA, RB, 1A … 6B; they add up to the roll."""
    sizes = [roll.pupils // roll.classes] * roll.classes
    for _ in range(3 * roll.classes):
        giver, taker = rng.sample(range(roll.classes), 2)
        if sizes[giver] > roll.smallest_class and sizes[taker] < roll.largest_class:
            sizes[giver] -= 1
            sizes[taker] += 1
    for index in range(roll.pupils - sum(sizes)):
        sizes[index] += 1
    return sizes


def build_cohort(seed: int, cohort: int, sizes: Sequence[int], figures: Figures) -> list[Pupil]:
    """The children of one year group (`cohort`, 0 to 9, as in 2026-27), without names, class A first.

    `sizes` says how many are in class A and in class B; seed and cohort decide everything.
    """
    rng = chance(seed, "pupils", cohort)
    count, roll = sum(sizes), figures.roll
    boys, premium = _some(rng, count, roll.boys), _some(rng, count, roll.pupil_premium)
    eal, late = _some(rng, count, roll.eal), _some(rng, count, _late_share(cohort, roll))
    sen = _sen_codes(rng, count, roll)
    births = _births(rng, count, CURRENT_YEAR - 5 - cohort)
    far_shares = {"N": 0.0, "K": figures.ability.far_support, "E": figures.ability.far_ehcp}
    letters = [letter for letter, size in zip(LETTERS, sizes, strict=True) for _ in range(size)]
    rng.shuffle(letters)
    pupils = []
    for i in range(count):
        entry = CURRENT_YEAR - cohort
        # Status rarely changes: two in three have theirs from the start.
        sen_from, premium_from = (entry + rng.choice((0, 0, 0, 0, 1, 2)) for _ in range(2))
        pupils.append(
            Pupil(
                cohort=cohort,
                letter=letters[i],
                upn=_upn(cohort, i + 1, late[i]),
                surname="",
                forename="",
                birth=births[i],
                sex="M" if boys[i] else "F",
                sen=sen[i],
                sen_from=min(sen_from, CURRENT_YEAR),
                pupil_premium=premium[i],
                premium_from=min(premium_from, CURRENT_YEAR),
                fsm6=premium[i] and rng.random() < 0.93,
                eal=None if rng.random() < 0.008 else eal[i],
                far_below=rng.random() < far_shares[sen[i]],
                joined=_joined(rng, cohort, late[i]),
            )
        )
    return sorted(pupils, key=lambda pupil: pupil.letter)


def _some(rng: random.Random, count: int, share: float) -> list[bool]:
    """`count` flags of which just about `share` are true: rounded up or down by chance, then shuffled."""
    number = int(count * share + rng.random())
    flags = [i < number for i in range(count)]
    rng.shuffle(flags)
    return flags


def _sen_codes(rng: random.Random, count: int, roll: Roll) -> list[SenCode]:
    support, plans = int(count * roll.sen_support + rng.random()), int(count * roll.ehcp + rng.random())
    codes: list[SenCode] = ["K" if i < support else "E" if i < support + plans else "N" for i in range(count)]
    rng.shuffle(codes)
    return codes


def _late_share(cohort: int, roll: Roll) -> float:
    """The longer a year group is at school, the more have joined it late; over the seven it averages to the figure."""
    years = cohort + 1 / 3
    return roll.joined_late * years / (OLDEST / 2 + 1 / 3)


def _births(rng: random.Random, count: int, first_year: int) -> list[date]:
    """Birthdays spread evenly over the school year that starts on 1 September of `first_year`."""
    start, days = date(first_year, 9, 1), (date(first_year + 1, 9, 1) - date(first_year, 9, 1)).days
    births = [start + timedelta(days=int((i + rng.random()) * days / count)) for i in range(count)]
    rng.shuffle(births)
    return births


def _joined(rng: random.Random, cohort: int, late: bool) -> Point:
    entry = Point.of(CURRENT_YEAR - cohort, "Aut1")
    last = min(CURRENT_POINT.ordinal, entry.ordinal + (OLDEST + 1) * len(HALF_TERMS) - 1)
    return Point(rng.randint(entry.ordinal + 1, last)) if late else entry


def _upn(cohort: int, serial: int, late: bool) -> str:
    """A UPN with the right letter; a child who came from elsewhere brings another school's number."""
    establishment = _OTHER_ESTABLISHMENT + serial if late else _ESTABLISHMENT
    body = f"{_LA}{establishment}{(CURRENT_YEAR - cohort) % 100:02d}{serial:03d}"
    return check_letter(body) + body
