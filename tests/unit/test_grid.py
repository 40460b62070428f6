"""What stands around the pupils in a table: titles, headings in two rows, sections, totals, remarks."""

from __future__ import annotations

import pytest

from progress_tui.domain.errors import ProgressError
from progress_tui.importing.reading.grid.head import Band
from progress_tui.importing.reading.grid.layout import Laid, heading_place, is_summary_text, lay_out
from progress_tui.importing.reading.table import Row

ADA, BEN = "B801200005001", "R674123101121"


def grid(text: str) -> list[Row]:
    """The rows of a drawing, numbered from 1; cells are parted by `|`, and a blank line is a blank row."""
    return [
        (row, [cell.strip() for cell in line.split("|")]) for row, line in enumerate(text.strip("\n").split("\n"), 1)
    ]


def laid(text: str, bands: list[Band] | None = None) -> Laid:
    rows = grid(text)
    width = max(len(cells) for _, cells in rows)
    return lay_out([(row, cells + [""] * (width - len(cells))) for row, cells in rows], "class.xlsx", bands=bands)


def numbers(table: Laid) -> list[int]:
    return [row for row, _ in table.rows]


def test_titles_of_any_width_less_than_the_table_are_left_out_with_one_note() -> None:
    table = laid(
        f"""
Oakfield Primary School
Class: | 4B | Teacher: | Mrs Hill
Generated on 12/11/2026 at 09:14

UPN | Surname | Forename | Class | Reading Aut2 | Maths Aut2
{ADA} | Smith | Ada | 4B | EXS | EXS
"""
    )
    assert table.headings == ["UPN", "Surname", "Forename", "Class", "Reading Aut2", "Maths Aut2"]
    assert numbers(table) == [6]
    assert table.notes == [
        "Rows 1, 2 and 3 are titles and were left out: “Oakfield Primary School”, “Class: 4B Teacher: Mrs Hill”, "
        "“Generated on 12/11/2026 at 09:14”."
    ]


@pytest.mark.parametrize(
    "head",
    [
        "| | | Reading | | Writing | |\nUPN | Name | Class | Aut2 | Target | Aut2 | Target | Attendance %",
        "UPN | Name | Class | Reading | | Writing | | Attendance %\n| | | Aut2 | Target | Aut2 | Target |",
        "UPN | Name | Class | Reading | | Writing | | Attendance %\n"
        "UPN | Name | Class | Aut2 | Target | Aut2 | Target | Attendance %",
        "Pupil | | | Reading | | Writing | |\nUPN | Name | Class | Aut2 | Target | Aut2 | Target | Attendance %",
    ],
)
def test_headings_in_two_rows_are_joined_whichever_row_names_the_pupil(head: str) -> None:
    table = laid(f"Class 4B, autumn\n{head}\n{ADA} | Smith, Ada | 4B | EXS | GDS | WTS | EXS | 97.4")
    assert table.headings == [
        "UPN", "Name", "Class", "Reading Aut2", "Reading Target", "Writing Aut2", "Writing Target", "Attendance %",
    ]  # fmt: skip
    assert numbers(table) == [4]
    assert table.notes[1] == "Rows 2 and 3 are the headings together, such as “Reading Aut2”."


def test_a_title_that_says_the_term_is_no_heading_of_the_columns_below_it() -> None:
    table = laid(
        f"School: Oakfield | | | Term: Autumn 2\nUPN | Name | Class | Reading | Maths\n{ADA} | Ada | 4B | a | b"
    )
    assert table.headings == ["UPN", "Name", "Class", "Reading", "Maths"]


def test_merged_cells_say_how_far_a_heading_reaches() -> None:
    table = laid(
        f"""
Attainment over the year
| | Autumn | | | Notes on learning
UPN | Name | Reading | Maths | Star |
{ADA} | Smith, Ada | EXS | EXS | 3 | keen
""",
        bands=[Band(1, 1, 0, 5), Band(2, 2, 2, 3)],
    )
    assert table.headings == ["UPN", "Name", "Autumn Reading", "Autumn Maths", "Star", "Notes on learning"]


