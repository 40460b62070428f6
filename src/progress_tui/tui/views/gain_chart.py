"""The gains of year groups as bars, with the trajectories marked on them: a staircase that is read from two metres."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from rich.cells import cell_len
from textual.content import Content

from progress_tui.domain.reports import Report
from progress_tui.domain.subjects import subject_label, subject_order
from progress_tui.domain.text import visible
from progress_tui.tui.views.bars import FULL, REST, ZERO

MARKS: Final = ("┃", "◆", "△", "○")
"""A sign for each trajectory, in their order; signs differ in shape, so that no colour is needed."""

PANEL: Final = 38
"""Cells that the chart of one subject needs at least, so that several can stand side by side."""

_UPPER: Final = "▄"
"""The upper line of a bar of two lines: with the lower one it is one bar and a half."""

_UNITS: Final = {
    "level-points": "level points a year", "bands": "notches a year", "score": "points of score a year",
    "rank": "places (percentile) a year",
}  # fmt: skip
_VALUE: Final = 6
_FIRST_OF_STAGE: Final = 3
_LAST_OF_STAGE: Final = 6

Gain = Mapping[str, object]
"""A row of the report: year_group, year, mean, and a figure for each trajectory under its id."""


def headline(report: Report, subject: str) -> str:
    """`Reading: 52 % of Key Stage 2 progress falls in Year 6 (Even 25 %, Boddy 50 %)`; empty without a share."""
    for row in report.rows:
        share = row.get("share")
        if (row["subject"], row["year_group"]) == (subject, _LAST_OF_STAGE) and isinstance(share, float):
            beside = ", ".join(
                f"{one['title']} {one['year_6']:.0f} %" for one in _known(report) if isinstance(one["year_6"], float)
            )
            said = f"{subject_label(subject)}: {share:.0f} % of Key Stage 2 progress falls in Year 6"
            return visible(f"{said} ({beside})" if beside else said)
    return ""


def chart(report: Report, subject: str, width: int, *, tall: bool) -> Content:
    """The gains of one subject, or of several side by side where there is room.

    Args:
        report: progress by year group.
        subject: the one that is looked at; it comes first.
        width: cells.
        tall: whether a bar takes two lines.

    Returns:
        Lines of text; empty where nobody gained anything that can be shown.
    """
    by_subject: dict[str, list[Gain]] = {}
    for row in report.rows:
        if isinstance(row["mean"], float):
            by_subject.setdefault(str(row["subject"]), []).append(row)
    names = sorted(by_subject, key=lambda one: (one != subject, subject_order(one)))[: max(1, width // PANEL)]
    shown = [(name, _of_stage(by_subject[name], _known(report))) for name in names]
    if not shown:
        return Content("")
    ids = [str(one["id"]) for one in _known(report)]
    ends = _ends([row for _, rows in shown for row in rows], ids)
    panel = width // len(shown)
    blocks = [_panel(name, rows, ids, ends, panel, tall=tall) for name, rows in shown]
    deepest = max(map(len, blocks))
    lines = [
        Content("").join(_padded(block[i] if i < len(block) else Content(""), panel) for block in blocks)
        for i in range(deepest)
    ]
    return Content("\n").join([*lines, _legend(report)])


def _known(report: Report) -> list[Mapping[str, object]]:
    held = report.more.get("trajectories")
    return [one for one in held if isinstance(one, dict)] if isinstance(held, list) else []


def _of_stage(rows: Sequence[Gain], known: Sequence[Mapping[str, object]]) -> list[Gain]:
    """The year groups trajectories speak of, where there are any; else all of them."""
    stage = [row for row in rows if _FIRST_OF_STAGE <= int(str(row["year_group"])) <= _LAST_OF_STAGE]
    return stage if known and stage else list(rows)


def _ends(rows: Sequence[Gain], ids: Sequence[str]) -> tuple[float, float]:
    """The ends of the axis, zero among them."""
    figures = [value for row in rows for key in ("mean", *ids) if isinstance(value := row.get(key), int | float)]
    return min([0.0, *figures]), max([0.0, *figures])


def _panel(
    name: str, rows: Sequence[Gain], ids: Sequence[str], ends: tuple[float, float], width: int, *, tall: bool
) -> list[Content]:
    """The lines of one subject: its name, then a bar a year group."""
    labels = [_label(row, rows) for row in rows]
    taken = max(map(cell_len, labels))
    room = max(8, width - taken - _VALUE - 4)
    lines = [Content.styled(f" {subject_label(name)}", "bold")]
    for label, row in zip(labels, rows, strict=True):
        mean = float(str(row["mean"]))
        bar = _bar(row, mean, ids, ends, room, FULL if not tall else "█")
        value = ("−" if mean < 0 else "+") + f"{abs(mean):.2f}"
        head = Content.assemble(f" {label:<{taken}}", (f"{value:>{_VALUE}} ", "bold"))
        if tall:
            lines.append(Content(" " * (taken + _VALUE + 2)) + _bar(row, mean, (), ends, room, _UPPER))
        lines.append(head + bar)
    return lines


def _label(row: Gain, rows: Sequence[Gain]) -> str:
    """The year group; with the year it is of where the rows are of several years."""
    several = len({one["academic_year"] for one in rows}) > 1
    return f"{row['year']} {row['academic_year']}" if several else str(row["year"])


def _bar(row: Gain, mean: float, ids: Sequence[str], ends: tuple[float, float], room: int, filled: str) -> Content:
    """One line of a bar from zero to the mean, with the marks of the trajectories `ids`."""
    low_end, high_end = ends
    unit = (room - 1) / (high_end - low_end) if high_end > low_end else 0.0
    zero = round(-low_end * unit)
    end = round((mean - low_end) * unit)
    cells = [" " if filled == _UPPER else REST] * room
    for place in range(min(zero, end), max(zero, end) + (mean > 0)):
        cells[min(place, room - 1)] = filled
    if low_end < 0:
        cells[zero] = ZERO
    marks: dict[int, str] = {}
    for mark, key in zip(MARKS, ids, strict=False):
        figure = row.get(key)
        if isinstance(figure, int | float):
            at = round((figure - low_end) * unit)
            # Trajectories of one figure stand side by side: none may hide another.
            marks[next(place for place in (*range(at, room), *range(at, -1, -1)) if place not in marks)] = mark
    parts: list[str | tuple[str, str]] = []
    for place, sign in enumerate(cells):
        style = "$text-warning bold" if place in marks else "" if sign == filled else "dim"
        parts.append((marks.get(place, sign), style))
    return Content.assemble(*parts)


def _padded(line: Content, width: int) -> Content:
    return line.pad_right(max(0, width - line.cell_length))


def _legend(report: Report) -> Content:
    """What the bar and each mark are."""
    unit = _UNITS.get(str(report.more.get("measure")), "")
    parts: list[str | tuple[str, str]] = [f" {FULL} mean gain in {unit}"]
    for mark, one in zip(MARKS, _known(report), strict=False):
        parts += ["   ", (mark, "$text-warning bold"), f" {visible(str(one['title']))}"]
    return Content.assemble(*parts)
