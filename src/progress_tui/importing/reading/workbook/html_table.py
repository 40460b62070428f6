"""A web page that calls itself Excel, as many school systems write it: the tables of pupils in it.

The tags are found by our own few lines on purpose: `html.parser` takes more than 15 s for 100,000 broken tags
(`<td<td…`, `<!--<!--…`, `<a b='<a b='…`) where this takes none, stops at `<![x` with an AssertionError, and needs 3.8 s
for 10,000 rows of 40 cells where this needs 0.6 s.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from progress_tui.domain.errors import ProgressError
from progress_tui.domain.text import clean
from progress_tui.importing.reading.grid.head import Band
from progress_tui.importing.reading.guarded.limits import MAX_CELL, MAX_COLUMNS, more_than
from progress_tui.importing.reading.table import SourceTable
from progress_tui.importing.reading.text.decoding import as_utf8
from progress_tui.importing.reading.workbook.cells import string_text
from progress_tui.importing.reading.workbook.sheet import MAX_CELLS, RawSheet, square
from progress_tui.importing.reading.workbook.sheets import weigh
from progress_tui.importing.reading.workbook.unite import Aside, table_of

MAX_TABLES = 500
"""Most tables of a page."""
MAX_DEPTH = 32
"""Most tables inside one another."""

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:_-]{0,40})([^<>]{0,4000})>", re.ASCII)
_SPAN = re.compile(r"\b(colspan|rowspan)\s*=\s*[\"']?\s*(\d{1,6})", re.IGNORECASE | re.ASCII)
_NOT_SHOWN = re.compile(r"display\s*:\s*none|\bhidden\b(?!\s*=\s*[\"']?false)|visibility\s*:\s*collapse", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta[^<>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{1,30})", re.IGNORECASE)
_RAW = ("script", "style", "xml", "noscript", "template")
_CLOSING = {name: re.compile(f"</{name}", re.IGNORECASE | re.ASCII) for name in _RAW}
_BREAKS = ("br", "p", "div", "li")
_MOST_ROWS_SPANNED = 65_534


def read_html(content: bytes, file: str, sha256: str) -> SourceTable:
    """The pupils in the tables of a web page.

    Args:
        content: its bytes.
        file: name without folders, for the sentences.
        sha256: of the bytes on disk.

    Raises:
        ProgressError: no table in it names pupils, or it is beyond the limits.
    """
    text, notes = _text(content, file)
    page = _Page(file)
    for is_end, name, said, words in _tokens(text):
        page.take(is_end, name, said, words)
    tables = [table for table in page.finished() if table.rows]
    if not any(weigh(table).holds_pupils for table in tables):
        raise ProgressError(
            f"{file} is a web page (HTML), whatever its name says",
            "No table in it names pupils.",
            "Open it in Excel or LibreOffice, save it as .xlsx or CSV and import that.",
        )
    found = table_of([table for table in tables if weigh(table).holds_pupils], file, sha256, aside=Aside())
    found.notes[:0] = [*notes, "The file is a web page (HTML), whatever its name says; its table was read."]
    return found


def _text(content: bytes, file: str) -> tuple[str, list[str]]:
    """The page as text: UTF-8 and UTF-16 are known by themselves, a code page where the page names it or by a guess."""
    declared = _CHARSET.search(content[:4096])
    utf8, notes = as_utf8(content, file, declared[1] if declared is not None else b"")
    return utf8.decode(errors="replace"), notes


def _tokens(text: str) -> Iterator[tuple[bool, str, str, str]]:
    """(is an end tag, name, attributes, text before it), each character looked at once whatever is broken."""
    at = 0
    while (opened := text.find("<", at)) >= 0:
        words = text[at:opened]
        match = _TAG.match(text, opened)
        if match is not None:
            name = match[2].lower()
            yield match[1] == "/", name, match[3], words
            at = match.end()
            if name in _RAW and match[1] != "/" and not match[3].endswith("/"):
                closing = _CLOSING[name].search(text, at)
                at = -1 if closing is None else closing.start()
        elif text.startswith("<!--", opened):
            yield False, "", "", words
            at = _after(text, "-->", opened)
        elif text[opened + 1 : opened + 2] in ("!", "?"):
            yield False, "", "", words
            at = _after(text, ">", opened)
        else:
            yield False, "", "", words + "<"
            at = opened + 1
        if at < 0:
            return


def _after(text: str, mark: str, start: int) -> int:
    found = text.find(mark, start)
    return -1 if found < 0 else found + len(mark)


@dataclass(slots=True)
class _Table:
    """A table under way.

    Attributes:
        below: column → rows that a cell above still reaches down.
    """

    sheet: RawSheet
    below: dict[int, int] = field(default_factory=dict)
    row: int = 0
    at: int = 0
    cells: dict[int, str] | None = None
    is_hidden: bool = False
    words: list[str] | None = None
    wide: int = 1
    high: int = 1
    caption: list[str] | None = None


@dataclass(slots=True)
class _Page:
    """Takes tags and gives tables."""

    file: str
    done: list[RawSheet] = field(default_factory=list)
    stack: list[_Table] = field(default_factory=list)
    count: int = 0
    cells: int = 0

    def take(self, is_end: bool, name: str, said: str, words: str) -> None:
        """A tag and the text before it."""
        table = self.stack[-1] if self.stack else None
        if table is not None and words:
            held = table.words if table.words is not None else table.caption
            if held is not None:
                held.append(words)
        if name == "table":
            self._table(is_end, said)
        elif table is None or not name:
            return
        elif name in ("tr", "thead", "tbody", "tfoot"):
            self._end_row(table)
            if name == "tr" and not is_end:
                self._begin_row(table, said)
        elif name in ("td", "th"):
            self._end_cell(table)
            if not is_end:
                self._begin_cell(table, said)
        elif name == "caption":
            table.caption = None if is_end else []
        elif name in _BREAKS and table.words is not None:
            table.words.append(" ")

    def finished(self) -> list[RawSheet]:
        """Every table, those that the page does not close among them, in order of their ends."""
        while self.stack:
            self._table(True, "")
        return self.done

    def _table(self, is_end: bool, said: str) -> None:
        if is_end:
            if self.stack:
                table = self.stack.pop()
                self._end_row(table)
                square(table.sheet, self.file)
                self.done.append(table.sheet)
            return
        self.count += 1
        if self.count > MAX_TABLES or len(self.stack) >= MAX_DEPTH:
            raise ProgressError(f"{self.file} has more than {MAX_TABLES} tables or too many inside one another")
        self.stack.append(_Table(RawSheet(f"Table {self.count}"), is_hidden=bool(_NOT_SHOWN.search(said))))

    def _begin_row(self, table: _Table, said: str) -> None:
        table.row += 1
        table.at, table.cells = 0, {}
        table.is_hidden = bool(_NOT_SHOWN.search(said))

    def _end_row(self, table: _Table) -> None:
        self._end_cell(table)
        if table.cells is None:
            return
        if any(map(str.strip, table.cells.values())):
            cells = [table.cells.get(at, "") for at in range(max(table.cells) + 1)]
            table.sheet.rows.append((table.row, cells))
            if table.is_hidden:
                table.sheet.hidden_rows.append(table.row)
        table.below = {at: left - 1 for at, left in table.below.items() if left > 1}
        table.cells = None

    def _begin_cell(self, table: _Table, said: str) -> None:
        if table.cells is None:
            self._begin_row(table, "")
        spans = {key.lower(): int(number) for key, number in _SPAN.findall(said)}
        table.wide = min(max(spans.get("colspan", 1), 1), MAX_COLUMNS)
        table.high = min(max(spans.get("rowspan", 1), 1), _MOST_ROWS_SPANNED)
        table.words = []

    def _end_cell(self, table: _Table) -> None:
        if table.words is None or table.cells is None:
            return
        text = string_text(" ".join(html.unescape("".join(table.words)).split()))
        table.words = None
        self.cells += table.wide
        if self.cells > MAX_CELLS:
            raise more_than(MAX_CELLS, "cells", self.file)
        while table.at in table.below:
            table.at += 1
        if table.at + table.wide > MAX_COLUMNS:
            raise more_than(MAX_COLUMNS, "columns", f"Row {table.row} of {self.file}")
        if len(text) > MAX_CELL:
            raise more_than(MAX_CELL, "characters", f"A cell in row {table.row} of {self.file}")
        if table.high > 1:
            # A cell of a later row that lies in a span goes to the right of it, hence one more than remains.
            table.below.update(dict.fromkeys(range(table.at, table.at + table.wide), table.high))
        if text and (table.wide > 1 or table.high > 1):
            right, bottom = table.at + table.wide - 1, table.row + table.high - 1
            table.sheet.merged.append(Band(table.row, bottom, table.at, right))
        table.cells[table.at] = clean(text) and text
        table.at += table.wide
