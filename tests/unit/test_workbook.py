"""Excel workbooks as tables: cells as text, what cannot be read in them, what surrounds the pupils."""

from __future__ import annotations

from datetime import date

import pytest
from import_corpus.spreadsheet import (
    DATE,
    PERCENT,
    RED,
    Cell,
    Raw,
    Sheet,
    archive,
    error,
    formula,
    number,
    parts,
    serial,
    workbook,
)

from progress_tui.domain.errors import ProgressError
from progress_tui.importing.reading.table import SourceTable
from progress_tui.importing.reading.workbook.reader import read_workbook

ADA, BEN = "B801200005001", "R674123101121"
HEAD: list[Cell] = ["UPN", "Surname", "Forename", "Maths Aut2"]
Rows = list[list[Cell]]


def read(*sheets: Sheet, since_1904: bool = False) -> SourceTable:
    return read_workbook(workbook(*sheets, since_1904=since_1904), "class.xlsx", "hash")


def one(rows: Rows) -> SourceTable:
    """The table of a workbook with one sheet."""
    return read(Sheet("Sheet1", rows))


def shown(cell: Cell, *, since_1904: bool = False, heading: str = "Maths Aut2") -> str:
    """What a cell is read as."""
    rows: Rows = [[*HEAD[:3], heading], [ADA, "Smith", "Ada", cell]]
    return read(Sheet("Sheet1", rows), since_1904=since_1904).rows[0][1][3]


def text(inside: str) -> Raw:
    return Raw(f"<is>{inside}</is>", "inlineStr")


@pytest.mark.parametrize(
    ("cell", "read_as"),
    [
        (97, "97"),
        (97.5, "97.5"),
        (0.1 + 0.2, "0.3"),
        (1e-7, "0.0000001"),
        (123456789012345678, "123456789012345678"),
        (-3.0, "-3"),
        (Raw("<v>1E3</v>"), "1000"),
        (Raw("<v>NaN</v>"), "NaN"),
        ("97", "97"),
        ("007", "007"),
        (number(0.974, PERCENT), "97.4%"),
        (number(1, PERCENT), "100%"),
        (number(0.07, PERCENT), "7%"),
        (serial(date(2016, 11, 2)), "2016-11-02"),
        (number(42676.395833333336, DATE), "2016-11-02"),
        (number(-5, DATE), "-5"),
        (number(99999999, DATE), "99999999"),
        (42676, "42676"),
        (Raw("<v>2016-11-02T00:00:00</v>", "d"), "2016-11-02"),
        (Raw("<v>1</v>", "b"), "TRUE"),
        (Raw("<v>0</v>", "b"), "FALSE"),
        (text("<t>Plain</t>"), "Plain"),
        (text("<r><t>Ri</t></r><r><rPr><b/></rPr><t>ch</t></r><rPh sb='0' eb='1'><t>reading</t></rPh>"), "Rich"),
        ("two_x000D_\nlines", "two lines"),
        ("a_x005F_x0041_", "a_x0041_"),
        ("'=1+1", "=1+1"),
        ("'07", "07"),
        ("'t Hooft", "'t Hooft"),
        (formula("B2&C2", "EXS"), "EXS"),
        (formula('""', ""), ""),
        (Raw("<f>1+1</f><v>2</v>"), "2"),
    ],
)  # fmt: skip
def test_cells_are_read_as_a_spreadsheet_shows_them(cell: Cell, read_as: str) -> None:
    assert shown(cell) == read_as


def test_the_dates_of_both_systems_are_the_same_days() -> None:
    day = date(2016, 11, 2)
    assert shown(serial(day, since_1904=True), since_1904=True) == "2016-11-02"
    assert shown((day - date(1904, 1, 1)).days, since_1904=True, heading="DOB") == "2016-11-02"
    assert shown((day - date(1904, 1, 1)).days, since_1904=True) == "41214"


