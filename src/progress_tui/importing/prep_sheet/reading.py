"""A filled prep sheet as answers by reference, whatever form it came back in."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from progress_tui.domain.errors import ProgressError
from progress_tui.domain.prep_sheets import ANSWERS, REFERENCE, AnswerReference, as_reference
from progress_tui.domain.text import clean, counted, fold, visible, without_safety_mark
from progress_tui.importing.prep_sheet.word import REMEDY, word_rows
from progress_tui.importing.reading.sniffing import read_bytes
from progress_tui.importing.reading.text.decoding import as_utf8

MAX_BYTES: Final = 8 * 1024 * 1024
"""Most bytes of a sheet; a teacher may have put a picture in it."""

MAX_LINES: Final = 200
"""Most lines with a reference; an agenda has about a dozen items."""

_RULED: Final = frozenset("_.…‗ \t")
"""What lines to write on are made of."""

_OTHERS: Final = {
    b"%PDF": ("a PDF", "Fill in the Word document or the CSV file of the sheet, and read that."),
    b"\xd0\xcf\x11\xe0": ("a document of an older Word", "Open it, save it as .docx and read that."),
    b"{\\rtf": ("an RTF document", "Open it, save it as .docx and read that."),
}

_LONG: Final = ("section", "row", "column", "value")
"""The heading line of a document as CSV: a line a cell."""

_Line = tuple[int, Sequence[str]]
"""A row of the sheet with its number."""


class SheetLine(NamedTuple):
    """What the teacher wrote in one line of the sheet.

    Attributes:
        row: of the sheet, counted from 1.
        body: the text of its columns, clean; "" where all are empty.
        whole: whether the columns could be told apart; where not, `body` is the whole line.
    """

    row: int
    reference: AnswerReference
    body: str
    whole: bool = True


class Sheet(NamedTuple):
    """A prep sheet as it came back.

    Attributes:
        file: its name.
        lines: those with a reference, in the order of the sheet.
        notes: what was odd about the file, in sentences.
    """

    file: str
    lines: tuple[SheetLine, ...]
    notes: tuple[str, ...]


def read_sheet(path: Path) -> Sheet:
    """The answers of a filled prep sheet: a Word document (.docx) or CSV, told by its content.

    Raises:
        ProgressError: it cannot be read, is beyond the limits or no prep sheet; the sentence says what to do.
    """
    content, file = read_bytes(path), visible(path.name)
    if len(content) > MAX_BYTES:
        raise ProgressError(
            f"{file} is too large for a prep sheet", f"It holds more than {MAX_BYTES // 1024**2} MB.", REMEDY
        )
    if not content.strip():
        raise ProgressError(f"{file} is empty", remedy=REMEDY)
    for start, (what, remedy) in _OTHERS.items():
        if content.startswith(start):
            raise ProgressError(f"{file} is {what}", remedy=remedy)
    rows, notes = _rows(content, file)
    lines = tuple(_lines(rows))
    if not lines:
        raise ProgressError(
            f"{file} is no prep sheet", "No line in it has the reference that says whom it is about.", REMEDY
        )
    if len(lines) > MAX_LINES:
        raise ProgressError(f"{file} is no prep sheet", f"It has more than {MAX_LINES} lines with a reference.", REMEDY)
    return Sheet(file, lines, (*notes, *_odd(rows)))


def _rows(content: bytes, file: str) -> tuple[list[_Line], list[str]]:
    if content.startswith(b"PK"):
        return list(enumerate(word_rows(content, file), start=1)), []
    # Loads what tables of pupils are made with, which the command line does without.
    from progress_tui.importing.reading.text.delimited import records

    utf8, notes = as_utf8(content, file)
    text = utf8.decode(errors="replace")
    rows: list[_Line] = list(records(text, _delimiter(text), file))
    return _as_tables(rows), notes


def _as_tables(rows: list[_Line]) -> list[_Line]:
    """A CSV file of one line a cell (`section,row,column,value`) as the tables it was made from; others as they are."""
    heads = [fold(cell) for cell in rows[0][1]] if rows else []
    if not set(_LONG) <= set(heads):
        return rows
    at = [heads.index(one) for one in _LONG]
    tables: dict[str, dict[str, tuple[int, dict[str, str]]]] = {}
    for number, cells in rows[1:]:
        padded = [*cells, *[""] * (len(heads) - len(cells))]
        section, row, column, value = (padded[place] for place in at)
        _, held = tables.setdefault(section.strip(), {}).setdefault(row.strip(), (number, {}))
        held.setdefault(column.strip(), value)
    made: list[_Line] = []
    for lines in tables.values():
        columns = list(dict.fromkeys(column for _, held in lines.values() for column in held))
        made.append((0, columns))
        made += [(number, [held.get(column, "") for column in columns]) for number, held in lines.values()]
    return made


def _delimiter(text: str) -> str:
    """What parts the cells: the sign that most of the first lines have."""
    seen: Counter[str] = Counter()
    for line in itertools.islice(text.splitlines(), MAX_LINES):
        seen.update({sign: 1 for sign in ",;\t" if sign in line})
    return max(",;\t", key=lambda sign: seen[sign])


def _lines(rows: Sequence[_Line]) -> Iterator[SheetLine]:
    """The lines with a reference; the heading line above says which columns are the teacher's."""
    heads: Sequence[str] = ()
    for number, cells in rows:
        folded = [fold(cell) for cell in cells]
        if _REFERENCE in folded:
            heads = folded
            continue
        found = next((one for one in map(as_reference, cells) if one is not None), None)
        if found is not None:
            yield _line(number, found, cells, heads)


def _line(number: int, reference: AnswerReference, cells: Sequence[str], heads: Sequence[str]) -> SheetLine:
    """One line; the longer of line and heading line may end in empty cells, which spreadsheets add and drop."""
    width = max(len(cells), len(heads))
    padded, named = ([*row, *[""] * (width - len(row))] for row in (cells, heads))
    at = padded.index(next(cell for cell in padded if as_reference(cell) is not None))
    columns = {head: place for place, head in enumerate(named) if head}
    known = named[at] == _REFERENCE and any(label in columns for label in _LEADS)
    if not known:
        rest = [_plain(cell) for place, cell in enumerate(cells) if place != at]
        return SheetLine(number, reference, " · ".join(filter(None, rest)), whole=False)
    texts = ((lead, _plain(padded[columns[label]])) for label, lead in _LEADS.items() if label in columns)
    return SheetLine(number, reference, "\n".join(f"{lead}{text}" for lead, text in texts if text))


_REFERENCE: Final = fold(REFERENCE)
_LEADS: Final[Mapping[str, str]] = {fold(one.label): one.lead for one in ANSWERS}


def _plain(text: str) -> str:
    """A text as it was written: clean, without lines to write on, blank lines and the mark that exports put."""
    kept = without_safety_mark(clean(text, keep_lines=True).strip())
    lines = [" ".join(line.split()) for line in kept.split("\n") if not _RULED.issuperset(line)]
    return "\n".join(lines)


def _odd(rows: Iterable[_Line]) -> list[str]:
    """A sentence where cells hold what a spreadsheet would take for a formula."""
    formulas = [number for number, cells in rows if any(map(_is_formula, cells))]
    if not formulas:
        return []
    what = counted(len(formulas), "line holds", "lines hold")
    return [f"{what} what looks like a formula; it is kept as plain text (first: row {formulas[0]})."]


def _is_formula(cell: str) -> bool:
    return cell.startswith("=") and without_safety_mark(cell) == cell
