"""A note that is marked as saved survives kill −9 within 5 ms of the mark, every time.

`PROGRESS_TUI_KILLS` sets how often the program is killed: 20 times without it; half of them on an encrypted school.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from terminal import Terminal
from tests.terminal.conftest import Start

KILLS = int(os.environ.get("PROGRESS_TUI_KILLS", "20"))
WITHIN = 0.005
"""Seconds after the mark within which the program is killed."""
GOLDEN = WITHIN * 0.618
"""Multiples of it, taken within the span, fall all over it."""
SAVED = "✓ Saved at"


def kill_at_the_mark(terminal: Terminal, row: int, text: str, delay: float) -> None:
    """Write `text` on the pupil in `row`, wait for the mark that it is saved, and kill `delay` seconds later."""
    terminal.wait_for("at expected")
    terminal.press(*["down"] * row, "n")
    terminal.wait_for("(Nothing written yet|Saved at)")
    terminal.write(f"\r{text}".encode())
    terminal.wait_for(text)
    if SAVED not in terminal.text:
        # On the raw output, as keeping the screen would use up the milliseconds that are at stake.
        terminal.wait_for_bytes(SAVED, since=len(terminal.raw))
    time.sleep(delay)
    terminal.kill()
    assert terminal.wait_end() == -9


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])
def test_a_note_marked_saved_survives_a_kill(
    start: Start,
    demo_home: Path,
    notes_in: Callable[..., list[str]],
    request: pytest.FixtureRequest,
    encrypted: bool,
) -> None:
    secret: str = request.getfixturevalue("locked_demo") if encrypted else ""
    texts: list[str] = []
    for number in range(KILLS // 2):
        texts.append(f"Kill number {number}.")
        terminal = start("demo", "--class", "4B", PROGRESS_TUI_PASSPHRASE=secret)
        kill_at_the_mark(terminal, number % 14, texts[-1], number * GOLDEN % WITHIN)
        held = "\n".join(notes_in(demo_home / "demo.duckdb", secret))
        # All of them, as a later kill must not cost an earlier note either.
        assert [text for text in texts if text not in held] == []
