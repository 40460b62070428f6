"""A document as XLSX: a first sheet with everything in reading order, then a sheet for each table, with real types.

Numbers are numbers, days are days, percentages are of 100 with the sign in their format. Text is written as text and
nothing else: no string becomes a formula, a number or a link. Sheets of tables have filters and a frozen heading.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

import xlsxwriter

from progress_tui.domain.text import clean
from progress_tui.exporting.documents.document import (
    Answer,
    Block,
    Bullets,
    Cell,
    Chart,
    Column,
    Document,
    Facts,
    Heading,
    Paragraph,
    Table,
    closing,
)
from progress_tui.exporting.formats.words import (
    as_table,
    captioned,
    cell_words,
    lead_lines,
    tables_with_names,
)

if TYPE_CHECKING:
    from xlsxwriter.format import Format as Look
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME, _LONGEST_CELL, _LONGEST_PROPERTY = 31, 32_000, 255
_FORMS: Final = {"date": "d mmm yyyy", "percent": '0.0" %"', "count": "#,##0", "number": "General"}
_OPTIONS: Final = {
    "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    "default_date_format": "d mmm yyyy",
}  # fmt: skip


def render(document: Document) -> bytes:
    """The document as a workbook."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, _OPTIONS) as book:
        book.set_properties(
            {
                "title": _cut(clean(document.title), _LONGEST_PROPERTY),
                "subject": _cut(clean(document.scope), _LONGEST_PROPERTY),
                "author": "",
                "created": document.made,
            }
        )
        looks = _Looks(book)
        tables = tables_with_names(document)
        names = _sheet_names(["About", *(name for name, _ in tables)])
        _About(
            _sheet(book, names[0], document), looks, dict(zip((id(one) for _, one in tables), names[1:], strict=True))
        ).write(document)
        for name, (_, table) in zip(names[1:], tables, strict=True):
            _write_table(_sheet(book, name, document), table, looks)
    return content.getvalue()


class _Looks:
    """The formats of cells in a workbook."""

    def __init__(self, book: Workbook) -> None:
        base: dict[str, object] = {"font_name": "Calibri", "font_size": 11, "valign": "top"}
        self.text: Look = book.add_format({**base, "text_wrap": True})
        self.bold: Look = book.add_format({**base, "bold": True, "text_wrap": True})
        self.title: Look = book.add_format({**base, "bold": True, "font_size": 16})
        self.faint: Look = book.add_format({**base, "font_color": "#606060", "text_wrap": True})
        self.headings: Sequence[Look] = [
            book.add_format({**base, "bold": True, "font_size": size}) for size in (14, 12, 11)
        ]
        self.head: Look = book.add_format({**base, "bold": True, "text_wrap": True, "bg_color": "#E8EDF4", "bottom": 1})
        self.room: Look = book.add_format({**base, "text_wrap": True, "border": 1, "bg_color": "#FFFBE6"})
        self.kinds: dict[str, Look] = {
            kind: book.add_format({**base, "num_format": form, "align": "right" if kind != "date" else "left"})
            for kind, form in _FORMS.items()
        }


