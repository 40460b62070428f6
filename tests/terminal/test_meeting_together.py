"""Two programs at one meeting lose nothing and say so; a meeting that is ended by a signal loses nothing either."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from progress_tui.domain.meetings import PARTED, TextField
from terminal import Terminal
from tests.terminal.conftest import Start
from tests.terminal.meeting import COMMANDS, WRITING, Hand, begin, on_file


def text_of(path: Path, field: TextField) -> str:
    """What stands on file about the first item."""
    return on_file(path).meeting.items[0].text(field).body


def into_the_meeting(start: Start) -> Terminal:
    terminal = start("demo", "--class", "4B", columns=100, lines=32)
    begin(terminal)
    return terminal


def test_two_programs_at_one_meeting(start: Start, demo_home: Path) -> None:
    path = demo_home / "demo.duckdb"
    left = into_the_meeting(start)
    right = into_the_meeting(start)
    Hand(left).write("n", "Said on the left.")
    right.wait_for("Said on the left.")
    Hand(right).write("c", "Changed on the right.")
    left.wait_for("Changed on the right.")

    # Both have the same text open; what is saved first is known to neither editor.
    for terminal in (left, right):
        terminal.press("v")
        terminal.wait_for(WRITING)
    left.write(b"From the left. ")
    right.write(b"From the right. ")
    for terminal, own in ((left, "From the left."), (right, "From the right.")):
        terminal.wait_for(own)
        terminal.wait_for("✓ Saved at|both texts stand")
    for terminal in (left, right):
        terminal.press("escape")
        terminal.wait_for(COMMANDS)
        # A text has room for all its lines only while it is written in.
        terminal.wait_for(PARTED)
        terminal.press("v")
        terminal.wait_for(r"From the left\.[\s\S]*From the right\.|From the right\.[\s\S]*From the left\.")
    held = text_of(path, "teacher_view")
    assert held.count("From the left.") == held.count("From the right.") == held.count(PARTED) == 1
    assert text_of(path, "note") == "Said on the left."
    assert text_of(path, "in_class") == "Changed on the right."


@pytest.mark.parametrize("end", ["SIGTERM", "SIGHUP", "window closed"])
def test_a_meeting_that_is_ended_from_outside_loses_nothing(start: Start, demo_home: Path, end: str) -> None:
    path = demo_home / "demo.duckdb"
    terminal = into_the_meeting(start)
    terminal.press("n")
    terminal.wait_for(WRITING)
    terminal.write(b"Typed to the last key")
    terminal.wait_for("Typed to the last key")
    if end == "window closed":
        terminal.hang_up()
    else:
        terminal.send_signal(signal.Signals[end])
        assert terminal.wait_end() == 128 + signal.Signals[end]
    held = on_file(path).meeting
    assert held.items[0].text("note").body == "Typed to the last key"
    assert (held.status, held.place) == ("running", held.items[0].item_id)
    again = into_the_meeting(start)
    again.wait_for("Typed to the last key")
