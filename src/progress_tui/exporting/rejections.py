"""The rows of a source that cannot be taken, as a CSV file that the office corrects and hands over again.

Where the rows are known the file has their columns and one more, `Not taken because`; else what is known of each
rejection: `Sheet` (where there are several), `Row`, `Pupil`, `Column`, `Value`, `Why it was not taken`.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from progress_tui.domain.text import file_name_part
from progress_tui.exporting.formats.csv_text import csv_lines
from progress_tui.exporting.writing import write_files

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from progress_tui.importing.facts import Rejection

    Originals = Sequence[Mapping[str, str]]
    """For each rejection the cells of its row by heading, as far as they are known."""

HEADINGS = ("Sheet", "Row", "Pupil", "Column", "Value", "Why it was not taken")
WHY = "Not taken because"


def write_rejections(source: str, rejected: Sequence[Rejection], originals: Originals, folder: Path) -> Path:
    """Write down what was not taken of a source under a name of its own; a file that is there is never replaced.

    Args:
        source: name of the file it is about.
        rejected: what was not taken.
        originals: their rows.
        folder: where to; made when it is not there.

    Raises:
        ProgressError: it cannot be written.
    """
    stem = f"{file_name_part(source.partition('.')[0], 'file')}-to-correct"
    names = (f"{stem}{ending}.csv" for ending in ("", *(f"-{number}" for number in range(2, 1000))))
    name = next((name for name in names if not (folder / name).exists()), f"{stem}.csv")
    return write_rejections_to(folder / name, rejected, originals)


def write_rejections_to(
    path: Path, rejected: Sequence[Rejection], originals: Originals, overwrite: bool = False
) -> Path:
    """Write down what was not taken of a source.

    Raises:
        ExistsError: the file is there already, and `overwrite` was not said.
        ProgressError: it cannot be written.
    """
    rows = _mendable(rejected, originals) if any(originals) else _listed(rejected)
    path = path.absolute()
    return write_files(path.parent, {path.name: csv_lines(rows).encode("utf-8-sig")}, overwrite=overwrite)[0]


def _listed(rejected: Sequence[Rejection]) -> list[Sequence[str]]:
    """A line for each rejection, in order of rows."""
    first = 0 if any(one.sheet for one in rejected) else 1
    ordered = sorted(rejected, key=lambda one: (one.sheet, one.row, one.column))
    lines = [(one.sheet, str(one.row), one.pupil, one.column, one.value, one.reason)[first:] for one in ordered]
    return [HEADINGS[first:], *lines]


def _mendable(rejected: Sequence[Rejection], originals: Originals) -> list[Sequence[str]]:
    """A line for each row of the source: its cells, and everything that is wrong with it."""
    headings = list(next(cells for cells in originals if cells))
    known = {(one.sheet, one.row): cells for one, cells in zip(rejected, originals, strict=False) if cells}
    ordered = sorted(rejected, key=lambda one: (one.sheet, one.row, one.column))
    lines: list[Sequence[str]] = [[*headings, WHY]]
    for place, group in groupby(ordered, key=lambda one: (one.sheet, one.row)):
        cells = known.get(place, {})
        lines.append([*(cells.get(heading, "") for heading in headings), " ".join(map(_why, group))])
    return lines


def _why(one: Rejection) -> str:
    where = f"{one.sheet}, row {one.row}" if one.sheet else f"Row {one.row}"
    column = f", {one.column}" if one.column else ""
    return f"{where}{column}{f' “{one.value}”' if one.value else ''}: {one.reason}"
