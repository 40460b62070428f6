"""The demo school's files as a school would hand them over: CSV texts with the headings an office types."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from progress_tui.demo.attainment import Attainment, columns_of, open_columns
from progress_tui.demo.attendance import Sessions
from progress_tui.demo.figures import Figures, chance
from progress_tui.demo.pupils import Pupil
from progress_tui.demo.statutory import columns_in
from progress_tui.domain.calendar import academic_year_label

LIST_HEADINGS = (
    "UPN", "Surname", "Forename", "DOB", "Sex", "Year", "Class", "PP", "FSM6", "SEN", "EAL",
    "Possible", "Authorised", "Unauthorised",
)  # fmt: skip
RESULT_HEADINGS = ("UPN", "Surname", "Forename")


@dataclass(frozen=True, slots=True)
class DemoFile:
    """One CSV file: its name and its text (headings first, comma, CRLF)."""

    name: str
    text: str


def pupil_list(
    pupils: Sequence[Pupil],
    year: int,
    attendance: Mapping[tuple[str, int], Sessions],
    source: Figures,
    seed: int,
) -> DemoFile:
    """The list of those of `pupils` who were on roll in an academic year, by class and name."""
    rows = []
    for pupil in _in_order(pupils, year):
        sessions = attendance[pupil.upn, year]
        premium = pupil.has_premium(year)
        rng = chance(seed, "list", year, pupil.upn)
        row = [
            pupil.upn,
            pupil.surname,
            pupil.forename,
            pupil.birth.strftime("%d/%m/%Y"),
            pupil.sex,
            str(pupil.year_group(year) or "R"),
            pupil.class_name(year),
            _untidy(_yes(premium), source, rng),
            _yes(premium and pupil.fsm6),
            _untidy(pupil.has_sen(year), source, rng),
            "?" if pupil.eal is None else _yes(pupil.eal),
            str(sessions.possible),
            str(sessions.authorised),
            str(sessions.unauthorised),
        ]
        rows.append(row)
    return DemoFile(f"pupils-{academic_year_label(year)}.csv", _csv(LIST_HEADINGS, rows))


def results(pupils: Sequence[Pupil], year: int, attainment: Mapping[str, Attainment]) -> DemoFile:
    """The results of an academic year, one row a pupil with anything to record; `attainment` is keyed by UPN."""
    columns = columns_of(year)
    rows = []
    for pupil in _in_order(pupils, year):
        if any(column.point.start_year == year for column in open_columns(pupil.cohort, pupil.joined, pupil.last)):
            cells = attainment[pupil.upn].cells
            names = [pupil.upn, pupil.surname, pupil.forename]
            rows.append(names + [cells.get(column.heading, "") for column in columns])
    headings = (*RESULT_HEADINGS, *(column.heading for column in columns))
    return DemoFile(f"results-{academic_year_label(year)}.csv", _csv(headings, rows))


def statutory_results(pupils: Sequence[Pupil], year: int, attainment: Mapping[str, Attainment]) -> DemoFile:
    """The statutory results of an academic year, as a school keeps them together; `attainment` is keyed by UPN.

    There are files of years before the first list: what a child did in Reception is still asked for in Year 5.
    """
    columns = columns_in(year)
    rows = []
    for pupil in _in_order(pupils, year):
        own = attainment[pupil.upn].statutory.get(year)
        if own:
            names = [pupil.upn, pupil.surname, pupil.forename]
            rows.append(names + [own.get(column.heading, "") for column in columns])
    headings = (*RESULT_HEADINGS, *(column.heading for column in columns))
    return DemoFile(f"statutory-{academic_year_label(year)}.csv", _csv(headings, rows))


def _in_order(pupils: Iterable[Pupil], year: int) -> list[Pupil]:
    present = [pupil for pupil in pupils if pupil.in_year(year)]
    return sorted(present, key=lambda p: (p.year_group(year), p.letter, p.surname, p.forename, p.upn))


def _yes(flag: bool) -> str:
    return "Y" if flag else "N"


def _untidy(code: str, source: Figures, rng: random.Random) -> str:
    """The code as somebody typed it in a hurry, now and then."""
    return rng.choice((code.lower(), f"{code} ", f" {code}")) if rng.random() < source.missing.dirt else code


def _csv(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows(rows)
    return text.getvalue()
