"""Hostile texts in every export: plain text in every format, in files with harmless names."""

from __future__ import annotations

import csv
import dataclasses
import io
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pypdf
import pytest
import xlsxwriter
from markdown_it import MarkdownIt

from progress_tui.domain.whom import Whom
from progress_tui.exporting import file_contents
from progress_tui.exporting.documents.kinds import KINDS, KindId
from progress_tui.exporting.formats import FORMATS, Format
from progress_tui.workspace import Workspace
from progress_tui.workspace.exporting import Asked, Exporting
from progress_tui.workspace.exports import ExportPlace, NotesShown, Request
from tests.golden.a_meeting import AUTUMN, Held, hold
from tests.golden.readers import csv_rows, markdown_text, pdf_text, sheet_lines, word_lines
from tests.hostile_school import CLASS, not_plain, take_names, take_texts

_STARTS = re.compile(r"\s*[=+\-@＝＋－＠\t\r]")
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_FILE = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?\.[a-z]{2,4}")
_WHOLE = (
    "[red]Rot[/red]", "[link=http://x.invalid/a]Klick[/link]", "=cmd|' /C calc'!A0", "{{template}}",
    "<script>alert(1)</script>", '#read("/etc/passwd")', "*fett* _schräg_", "&lt;b&gt; &#x41;", "_x000D_ _x0041_",
    "![](http://x.invalid/i.png)", "[a](javascript:alert(1))", "../../etc/passwd", "@SUM(A1)", "-2+3", "+1+1",
)  # fmt: skip
"""What is plain enough to be looked for as it was written."""


class School(NamedTuple):
    """The demo school with hostile texts in its rows, and a meeting that was held there."""

    workspace: Workspace
    held: Held
    home: Path


@pytest.fixture(scope="module")
def school(demo_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("PROGRESS_TUI_HOME", str(home))
        workspace = Workspace(Path(shutil.copy(demo_template, home / "school.duckdb")))
        try:
            workspace.file.write(take_names)
            workspace.refresh()
            held = hold(workspace)
            workspace.file.write(take_texts)
            workspace.refresh()
            yield School(workspace, held, home)
        finally:
            workspace.close()


_READERS: dict[Format, Callable[[bytes], str]] = {
    "md": markdown_text,
    "docx": lambda content: "\n".join(word_lines(content)),
    "pdf": pdf_text,
    "xlsx": lambda content: "\n".join(sheet_lines(content)),
    "csv": lambda content: "\n".join(cell for row in csv_rows(content) for cell in row),
}


@pytest.mark.parametrize("kind", [kind.id for kind in KINDS.values()])
def test_a_document_of_hostile_texts_is_plain_text_in_every_format(school: School, kind: KindId) -> None:
    meeting_id = school.held.planned_id if kind in ("prep", "pack") else school.held.meeting_id
    asked = Asked(kind, school.held.school_id, AUTUMN, meeting_id, school.held.pupil_id, Whom())
    record = school.workspace.exporting.record(asked)
    for names in KINDS[kind].modes:
        document = Exporting.document(kind, record, names).document
        texts = [*_strings((document.school, document.blocks))]
        wanted = [word for word in _WHOLE if any(word in text for text in texts)]
        assert wanted, "the document holds hostile texts"
        for name, content in file_contents([document], [*FORMATS]).items():
            form: Format = next(form for form in FORMATS if name.endswith(f".{form}"))
            assert [*_harm(form, content)] == [], name
            assert _is_harmless(name), name
            read = _bare(_READERS[form](content))
            # A document that is one table is that table in CSV, without what stands around it.
            if form != "csv" or read.startswith("sectionrowcolumnvalue"):
                assert [word for word in wanted if _bare(word) not in read] == [], name


def _strings(thing: object) -> Iterator[str]:
    """Every text anywhere in a document."""
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, list | tuple):
        for one in thing:
            yield from _strings(one)
    elif dataclasses.is_dataclass(thing):
        for field in dataclasses.fields(thing):
            yield from _strings(getattr(thing, field.name))


def _bare(text: str) -> str:
    """Without white space and what long words are broken at."""
    return re.sub(r"[\s\u200b\u00ad]+", "", text)


def _is_harmless(name: str) -> bool:
    return bool(_FILE.fullmatch(name)) and not _DEVICES.fullmatch(name) and len(name) <= 200


