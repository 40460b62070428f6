"""National figures for England: which one may stand beside a school's statutory result, from a dated data file.

Figures are facts in `data/reference/national.csv`; a school's own `national.csv` in its settings folder replaces them
by year and measure. Rule and format: docs/judgements.md, “Attainment”.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final, Literal

from progress_tui import settings
from progress_tui.domain.calendar import Point
from progress_tui.domain.data_files import DataTable
from progress_tui.domain.errors import DataFileError, did_you_mean
from progress_tui.domain.scales import Scale
from progress_tui.resources import data_folder

Part = Literal["expected", "higher", "mean"]

FILE: Final = "national.csv"
"""The name of the shipped file and of a school's own."""

_COLUMNS: Final = ("year", "measure", "value", "weak", "source", "noted", "note")
_OPTIONAL: Final = ("weak", "noted", "note")


@dataclass(frozen=True, slots=True)
class Measure:
    """What a national figure counts.

    Attributes:
        id: as the data file names it; `label` in words.
        subject: the subject id of the school's result; `year_group` the one it is taken in, at Sum2.
        part: `expected` and `higher` are percentages of children (0–100), `mean` is a mean mark.
        most: the highest figure there can be.
        scales: the scales on which a school's statutory result is the same thing; empty for combined subjects.
    """

    id: str
    label: str
    subject: str
    year_group: int
    part: Part
    scales: tuple[str, ...] = ()
    most: float = 100


_KS2: Final = ("scaled-ks2",)
_TEACHER: Final = ("ks-ta",)

MEASURES: Final[Mapping[str, Measure]] = {
    measure.id: measure
    for measure in (
        Measure("rwm", "reading, writing and maths combined", "rwm", 6, "expected"),
        Measure("reading", "reading", "reading", 6, "expected", _KS2),
        Measure("writing", "writing", "writing", 6, "expected", _TEACHER),
        Measure("maths", "maths", "maths", 6, "expected", _KS2),
        Measure("gps", "grammar, punctuation and spelling", "gps", 6, "expected", _KS2),
        Measure("science", "science", "science", 6, "expected", _TEACHER),
        Measure("rwm_higher", "higher standard in reading, writing and maths", "rwm", 6, "higher"),
        Measure("reading_higher", "higher standard in reading", "reading", 6, "higher", _KS2),
        Measure("writing_higher", "greater depth in writing", "writing", 6, "higher", _TEACHER),
        Measure("maths_higher", "higher standard in maths", "maths", 6, "higher", _KS2),
        Measure("rwm_disadvantaged", "combined, disadvantaged children", "rwm-disadvantaged", 6, "expected"),
        Measure("rwm_other", "combined, all other children", "rwm-other", 6, "expected"),
        Measure("phonics", "phonics screening check", "phonics", 1, "expected", ("phonics",)),
        Measure("gld", "good level of development", "gld", 0, "expected", ("gld",)),
        Measure("mtc_mean", "multiplication tables check, mean mark", "mtc", 4, "mean", ("mtc",), 25),
    )
}
"""Measure id → what it counts. The subjects `rwm-disadvantaged` and `rwm-other` belong to no result of a school."""


def awards_higher(scale: Scale | None, kind: str, subject: str, year_group: int | None) -> bool:
    """Whether there is a higher standard to count in a subject.

    Statutory codes may hold one that is not awarded (greater depth in science, exceeding in today's early years
    profile): of those only where a national figure speaks of it.

    Args:
        scale: of the results; None for reading, writing and maths combined.
        kind: of the series: `teacher`, `test` or `statutory`.
        subject: subject id.
        year_group: in which a statutory result is taken.
    """
    if kind == "statutory" and (scale is None or not scale.numeric):
        asked = (subject, year_group, "higher")
        return any((measure.subject, measure.year_group, measure.part) == asked for measure in MEASURES.values())
    return scale is None or scale.has_higher


@dataclass(frozen=True, slots=True)
class Figure:
    """One published figure.

    Attributes:
        year: the summer it belongs to: 2025 is the academic year 2024-25.
        value: percent (0–100) or mean mark; None where it is published but not on file.
        weak: whether it rests on memory or one weak source (marked †).
        noted: when it was written down, as an ISO date; may be empty.
        note: a word to the reader; may be empty.
    """

    year: int
    measure: str
    value: float | None
    weak: bool
    source: str
    noted: str = ""
    note: str = ""

    @property
    def shown(self) -> str:
        """`75 %`, `21` or `80 % †`; empty without a value."""
        if self.value is None:
            return ""
        unit = "" if MEASURES[self.measure].part == "mean" else " %"
        return f"{self.value:g}{unit}{' †' if self.weak else ''}"