def test_an_error_rejects_the_cell_by_name_and_keeps_the_row() -> None:
    table = one([HEAD, [ADA, "Smith", "Ada", error("#N/A")], [BEN, "Jones", "Ben", 5]])
    assert table.rows == [(2, [ADA, "Smith", "Ada", ""]), (3, [BEN, "Jones", "Ben", "5"])]
    (found,) = table.rejected
    assert (found.row, found.column, found.value) == (2, "Maths Aut2", "#N/A")
    assert found.reason == "D2 holds the error #N/A: mend the formula."


def test_an_error_in_a_total_or_in_a_column_of_no_use_harms_nobody() -> None:
    rows: Rows = [[*HEAD, "Comments"], [ADA, "Smith", "Ada", 4, error("#REF!")], ["", "Average", "", error("#DIV/0!")]]
    table = one(rows)
    assert (table.rows, table.rejected) == ([(2, [ADA, "Smith", "Ada", "4", ""])], [])


def test_a_formula_that_was_never_worked_out_is_rejected_with_the_remedy() -> None:
    table = one([HEAD, [ADA, "Smith", "Ada", formula("VLOOKUP(A2,Codes!A:B,2)")]])
    assert [(found.row, found.value) for found in table.rejected] == [(2, "=VLOOKUP(A2,Codes!A:B,2)")]
    assert table.rejected[0].reason == (
        "D2 holds a formula that was never worked out: open the file in Excel or LibreOffice, save it, import again."
    )


@pytest.mark.parametrize(("other", "rejected"), [("0", 2), ("7", 0)])
def test_formulas_all_zero_in_a_workbook_that_asks_to_be_worked_out_never_were(other: str, rejected: int) -> None:
    zero, seven = Raw("<f>1+2</f><v>0</v>"), Raw(f"<f>3+4</f><v>{other}</v>")
    made = parts(Sheet("Sheet1", [HEAD, [ADA, "Smith", "Ada", zero], [BEN, "Jones", "Ben", seven]]))
    made["xl/workbook.xml"] = made["xl/workbook.xml"].replace("<sheets>", '<calcPr fullCalcOnLoad="1"/><sheets>')
    table = read_workbook(archive(made), "class.xlsx", "hash")
    assert len(table.rejected) == rejected
    assert [cells[3] for _, cells in table.rows] == (["", ""] if rejected else ["0", "7"])


def test_cells_that_speak_in_colours_only_are_named() -> None:
    colour = Raw(style=RED)
    rows: Rows = [[f"X{at}", "Smith", f"Ada{at}", 5, colour] for at in range(4)]
    assert one([[*HEAD, "Reading Aut2"], *rows]).notes == [
        "Column E (“Reading Aut2”): 4 cells have a colour and no text. What is said in colours only cannot be read: "
        "write it into the cells."
    ]


def test_a_striped_table_says_nothing_in_colours() -> None:
    def cell(value: str) -> Raw:
        return Raw(f"<is><t>{value}</t></is>", "inlineStr", RED)

    rows: Rows = [[cell(f"X{at}"), cell("Smith"), cell("Ada"), Raw(style=RED)] for at in range(4)]
    assert one([HEAD, *rows]).notes == []


def test_hidden_rows_and_columns_are_read_and_named() -> None:
    rows: Rows = [HEAD, [ADA, "Smith", "Ada", 4], [BEN, "Jones", "Ben", 5], [None, "Total", None, 9]]
    table = read(Sheet("Sheet1", rows, hidden_rows=[3, 4], hidden_columns=[4, 7]))
    assert [row for row, _ in table.rows] == [2, 3]
    assert table.notes[1:] == [
        "Row 3 is hidden and was read all the same.",
        "Column D (“Maths Aut2”) is hidden and was read all the same.",
    ]


def test_a_filter_is_named_as_what_hides() -> None:
    made = parts(Sheet("Sheet1", [HEAD, [ADA, "Smith", "Ada", 4]], hidden_rows=[2]))
    sheet = "xl/worksheets/sheet1.xml"
    made[sheet] = made[sheet].replace(
        "</sheetData>", '</sheetData><autoFilter ref="A1:D2"><filterColumn colId="0"/></autoFilter>'
    )
    assert read_workbook(archive(made), "class.xlsx", "").notes == [
        "Row 2 is hidden (a filter is set) and was read all the same."
    ]


