"""A spreadsheet as a school office has it, for pictures and tests: titles, headings of two rows, a total; made up."""

from __future__ import annotations

from datetime import date
from typing import Final

from import_corpus.spreadsheet import Cell, Sheet, serial, workbook

NAME: Final = "Autumn assessments.xlsx"

_PUPILS: Final = (
    ("Abbott, Kezia", date(2018, 1, 9), "At", "At", 104), ("Byrne, Callum", date(2017, 10, 21), "At", "JB", 91),
    ("Chowdhury, Aisha", date(2018, 3, 2), "Sec", "Sec", 118), ("Dunn, Harry", date(2018, 7, 30), "B", "B", 84),
    ("Eze, Chidi", date(2017, 12, 12), "At", "At", 101), ("Farrell, Niamh", date(2018, 5, 5), "JB", "At", 97),
    ("Gill, Simran", date(2018, 2, 17), "At", "Sec", 112), ("Hussain, Zain", date(2017, 9, 28), "JB", "JB", 95),
    ("Ivanova, Mila", date(2018, 6, 11), "At", "At", 103), ("Jarvis, Theo", date(2018, 8, 3), "WB", "B", 79),
    ("Kaur, Jasleen", date(2017, 11, 14), "Sec", "Ab", 124), ("Lowe, Poppy", date(2018, 4, 25), "At", "At", 99),
)  # fmt: skip


def example_workbook(spoilt: bool = False) -> bytes:
    """The bytes of an Excel file of one class.

    Args:
        spoilt: with a grade that is on no scale, and a pupil without a name.
    """
    rows: dict[int, list[Cell]] = {
        1: ["Oakfield Primary School"],
        2: ["Autumn assessments, Year 4"],
        4: ["Name", "DOB", "Class", "Year", "Home address", "Reading", None, "Maths"],
        5: [None, None, None, None, None, "Autumn 1 TA", "Autumn 2 TA", "Autumn 2 Std Score"],
    }
    for at, (name, born, first, second, score) in enumerate(_PUPILS):
        rows[6 + at] = [name, serial(born), "4W", 4, f"{at + 1} High Street", first, second, score]
    if spoilt:
        rows[8][6] = "Sec?!"
        rows[11][0], rows[11][1] = None, None
    rows[19] = [f"Total: {len(_PUPILS)} pupils"]
    merged = ["A1:H1", *(f"{letter}4:{letter}5" for letter in "ABCDE"), "F4:G4"]
    return workbook(Sheet("4W", rows, merged=merged), packed=True)
