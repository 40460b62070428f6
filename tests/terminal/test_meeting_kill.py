"""kill −9 at any moment of a running meeting: what is marked as saved is there; at most a second of typing is not.

`PROGRESS_TUI_MEETING_KILLS` sets how often the program is killed, every second time within 5 ms of a saved mark: 10
times unless it says so; half of them on an encrypted school.
"""

from __future__ import annotations

import os
import time
from itertools import takewhile
from pathlib import Path

import pytest

from terminal import Terminal
from tests.terminal.conftest import Start
from tests.terminal.meeting import WRITING, begin, on_file

KILLS = int(os.environ.get("PROGRESS_TUI_MEETING_KILLS", "10"))
ITEMS = 13
"""On the agenda of 4B."""
WITHIN = 0.005
"""Seconds after the mark within which the program is killed every second time."""
GOLDEN = 0.618
"""Multiples of it, taken within a span, fall all over it."""
SECOND = 1.0
"""Seconds of typing that may be lost."""
RHYTHM = 0.03
"""Seconds from key to key."""
LONGEST = 2.4
"""Seconds that somebody types at most."""
SAVED = "✓ Saved at"


class Typed:
    """What was typed into a note, and when."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.times: list[float] = []

    def type(self, terminal: Terminal, until: float) -> None:
        """Type on for `until` seconds at most, key by key."""
        began = time.monotonic()
        for letter in self.text:
            if time.monotonic() - began >= until:
                return
            terminal.write(letter.encode())
            self.times.append(time.monotonic())
            terminal.pump(RHYTHM)

    def owed(self, killed: float) -> str:
        """What must be on file: all that was typed longer than a second before."""
        return self.text[: sum(1 for _ in takewhile(lambda at: killed - at > SECOND, self.times))]


def at_the_right(terminal: Terminal) -> str:
    """Of whom or what is spoken, and the first lines about it."""
    return "\n".join(line[27:78].rstrip() for line in terminal.screen.display[1:4])


def go_on(terminal: Terminal, key: str) -> None:
    """To another item."""
    before, tries = at_the_right(terminal), 0
    terminal.press(key)
    while at_the_right(terminal) == before:
        terminal.pump(0.02)
        tries += 1
        assert tries < 1000, terminal.text
    terminal.settle()


def write_until_the_mark(terminal: Terminal, text: str, delay: float) -> None:
    """Write a text on a line of its own and wait for the mark that it is saved, and `delay` seconds more."""
    terminal.write(f"\r{text}".encode())
    terminal.wait_for(text)
    if SAVED not in terminal.text:
        # On the raw output, as keeping the screen would use up the milliseconds that are at stake.
        terminal.wait_for_bytes(SAVED, since=len(terminal.raw))
    time.sleep(delay)


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])
def test_a_meeting_survives_a_kill(
    start: Start, demo_home: Path, request: pytest.FixtureRequest, encrypted: bool
) -> None:
    path = demo_home / "demo.duckdb"
    secret: str = request.getfixturevalue("locked_demo") if encrypted else ""
    owed: list[str] = []
    seen = ""
    for number in range(KILLS // 2):
        terminal = start("demo", "--class", "4B", PROGRESS_TUI_PASSPHRASE=secret)
        begin(terminal)
        terminal.settle()
        assert not seen or at_the_right(terminal) == seen, "the meeting goes on at the same child"
        if number:
            go_on(terminal, "space" if number % ITEMS else "g")
        seen = at_the_right(terminal)
        terminal.press("n")
        terminal.wait_for(WRITING)
        phase = number * GOLDEN % 1.0
        if number % 2:
            owed.append(f"Kill {number}.")
            write_until_the_mark(terminal, owed[-1], phase * WITHIN)
            terminal.kill()
        else:
            typed = Typed(f"Kill {number} while this sentence was being typed, word for word, key by key. ")
            typed.type(terminal, until=phase * LONGEST)
            terminal.kill()
            owed.append(typed.owed(time.monotonic()).strip())
        assert terminal.wait_end() == -9
        held = on_file(path, secret=secret).meeting
        assert held.status == "running"
        texts = "\n".join(item.text("note").body for item in held.items)
        # All of them, as a later kill must not cost an earlier text either.
        assert [text for text in owed if text not in texts] == []
