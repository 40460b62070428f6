"""Workbooks that are refused: locked, damaged, hostile, beyond the limits, of a kind that is not read."""

from __future__ import annotations

import io
import zipfile

import pytest
from import_corpus.spreadsheet import Cell, Raw, Sheet, archive, parts, workbook

from progress_tui.domain.errors import ProgressError
from progress_tui.importing.reading.guarded import zipped
from progress_tui.importing.reading.workbook import sheet as worksheet
from progress_tui.importing.reading.workbook.reader import read_workbook

SHEET = "xl/worksheets/sheet1.xml"
ROWS: list[list[Cell]] = [["UPN", "Surname"], ["B801200005001", "Smith"]]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def refusal(content: bytes) -> str:
    with pytest.raises(ProgressError) as caught:
        read_workbook(content, "class.xlsx", "hash")
    return str(caught.value)


def made(**parts_changed: str) -> bytes:
    """A workbook with parts replaced: `sheet`, `book`, `texts`, `links`."""
    names = {
        "sheet": SHEET, "book": "xl/workbook.xml", "texts": "xl/sharedStrings.xml", "styles": "xl/styles.xml",
        "links": "xl/_rels/workbook.xml.rels",
    }  # fmt: skip
    return archive({**parts(Sheet("A", ROWS)), **{names[name]: text for name, text in parts_changed.items()}})


def sheet(rows: str) -> str:
    return f"<worksheet><sheetData>{rows}</sheetData></worksheet>"


@pytest.mark.parametrize(
    ("streams", "said"),
    [
        (("EncryptionInfo", "EncryptedPackage"), "is locked with a password. Open it, remove the password"),
        (("Workbook",), "is an old Excel workbook (.xls). Open it, save it as an Excel workbook (.xlsx)"),
        (("WordDocument",), "is an Office document"),
        ((), "is an old Excel workbook or one locked with a password"),
    ],
)
def test_files_in_the_old_container_are_named(streams: tuple[str, ...], said: str) -> None:
    assert said in refusal(OLE + b"".join(name.encode("utf-16-le") for name in streams))


def test_a_binary_workbook_is_named() -> None:
    assert "is a binary Excel workbook (.xlsb)" in refusal(archive({"xl/workbook.bin": b"x"}))


@pytest.mark.parametrize("name", ["book", "sheet", "texts", "styles", "links"])
@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "has a DOCTYPE"),
        ("<a>" * 100 + "</a>" * 100, "inside one another"),
        ("<a><b></a>", "is damaged"),
        ("", "is damaged"),
        (f"<a>{'x' * 1_500_000}</a>", "A text in it has more than 1,000,000 characters"),
        (f"<a b='{'x' * 3_000_000}'/>", "A tag or comment there is too long"),
    ],
)
def test_hostile_xml_is_refused_in_every_part(name: str, inside: str, said: str) -> None:
    assert said in refusal(made(**{name: inside}))


@pytest.mark.parametrize("cut", [30, 300, 1500, -30])
def test_a_workbook_cut_short_is_damaged(cut: int) -> None:
    assert "is a damaged zip or Excel file" in refusal(workbook(Sheet("A", ROWS), packed=True)[:cut])


def test_a_part_that_is_missing_is_named() -> None:
    held = parts(Sheet("A", ROWS))
    del held[SHEET]
    assert "A part is missing: sheet1.xml" in refusal(archive(held))


def test_a_part_whose_bytes_are_changed_is_damaged() -> None:
    content = bytearray(workbook(Sheet("A", ROWS), packed=True))
    with zipfile.ZipFile(io.BytesIO(content)) as zipped:
        at = zipped.getinfo(SHEET).header_offset + 80
    content[at : at + 20] = bytes(20)
    assert "damaged" in refusal(bytes(content))


def test_a_part_locked_by_itself_is_locked() -> None:
    content = bytearray(workbook(Sheet("A", ROWS)))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + offset] |= 1
            at = content.find(mark, at + 4)
    assert "is locked with a password" in refusal(bytes(content))


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ('<row r="0"/>', "It has a row 0"),
        ('<row r="1048577"/>', "It has a row 1048577"),
        ('<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>', "It has a row twice"),
        ('<row r="1"><c r="?"><v>1</v></c></row>', "It has a cell “?”"),
        ('<row r="1"><c r="ALM1"><v>1</v></c></row>', "Row 1 of class.xlsx has more than 1,000 columns"),
        (f'<row r="1"><c r="B1" t="str"><v>{"x" * 10_001}</v></c></row>', "Cell B1 of class.xlsx has more than 10,000"),
    ],
)
def test_cells_that_cannot_be_are_refused(cells: str, said: str) -> None:
    assert said in refusal(made(sheet=sheet(cells)))


def test_a_workbook_without_text_is_empty() -> None:
    assert "No sheet of it has any text" in refusal(workbook(Sheet("A", [])))
    assert "No sheet of it has any text" in refusal(made(sheet=sheet('<row r="1"><c r="A1"/></row>')))


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    held = {**parts(Sheet("A", ROWS)), SHEET: sheet(" " * 30_000_000)}
    assert "is too large. It unpacks to 28 MB" in refusal(archive(held, packed=True))


def test_too_many_parts_are_refused_before_they_are_listed() -> None:
    assert "has more than 5,000 parts" in refusal(archive({f"p{at}": "" for at in range(5_001)}))


def test_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worksheet, "MAX_CELLS", 3)
    monkeypatch.setattr("progress_tui.importing.reading.workbook.reader.MAX_CELLS", 3)
    assert "has more than 3 cells" in refusal(workbook(Sheet("A", ROWS)))
    monkeypatch.setattr("progress_tui.importing.reading.workbook.parts.MAX_TEXTS", 3)
    assert "holds too much text" in refusal(workbook(Sheet("A", ROWS)))
    monkeypatch.setattr("progress_tui.importing.reading.workbook.parts.MAX_FORMATS", 3)
    assert "more than 3 cell formats" in refusal(made(texts="<sst/>"))
    monkeypatch.setattr("progress_tui.importing.reading.workbook.parts.MAX_SHEETS", 1)
    assert "has more than 1 sheets" in refusal(workbook(Sheet("A", ROWS), Sheet("B", [])))
    monkeypatch.setattr(zipped, "MAX_UNZIPPED", 100)
    assert "is too large" in refusal(workbook(Sheet("A", ROWS)))


def test_many_blank_cells_far_out_are_no_columns() -> None:
    blank = '<row r="1"><c r="A1" t="str"><v>UPN</v></c><c r="B1" t="str"><v>Name</v></c><c r="XFD1" s="1"/></row>'
    pupil = '<row r="2"><c r="A2" t="str"><v>x</v></c><c r="B2" t="str"><v>Ada</v></c></row>'
    table = read_workbook(made(sheet=sheet(blank + pupil)), "class.xlsx", "")
    assert table.rows == [(2, ["x", "Ada"])]


def test_a_name_of_a_sheet_or_file_cannot_mark_up_anything() -> None:
    table = read_workbook(workbook(Sheet("4A\u202e[red]", ROWS), Sheet("4B", ROWS)), "class.xlsx", "")
    assert table.sheets == ("4A[red]", "4B")


def test_dates_in_unreadable_formats_stay_numbers() -> None:
    rows: list[list[Cell]] = [["UPN", "DOB"], ["x", Raw("<v>42676</v>", style=999)]]
    assert read_workbook(workbook(Sheet("A", rows)), "class.xlsx", "").rows == [(2, ["x", "42676"])]
