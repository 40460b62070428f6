"""From a delimited text file to a table of clean text: headings, rows with their numbers, what was odd."""

from __future__ import annotations

import csv
import hashlib
import io
import itertools
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from progress_tui.domain.errors import ProgressError
from progress_tui.domain.text import clean, is_clean, visible
from progress_tui.domain.upn import upn_problem
from progress_tui.importing.facts import Rejection
from progress_tui.importing.reading.sniffing import read_bytes, text_of
from progress_tui.importing.reading.table import Row, SourceTable

MAX_COLUMNS = 1_000
"""Most columns of a table."""
MAX_CELL = 10_000
"""Most characters in one cell."""
MAX_ROWS = 1_000_000
"""Most rows of a table, the heading line counted."""
MAX_CELLS = 30_000_000
"""Most cells of a table, blank ones counted."""

_MAX_LINE = MAX_COLUMNS * MAX_CELL
_SAMPLE = 200
_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}
_DATE = re.compile(r"\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d{4}-\d{2}-\d{2}", re.ASCII)


def read_table(path: Path) -> SourceTable:
    """Read a CSV, TSV or semicolon file, plain or packed with gzip or bzip2.

    Raises:
        ProgressError: the file is something else, is beyond the limits, has an unclosed quote, no headings or two
            columns of one heading.
    """
    content = read_bytes(path)
    file = visible(path.name)
    digest = hashlib.sha256(content).hexdigest()
    text, notes = text_of(content, file)
    delimiter = _delimiter(text)
    records = list(_records(text, delimiter, file))
    records = _without_titles(records, notes)
    if not records:
        raise ProgressError(f"{file} is empty", "It has no line with text.", "Export it again.")
    (first, headings), rows = records[0], records[1:]
    _check_headings(headings, first, file)
    headings, rows = _square(headings, rows, notes)
    rows, rejected = _ragged(headings, rows)
    headings, rows = _without_unnamed(headings, rows, notes)
    headings = [clean(heading) for heading in headings]
    _check_distinct(headings, file)
    return SourceTable.of_rows(file, digest, headings, _cleaned(rows, notes), notes, rejected)


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


def _records(text: str, delimiter: str, file: str) -> Iterator[Row]:
    """Every record that is not blank, with its row number, under the limits.

    Raises:
        ProgressError: a limit is passed or a quote is not closed; the sentence names the row.
    """
    reader = csv.reader(_lines(text, file), delimiter=delimiter, strict=True)
    row, cells_read = 0, 0
    try:
        for row, cells in enumerate(reader, start=1):
            if row > MAX_ROWS:
                raise ProgressError(f"{file} has more than {MAX_ROWS:,} rows", remedy="Split it and import the parts.")
            if len(cells) > MAX_COLUMNS:
                raise ProgressError(f"Row {row} of {file} has more than {MAX_COLUMNS:,} columns")
            if any(map(str.strip, cells)):
                cells_read += len(cells)
                if cells_read > MAX_CELLS:
                    raise ProgressError(f"{file} has more than {MAX_CELLS:,} cells", remedy="Split it.")
                if max(map(len, cells)) > MAX_CELL:
                    raise ProgressError(f"A cell in row {row} of {file} has more than {MAX_CELL:,} characters")
                yield row, cells
    except csv.Error as error:
        raise ProgressError(
            f"Row {row + 1} of {file} cannot be read",
            "A quotation mark that opens a cell there is not closed, or text follows the closing one.",
            "Mend the quotation marks in that row, or export the file again.",
        ) from error


def _without_titles(records: list[Row], notes: list[str]) -> list[Row]:
    """Drop lines above the headings that hold one cell of text, such as `Class list 2026`."""
    widths = Counter(sum(1 for cell in cells if cell.strip()) for _, cells in records[:_SAMPLE])
    if not widths or max(widths, key=lambda width: (widths[width], width)) < 3:
        return records
    start = 0
    while start < len(records) and sum(1 for cell in records[start][1] if cell.strip()) == 1:
        row, cells = records[start]
        notes.append(f"Row {row} is a title and was left out: “{clean(''.join(cells))[:60]}”.")
        start += 1
    return records[start:]