Figures = Mapping[tuple[int, str], Figure]


def national_figures() -> Figures:
    """(year, measure id) → figure: the shipped ones, with the school's own in their place.

    Raises:
        DataFileError: a file is not valid; the sentence names file, row and column.
    """
    own = settings.config_home() / FILE
    return {**_shipped(), **read_figures(own)} if own.is_file() else _shipped()


@cache
def _shipped() -> Figures:
    return read_figures(data_folder() / "reference" / FILE)


def read_figures(path: Path) -> dict[tuple[int, str], Figure]:
    """The figures of one file.

    Raises:
        DataFileError: it cannot be read or is not valid; the sentence names file, row and column.
    """
    try:
        lines = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataFileError(f"{path.name} cannot be read", f"{error}.", "Save it as CSV in UTF-8.") from error
    head = [name.strip() for name in lines[0]] if lines else []
    DataTable(path.name, "row 1", dict.fromkeys(head, "")).only(*_COLUMNS)
    for name in _COLUMNS:
        if name not in head and name not in _OPTIONAL:
            raise DataTable(path.name, "row 1", {}).fail(name, "is missing", f"The columns are {', '.join(_COLUMNS)}.")
    found: dict[tuple[int, str], Figure] = {}
    for number, cells in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        table = DataTable(path.name, f"row {number}", dict(zip(head, map(str.strip, cells), strict=False)))
        if len(cells) > len(head):
            raise table.fail("", f"has {len(cells)} cells under {len(head)} headings")
        figure = _figure(table)
        if found.setdefault((figure.year, figure.measure), figure) is not figure:
            raise table.fail("measure", f"gives “{figure.measure}” of {figure.year} a second time")
    return found


def _figure(row: DataTable) -> Figure:
    year = row.text("year")
    if not (year.isascii() and year.isdigit() and 2000 <= int(year) <= 2100):
        raise row.fail("year", f"must be the year of the summer, such as 2025, not “{year}”")
    measure = MEASURES[row.choice("measure", list(MEASURES))]
    weak = str(row.content.get("weak", "")).casefold()
    if weak not in ("", "yes", "no"):
        raise row.fail("weak", f"is “{weak}”", did_you_mean(weak, ("yes", "no")))
    return Figure(
        year=int(year),
        measure=measure.id,
        value=_value(row, measure),
        weak=weak == "yes",
        source=_source(row),
        noted=_noted(row),
        note=str(row.content.get("note", "")),
    )


def _value(row: DataTable, measure: Measure) -> float | None:
    text = row.text("value")
    try:
        value = float(text) if text else None
    except ValueError:
        value = math.nan
    # A comparison with NaN is false, so that one condition refuses words, NaN, infinities and figures out of range.
    if value is not None and not 0 <= value <= measure.most:
        raise row.fail("value", f"must be a figure from 0 to {measure.most:g} or empty, not “{text}”")
    return value


def _source(row: DataTable) -> str:
    source = row.text("source")
    if not source:
        raise row.fail("source", "is empty", "Say where the figure was published.")
    return source


def _noted(row: DataTable) -> str:
    noted = str(row.content.get("noted", ""))
    try:
        return date.fromisoformat(noted).isoformat() if noted else ""
    except ValueError as error:
        raise row.fail("noted", f"must be a date such as 2025-09-01, not “{noted}”") from error


def figure_beside(
    figures: Figures, subject: str, scale: str | None, year_group: int | None, point: Point, part: Part
) -> Figure | None:
    """The national figure that may stand beside a statutory result under the DfE measure.

    Args:
        figures: from `national_figures`.
        subject: subject id, or `rwm` for the three combined.
        scale: scale id of the result; None for subjects combined.
        year_group: of the children then.
        point: the point of the result; only Sum2 has one. A result at Sum2 2024-25 stands beside 2025.
        part: expected, higher or mean.

    Returns:
        The figure, with value None where the year is known to be published but is not on file; None where there is no
        national figure for such a result.
    """
    if point.code != "Sum2":
        return None
    for measure in MEASURES.values():
        if (measure.subject, measure.year_group, measure.part) == (subject, year_group, part) and (
            not measure.scales or scale in measure.scales
        ):
            return figures.get((point.start_year + 1, measure.id))
    return None
