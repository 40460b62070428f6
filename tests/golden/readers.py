"""What others read in a file: the text of Word documents, workbooks and PDFs, by libraries that did not write them."""

from __future__ import annotations

import io
from collections.abc import Iterator

import docx
import openpyxl
import pypdf


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


def pdf_text(content: bytes) -> str:
    """All words of a PDF, as they follow each other."""
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages).split())
