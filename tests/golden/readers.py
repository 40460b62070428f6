"""What others read in a file: the text of Word documents, workbooks and PDFs, by libraries that did not write them."""

from __future__ import annotations

import csv
import html
import io
import re
import zipfile
from collections.abc import Iterator

import docx
import openpyxl
import pypdf
from markdown_it import MarkdownIt

from progress_tui.domain.text import without_safety_mark


def word_lines(content: bytes) -> Iterator[str]:
    """Paragraphs and rows of tables of a Word document, in order."""
    document = docx.Document(io.BytesIO(content))
    for part in document.iter_inner_content():
        if isinstance(part, docx.table.Table):
            for row in part.rows:
                yield " | ".join(cell.text.replace("\n", " / ") for cell in row.cells)
        elif part.text.strip():
            yield f"{_mark(part.style.name if part.style else '')}{part.text}"


def _mark(style: str) -> str:
    return f"[{style}] " if style.startswith(("Heading", "Title", "List")) else ""


def sheet_lines(content: bytes) -> Iterator[str]:
    """Rows of every sheet of a workbook; what is no text shows its type."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in book.worksheets:
        yield f"[{sheet.title}] frozen {sheet.freeze_panes}, filter {sheet.auto_filter.ref}"
        for row in sheet.iter_rows(values_only=True):
            yield " | ".join("" if cell is None else str(cell).replace("\n", " / ") for cell in row).rstrip(" |")


def markdown_text(content: bytes) -> str:
    """All words of a page of Markdown, as somebody reads them in a browser."""
    page = MarkdownIt("commonmark").enable("table").render(content.decode("utf-8"))
    return html.unescape(re.sub(r"<[^>]*>", " ", page))


def csv_rows(content: bytes) -> list[list[str]]:
    """Rows of a CSV file, without the apostrophe before what is no formula."""
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return [[without_safety_mark(cell) for cell in row] for row in rows]


def pdf_text(content: bytes) -> str:
    """All words of a PDF, as they follow each other."""
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages).split())


def everything_in(content: bytes) -> str:
    """All that can be read out of a file by whoever takes it apart: every part, stream and property, decoded."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = [(name, packed.read(name)) for name in packed.namelist()]
        return "\n".join(f"{name}\n{_decoded(part)}" for name, part in parts if not name.endswith((".png", ".jpeg")))
    if content.startswith(b"%PDF"):
        reader = pypdf.PdfReader(io.BytesIO(content))
        return "\n".join([pdf_text(content), str(reader.metadata), _decoded(content), *_streams(reader)])
    return _decoded(content)


def _streams(reader: pypdf.PdfReader) -> Iterator[str]:
    """Every object of a PDF but fonts and pictures, its stream unpacked."""
    size = int(str(reader.trailer["/Size"]))
    for number in range(1, size):
        found = reader.get_object(pypdf.generic.IndirectObject(number, 0, reader))
        if isinstance(found, pypdf.generic.StreamObject) and "/Length1" not in found and "/Width" not in found:
            yield _decoded(found.get_data())
        yield str(found)


def _decoded(content: bytes) -> str:
    """The bytes as text in every way in which a name could be written."""
    readings = [content.decode(encoding, "ignore") for encoding in ("utf-8", "utf-16-le", "utf-16-be", "latin-1")]
    # Read from its second byte, too, UTF-16 that stands at an odd place can be read.
    readings += [content[1:].decode(encoding, "ignore") for encoding in ("utf-16-le", "utf-16-be")]
    return html.unescape("\n".join(readings))
