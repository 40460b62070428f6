"""From a report to columns and rows of the pupil table: text by its longest entry, figures flush right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from rich.cells import cell_len

from progress_tui.domain.reports import Field, Report
from progress_tui.domain.text import fold, visible
from progress_tui.tui.widgets.table_model import Cell, Column, Row

_WIDEST: Final = 28
"""Cells of a text column that is not the flexible one."""

_PUPIL: Final = "pupil"
"""Key or label of the field that holds a pupil's name; a support group has a name too."""


def columns_of(report: Report, flexible: str = "") -> list[Column]:
    """The columns of a report; the first stays while the others scroll.

    Args:
        report: what is shown.
        flexible: the key of the field that takes the width left over; the last text field without it.
    """
    cells = report.cells()
    text = [one.key for one in report.fields if one.kind == "text"]
    widest = flexible or (text[-1] if len(text) > 1 else "")
    return [
        Column(
            one.key,
            one.label,
            _width(one, [row[one.label] for row in cells]),
            "left" if one.kind == "text" else "right",
            frozen=place == 0,
            flexible=one.key == widest,
        )
        for place, one in enumerate(report.fields)
    ]


def _width(one: Field, values: Sequence[object]) -> int:
    longest = max((cell_len(visible(_text(value))) for value in values), default=0)
    return max(1, min(_WIDEST, max(cell_len(one.label), longest)))


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "●" if value else ""
    return "" if value is None else str(value)


def rows_of(
    report: Report,
    called: Callable[[Mapping[str, object]], str | None],
    style: Callable[[Mapping[str, object], Field], str] = lambda row, one: "",  # noqa: ARG005 – plain
    without_names: Callable[[str], str] = str,
) -> list[Row]:
    """The rows of a report, each under its index.

    Args:
        report: what is shown.
        called: what stands for a pupil's name in a row (initials in projector mode); None leaves the name.
        style: the style of a cell, a suffix of the table's component classes.
        without_names: puts names away in the texts of cells while they are hidden.
    """
    return [
        Row(
            number,
            tuple(
                Cell(
                    (called(row) if _PUPIL in (one.key, one.label) else None)
                    or (without_names(_text(line[one.label])) if one.kind == "text" else _text(line[one.label])),
                    style(row, one),
                    _sort(row.get(one.key)),
                )
                for one in report.fields
            ),
        )
        for number, (row, line) in enumerate(zip(report.rows, report.cells(), strict=False))
    ]


def _sort(value: object) -> float | str | None:
    if isinstance(value, int | float):
        return float(value)
    return fold(value) if isinstance(value, str) and value else None
