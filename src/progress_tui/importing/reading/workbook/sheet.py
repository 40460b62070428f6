"""The cells of one worksheet as a raw grid of texts, with what cannot be read in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from progress_tui.domain.errors import ProgressError
from progress_tui.domain.text import clean, visible
from progress_tui.importing.reading.grid.head import Band
from progress_tui.importing.reading.guarded import limits
from progress_tui.importing.reading.guarded.limits import LAST_ROW, MAX_CELL, MAX_COLUMNS, more_than
from progress_tui.importing.reading.guarded.xml_events import Events
from progress_tui.importing.reading.table import Row
from progress_tui.importing.reading.workbook.cells import (
    column_letters,
    column_number,
    iso_text,
    number_text,
    string_text,
)
from progress_tui.importing.reading.workbook.parts import Contents, Format

MAX_CELLS = 5_000_000
"""Most cells of a workbook, those counted that have a format only; they are read one by one."""
MAX_MERGED = 200_000
"""Most merged ranges of a sheet."""

NOT_WORKED_OUT = (
    "holds a formula that was never worked out: open the file in Excel or LibreOffice, save it, import again."
)
"""What is wrong with a cell that has a formula and no value, after its name."""

_MOST_COLOURS = 100_000
_REF = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})", re.ASCII)
_CONTENT = (b"<v", b"<is", b"<f", b"/sheetData")
_ROW, _NUMBERED_ROW = b"<row ", b'<row r="'


@dataclass(frozen=True, slots=True)
class Problem:
    """A cell that says nothing readable.

    Attributes:
        row: of the sheet; `value` what the cell holds; `reason` a sentence that names the cell.
    """

    row: int
    value: str
    reason: str


@dataclass(slots=True)
class RawSheet:
    """One worksheet.

    Attributes:
        name: as its tab says.
        rows: ascending, only those with a text, all of one width.
        cells: how many there are in the file, those without text counted.
        merged: merged cells; `hidden_rows` the rows with text and `hidden_columns` (from 0) that are not shown.
        filtered: a filter is set, which may be what hides the rows.
        problems: text that stands in a cell in place of its value → what is wrong with it. No other cell holds it.
        colours: (row, column) of cells with a colour of their own and no text.
    """

    name: str
    rows: list[Row] = field(default_factory=list)
    cells: int = 0
    merged: list[Band] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)
    filtered: bool = False
    problems: dict[str, Problem] = field(default_factory=dict)
    colours: list[tuple[int, int]] = field(default_factory=list)


def read_sheet(name: str, chunks: Iterable[bytes], contents: Contents, file: str, left: int) -> RawSheet:
    """Read one worksheet.

    Args:
        name: as its tab says.
        chunks: its XML.
        contents: the workbook around it.
        file: for the sentences.
        left: how many cells may still be read.

    Raises:
        ProgressError: it is damaged or beyond the limits.
    """
    reader = _Reader(RawSheet(name), contents, file, left)
    Events(file, reader.start, reader.end).run(_without_bare_rows(chunks))
    return reader.finish()


def _without_bare_rows(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The sheet without long stretches of rows that only have a format: a table may be formatted down to the last row.

    Only whole rows are left out, and only where rows say their numbers.
    """
    held = b""
    for chunk in chunks:
        held += chunk
        cut = held.rfind(_ROW)
        if cut <= 0:
            yield held
            held = b""
            continue
        piece, held = held[:cut], held[cut:]
        bare = piece.startswith(_NUMBERED_ROW) and held.startswith(_NUMBERED_ROW)
        if not bare or any(mark in piece for mark in _CONTENT):
            yield piece
    yield held


