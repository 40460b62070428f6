"""A workbook of LibreOffice (.ods) as raw sheets."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from progress_tui.domain.errors import ProgressError
from progress_tui.importing.reading.grid.head import Band
from progress_tui.importing.reading.guarded.limits import LAST_ROW, MAX_CELL, MAX_COLUMNS, more_than
from progress_tui.importing.reading.guarded.xml_events import Events, nothing
from progress_tui.importing.reading.guarded.zipped import Parts, locked
from progress_tui.importing.reading.table import SourceTable
from progress_tui.importing.reading.workbook.cells import column_letters, iso_text, plain_number
from progress_tui.importing.reading.workbook.parts import MAX_SHEETS
from progress_tui.importing.reading.workbook.sheet import MAX_CELLS, NOT_WORKED_OUT, Problem, RawSheet, square
from progress_tui.importing.reading.workbook.unite import Aside, table_of

_DURATION = re.compile(r"PT(\d+)H(\d+)M(?:(\d+)(?:[.,]\d+)?S)?", re.ASCII)
_ERROR = re.compile(r"#[A-Z/0!?]+|Err:\d+", re.ASCII)


def read_ods(parts: Parts, file: str, sha256: str) -> SourceTable:
    """The pupils in a workbook of LibreOffice.

    Raises:
        ProgressError: it is locked, damaged, beyond the limits or holds no table.
    """
    if "meta-inf/manifest.xml" in parts:
        elements: set[str] = set()
        Events(file, lambda name, _: elements.add(name), nothing).run(parts.chunks("META-INF/manifest.xml"))
        if "encryption-data" in elements:
            raise locked(file)
    reader = _Reader(file)
    Events(file, reader.start, reader.end, reader.loose).run(parts.chunks("content.xml"))
    if not reader.tables:
        raise ProgressError(f"{file} is no workbook", "It has no sheet.", "Save the table as CSV and import that.")
    return table_of(reader.sheets, file, sha256, aside=Aside(tuple(reader.hidden)))


@dataclass(slots=True)
class _Reader:
    """Takes the events of `content.xml`."""

    file: str
    tables: int = 0
    sheets: list[RawSheet] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    styles_hidden: set[str] = field(default_factory=set)
    style: str = ""
    depth: int = 0  # tables inside a cell are no sheets
    row: int = 0
    row_times: int = 1
    is_row_hidden: bool = False
    cells: dict[int, str] = field(default_factory=dict)
    at: int = 0
    said: dict[str, str] = field(default_factory=dict)
    paragraphs: list[str] = field(default_factory=list)
    text: str = ""
    in_cell: int = 0
    aside: int = 0
    column: int = 0
    left: int = MAX_CELLS

    def start(self, name: str, said: dict[str, str]) -> None:
        """An element begins."""
        plain = {key.rpartition(":")[2]: value for key, value in said.items()}
        if name == "table":
            self._begin_table(plain)
        elif name == "style":
            self.style = plain.get("name", "")
        elif name == "table-properties" and plain.get("display") == "false":
            self.styles_hidden.add(self.style)
        elif self.depth != 1:
            return
        elif name == "table-row":
            self.row += 1
            self.row_times, self.at, self.cells = _times(plain, "number-rows-repeated"), 0, {}
            self.is_row_hidden = plain.get("visibility", "") in ("collapse", "filter")
        elif name == "table-column":
            self._columns(plain)
        elif name in ("table-cell", "covered-table-cell"):
            self.said, self.paragraphs, self.text, self.in_cell = plain, [], "", 1
        elif name in ("annotation", "ruby-text"):
            self.aside += 1
        elif not self.aside:
            self._inside(name)

    def _inside(self, name: str) -> None:
        if name == "p":
            self.text = ""
        elif name in ("s", "tab", "line-break"):
            self.text += " "

    def _begin_table(self, said: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > 1:
            return
        self.tables += 1
        if self.tables > MAX_SHEETS:
            raise more_than(MAX_SHEETS, "sheets", self.file)
        self.sheets.append(RawSheet(said.get("name", "")))
        self.row = self.column = 0
        if said.get("style-name", "") in self.styles_hidden or said.get("display") == "false":
            self.hidden.append(said.get("name", ""))

    def _columns(self, said: dict[str, str]) -> None:
        times = _times(said, "number-columns-repeated")
        if said.get("visibility", "") in ("collapse", "filter"):
            self.sheets[-1].hidden_columns.update(range(self.column, min(self.column + times, MAX_COLUMNS)))
        self.column += times

    def end(self, name: str, text: str) -> None:
        """An element ends."""
        if name == "table":
            self.depth -= 1
            if self.depth == 0:
                square(self.sheets[-1], self.file)
            if self.depth == 0 and self.hidden and self.hidden[-1] == self.sheets[-1].name:
                self.sheets.pop()
        elif self.depth != 1:
            return
        elif name in ("annotation", "ruby-text"):
            self.aside -= 1
        elif name in ("p", "span", "a", "s", "tab", "line-break"):
            self.loose(text)
            if name == "p" and self.in_cell and not self.aside:
                self.paragraphs.append(self.text)
        elif name in ("table-cell", "covered-table-cell"):
            self._cell()
        elif name == "table-row":
            self._end_row()

    def loose(self, text: str) -> None:
        """A piece of the text of a cell."""
        if self.in_cell and not self.aside:
            self.text += text

    def _cell(self) -> None:
        self.in_cell = 0
        times = _times(self.said, "number-columns-repeated")
        text = self._value()
        if text:
            if len(text) > MAX_CELL:
                raise more_than(MAX_CELL, "characters", f"Cell {self._name()} of {self.file}")
            if self.at + times > MAX_COLUMNS:
                raise more_than(MAX_COLUMNS, "columns", f"Row {self.row} of {self.file}")
            self.cells.update(dict.fromkeys(range(self.at, self.at + times), text))
            wide, high = _times(self.said, "number-columns-spanned"), _times(self.said, "number-rows-spanned")
            if wide > 1 or high > 1:
                band = Band(self.row, self.row + high - 1, self.at, self.at + wide - 1)
                self.sheets[-1].merged.append(band)
        self.at += times

    def _name(self) -> str:
        return f"{column_letters(self.at)}{self.row}"

    def _value(self) -> str:
        kind, shown = self.said.get("value-type", ""), "\n".join(self.paragraphs)
        formula = self.said.get("formula", "")
        if _ERROR.fullmatch(shown) and formula:
            return self._problem(shown, f"{self._name()} holds the error {shown}: mend the formula.")
        if kind in ("float", "currency"):
            return _number(self.said.get("value", ""), shown)
        if kind == "percentage":
            return _percentage(self.said.get("value", ""), shown)
        if kind == "date":
            return iso_text(self.said.get("date-value", shown))
        if kind == "time":
            return _time(self.said.get("time-value", ""), shown)
        if kind == "boolean":
            return self.said.get("boolean-value", shown).upper()
        if formula and not kind and not shown:
            return self._problem(formula.rpartition("of:")[2][:80], f"{self._name()} {NOT_WORKED_OUT}")
        return shown

    def _problem(self, value: str, reason: str) -> str:
        marker = f"{self._name()}: {' '.join(value[:20].split())}"
        self.sheets[-1].problems[marker] = Problem(self.row, value, reason)
        return marker

    def _end_row(self) -> None:
        sheet = self.sheets[-1]
        if any(map(str.strip, self.cells.values())):
            self.left -= self.row_times * len(self.cells)
            if self.left < 0 or self.row + self.row_times > LAST_ROW + 1:
                raise more_than(MAX_CELLS, "cells", self.file)
            cells = [self.cells.get(at, "") for at in range(max(self.cells) + 1)]
            rows = range(self.row, self.row + self.row_times)
            sheet.rows += [(row, list(cells)) for row in rows]
            if self.is_row_hidden:
                sheet.hidden_rows += rows
        self.row += self.row_times - 1


def _times(said: dict[str, str], key: str) -> int:
    """How often something stands there: 1 unless the file says otherwise, never more than a sheet has rows."""
    text = said.get(key, "1")
    return min(max(int(text), 1), LAST_ROW) if text.isdecimal() and len(text) < 12 else 1


def _number(raw: str, shown: str) -> str:
    """A number; where it is shown with zeros in front (an admission number), as it is shown."""
    if re.fullmatch(r"0\d+", shown, re.ASCII):
        return shown
    try:
        return plain_number(float(raw))
    except ValueError:
        return shown


def _percentage(raw: str, shown: str) -> str:
    try:
        return plain_number(float(raw) * 100) + "%"
    except ValueError:
        return shown


def _time(raw: str, shown: str) -> str:
    match = _DURATION.fullmatch(raw)
    if match is None:
        return shown
    seconds = match[3] or "00"
    return f"{int(match[1]):02d}:{match[2]}" + (f":{seconds}" if int(seconds) else "")
