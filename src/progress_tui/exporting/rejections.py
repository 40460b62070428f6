"""The rows of a source that cannot be taken, as a CSV file in which the office can correct them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from progress_tui.domain.text import file_name_part
from progress_tui.exporting.csv_text import csv_lines
from progress_tui.exporting.writing import write_files

if TYPE_CHECKING:
    from collections.abc import Sequence

    from progress_tui.importing.facts import Rejection

HEADINGS = ("Sheet", "Row", "Pupil", "Column", "Value", "Why it was not taken")
"""The columns; `Sheet` is left out where a source has one only."""


def write_rejections(source: str, rejected: Sequence[Rejection], folder: Path) -> Path:
    """Write down what was not taken of a source, a line each, in order of rows.

    Args:
        source: name of the file it is about.
        rejected: what was not taken.
        folder: where to; made when it is not there. A file that is there already is never replaced.

    Raises:
        ProgressError: it cannot be written.
    """
    first = 0 if any(one.sheet for one in rejected) else 1
    rows = [HEADINGS[first:]]
    ordered = sorted(rejected, key=lambda one: (one.sheet, one.row, one.column))
    rows += [(one.sheet, str(one.row), one.pupil, one.column, one.value, one.reason)[first:] for one in ordered]
    stem = f"{file_name_part(source.partition('.')[0], 'file')}-to-correct"
    names = (f"{stem}{ending}.csv" for ending in ("", *(f"-{number}" for number in range(2, 1000))))
    name = next((name for name in names if not (folder / name).exists()), f"{stem}.csv")
    return write_files(folder, {name: csv_lines(rows).encode("utf-8-sig")})[0]
