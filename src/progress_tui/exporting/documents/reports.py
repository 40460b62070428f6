"""A report of the program as a table of a document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from progress_tui.domain.reports import Field, FieldKind, Report
from progress_tui.domain.reports import shown as cell_shown
from progress_tui.exporting.documents.document import Cell, Column, Kind, Table
from progress_tui.exporting.redactor import Redactor

_KINDS: Final[Mapping[FieldKind, Kind]] = {"text": "text", "count": "count", "number": "number", "percent": "percent"}


def table_of_report(report: Report, title: str, redactor: Redactor) -> Table:
    """The rows of a report, with stand-ins for the names in its texts."""
    columns = tuple(
        Column(one.label[:1].upper() + one.label[1:], _KINDS.get(one.kind, "text")) for one in report.fields
    )
    rows = tuple(tuple(_cell(row[one.key], one, redactor) for one in report.fields) for row in report.rows)
    return Table(title, columns, rows)


def _cell(value: object, column: Field, redactor: Redactor) -> Cell:
    if value is None:
        return None
    if isinstance(value, int | float) and not isinstance(value, bool) and column.kind in _KINDS:
        return value
    shown = cell_shown(value, column.kind)
    return redactor.line(str(shown), where=column.label)
