"""Which rows are one pupil, and what they say of that pupil together. Never "last wins"."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import TypeVar

from progress_tui.domain.pupils import display_name, parse_sex
from progress_tui.domain.text import fold
from progress_tui.domain.upn import upn_problem
from progress_tui.importing.facts import PupilFact, Rejection
from progress_tui.importing.parsing.values import parse_date, split_name, tidy_upn
from progress_tui.importing.reading.table import SourceTable
from progress_tui.importing.recognising.mapping import ImportMapping
from progress_tui.importing.tally import Tally

T = TypeVar("T")
Identity = tuple[str, ...]
_fold = lru_cache(maxsize=65536)(fold)  # one school and one name stand in many rows
_LATEST_YEAR = 2068  # a birth year of two digits where the file names no academic year


@dataclass(frozen=True, slots=True)
class Gathered:
    """The distinct pupils of a file.

    Attributes:
        pupils: by `ref`, from 1.
        refs: row number → ref, for the rows that can be used.
        rejected: the rows that cannot.
    """

    pupils: tuple[PupilFact, ...]
    refs: Mapping[int, int]
    rejected: tuple[Rejection, ...]


def gather(table: SourceTable, mapping: ImportMapping, tally: Tally, years: Mapping[int, int | None]) -> Gathered:
    """Find the distinct pupils.

    A pupil is known by UPN, else by the source's own id, else by name and date of birth; always within a school.

    Args:
        table: the file.
        mapping: which columns say who a pupil is.
        tally: takes the warnings.
        years: row number → start year, to read birth years of two digits.
    """
    rows = _rows(table, mapping, tally, years)
    groups: dict[Identity, list[PupilFact]] = defaultdict(list)
    rejected: list[Rejection] = []
    for row in rows:
        identity = _identity(row)
        if identity is None:
            rejected.append(Rejection(row.row, "", "", "The row names no pupil: it has no UPN, no ID and no name."))
        else:
            groups[identity].append(row)
    _join_names(groups, mapping, rejected)
    pupils: list[PupilFact] = []
    refs: dict[int, int] = {}
    for identity, held in sorted(groups.items(), key=lambda item: min(row.row for row in item[1])):
        refused = _refusal(identity, held, mapping)
        if refused:
            rejected.extend(Rejection(row.row, "", _named(row), refused) for row in held)
            continue
        ref = len(pupils) + 1
        pupils.append(_together(ref, held, tally))
        refs.update((row.row, ref) for row in held)
    return Gathered(tuple(pupils), refs, tuple(rejected))


def _rows(table: SourceTable, mapping: ImportMapping, tally: Tally, years: Mapping[int, int | None]) -> list[PupilFact]:
    """What each row alone says of its pupil (`ref` 0)."""
    places = {name: table.headings.index(heading) for name, heading in mapping.pupil.items()}
    found = []
    for number, cells in table.rows:
        said = {name: cells[at] for name, at in places.items()}
        surname, forename = said.get("surname", ""), said.get("forename", "")
        if "name" in said and not surname:
            surname, forename = split_name(said["name"])
        upn = tidy_upn(said.get("upn", ""))
        if upn and (problem := upn_problem(upn)):
            tally.add("UPN", f"The UPN {upn} {problem}; it is kept as it stands", number)
        sex, understood = parse_sex(said.get("sex", ""))
        if not understood:
            tally.add("Sex", f"Sex “{said['sex']}” is not understood and is taken as unknown", number)
        school, source_id = said.get("school", ""), said.get("source_id", "")
        dob = _birth(said.get("dob", ""), number, tally, years.get(number))
        found.append(PupilFact(0, number, school, upn, source_id, surname, forename, dob, sex))
    return found


def _birth(text: str, row: int, tally: Tally, year: int | None) -> date | None:
    """A date of birth. A bad one is lost, the pupil is not."""
    if text in ("", "?", "-"):
        return None
    latest = _LATEST_YEAR if year is None else year + 1
    dob = parse_date(text, latest)
    if dob is None or (year is not None and dob.year > latest):
        tally.add("Date of birth", f"“{text}” is not a date of birth; the pupil is kept without one", row)
        return None
    return dob


def _identity(row: PupilFact) -> Identity | None:
    """What tells this pupil from the others; None when nothing does."""
    school = _fold(row.school)
    if row.upn:
        return "upn", school, row.upn
    if row.source_id:
        return "id", school, row.source_id
    surname, forename = _fold(row.surname) or row.surname, _fold(row.forename) or row.forename
    if not surname and not forename:
        return None
    return "name", school, surname, forename, row.dob.isoformat() if row.dob else ""


def _join_names(groups: dict[Identity, list[PupilFact]], mapping: ImportMapping, rejected: list[Rejection]) -> None:
    """Rows with a name but no date of birth, in a file that has that name with one."""
    dated: dict[Identity, list[Identity]] = defaultdict(list)
    for identity in groups:
        if identity[0] == "name" and identity[-1]:
            dated[(*identity[:-1], "")].append(identity)
    for bare, others in dated.items():
        rows = groups.pop(bare, [])
        if rows and len(others) == 1 and not mapping.one_row_per_pupil:
            groups[others[0]].extend(rows)
        else:
            reason = "Another row has this name with a date of birth; this one has neither UPN nor date of birth."
            rejected.extend(Rejection(row.row, "", _named(row), reason) for row in rows)


def _refusal(identity: Identity, rows: Sequence[PupilFact], mapping: ImportMapping) -> str:
    """Why the rows of one identity cannot be one pupil, or `""`."""
    if identity[0] == "name" and not identity[-1] and len(rows) > 1 and mapping.one_row_per_pupil:
        numbers = ", ".join(str(row.row) for row in rows)
        return f"Rows {numbers} have one name and neither UPN nor date of birth: which child is which is not known."
    surnames = {_fold(row.surname) for row in rows if row.surname}
    births = {row.dob for row in rows if row.dob is not None}
    # Twins share surname and date of birth: another forename alone makes another child.
    if _differ([_fold(row.forename) for row in rows if row.forename]) or (len(surnames) > 1 and len(births) > 1):
        kind = "UPN" if identity[0] == "upn" else "ID"
        numbers = ", ".join(str(row.row) for row in rows[:8])
        return (
            f"The {kind} {identity[2]} stands for different children in rows {numbers}{' …' if len(rows) > 8 else ''}."
        )
    return ""


def _differ(forenames: Sequence[str]) -> bool:
    """Whether these are forenames of different children: `Aoife` and `Aoife Mary` are not."""
    longest = max(forenames, key=len, default="")
    return any(not f"{longest} ".startswith(f"{name} ") for name in forenames)


def _together(ref: int, rows: Sequence[PupilFact], tally: Tally) -> PupilFact:
    """One fact for a pupil. A name spelt in two ways is warned of; a contradicted date or sex is taken as unknown."""
    first = min(rows, key=lambda row: row.row)
    surname = _commonest([row.surname for row in rows], "surname", first, tally)
    forename = _commonest([row.forename for row in rows], "forename", first, tally)
    return replace(
        first,
        ref=ref,
        upn=first.upn or next((row.upn for row in rows if row.upn), ""),
        source_id=_agreed([row.source_id or None for row in rows], "ID", first, tally) or "",
        surname=surname,
        forename=forename,
        dob=_agreed([row.dob for row in rows], "date of birth", first, tally),
        sex=_agreed([row.sex for row in rows], "sex", first, tally),
    )


def _commonest(texts: Sequence[str], what: str, first: PupilFact, tally: Tally) -> str:
    """The spelling most rows have (alphabetically on a tie, so that the order of rows does not matter)."""
    counts = Counter(text for text in texts if text)
    if len({_fold(text) for text in counts}) > 1:
        shown = " and ".join(f"“{text}”" for text in sorted(counts))
        tally.add("Names", f"One pupil has the {what}s {shown}; the commoner is kept", first.row)
    return min(counts, key=lambda text: (-counts[text], text), default="")


def _agreed(values: Sequence[T | None], what: str, first: PupilFact, tally: Tally) -> T | None:
    """The value all rows that have one agree on, else None with a warning."""
    distinct = {value for value in values if value is not None}
    if len(distinct) > 1:
        name = _named(first)
        tally.add(
            "Contradictions",
            f"The rows of {name} contradict each other in the {what}, which is taken as unknown",
            first.row,
        )
        return None
    return next(iter(distinct), None)


def _named(row: PupilFact) -> str:
    """The pupil in a sentence: the name, else UPN or ID."""
    return display_name(row.surname, row.forename, row.upn or row.source_id)
