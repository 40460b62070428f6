"""The window is closed, or the program told to end, while it stores something: all of that is stored, or nothing."""

from __future__ import annotations

import signal
import sys
from contextlib import closing
from pathlib import Path

import pytest

from progress_tui.store import backups
from progress_tui.workspace import Workspace
from terminal import Terminal
from tests.screens.import_files import MESSY, write
from tests.terminal.conftest import Start
from tests.terminal.meeting import Hand, begin, on_file
from tests.terminal.test_import_journey import import_file

_STRUCK = """
import os, signal, sys, time
import pytest
from progress_tui.workspace.{module} import {holder}
from tests.faults import faults

real, armed = {holder}.{name}, []

def work(*given, **more):
    armed.append(True)
    return real(*given, **more)

def strike(_):
    if armed:
        armed.clear()
        os.kill(os.getpid(), signal.{end})
        time.sleep(0.3)

{holder}.{name} = work
faults.strike_at({moment!r}, pytest.MonkeyPatch(), strike)
from progress_tui.__main__ import main
sys.exit(main(sys.argv[1:]))
"""
"""The program, which gets a signal in the middle of a piece of work and goes on with it for a moment."""


def program(module: str, holder: str, name: str, moment: str, end: signal.Signals) -> list[str]:
    words = _STRUCK.format(module=module, holder=holder, name=name, moment=moment, end=end.name)
    return [sys.executable, "-c", words]


def ended(terminal: Terminal, number: signal.Signals, folder: Path) -> None:
    """It ended as it was told, in time, with a sane terminal and nothing half made."""
    assert terminal.wait_end() == 128 + number
    assert terminal.left_over() == []
    assert list(folder.rglob("*.making*")) == []


def whole(path: Path) -> None:
    with closing(Workspace(path)) as workspace:
        assert workspace.check().problems == ()
        assert workspace.warning is None


def test_a_meeting_that_is_being_finished_is_held(start: Start, demo_home: Path) -> None:
    struck = program("meetings", "Meetings", "finish", "before the commit", signal.SIGHUP)
    terminal = start("demo", "--class", "4B", program=struck)
    begin(terminal)
    hand = Hand(terminal)
    hand.press("r", "F: finish")
    hand.press("F", "y: finish it")
    terminal.press("y")
    ended(terminal, signal.SIGHUP, demo_home)
    whole(demo_home / "demo.duckdb")
    assert on_file(demo_home / "demo.duckdb").meeting.status == "held"


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_a_backup_that_is_being_made_is_whole_or_not_there(
    start: Start, demo_home: Path, number: signal.Signals
) -> None:
    struck = program("safekeeping.backing_up", "BackingUp", "make", "before the copy", number)
    terminal = start("demo", "--class", "4B", program=struck)
    terminal.wait_for("at expected")
    terminal.press("ctrl+p")
    terminal.type("back up now")
    terminal.wait_for("Back up now")
    terminal.press("enter")
    ended(terminal, number, demo_home)
    whole(demo_home / "demo.duckdb")
    for made in backups.known(demo_home / "demo.duckdb").backups:
        whole(made.path)


def test_an_import_that_is_being_stored_is_stored(start: Start, tmp_path: Path, home: Path) -> None:
    write(tmp_path / "Downloads", "autumn.csv", MESSY)
    struck = program("importing", "Importing", "commit", "before the commit", signal.SIGHUP)
    terminal = start(program=struck, HOME=str(tmp_path))
    import_file(terminal, "autumn.csv", "3 pupils, 6 results", to_the_grid=False)
    ended(terminal, signal.SIGHUP, home)
    (path,) = home.rglob("oakfield-primary-school.duckdb")
    whole(path)
    with closing(Workspace(path)) as workspace:
        assert workspace.check().results == 6
