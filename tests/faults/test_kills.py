"""A program that writes note after note is killed at any moment: every note that it had stored is there.

Every second time it is killed while the log is being taken into the file. `PROGRESS_TUI_KILLS` sets how often, half of
them on an encrypted school: 20 times without it. In the terminal the same is done by tests/terminal/test_kill.py,
slower and with all of the screens.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest

from progress_tui.store import notes
from progress_tui.store.file.checkpointing import undo_file
from tests.faults.conftest import KINDS, Give
from tests.faults.work import assert_whole

ROOT: Final = Path(__file__).parents[2]
KILLS: Final = int(os.environ.get("PROGRESS_TUI_KILLS", "20"))
GOLDEN: Final = 0.618
"""Multiples of it, taken within a span, fall all over it."""
SPAN: Final = 0.15
"""Seconds of writing: some notes long."""
CHECKPOINT: Final = 0.004
"""Seconds that one takes, or a little longer."""

WRITES: Final = """
import itertools, sys
from datetime import date
from pathlib import Path
from progress_tui.domain import clock
from tests.faults.work import School

clock.today = lambda: date(2026, 11, 23)
path, key, turn = sys.argv[1:]
workspace = School(Path(path), bytes.fromhex(key) or None).open()
for number in itertools.count():
    workspace.save_note(1, 1, f"note {turn}-{number}.").result()
    print(number, flush=True)
"""


@pytest.mark.parametrize("kind", KINDS)
def test_every_note_that_was_stored_survives_a_kill(school_of: Give, kind: str) -> None:
    school = school_of(kind)
    owed: list[str] = []
    cut = 0
    for turn in range(KILLS // 2):
        words = [sys.executable, "-c", WRITES, str(school.path), (school.key or b"").hex(), str(turn)]
        with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "0\n"
            time.sleep(turn * GOLDEN % 1.0 * SPAN)
            if turn % 2:
                _wait_for_a_checkpoint(school.path)
                time.sleep(turn * GOLDEN % 1.0 * CHECKPOINT)
            writer.kill()
            last = [0, *map(int, writer.stdout.read().split())][-1]
        cut += undo_file(school.path).exists()
        owed += [f"note {turn}-{number}." for number in range(last + 1)]
        with closing(school.open()) as workspace:
            held = {note.body for note in workspace.file.read(lambda con: notes.of_pupils(con, 1))}
            assert workspace.warning is None
        # All of them, as a later kill must not cost an earlier note either.
        assert [note for note in owed if note not in held] == []
    assert_whole(school)
    print(f"{KILLS // 2} kills, {kind}, {cut} of them in a checkpoint: {len(owed)} notes stored, none lost")  # noqa: T201
    assert len(owed) > KILLS // 2


def _wait_for_a_checkpoint(path: Path) -> None:
    """Until the log is being taken into the file, which is a part of every write."""
    undo, give_up = undo_file(path), time.monotonic() + 10
    while not undo.exists():
        assert time.monotonic() < give_up
