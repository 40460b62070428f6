"""Scaled scores of which key stage: the year group of the pupils says what their heading leaves open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from progress_tui.domain.calendar import year_group_of
from progress_tui.importing.parsing.values import parse_date, parse_year_group
from progress_tui.importing.reading.table import SourceTable
from progress_tui.importing.recognising.columns import ResultColumn
from progress_tui.importing.recognising.headings import Heading, read_phrase
from progress_tui.importing.recognising.stages import Stage
from progress_tui.importing.recognising.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class KeyStages:
    """What a file says of the year groups that its results are of.

    Attributes:
        table: the file.
        pupil: field → heading.
        point: the heading of the column that says the term of each row, `""` without one.
        year: the start year of everything undated, where it is given.
        words: the vocabulary, which knows the statutory assessments.
    """

    table: SourceTable
    pupil: Mapping[str, str]
    point: str
    year: int | None
    words: Vocabulary

    def settle(self, columns: Sequence[ResultColumn]) -> list[ResultColumn]:
        """The columns; scaled scores that could be of either key stage are of the one that the pupils are in."""
        stages = [stage for _, stage in self.words.phrases.values() if isinstance(stage, Stage)]
        ends = {scale: stage.year_group for stage in stages for scale in stage.numbers}
        return [self._settled(column, ends) for column in columns]

    def _settled(self, column: ResultColumn, ends: Mapping[str, int]) -> ResultColumn:
        hints = column.said.scales
        if len(hints) < 2 or not set(hints) <= set(ends):
            return column
        groups = self._groups(column.said)
        meant = {min((s for s in hints if ends[s] >= group), key=lambda s: ends[s], default="") for group in groups}
        found = meant.pop() if len(meant) == 1 else ""
        return replace(column, said=replace(column.said, scales=(found,))) if found else column

    def _groups(self, said: Heading) -> set[int]:
        """The year groups that results are of; none where they may be of an earlier year than the file's."""
        if said.year_group is not None:
            return {said.year_group}
        years = {said.academic_year, *self._years_of_rows()} - {None, self.year}
        if years or "academic_year" in self.pupil:
            return set()
        if "year_group" in self.pupil:
            return _known(map(parse_year_group, self.table[self.pupil["year_group"]].distinct()))
        if self.year is None or "dob" not in self.pupil:
            return set()
        births = filter(None, map(parse_date, self.table[self.pupil["dob"]].distinct()))
        return {year_group_of(birth, self.year) for birth in births}

    def _years_of_rows(self) -> set[int | None]:
        cells = self.table[self.point].distinct() if self.point else []
        return {read_phrase(cell, self.words).academic_year for cell in cells}


def _known(groups: Iterable[int | None]) -> set[int]:
    return {group for group in groups if group is not None}
