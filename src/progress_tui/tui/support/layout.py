"""The page of a support group as columns, rows and sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from progress_tui.domain.calendar import MONTHS
from progress_tui.domain.subjects import subject_label
from progress_tui.domain.support import SupportRecord
from progress_tui.domain.text import visible
from progress_tui.tui.support.asked import children_words
from progress_tui.tui.widgets.table_model import Cell, Column, Row

WIDE: Final = 110
"""Columns of the screen from which everything stands side by side."""

Line = Mapping[str, object]


def group_line(group: SupportRecord, weeks: int, cost: bool) -> str:
    """The facts of a group in one line.

    Args:
        group: the group.
        weeks: how long it has run or ran.
        cost: whether its cost may be told.
    """
    about = subject_label(group.subject) if group.subject else "no single subject"
    ends = f"to {day_words(group)}" if group.ends is not None else "still running"
    parts = [about, group.staff or "nobody named", f"from {_day(group)}, {ends}"]
    parts += ["1 week" if weeks == 1 else f"{weeks} weeks", children_words(len(group.members))]
    if cost:
        parts.append("no cost on file" if group.cost is None else f"£{group.cost:,.0f} (senior leaders only)")
    return " · ".join([*parts, *([group.note] if group.note else [])])


def _day(group: SupportRecord) -> str:
    return f"{group.starts.day} {MONTHS[group.starts.month - 1]} {group.starts.year}"


def day_words(group: SupportRecord) -> str:
    """The last day of a group in words."""
    return f"{group.ends.day} {MONTHS[group.ends.month - 1]} {group.ends.year}" if group.ends is not None else ""


def columns(width: int) -> list[Column]:
    """The columns for a screen of so many cells."""
    wide = width >= WIDE
    found = [
        Column("pupil", "Pupil", 26 if wide else 18, frozen=True),
        Column("class_name", "Class", 6 if wide else 5),
        Column("entry", "Entry", 9 if wide else 5),
        Column("exit", "Exit", 9 if wide else 5),
        Column("effect", "Effect", 8 if wide else 7),
        Column("results", "Results since", 28, flexible=True),
    ]
    beside = Column("beside", "Others of the class", 26)
    return [*found, beside, Column("days", "Days", 26)] if wide else [*found, beside._replace(width=20)]


def rows(report_rows: Mapping[int, tuple[Line, Line]], shown: list[Column], called: Callable[[int], str]) -> list[Row]:
    """The rows of the children.

    Args:
        report_rows: index in the report → its row, and the same by label, as a table has it.
        shown: the columns.
        called: pupil id → what the child is called.
    """
    return [
        Row(number, tuple(_cell(column.key, row, line, called) for column in shown))
        for number, (row, line) in report_rows.items()
    ]


_LABELS: Final = {"results": "results since", "beside": "others of the class", "days": "days"}


def _cell(key: str, row: Line, line: Line, called: Callable[[int], str]) -> Cell:
    if key == "pupil":
        name = called(int(str(row["pupil_id"])))
        return Cell(name, "", name)
    if key in ("entry", "exit"):
        # When it was measured stands below the table.
        return Cell(visible(str(row[key])).partition(" (")[0] or "·", "" if row[key] else "missing")
    if key == "effect":
        noted = str(row["effect"])
        return Cell("?" if noted == "unknown" else noted, "severity-2" if noted in ("unknown", "none") else "")
    if key in _LABELS:
        return Cell(visible(str(line[_LABELS[key]] or "")))
    return Cell(visible(str(row[key] or "")), "", str(row[key] or ""))


def member_words(row: Line, line: Line) -> str:
    """What is noted of a child, whole."""
    parts = [f"{word} {row[key]}" for key, word in (("entry", "at entry"), ("exit", "at exit")) if row[key]]
    noted = "no effect noted" if row["effect"] == "unknown" else f"effect noted: {row['effect']}"
    parts.append(f"{noted}{': ' + str(row['effect_note']) if row['effect_note'] else ''}")
    parts += [str(line["days"])] if line["days"] else []
    parts += [f"since: {line['results since']}"] if line["results since"] else []
    parts += [f"others of the class {line['others of the class']}"] if line["others of the class"] else []
    return " · ".join(parts)
