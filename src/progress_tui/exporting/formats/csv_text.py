"""A document as CSV.

A document that is one table, with nothing but headings and sentences around it, is that table: its headings, then its
rows. One whose flat form holds all of it (`Document.flat_is_whole`) is that. Any other is written as a long table:

- `section`: the headings above, joined by ` › `, and the title of a table or chart
- `row`: the number of the row, item or paragraph within the section
- `column`: the heading of a cell, the label of a fact, the reference of an answer; `text`, `item` or `question`
- `value`: what stands there; empty where an answer is to be filled in

Days are ISO (`2026-11-23`), numbers have a point and an ASCII minus, a percentage is of 100, yes and no are `yes`, `no`
and `unknown`. UTF-8 with a byte order mark (spreadsheet programs need it) and CRLF.

`csv_lines` is the safe-text step of this format: every cell, headings included, goes through `spreadsheet_safe`.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from progress_tui.domain.text import clean, spreadsheet_safe
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
    PageBreak,
    Paragraph,
    Table,
    closing,
)
from progress_tui.exporting.formats.words import as_table, captioned, lead_lines


def render(document: Document) -> bytes:
    """The document in UTF-8 with a byte order mark and CRLF."""
    table = document.flat if document.flat_is_whole else _only_table(document)
    rows = table_rows(table) if table is not None else _long_form(document)
    return csv_lines(rows).encode("utf-8-sig")


def csv_lines(rows: Sequence[Sequence[str]]) -> str:
    """Rows as CSV with CRLF, no cell of which a spreadsheet program takes for a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    # White space before a formula would not keep every program from running it, so it goes first.
    writer.writerows([spreadsheet_safe(clean(cell, keep_lines=True).strip()) for cell in row] for row in rows)
    return text.getvalue()


def table_rows(table: Table) -> list[list[str]]:
    """A table as rows of text, its headings first."""
    headings = [column.label for column in table.columns]
    return [headings, *([_plain(*pair) for pair in zip(row, table.columns, strict=True)] for row in table.rows)]


def _only_table(document: Document) -> Table | None:
    tables = [block for block in document.blocks if isinstance(block, Table)]
    around = (Heading, Paragraph, Facts, PageBreak, Table)
    return tables[0] if len(tables) == 1 and all(isinstance(block, around) for block in document.blocks) else None


def _long_form(document: Document) -> list[list[str]]:
    rows = [["section", "row", "column", "value"], [document.title, "", "title", document.title]]
    rows += [[document.title, "", "text", line] for line in lead_lines(document)]
    headings: list[str] = []
    counts = Counter[str]()
    for block, _ in captioned(document):
        if isinstance(block, Heading):
            headings = [*headings[: block.level - 1], block.text]
        section = " › ".join(headings)
        title = block.title if isinstance(block, Table | Chart) else ""
        if title and title not in headings[-1:]:
            section = " › ".join([*headings, title])
        for number, column, value in _values(block):
            # Paragraphs of a section are counted on from one block to the next.
            counts[section] += not number
            rows.append([section, str(number or counts[section]), column, value])
    rows += [["", "", "text", line] for line in closing(document)]
    return rows


def _values(block: Block) -> Iterator[tuple[int, str, str]]:
    """The number (0 to be counted on), column and value of everything in a block."""
    match block:
        case Paragraph(text):
            yield 0, "text", text
        case Bullets(items):
            yield from ((number, "item", item) for number, item in enumerate(items, start=1))
        case Facts(pairs):
            yield from ((0, label, words) for label, words in pairs)
        case Table() | Chart():
            table = as_table(block)
            if not table.rows:
                yield 0, "text", table.empty
            for number, row in enumerate(table.rows, start=1):
                for cell, column in zip(row, table.columns, strict=True):
                    yield number, column.label, _plain(cell, column)
        case Answer(label, reference, _, text):
            yield 0, "question", label
            yield 0, reference, text
        case _:
            pass


def _plain(cell: Cell, column: Column) -> str:
    """A cell for a program to read."""
    if cell is None:
        return "unknown" if column.kind == "yes_no" else ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, date):
        return cell.isoformat()
    return cell if isinstance(cell, str) else f"{round(cell, 6) + 0.0:.15g}"
