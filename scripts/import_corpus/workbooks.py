"""Workbooks and web pages that pass for workbooks."""

from __future__ import annotations

import base64
from datetime import date
from html import escape

from import_corpus.kit import BANDS, CLASS, SCORES, Files, codes
from import_corpus.spreadsheet import (
    DATE,
    DECLARED,
    OWN_DATE,
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

WHO = ["UPN", "Surname", "Forename"]
HEAD: list[Cell] = ["UPN", "Surname", "Forename", "DOB", "Sex", "Year Group", "Class"]
SUBJECTS: list[Cell] = ["Reading Aut2 TA", "Writing Aut2 TA", "Maths Aut2 TA"]
Rows = list[list[Cell]]


def born(at: int) -> date:
    """The date of birth of a child of the class."""
    day, month, year = map(int, CLASS[at].born.split("/"))
    return date(year, month, day)


def who(at: int) -> list[Cell]:
    """UPN, surname and forename of a child."""
    return [CLASS[at].upn, CLASS[at].surname, CLASS[at].forename]


def listed(at: int, since_1904: bool = False) -> list[Cell]:
    """The cells of a class list for a child: real dates, numbers as numbers."""
    return [*who(at), serial(born(at), since_1904=since_1904), CLASS[at].sex, 5, "5W"]


def plain(since_1904: bool = False) -> Rows:
    """The class list with three subjects: 6 pupils, 18 results."""
    return [[*HEAD, *SUBJECTS], *([*listed(at, since_1904), *bands(at, 3)] for at in range(6))]


def bands(at: int, count: int) -> list[Cell]:
    """As many bands of a child as there are columns."""
    return [codes(turn)[at] for turn in range(count)]


def files() -> Files:
    """Every workbook, by name."""
    return {**_tables(), **_heads(), **_extra_rows(), **_sheets(), **_cells(), **_limits(), **_web()}


def one(rows: Rows) -> bytes:
    """A workbook of one sheet."""
    return workbook(Sheet("Sheet1", rows))


def _tables() -> Files:
    inline: Rows = [
        [Raw(f"<is><t>{escape(cell)}</t></is>", "inlineStr") if isinstance(cell, str) else cell for cell in row]
        for row in plain()
    ]
    long: Rows = [
        [*who(at), subject, "Aut2", codes(turn)[at]]
        for at in range(6)
        for turn, subject in enumerate(("Reading", "Writing", "Maths"))
    ]
    return {
        "book-plain.xlsx": one(plain()),
        "book-packed.xlsx": workbook(Sheet("Sheet1", plain()), packed=True),
        "book-named-csv.csv": one(plain()),
        "book-long.xlsx": one([[*WHO, "Subject", "Term", "Result"], *long]),
        "book-inline-text.xlsx": one(inline),
        "book-1904.xlsx": workbook(Sheet("Sheet1", plain(since_1904=True)), since_1904=True),
        "book-empty.xlsx": one([]),
    }


def _heads() -> Files:
    titled: dict[int, list[Cell]] = {
        1: ["Oakfield Primary – 5W"],
        3: ["UPN", "Surname", "Forename", "Reading", None, "Writing", None, "Maths", None],
        4: [None, None, None, *["Aut1 TA", "Aut2 TA"] * 3],
    }
    titled |= {at + 5: [*who(at), *bands(at, 6)] for at in range(6)}
    merged = ["A1:I1", "A3:A4", "B3:B4", "C3:C4", "D3:E3", "F3:G3", "H3:I3"]
    years: Rows = [
        [None, None, None, None, "2025-26", None, "2026-27", None],
        [*WHO, "Class", "Sum1 Reading TA", "Sum2 Reading TA", "Aut1 Reading TA", "Aut2 Reading TA"],
        *([*who(at), "5W", *bands(at, 4)] for at in range(6)),
    ]
    three: dict[int, list[Cell]] = {
        1: [None, None, None, "2026-27"],
        2: [None, None, None, "Autumn 2", None, "Spring 2"],
        3: [*WHO, *["Reading TA", "Maths TA"] * 2],
    }
    three |= {at + 4: [*who(at), *bands(at, 4)] for at in range(6)}
    title_only: dict[int, list[Cell]] = {2: ["Class 5W"], 3: ["Autumn 2026", "", "Mrs Ahmed"]}
    title_only |= {at + 6: row for at, row in enumerate(plain())}
    return {
        "book-title-and-merged-headings.xlsx": workbook(Sheet("5W", titled, merged=merged)),
        "book-merged-headings-not-merged.xlsx": workbook(Sheet("5W", titled)),
        "book-years-above-headings.xlsx": workbook(Sheet("5W", years, merged=["E1:F1", "G1:H1"])),
        "book-headings-of-three-rows.xlsx": workbook(Sheet("5W", three, merged=["D1:G1", "D2:E2", "F2:G2"])),
        "book-titles-with-two-cells.xlsx": workbook(Sheet("5W", title_only)),
    }


def _extra_rows() -> Files:
    head: list[Cell] = [*WHO, "Reading Aut2 TA", "Maths Aut2 Std Score"]
    scores = [101, 94, 113, 88, 122, 79]

    def row(at: int) -> list[Cell]:
        return [*who(at), BANDS[at], scores[at]]

    sections: Rows = [
        head, ["Girls"], row(0), row(1), row(2), row(5), [None, "Subtotal", None, 4, 387], [], ["Boys"], row(3), row(4),
        [None, "Subtotal", None, 2, 210], [None, "Total", None, 6, 597], [None, "Average", None, None, 99.5], [],
        ["* Scores of the autumn test; Léa was away in the second week."],
    ]  # fmt: skip
    again: Rows = [head, *map(row, range(3)), head, *map(row, range(3, 6))]
    return {
        "book-sections-and-totals.xlsx": one(sections),
        "book-headings-again.xlsx": one(again),
        "book-blank-rows-and-columns.xlsx": workbook(
            Sheet("Sheet1", {at * 3 + 2: [None, None, *cells] for at, cells in enumerate(plain())})
        ),
        "book-to-the-last-row.xlsx": workbook(
            Sheet(
                "Sheet1",
                dict(enumerate(plain(), start=1)) | {1048576: [Raw(style=RED)] * 3},
                dimension="A1:XFD1048576",
            )
        ),
    }


def _sheets() -> Files:
    head: list[Cell] = [*WHO, "Reading Aut2 TA", "Maths Aut2 TA"]
    first: Rows = [head, *([*who(at), *bands(at, 2)] for at in range(3))]
    second: Rows = [head, *([*who(at), *bands(at, 2)] for at in range(3, 6))]
    lookups: Rows = [["Code", "Meaning"], ["WB", "Well below"], ["At", "At the expected standard"]]
    notes: Rows = [["Please fill in the white cells only."], ["Return to the office by Friday."]]
    old: Rows = [head, *([*who(at), "WB", "WB"] for at in range(6))]
    both: Rows = [head, *first[1:], *second[1:]]
    reading: Rows = [[*WHO, "Aut2 TA"], *([*who(at), codes(0)[at]] for at in range(6))]
    maths: Rows = [[*WHO, "Aut2 TA"], *([*who(at), codes(1)[at]] for at in range(6))]
    again: Rows = [head, *([*who(at), *bands(at + 1, 2)] for at in range(2))]
    return {
        "book-sheet-for-each-subject.xlsx": workbook(Sheet("Reading", reading), Sheet("Maths", maths)),
        "book-sheets-that-contradict.xlsx": workbook(Sheet("Monday", both), Sheet("Tuesday", again)),
        "book-sheet-for-each-class.xlsx": workbook(Sheet("5W", first), Sheet("5H", second)),
        "book-lookup-sheet.xlsx": workbook(Sheet("Notes", notes), Sheet("Pupils", both), Sheet("Lookups", lookups)),
        "book-hidden-sheet.xlsx": workbook(Sheet("Pupils", both), Sheet("Old", old, state="hidden")),
        "book-very-hidden-lookups.xlsx": workbook(Sheet("Lists", lookups, state="veryHidden"), Sheet("Pupils", both)),
        "book-hidden-row.xlsx": workbook(Sheet("Pupils", both, hidden_rows=[4])),
        "book-hidden-column.xlsx": workbook(Sheet("Pupils", both, hidden_columns=[5])),
    }


def _cells() -> Files:
    scored: list[Cell] = [*WHO, "Maths Aut2 Std Score"]
    reading: list[Cell] = [*WHO, "Reading Aut2 TA", "Writing Aut2 TA"]
    colours: Rows = [reading, *([*who(at), BANDS[at], Raw(style=RED)] for at in range(6))]
    never: Rows = [reading, *([*who(at), BANDS[at], formula(f"VLOOKUP(D{at + 2},Codes!A:B,2)")] for at in range(6))]
    done: Rows = [reading, *([*who(at), BANDS[at], formula(f"T(D{at + 2})", codes(1)[at])] for at in range(6))]
    wrong: Rows = [scored, *([*who(at), error("#N/A") if at == 3 else int(SCORES[at])] for at in range(6))]
    as_text: Rows = [[*scored, "Year Group"], *([*who(at), SCORES[at], "5"] for at in range(6))]
    days: list[Cell] = [
        serial(born(0)),
        "14/03/2017",
        serial(born(2), style=OWN_DATE),
        number(42916),
        "5/1/17",
        "2017-08-21",
    ]
    shares: list[Cell] = [
        number(0.974, PERCENT),
        number(1, PERCENT),
        number(0.8825, PERCENT),
        95,
        "91.7%",
        number(0.991, PERCENT),
    ]
    bare: list[Cell] = [0.974, 1, 0.8825, 0.95, 0.917, 0.991]
    flags: list[Cell] = [Raw(f"<v>{int(at % 2 == 0)}</v>", "b") for at in range(6)]
    rich = Raw("<is><r><t>Oka</t></r><r><rPr><b/></rPr><t>for</t></r></is>", "inlineStr")
    return {
        "book-colours-alone.xlsx": one(colours),
        "book-formulas-never-worked-out.xlsx": one(never),
        "book-formulas.xlsx": one(done),
        "book-error-cell.xlsx": one(wrong),
        "book-numbers-as-text.xlsx": one(as_text),
        "book-dates-mixed.xlsx": one([[*WHO, "DOB"], *([*who(at), days[at]] for at in range(6))]),
        "book-percent.xlsx": one([[*WHO, "Attendance"], *([*who(at), shares[at]] for at in range(6))]),
        "book-percent-bare.xlsx": one([[*WHO, "Attendance"], *([*who(at), bare[at]] for at in range(6))]),
        "book-yes-and-no-cells.xlsx": one([[*WHO, "Pupil Premium"], *([*who(at), flags[at]] for at in range(6))]),
        "book-rich-text.xlsx": one([[*WHO], [CLASS[0].upn, rich, "Ada"], *map(who, range(1, 6))]),
    }


def _limits() -> Files:
    wide: Rows = [[*WHO, *(f"Extra {at}" for at in range(998))], [*who(0)]]
    zeros = parts(Sheet("Sheet1", plain()))
    bomb = {**zeros, "xl/worksheets/sheet1.xml": DECLARED + "<worksheet>" + " " * 40_000_000 + "</worksheet>"}
    cut = dict(zeros)
    cut["xl/worksheets/sheet1.xml"] = cut["xl/worksheets/sheet1.xml"][:900]
    declared = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    deep = dict(zeros)
    deep["xl/worksheets/sheet1.xml"] = DECLARED + "<a>" * 3_000 + "</a>" * 3_000
    return {
        "book-1001-columns.xlsx": one(wide),
        "book-10001-characters.xlsx": one([[*WHO, "Comment"], [*who(0), "x"], [*who(1), "y" * 10_001]]),
        "book-bomb.xlsx": archive(bomb, packed=True),
        "book-doctype.xlsx": workbook(Sheet("Sheet1", plain(), before=declared)),
        "book-deep.xlsx": archive(deep),
        "book-cut-sheet.xlsx": archive(cut),
        "book-without-sheets.xlsx": archive({name: part for name, part in zeros.items() if "sheet1" not in name}),
    }


def _web() -> Files:
    rows = [["" if cell is None else _shown(cell) for cell in row] for row in plain()]
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>\r\n" for row in rows)
    page = (
        '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="utf-8">'
        f"<style>td{{mso-number-format:'\\@'}}</style></head><body><table border=1>{body}</table></body></html>"
    )
    layout = f"<table><tr><td><table>{body}</table></td></tr></table>"
    return {
        "web-table.xls": page.encode(),
        "web-table-in-a-table.xls": f"<!DOCTYPE html><html><body>{layout}</body></html>".encode(),
        "web-table-latin.xls": page.replace("utf-8", "windows-1252").encode("cp1252"),
        "web-mail-of-a-workbook.eml": b"MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n"
        + base64.b64encode(one(plain())[:600]),
    }


def _shown(cell: Cell) -> str:
    """What a spreadsheet program shows of a cell of the class list."""
    if isinstance(cell, Raw) and cell.style == DATE:
        day = date.fromordinal(date(1899, 12, 30).toordinal() + int(cell.inside[3:-4]))
        return f"{day:%d/%m/%Y}"
    return str(cell)