def test_three_rows_of_headings_are_joined_from_top_to_bottom() -> None:
    table = laid(
        f"""
| | 2025-26 | | | | 2026-27
| | Reading | | Maths | | Reading
UPN | Name | Aut2 | Sum2 | Aut2 | Sum2 | Aut2
{ADA} | Smith, Ada | 1 | 2 | 3 | 4 | 5
"""
    )
    assert table.headings[2:] == [
        "2025-26 Reading Aut2", "2025-26 Reading Sum2", "2025-26 Maths Aut2", "2025-26 Maths Sum2",
        "2026-27 Reading Aut2",
    ]  # fmt: skip


def test_a_table_whose_headings_nobody_knows_starts_at_its_full_width() -> None:
    table = laid("My list\nKid | Lesen | Rechnen\nAda | 3 | 4\nBen | 5 | 6")
    assert table.headings == ["Kid", "Lesen", "Rechnen"]
    assert numbers(table) == [3, 4]


@pytest.mark.parametrize("above", ["", "Class list\n"])
def test_a_table_without_headings_is_refused(above: str) -> None:
    with pytest.raises(ProgressError, match="has no line of headings"):
        laid(f"{above}{ADA} | Smith | Ada | 4\n{BEN} | Jones | Ben | 4")


def test_repeated_headings_and_page_furniture_are_left_out() -> None:
    table = laid(
        f"""
Class list
UPN | Name | Maths Aut2
{ADA} | Smith, Ada | EXS
Page 1 of 2
Class list
UPN | Name | Maths Aut2
{BEN} | Jones, Ben | GDS
Page 2 of 2
"""
    )
    assert numbers(table) == [3, 7]
    assert table.notes[1:] == [
        "Row 6 repeats the headings and was left out.",
        "Row 5 repeats a title and was left out: “Class list”.",
        "Rows 4 and 8 hold remarks and were left out: “Page 1 of 2”, “Page 2 of 2”.",
    ]


SECTIONS = f"""
UPN | Surname | Forename | Reading Aut2
Class 4A | | |
{ADA} | Smith | Ada | EXS
Class 4B | | |
{BEN} | Jones | Ben | GDS
"""


def test_lines_that_name_classes_become_a_column_where_there_is_none() -> None:
    table = laid(SECTIONS)
    assert table.headings[-1] == "Class"
    assert [cells[-1] for _, cells in table.rows] == ["4A", "4B"]
    assert table.notes == ["Rows 2 and 4 head a part of the table and became the column Class: “Class 4A”, “Class 4B”."]


def test_lines_that_name_classes_are_left_out_where_a_column_says_so() -> None:
    table = laid(SECTIONS.replace("Reading Aut2", "Class").replace("EXS", "4A").replace("GDS", "4B"))
    assert table.headings == ["UPN", "Surname", "Forename", "Class"]
    assert table.notes == ["Rows 2 and 4 head a part of the table and were left out: “Class 4A”, “Class 4B”."]


@pytest.mark.parametrize(
    ("lines", "columns"),
    [
        (("Maple", "Oak"), {"Class": ["Maple", "Oak"]}),
        (("Oak Class", "4 Elm"), {"Class": ["Oak", "4 Elm"]}),
        (("Year 4", "Reception"), {"Year Group": ["4", "Reception"]}),
        (("Year 4: Oak", "Y5 Elm"), {"Class": ["Year 4: Oak", "Y5 Elm"]}),
        (("Form: 4A", "Reg Group 4B"), {"Class": ["4A", "4B"]}),
    ],
)
def test_what_a_line_in_the_table_names(lines: tuple[str, str], columns: dict[str, list[str]]) -> None:
    table = laid(SECTIONS.replace("Class 4A", lines[0]).replace("Class 4B", lines[1]))
    found = {heading: [cells[at] for _, cells in table.rows] for at, heading in enumerate(table.headings)}
    assert {heading: cells for heading, cells in found.items() if heading in ("Class", "Year Group")} == columns


@pytest.mark.parametrize(
    "word",
    [
        "Total",
        "Class average",
        "Mean",
        "Count",
        "Boys",
        "% at ARE",
        "Average score:",
        "EXS+ %",
        "No. of pupils",
        "4B mean",
    ],
)
@pytest.mark.parametrize("head", ["UPN | Name | Class | Maths", "Name | Class | Maths", "Class | Name | UPN | Maths"])
def test_rows_of_totals_are_left_out_wherever_their_word_stands(word: str, head: str) -> None:
    pupil = {"UPN": ADA, "Name": "Smith, Ada", "Class": "4B", "Maths": "102"}
    columns = head.split(" | ")
    lines = [head, " | ".join(pupil[column] for column in columns)]
    total = {"Name": word, "Maths": "101.5"}
    lines += [" | ".join(total.get(column, "") for column in columns), f"{word}{' | ' * (len(columns) - 1)}101.5"]
    table = laid("\n".join(lines))
    assert numbers(table) == [2]
    assert table.notes == [f"Rows 3 and 4 hold totals or averages and were left out: “{word}”."]


