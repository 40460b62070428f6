"""A list that a screen shows, as a CSV file for the office: the report's own columns and figures."""

from __future__ import annotations

from pathlib import Path

from progress_tui.domain.reports import Report
from progress_tui.domain.text import file_name_part
from progress_tui.exporting.formats.csv_text import csv_lines
from progress_tui.exporting.writing import write_files


def write_report(report: Report, name: str, folder: Path) -> Path:
    """Write the rows of a report under a name of its own; a file that is there is never replaced.

    Args:
        report: what is written.
        name: what the list is called.
        folder: where to; made when it is not there.

    Raises:
        ProgressError: it cannot be written.
    """
    stem = file_name_part(f"{report.title.partition(' ▸ ')[0]} {name}", "list")
    names = (f"{stem}{ending}.csv" for ending in ("", *(f"-{number}" for number in range(2, 1000))))
    chosen = next((one for one in names if not (folder / one).exists()), f"{stem}.csv")
    labels = [one.label for one in report.fields]
    rows = [["" if line[label] is None else str(line[label]) for label in labels] for line in report.cells()]
    return write_files(folder.absolute(), {chosen: csv_lines([labels, *rows]).encode("utf-8-sig")}, overwrite=False)[0]
