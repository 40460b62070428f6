"""The real program in a terminal, screen by screen: no connection is held and none was ever tried."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import psutil
import pytest

from terminal import Terminal
from tests.no_network import guarded, listening
from tests.terminal.conftest import Start

SCREENS = {
    "2": "Flagged ▸ whole school",
    "3": "classes side by side",
    "4": "Progress ▸ whole school",
    "5": "Matrix ▸ 4B",
    "6": "Open actions · v",
    "7": "Data ▸ whole school",
    "1": r"4B ▸ .*(?s:.*)at expected",
}
"""What each screen shows that no other does, by its key."""


def connections(pid: int) -> list[object]:
    """What a process and its children have open to the network (IPv4 and IPv6, TCP and UDP)."""
    process = psutil.Process(pid)
    return [one for each in (process, *process.children(recursive=True)) for one in each.net_connections(kind="inet")]


def unlock(terminal: Terminal, secret: str) -> None:
    """Give the passphrase that is asked for."""
    terminal.wait_for("is locked")
    terminal.write(secret.encode())
    terminal.press("enter")


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])
def test_no_screen_holds_or_tries_a_connection(
    start: Start, demo_home: Path, tmp_path: Path, request: pytest.FixtureRequest, encrypted: bool
) -> None:
    secret: str = request.getfixturevalue("locked_demo") if encrypted else ""
    terminal = start("demo", "--class", "4B", program=(*guarded(tmp_path), "progress_tui"), columns=120, lines=40)
    if encrypted:
        unlock(terminal, secret)
    terminal.wait_for("at expected")
    assert connections(terminal.pid) == []
    for key, words in SCREENS.items():
        terminal.press(key)
        terminal.wait_for(words)
        terminal.settle()
        assert connections(terminal.pid) == [], key
    terminal.press("enter")
    terminal.wait_for("Results now")
    terminal.press("n")
    terminal.wait_for("Note on")
    terminal.type("Reads to a younger class.")
    terminal.wait_for("✓ Saved")
    assert connections(terminal.pid) == []
    terminal.press("escape", "escape")
    terminal.wait_for("at expected")
    if encrypted:
        # The extension that encrypts was loaded by the note; the lock drops it, and the next write loads it again.
        terminal.press("ctrl+l")
        unlock(terminal, secret)
        terminal.wait_for("at expected")
        assert connections(terminal.pid) == []
    terminal.press("e")
    terminal.wait_for("Export · 4B")
    terminal.press("enter")
    terminal.wait_gone("Export · 4B")
    assert list((demo_home / "exports").glob("*.md"))
    assert connections(terminal.pid) == []
    terminal.press("q")
    assert terminal.wait_end() == 0


def test_a_connection_would_be_seen() -> None:
    before = connections(os.getpid())
    with listening() as server:
        assert len(connections(os.getpid())) == len(before) + 1
        with socket.create_connection(server.getsockname()):
            assert len(connections(os.getpid())) == len(before) + 2
    assert connections(os.getpid()) == before