class _Reader:
    """Takes the events of a sheet."""

    __slots__ = (
        "_aside",
        "_at",
        "_attributes",
        "_blanks",
        "_cells",
        "_contents",
        "_file",
        "_forms",
        "_formula",
        "_given",
        "_hidden",
        "_left",
        "_places",
        "_raw",
        "_row",
        "_runs",
        "_sheet",
        "_worked_out",
        "_zeros",
    )

    def __init__(self, sheet: RawSheet, contents: Contents, file: str, left: int) -> None:
        self._sheet, self._contents, self._file = sheet, contents, file
        self._given = self._left = left
        self._row, self._at = 0, -1
        self._hidden = False
        self._cells: dict[int, str] = {}
        self._blanks: list[tuple[int, int]] = []  # (column, fill) of the cells without text
        self._attributes: dict[str, str] = {}
        self._formula: str | None = None
        self._raw: str | None = None
        self._runs: list[str] = []
        self._aside = 0
        self._places: dict[str, int] = {}
        self._forms: dict[str, Format] = {}
        self._zeros: set[str] = set()  # formulas that came out as 0, which may mean that nobody worked them out
        self._worked_out = False

    def start(self, name: str, said: dict[str, str]) -> None:
        """An element begins."""
        if name == "c":
            self._attributes = said
            self._formula = self._raw = None
            self._runs.clear()
        elif name == "f":
            self._formula = ""
        elif name == "row":
            self._begin_row(said)
        elif name == "rPh":
            self._aside += 1
        elif name == "col":
            self._column(said)
        elif name == "mergeCell":
            self._merge(said.get("ref", ""))
        elif name == "filterColumn":
            self._sheet.filtered = True

    def end(self, name: str, text: str) -> None:
        """An element ends."""
        if name == "v":
            self._raw = text
        elif name == "c":
            self._cell()
        elif name == "t" and not self._aside:
            self._runs.append(text)
        elif name == "f":
            self._formula = text
        elif name == "row":
            self._end_row()
        elif name == "rPh":
            self._aside -= 1

    def _damaged(self, detail: str) -> ProgressError:
        return ProgressError(f"{self._file} is damaged", detail, "Open it and save it once more.")

    def _begin_row(self, said: dict[str, str]) -> None:
        number = said.get("r", "")
        self._row = int(number) if number.isdecimal() and len(number) < 8 else self._row + 1
        if not 1 <= self._row <= LAST_ROW:
            raise self._damaged(f"It has a row {self._row}.")
        self._at = -1
        self._hidden = said.get("hidden", "") in ("1", "true")
        self._cells, self._blanks = {}, []

    def _end_row(self) -> None:
        if any(map(str.strip, self._cells.values())):
            width = max(self._cells) + 1
            self._sheet.rows.append((self._row, [self._cells.get(at, "") for at in range(width)]))
            if self._hidden:
                self._sheet.hidden_rows.append(self._row)
            self._note_colours()
        self._cells, self._blanks = {}, []

    def _note_colours(self) -> None:
        """A colour counts where it is not that of the first text of its row: tables are striped."""
        stripes = {fill for at, fill in self._blanks if at < 0}
        if len(self._sheet.colours) < _MOST_COLOURS:
            self._sheet.colours += [(self._row, at) for at, fill in self._blanks if at >= 0 and fill not in stripes]

    def _column(self, said: dict[str, str]) -> None:
        if said.get("hidden", "") in ("1", "true"):
            first, last = said.get("min", ""), said.get("max", "")
            if first.isdecimal() and last.isdecimal() and len(first) < 6 and len(last) < 6:
                self._sheet.hidden_columns.update(range(int(first) - 1, min(int(last), MAX_COLUMNS)))

    def _merge(self, ref: str) -> None:
        ends = [_REF.fullmatch(end) for end in ref.split(":")[:2]]
        if len(ends) == 2 and ends[0] is not None and ends[1] is not None:
            left, right = column_number(ends[0][1]), column_number(ends[1][1])
            self._sheet.merged.append(Band(int(ends[0][2]), int(ends[1][2]), left, right))
            if len(self._sheet.merged) > MAX_MERGED:
                raise more_than(MAX_MERGED, "merged cells", self._file)

    def _cell(self) -> None:
        said = self._attributes
        self._left -= 1
        if self._left < 0:
            raise more_than(MAX_CELLS, "cells", self._file)
        ref = said.get("r")
        self._at = self._at + 1 if ref is None else self._place(ref)
        style = said.get("s", "")
        form = self._forms.get(style)
        if form is None:
            at = int(style) if style.isdecimal() and len(style) < 7 else 0
            formats = self._contents.formats
            form = self._forms[style] = formats[at] if at < len(formats) else Format()
        if self._raw is None and self._formula is None and not self._runs:
            text = ""
        else:
            text = self._text(said.get("t", "n"), form)
        if not text:
            if form.fill and self._at < MAX_COLUMNS:
                self._blanks.append((self._at, form.fill))
            return
        if not self._cells and form.fill:
            self._blanks.append((-1, form.fill))
        self._keep(text)

    def _keep(self, text: str) -> None:
        if self._at >= MAX_COLUMNS:
            raise more_than(MAX_COLUMNS, "columns", f"Row {self._row} of {self._file}")
        if len(text) > MAX_CELL:
            raise more_than(MAX_CELL, "characters", f"Cell {self._name()} of {self._file}")
        self._cells[self._at] = text

    def _place(self, ref: str) -> int:
        """The column of a cell's name."""
        letters = ref.rstrip("0123456789")
        at = self._places.get(letters)
        if at is None:
            if _REF.fullmatch(ref) is None:
                raise self._damaged(f"It has a cell “{visible(ref[:20])}”.")
            at = self._places[letters] = column_number(letters.strip("$"))
        return at

    def _name(self) -> str:
        return f"{column_letters(self._at)}{self._row}"

    def _text(self, kind: str, form: Format) -> str:
        raw = self._raw
        if kind == "inlineStr":
            return string_text("".join(self._runs))
        if raw is None or (not raw and kind != "str"):
            return "" if self._formula is None else self._uncalculated(self._formula)
        if kind == "s":
            at = int(raw) if raw.isdecimal() and len(raw) < 9 else -1
            if not 0 <= at < len(self._contents.texts):
                raise self._damaged(f"Cell {self._name()} refers to a text that is not there.")
            return self._contents.texts[at]
        if kind == "n":
            return self._number(raw, form)
        if kind == "str":
            self._worked_out = self._worked_out or bool(raw)
            return string_text(raw)
        if kind == "b":
            return "TRUE" if raw.strip() in ("1", "true") else "FALSE"
        if kind == "e":
            return self._problem(raw, f"{self._name()} holds the error {raw}: mend the formula.")
        return iso_text(raw) if kind == "d" else raw

    def _number(self, raw: str, form: Format) -> str:
        text = number_text(raw.strip(), form.shape, form.zeros, since_1904=self._contents.since_1904)
        if self._formula is None:
            return text
        if raw.strip() == "0" and self._contents.calculate_first:
            marker = self._uncalculated(self._formula)
            self._zeros.add(marker)
            return marker
        self._worked_out = True
        return text

    def _uncalculated(self, formula: str) -> str:
        return self._problem(clean(f"={formula}")[:80] if formula else "a formula", f"{self._name()} {NOT_WORKED_OUT}")

    def _problem(self, value: str, reason: str) -> str:
        marker = clean(f"{self._name()}: {value[:20]}")
        self._sheet.problems[marker] = Problem(self._row, value, reason)
        return marker

    def finish(self) -> RawSheet:
        """The sheet, rows in order and of one width."""
        sheet = self._sheet
        sheet.cells = self._given - self._left
        if self._worked_out and self._zeros:
            sheet.rows = [(row, ["0" if text in self._zeros else text for text in cells]) for row, cells in sheet.rows]
            for marker in self._zeros:
                del sheet.problems[marker]
        numbers = [row for row, _ in sheet.rows]
        if any(later <= earlier for earlier, later in pairwise(numbers)):
            if len(set(numbers)) < len(numbers):
                raise self._damaged("It has a row twice.")
            sheet.rows.sort(key=lambda row: row[0])
        square(sheet, self._file)
        return sheet


def square(sheet: RawSheet, file: str) -> None:
    """Make every row as wide as the widest.

    Raises:
        ProgressError: that would be more cells than a table may have.
    """
    width = max((len(cells) for _, cells in sheet.rows), default=0)
    if width * len(sheet.rows) > limits.MAX_CELLS:
        raise more_than(limits.MAX_CELLS, "cells", file)
    for _, cells in sheet.rows:
        cells.extend([""] * (width - len(cells)))
