"""One class list handed over in many forms fills the same school file; a correction shows what it changes."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from html import escape
from pathlib import Path

import pytest
from import_corpus.spreadsheet import Cell, Sheet, serial, workbook

from import_corpus import kit
from progress_tui.__main__ import main
from tests.import_corpus import bring
from tests.store_hash import store_hash, store_lines, store_rows

Rows = list[list[str]]

WHO = ["UPN", "Surname", "Forename", "DOB", "Sex", "Year Group", "Class"]
COLUMNS = (
    ("2025-26", "Sum2", "Reading", "TA"), ("2025-26", "Sum2", "Maths", "TA"), ("2026-27", "Aut2", "Reading", "TA"),
    ("2026-27", "Aut2", "Maths", "TA"), ("2026-27", "Aut2", "Maths", "Std Score"),
    ("2026-27", "Sum2", "Reading", "Target"),
)  # fmt: skip


def cells(at: int) -> list[str]:
    """The cells of a pupil under `COLUMNS`."""
    held = [kit.codes(turn)[at] for turn in range(len(COLUMNS))]
    held[4] = kit.SCORES[at] if at else "<70"
    return held


def people() -> Rows:
    """Who the pupils are."""
    return [[child.upn, child.surname, child.forename, child.born, child.sex, "5", "5W"] for child in kit.CLASS]


def wide() -> Rows:
    """A row a pupil, a column a result."""
    return [[*WHO, *map(" ".join, COLUMNS)], *([*who, *cells(at)] for at, who in enumerate(people()))]


def long() -> Rows:
    """A row a result. The class list is of 2026-27, so earlier results stand without it."""
    rows = [[*WHO, "Academic Year", "Term", "Subject", "Result Type", "Result"]]
    for at, who in enumerate(people()):
        for column, cell in zip(COLUMNS, cells(at), strict=True):
            group = who if column[0] == "2026-27" else [*who[:5], "", ""]
            rows.append([*group, *column, cell])
    return rows


def book(since_1904: bool = False) -> bytes:
    """A workbook with real dates and numbers."""
    rows: list[list[Cell]] = []
    for at, row in enumerate(wide()):
        typed: list[Cell] = [int(cell) if cell.isdecimal() else cell for cell in row]
        if at:
            day, month, year = map(int, row[3].split("/"))
            typed[3] = serial(date(year, month, day), since_1904=since_1904)
        rows.append(typed)
    return workbook(Sheet("5W", rows), since_1904=since_1904)


def page() -> bytes:
    """A web page with a table, as systems export for Excel."""
    rows = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in wide())
    return f"<html><head><meta charset='utf-8'></head><body><table>{rows}</table></body></html>".encode()


FORMS: dict[str, Callable[[], bytes]] = {
    "long.csv": lambda: kit.table(*long()),
    "semicolon.csv": lambda: kit.table(*wide(), mark=";", end="\r\n"),
    "tab.tsv": lambda: kit.table(*wide(), mark="\t"),
    "utf16.txt": lambda: b"\xff\xfe" + kit.table(*wide(), mark="\t", end="\r\n", encoding="utf-16-le"),
    "cp1252.csv": lambda: kit.table(*wide(), encoding="cp1252"),
    "cp850.csv": lambda: kit.table(*wide(), encoding="cp850"),
    "mark.csv": lambda: kit.table(*wide(), encoding="utf-8-sig"),
    "packed.csv.gz": lambda: kit.gzipped(kit.table(*wide())),
    "book.xlsx": book,
    "book-1904.xlsx": lambda: book(since_1904=True),
    "page.xls": page,
    "titled.csv": lambda: kit.lines("Oakfield Primary", "Class 5W, autumn 2026", "") + kit.table(*wide()),
    "columns-turned.csv": lambda: kit.table(*([*row[7:], *row[:7]] for row in wide())),
}


def brought(folder: Path, name: str, content: bytes) -> Path:
    """The school file that a source fills."""
    source, school = folder / name, folder / f"{name}.duckdb"
    source.write_bytes(content)
    report = bring(school, source, "--year", "2026-27")
    assert report.verdict == "accepted", report.words
    assert (report.pupils, report.results, report.targets) == (6, 30, 6)
    # The school is named after its file where no source names it: that name is not the source's.
    return school


def facts(school: Path) -> dict[str, list[str]]:
    """Everything on file but where it came from and what the school is called."""
    return {name: rows for name, rows in store_rows(school, origins=False).items() if name != "school"}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return brought(tmp_path_factory.mktemp("plain"), "wide.csv", kit.table(*wide()))


@pytest.mark.parametrize("name", FORMS)
def test_every_form_fills_the_same_school_file(name: str, plain: Path, tmp_path: Path) -> None:
    school = brought(tmp_path, name, FORMS[name]())
    assert facts(school) == facts(plain)


def corrected() -> Rows:
    """The class list with three cells put right: a result, a target, a class."""
    rows = wide()
    rows[1][9], rows[3][12], rows[5][6] = "WB", "Ab", "5H"
    return rows


def test_a_correction_changes_the_cells_that_were_corrected_and_undo_puts_them_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    school = brought(tmp_path, "wide.csv", kit.table(*wide()))
    before, lines = store_hash(school), set(store_lines(school))
    source = tmp_path / "corrected.csv"
    source.write_bytes(kit.table(*corrected()))
    trial = bring(school, source, "--year", "2026-27", "--dry-run")
    assert (trial.verdict, trial.changed) == ("accepted", 3)
    assert store_hash(school) == before
    assert bring(school, source, "--year", "2026-27").changed == 3
    after = set(store_lines(school))
    assert lines - after == {
        "result Okafor, Ada | reading | teacher bands | 2026-27:Aut2 | Sec",
        "target Brontë, Zoë | reading | teacher bands | 2026-27:Sum2 | JB",
        "year O'Brien, Tom | 2026-27 | Y5 | 5W",
    }
    assert after - lines == {
        "result Okafor, Ada | reading | teacher bands | 2026-27:Aut2 | WB",
        "target Brontë, Zoë | reading | teacher bands | 2026-27:Sum2 | Ab",
        "year O'Brien, Tom | 2026-27 | Y5 | 5H",
    }
    assert main(["imports", "undo", "2", "--file", str(school)]) == 0
    assert store_hash(school) == before
    capsys.readouterr()
    assert main(["check", "--file", str(school), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["problems"] == []


def test_the_order_in_which_two_files_come_makes_no_difference(tmp_path: Path) -> None:
    early = [row[:9] for row in wide()]
    late = [[*row[:7], *row[9:]] for row in wide()]
    schools = []
    for name, order in (("forward", (early, late)), ("backward", (late, early))):
        school = tmp_path / f"{name}.duckdb"
        for at, rows in enumerate(order):
            source = tmp_path / f"{name}-{at}.csv"
            source.write_bytes(kit.table(*rows))
            assert bring(school, source, "--year", "2026-27").verdict == "accepted"
        schools.append([line.rsplit(" | ", 1)[0] if line.startswith("pupil") else line for line in store_lines(school)])
    assert schools[0] == schools[1]
