"""Large regular text files, read by columns without a Python object for every cell.

This way of reading has no rules of its own: it takes a file only where every line has as many cells as there are
headings and nothing needs a second look (quotation marks, blank lines, titles in two rows, totals, remarks). Anything
else is left to `delimited`, which gives the same table for the files that both read.
"""

from __future__ import annotations

import csv
import itertools
from collections.abc import Callable, Sequence
from typing import Final

import polars as pl

from progress_tui.domain.text import clean, is_clean, without_safety_mark
from progress_tui.importing.reading.grid.layout import Laid, heading_place, is_summary_text, lay_out
from progress_tui.importing.reading.guarded.limits import MAX_CELL, MAX_COLUMNS, MAX_REGULAR_ROWS
from progress_tui.importing.reading.table import Column, Row, SourceTable

_HEAD: Final = 60
_LEAST_FILLED: Final = 3
"""Cells that a row must hold: a line with fewer may be a remark or the name of a section."""

_NAMING: Final = 4
"""Columns in which a total says what it is."""


def read_bulk(
    content: bytes, delimiter: str, file: str, digest: Callable[[], str], notes: Sequence[str]
) -> SourceTable | None:
    """The table of a large file, or None where it needs the careful way.

    Args:
        content: UTF-8 without byte order mark and without NUL.
        delimiter: as `delimited` found it.
        file: what the sentences call the source.
        digest: gives the hash of the bytes on disk.
        notes: what was said of the file so far.
    """
    head = _head(content, delimiter, file)
    if head is None:
        return None
    laid, line, start = head
    width = len(laid.headings)
    if not _is_regular(content, delimiter, start, width):
        return None
    columns = _columns(content, delimiter, line, width)
    if columns is None or _needs_a_look(columns, laid.headings):
        return None
    cleaned = [_cleaned(column) for column in columns]
    if any(column is None for column in cleaned):
        return None
    numbers = pl.int_range(line + 1, line + 1 + len(columns[0].codes), dtype=pl.UInt32, eager=True)
    held = [column for column in cleaned if column is not None]
    return SourceTable(file, digest(), laid.headings, held, numbers, [*notes, *laid.notes])


def _head(content: bytes, delimiter: str, file: str) -> tuple[Laid, int, int] | None:
    """The headings, how many lines there are down to them, and where the data begins; None where they are not plain."""
    start, lines = 0, []
    for _ in range(_HEAD):
        end = content.find(b"\n", start)
        if end < 0:
            return None
        lines.append(content[start : end + 1])
        start = end + 1
    records: list[Row] = []
    for row, cells in enumerate(csv.reader((line.decode() for line in lines), delimiter=delimiter), start=1):
        records.append((row, cells))
    if len(records) != _HEAD:
        return None
    line = records[heading_place(records)][0]
    laid = lay_out(records, file)
    plain = [clean(cell) for cell in records[line - 1][1]]
    # Headings in two rows, unnamed or added columns and rejected rows are for the careful way.
    if laid.headings != plain or laid.rejected or [row for row, _ in laid.rows] != list(range(line + 1, _HEAD + 1)):
        return None
    return Laid(laid.headings, [], laid.notes, []), line, sum(map(len, lines[:line]))


def _is_regular(content: bytes, delimiter: str, start: int, width: int) -> bool:
    """Whether every line from `start` on surely has `width` cells and is a row of its own."""
    if content.find(b'"', start) >= 0 or not 2 <= width <= MAX_COLUMNS:
        return False
    lines = content.count(b"\n", start) + (not content.endswith(b"\n"))
    if lines > MAX_REGULAR_ROWS:
        return False
    returns = content.count(b"\r", start)
    if returns and returns != content.count(b"\r\n", start):
        return False
    # Polars refuses longer lines and pads shorter ones: with as many marks as there must be, none is shorter.
    return content.count(delimiter.encode(), start) == (width - 1) * lines


def _columns(content: bytes, delimiter: str, line: int, width: int) -> list[Column] | None:
    names = [f"column_{at}" for at in range(width)]
    schema = {name: pl.Categorical(pl.Categories.random()) for name in names}
    try:
        frame = pl.read_csv(
            content, has_header=False, skip_lines=line, separator=delimiter, quote_char=None, schema=schema,
            extra_columns="raise", encoding="utf8", infer_schema=False,
        )  # fmt: skip
    except pl.exceptions.PolarsError:
        return None
    return [_coded(frame[name]) for name in names]


def _coded(series: pl.Series) -> Column:
    """A categorical column as codes and texts, the blank being 0."""
    distinct = series.unique().drop_nulls()
    places, texts = distinct.to_physical().to_list(), distinct.cast(pl.String).to_list()
    held = [""] * (max(places, default=-1) + 1)
    for place, text in zip(places, texts, strict=True):
        held[place] = text
    return Column((series.to_physical() + 1).fill_null(0).cast(pl.UInt32), ("", *held))


def _needs_a_look(columns: Sequence[Column], headings: Sequence[str]) -> bool:
    """Whether there may be totals, remarks, repeated headings or blank rows among the rows."""
    for column in columns[:_NAMING]:
        # A number with a letter before it is a UPN and no remark: most of the texts in a large file.
        if any(is_summary_text(text) for text in column.texts if not text[1:].isdecimal()):
            return True
    if all(heading in column.texts for heading, column in zip(headings, columns, strict=True)):
        return True
    filled = pl.sum_horizontal((column.codes > 0).cast(pl.UInt16).alias(str(at)) for at, column in enumerate(columns))
    fewest = pl.select(filled).to_series().min()
    return not isinstance(fewest, int) or fewest < min(_LEAST_FILLED, len(columns))


def _cleaned(column: Column) -> Column | None:
    """The column with clean texts; None where a text holds something that must be told with its row."""
    if any(len(text) > MAX_CELL or not is_clean(text) for text in column.texts):
        return None
    texts = [without_safety_mark(clean(text)) for text in column.texts]
    if texts == list(column.texts):
        return column
    places: dict[str, int] = {}
    codes = [places.setdefault(text, len(places)) for text in itertools.chain([""], texts)][1:]
    return Column(pl.Series(codes, dtype=pl.UInt32).gather(column.codes), tuple(places))
