"""Workbooks of LibreOffice and XML spreadsheets of 2003."""

from __future__ import annotations

import pytest
from import_corpus.spreadsheet import archive

from progress_tui.domain.errors import ProgressError
from progress_tui.importing.reading.table import SourceTable
from progress_tui.importing.reading.workbook.reader import read_workbook
from progress_tui.importing.reading.workbook.spreadsheetml import is_spreadsheetml, read_spreadsheetml

OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
CONTENT = (
    f'<office:document-content xmlns:office="{OFFICE}:office:1.0" xmlns:table="{OFFICE}:table:1.0" '
    f'xmlns:text="{OFFICE}:text:1.0" xmlns:style="{OFFICE}:style:1.0"><office:automatic-styles>'
    '<style:style style:name="shown"><style:table-properties table:display="true"/></style:style>'
    '<style:style style:name="off"><style:table-properties table:display="false"/></style:style>'
    "</office:automatic-styles><office:body><office:spreadsheet>{}</office:spreadsheet></office:body>"
    "</office:document-content>"
)
TABLE = '<table:table table:name="{}" table:style-name="{}">{}</table:table>'


def cell(text: str, said: str = "") -> str:
    return f"<table:table-cell {said}><text:p>{text}</text:p></table:table-cell>"


def row(*cells: str, said: str = "") -> str:
    inside = "".join(text if text.startswith("<") else cell(text) for text in cells)
    return f"<table:table-row {said}>{inside}</table:table-row>"


HEAD = row("UPN", "Name", "Maths Aut2")


def ods(*tables: str, **more: str) -> SourceTable:
    held = {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": CONTENT.format("".join(tables)),
    }
    return read_workbook(archive({**held, **more}), "class.ods", "hash")


def sheet(*rows: str, name: str = "Sheet1", style: str = "shown") -> str:
    return TABLE.format(name, style, "".join(rows))


@pytest.mark.parametrize(
    ("said", "text", "read_as"),
    [
        ('office:value-type="float" office:value="97.4"', "97", "97.4"),
        ('office:value-type="float" office:value="42"', "00042", "00042"),
        ('office:value-type="percentage" office:value="0.974"', "97 %", "97.4%"),
        ('office:value-type="date" office:date-value="2016-11-02"', "02/11/16", "2016-11-02"),
        ('office:value-type="date" office:date-value="2016-11-02T00:00:00"', "x", "2016-11-02"),
        ('office:value-type="time" office:time-value="PT09H30M00S"', "09:30", "09:30"),
        ('office:value-type="boolean" office:boolean-value="true"', "WAHR", "TRUE"),
        ('office:value-type="string"', "Ri<text:span>ch</text:span> <text:s/>text", "Rich text"),
        ('office:value-type="string"', "EXS<office:annotation><text:p>why</text:p></office:annotation>", "EXS"),
    ],
)
def test_cells_of_libreoffice(said: str, text: str, read_as: str) -> None:
    assert ods(sheet(HEAD, row("x", "Ada", cell(text, said)))).rows == [(2, ["x", "Ada", read_as])]


def test_repeated_blank_rows_and_cells_cost_nothing() -> None:
    wide = '<table:table-cell table:number-columns-repeated="16384"/>'
    blank = row(wide, said='table:number-rows-repeated="1048573"')
    far = row("x", '<table:table-cell table:number-columns-repeated="1"/>', "EXS")
    assert ods(sheet(HEAD, far, blank, row("y", "Ben", "GDS"))).rows == [
        (2, ["x", "", "EXS"]), (1_048_576, ["y", "Ben", "GDS"]),
    ]  # fmt: skip


def test_repeated_rows_and_cells_with_a_text_are_that_often() -> None:
    repeated = cell("5", 'table:number-columns-repeated="2"')
    table = ods(
        sheet(row("UPN", "Maths Aut1", "Maths Aut2"), row("x", repeated, said='table:number-rows-repeated="2"'))
    )
    assert table.rows == [(2, ["x", "5", "5"]), (3, ["x", "5", "5"])]