def _check_headings(headings: list[str], row: int, file: str) -> None:
    for heading in map(clean, headings):
        if _DATE.fullmatch(heading) or (len(heading) == 13 and upn_problem(heading) is None):
            raise ProgressError(
                f"{file} has no line of headings",
                f"Row {row}, the first, holds a pupil: “{heading}”.",
                "Put a line that names the columns (UPN, Surname, …) above it.",
            )


def _square(headings: list[str], rows: list[Row], notes: list[str]) -> tuple[list[str], list[Row]]:
    """Mend what programs do to a whole table: R's unnamed index column, or a delimiter after every last cell."""
    if not rows or any(len(cells) != len(headings) + 1 for _, cells in rows):
        return headings, rows
    firsts = [cells[0].strip() for _, cells in rows]
    if not _is_index(firsts) and not any(cells[-1].strip() for _, cells in rows):
        return headings, [(row, cells[:-1]) for row, cells in rows]
    if len(set(firsts)) == len(firsts):
        notes.append("The first column has no heading and numbers the rows; it was left out.")
        return headings, [(row, cells[1:]) for row, cells in rows]
    return headings, rows


def _is_index(cells: list[str]) -> bool:
    return all(cell.isdecimal() for cell in cells) and len(set(cells)) == len(cells)


def _ragged(headings: list[str], rows: list[Row]) -> tuple[list[Row], list[Rejection]]:
    """Set apart the rows whose cells cannot be matched with the headings."""
    width, kept, rejected = len(headings), [], []
    for row, cells in rows:
        if len(cells) > width and not any(map(str.strip, cells[width:])):
            kept.append((row, cells[:width]))
        elif len(cells) == width:
            kept.append((row, cells))
        elif any(map(clean, cells)):
            count = "1 cell" if len(cells) == 1 else f"{len(cells)} cells"
            reason = f"The row has {count} where the headings are {width}."
            rejected.append(Rejection(row, "", clean(" | ".join(cells))[:80], reason))
    return kept, rejected


def _without_unnamed(headings: list[str], rows: list[Row], notes: list[str]) -> tuple[list[str], list[Row]]:
    """Drop columns without a heading: a row index, empty columns, and (with a note) any other."""
    named = [at for at, heading in enumerate(headings) if clean(heading)]
    if len(named) == len(headings):
        return headings, rows
    for at in sorted(set(range(len(headings))) - set(named)):
        cells = [cells[at].strip() for _, cells in rows]
        if at == 0 and cells and _is_index(cells):
            notes.append("The first column has no heading and numbers the rows; it was left out.")
        elif any(cells):
            notes.append(f"Column {at + 1} has no heading; it was not stored.")
    return [headings[at] for at in named], [(row, [cells[at] for at in named]) for row, cells in rows]


def _check_distinct(headings: list[str], file: str) -> None:
    if not headings:
        raise ProgressError(f"{file} has no headings", remedy="Put a line that names the columns above the data.")
    seen: dict[str, int] = {}
    for at, heading in enumerate(headings, start=1):
        other = seen.setdefault(heading.casefold(), at)
        if other != at:
            raise ProgressError(
                f"{file} has two columns headed “{heading}”",
                f"They are columns {other} and {at}.",
                "Rename one of them in the file.",
            )


def _cleaned(rows: list[Row], notes: list[str]) -> list[Row]:
    """Every cell through `clean`; each distinct text once, for the same codes stand in thousands of cells."""
    known: dict[str, str] = {}
    odd: set[str] = set()
    stripped, first, cleaned = 0, 0, []
    for row, cells in rows:
        for cell in cells:
            if cell not in known:
                known[cell] = clean(cell)
                if not is_clean(cell):
                    odd.add(cell)
            if odd and cell in odd:
                stripped += 1
                first = first or row
        plain = [known[cell] for cell in cells]
        if any(plain):
            cleaned.append((row, plain))
    if stripped:
        cells_had = "1 cell had" if stripped == 1 else f"{stripped:,} cells had"
        notes.append(f"{cells_had} invisible characters, which were taken out (first: row {first}).")
    return cleaned
