"""A stranger's way by keys alone: from Welcome with no school file, by a messy spreadsheet, to the class grid."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from example_workbook import NAME, example_workbook

from terminal import Terminal
from tests.screens.import_files import MESSY, WRONG, write
from tests.terminal.conftest import Start

SIZES = [(80, 24), (120, 40), (200, 50)]


def import_file(terminal: Terminal, name: str, holding: str, *, to_the_grid: bool = True) -> None:
    """From Welcome to the class grid, taking every answer that is proposed; `holding` is what the file brings."""
    terminal.wait_for("Begin with your own school")
    terminal.press("enter")
    terminal.wait_for("Which file do you want to bring in")
    terminal.type(name[:4])
    terminal.wait_for(rf"Downloads/{re.escape(name)}")
    terminal.press("enter")
    terminal.wait_for(r"Question 1 of \d: Which academic year")
    terminal.wait_for("left out: address")
    terminal.press("enter")
    terminal.wait_for("What is your school called")
    terminal.wait_for("Oakfield Primary School")
    terminal.press("enter")
    terminal.wait_for("Where shall the school file be kept")
    terminal.press("enter")
    terminal.wait_for("Ready. Nothing is stored yet")
    terminal.wait_for(rf"Import “{re.escape(name)}” into Oakfield Primary School: {holding.replace(' ', '[^a-z0-9]+')}")
    terminal.press("enter")
    terminal.wait_for("Without a passphrase whoever has")
    terminal.press("ctrl+n")
    if to_the_grid:
        terminal.wait_for(r"\d on roll")


def test_from_an_excel_file_with_merged_headings(start: Start, tmp_path: Path) -> None:
    (tmp_path / "Downloads").mkdir()
    (tmp_path / "Downloads" / NAME).write_bytes(example_workbook())
    terminal = start(HOME=str(tmp_path))
    import_file(terminal, NAME, "12 pupils, 36 results")
    terminal.wait_for("12 on roll")
    terminal.wait_for("Dunn, Harry")


@pytest.mark.parametrize(("columns", "lines"), SIZES)
def test_from_welcome_to_the_class_grid(start: Start, tmp_path: Path, columns: int, lines: int) -> None:
    write(tmp_path / "Downloads", "autumn.csv", MESSY)
    terminal = start(columns=columns, lines=lines, HOME=str(tmp_path))
    import_file(terminal, "autumn.csv", "3 pupils, 6 results")
    terminal.wait_for("at expected")
    terminal.wait_for(r"Ng, Lee")
    terminal.press("enter")
    terminal.wait_for(r"Ng, Lee ▸ 4B ▸ Autumn 2 2026-27")
    terminal.press("escape")
    terminal.wait_gone("Results now")
    terminal.settle()
    terminal.press("u")
    terminal.wait_for("Undo the import of “autumn.csv”")
    terminal.press("y")
    terminal.wait_for("oakfield-primary-school.duckdb holds no classes yet")
    terminal.press("q")
    assert terminal.wait_end() == 0
    assert terminal.left_over() == []


def test_the_school_is_open_again_at_the_next_start(start: Start, tmp_path: Path, home: Path) -> None:
    write(tmp_path / "Downloads", "autumn.csv", MESSY)
    terminal = start(HOME=str(tmp_path))
    import_file(terminal, "autumn.csv", "3 pupils, 6 results")
    terminal.press("q")
    assert terminal.wait_end() == 0
    assert (home / "oakfield-primary-school.duckdb").is_file()
    again = start(HOME=str(tmp_path))
    again.wait_for("Oakfield Primary School ▸ 4B")
    again.press("I")
    again.wait_for(r"Downloads/autumn.csv\s+imported before")
    again.press("escape")
    again.wait_for("at expected")


@pytest.mark.usefixtures("demo_home")
def test_a_dropped_file_with_a_wrong_row_stores_nothing_until_told(start: Start, tmp_path: Path) -> None:
    source = write(tmp_path, "my results.csv", WRONG)
    terminal = start("demo", "--class", "4B", HOME=str(tmp_path))
    terminal.wait_for("at expected")
    terminal.write(f"\x1b[200~'{source}'\x1b[201~".encode())
    terminal.wait_for("1 row or cell of “my results.csv” cannot be taken")
    terminal.wait_for("“Zzz” is not on the scale")
    terminal.press("escape")
    terminal.wait_for("Which file")
    terminal.press("escape")
    terminal.wait_for("4B ▸ Autumn")
    terminal.press("ctrl+q")
    assert terminal.wait_end() == 0
    assert terminal.left_over() == []