def test_merged_headings_and_a_class_merged_over_its_pupils() -> None:
    rows: Rows = [
        ["Autumn data"],
        ["UPN", "Surname", "Forename", "Class", "Reading", None, "Maths", None],
        [None, None, None, None, "Aut2", "Target", "Aut2", "Target"],
        [ADA, "Smith", "Ada", "4B", "a", "b", "c", "d"],
        [BEN, "Jones", "Ben", None, "e", "f", "g", "h"],
    ]
    merged = ["A1:H1", "A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:F2", "G2:H2", "D4:D5"]
    table = read(Sheet("Sheet1", rows, merged=merged))
    assert table.headings[3:] == ["Class", "Reading Aut2", "Reading Target", "Maths Aut2", "Maths Target"]
    assert table.rows == [
        (4, [ADA, "Smith", "Ada", "4B", "a", "b", "c", "d"]),
        (5, [BEN, "Jones", "Ben", "4B", "e", "f", "g", "h"]),
    ]


def test_blank_columns_and_rows_around_the_table_do_no_harm() -> None:
    rows: dict[int, list[Cell]] = {
        5: [None, *HEAD, None],
        7: [None, ADA, "Smith", "Ada", 4],
        9: [None, BEN, "Jo", "Ben", 5],
    }
    table = read(Sheet("Sheet1", rows))
    assert table.headings == HEAD
    assert ([row for row, _ in table.rows], table.notes) == ([7, 9], [])


def test_a_sheet_formatted_to_its_last_row_is_read_to_its_last_pupil() -> None:
    made = parts(Sheet("Sheet1", [HEAD, [ADA, "Smith", "Ada", 4]], dimension="A1:XFD1048576"))
    sheet = "xl/worksheets/sheet1.xml"
    bare = "".join(f'<row r="{at}" s="1"><c r="A{at}" s="1"/><c r="XFD{at}" s="1"/></row>' for at in range(3, 60_000))
    last = f'<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>{BEN}</t></is></c></row>'
    made[sheet] = made[sheet].replace("</sheetData>", bare + last + "</sheetData>")
    table = read_workbook(archive(made), "class.xlsx", "")
    assert [row for row, _ in table.rows] == [2, 1_048_576]


def test_rows_and_cells_without_their_numbers_are_counted() -> None:
    made = parts(Sheet("Sheet1", [HEAD, [ADA, "Smith", "Ada", 4]]))
    sheet = "xl/worksheets/sheet1.xml"
    for at in (1, 2):
        made[sheet] = made[sheet].replace(f' r="{at}"', "")
        for letter in "ABCD":
            made[sheet] = made[sheet].replace(f' r="{letter}{at}"', "")
    assert read_workbook(archive(made), "class.xlsx", "").rows == [(2, [ADA, "Smith", "Ada", "4"])]


def test_prefixed_names_and_other_places_of_the_parts_are_read() -> None:
    made = parts(Sheet("Sheet1", [HEAD, [ADA, "Smith", "Ada", 4]]))
    prefixed = made["xl/worksheets/sheet1.xml"].replace("xmlns=", "xmlns:x=")
    for name in ("worksheet", "dimension", "sheetData", "row", "c", "v"):
        prefixed = prefixed.replace(f"<{name} ", f"<x:{name} ").replace(f"<{name}>", f"<x:{name}>")
        prefixed = prefixed.replace(f"</{name}>", f"</x:{name}>")
    made["xl/worksheets/sheet1.xml"] = prefixed
    moved = {name.replace("xl/", "book/"): content.replace('"xl/', '"/book/') for name, content in made.items()}
    assert read_workbook(archive(moved), "class.xlsx", "").rows == [(2, [ADA, "Smith", "Ada", "4"])]


def test_a_cell_that_is_not_there_is_no_cell() -> None:
    assert one([HEAD, [ADA, None, "Ada", 4]]).rows == [(2, [ADA, "", "Ada", "4"])]
    with pytest.raises(ProgressError, match="refers to a text that is not there"):
        one([HEAD, [ADA, Raw("<v>999</v>", "s"), "Ada", 4]])
