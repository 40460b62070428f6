"""Progress by year group as the table shows it: a figure a column, each under the key of the children behind it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from progress_tui.domain.reports import Report, shown
from progress_tui.domain.subjects import subject_label
from progress_tui.domain.text import visible
from progress_tui.tui.widgets.table_model import Cell, Column, Row

_WIDE: Final = 120
_NARROW_NAME: Final = 18
_TEXTS: Final = frozenset({"subject", "year", "academic_year", "remark"})


def columns(report: Report, width: int) -> list[Column]:
    """The columns; those of trajectories and of shares only where the report has them, the sd where there is room."""
    kept = {one.key: one for one in report.fields}
    beside = [one for one in report.fields if one.kind == "signed" and one.key != "mean"]
    found = [
        Column("subject", "Subject", 8, frozen=True),
        Column("year", "Year", 4, frozen=True),
        Column("academic_year", "In", 7),
        Column("mean", "Gain", 6, "right"),
        Column("matched", "Measured", 8, "right"),
        Column("n", "of", 3, "right"),
        Column("on_roll", "roll", 4, "right"),
        *([Column("sd", "sd", 5, "right")] if width >= _WIDE else []),
        *(Column(one.key, one.label, max(4, min(10, len(one.label))), "right") for one in beside),
    ]
    if "share" in kept:
        found.append(Column("share", "Share", 5, "right"))
    return [*found, Column("remark", "", 4, flexible=True)]


def rows(report: Report, columns: list[Column], subject: str) -> list[Row]:
    """The rows under their indices, those of the subject that is looked at first."""
    numbered = sorted(enumerate(report.rows), key=lambda one: one[1]["subject"] != subject)
    return [Row(number, tuple(_cell(row, one.key) for one in columns)) for number, row in numbered]


def one_subject(columns: list[Column], rows: list[Row], width: int) -> tuple[list[Column], list[Row]]:
    """Progress of pupils as it is shown in one subject: without the column that would say it on every line."""
    kept = [place for place, one in enumerate(columns) if one.key != "subject"]
    narrow = [columns[place] for place in kept]
    if width < _WIDE:
        narrow = [one._replace(width=min(one.width, _NARROW_NAME)) if one.key == "name" else one for one in narrow]
    return narrow, [row._replace(cells=tuple(row.cells[place] for place in kept)) for row in rows]


def _cell(row: Mapping[str, object], key: str) -> Cell:
    value = row.get(key)
    small = "muted" if "small group" in str(row["remark"]) and key not in _TEXTS else ""
    if key == "subject":
        return Cell(visible(subject_label(str(value))), "", str(value))
    if not isinstance(value, int | float):
        return Cell(visible(str(value or "")), small, str(value) if value else None)
    if key == "share":
        return Cell(str(shown(value, "percent")), small, float(value))
    if key in ("matched", "n", "on_roll"):
        return Cell(str(value), small, float(value))
    signed = key != "sd"
    sign = ("−" if value < 0 else "+") if signed and round(value, 2) else ""
    text = f"{sign}{abs(value):.2f}"
    return Cell(text if key in ("mean", "sd") else text.removesuffix(".00"), small, float(value))
