"""Every document of a whole meeting of the demo school: golden files, and the same facts in every format.

Run with `PROGRESS_TUI_REGENERATE=1` to write the files anew.
"""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import docx
import pypdf
import pytest

from progress_tui.domain import clock
from progress_tui.domain.pupils import NameMode
from progress_tui.domain.whom import Whom
from progress_tui.exporting import Format, file_contents, render
from progress_tui.exporting.documents.building import AnyRecord
from progress_tui.exporting.documents.document import (
    Answer,
    Block,
    Bullets,
    Chart,
    Document,
    Facts,
    Heading,
    Paragraph,
    Table,
    table_of,
)
from progress_tui.exporting.documents.kinds import KINDS, KindId
from progress_tui.exporting.documents.records import MeetingRecord
from progress_tui.exporting.formats import FORMATS
from progress_tui.exporting.formats.words import cell_words
from progress_tui.exporting.redactor import Person
from progress_tui.importing.prep_sheet.placing import place
from progress_tui.importing.prep_sheet.reading import read_sheet
from progress_tui.store import schema
from progress_tui.workspace import Workspace
from progress_tui.workspace.exporting import Asked
from tests.golden.a_meeting import AUTUMN, THEN, Held, hold
from tests.golden.readers import csv_rows, everything_in, markdown_text, pdf_text, sheet_lines, word_lines

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

HERE = Path(__file__).parent / "exports"
_SPACE = re.compile(r"\s+")


class School(NamedTuple):
    """The demo school with its meeting, and the record of every kind of document."""

    workspace: Workspace
    held: Held
    records: dict[KindId, AnyRecord]
    files: dict[tuple[KindId, Format], bytes]

    def file(self, kind: KindId, form: Format) -> bytes:
        """A document as its kind is written unless somebody chooses; made once."""
        if (kind, form) not in self.files:
            self.files[kind, form] = render(_document(self, kind, KINDS[kind].names), form)
        return self.files[kind, form]


