"""From a delimited text file to a table of clean text: headings, rows with their numbers, what was odd."""

from __future__ import annotations

import csv
import io
import itertools
from collections import Counter
from collections.abc import Callable, Iterator

from progress_tui.domain.errors import ProgressError, SourceError
from progress_tui.importing.reading.grid.layout import lay_out
from progress_tui.importing.reading.guarded.limits import MAX_CELL, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, more_than
from progress_tui.importing.reading.table import Row, SourceTable
from progress_tui.importing.reading.text.decoding import as_utf8

_MAX_LINE = MAX_COLUMNS * MAX_CELL
_SAMPLE = 200
_SAMPLE_BYTES = 256 * 1024
_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}

BULK_FROM = 4 * 1024 * 1024
"""Bytes from which a file is read by columns where that can be done."""


def read_text(content: bytes, file: str, digest: Callable[[], str]) -> SourceTable:
    """Read comma, semicolon or tab separated text.

    Args:
        content: the text as bytes, unpacked.
        file: what the sentences call the source.
        digest: gives the hash of the bytes on disk, which is worked out meanwhile.

    Raises:
        ProgressError: the text is beyond the limits, has an unclosed quote, no headings or two columns of one heading.
    """
    utf8, notes = as_utf8(content, file)
    # Python's text is of whole characters: the sample is cut at a line.
    sample = utf8[: max(utf8.rfind(b"\n", 0, _SAMPLE_BYTES), 0) or _SAMPLE_BYTES].decode(errors="replace")
    delimiter = _delimiter(sample)
    if len(utf8) >= BULK_FROM:
        from progress_tui.importing.reading.text.bulk import read_bulk

        table = read_bulk(utf8, delimiter, file, digest, notes)
        if table is not None:
            return table
    laid = lay_out(list(records(utf8.decode(errors="surrogatepass"), delimiter, file)), file)
    return SourceTable.of_rows(file, digest(), laid.headings, laid.rows, notes + laid.notes, laid.rejected)


def _delimiter(text: str) -> str:
    """The delimiter that gives most rows of a sample one width; the wider table on a tie."""
    best, best_score = ",", (0.0, 0)
    for delimiter in _DELIMITERS:
        widths: Counter[int] = Counter()
        try:
            sample = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
            widths.update(len(cells) for cells in itertools.islice(sample, _SAMPLE) if any(cells))
        except csv.Error:
            pass  # the widths up to the bad line are enough to choose; reading proper names the line
        if not widths:
            continue
        width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
        score = (count / widths.total(), width) if width > 1 else (0.0, 0)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _lines(text: str, file: str) -> Iterator[str]:
    """The lines of `text`, refusing one so long that splitting it would fill memory."""
    for number, line in enumerate(io.StringIO(text, newline=""), start=1):
        if len(line) > _MAX_LINE:
            raise ProgressError(f"{file} has a line too long to be a table row", f"Line {number}.", "Export it as CSV.")
        yield line


def records(text: str, delimiter: str, file: str) -> Iterator[Row]:
    """Every record that is not blank, with its row number, under the limits.

    Args:
        text: without byte order mark.
        delimiter: between cells.
        file: what the sentences call the source.

    Raises:
        ProgressError: a limit is passed or a quote is not closed; the sentence names the row.
    """
    reader = csv.reader(_lines(text, file), delimiter=delimiter, strict=True)
    row, cells_read = 0, 0
    known: dict[str, str] = {}  # the same texts stand in thousands of cells: one object for all
    try:
        for row, cells in enumerate(reader, start=1):
            if row > MAX_ROWS:
                raise more_than(MAX_ROWS, "rows", file)
            if len(cells) > MAX_COLUMNS:
                raise more_than(MAX_COLUMNS, "columns", f"Row {row} of {file}")
            if any(map(str.strip, cells)):
                cells_read += len(cells)
                if cells_read > MAX_CELLS:
                    raise more_than(MAX_CELLS, "cells", file)
                if max(map(len, cells)) > MAX_CELL:
                    raise more_than(MAX_CELL, "characters", f"A cell in row {row} of {file}")
                yield row, [known.setdefault(cell, cell) for cell in cells]
    except csv.Error as error:
        raise SourceError(
            row + 1,
            f"Row {row + 1} of {file} cannot be read",
            "A quotation mark that opens a cell there is not closed, text follows the closing one, "
            f"or the cell is longer than {MAX_CELL:,} characters.",
            "Mend the quotation marks in that row, or export the file again.",
        ) from error
