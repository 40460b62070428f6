"""Ends that nobody asked for leave a sane terminal, what was typed, and one sentence where something must be said."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.terminal.conftest import Start

SIGNALS = [signal.SIGTERM, signal.SIGHUP, signal.SIGINT]
_BROKEN = """
import sys
from concurrent.futures import Future
from progress_tui.tui.widgets.pupil_table import PupilTable
from progress_tui.workspace import Workspace

def broken(*_, **__):
    raise KeyError("Secret Name")

def failed(*_, **__):
    done = Future()
    done.set_exception(KeyError("Secret Name"))
    return done

{patch}
from progress_tui.__main__ import main
sys.exit(main(["demo", "--class", "4B"]))
"""
BROKEN = {
    "key handler": ("PupilTable.default_order = broken", "S"),
    "worker": ("Workspace.pupil_view = broken", "enter"),
    "saving": ("Workspace.save_note = failed", "n"),
    "opening": ("Workspace.open = broken", ""),
}


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_stores_what_was_typed_and_puts_the_terminal_back(
    start: Start, demo_home: Path, notes_in: Callable[[Path], list[str]], number: signal.Signals
) -> None:
    terminal = start("demo", "--class", "4B")
    terminal.wait_for("at expected")
    terminal.press("n")
    terminal.wait_for("Nothing written yet")
    terminal.write(b"Typed just before.")
    terminal.wait_for("Typed just before.")
    terminal.send_signal(number)
    assert terminal.wait_end() == 128 + number
    assert terminal.left_over() == []
    assert terminal.last_words().strip() == ""
    assert "Typed just before." in "\n".join(notes_in(demo_home / "demo.duckdb"))


@pytest.mark.usefixtures("demo_home")
@pytest.mark.parametrize("seconds", [0.1, 0.4])
def test_a_signal_at_any_moment_of_the_start_puts_the_terminal_back(start: Start, seconds: float) -> None:
    terminal = start("demo")
    terminal.pump(seconds)
    terminal.send_signal(signal.SIGTERM)
    assert terminal.wait_end() in (143, -15)
    assert terminal.left_over() == []


def test_quitting_while_the_demo_school_is_made_leaves_no_half_of_it(start: Start, home: Path) -> None:
    terminal = start("demo")
    terminal.wait_for("Opening the school file")
    terminal.press("q")
    assert terminal.wait_end(30) == 0
    assert terminal.left_over() == []
    assert [path.name for path in home.iterdir() if path.name != "demo.duckdb"] == []
    again = start("demo", "--class", "4B")
    again.wait_for("at expected", 30)


def test_closing_the_window_stores_what_was_typed(
    start: Start, demo_home: Path, notes_in: Callable[[Path], list[str]]
) -> None:
    terminal = start("demo", "--class", "4B")
    terminal.wait_for("at expected")
    terminal.press("n")
    terminal.wait_for("Nothing written yet")
    terminal.write(b"The window is closed.")
    terminal.wait_for("The window is closed.")
    assert terminal.hang_up() == 128 + signal.SIGHUP
    assert "The window is closed." in "\n".join(notes_in(demo_home / "demo.duckdb"))


@pytest.mark.parametrize("where", BROKEN)
def test_an_unexpected_error_is_one_sentence_and_a_log_without_names(start: Start, demo_home: Path, where: str) -> None:
    patch, key = BROKEN[where]
    terminal = start(program=[sys.executable, "-c", _BROKEN.format(patch=patch)])
    if key:
        terminal.wait_for("at expected")
        terminal.press(key)
    if key == "n":
        terminal.wait_for("Nothing written yet")
        terminal.type("Not kept")
    assert terminal.wait_end(20) == 1
    assert terminal.left_over() == []
    log = demo_home / "errors.log"
    said = " ".join(terminal.last_words().split())
    assert said.startswith("progress-tui: An unexpected error ended the program;")
    assert str(log) in said.replace(" ", "") or str(log) in said
    written = log.read_text("utf-8")
    log.unlink()
    assert "builtins.KeyError" in written
    if where != "saving":
        assert "in broken" in written
    assert "Secret" not in written
    assert "Secret" not in bytes(terminal.raw).decode(errors="replace")
