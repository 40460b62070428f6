"""Workbooks of several sheets: which hold pupils, what the names of the sheets say."""

from __future__ import annotations

import pytest
from import_corpus.spreadsheet import Cell, Sheet, archive, error, parts, workbook

from progress_tui.domain.errors import ProgressError
from progress_tui.importing.reading.table import SourceTable
from progress_tui.importing.reading.workbook.reader import read_workbook

HEAD: list[Cell] = ["UPN", "Surname", "Forename", "Maths Aut2"]
Rows = list[list[Cell]]


def read(*sheets: Sheet) -> SourceTable:
    return read_workbook(workbook(*sheets), "class.xlsx", "hash")


def pupils(*names: str, head: list[Cell] | None = None) -> Rows:
    """A table of these children, with 5 in every column of results."""
    head = head or HEAD
    rows: Rows = [[f"id-{name}", "Smith", name, *[5] * (len(head) - 3)] for name in names]
    return [head, *rows]


def column(table: SourceTable, heading: str) -> list[str]:
    return [cell for _, cell in table.column(heading)]


@pytest.mark.parametrize(
    ("names", "cells"),
    [
        (("4A", "4B"), ["4A", "4B"]),
        (("5W", "5H"), ["5W", "5H"]),
        (("Class 4A", "Class 4B"), ["4A", "4B"]),
        (("Oak", "Maple"), ["Oak", "Maple"]),
        (("Oak Class", "Elm Class"), ["Oak", "Elm"]),
    ],
)
def test_a_sheet_for_each_class_names_it(names: tuple[str, str], cells: list[str]) -> None:
    table = read(Sheet(names[0], pupils("Ada")), Sheet(names[1], pupils("Ben")))
    assert table.headings == [*HEAD, "Class"]
    assert column(table, "Class") == cells
    assert table.notes == [
        f"Several sheets were read as one table: “{names[0]}”, “{names[1]}”.",
        f"No column says the class; the name of the sheet does: “{names[0]}”, “{names[1]}”.",
    ]


def test_rows_know_their_sheet_and_so_do_rejections() -> None:
    table = read(Sheet("4A", pupils("Ada")), Sheet("4B", [HEAD, ["id-Ben", "Jones", "Ben", error("#REF!")]]))
    assert table.sheets == ("4A", "4B")
    assert [(table.number(place), table.where_is(place)) for place in range(2)] == [(2, "4A"), (2, "4B")]
    assert [(found.sheet, found.row, found.reason) for found in table.rejected] == [
        ("4B", 2, "D2 holds the error #REF!: mend the formula.")
    ]


def test_the_class_column_wins_over_the_name_of_the_sheet() -> None:
    head: list[Cell] = ["UPN", "Surname", "Forename", "Class"]
    table = read(Sheet("4A", [head, ["a", "Smith", "Ada", "Oak"]]), Sheet("4B", pupils("Ben")))
    assert column(table, "Class") == ["Oak", "4B"]


def test_sheets_of_other_columns_are_united_with_blanks() -> None:
    other: list[Cell] = ["UPN", "Surname", "Forename", "Reading Aut2", "MATHS AUT2"]
    table = read(Sheet("4A", pupils("Ada")), Sheet("4B", pupils("Ben", head=other)))
    assert table.headings == [*HEAD, "Class", "Reading Aut2"]
    assert column(table, "Reading Aut2") == ["", "5"]
    assert column(table, "Maths Aut2") == ["5", "5"]


def test_a_sheet_for_each_year_group_names_it() -> None:
    table = read(Sheet("Year 4", pupils("Ada")), Sheet("Reception", pupils("Ben")))
    assert column(table, "Year Group") == ["4", "Reception"]


def test_a_sheet_for_each_subject_or_term_is_part_of_its_headings() -> None:
    head: list[Cell] = ["UPN", "Surname", "Forename", "Aut2", "Target"]
    table = read(Sheet("Reading", pupils("Ada", head=head)), Sheet("Maths", pupils("Ada", head=head)))
    assert table.headings[3:] == ["Reading Aut2", "Reading Target", "Maths Aut2", "Maths Target"]
    assert table.notes[1] == "The name of the sheet is part of the headings of its results: “Reading”, “Maths”."
    head = ["UPN", "Surname", "Forename", "Reading", "Maths Spr1"]
    table = read(Sheet("Autumn 2", pupils("Ada", head=head)), Sheet("Spring 2", pupils("Ada", head=head)))
    assert table.headings[3:] == ["Autumn 2 Reading", "Maths Spr1", "Spring 2 Reading"]


