"""A small fictional school, as files to import: four classes named after trees, two year groups in each.

About ten children a year group, so that every figure is a small one, and three academic years, so that they can be
pooled. Always the same: the files of a seed do not depend on the day. Children and names are made up.
"""

from __future__ import annotations

import csv
import io
import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from progress_tui.domain.upn import check_letter

SCHOOL: Final = "Hollowdale Primary"
YEARS: Final = (2024, 2025, 2026)
CLASSES: Final = ("Willow", "Oak", "Beech", "Ash")
SUBJECTS: Final = ("Reading", "Writing", "Maths")

_SURNAMES: Final = (
    "Abara", "Barlow", "Czerny", "Dhillon", "Eastham", "Farouk", "Garside", "Hebden", "Ilves", "Jagger", "Kowal",
    "Lumb", "Metcalfe", "Nadeem", "Ogden", "Pereira", "Quarmby", "Rushworth", "Sykes", "Tattersall", "Usman",
    "Varley", "Whitaker", "Yeadon", "Zielinska", "Ó Briain", "O'Hare", "N'Dour", "Lister-Khan", "Ackroyd",
)  # fmt: skip
_FORENAMES: Final = (
    "Agnes", "Bertie", "Carys", "Dominik", "Esme", "Felix", "Gwen", "Hussein", "Iris", "Jonah", "Keziah", "Laurie",
    "Mabel", "Nikhil", "Orla", "Percy", "Rosa", "Safa", "Tomasz", "Uma", "Viktor", "Wren", "Yasmin", "Zachary",
    "Anaïs", "Björn", "Chloë", "Seán", "Aoife", "Idris", "Molly", "Rafe",
)  # fmt: skip
_BANDS: Final = ("WB", "B", "JB", "At", "Sec", "Ab")
_LEVELS: Final = ("1a", "2c", "2b", "2a", "3c", "3b", "3a", "4c", "4b", "4a", "5c", "5b", "5a")
_GAIN: Final = {3: 0.5, 4: 1.0, 5: 1.5, 6: 3.0}
"""Sub-levels a year: Boddy's curve, on which a school of this size lies only roughly."""

_OLDER: Final = 45


