"""One document in every format: the same words, literal whatever they are, with real types, on paper of our own."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
import zipfile
from datetime import date, datetime

import docx
import openpyxl
import pypdf
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm

from progress_tui.exporting import Format, render
from progress_tui.exporting.documents.document import (
    Answer,
    Bullets,
    Cell,
    Chart,
    ChartLine,
    ChartPoint,
    Column,
    Document,
    Facts,
    Heading,
    PageBreak,
    Paragraph,
    Table,
)
from progress_tui.exporting.formats import FORMATS
from progress_tui.exporting.formats.charting import alt_text, layout
from progress_tui.exporting.formats.words import cell_words
from progress_tui.exporting.writing import file_stem
from tests.golden.readers import pdf_text, word_lines

HOSTILE = (
    '#eval(read("/etc/passwd")) #import "@preview/x:0.1.0"', "$x^2$ \\ @ref <label> *b* _i_ [c] `d` // e /* f */",
    "=HYPERLINK(\"http://x\")", "+1+1", "-2+3", "@SUM(A1)", "http://example.org", "{=1}", "&lt;b&gt; & < > \" '",
    "%PDF-1.7 endobj", "]]> <w:t>", "&P &D", "1,234", "2026-11-23", "TRUE", "007", "٣ Ω ж ł ő ü — … ● ▲ ⚑", "'quoted",
)  # fmt: skip
INVISIBLE = "a\x1b[31mb\u202ec\u200bd\u2066e\x00f"
POINTS = (ChartPoint("Sum2", 94.0, error=5.0), ChartPoint("Aut1", None), ChartPoint("Aut2", 101.0, "101 !", 4.0))
CHART = Chart("Tests", (ChartLine("Reading", POINTS),), 100.0, "expected standard (100)")
ROW: tuple[Cell, ...] = ("=1+1", 1234, -1.5, 96.5, date(2026, 11, 23), True)
TABLE = Table(
    "Actions/[all]: what?",
    (
        Column("What", weight=3), Column("Days", "count"), Column("Change", "number"), Column("Absence", "percent"),
        Column("Due", "date"), Column("Done", "yes_no"),
    ),
    (ROW, ("two\nlines", None, 2.25, None, None, None)),
)  # fmt: skip


def _document(*blocks: object, kind: str = "teacher") -> Document:
    held = tuple(
        one
        for one in blocks
        if isinstance(one, Heading | Paragraph | Bullets | Facts | Table | Chart | Answer | PageBreak)
    )
    assert len(held) == len(blocks)
    return Document(
        kind, "The title #1", "St. Mary's", "4B · Autumn 2", "For the teacher.", "initials",
        datetime(2026, 11, 23, 15, 30), False, held, ("Small print.",), ("4B", "2026-27:Aut2"),
    )  # fmt: skip


def _hostile() -> Document:
    cells = tuple((text,) for text in HOSTILE)
    return _document(
        Heading(HOSTILE[0]), *(Paragraph(text) for text in HOSTILE), Bullets(HOSTILE),
        Facts(((HOSTILE[1], HOSTILE[0]),)), Paragraph(INVISIBLE, "quote"),
        Table(HOSTILE[1], (Column(HOSTILE[0]),), cells), Answer(HOSTILE[0], "M1-2", 2, "x"),
    )  # fmt: skip


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text).replace("\u200b", "")


def test_hostile_text_is_literal_in_a_pdf_and_a_word_document() -> None:
    document = _hostile()
    texts = {"pdf": pdf_text(render(document, "pdf")), "docx": "\n".join(word_lines(render(document, "docx")))}
    for form, text in texts.items():
        # Signs written from right to left are read in another order from a page.
        lost = [one for one in HOSTILE if _bare(one.replace("٣", "")) not in _bare(text.replace("٣", ""))]
        assert lost == [], form
        assert "a[31mbcdef" in text
        assert not set(text) & set("\x1b\x00\u202e\u2066")


def test_no_text_becomes_a_formula_a_link_or_a_number_in_a_workbook() -> None:
    content = render(_hostile(), "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(content))
    rows = [row[0] for row in book.worksheets[1].iter_rows(min_row=2)]
    assert [str(cell.value) for cell in rows] == [" ".join(text.split()) for text in HOSTILE]
    assert {cell.data_type for sheet in book.worksheets for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert all(cell.hyperlink is None and cell.value != 7 for cell in rows)
    parts = zipfile.ZipFile(io.BytesIO(content))
    assert not [name for name in parts.namelist() if b"<f>" in parts.read(name) or b"hyperlink" in parts.read(name)]


def test_a_workbook_has_real_types_a_filter_and_a_frozen_heading() -> None:
    book = openpyxl.load_workbook(io.BytesIO(render(_document(Facts((("Held on", "today"),)), TABLE), "xlsx")))
    assert book.sheetnames == ["About", "Actions all what"]
    about, sheet = book.worksheets
    assert {("Held on", "today")} <= {(row[0].value, row[1].value) for row in about.iter_rows()}
    first = [cell.value for cell in sheet[2]]
    assert first == ["=1+1", 1234, -1.5, 96.5, datetime(2026, 11, 23), "yes"]
    assert sheet["E2"].is_date
    assert [cell.value for cell in sheet[3]] == ["two\nlines", None, 2.25, None, None, "not known"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B2", "A1:F3")
    assert not book.properties.creator


def test_a_word_document_has_real_styles_and_names_no_author() -> None:
    content = render(_document(Heading("One"), TABLE, CHART, Answer("Why?", "M1-2-why")), "docx")
    word = docx.Document(io.BytesIO(content))
    assert [one.style.name for one in word.paragraphs if one.style and one.text in ("The title #1", "One")] == [
        "Title", "Heading 1",
    ]  # fmt: skip
    heading = word.tables[0].rows[0]._tr
    assert heading.trPr is not None
    assert heading.trPr.find(qn("w:tblHeader")) is not None
    section, core = word.sections[0], word.core_properties
    assert (round(section.page_width or 0, -4), round(section.page_height or 0, -4)) == (
        round(Mm(210), -4), round(Mm(297), -4),
    )  # fmt: skip
    assert "For the teacher." in section.footer.paragraphs[0].text
    assert (core.author, core.last_modified_by, core.comments) == ("", "", "")
    assert core.created is not None
    assert core.created.replace(tzinfo=None) == core.modified.replace(tzinfo=None) == datetime(2026, 11, 23, 15, 30)
    (shape,) = word.inline_shapes
    assert shape._inline.docPr.get("descr") == alt_text(CHART)
    assert word.tables[-1].cell(0, 0).text == "Why?  (M1-2-why)"


def test_a_pdf_is_a4_carries_its_fonts_and_says_whom_it_is_for_on_every_page() -> None:
    reader = pypdf.PdfReader(io.BytesIO(render(_document(TABLE, PageBreak(), Paragraph("● ▲ ⚑ ő")), "pdf")))
    assert len(reader.pages) == 2
    for page in reader.pages:
        assert [round(float(side)) for side in page.mediabox[2:]] == [595, 842]
        assert "For the teacher." in page.extract_text()
        embedded, others = page._get_fonts()
        assert {re.sub(r".*\+|-.*", "", name) for name in embedded} <= {"Carlito", "DejaVuSans"}
        assert others == set()
    assert reader.metadata is not None
    assert (reader.metadata.author, reader.metadata.title) == (None, "The title #1")
    assert "/StructTreeRoot" in reader.root_object


@pytest.mark.parametrize("form", [*FORMATS])
def test_a_document_made_anew_is_the_same_to_the_byte(form: Format) -> None:
    document = _document(Heading("One"), TABLE, CHART)
    assert render(document, form) == render(document, form)


@pytest.mark.parametrize("lines", range(38, 50))
def test_a_heading_never_ends_a_page_with_only_the_lines_under_it(lines: int) -> None:
    above = Paragraph("\n".join(["Above"] * lines))
    under = (Paragraph("Year 4", "small"), Paragraph("Not spoken of."), Facts((("What we see", "word " * 90),)))
    document = _document(above, Heading("A child"), *under)
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(render(document, "pdf"))).pages]
    (held,) = (page for page in pages if "A child" in page)
    assert "What we see" in held


def test_a_long_table_repeats_its_heading_and_breaks_no_row() -> None:
    rows = tuple((f"Row {number}", "word " * 40) for number in range(60))
    table = Table("Long", (Column("Number"), Column("Words")), rows)
    pages = pypdf.PdfReader(io.BytesIO(render(_document(table), "pdf"))).pages
    texts = [" ".join(page.extract_text().split()) for page in pages]
    assert len(texts) > 2
    assert all("Number Words" in text for text in texts)
    assert [number for number in range(60) if sum(f"Row {number} word" in text for text in texts) != 1] == []


def test_csv_of_one_table_is_that_table_and_of_a_whole_document_a_long_one() -> None:
    one = _rows(_document(Paragraph("Said before."), TABLE))
    assert one[0] == ["What", "Days", "Change", "Absence", "Due", "Done"]
    assert one[1:] == [
        ["'=1+1", "1234", "-1.5", "96.5", "2026-11-23", "yes"], ["two\nlines", "", "2.25", "", "", "unknown"],
    ]  # fmt: skip
    long = _rows(_document(Heading("Ann"), Bullets(("first",)), TABLE, CHART, Answer("Why?", "M1-2-why", text="x")))
    assert long[0] == ["section", "row", "column", "value"]
    assert ["Ann", "1", "item", "first"] in long
    assert ["Ann › Actions/[all]: what?", "2", "Change", "2.25"] in long
    assert ["Ann › Tests", "1", "Aut2", "101 ! ± 4"] in long
    assert [row[2:] for row in long if row[2] in ("question", "M1-2-why")] == [["question", "Why?"], ["M1-2-why", "x"]]


def _rows(document: Document) -> list[list[str]]:
    return list(csv.reader(io.StringIO(render(document, "csv").decode("utf-8-sig"), newline="")))


def test_cells_read_alike_everywhere() -> None:
    words = [cell_words(cell, column) for cell, column in zip(ROW, TABLE.columns, strict=True)]
    assert words == ["=1+1", "1,234", "−1.5", "96.5 %", "23 Nov 2026", "yes"]
    page = render(_document(TABLE), "md").decode()
    assert "| =1+1 | 1,234 | −1.5 | 96.5 % | 23 Nov 2026 | yes |" in page
    assert "| two<br>lines |" in page


def test_a_gap_in_a_chart_stays_a_gap_and_the_figures_stand_below_it() -> None:
    drawn = layout(CHART)
    (line,) = drawn["lines"] if isinstance(drawn["lines"], list) else []
    assert (len(line["points"]), line["joined"]) == (2, [])
    assert "| Reading | 94 ± 5 | no result | 101 ! ± 4 |" in render(_document(CHART), "md").decode()
    assert "94 ± 5" in pdf_text(render(_document(CHART), "pdf"))
    empty = Chart("Nothing", (ChartLine("Reading", ()),))
    assert "Nothing" in pdf_text(render(_document(empty), "pdf"))


def test_a_file_is_named_in_safe_letters_and_never_after_a_device() -> None:
    document = _document(kind="con")
    assert file_stem(document) == "st-marys-4b-2026-27-aut2-con"


def test_libraries_of_formats_are_loaded_when_a_file_is_made_and_not_before() -> None:
    code = "import sys, progress_tui.exporting; print({'docx', 'typst', 'xlsxwriter', 'lxml'} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "set()"


def test_a_new_page_in_a_word_document_begins_with_what_comes_next() -> None:
    word = docx.Document(io.BytesIO(render(_document(TABLE, PageBreak(), Heading("Next")), "docx")))
    (heading,) = (one for one in word.paragraphs if one.text == "Next")
    assert heading.paragraph_format.page_break_before is True
    before = heading._p.getprevious()
    assert before is not None
    assert before.tag == qn("w:tbl"), "no empty line that could fill a page of its own"