def test_errors_formulas_hidden_rows_and_hidden_sheets_of_libreoffice() -> None:
    wrong = cell("#N/A", 'table:formula="of:=VLOOKUP(1)" office:value-type="string"')
    never = '<table:table-cell table:formula="of:=1+1"/>'
    old = sheet(HEAD, row("z", "Zoe", "1"), name="Old", style="off")
    shown = sheet(HEAD, row("x", "Ada", wrong, said='table:visibility="collapse"'), row("y", "Ben", never))
    table = ods(old, shown)
    assert [cells[1] for _, cells in table.rows] == ["Ada", "Ben"]
    assert [(found.row, found.value, found.reason[:22]) for found in table.rejected] == [
        (2, "#N/A", "C2 holds the error #N/"), (3, "=1+1", "C3 holds a formula tha"),
    ]  # fmt: skip
    assert table.notes == ["Hidden sheets were not read: “Old”.", "Row 2 is hidden and was read all the same."]


def test_what_is_no_workbook_of_libreoffice_is_refused() -> None:
    with pytest.raises(ProgressError, match="is no workbook"):
        ods()
    with pytest.raises(ProgressError, match="is locked with a password"):
        ods(**{"META-INF/manifest.xml": "<m><encryption-data/></m>"})
    bomb = row("x", said='table:number-rows-repeated="1048576"').replace(
        "<table:table-cell >", '<table:table-cell table:number-columns-repeated="900">'
    )
    with pytest.raises(ProgressError, match="cells"):
        ods(sheet(HEAD, bomb))


SPREADSHEET = (
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Styles><Style ss:ID="d"><NumberFormat '
    'ss:Format="Short Date"/></Style><Style ss:ID="p"><NumberFormat ss:Format="Percent"/></Style></Styles>'
    '<Worksheet ss:Name="4B"><Table>{}</Table></Worksheet></Workbook>'
)


def data(text: str, kind: str = "String", said: str = "") -> str:
    return f'<Cell {said}><Data ss:Type="{kind}">{text}</Data></Cell>'


def spreadsheet(*rows: str) -> SourceTable:
    head = f"<Row>{data('UPN')}{data('Name')}{data('Maths Aut2')}{data('DOB')}</Row>"
    content = SPREADSHEET.format(head + "".join(rows)).encode()
    assert is_spreadsheetml(content)
    return read_spreadsheetml(content, "class.xls", "hash")


def test_an_xml_spreadsheet_is_read() -> None:
    day = data("2016-11-02T00:00:00.000", "DateTime")
    half = data("0.5", "Number", "ss:Index='3' ss:StyleID='p'")
    serial = data("42676", "Number", "ss:StyleID='d'")
    table = spreadsheet(
        f"<Row ss:Index='4'>{data('x')}{data('Ada')}{data('97.5', 'Number')}{day}</Row>",
        f"<Row ss:Hidden='1'>{data('y')}{half}{serial}</Row>",
    )
    assert table.headings == ["UPN", "Name", "Maths Aut2", "DOB", "Class"]
    assert table.rows == [
        (4, ["x", "Ada", "97.5", "2016-11-02", "4B"]), (5, ["y", "", "50%", "2016-11-02", "4B"]),
    ]  # fmt: skip
    assert table.notes == [
        "No column says the class; the name of the sheet does: “4B”.",
        "Row 5 is hidden and was read all the same.",
    ]


def test_errors_and_formulas_of_an_xml_spreadsheet() -> None:
    table = spreadsheet(f"<Row>{data('x')}<Cell ss:Formula='=1'/>{data('#REF!', 'Error')}{data('1', 'Boolean')}</Row>")
    assert table.rows == [(2, ["x", "", "", "TRUE", "4B"])]
    assert [(found.column, found.value) for found in table.rejected] == [("Name", "=1"), ("Maths Aut2", "#REF!")]


def test_an_xml_spreadsheet_that_breaks_off_or_has_a_doctype_is_refused() -> None:
    content = SPREADSHEET.format(f"<Row>{data('UPN')}</Row>").encode()
    with pytest.raises(ProgressError, match="is damaged"):
        read_spreadsheetml(content[:-20], "class.xls", "")
    with pytest.raises(ProgressError, match="DOCTYPE"):
        read_spreadsheetml(content.replace(b"<Workbook", b"<!DOCTYPE x><Workbook"), "class.xls", "")
    assert not is_spreadsheetml(b"<CTfile/>")


def test_rows_that_an_xml_spreadsheet_does_not_write_out_are_counted() -> None:
    table = spreadsheet(
        f"<Row ss:Span='2'/><Row>{data('x')}{data('Ada')}{data('97.5', 'Number')}</Row>"
        f"<Row>{data('y')}{data('Ben')}{data('98', 'Number')}</Row>"
    )
    assert [row for row, _ in table.rows] == [5, 6]
