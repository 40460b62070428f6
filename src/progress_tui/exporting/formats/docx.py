"""A document as DOCX: real styles, header rows that repeat, page numbers, A4; charts are pictures with their words.

Nothing in the file says on whose machine or when it was made but the time the document itself gives, and a document
made anew is the same to the byte. Text is put into runs, never into fields, so that it is literal; every string is
cleaned on its way, as XML takes no control character.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING, Final, Literal, assert_never

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from progress_tui.domain.text import clean
from progress_tui.exporting.documents.document import (
    Answer,
    Block,
    Bullets,
    Chart,
    Document,
    Facts,
    Heading,
    Manner,
    PageBreak,
    Paragraph,
    Table,
    closing,
)
from progress_tui.exporting.formats.charting import alt_text, can_be_drawn
from progress_tui.exporting.formats.pdf import picture
from progress_tui.exporting.formats.words import (
    as_table,
    captioned,
    cell_words,
    is_figure,
    is_wide,
    laid_out,
    lead_lines,
    type_size,
)

if TYPE_CHECKING:
    from docx.document import Document as Word
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.table import Table as WordTable
    from docx.table import _Cell as WordCell
    from docx.text.paragraph import Paragraph as WordParagraph

_SHORT_SIDE, _LONG_SIDE, _MARGIN = Cm(21.0), Cm(29.7), Cm(1.8)
_INK, _FAINT = RGBColor(0x1B, 0x2A, 0x41), RGBColor(0x60, 0x60, 0x60)
_FONT: Final = "Calibri"
_LONGEST_PROPERTY: Final = 255
_STYLES: Final = (
    ("Normal", 10.5, None), ("Title", 20, _INK), ("Heading 1", 14, _INK), ("Heading 2", 12, _INK),
    ("Heading 3", 11, _INK), ("Caption", 10.5, _INK), ("Subtitle", 10.5, _FAINT), ("Footer", 8, _FAINT),
    ("List Bullet", 10.5, None), ("List Number", 10.5, None), ("Quote", 10.5, None),
)  # fmt: skip


def render(document: Document) -> bytes:
    """The document as a Word file."""
    page = _Page(document)
    for block, caption in captioned(document):
        page.write(block, caption)
    page.close()
    return _packed(page.word, document.made)


class _Page:
    """A Word document as it is written."""

    def __init__(self, document: Document) -> None:
        self.word = docx.Document()
        self._document = document
        self._wide = is_wide(document)
        self._width = (_LONG_SIDE if self._wide else _SHORT_SIDE) - 2 * _MARGIN
        self._on_new_page = self._below_heading = self._gapped = False
        self._scale = type_size(document)
        _set_styles(self.word, self._scale)
        self._set_page()
        self._set_properties()
        _say(self.word.add_paragraph(style="Title"), document.title)
        for line in lead_lines(document):
            self._paragraph(line, "Subtitle")

    def write(self, block: Block, caption: str) -> None:
        """Add a block."""
        below_heading, self._below_heading = self._below_heading, isinstance(block, Heading)
        match block:
            case Heading(text, level):
                self._paragraph(text, f"Heading {level}")
            case Paragraph(text, manner):
                self._paragraphs(text, manner, below_heading)
            case Bullets(items, numbered):
                self._bullets(items, numbered)
            case Facts(pairs):
                self._facts(pairs)
            case Table():
                self._table(block, caption)
            case Chart():
                self._chart(block, caption)
            case Answer():
                self._answer(block)
            case PageBreak():
                self._break_page()
            case _:
                assert_never(block)

    def close(self) -> None:
        """Add the small print."""
        for line in closing(self._document):
            run = self._paragraph(line, "Normal").runs[0]
            run.font.size, run.font.color.rgb = Pt(8.5), _FAINT

    def _set_page(self) -> None:
        section = self.word.sections[0]
        sides = (_LONG_SIDE, _SHORT_SIDE) if self._wide else (_SHORT_SIDE, _LONG_SIDE)
        section.page_width, section.page_height = sides
        section.orientation = WD_ORIENT.LANDSCAPE if self._wide else WD_ORIENT.PORTRAIT
        section.left_margin = section.right_margin = section.top_margin = _MARGIN
        section.bottom_margin = Cm(2)
        document = self._document
        footer = section.footer.paragraphs[0]
        _say(footer, " · ".join(part for part in (document.title, document.scope, document.audience) if part))
        footer.add_run(" · Page ")
        _field(footer, "PAGE")
        footer.add_run(" of ")
        _field(footer, "NUMPAGES")

    def _set_properties(self) -> None:
        core, document = self.word.core_properties, self._document
        core.title = clean(document.title)[:_LONGEST_PROPERTY]
        core.subject = clean(f"{document.school} · {document.scope}")[:_LONGEST_PROPERTY]
        core.author = core.last_modified_by = core.comments = core.keywords = core.category = ""
        core.language, core.revision = "en-GB", 1
        core.created = core.modified = core.last_printed = document.made

    def _paragraph(self, text: str, style: str) -> WordParagraph:
        paragraph = self.word.add_paragraph(style=style)
        self._gapped = False
        if self._on_new_page:
            paragraph.paragraph_format.page_break_before, self._on_new_page = True, False
        _say(paragraph, text)
        return paragraph

    def _paragraphs(self, text: str, manner: Manner, below_heading: bool) -> None:
        for part in re.split(r"\n\s*\n", clean(text, keep_lines=True)):
            if not part.strip():
                continue
            paragraph = self._paragraph(part.strip(), "Quote" if manner == "quote" else "Normal")
            # A line between a heading and what it is of stays with both.
            paragraph.paragraph_format.keep_with_next = below_heading and manner == "small"
            for run in paragraph.runs:
                if manner == "lead":
                    run.font.size, run.bold = Pt(11.5), True
                elif manner == "small":
                    run.font.size, run.font.color.rgb = Pt(8.5), _FAINT

    def _bullets(self, items: tuple[str, ...], numbered: bool) -> None:
        for number, item in enumerate(items, start=1):
            if numbered:
                # Numbers are written out: a list of Word's own would count on from the list before.
                paragraph = self._paragraph(f"{number}.\t{clean(item)}", "List")
                paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(0.6))
            else:
                self._paragraph(item, "List Bullet")

    def _facts(self, pairs: tuple[tuple[str, str], ...]) -> None:
        if not pairs:
            return
        longest = max(len(label) for label, _ in pairs)
        share = min(0.36, (longest + 3) / 90)
        table = self._grid(len(pairs), (share, 1 - share), "Normal Table")
        for row, (label, words) in zip(table.rows, pairs, strict=True):
            _say(row.cells[0].paragraphs[0], label, bold=True, size=Pt(10.5 * self._scale))
            _say(row.cells[1].paragraphs[0], words, size=Pt(10.5 * self._scale))
        self._gap()

    def _table(self, table: Table, caption: str) -> None:
        if caption:
            self._paragraph(caption, "Caption").paragraph_format.keep_with_next = True
        if not table.rows:
            self._paragraph(table.empty, "Normal")
            return
        layout = laid_out(table, self._wide)
        grid, size = self._grid(len(table.rows) + 1, layout.shares, "Table Grid"), Pt(layout.size * self._scale)
        lines = [[column.label for column in table.columns]]
        lines += [[cell_words(*pair) for pair in zip(row, table.columns, strict=True)] for row in table.rows]
        for number, (row, line) in enumerate(zip(grid.rows, lines, strict=True)):
            if number and layout.to_fill:
                row.height = Cm(1.3)
            if number == 0 or not layout.breakable[number - 1]:
                _mark_row(row._tr, heading=number == 0)
            for cell, words, column in zip(row.cells, line, table.columns, strict=True):
                paragraph = cell.paragraphs[0]
                _say(paragraph, words, bold=number == 0, size=size)
                if is_figure(column):
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
                # The heading keeps with the first row, and the rows of a short table with each other.
                paragraph.paragraph_format.keep_with_next = number == 0 or (layout.kept and number < len(table.rows))
                if number == 0:
                    _shade(cell)
        self._gap()

    def _chart(self, chart: Chart, caption: str) -> None:
        if not can_be_drawn(chart):
            self._table(as_table(chart), caption)
            return
        if caption:
            self._paragraph(caption, "Caption").paragraph_format.keep_with_next = True
        paragraph = self.word.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        shape = paragraph.add_run().add_picture(io.BytesIO(picture(chart)), width=min(Cm(16.5), self._width))
        properties = shape._inline.docPr
        properties.set("descr", clean(alt_text(chart)))
        properties.set("name", "Chart")
        self._table(as_table(chart), "")

    def _answer(self, answer: Answer) -> None:
        """Two rows: the question with its reference, and room for the answer, which grows as it is filled in."""
        table = self._grid(2, (1.0,), "Table Grid")
        question, room = table.rows[0].cells[0], table.rows[1].cells[0]
        _say(question.paragraphs[0], answer.label, bold=True)
        if answer.reference:
            reference = question.paragraphs[0].add_run(f"  ({answer.reference})")
            reference.font.size, reference.font.color.rgb = Pt(7), _FAINT
        question.paragraphs[0].paragraph_format.keep_with_next = True
        _shade(question)
        _mark_row(table.rows[0]._tr, heading=False)
        table.rows[1].height = Cm(0.65 * max(1, answer.lines))
        _say(room.paragraphs[0], answer.text)
        self._gap()

    def _grid(self, rows: int, shares: tuple[float, ...], style: str) -> WordTable:
        if self._on_new_page:
            self._paragraph("", "Normal")
        table: WordTable = self.word.add_table(rows, len(shares), style=style)
        table.autofit = False
        if style == "Table Grid":
            _thin_lines(table)
        for column, share in zip(table.columns, shares, strict=True):
            column.width = int(self._width * share)
        for row in table.rows:
            for cell, share in zip(row.cells, shares, strict=True):
                cell.width = int(self._width * share)
        return table

    def _break_page(self) -> None:
        """Begin a page with what comes next; a break or gap of its own could fill a page with nothing."""
        last = self.word.paragraphs[-1]
        if self._gapped and not last.text:
            last._p.getparent().remove(last._p)
        self._on_new_page, self._gapped = True, False

    def _gap(self) -> None:
        """Word joins tables that touch."""
        self._gapped = True
        gap = self.word.add_paragraph()
        gap.paragraph_format.space_after = Pt(0)
        gap.paragraph_format.line_spacing = Pt(8)


def _set_styles(word: Word, scale: float) -> None:
    for name, size, colour in _STYLES:
        style = word.styles[name]
        style.font.name, style.font.size = _FONT, Pt(size * scale)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:hAnsi"), _FONT)
        if colour is not None:
            style.font.color.rgb = colour
    word.styles["Normal"].paragraph_format.space_after = Pt(5)
    word.styles["Quote"].paragraph_format.left_indent = Cm(0.5)
    word.styles["Subtitle"].paragraph_format.space_after = Pt(2)
    word.styles["Subtitle"].font.italic = False
    for spacing in word.styles["Subtitle"].element.rPr.findall(qn("w:spacing")):
        word.styles["Subtitle"].element.rPr.remove(spacing)


def _say(paragraph: WordParagraph, text: str, *, bold: bool = False, size: Pt | None = None) -> None:
    """Put plain text into a paragraph; line feeds become line breaks."""
    for number, line in enumerate(clean(text, keep_lines=True).split("\n")):
        run = paragraph.add_run()
        if number:
            run.add_break()
        run.add_text(line)
        run.bold = bold or None
        if size is not None:
            run.font.size = size
            paragraph.paragraph_format.space_after = Pt(1)


def _element(tag: str, **attributes: str) -> BaseOxmlElement:
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def _field(paragraph: WordParagraph, code: Literal["PAGE", "NUMPAGES"]) -> None:
    """A number that Word works out."""
    paragraph._p.append(field := _element("w:fldSimple", instr=code))
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)


def _mark_row(row: BaseOxmlElement, *, heading: bool) -> None:
    """Keep a row on one page; one of headings stands on top of every page the table runs over."""
    properties = row.get_or_add_trPr()
    properties.append(_element("w:cantSplit", val="true"))
    if heading:
        properties.append(_element("w:tblHeader", val="true"))


def _thin_lines(table: WordTable) -> None:
    """Grey lines, as in print."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(_element(f"w:{side}", val="single", sz="4", space="0", color="BFC5CE"))
    table._tbl.tblPr.append(borders)
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(_element(f"w:{side}", w="70", type="dxa"))
    table._tbl.tblPr.append(margins)


def _shade(cell: WordCell) -> None:
    cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill="E8EDF4"))


def _packed(word: Word, made: datetime) -> bytes:
    """The file with the time of the document on all its parts, and without the picture of python-docx's template."""
    first, second = io.BytesIO(), io.BytesIO()
    word.save(first)
    stamp = (max(1980, made.year), made.month, made.day, made.hour, made.minute, 0)
    with zipfile.ZipFile(first) as old, zipfile.ZipFile(second, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name, stamp)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            new.writestr(info, old.read(name))
    return second.getvalue()
