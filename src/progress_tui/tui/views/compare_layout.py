"""A comparison as the table shows it: a line a group, subject by subject, and the gap between two groups below them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from math import ceil, floor
from typing import Final

from rich.cells import cell_len

from progress_tui.domain.reports import Report, shown
from progress_tui.domain.subjects import subject_order
from progress_tui.domain.text import fold, visible
from progress_tui.tui.views.bars import dot_line, share_bar
from progress_tui.tui.views.compare_choices import Options
from progress_tui.tui.widgets.table_model import Cell, Column, Row

GAP: Final = 1_000_000
"""The key of the row with the first gap; those of groups are below it."""

WIDE: Final = 120
"""Cells from which bars and names have room."""

_WIDEST_GROUP: Final = {False: 17, True: 30}
_WIDEST_SUBJECT: Final = {False: 15, True: 26}
_ASIDE: Final = re.compile(r" ?\([^()]*\)$")
"""The scale at the end of the name of a series."""
_SIZES: Final = {"under 5": "under 5", "small group": "small group"}
_ENDS: Final = {"points of score": (85.0, 115.0)}
"""Unit → the ends of its line where means of groups are told apart best; other lines go from the least to the most."""


def columns(report: Report, options: Options, width: int) -> list[Column]:
    """The columns, whose keys are those of the figures they lead to."""
    wide = width >= WIDE
    groups = [str(row["group"]) for row in report.rows] + ["gap in children" if report.more["gaps"] else ""]
    group = max((cell_len(visible(name)) for name in groups), default=5)
    subject = max((cell_len(_subject(row)) for row in report.rows), default=7)
    heading = options.what.heading
    found = [
        Column("subject_label", "Subject", max(7, min(subject, _WIDEST_SUBJECT[wide])), frozen=True),
        Column("group", heading, max(cell_len(heading), min(group, _WIDEST_GROUP[wide])), frozen=True),
    ]
    if options.by.measure == "absence":
        found[:1] = []
        found.append(Column("mean", "Absent", 6, "right"))
    if options.by.measure in ("mean", "change"):
        found += [Column("mean", options.by.heading, 7, "right"), Column("n", "Of", 6, "right")]
    else:
        found += [Column("k", options.by.heading, 11, "right"), Column("percent", "%", 5, "right")]
        found += [Column("interval", "95 %", 8, "right")] if options.interval else []
    if any(row["national"] is not None for row in report.rows):
        found.append(Column("national", "England", 7, "right"))
    return [*found, Column("on_roll", "On roll", 7, "right"), Column("bar", "", 12, flexible=True)]


def rows(
    report: Report,
    options: Options,
    columns: Sequence[Column],
    subject: str,
    room: int,
    called: Callable[[str], str] = str,
) -> list[Row]:
    """The rows: the subject that is looked at first, the others in their order, each with its gap.

    Args:
        report: the comparison.
        options: what was asked.
        columns: as `columns` made them.
        subject: the subject that is looked at.
        room: cells of the bar.
        called: what a group is called on the screen, where names may have to be hidden.
    """
    numbered = list(enumerate(report.rows))
    # Every bar is as long as every other, so the words behind some of them take their room from all.
    aside = max((len(_SIZES.get(str(row["size"]), "")) + 1 for row in report.rows if row["size"]), default=0)
    room = max(8, room - aside)
    blocks: dict[tuple[str, str, str], list[tuple[int, Mapping[str, object]]]] = {}
    for number, row in numbered:
        blocks.setdefault((str(row["subject"]), str(row["series"]), str(row["unit"])), []).append((number, row))
    gaps = {(gap["subject"], gap["series"], gap["unit"]): (place, gap) for place, gap in enumerate(_gaps(report))}
    found: list[Row] = []
    for key in sorted(blocks, key=lambda one: (one[0] != subject, subject_order(one[0]), one[1:])):
        ends = _ends(blocks[key], options)
        for place, (number, row) in enumerate(blocks[key]):
            cells = _cells(row, options, ends, room)
            cells["group"] = cells["group"]._replace(text=visible(called(str(row["group"]))))
            if place:
                cells["subject_label"] = cells["subject_label"]._replace(style="muted")
            found.append(Row(number, tuple(cells.get(one.key, Cell("")) for one in columns)))
        if (held := gaps.get(key)) is not None:
            gap = {**held[1], **{one: called(str(held[1][one])) for one in ("first", "second")}}
            cells = _gap_cells(gap, blocks[key][0][1], options)
            found.append(Row(GAP + held[0], tuple(cells.get(one.key, Cell("")) for one in columns), "summary"))
    return found


def room_of(columns: Sequence[Column], width: int) -> int:
    """Cells of the bar on a screen so wide."""
    taken = sum(one.width + 1 for one in columns if one.key != "bar")
    return max(8, min(60, width - taken - 3))


def _gaps(report: Report) -> Iterator[Mapping[str, object]]:
    held = report.more["gaps"]
    for gap in held if isinstance(held, list) else ():
        if isinstance(gap, dict):
            yield gap


def _subject(row: Mapping[str, object]) -> str:
    """The subject; where figures are averaged the series, which says more."""
    if row["k"] is not None:
        return visible(str(row["subject_label"]))
    return visible(_ASIDE.sub("", str(row["series_label"])).replace("teacher assessment", "teacher"))


def _cells(row: Mapping[str, object], options: Options, ends: tuple[float, float], room: int) -> dict[str, Cell]:
    k, n, mean, percent = row["k"], row["n"], row["mean"], _number(row["percent"])
    size = _SIZES.get(str(row["size"]), "")
    small = "muted" if size else ""
    cells = {
        "subject_label": Cell(_subject(row), "", _subject(row)),
        "group": Cell(visible(str(row["group"])), "" if row["known"] else "missing", fold(str(row["group"]))),
        "k": Cell(f"{k} of {n}", small, _number(k)),
        "percent": Cell(str(shown(percent, "percent") or ""), small, percent),
        "interval": Cell(str(row["interval"]), small, _number(row["low"])),
        "national": Cell(str(shown(row["national"], "percent") or ""), "", _number(row["national"])),
        "on_roll": Cell(str(row["on_roll"]), "", _number(row["on_roll"])),
        "n": Cell(str(n), "", _number(n)),
    }
    if isinstance(mean, float):
        text = _signed(mean, 2) if options.by.measure == "change" else f"{mean:.1f}"
        cells["mean"] = Cell(text + (" %" if options.by.measure == "absence" else ""), "", mean)
    bar = ""
    if percent is not None:
        bar = share_bar(percent, room, _number(row["low"]), _number(row["high"]))
    elif isinstance(mean, float) and k is None:
        low, high = (f"{end:g}" for end in ends)
        bar = f"{low} {dot_line(mean, *ends, max(5, room - len(low) - len(high) - 2))} {high}"
    cells["bar"] = Cell(f"{bar} {size}".strip(), small, _number(k))
    return cells


def _ends(block: Sequence[tuple[int, Mapping[str, object]]], options: Options) -> tuple[float, float]:
    """The ends of the line that means of one series are shown on."""
    means = [mean for _, row in block if isinstance(mean := row["mean"], float)]
    if options.by.measure == "change":
        most = max([1.0, *(abs(mean) for mean in means)])
        return -float(ceil(most)), float(ceil(most))
    low, high = _ENDS.get(str(block[0][1]["unit"]), (0.0, 0.0))
    return min([low or 1e9, *(float(floor(mean - 1)) for mean in means)]), max(
        [high, *(float(ceil(mean + 1)) for mean in means)]
    )


def _gap_cells(gap: Mapping[str, object], row: Mapping[str, object], options: Options) -> dict[str, Cell]:
    """The gap between two groups: how many children, in which of them, and by how many percentage points."""
    subject = Cell(_subject(row), "", _subject(row))
    children, points, difference = gap["children"], _number(gap["percentage_points"]), _number(gap["difference"])
    if difference is not None:
        unit = "points" if options.by.measure == "absence" else str(row["unit"])
        who = visible(f"{unit}, {gap['first']} minus {gap['second']}")
        return {
            "subject_label": subject, "group": Cell("gap"), "bar": Cell(who),
            "mean": Cell(_signed(difference, 2 if options.by.measure == "change" else 1)),
        }  # fmt: skip
    size = abs(children) if isinstance(children, int) else 0
    lower = gap["first"] if isinstance(children, int) and children < 0 else gap["second"]
    return {
        "subject_label": subject,
        "group": Cell("gap in results" if options.pooled else "gap in children"),
        "k": Cell(f"{size} fewer" if size else "none" if points == 0 else "under 1"),
        "percent": Cell("" if points is None else _signed(-abs(points) if size else points, 0)),
        "bar": Cell(visible(f"in {lower}") if size else ""),
    }


def _signed(figure: float, digits: int) -> str:
    """With a true minus sign; nothing has none."""
    text = f"{abs(figure):.{digits}f}"
    return text if float(text) == 0 else ("−" if figure < 0 else "+") + text


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None
