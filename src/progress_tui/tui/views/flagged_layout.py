"""The Flagged screen's table and the lines under it: groups under headings, each child with the reason in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from textual.content import Content

from progress_tui.domain.text import fold, visible
from progress_tui.domain.views import EvidenceRow, FlagShown
from progress_tui.tui.views.flagged_choices import AT_FIRST, Group, LineOf, View
from progress_tui.tui.widgets.table_model import Cell, Column, Row

MORE: Final = 1_000_000
"""The key of a group's heading is −1 less its number, that of its “more” line as many less again."""

_EVERYTHING: Final = 40
"""Lines up to which nothing is left out."""

Called = Callable[[LineOf], str | None]


def columns_of_view(view: View, wide: int) -> list[Column]:
    """The columns of a view on a screen of `wide` cells."""
    columns = [
        Column("severity", "⚑", 2, frozen=True),
        Column("name", "Pupil", 18 if wide < 100 else 24, frozen=True),
        Column("class", "Class", 5 if wide < 100 else 8),
    ]
    if view in ("severity", "class"):
        columns.append(Column("flags", "Flags", 5, "right"))
    if view == "dismissed":
        columns.append(Column("reason", "Dismissed because", 24 if wide < 100 else 40))
    return [*columns, Column("sentence", "What it says" if view == "dismissed" else "Reason", 20, flexible=True)]


def flat_rows(rows: Sequence[LineOf], groups: Sequence[Group], columns: Sequence[Column], called: Called) -> list[Row]:
    """Every line, without headings: what can be sorted."""
    return [_row(number, rows[number], columns, called) for group in groups for number in group.lines]


def grouped_rows(
    rows: Sequence[LineOf], groups: Sequence[Group], columns: Sequence[Column], called: Called, opened: set[str]
) -> list[Row]:
    """The lines under their headings; of a long group the first, and how many more there are.

    Args:
        rows: those of the report.
        groups: see `flagged_choices.groups_of`.
        columns: see `columns_of_view`.
        called: what stands for a pupil's name; None leaves it.
        opened: names of the groups that are shown in full.
    """
    short = sum(len(group.lines) for group in groups) <= _EVERYTHING
    found: list[Row] = []
    for place, group in enumerate(groups):
        found.append(_line(-1 - place, group.heading, columns, "summary"))
        full = short or group.name in opened or len(group.lines) <= AT_FIRST + 1
        shown = group.lines if full else group.lines[:AT_FIRST]
        found += [_row(number, rows[number], columns, called) for number in shown]
        left = len(group.lines) - len(shown)
        if left:
            found.append(_line(-1 - place - MORE, f"   {left} more not shown · enter shows them", columns, "muted"))
    return found


def group_at(key: int) -> tuple[int, bool] | None:
    """The number of the group whose heading or “more” line (True) has this key; None for any other line."""
    if key >= 0:
        return None
    return (-1 - key - MORE, True) if key < -MORE else (-1 - key, False)


def _line(key: int, text: str, columns: Sequence[Column], style: str) -> Row:
    return Row(key, (Cell(text), *(Cell("") for _ in columns[1:])), style, spans=True)


def _row(number: int, row: LineOf, columns: Sequence[Column], called: Called) -> Row:
    return Row(number, tuple(_cell(row, column.key, called) for column in columns))


def _cell(row: LineOf, key: str, called: Called) -> Cell:
    value = row.get(key)
    if key == "name":
        text = (called(row) or str(value)) if value else ""
        return Cell(text, "", fold(text) or None)
    if key == "severity":
        level = value if isinstance(value, int) else None
        style = f"severity-{level}" if level in (2, 3) else ""
        return Cell("" if level is None else "★" if level == 0 else f"⚑{level}", style, level)
    if isinstance(value, int):
        return Cell(str(value), "", value)
    text = str(value or "")
    return Cell(text, "", fold(text) or None)


def flags_of(row: LineOf) -> list[FlagShown]:
    """The flags a line is about, the most pressing first: all of a child's, or the one of a line a flag."""
    each = row.get("each")
    if isinstance(each, Sequence) and not isinstance(each, str):
        return [_flag(one) for one in each if isinstance(one, Mapping)]
    return [_flag(row)] if row.get("flag") else []


def _flag(held: Mapping[str, object]) -> FlagShown:
    listed = held.get("rows") or held.get("evidence")
    rows: list[EvidenceRow] = []
    if isinstance(listed, Sequence) and not isinstance(listed, str):
        for one in listed:
            if isinstance(one, EvidenceRow):
                rows.append(one)
            elif isinstance(one, Mapping):
                rows.append(EvidenceRow(str(one["what"]), str(one["when"]), str(one["value"])))
    severity = held.get("severity")
    level = severity if isinstance(severity, int) else 0
    return FlagShown(str(held["flag"]), str(held.get("subject") or ""), level, str(held["sentence"]), rows=tuple(rows))


def detail_of(row: LineOf, who: str, hidden: bool, room: int) -> Content:
    """A line in words: every question of the child, or the whole sentence with what it rests on.

    Args:
        row: of the report.
        who: the pupil as the screen names them.
        hidden: whether names are hidden: what somebody typed is not shown then.
        room: how many questions are said in full.
    """
    flags = flags_of(row)
    parts: list[str | tuple[str, str]] = [(visible(who), "bold")]
    for flag in flags[:room]:
        mark = f"  ⚑{flag.severity} " if flag.severity else "  ★ " if len(flags) > 1 else "  "
        parts += [(mark, "bold $text-warning" if flag.severity > 1 else "bold"), visible(flag.sentence)]
    if len(flags) > room:
        parts.append((f"  +{len(flags) - room} more: enter", "bold"))
    if len(flags) == 1:
        # What is no result was typed by somebody and may name a child.
        told = [one for one in flags[0].rows if ":" in one.when or not hidden]
        parts += [f"  {visible(f'{one.what} {one.when}: {one.value}')}." for one in told[:4]]
    if not flags:
        parts.append(f"  {visible(str(row.get('sentence', '')))}")
    if row.get("reason") and not hidden:
        parts.append(f"  Dismissed because: {visible(str(row['reason']))}")
    return Content.assemble(*parts)
