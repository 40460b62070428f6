"""The time of each row, and of each cell of a result column."""

from __future__ import annotations

from dataclasses import dataclass

from progress_tui.domain.calendar import HALF_TERMS, Point, parse_academic_year
from progress_tui.domain.errors import did_you_mean
from progress_tui.importing.facts import Rejection
from progress_tui.importing.parsing.values import parse_year_group
from progress_tui.importing.reading.table import Row, SourceTable
from progress_tui.importing.recognising.headings import read_phrase
from progress_tui.importing.recognising.mapping import ImportMapping, ResultRule, When


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
    problems: tuple[Rejection, ...]


class RowTimes:
    """Reads the columns of time of a table, row by row."""

    def __init__(self, table: SourceTable, mapping: ImportMapping) -> None:
        places = {heading: at for at, heading in enumerate(table.headings)}
        self._when = mapping.when
        self._value = places.get(mapping.when.column)
        self._point = places.get(mapping.when.point_column)
        self._year = places.get(mapping.pupil.get("academic_year", ""))
        self._group = places.get(mapping.pupil.get("year_group", ""))
        self._headings = table.headings

    def of(self, row: Row) -> RowTime:
        """The time of a row."""
        number, cells = row
        problems: list[Rejection] = []

        def reject(place: int, reason: str) -> None:
            problems.append(Rejection(number, self._headings[place], cells[place], reason))

        time = When()
        if self._value is not None:
            found = self._when.values.get(cells[self._value])
            if found is None:
                reject(
                    self._value, f"The mapping gives this value no time. {did_you_mean('', self._when.values)}".strip()
                )
            time = found or time
        year, point = time.academic_year, time.point
        if self._year is not None and year is None:
            year = parse_academic_year(cells[self._year])
            if year is None:
                reject(self._year, "This is not an academic year such as 2026-27.")
        if self._point is not None and not point:
            said = read_phrase(cells[self._point])
            point, year = said.point, said.academic_year if said.academic_year is not None else year
            if not point and not self._when.point:
                reject(self._point, f"This is not a point of the school year such as {', '.join(HALF_TERMS)}.")
        group = time.year_group
        if group is None and self._group is not None and cells[self._group]:
            group = parse_year_group(cells[self._group])
            if group is None:
                reject(self._group, "This is not a year group such as R, 1 or Y6.")
        default = self._when.academic_year if self._year is None else None
        return RowTime(
            year if year is not None else default, point or self._when.point, group, time.form, tuple(problems)
        )


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
