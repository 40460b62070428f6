"""The main job by keys alone: pick a class, filter, open a pupil, write a note, export; and the ways out."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from terminal import Terminal
from tests.terminal.conftest import Start

SIZES = [(80, 24), (120, 40)]


def pick_class(terminal: Terminal, name: str) -> None:
    """Pick a class by `c`, its name and enter."""
    terminal.wait_for("at expected")
    terminal.press("c")
    terminal.wait_for(r"Class, \d{4}-\d{2}")
    terminal.type(name)
    terminal.wait_for(rf"{name} · \d+ pupils")
    terminal.wait_gone(r"RA · \d+ pupils")
    terminal.press("enter")
    terminal.wait_for(rf"{name} ▸ \w+ \d \d{{4}}-\d{{2}}")
    terminal.wait_for("at expected")


def first_pupil(terminal: Terminal) -> tuple[str, str]:
    """Surname and forename in the row under the cursor, as far as the column shows them."""
    row = re.search(r"^▌([^,\n]+), (\S+)", terminal.text, re.MULTILINE)
    assert row, terminal.text
    return row[1], row[2]


@pytest.mark.parametrize(("columns", "lines"), SIZES)
def test_from_the_demo_school_to_an_exported_note(start: Start, demo_home: Path, columns: int, lines: int) -> None:
    terminal = start("demo", columns=columns, lines=lines)
    pick_class(terminal, "4B")
    on_roll = re.search(r"(\d+) on roll · at expected: R", terminal.text)
    assert on_roll, terminal.text

    terminal.press("b")
    terminal.wait_for(r"\d+ of \d+: below target in reading")
    terminal.settle()
    counts = re.search(r"(\d+) of (\d+): below target in reading", terminal.text)
    assert counts
    assert counts[2] == on_roll[1]
    assert 0 < int(counts[1]) < int(counts[2])
    distances = re.findall(r"^[▌ ]\S.* −\d │", terminal.text, re.MULTILINE)
    assert len(distances) >= int(counts[1])

    surname, forename = first_pupil(terminal)
    terminal.press("enter")
    terminal.wait_for(rf"{surname}, {forename}.* ▸ 4B ▸ .* 1 of {counts[1]}\b")
    terminal.wait_for("Reading is .* below target")

    terminal.press("n")
    terminal.wait_for(f"Note on {surname}, {forename}")
    terminal.wait_for("as if the child's parent will read it")
    terminal.type(f"Joined reading club with {forename} leading it.")
    terminal.wait_for("✓ Saved at")
    terminal.press("escape")
    terminal.wait_gone("Note on")
    terminal.press("escape")
    terminal.wait_for(f"{counts[0]}")
    terminal.wait_for(rf"▌{surname}, {forename}\s+✎")

    terminal.press("e")
    terminal.wait_for("Export · 4B")
    terminal.wait_for(f"{counts[1]} of {counts[2]} pupils shown: below target in reading")
    terminal.wait_for(r"Names n \[initials\]")
    terminal.press("enter")
    terminal.wait_gone("Export · 4B")

    (page,) = (demo_home / "exports").glob("*.md")
    text = page.read_text("utf-8")
    initials = f"{forename[0]}{surname[0]}"
    assert f"Joined reading club with {initials} leading it." in text
    assert f"Filter: below target in reading — {counts[1]} of {counts[2]} on roll" in text
    assert "Names: initials." in text
    assert not {surname, forename} & set(re.findall(r"\w+", text))
    (table,) = (demo_home / "exports").glob("*.csv")
    assert any("Joined reading club" in " ".join(row) for row in csv.reader(table.read_text("utf-8-sig").splitlines()))

    terminal.press("q")
    assert terminal.wait_end() == 0
    assert terminal.left_over() == []
    assert terminal.last_words().strip() == ""


@pytest.mark.usefixtures("demo_home")
@pytest.mark.parametrize("way_out", ["q", "ctrl+q"])
def test_quitting_leaves_the_terminal_as_it_was(start: Start, way_out: str) -> None:
    terminal = start("demo", "--class", "4B")
    terminal.wait_for("at expected")
    assert "mode 1049 on" in terminal.left_over()
    terminal.press(way_out)
    assert terminal.wait_end() == 0
    assert terminal.left_over() == []


@pytest.mark.usefixtures("demo_home")
@pytest.mark.parametrize("seconds", [0.0, 0.3, 0.5, 0.8])
def test_q_quits_at_any_moment_of_the_start(start: Start, seconds: float) -> None:
    """The earliest key must reach neither the hidden filter nor a thread that is still opening the file."""
    terminal = start("demo")
    terminal.pump(seconds)
    terminal.press("q")
    assert terminal.wait_end() == 0
    assert terminal.last_words().strip() == ""


@pytest.mark.usefixtures("demo_home")
def test_a_note_left_at_once_is_saved(start: Start) -> None:
    terminal = start("demo", "--class", "4B")
    terminal.wait_for("at expected")
    terminal.press("n")
    terminal.wait_for("Note on")
    terminal.write(b"Brought a book from home.")
    terminal.write(b"\x1b")
    terminal.wait_gone("Note on")
    terminal.press("enter")
    terminal.wait_for("Results now")
    for _ in range(9):  # from heading to heading, as many as a card has
        if "Brought a book" not in terminal.text:
            terminal.press("tab")
            terminal.settle()
    terminal.wait_for("Brought a book from home.")


@pytest.mark.usefixtures("demo_home")
def test_ctrl_q_while_typing_saves_before_it_quits(start: Start) -> None:
    terminal = start("demo", "--class", "4B")
    terminal.wait_for("at expected")
    terminal.press("n")
    terminal.wait_for("Note on")
    terminal.write(b"Asked for harder sums.")
    terminal.press("ctrl+q")
    assert terminal.wait_end() == 0
    again = start("demo", "--class", "4B")
    again.wait_for("at expected")
    again.press("n")
    again.wait_for("Asked for harder sums.")


@pytest.mark.usefixtures("demo_home")
def test_letters_typed_into_a_note_are_not_commands(start: Start) -> None:
    terminal = start("demo", "--class", "4B")
    terminal.wait_for("at expected")
    terminal.press("n")
    terminal.wait_for("Note on")
    terminal.type("b e q p s / ? : [x]")
    terminal.wait_for(r"b e q p s / \? : \[x\]")
    terminal.wait_for("✓ Saved")
    assert "Note on" in terminal.text
