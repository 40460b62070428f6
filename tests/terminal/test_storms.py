"""A meeting through what windows do: resized again and again under the hand of somebody who writes, and closed."""

from __future__ import annotations

import random
import signal
from pathlib import Path

import pytest

from terminal import Terminal
from tests.terminal.conftest import Start
from tests.terminal.meeting import COMMANDS, RUNNING, WRITING, begin, on_file

TEXT = "A window that is pulled about all the time loses nothing of what is written in it meanwhile, word for word. "


def notes_of(path: Path) -> str:
    return "\n".join(item.text("note").body for item in on_file(path).meeting.items)


def begin_writing(terminal: Terminal) -> None:
    begin(terminal)
    terminal.settle()
    terminal.press("n")
    terminal.wait_for(WRITING)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_storm_of_sizes_loses_nothing_of_a_meeting(start: Start, demo_home: Path, seed: int) -> None:
    sizes = random.Random(seed)  # noqa: S311 – sizes, no secrets
    terminal = start("demo", "--class", "4B")
    begin_writing(terminal)
    for letter, turn in zip(TEXT, range(100), strict=False):
        if turn % 25 == 0:
            terminal.resize(1, 1)
        else:
            terminal.resize(sizes.randint(1, 300), sizes.randint(1, 100))
        terminal.write(letter.encode())
        terminal.pump(0.01)
    terminal.resize(80, 24)
    terminal.write(TEXT[100:].encode())
    terminal.wait_for(r"word\.")
    terminal.wait_for("✓ Saved")
    terminal.settle()
    terminal.press("escape")
    terminal.wait_for(COMMANDS)
    assert TEXT.strip() in notes_of(demo_home / "demo.duckdb")
    terminal.press("ctrl+q")
    assert terminal.wait_end() == 0
    assert terminal.left_over() == []


def test_the_window_is_closed_in_a_meeting_and_the_text_is_there_at_the_next_start(
    start: Start, demo_home: Path
) -> None:
    terminal = start("demo", "--class", "4B")
    begin_writing(terminal)
    terminal.write(b"The window is closed.")
    terminal.wait_for("The window is closed.")
    assert terminal.hang_up() == 128 + signal.SIGHUP
    held = on_file(demo_home / "demo.duckdb").meeting
    assert held.status == "running"
    assert "The window is closed." in notes_of(demo_home / "demo.duckdb")
    again = start("demo", "--class", "4B")
    begin(again)
    again.wait_for(RUNNING)
    again.wait_for("The window is closed.")