def test_subtotals_in_the_class_column_are_left_out() -> None:
    table = laid("Class | Surname | Forename | Maths\n4B | Smith | Ada | 3\n4B Total | | | 3\nGrand Total | | | 3")
    assert numbers(table) == [2]


@pytest.mark.parametrize(
    ("head", "cells"),
    [
        ("UPN | Surname | Maths", f"{ADA} | Total | 3"),
        ("Surname | Forename | Maths", "Total | Sam | 3"),
        ("Surname | Forename | Maths", "Average | Joe | 3"),
        ("Name | DOB | Maths", "Total | 2/11/2016 | 3"),
        ("Name | Class | Maths", "Total, Sam | 4B | 3"),
        ("Name | Class | Maths", "Mean, Mary | 4B | 3"),
        ("Name | Class | Maths", "Max | 4B | 3"),
        ("Forename | Surname | Maths", "Ada | Boys | 3"),
        ("Pupil ID | Name | Maths", "1042 | Count | 3"),
        ("Surname | Forename | Class", "Key | Ada | "),
        ("Name | Class | Maths", "Ada Young | | "),
    ],
)
def test_a_pupil_whose_name_is_such_a_word_is_a_pupil(head: str, cells: str) -> None:
    table = laid(f"{head}\n{cells}\n{cells}")
    assert (numbers(table), table.notes) == ([2, 3], [])


def test_remarks_below_the_table_are_left_out() -> None:
    table = laid(
        f"""
UPN | Surname | Forename | Maths Aut2
{ADA} | Smith | Ada | EXS
{BEN} | Jones | Ben | A
* = absent
Key: EXS is expected

Band | Meaning
EXS | expected
"""
    )
    assert numbers(table) == [2, 3]
    assert table.notes == [
        "Rows 4, 5, 7 and 8 hold remarks and were left out: “* = absent”, “Key: EXS is expected”, “Band” …."
    ]


@pytest.mark.parametrize(
    "below", ["EXS | expected | ", "Key | | \nEXS | expected | ", "Band | Maths | \nEXS | 12 | 14"]
)
def test_a_second_table_below_is_no_pupil(below: str) -> None:
    table = laid(f"Name | Class | Maths\nSmith, Ada | 4B | EXS\nJones, Ben | 4B | GDS\n\n{below}")
    assert numbers(table) == [2, 3]


def test_a_row_too_short_stays_rejected_beside_lines_that_name_classes() -> None:
    rows = grid(SECTIONS)
    rows[2] = (3, [ADA, "Smith", "Ada"])
    table = lay_out(rows, "class.csv")
    assert [(found.row, found.reason) for found in table.rejected] == [
        (3, "The row has 3 cells where the headings are 4.")
    ]


def test_a_pupil_below_a_blank_row_is_still_a_pupil() -> None:
    table = laid(
        f"UPN | Surname | Forename | Maths\n{ADA} | Smith | Ada | EXS\n\n{BEN} | Jones | Ben | GDS\n\n | Lee | Cy | EXS"
    )
    assert numbers(table) == [2, 4, 6]


def test_the_first_rows_tell_where_the_headings_of_a_long_table_are() -> None:
    assert heading_place(grid("Class list\n| | Reading |\nUPN | Name | Aut1 | Aut2\nx | Ada | 1 | 2")) == 2
    assert heading_place([]) == 0


@pytest.mark.parametrize(
    "text", ["Total", "SUBTOTAL", "Average:", "Boys average", "% boys", "Grand Total", "Mean score"]
)
def test_words_of_a_total(text: str) -> None:
    assert is_summary_text(text)


@pytest.mark.parametrize("text", ["", "Smith", "Total, Sam", "Ada Total", "97.4%", "Totality", "EXS", "4B", "Max"])
def test_words_of_no_total(text: str) -> None:
    assert not is_summary_text(text)