class _About:
    """The first sheet: the whole document in reading order, labels at the left, words beside them."""

    def __init__(self, sheet: Worksheet, looks: _Looks, names: dict[int, str]) -> None:
        self._sheet, self._looks, self._names, self._row = sheet, looks, names, 0
        sheet.set_column(0, 0, 30)
        sheet.set_column(1, 1, 90)

    def write(self, document: Document) -> None:
        """Write everything but the tables, of which it is said where they are."""
        self._line(document.title, look=self._looks.title)
        for line in lead_lines(document):
            self._line("", line, self._looks.faint)
        for block, caption in captioned(document):
            self._block(block, caption)
        self._row += 1
        for line in closing(document):
            self._line("", line, self._looks.faint)

    def _block(self, block: Block, caption: str) -> None:
        match block:
            case Heading(text, level):
                self._row += level == 1
                self._line(text, look=self._looks.headings[level - 1])
            case Paragraph(text):
                self._line("", text)
            case Bullets(items, numbered):
                for number, item in enumerate(items, start=1):
                    self._line("", f"{number}. {item}" if numbered else f"• {item}")
            case Facts(pairs):
                for label, words in pairs:
                    self._line(label, words, label_look=self._looks.bold)
            case Table():
                said = (
                    f"See the sheet “{self._names[id(block)]}” ({len(block.rows)} rows)." if block.rows else block.empty
                )
                self._line(caption, said, label_look=self._looks.bold)
            case Chart():
                self._chart(block, caption)
            case Answer(label, reference, lines, text):
                self._line(label, text, self._looks.room, self._looks.bold, height=max(1, lines) * 15)
                self._sheet.write_string(self._row - 1, 2, reference, self._looks.faint)
            case _:
                pass

    def _chart(self, chart: Chart, caption: str) -> None:
        """The figures of a chart, a line each: they are words such as `Just below` as often as numbers."""
        table = as_table(chart)
        if caption:
            self._line(caption, label_look=self._looks.bold)
        for row in table.rows:
            pairs = zip(table.columns[1:], row[1:], strict=True)
            words = ", ".join(f"{column.label} {cell}" for column, cell in pairs if cell)
            self._line(str(row[0]), words)
        if not table.rows:
            self._line("", table.empty)

    def _line(
        self,
        label: str,
        words: str = "",
        look: Look | None = None,
        label_look: Look | None = None,
        height: int | None = None,
    ) -> None:
        if label:
            _write_text(self._sheet, self._row, 0, label, label_look or look or self._looks.text)
        if words or height:
            _write_text(self._sheet, self._row, 1, words, look or self._looks.text)
        # Spreadsheet programs do not all grow a row to fit the text in it.
        lines = sum(1 + len(line) // 95 for line in words.split("\n"))
        if height or lines > 1:
            self._sheet.set_row(self._row, max(height or 0, 15 * lines))
        self._row += 1


def _sheet(book: Workbook, name: str, document: Document) -> Worksheet:
    sheet = book.add_worksheet(name)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    # An ampersand would begin a code of the footer.
    audience = clean(document.audience).replace("&", "&&")[:200]
    sheet.set_footer(f"&L&8{' ' if audience[:1].isdigit() else ''}{audience}&R&8Page &P of &N")
    return sheet


def _sheet_names(wanted: Sequence[str]) -> list[str]:
    """Names that every spreadsheet program takes, unique whatever their case."""
    chosen: list[str] = []
    for want in wanted:
        base = (
            _cut(" ".join(_FORBIDDEN.sub(" ", clean(want)).split()).strip("' "), _LONGEST_NAME).strip("' ") or "Table"
        )
        base = "Table" if base.casefold() == "history" else base
        name, number = base, 2
        while name.casefold() in {one.casefold() for one in chosen}:
            ending = f" {number}"
            name, number = _cut(base, _LONGEST_NAME - len(ending)) + ending, number + 1
        chosen.append(name)
    return chosen


def _cut(text: str, most: int) -> str:
    """The beginning of `text`, in as many units of UTF-16: the format counts those, and an emoji is two."""
    return text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")


def _write_table(sheet: Worksheet, table: Table, looks: _Looks) -> None:
    for place, column in enumerate(table.columns):
        _write_text(sheet, 0, place, column.label, looks.head)
        words = [cell_words(row[place], column) for row in table.rows]
        longest = max([len(column.label) + 3, *(len(line) for text in words for line in text.split("\n"))])
        sheet.set_column(place, place, min(60, max(8, longest + 1)))
        for number, row in enumerate(table.rows, start=1):
            _write_cell(sheet, number, place, row[place], column, looks)
    if not table.rows:
        _write_text(sheet, 1, 0, table.empty, looks.text)
    sheet.autofilter(0, 0, max(1, len(table.rows)), len(table.columns) - 1)
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)


def _write_cell(sheet: Worksheet, row: int, place: int, cell: Cell, column: Column, looks: _Looks) -> None:
    if isinstance(cell, date):
        moment = datetime(cell.year, cell.month, cell.day)
        sheet.write_datetime(row, place, moment, looks.kinds["date"])
    elif isinstance(cell, int | float) and not isinstance(cell, bool):
        kind = column.kind if column.kind in _FORMS and column.kind != "date" else "number"
        sheet.write_number(row, place, cell, looks.kinds[kind])
    else:
        words = cell_words(cell, column)
        if words:
            _write_text(sheet, row, place, words, looks.text)


def _write_text(sheet: Worksheet, row: int, place: int, text: str, look: Look) -> None:
    sheet.write_string(row, place, _cut(clean(text, keep_lines=True), _LONGEST_CELL), look)
