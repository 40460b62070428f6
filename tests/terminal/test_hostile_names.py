"""Names that try to be something else are shown literally, in line, and leave as text."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
import unicodedata
from pathlib import Path

import pytest

from progress_tui.store import notes
from progress_tui.workspace import Workspace
from terminal import Terminal
from tests.terminal.conftest import PROGRAM, Start

NAMES = {
    ("[red]x", "Ann"): "[red]x, Ann",
    ("=cmd|' /C calc'!A0", "Bob"): "=cmd|' /C calc'",
    ("@SUM(A1:A9)", "Bo"): "@SUM(A1:A9), Bo",
    ("\x1b[31mEve", "Cy"): "[31mEve, Cy",
    ("\x1b]0;owned\x07Title", "Di"): "]0;ownedTitle",
    ("Over\u202eride", "Dee"): "Override, Dee",
    ("Zero\u200bWid\u200dth", "Ed"): "ZeroWidth, Ed",
    ("L" * 200, "Fay"): "L" * 14,
    ("王小", "明"): "王小, 明",
    ("Ng", "Flo"): "Ng, Flo",
    ("O'Brien-Smith", "Guy"): "O'Brien-Smith,",
    ("Zoe\u0308-E\u0301mile", "Gus"): "Zoë-Émile, Gus",
    ("Nguye\u0302\u0303n", "Hal"): "Nguyễn, Hal",
    ("Smile😀", "Ida"): "Smile😀, Ida",
    ("Heart❤️", "Jo"): "Heart❤, Jo",
    ("🇬🇧Flag", "Kit"): "GBFlag, Kit",
    ("محمد", "Lee"): "محمد, Lee",
    ("한글", "Mo"): "한글, Mo",
    ("[b", "Ned"): "[b, Ned",
    ("\\[/red]", "Ola"): "\\[/red], Ola",
    ("किशोर", "कुमार"): "क",
}
"""(surname, forename) in the file → how the name column begins at 80 columns."""


@pytest.fixture(scope="module")
def hostile_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A school file with these pupils, brought in by the public command."""
    folder = tmp_path_factory.mktemp("hostile")
    table = io.StringIO()
    rows = csv.writer(table)
    rows.writerow(["Surname", "Forename", "Class", "Year group", "Date of birth", "Reading Aut2", "Maths Aut2"])
    for day, (surname, forename) in enumerate(NAMES, 1):
        rows.writerow([surname, forename, "4B", "4", f"2018-01-{day:02}", "At", "JB"])
    (folder / "pupils.csv").write_text(table.getvalue(), "utf-8")
    command = [*PROGRAM, "import", "pupils.csv", "--into", "s.duckdb", "--year", "2026-27"]
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "invisible characters, which were taken out" in done.stdout + done.stderr
    return folder / "s.duckdb"


def open_grid(start: Start, path: Path, columns: int) -> Terminal:
    terminal = start(str(path), columns=columns, lines=40)
    terminal.wait_for("at expected")
    terminal.wait_for("JB|just below")
    terminal.settle()
    return terminal


def assert_harmless(terminal: Terminal) -> None:
    """Nothing invisible and no sequence of the data may have reached the terminal."""
    written = bytes(terminal.raw).decode(errors="replace")
    assert "\x1b[31mEve" not in written
    assert "\x1b]0;" not in written
    assert not {c for c in written if unicodedata.category(c) in ("Cf", "Co", "Cs")}


@pytest.mark.parametrize("columns", [80, 120, 200])
def test_every_row_is_in_line(start: Start, hostile_file: Path, columns: int) -> None:
    terminal = open_grid(start, hostile_file, columns)
    rules = terminal.columns_of("│")
    lines = [line for line, text in enumerate(terminal.screen.display) if re.search(r"│.*At", text)]
    assert len(lines) >= len(NAMES)
    headings = rules[lines[0] - 1]
    assert len(headings) == 3
    assert {line: rules[line] for line in lines} == dict.fromkeys(lines, headings)
    assert_harmless(terminal)


