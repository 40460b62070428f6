"""Rows to stdout as a table, CSV, JSON or Markdown. Text from data is printed as plain text."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Mapping, Sequence
from typing import Literal

from progress_tui.domain.text import spreadsheet_safe, visible

Format = Literal["table", "csv", "json", "markdown", "text"]
Row = Mapping[str, object]


def emit(text: str) -> None:
    """Write data to stdout."""
    sys.stdout.write(text if text.endswith("\n") else text + "\n")


def say(text: str) -> None:
    """Narrate on stderr."""
    sys.stderr.write(text + "\n")


def emit_json(content: object) -> None:
    """Write one JSON value on one line."""
    emit(json.dumps(content, ensure_ascii=False, default=str))


def emit_rows(rows: Sequence[Row], form: Format, title: str = "", numbers: frozenset[str] = frozenset()) -> None:
    """Write flat rows in `form` (anything but JSON); columns are the keys of the first row.

    Args:
        rows: flat rows with the same keys.
        form: table, csv or markdown.
        title: printed above a table or Markdown.
        numbers: columns set flush right in a table.
    """
    columns = list(rows[0]) if rows else []
    texts = [[_cell(row[column]) for column in columns] for row in rows]
    if form == "csv":
        buffer = io.StringIO()
        writer = csv.writer(buffer)
        writer.writerow(columns)
        writer.writerows([spreadsheet_safe(text) for text in line] for line in texts)
        emit(buffer.getvalue())
    elif form == "markdown":
        escaped = [
            [text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;") for text in line] for line in texts
        ]
        lines = [f"# {title}", ""] if title else []
        lines += ["| " + " | ".join(columns) + " |", "|" + " --- |" * len(columns)]
        emit("\n".join(lines + ["| " + " | ".join(line) + " |" for line in escaped]))
    else:
        _emit_table(columns, texts, title, numbers)


def _emit_table(columns: list[str], texts: list[list[str]], title: str, numbers: frozenset[str]) -> None:
    """Columns as wide as their widest cell (in terminal cells, so that wide characters keep them aligned)."""
    from rich.cells import cell_len

    lines = [columns, *texts]
    widths = [max(cell_len(line[place]) for line in lines) for place in range(len(columns))]

    def laid(line: list[str]) -> str:
        parts = []
        for column, text, width in zip(columns, line, widths, strict=True):
            space = " " * (width - cell_len(text))
            parts.append(space + text if column in numbers else text + space)
        return "  ".join(parts).rstrip()

    if title:
        emit(title)
    emit(laid(columns))
    emit("  ".join("─" * width for width in widths))
    for line in texts:
        emit(laid(line))


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return visible(f"{value:g}" if isinstance(value, float) else str(value))
