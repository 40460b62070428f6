"""Which rows are one pupil, and what they say of that pupil together. Never "last wins"."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Final, Literal, TypeVar

import polars as pl

from progress_tui.domain.pupils import display_name, parse_sex
from progress_tui.domain.text import fold
from progress_tui.domain.upn import upn_problem
from progress_tui.importing.facts import PupilFact, Rejection
from progress_tui.importing.parsing.values import parse_date, split_name, tidy_upn
from progress_tui.importing.reading.combos import Combos
from progress_tui.importing.reading.table import SourceTable
from progress_tui.importing.recognising.mapping import ImportMapping
from progress_tui.importing.tally import Tally

T = TypeVar("T")
Namesakes = Literal["", "different", "leave out"]
LEFT_OUT: Final = "leave out"
Identity = tuple[str, ...]
_fold = lru_cache(maxsize=65536)(fold)  # one school and one name stand in many rows
_LATEST_YEAR = 2068  # a birth year of two digits where the file names no academic year
_WHO = ("school", "upn", "former_upn", "source_id", "surname", "forename", "name", "dob", "sex")
"""The fields that say who a pupil is."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """The distinct pupils of a file.

    Attributes:
        pupils: by `ref`, from 1.
        refs: Int32, the ref of each row; null for the rows that cannot be used.
        rejected: those rows.
        namesakes: rows of one name of which nothing says whether they are one child, in words: to be asked.
    """

    pupils: tuple[PupilFact, ...]
    refs: pl.Series
    rejected: tuple[Rejection, ...]
    namesakes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Said:
    """What rows with the same cells say of their pupil.

    Attributes:
        fact: with `ref` 0 and the first row.
        combo: the number of the combination; `count` how many rows have it.
    """

    fact: PupilFact
    combo: int
    count: int


@dataclass(slots=True)
class _Gathering:
    """Puts the combinations of a table together to pupils."""

    table: SourceTable
    mapping: ImportMapping
    tally: Tally
    combos: Combos
    rejected: dict[int, str] = field(default_factory=dict)
    """Combination → why its rows name no pupil that could be used."""

    def rows_of(self, combo: int) -> list[int]:
        """The row numbers of a combination; rows of one number (lines of an XML file) are one."""
        return self.table.numbers.gather(self.combos.places(combo)).unique(maintain_order=True).to_list()

    def warn(self, kind: str, sentence: str, combo: int) -> None:
        """Count every row of a combination under a warning."""
        self.tally.add(kind, sentence, self.rows_of(combo))

    def rows_named(self, held: Sequence[_Said], most: int | None = None) -> str:
        """`2, 3, 4 …`: the row numbers of some combinations."""
        numbers = sorted(number for said in held for number in self.rows_of(said.combo))
        return ", ".join(map(str, numbers[:most])) + (" …" if most is not None and len(numbers) > most else "")


def gather(
    table: SourceTable, mapping: ImportMapping, tally: Tally, latest_year: int | None, namesakes: Namesakes = ""
) -> Gathered:
    """Find the distinct pupils.

    A pupil is known by UPN, else by the source's own id, else by name and date of birth; always within a school.

    Args:
        table: the file.
        mapping: which columns say who a pupil is.
        tally: takes the warnings.
        latest_year: the latest start year in the file, to read birth years of two digits; None without one.
        namesakes: what rows of one name are that nothing else tells apart, `""` while that has to be asked.
    """
    headings = {name: mapping.pupil[name] for name in _WHO if name in mapping.pupil}
    combos = Combos.of_columns([table[heading] for heading in headings.values()], len(table))
    gathering = _Gathering(table, mapping, tally, combos)
    groups: dict[Identity, list[_Said]] = defaultdict(list)
    schools = _schools(table, headings)
    for said in _each_said(gathering, headings, latest_year, schools):
        identity = _identity(said.fact)
        if not said.fact.school and schools:
            gathering.rejected[said.combo] = "The row names no school, and other rows name several."
        elif identity is None:
            gathering.rejected[said.combo] = "The row names no pupil: it has no UPN, no ID and no name."
        else:
            groups[identity].append(said)
    _join_names(groups, gathering)
    pupils: list[PupilFact] = []
    ref_of: list[int | None] = [None] * len(combos)
    apart: dict[int, int] = {}
    unsure: list[str] = []
    for identity, held in sorted(groups.items(), key=lambda item: min(said.fact.row for said in item[1])):
        if namesakes != LEFT_OUT and _are_namesakes(identity, held, mapping):
            if not namesakes:
                unsure.append(f"rows {gathering.rows_named(held, 8)} “{named(held[0].fact)}”")
            for said in held if namesakes else ():
                for place in combos.places(said.combo):
                    pupils.append(replace(said.fact, ref=len(pupils) + 1, row=table.number(place)))
                    apart[place] = len(pupils)
            continue
        refused = _refusal(identity, held, gathering)
        if refused:
            gathering.rejected.update((said.combo, refused) for said in held)
            continue
        pupils.append(_together(len(pupils) + 1, held, gathering))
        for said in held:
            ref_of[said.combo] = len(pupils)
    refs = pl.Series(ref_of, dtype=pl.Int32).gather(combos.ids)
    if apart:
        refs = refs.scatter(list(apart), pl.Series(list(apart.values()), dtype=pl.Int32))
    return Gathered(tuple(pupils), refs, tuple(_rejections(gathering, headings)), tuple(unsure))


def _schools(table: SourceTable, headings: dict[str, str]) -> dict[str, str]:
    """The schools a source names: folded → as it is spelt first."""
    spelt: dict[str, str] = {}
    for text in table[headings["school"]].distinct() if "school" in headings else ():
        spelt.setdefault(_fold(text) or text, text)
    return spelt


def _each_said(
    gathering: _Gathering, headings: dict[str, str], latest_year: int | None, schools: dict[str, str]
) -> list[_Said]:
    """What each combination alone says of its pupil. Where one school is named, it is the school of every row."""
    only = next(iter(schools.values())) if len(schools) == 1 else ""
    table, combos = gathering.table, gathering.combos
    cells = combos.texts([table[heading] for heading in headings.values()])
    first_rows = table.numbers.gather(combos.firsts).to_list()
    found = []
    for combo, (row, texts, count) in enumerate(zip(first_rows, cells, combos.counts(), strict=True)):
        said = dict(zip(headings, texts, strict=True))
        upn = tidy_upn(said.get("upn", ""))
        if upn and (problem := upn_problem(upn)):
            gathering.warn("UPN", f"The UPN {upn} {problem}; it is kept as it stands", combo)
        sex, understood = parse_sex(said.get("sex", ""))
        if not understood:
            gathering.warn("Sex", f"Sex “{said['sex']}” is not understood and is taken as unknown", combo)
        dob = _birth(said.get("dob", ""), latest_year)
        if dob is None and said.get("dob", "") not in _NO_DATE:
            words = f"“{said['dob']}” is not a date of birth; the pupil is kept without one"
            gathering.warn("Date of birth", words, combo)
        surname, forename = _name(said, gathering.mapping.names)
        former = tidy_upn(said.get("former_upn", ""))
        school, source_id = said.get("school", ""), said.get("source_id", "")
        school = schools.get(_fold(school) or school, school) or only
        fact = PupilFact(0, row, school, upn, source_id, surname, forename, dob, sex, "" if former == upn else former)
        found.append(_Said(fact, combo, count))
    return found


_NO_DATE = ("", "?", "-")


def _name(said: dict[str, str], order: str) -> tuple[str, str]:
    """(surname, forename) of a row; a column of whole names serves where the surname is blank."""
    if said.get("name") and not said.get("surname"):
        return split_name(said["name"], order)
    return said.get("surname", ""), said.get("forename", "")


@lru_cache(maxsize=4096)
def _birth(text: str, year: int | None) -> date | None:
    """A date of birth; None for none, and for one that cannot be."""
    latest = _LATEST_YEAR if year is None else year + 1
    dob = parse_date(text, latest) if text not in _NO_DATE else None
    return None if dob is None or (year is not None and dob.year > latest) else dob


def _identity(row: PupilFact) -> Identity | None:
    """What tells this pupil from the others; None when nothing does."""
    school = _fold(row.school)
    lettered = any(char.isalpha() for char in row.surname + row.forename)
    if not lettered and not row.source_id and not any(char.isdigit() for char in row.upn):
        return None  # cells of a line that is no pupil, such as a key to the codes
    if row.upn:
        return "upn", school, row.upn
    if row.source_id:
        return "id", school, row.source_id
    surname, forename = _fold(row.surname) or row.surname, _fold(row.forename) or row.forename
    if not lettered:
        return None
    return "name", school, surname, forename, row.dob.isoformat() if row.dob else ""


def _join_names(groups: dict[Identity, list[_Said]], gathering: _Gathering) -> None:
    """Rows with a name but no date of birth, in a file that has that name with one."""
    dated: dict[Identity, list[Identity]] = defaultdict(list)
    for identity in groups:
        if identity[0] == "name" and identity[-1]:
            dated[(*identity[:-1], "")].append(identity)
    for bare, others in dated.items():
        rows = groups.pop(bare, [])
        if rows and len(others) == 1 and not gathering.mapping.one_row_per_pupil:
            groups[others[0]].extend(rows)
        else:
            reason = "Another row has this name with a date of birth; this one has neither UPN nor date of birth."
            gathering.rejected.update((said.combo, reason) for said in rows)


def _are_namesakes(identity: Identity, held: Sequence[_Said], mapping: ImportMapping) -> bool:
    """Whether several rows have one name in a file of one row a pupil, and neither UPN nor date of birth."""
    bare = identity[0] == "name" and not identity[-1]
    return bare and mapping.one_row_per_pupil and sum(said.count for said in held) > 1


def _refusal(identity: Identity, held: Sequence[_Said], gathering: _Gathering) -> str:
    """Why the rows of one identity cannot be one pupil, or `""`."""
    rows = [said.fact for said in held]
    if _are_namesakes(identity, held, gathering.mapping):
        numbers = gathering.rows_named(held)
        return f"Rows {numbers} have one name and neither UPN nor date of birth: which child is which is not known."
    surnames = {_fold(row.surname) for row in rows if row.surname}
    births = {row.dob for row in rows if row.dob is not None}
    # Twins share surname and date of birth: another forename alone makes another child.
    if _differ([_fold(row.forename) for row in rows if row.forename]) or (len(surnames) > 1 and len(births) > 1):
        kind = "UPN" if identity[0] == "upn" else "ID"
        return f"The {kind} {identity[2]} stands for different children in rows {gathering.rows_named(held, 8)}."
    return ""


def _differ(forenames: Sequence[str]) -> bool:
    """Whether these are forenames of different children: `Aoife` and `Aoife Mary` are not."""
    longest = max(forenames, key=len, default="")
    return any(not f"{longest} ".startswith(f"{name} ") for name in forenames)


def _together(ref: int, held: Sequence[_Said], gathering: _Gathering) -> PupilFact:
    """One fact for a pupil. A name spelt in two ways is warned of; a contradicted date or sex is taken as unknown."""
    first = min((said.fact for said in held), key=lambda row: row.row)
    if len(held) == 1:
        return replace(first, ref=ref)
    rows = [said.fact for said in held]
    tally = gathering.tally
    former = _agreed([row.former_upn or None for row in rows], "former UPN", first, tally) or ""
    return replace(
        first,
        ref=ref,
        upn=first.upn or next((row.upn for row in rows if row.upn), ""),
        former_upn=former,
        source_id=_agreed([row.source_id or None for row in rows], "ID", first, tally) or "",
        surname=_commonest(Counter({(s.fact.surname, s.combo): s.count for s in held}), "surname", first, tally),
        forename=_commonest(Counter({(s.fact.forename, s.combo): s.count for s in held}), "forename", first, tally),
        dob=_agreed([row.dob for row in rows], "date of birth", first, tally),
        sex=_agreed([row.sex for row in rows], "sex", first, tally),
    )


def _commonest(held: Counter[tuple[str, int]], what: str, first: PupilFact, tally: Tally) -> str:
    """The spelling most rows have (alphabetically on a tie, so that the order of rows does not matter)."""
    counts: Counter[str] = Counter()
    for (text, _), count in held.items():
        if text:
            counts[text] += count
    if len({_fold(text) for text in counts}) > 1:
        shown = " and ".join(f"“{text}”" for text in sorted(counts))
        tally.add("Names", f"One pupil has the {what}s {shown}; the commoner is kept", [first.row])
    return min(counts, key=lambda text: (-counts[text], text), default="")


def _agreed(values: Sequence[T | None], what: str, first: PupilFact, tally: Tally) -> T | None:
    """The value all rows that have one agree on, else None with a warning."""
    distinct = {value for value in values if value is not None}
    if len(distinct) > 1:
        sentence = f"The rows of {named(first)} contradict each other in the {what}, which is taken as unknown"
        tally.add("Contradictions", sentence, [first.row])
        return None
    return next(iter(distinct), None)


def _rejections(gathering: _Gathering, headings: dict[str, str]) -> list[Rejection]:
    """Every row of the combinations that were refused."""
    table, found = gathering.table, []
    for combo, reason in gathering.rejected.items():
        places = gathering.combos.places(combo)
        said = {name: table.cell(places[0], heading) for name, heading in headings.items()}
        surname, forename = _name(said, gathering.mapping.names)
        value = display_name(surname, forename, tidy_upn(said.get("upn", "")) or said.get("source_id", ""))
        found += [Rejection(table.number(at), "", value, reason, table.where_is(at), value) for at in places]
    return found


def named(row: PupilFact) -> str:
    """The pupil in a sentence: the name, else UPN or ID."""
    return display_name(row.surname, row.forename, row.upn or row.source_id)