def test_notes_and_everything_on_file_are_plain_text(school: School, tmp_path: Path) -> None:
    opened = school.workspace.open(None, CLASS).view
    assert opened is not None
    view = school.workspace.class_view(opened.school_id, opened.class_id, opened.point)
    shown = NotesShown(view, school.workspace.filter("", view), tuple(row.pupil_id for row in view.rows), "")
    place = ExportPlace(school.held.school_id, AUTUMN, notes=shown)
    written = school.workspace.exports.write(Request("notes", "full", place), tmp_path / "out", ["md", "csv"])
    # Of results a tenth is enough: there are tens of thousands, and each is read back cell by cell.
    school.workspace.file.write(
        lambda con: con.execute("DELETE FROM result WHERE pupil_id % 10 <> 0 OR series_id < 18").fetchall()
    )
    written += school.workspace.exports.write(Request("data", "full", place), tmp_path / "out", ["csv", "xlsx"])
    assert len(written) > 10
    for path in written:
        form: Format = next(form for form in FORMATS if path.suffix == f".{form}")
        assert [*_harm(form, path.read_bytes())] == [], path.name
        assert _is_harmless(path.name), path.name
    text = "\n".join(_READERS["csv"](path.read_bytes()) for path in written if path.suffix == ".csv")
    assert [word for word in _WHOLE if word not in text] == []


# -- what could do harm


def _harm(form: Format, content: bytes) -> Iterator[str]:
    """Everything in a file that is no plain text, and characters that no text should hold."""
    yield from {"csv": _formulas, "xlsx": _in_workbook, "docx": _in_word, "pdf": _in_pdf, "md": _in_page}[form](content)
    if form != "pdf":  # what is read out of a PDF holds numbers of glyphs, and the places at which words may be broken
        yield from not_plain(_READERS[form](content))


def _formulas(content: bytes) -> Iterator[str]:
    for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")):
        yield from (cell for cell in row if _STARTS.match(cell) and not _NUMBER.fullmatch(cell))


def _in_workbook(content: bytes) -> Iterator[str]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in book.worksheets:
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
        yield from (f"{sheet.title}!{cell.coordinate}" for cell in cells if cell.data_type in "fe" or cell.hyperlink)
    for name, part in _parts(content):
        yield from re.findall(r"<f>|<hyperlink|TargetMode=\"External\"|<ddeLink", part)
        yield from (name,) if "externalLink" in name or "vba" in name else ()
        # A code of a footer that the data brought in: all of ours are known.
        for footer in re.findall(r"<oddFooter>(.*?)</oddFooter>", part):
            codes = re.findall(r"&amp;(?!amp;)\S", footer.replace("&amp;&amp;", ""))
            yield from set(codes) - {"&amp;L", "&amp;8", "&amp;R", "&amp;P", "&amp;N"}


def _in_word(content: bytes) -> Iterator[str]:
    for name, part in _parts(content):
        yield from re.findall(r"<w:hyperlink|<w:instrText|<w:object|TargetMode=\"External\"|<w:altChunk", part)
        yield from set(re.findall(r"<w:fldSimple [^>]*instr=\"([^\"]*)\"", part)) - {"PAGE", "NUMPAGES"}
        yield from (name,) if "vba" in name else ()


def _in_pdf(content: bytes) -> Iterator[str]:
    reader = pypdf.PdfReader(io.BytesIO(content))
    yield from (f"{page['/Annots']}" for page in reader.pages if "/Annots" in page)
    held = " ".join(str(reader.get_object(number)) for number in range(1, int(str(reader.trailer["/Size"]))))
    yield from re.findall(r"/URI\b|/JavaScript|/Launch|/EmbeddedFile|/GoToR|/AcroForm|root:x:0", held)


def _in_page(content: bytes) -> Iterator[str]:
    page = MarkdownIt("commonmark").enable("table").parse(content.decode())
    for token in (one for block in page for one in (block, *(block.children or ()))):
        if token.type in ("link_open", "image", "html_block", "code_inline", "code_block", "fence", "em_open"):
            yield f"{token.type}: {token.content}"
        if token.type == "html_inline" and token.content != "<br>":
            yield token.content


def _parts(content: bytes) -> Iterator[tuple[str, str]]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        for name in packed.namelist():
            yield name, packed.read(name).decode("utf-8", "replace")


def test_the_checks_find_what_they_look_for() -> None:
    assert [*_formulas(b"a,=1+1\r\n-1,+2.5\r\n -2+3,@x\r\n")] == ["=1+1", " -2+3", "@x"]
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "=1+1")
        sheet.write(1, 0, "http://x.invalid")
        sheet.set_footer("&L&F&A")
    assert {"Sheet1!A1", "<f>", "<hyperlink", 'TargetMode="External"', "&amp;F", "&amp;A"} <= {
        *_in_workbook(made.getvalue())
    }
    assert len([*_in_page(b"[a](http://x.invalid) ![](b) <b>x</b> `c` *d*\n\n<script>\n</script>\n")]) == 7
    assert not any(map(_is_harmless, ("con.csv", "a/b.csv", "..md", "a b.csv", "x\n.md", "aux.b.pdf")))
