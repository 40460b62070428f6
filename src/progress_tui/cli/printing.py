"""Rows to stdout as a table, CSV, JSON or Markdown. Text from data is printed as plain text."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sys
from collections.abc import Mapping, Sequence
from typing import Literal

from progress_tui.domain.reports import Report
from progress_tui.domain.text import is_clean, spreadsheet_safe, visible

Format = Literal["table", "csv", "json", "markdown", "text"]
Row = Mapping[str, object]


def emit(text: str) -> None:
    """Write data to stdout."""
    sys.stdout.write(text if text.endswith("\n") else text + "\n")


def say(text: str) -> None:
    """Narrate on stderr, between words from line to line where it is a terminal."""
    lines = [visible(line) for line in text.split("\n")]
    if sys.stderr.isatty():
        lines = [part for line in lines for part in _folded(line, shutil.get_terminal_size().columns)]
    sys.stderr.write("\n".join(lines) + "\n")


def _folded(line: str, room: int) -> list[str]:
    """A line in as many as it needs, each set in as it is."""
    from progress_tui.cli.tables import folded_to

    bare = line.lstrip(" ")
    before = line[: len(line) - len(bare)]
    return [before + part for part in folded_to(bare, max(1, room - len(before)))]


def emit_json(content: object) -> None:
    """Write one JSON value on one line; what is no plain text is escaped in it, as it may command a terminal."""
    text = json.dumps(content, ensure_ascii=False, default=str)
    if not is_clean(text):
        text = "".join(char if is_clean(f"x{char}x") else json.dumps(char)[1:-1] for char in text)
    emit(text)


def emit_report(report: Report, form: Format) -> None:
    """Print a report; its notes stand under a table or Markdown, and on stderr beside CSV."""
    if form == "json":
        emit_json(report.to_json())
        return
    # Over nothing but sentences no table is begun.
    heads = [] if form == "table" and report.notes and not report.rows else [one.label for one in report.fields]
    emit_rows(report.cells(), form, report.title, report.numbers(), heads)
    for note in report.notes:
        if form == "csv":
            say(note)
        elif form == "markdown":
            emit(f"\n{_markdown(note)}")
        else:
            emit_sentence(note)


def _markdown(text: str) -> str:
    from progress_tui.exporting.formats.markdown import escape

    return escape(text)


def emit_rows(
    rows: Sequence[Row],
    form: Format,
    title: str = "",
    numbers: frozenset[str] = frozenset(),
    columns: Sequence[str] = (),
) -> None:
    """Write flat rows in `form` (anything but JSON).

    Args:
        rows: flat rows with the same keys.
        form: table, csv or markdown.
        title: printed above a table or Markdown.
        numbers: columns set flush right in a table.
        columns: the keys, where there may be no row to take them from.
    """
    columns = list(rows[0]) if rows else list(columns)
    texts = [[_cell(row[column]) for column in columns] for row in rows]
    heads = [_cell(column) for column in columns]
    if form == "csv":
        buffer = io.StringIO()
        writer = csv.writer(buffer)
        writer.writerows([spreadsheet_safe(text) for text in line] for line in [heads, *texts])
        emit(buffer.getvalue())
    elif form == "markdown":
        from progress_tui.exporting.formats.markdown import escape

        lines = [f"# {escape(title)}", ""] if title else []
        ruled = [
            [escape(head) for head in heads],
            ["---"] * len(heads),
            *([escape(text) for text in line] for line in texts),
        ]
        emit("\n".join(lines + ["| " + " | ".join(line) + " |" for line in ruled]))
    else:
        _emit_table(heads, texts, title, frozenset(map(_cell, numbers)))


def _emit_table(columns: list[str], texts: list[list[str]], title: str, numbers: frozenset[str]) -> None:
    """A table, folded to the width of the terminal where it is printed on one."""
    from progress_tui.cli.tables import table_lines

    if title:
        emit(visible(title))
    for line in table_lines(columns, texts, numbers, _room()):
        emit(line)


def emit_sentence(text: str) -> None:
    """Write a sentence that stands under a table, folded to the width of the terminal where it is printed on one."""
    from progress_tui.cli.tables import folded_to

    room = _room()
    for line in [visible(text)] if room is None else folded_to(visible(text), room):
        emit(line)


def _room() -> int | None:
    """How many cells a line of the terminal has; None in a pipe or a file, where nothing is folded."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return visible(f"{value:g}" if isinstance(value, float) else str(value))