def test_names_are_shown_literally(start: Start, hostile_file: Path) -> None:
    terminal = open_grid(start, hostile_file, 80)
    shown = [line[1:].split("│")[0].rstrip() for line in terminal.screen.display]
    assert [name for name in NAMES.values() if not any(cell.startswith(name) for cell in shown)] == []


def test_cards_and_notes_show_the_name(start: Start, hostile_file: Path) -> None:
    terminal = open_grid(start, hostile_file, 80)
    terminal.press("enter")
    seen: set[str] = set()
    for place in range(1, len(NAMES) + 1):
        terminal.wait_for(rf"\A.* {place} of {len(NAMES)}|…\s*\n")
        terminal.wait_for("Pupil premium")
        head = terminal.screen.display[0].strip()
        name = head.split(" ▸")[0]
        seen.add(name[:14])
        if name.startswith(("[red]", "[31m", "LLL", "王", "=cmd")):
            terminal.press("n")
            terminal.wait_for(rf"Note on {re.escape(name[:40])}")
            terminal.press("escape")
            terminal.wait_gone("Note on")
        terminal.press("]")
        if place < len(NAMES):
            terminal.wait_gone(rf"\A\s*{re.escape(head)}")
    # On the card a flag stays a flag: nothing stands beside it that could get out of line.
    expected = {name[:14] for name in NAMES.values()} - {"GBFlag, Kit"} | {"🇬🇧Flag, Kit"}
    assert [name for name in expected if not any(title.startswith(name) for title in seen)] == []
    assert_harmless(terminal)


def test_an_export_holds_no_formula(start: Start, hostile_file: Path, home: Path) -> None:
    terminal = open_grid(start, hostile_file, 80)
    terminal.press("n")
    terminal.wait_for("Note on")
    terminal.type("=1+1 is what the note says")
    terminal.wait_for("✓ Saved")
    terminal.press("escape")
    terminal.wait_gone("Note on")
    terminal.press("e")
    terminal.wait_for(r"Names n \[initials\]")
    terminal.press("n")
    terminal.wait_for(r"\[full\]")
    terminal.press("enter")
    terminal.wait_gone("Export · ")
    (table,) = (home / "exports").glob("*.csv")
    cells = [cell for row in csv.reader(table.read_text("utf-8-sig").splitlines()) for cell in row]
    assert [cell for cell in cells if re.match(r"[=@\t\r]|[+-](?![\d.]+$)", cell)] == []
    assert any(cell.startswith("'=cmd|' /C calc'!A0") for cell in cells)
    assert "'=1+1 is what the note says" in cells
    assert any(cell.startswith("[31mEve") for cell in cells)


def test_what_another_program_wrote_into_the_file_is_shown_as_plain_text(
    start: Start, hostile_file: Path, tmp_path: Path
) -> None:
    """Our own import takes control characters out; the screen does not rely on it."""
    path = Path(shutil.copy(hostile_file, tmp_path / "s.duckdb"))
    workspace = Workspace(path)
    evil = "\x1b[31mEve\x1b]0;owned\x07\u202e"
    workspace.file.write(
        lambda con: con.execute("UPDATE pupil SET surname = ? WHERE forename = 'Ann'", [evil]).fetchall()
    )
    workspace.file.write(lambda con: notes.save(con, 1, 1, f"note {evil}\x9b31m", ""))
    workspace.file.write(lambda con: con.execute("DELETE FROM prepared").fetchall())
    workspace.close()
    terminal = open_grid(start, path, 120)
    assert "�[31mEve�]0;o" in terminal.text
    terminal.press("enter")
    terminal.wait_for("Pupil premium")
    terminal.press("n")
    terminal.wait_for("Note on")
    terminal.settle()
    assert_harmless(terminal)