@pytest.fixture(scope="module")
def school(demo_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    """Gathered once; the documents are made from it without reading the file again."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("PROGRESS_TUI_HOME", str(tmp_path_factory.mktemp("home")))
        patched.setattr(clock, "today", lambda: date(2026, 11, 23))
        patched.setattr(clock, "now", lambda: THEN)
        workspace = Workspace(Path(shutil.copy(demo_template, tmp_path_factory.mktemp("school") / "school.duckdb")))
        try:
            held = hold(workspace)
            yield School(workspace, held, {kind: workspace.exporting.record(_asked(kind, held)) for kind in _ids()}, {})
        finally:
            workspace.close()


def _ids() -> tuple[KindId, ...]:
    return tuple(kind.id for kind in KINDS.values())


def _asked(kind: KindId, held: Held) -> Asked:
    meeting_id = held.planned_id if kind in ("prep", "pack") else held.meeting_id
    return Asked(kind, held.school_id, AUTUMN, meeting_id, held.pupil_id, Whom(class_name="4B"))


def _document(school: School, kind: KindId, names: NameMode) -> Document:
    from progress_tui.workspace.exporting import Exporting

    return Exporting.document(kind, school.records[kind], names).document


@pytest.mark.parametrize("kind", _ids())
def test_a_document_is_as_its_golden_files_have_it(school: School, kind: KindId) -> None:
    texts = {"md": school.file(kind, "md").decode(), "csv": school.file(kind, "csv").decode("utf-8-sig")}
    texts["docx.txt"] = "\n".join(word_lines(school.file(kind, "docx"))) + "\n"
    texts["xlsx.txt"] = "\n".join(sheet_lines(school.file(kind, "xlsx"))) + "\n"
    for ending, text in texts.items():
        golden = HERE / f"{kind}.{ending}"
        if os.environ.get("PROGRESS_TUI_REGENERATE") == "1":
            golden.write_bytes(text.encode())
        assert text == golden.read_bytes().decode(), f"{kind}.{ending}"


@pytest.mark.parametrize("kind", _ids())
def test_every_fact_stands_in_every_format(school: School, kind: KindId) -> None:
    document = _document(school, kind, KINDS[kind].names)
    typed, texts = [*_facts(document)], [*_facts(document, typed=False)]
    read = {form: _plain(_READERS[form](school.file(kind, form))) for form in FORMATS}
    if not read["csv"].startswith("sectionrowcolumnvalue"):
        # A document that is one table is that table, without the sentences around it.
        tables = [block for block in document.blocks if isinstance(block, Table)]
        texts_of_csv = [text for block in tables for row in block.rows for text in row if isinstance(text, str)]
    else:
        texts_of_csv = texts
    wanted = {"md": typed, "docx": typed, "pdf": typed, "xlsx": texts, "csv": _lines(texts_of_csv)}
    lost = {form: [fact for fact in wanted[form] if _plain(fact) not in read[form]] for form in FORMATS}
    assert lost == {form: [] for form in FORMATS}


_READERS: dict[Format, Callable[[bytes], str]] = {
    "md": markdown_text,
    "docx": lambda content: " ".join(word_lines(content)),
    "pdf": pdf_text,
    "xlsx": lambda content: " ".join(sheet_lines(content)),
    "csv": lambda content: " ".join(cell for row in csv_rows(content) for cell in row),
}


def _plain(text: str) -> str:
    """Without white space, as lines are broken anywhere, and without what lines are broken at."""
    return _SPACE.sub("", text.replace("\u200b", "").replace(" / ", "")).replace("\u00ad", "")


def _facts(document: Document, *, typed: bool = True) -> list[str]:
    """Every text of a document, line by line, with figures and days as they are read or without them."""
    texts = [document.title, document.school, document.audience]
    texts += [text for block in document.blocks for text in _texts(block, typed)]
    return _lines(texts)


def _lines(texts: Sequence[str]) -> list[str]:
    return [line for text in texts for line in text.split("\n") if line.strip()]


def _texts(block: Block, typed: bool) -> Iterator[str]:
    match block:
        case Heading(text, _) | Paragraph(text, _):
            yield text
        case Bullets(items, _):
            yield from items
        case Facts(pairs):
            for pair in pairs:
                yield from pair
        case Table():
            yield from (column.label for column in block.columns if block.rows)
            yield from ("" if block.rows else block.empty,)
            for row in block.rows:
                cells = zip(row, block.columns, strict=True)
                yield from (cell_words(cell, column) for cell, column in cells if typed or isinstance(cell, str))
        case Chart():
            yield from (text for row in table_of(block).rows for text in map(str, row))
        case Answer(label, _, _, text):
            yield from (label, text)


@pytest.mark.parametrize("names", ["initials", "none"])
@pytest.mark.parametrize("kind", _ids())
def test_no_child_can_be_read_where_names_are_hidden(school: School, kind: KindId, names: NameMode) -> None:
    """No forename and no surname stands anywhere in any format: text, properties, alternative texts, file names."""
    if names not in KINDS[kind].modes:
        return
    document = _document(school, kind, names)
    contents = file_contents([document], [*FORMATS])
    own = {word for one in getattr(school.records[kind], "people", ()) for word in _words_of(one)} - _ORDINARY
    for name, content in contents.items():
        words = set(re.findall(r"[^\W\d_]+", f"{everything_in(content)} {name.title()}"))
        assert own & words == set(), (name, own & words)


def test_the_search_finds_names_where_they_are(school: School) -> None:
    document = _document(school, "teacher", "full")
    for name, content in file_contents([document], [*FORMATS]).items():
        assert "Barnaby" in everything_in(content), name


_ORDINARY = {"Green"}
"""Names that are words of documents, too."""


def _words_of(person: Person) -> list[str]:
    words = re.findall(r"[^\W\d_]+", f"{person.forename} {person.surname}")
    return [word for word in words if len(word) > 3 and word[0].isupper()]


@pytest.mark.parametrize("kind", ["prep", "conference"])
def test_what_is_handed_out_is_one_page(school: School, kind: KindId) -> None:
    content = school.file(kind, "pdf")
    assert len(pypdf.PdfReader(io.BytesIO(content)).pages) == 1


@pytest.mark.parametrize("form", ["docx", "csv"])
def test_a_filled_prep_sheet_is_read_in_again(school: School, form: Format, tmp_path: Path) -> None:
    record = school.records["prep"]
    assert isinstance(record, MeetingRecord)
    sheet = tmp_path / f"prep.{form}"
    content = render(_document(school, "prep", "initials"), form)
    sheet.write_bytes(_filled_word(content) if form == "docx" else _filled_csv(content))
    placed = place(read_sheet(sheet), record.meeting, record.snapshot.shown.view.school)
    child, question = record.children[1], record.of_the_class[0]
    assert {one.item.item_id: one.body for one in placed.comments} == {
        child.item_id: "Reads to her brother.\nWhat stops them, what was tried: Tired after swimming",
        question.item_id: "A good start.\nWho should be on the list and is not? Nobody.",
    }
    assert placed.not_placed == ()


def _filled_word(content: bytes) -> bytes:
    document = docx.Document(io.BytesIO(content))
    children, questions = document.tables[-2:]
    children.rows[2].cells[2].text = "Reads to her brother."
    children.rows[2].cells[3].text = "Tired after swimming"
    questions.rows[1].cells[1].text = "A good start."
    questions.rows[-1].cells[1].text = "Nobody."
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def _filled_csv(content: bytes) -> bytes:
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    rows[2][2:4] = ["Reads to her brother.", "Tired after swimming"]
    first = next(at for at, row in enumerate(rows) if row[0].startswith("What has gone well"))
    rows[first][4] = "A good start."
    rows[-1][4] = "Nobody."
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8-sig")


@pytest.mark.parametrize("form", ["docx", "xlsx"])
def test_a_file_made_twice_is_the_same(school: School, form: Format) -> None:
    document = _document(school, "actions", "full")
    assert render(document, form) == render(document, form)


def test_only_the_senior_leaders_read_what_support_costs(school: School) -> None:
    for kind in _ids():
        text = "\n".join(_facts(_document(school, kind, KINDS[kind].names)))
        assert ("480" in text) is (kind == "slt"), kind


def test_a_meeting_that_was_held_keeps_its_figures(school: School) -> None:
    text = "\n".join(_facts(_document(school, "teacher", "full")))
    assert "as the meeting showed them on 23 Nov 2026" in text


def test_a_copy_that_is_written_later_is_the_same_whatever_changed_since(school: School) -> None:
    before = _document(school, "teacher", "full")
    school.workspace.file.write(_change_every_result)
    school.workspace.refresh()
    record = school.workspace.exporting.record(_asked("teacher", school.held))
    assert school.workspace.exporting.document("teacher", record, "full").document == before
    figures = school.workspace.exporting.record(_asked("governors", school.held))
    assert figures != school.records["governors"]


def _change_every_result(con: DuckDBPyConnection) -> None:
    con.execute("UPDATE result SET raw = 'B' WHERE raw IN ('At', 'Sec', 'Ab')")
    schema.bump(con, facts=True)
