"""Every size of terminal, resizing, and terminals with few colours or none."""

from __future__ import annotations

import re

import pytest

from terminal import Terminal
from tests.terminal.conftest import Start

pytestmark = pytest.mark.usefixtures("demo_home")

TINY = [(40, 10), (20, 5), (5, 1), (1, 1)]
KEYS = ["down", "enter", "escape", "n", "escape", "e", "escape", "?", "escape", "c", "escape", "b", "t", "s"]


def show_grid(terminal: Terminal) -> None:
    """Wait for the whole grid: its first words come before its last."""
    terminal.wait_for("at expected")
    terminal.settle()


def quit_well(terminal: Terminal, key: str = "q") -> None:
    terminal.press(key)
    assert terminal.wait_end() == 0
    assert terminal.left_over() == []


def assert_in_line(terminal: Terminal) -> None:
    """The rules of all rows stand under those of the headings."""
    rules = terminal.columns_of("│")
    heading = next(line for line, text in enumerate(terminal.screen.display) if " Pupil " in text)
    rows = [line for line in rules if line > heading]
    assert len(rows) > 3
    assert {line: rules[line] for line in rows} == dict.fromkeys(rows, rules[heading])


@pytest.mark.parametrize(("columns", "lines"), [(80, 24), (120, 40), (200, 50)])
def test_the_grid_fits_and_shows_the_flags(start: Start, columns: int, lines: int) -> None:
    terminal = start("demo", "--class", "4B", columns=columns, lines=lines)
    show_grid(terminal)
    heading = next(text for text in terminal.screen.display if " Pupil " in text)
    assert "Flags" in heading
    assert sum("⚑" in text for text in terminal.screen.display) > 5
    assert_in_line(terminal)
    band = next(text for text in terminal.screen.display if "│ Reading" in text)
    assert ("│ Writing" in band) == (columns >= 120)
    quit_well(terminal)


@pytest.mark.parametrize(("columns", "lines"), TINY)
def test_tiny_terminals_neither_crash_nor_trap(start: Start, columns: int, lines: int) -> None:
    terminal = start("demo", "--class", "4B", columns=columns, lines=lines)
    terminal.settle(0.8)
    for key in KEYS:
        terminal.press(key)
        terminal.pump(0.1)
    terminal.settle()
    quit_well(terminal, "ctrl+q")


def test_resizing_lays_the_columns_out_anew(start: Start) -> None:
    terminal = start("demo", "--class", "4B")
    terminal.wait_for("at expected")
    assert "│ Writing" not in terminal.text
    terminal.resize(120, 40)
    terminal.wait_for("│ Reading .*│ Writing .*│ Maths")
    terminal.settle()
    assert_in_line(terminal)
    terminal.resize(200, 50)
    terminal.wait_for(r"⚑\d (\+\d+ )?Reading is \d+ notch")
    terminal.resize(80, 24)
    terminal.wait_gone("│ Writing")
    terminal.settle()
    assert_in_line(terminal)
    assert "Flags" in terminal.text
    quit_well(terminal)


def test_resizing_keeps_what_is_typed(start: Start) -> None:
    terminal = start("demo", "--class", "4B")
    terminal.wait_for("at expected")
    terminal.press("enter")
    terminal.wait_for("Results now")
    terminal.press("n")
    terminal.wait_for("Nothing written yet")
    terminal.type("Typed at one size,")
    for columns, lines in ((30, 8), (1, 1), (120, 40)):
        terminal.resize(columns, lines)
        terminal.settle()
    terminal.type(" and at another.")
    terminal.wait_for("Typed at one size, and at another.")
    terminal.wait_for("✓ Saved")
    terminal.press("escape")
    terminal.wait_gone("Note on")
    terminal.press("escape")
    terminal.wait_for("at expected")
    quit_well(terminal)


def test_no_color_gives_greys(start: Start) -> None:
    terminal = start("demo", "--class", "4B", NO_COLOR="1")
    terminal.wait_for("at expected")
    terminal.press("b")
    terminal.wait_for("below target in reading")
    quit_well(terminal)
    colours = set(re.findall(rb"[34]8;2;(\d+);(\d+);(\d+)", bytes(terminal.raw)))
    assert colours
    assert {colour for colour in colours if len(set(colour)) > 1} == set()


@pytest.mark.parametrize("kind", ["xterm", "linux", "dumb"])
def test_terminals_with_few_colours(start: Start, kind: str) -> None:
    terminal = start("demo", "--class", "4B", TERM=kind, COLORTERM="")
    terminal.wait_for("at expected")
    terminal.press("b")
    terminal.wait_for("below target in reading")
    terminal.settle()
    assert_in_line(terminal)
    quit_well(terminal)
    # Rich does not look for colours on a dumb terminal, where a full screen has no place anyway.
    assert b"8;2;" not in terminal.raw or kind == "dumb"