@dataclass(frozen=True, slots=True)
class Child:
    """One child: who, since when, and what results are made from (`able`, in standard deviations, by subject)."""

    number: int
    surname: str
    forename: str
    birth: date
    sex: str
    cohort: int
    premium: bool
    sen: str
    eal: bool
    absence: float
    joined: int
    able: tuple[float, float, float]

    @property
    def upn(self) -> str:
        """The Unique Pupil Number."""
        body = f"9998{self.cohort % 100:02d}{self.number:06d}"
        return check_letter(body) + body

    def year_group(self, year: int) -> int:
        """0 is Reception. One child is older than the cohort and counts with it: the list says so."""
        return year - self.cohort

    def class_name(self, year: int) -> str:
        """Two year groups share a class; Year 5 is parted between two."""
        group = self.year_group(year)
        return CLASSES[3 if group == 5 and self.number % 2 else min(group // 2, 3)]

    def is_here(self, year: int) -> bool:
        """Whether the child is on roll in an academic year."""
        return 0 <= self.year_group(year) <= 6 and self.joined <= year


def children(seed: int = 11) -> list[Child]:
    """Every child of the three years."""
    chance = random.Random(seed)  # noqa: S311 – a school always made alike
    made: list[Child] = []
    for cohort in range(YEARS[0] - 6, YEARS[-1] + 1):
        for place in range(10 + cohort % 3):
            number = len(made) + 1
            general = chance.gauss(0, 0.85)
            premium, eal = chance.random() < 0.3, chance.random() < 0.2
            sen = chance.choices(("N", "K", "E"), (80, 16, 4))[0]
            lower = 0.5 * premium + {"N": 0.0, "K": 0.9, "E": 1.7}[sen]
            able = (general - lower + chance.gauss(0, 0.5), general - lower + chance.gauss(0, 0.5),
                    general - lower + chance.gauss(0, 0.5))  # fmt: skip
            made.append(
                Child(
                    number,
                    _SURNAMES[(number * 7 + place) % len(_SURNAMES)],
                    _FORENAMES[(number * 11 + cohort) % len(_FORENAMES)],
                    date(cohort - 5 - (number == _OLDER), 9, 1) + timedelta(days=chance.randrange(365)),
                    chance.choice("MF"),
                    cohort,
                    premium,
                    sen,
                    eal,
                    min(0.35, chance.expovariate(1 / 0.055)),
                    cohort + chance.choice((0, 0, 0, 0, 0, 0, 0, 0, 0, 4)),
                    able,
                )
            )
    return made


def files(seed: int = 11) -> dict[str, str]:
    """The files in the order in which they are imported: name → text."""
    everybody, made = children(seed), {}
    for year in YEARS:
        label = f"{year}-{(year + 1) % 100:02d}"
        here = sorted(
            (child for child in everybody if child.is_here(year)),
            key=lambda child: (CLASSES.index(child.class_name(year)), child.surname, child.forename, child.number),
        )
        chance = random.Random(f"{seed} {year}")  # noqa: S311 – a school always made alike
        made[f"pupils-{label}.csv"] = _csv(_list(here, year, chance))
        made[f"statutory-{label}.csv"] = _csv(_statutory(here, year, chance))
        made[f"results-{label}.csv"] = _csv(_results(here, year, label, chance))
    # Statutory results of the year that has just begun are not there yet.
    del made[f"statutory-{YEARS[-1]}-{(YEARS[-1] + 1) % 100:02d}.csv"]
    return made


def _list(here: Iterable[Child], year: int, chance: random.Random) -> Iterator[Sequence[str]]:
    yield ("UPN", "Surname", "Forename", "DOB", "Sex", "Year", "Class", "PP", "SEN", "EAL", "Possible", "Authorised",
           "Unauthorised")  # fmt: skip
    possible = 104 if year == YEARS[-1] else 380
    for child in here:
        away = round(possible * min(0.6, child.absence * chance.uniform(0.7, 1.3)))
        yield (child.upn, child.surname, child.forename, child.birth.strftime("%d/%m/%Y"), child.sex,
               str(child.year_group(year) or "R"), child.class_name(year), "Y" if child.premium else "N", child.sen,
               "Y" if child.eal else "N", str(possible), str(away * 3 // 4), str(away - away * 3 // 4))  # fmt: skip


def _statutory(here: Iterable[Child], year: int, chance: random.Random) -> Iterator[Sequence[str]]:
    yield ("UPN", "Surname", "Forename", "Reading ELG", "Writing ELG", "Maths ELG", "GLD", "Phonics mark", "MTC",
           "READSCORE", "MATSCORE", "WRITTAOUTCOME")  # fmt: skip
    for child in here:
        group, mean = child.year_group(year), sum(child.able) / 3 + chance.gauss(0, 0.3)
        cells = [""] * 9
        if group == 0:
            goals = ["2" if able + chance.gauss(0, 0.3) > -0.7 else "1" for able in child.able]
            cells[:4] = [*goals, "Yes" if "1" not in goals else "No"]
        elif group == 1:
            cells[4] = str(_within(round(35 + 6 * mean), 0, 40))
        elif group == 4:
            cells[5] = str(_within(round(21 + 4 * mean), 0, 25))
        elif group == 6:
            scores = [str(_within(round(104 + 7 * child.able[place]), 80, 120)) for place in (0, 2)]
            cells[6:] = [*scores, "GDS" if child.able[1] > 1.2 else "EXS" if child.able[1] > -0.6 else "WTS"]
        else:
            continue
        yield (child.upn, child.surname, child.forename, *cells)


def _results(here: Iterable[Child], year: int, label: str, chance: random.Random) -> Iterator[Sequence[str]]:
    """Teacher assessment in bands, tests as standardised scores, level points at the end of each summer."""
    points = ("Aut1", "Aut2") if year == YEARS[-1] else ("Aut2", "Spr2", "Sum2")
    head = ["UPN", "Surname", "Forename"]
    head += [f"{label} {point} {subject} TA" for point in points for subject in SUBJECTS]
    head += [f"{label} {points[-1]} {subject} SS" for subject in ("Reading", "Maths")]
    last = year == YEARS[-1]
    head += [f"{label} Sum2 {subject} {'Target' if last else 'Level'}" for subject in SUBJECTS]
    yield head
    for child in here:
        group, cells = child.year_group(year), list[str]()
        bands = [[_band(able + chance.gauss(0, 0.25)) for able in child.able] for _ in points]
        for number, row in enumerate(bands):
            away = chance.random() < 0.04 or (child.joined == year and number == 0 and group > 0)
            cells += ["A" if away and chance.random() < 0.5 else "" if away else cell for cell in row]
        tested = group >= 2 and chance.random() > 0.05
        cells += [str(_within(round(100 + 13 * able + chance.gauss(0, 5)), 69, 131)) if tested else ""
                  for able in (child.able[0], child.able[2])]  # fmt: skip
        if last:
            cells += [_band(able + 0.25) for able in child.able]
        else:
            cells += [_level(able, group, chance) for able in child.able]
        yield (child.upn, child.surname, child.forename, *cells)


def _band(able: float) -> str:
    return _BANDS[sum(able > line for line in (-1.9, -1.2, -0.5, 0.45, 1.25))]


def _level(able: float, group: int, chance: random.Random) -> str:
    """The level at the end of the summer, from Year 2 on."""
    if group < 2:
        return ""
    steps = 2.0 + sum(gain for year, gain in _GAIN.items() if year <= group) + 1.6 * able + chance.gauss(0, 0.35)
    return _LEVELS[_within(round(steps), 0, len(_LEVELS) - 1)]


def _within(value: int, low: int, high: int) -> int:
    return max(low, min(value, high))


def _csv(rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def build(path: Path, seed: int = 11) -> None:
    """Make the school's file at `path` by importing its files, as a school would.

    Raises:
        SystemExit: a file was not taken as it is.
    """
    import tempfile

    from progress_tui.importing.planning.committing import Terms
    from progress_tui.importing.service import bring_in
    from progress_tui.store.engine import SchoolFile

    file = SchoolFile(path)
    try:
        with tempfile.TemporaryDirectory() as folder:
            for name, text in files(seed).items():
                source = Path(folder) / name
                source.write_text(text, "utf-8")
                year = int(source.stem.partition("-")[2][:4])
                report = bring_in(file, source, Terms(school_name=SCHOOL, fictional=True), year=year)
                said = [*(one.reason for one in report.rejected), *(one.text for one in report.questions)]
                if report.verdict != "accepted":
                    raise SystemExit(f"{name} was not taken: {said}")
    finally:
        file.close()


if __name__ == "__main__":
    build(Path(sys.argv[1]))
