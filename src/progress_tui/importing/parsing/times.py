"""The time of each row, and of each cell of a result column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from progress_tui.domain.calendar import HALF_TERMS, Point, parse_academic_year
from progress_tui.domain.errors import did_you_mean
from progress_tui.importing.parsing.values import parse_year_group
from progress_tui.importing.reading.combos import Combos
from progress_tui.importing.reading.table import SourceTable
from progress_tui.importing.recognising.headings import read_phrase
from progress_tui.importing.recognising.mapping import ImportMapping, ResultRule, When

Problem = tuple[str, str, str]
"""(heading, cell, why it is not a time)."""


@dataclass(frozen=True, slots=True)
class RowTime:
    """When a row is.

    Attributes:
        academic_year: start year, None while it is not known.
        point: half-term code, `""` while it is not known; `form` of the value of the time column.
        year_group: the pupil's then, None when not said.
        problems: the cells of time that cannot be read.
    """

    academic_year: int | None
    point: str
    year_group: int | None
    form: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Times:
    """The times of the rows of a table.

    Attributes:
        of: the distinct times; `combos.ids` says which one each row has.
        combos: the distinct combinations of the cells that say a time.
    """

    of: tuple[RowTime, ...]
    combos: Combos

    def columns(self) -> dict[str, pl.Series]:
        """`academic_year`, `year_group` and `ordinal` (Int32) of each distinct time; null where not known."""
        ordinals = [
            Point.of(time.academic_year, time.point).ordinal
            if time.academic_year is not None and time.point in HALF_TERMS
            else None
            for time in self.of
        ]
        return {
            "academic_year": pl.Series([time.academic_year for time in self.of], dtype=pl.Int32),
            "year_group": pl.Series([time.year_group for time in self.of], dtype=pl.Int32),
            "ordinal": pl.Series(ordinals, dtype=pl.Int32),
        }

    def problems(self) -> list[tuple[int, Problem]]:
        """(place of the row, what cannot be read), in order of rows."""
        return sorted(
            (place, problem)
            for number, time in enumerate(self.of)
            if time.problems
            for place in self.combos.places(number)
            for problem in time.problems
        )


def times_of(table: SourceTable, mapping: ImportMapping) -> Times:
    """Read the columns of time of a table."""
    when = mapping.when
    roles = {
        "value": when.column, "point": when.point_column,
        "year": mapping.pupil.get("academic_year", ""), "group": mapping.pupil.get("year_group", ""),
    }  # fmt: skip
    held = {role: heading for role, heading in roles.items() if heading in table.headings}
    columns = [table[heading] for heading in held.values()]
    combos = Combos.of_columns(columns, len(table))
    found = tuple(
        _time(dict(zip(held, cells, strict=True)), held, mapping) for cells in combos.texts(columns)[: len(combos)]
    )
    return Times(found, combos)


def _time(cells: Mapping[str, str], headings: Mapping[str, str], mapping: ImportMapping) -> RowTime:
    """The time that the cells of one row say (role → cell)."""
    when, problems = mapping.when, []

    def reject(role: str, reason: str) -> None:
        problems.append((headings[role], cells[role], reason))

    time = When()
    if "value" in cells:
        found = when.values.get(cells["value"])
        if found is None:
            reject("value", f"The mapping gives this value no time. {did_you_mean('', when.values)}".strip())
        time = found or time
    year, point = time.academic_year, time.point
    if "year" in cells and year is None:
        year = parse_academic_year(cells["year"])
        if year is None:
            reject("year", "This is not an academic year such as 2026-27.")
    if "point" in cells and not point:
        said = read_phrase(cells["point"])
        point, year = said.point, said.academic_year if said.academic_year is not None else year
        if not point and not when.point:
            reject("point", f"This is not a point of the school year such as {', '.join(HALF_TERMS)}.")
    group = time.year_group
    if group is None and cells.get("group"):
        group = parse_year_group(cells["group"])
        if group is None:
            reject("group", "This is not a year group such as R, 1 or Y6.")
    default = when.academic_year if "year" not in cells else None
    return RowTime(year if year is not None else default, point or when.point, group, time.form, tuple(problems))


def cell_point(rule: ResultRule, time: RowTime) -> Point | None:
    """The point of a cell, or None while its year or half-term is not known."""
    year = rule.academic_year
    if year is None and rule.year_group is not None:
        if time.academic_year is None or time.year_group is None:
            return None
        year = time.academic_year - (time.year_group - rule.year_group)
    elif year is None:
        year = time.academic_year
    half_term = rule.point or time.point
    return None if year is None or not half_term else Point.of(year, half_term)


def form_of(rule: ResultRule, time: RowTime, point: Point) -> str:
    """The form family of a cell: the rule's own, or one of each time."""
    return rule.form if not rule.form_by_time else (time.form or point.label)
