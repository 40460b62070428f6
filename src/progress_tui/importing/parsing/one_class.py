"""A class that no column says: one answer makes it a column in which every row says the same."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import polars as pl

from progress_tui.domain.text import clean, fold
from progress_tui.importing.parsing.times import times_of
from progress_tui.importing.reading.grid.words import table_words
from progress_tui.importing.reading.table import Column, SourceTable
from progress_tui.importing.recognising.mapping import ImportMapping

CLASS: Final = "class"
"""The id of the answer, and the field of a pupil that it fills."""
NO_CLASS: Final = "no class yet"
"""The answer that leaves the pupils without a class."""


_NAME: Final = re.compile(r"[1-9][A-Z]{1,2}|[1-9][a-z]|R(?!E)[A-Z]", re.ASCII)
"""A class by its year and a letter, such as `4B` or `RM`; RE is a subject, and `1st` no class."""


def class_in_name(file: str) -> str:
    """The class that the name of a file speaks of (`4B autumn.csv`, `Class Oak.xlsx`); `""` where it names none."""
    words = [word for word in re.split(r"[\s_.,()-]+", file.partition(".")[0]) if word]
    by_year = {word.upper() for word in words if _NAME.fullmatch(word)}
    if by_year:
        return by_year.pop() if len(by_year) == 1 else ""
    for before, after in itertools.pairwise(words):
        if (fold(before),) in table_words().classes and _is_name(after):
            return after
        if fold(after) == CLASS and _is_name(before):
            return before
    return ""


def _is_name(word: str) -> bool:
    return word.isalpha() and word[0].isupper() and len(word) > 2 and (fold(word),) not in table_words().no_classes


def answered_class(answers: Mapping[str, str], mapping: ImportMapping) -> str:
    """The class that was answered; `""` where none was, or where a column says it."""
    name = clean(answers.get(CLASS, ""))
    return "" if CLASS in mapping.pupil or fold(name) == fold(NO_CLASS) else name


def with_class(table: SourceTable, mapping: ImportMapping, name: str) -> tuple[SourceTable, ImportMapping]:
    """The table with a column that says a class in every row, and the mapping that reads it."""
    heading, taken = "Class", {heading.casefold() for heading in table.headings}
    while heading.casefold() in taken:
        heading += " (answered)"
    column = Column(pl.repeat(1, len(table), dtype=pl.UInt32, eager=True), ("", name))
    table = replace(table, headings=[*table.headings, heading], columns=[*table.columns, column])
    return table, replace(mapping, pupil={**mapping.pupil, CLASS: heading})


def in_latest_year(table: SourceTable, mapping: ImportMapping) -> SourceTable:
    """The table with the class of `with_class` blank in rows of earlier years: it is the class they are in now."""
    times = times_of(table, mapping)
    years = pl.Series([time.academic_year for time in times.of], dtype=pl.Int32)
    latest = years.max()
    now = (years == latest).fill_null(False).gather(times.combos.ids).cast(pl.UInt32)
    at = table.headings.index(mapping.pupil[CLASS])
    columns = [*table.columns]
    columns[at] = Column(columns[at].codes * now, columns[at].texts)
    return replace(table, columns=columns)