def test_a_sheet_for_each_academic_year_names_it() -> None:
    table = read(Sheet("2025-26", pupils("Ada")), Sheet("2026-27", pupils("Ada")))
    assert table.headings == [*HEAD, "Academic Year"]
    assert column(table, "Academic Year") == ["2025-26", "2026-27"]


@pytest.mark.parametrize("names", [("Sheet1", "Sheet2"), ("All pupils", "Boosters"), ("Data", "Results (2)")])
def test_names_that_are_no_classes_name_none(names: tuple[str, str]) -> None:
    table = read(Sheet(names[0], pupils("Ada", "Ben")), Sheet(names[1], pupils("Ben")))
    assert "Class" not in table.headings


def test_the_name_of_a_single_sheet_counts_where_it_is_that_of_a_class() -> None:
    assert column(read(Sheet("4B", pupils("Ada"))), "Class") == ["4B"]
    assert "Class" not in read(Sheet("Assessment grid", pupils("Ada"))).headings


def test_sheets_without_pupils_are_left_out_by_name() -> None:
    lists: Rows = [["Code", "Meaning"], ["EXS", "expected"]]
    staff: Rows = [["Name", "Role"], ["Mrs Hill", "Teacher"]]
    words: Rows = [["How to fill this in"], ["Write one code a cell."]]
    kept = Sheet("Pupils", pupils("Ada"))
    table = read(Sheet("Read me", words), Sheet("Staff", staff), kept, Sheet("Lists", lists))
    assert (len(table), table.sheets) == (1, ())
    assert table.notes == ["Sheets without a table of pupils were left out: “Read me”, “Staff”, “Lists”."]


def test_hidden_sheets_are_not_read_and_blank_ones_not_mentioned() -> None:
    old = pupils("Zoe")
    table = read(
        Sheet("Pupils", pupils("Ada")), Sheet("Last year", old, state="hidden"),
        Sheet("Codes", old, state="veryHidden"), Sheet("Sheet3", []),
    )  # fmt: skip
    assert column(table, "Forename") == ["Ada"]
    assert table.notes == ["Hidden sheets were not read: “Last year”, “Codes”."]


def test_a_workbook_whose_sheets_are_all_hidden_says_which_to_show() -> None:
    with pytest.raises(ProgressError, match="show “Pupils” and save"):
        read(Sheet("Pupils", pupils("Ada"), state="hidden"), Sheet("Sheet1", []))


def test_a_chart_sheet_is_left_out_by_name() -> None:
    made = parts(Sheet("Pupils", pupils("Ada")), Sheet("Chart", []))
    links = "xl/_rels/workbook.xml.rels"
    made[links] = made[links].replace('worksheet" Target="worksheets/sheet2', 'chartsheet" Target="charts/sheet2')
    assert read_workbook(archive(made), "class.xlsx", "").notes == [
        "Sheets without a table of pupils were left out: “Chart”."
    ]


def test_notes_of_a_sheet_name_it() -> None:
    titled: Rows = [["Oakfield Primary"], *pupils("Ada")]
    table = read(Sheet("4A", titled), Sheet("4B", pupils("Ben")))
    assert table.notes[2] == "Sheet “4A”: row 1 is a title and was left out: “Oakfield Primary”."


def test_two_headings_alike_name_sheet_and_file() -> None:
    with pytest.raises(ProgressError, match=r"Sheet “4B” of class\.xlsx has two columns headed “Maths Aut2”"):
        read(Sheet("4A", pupils("Ada")), Sheet("4B", pupils("Ben", head=[*HEAD, "Maths Aut2"])))


def test_merged_cells_that_lie_over_each_other_are_written_once() -> None:
    rows: Rows = [["UPN", "Name", "Class"], ["x", "Ada", "4A"], ["y", "Ben", None], ["z", "Cy", None]]
    merged = ["C2:C4", *["C3:C1048576"] * 2_000, *["C2:C1048576"] * 2_000]
    table = read(Sheet("Sheet1", [*rows, ["w", "Di", "4B"]], merged=merged))
    assert column(table, "Class") == ["4A", "4A", "4A", "4B"]
