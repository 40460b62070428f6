"""Habits as a terminal sees them: the next start, the window's title, the lock, a small window, a copied table."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path

import pytest

from terminal import Terminal
from tests.terminal.conftest import Start

TITLE = re.compile(rb"\x1b\]2;([^\x07]*)\x07")


def titles(terminal: Terminal) -> list[str]:
    return [title.decode() for title in TITLE.findall(bytes(terminal.raw))]


def test_the_next_start_is_where_this_one_ended_and_the_title_goes_along(start: Start, demo_home: Path) -> None:
    first = start("demo")
    first.wait_for("at expected")
    first.press("]")
    first.wait_for("RB ▸ ")
    first.press("b")
    first.wait_for(r"\d+ of \d+.*: below")
    first.settle()
    shown = first.screen.display[2]
    first.press("q")
    assert first.wait_end() == 0
    assert [re.sub(", .*", "", title) for title in titles(first)] == [
        "progress-tui",
        "progress-tui – RA",
        "progress-tui – RB",
    ]
    assert first.raw.rstrip().endswith(b"\x1b[23;2t"), "the title that was there comes back"
    assert first.left_over() == []
    (held,) = json.loads((demo_home / "state.json").read_text("utf-8"))["schools"]
    assert (held["class_name"], held["filter"]) == ("RB", "target<0")

    again = start("demo", COLORTERM="", TERM="linux")
    again.wait_for(r"RB ▸ ")
    again.wait_for(r"\d+ of \d+.*: below")
    again.settle()
    assert again.screen.display[2] == shown
    assert titles(again) == [], "a console has no title"
    again.press("ctrl+l")
    again.wait_for("not protected")
    again.settle()
    names = [line for line in again.screen.display if "Pupil" in line or "⚑" in line]
    assert names == []
    again.press("q")
    assert again.wait_end() == 0


def test_damaged_memory_and_wrong_keys_are_no_reason_not_to_start(start: Start, demo_home: Path) -> None:
    (demo_home / "state.json").write_text('{"schools": [{"file": 4', "utf-8")
    (demo_home / "config.toml").write_text('[keys]\n"view.filter" = "ctrl+m"\n"app.quit" = "X"\n', "utf-8")
    terminal = start("demo", "--class", "4B")
    terminal.wait_for("“ctrl.m” reaches")
    terminal.press("q")
    terminal.settle()
    terminal.press("X")
    assert terminal.wait_end() == 0


@pytest.mark.parametrize(("columns", "lines"), [(60, 18), (40, 12)])
def test_a_small_window_shows_every_key_and_what_is_saved(
    start: Start, demo_home: Path, columns: int, lines: int
) -> None:
    assert demo_home.is_dir()
    terminal = start("demo", "--class", "4B", columns=columns, lines=lines)
    terminal.wait_for("at expected")
    terminal.settle()
    assert terminal.screen.display[-1].split()[-2] == "?"
    terminal.press("n")
    terminal.wait_for("Note on")
    terminal.type("Small window.")
    terminal.wait_for("✓ Saved")
    assert "Small window." in terminal.text
    terminal.press("ctrl+q")
    assert terminal.wait_end() == 0


def test_a_table_is_copied_by_the_terminal_itself_over_ssh(start: Start, demo_home: Path) -> None:
    assert demo_home.is_dir()
    terminal = start("demo", "--class", "4B", SSH_CONNECTION="1 2 3 4", TMUX="x,1,0", DISPLAY=":9")
    terminal.wait_for("at expected")
    terminal.settle()
    terminal.press("y")
    terminal.wait_for("[Tt]able")
    terminal.press("t")
    terminal.wait_for("Copied: .*30")
    (plain,) = re.findall(rb"(?<!\x1b)\x1b\]52;c;([^\x07]*)\x07", bytes(terminal.raw))
    assert b"\x1bPtmux;\x1b\x1b]52;c;" + plain in terminal.raw, "tmux hands it on"
    lines = base64.b64decode(plain).decode().split("\n")
    assert lines[0].startswith("Pupil\t")
    assert len({line.count("\t") for line in lines}) == 1
    terminal.press("q")
    assert terminal.wait_end() == 0
