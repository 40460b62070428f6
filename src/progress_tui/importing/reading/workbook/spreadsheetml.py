"""“XML Spreadsheet 2003”, which some systems write and call .xls, as raw sheets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from progress_tui.domain.errors import ProgressError
from progress_tui.domain.text import clean
from progress_tui.importing.reading.grid.head import Band
from progress_tui.importing.reading.guarded.limits import LAST_ROW, MAX_CELL, MAX_COLUMNS, more_than
from progress_tui.importing.reading.guarded.xml_events import Events
from progress_tui.importing.reading.table import SourceTable
from progress_tui.importing.reading.workbook.cells import column_letters, iso_text, number_text, shape_of, string_text
from progress_tui.importing.reading.workbook.parts import MAX_SHEETS, Format
from progress_tui.importing.reading.workbook.sheet import (
    MAX_CELLS,
    MAX_MERGED,
    NOT_WORKED_OUT,
    Problem,
    RawSheet,
    square,
)
from progress_tui.importing.reading.workbook.unite import Aside, table_of

_NAMESPACE = b"urn:schemas-microsoft-com:office:spreadsheet"
_CHUNK = 256 * 1024
_HEAD = 4096
_NAMED_FORMATS = {"Percent": (10, ""), "Short Date": (14, ""), "General Date": (22, "")}


def is_spreadsheetml(content: bytes) -> bool:
    """Whether XML is a workbook of this kind."""
    head = content[:_HEAD].replace(b"\0", b"")
    return _NAMESPACE in head and b"Workbook" in head


def read_spreadsheetml(content: bytes, file: str, sha256: str) -> SourceTable:
    """The pupils in the workbook.

    Args:
        content: its bytes.
        file: name without folders, for the sentences.
        sha256: of the bytes on disk.

    Raises:
        ProgressError: it is damaged, beyond the limits or holds no table.
    """
    reader = _Reader(file)
    Events(file, reader.start, reader.end, reader.loose, part=False).run(_chunks(content))
    shown = [sheet for sheet in reader.sheets if sheet.name not in reader.hidden]
    return table_of(shown, file, sha256, aside=Aside(tuple(reader.hidden)))


def _chunks(content: bytes) -> Iterator[bytes]:
    for at in range(0, len(content), _CHUNK):
        yield content[at : at + _CHUNK]


@dataclass(slots=True)
class _Reader:
    """Takes the events of the workbook."""

    file: str
    sheets: list[RawSheet] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    formats: dict[str, Format] = field(default_factory=dict)
    style: str = ""
    row: int = 0
    at: int = 0
    rows_like_it: int = 0
    cells: dict[int, str] = field(default_factory=dict)
    is_row_hidden: bool = False
    said: dict[str, str] = field(default_factory=dict)
    kind: str = ""
    texts: list[str] = field(default_factory=list)
    in_data: bool = False
    count: int = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        said = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        if name == "Style":
            self.style = said.get("ID", "")
        elif name == "NumberFormat":
            code = said.get("Format", "")
            number, code = _NAMED_FORMATS.get(code, (0, code))
            shape, zeros = shape_of(number, code)
            self.formats[self.style] = Format(shape, zeros)
        elif name == "Worksheet":
            self._begin_sheet(said)
        elif name == "Row":
            self.row = _place(said.get("Index"), self.row) + 1
            if self.row > LAST_ROW:
                raise ProgressError(f"{self.file} is damaged", f"It has a row {self.row}.", "Save it once more.")
            self.at, self.cells, self.is_row_hidden = 0, {}, said.get("Hidden") == "1"
            self.rows_like_it = _place(said.get("Span"), 0, first=0)
        elif name == "Cell":
            self.at = _place(said.get("Index"), self.at)
            self.said, self.kind, self.texts = said, "", []
        elif name == "Data":
            self.kind, self.in_data = said.get("Type", "String"), True

    def _begin_sheet(self, said: dict[str, str]) -> None:
        if len(self.sheets) >= MAX_SHEETS:
            raise more_than(MAX_SHEETS, "sheets", self.file)
        self.sheets.append(RawSheet(said.get("Name", "")))
        self.row = 0

    def loose(self, text: str) -> None:
        """A piece of the text of a cell."""
        if self.in_data:
            self.texts.append(text)

    def end(self, name: str, text: str) -> None:
        """An element ends."""
        self.loose(text)
        if name == "Data":
            self.in_data = False
        elif name == "Cell" and self.sheets:
            self._cell()
        elif name == "Row" and self.sheets:
            self._end_row()
        elif name == "Worksheet" and self.sheets:
            self.sheets[-1].rows.sort(key=lambda row: row[0])
            square(self.sheets[-1], self.file)
        elif name == "Visible" and text.startswith("Sheet") and self.sheets:
            self.hidden.append(self.sheets[-1].name)

    def _end_row(self) -> None:
        sheet = self.sheets[-1]
        if any(map(str.strip, self.cells.values())):
            sheet.rows.append((self.row, [self.cells.get(at, "") for at in range(max(self.cells) + 1)]))
            if self.is_row_hidden:
                sheet.hidden_rows.append(self.row)
        self.row += self.rows_like_it  # blank rows of the same format are not written out

    def _cell(self) -> None:
        self.count += 1
        wide = _place(self.said.get("MergeAcross"), 0, first=0) + 1
        high = _place(self.said.get("MergeDown"), 0, first=0) + 1
        text = self._text("".join(self.texts))
        name = f"{column_letters(self.at)}{self.row}"
        if self.count > MAX_CELLS:
            raise more_than(MAX_CELLS, "cells", self.file)
        if text and self.at >= MAX_COLUMNS:
            raise more_than(MAX_COLUMNS, "columns", f"Row {self.row} of {self.file}")
        if len(text) > MAX_CELL:
            raise more_than(MAX_CELL, "characters", f"Cell {name} of {self.file}")
        sheet = self.sheets[-1]
        if text:
            self.cells[self.at] = text
            if (wide > 1 or high > 1) and len(sheet.merged) < MAX_MERGED:
                sheet.merged.append(Band(self.row, self.row + high - 1, self.at, self.at + wide - 1))
        self.at += wide

    def _text(self, raw: str) -> str:
        if self.kind == "Number":
            form = self.formats.get(self.said.get("StyleID", ""), Format())
            return number_text(raw.strip(), form.shape, form.zeros, since_1904=False)
        if self.kind == "DateTime":
            return iso_text(raw.strip().removesuffix(".000"))
        if self.kind == "Boolean":
            return "TRUE" if raw.strip() == "1" else "FALSE"
        if self.kind == "Error":
            return self._problem(raw, f"holds the error {raw}: mend the formula.")
        if not self.kind and "Formula" in self.said:
            return self._problem(self.said["Formula"], NOT_WORKED_OUT)
        return string_text(raw)

    def _problem(self, value: str, why: str) -> str:
        name = f"{column_letters(self.at)}{self.row}"
        marker = clean(f"{name}: {value[:20]}")
        self.sheets[-1].problems[marker] = Problem(self.row, clean(value)[:80], f"{name} {why}")
        return marker


def _place(text: str | None, other: int, *, first: int = 1) -> int:
    """A place (from 0) that an attribute gives, counted from `first`; `other` without one."""
    return max(int(text) - first, 0) if text is not None and text.isdecimal() and len(text) < 8 else other
