"""From a keystroke in a note to the mark that says it is saved, in a varied rhythm: bursts, steady typing, pauses.

The mark counts for the text that stands on the screen with it; the floor is the same save by the workspace alone.

Usage: python benchmarks/notes.py [--notes 3]
"""

from __future__ import annotations

import argparse
import itertools
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from timing import OURS, Program, Table, copied, demo_school, goal, machine, p50, p95, scratch

from progress_tui.workspace import Workspace
from terminal import Terminal

GOAL: Final = 1000.0
"""Milliseconds, p95."""
TEXT: Final = "Reads aloud with more expression, wants to join the library."
"""Sixty keystrokes."""
MARK: Final = "✓ Saved at".encode()
RHYTHMS: Final = {"burst": (0.012, 0.04), "steady": (0.09, 0.22), "slow": (0.25, 0.5), "pause": (0.8, 1.6)}
"""Seconds from one key to the next."""


def gaps(chance: random.Random) -> Iterator[float]:
    """Seconds before each key: stretches of one rhythm after another."""
    while True:
        kind = chance.choice(list(RHYTHMS))
        for _ in range(1 if kind == "pause" else chance.randint(3, 12)):
            yield chance.uniform(*RHYTHMS[kind])


class Typist:
    """Types a note and takes down when every key was sent and when the mark covered it."""

    def __init__(self, program: Terminal) -> None:
        """Type into the note that is open in `program`."""
        self._program = program
        self._sent: list[float] = []
        self._marked: list[float] = []
        self._looked = len(program.raw)

    def type(self, text: str, chance: random.Random) -> list[float]:
        """Milliseconds from each key to its mark."""
        for character, gap in zip(text, gaps(chance), strict=False):
            self._watch(gap)
            self._sent.append(time.perf_counter())
            self._program.write(character.encode())
        give_up = time.perf_counter() + 30
        while len(self._marked) < len(text):
            if time.perf_counter() > give_up:
                raise SystemExit(f"not everything was marked as saved:\n{self._program.text}")
            self._watch(0.05)
        return [(marked - sent) * 1000 for sent, marked in zip(self._sent, self._marked, strict=True)]

    def _watch(self, seconds: float) -> None:
        """Take in output for `seconds`; a mark in it covers every key whose character is on the screen by then."""
        until = time.perf_counter() + seconds
        while (left := until - time.perf_counter()) > 0:
            data = self._program.read(left)
            if not data:
                continue
            self._program.feed(data)
            if MARK in self._program.raw[self._looked :]:
                self._looked = len(self._program.raw)
                covered = self._on_screen() - len(self._marked)
                self._marked += [self._program.last_output] * covered

    def _on_screen(self) -> int:
        """How much of what was typed stands on the screen."""
        text, screen = TEXT[: len(self._sent)], self._program.text
        return next((size for size in range(len(text), 0, -1) if text[:size] in screen), 0)


def write_notes(school: Path, count: int) -> list[float]:
    """Type `count` notes, each into a fresh copy of the school and a program of its own."""
    taken: list[float] = []
    for number in range(count):
        path = copied(school)
        with Program([*OURS, str(path), "--class", "4B"]) as program:
            program.wait_for("at expected")
            program.settle()
            program.press("n")
            program.wait_for("Nothing written yet")
            taken += Typist(program).type(TEXT, random.Random(number))
            program.press("escape")
    return taken


def bare_saves(school: Path, count: int = 60) -> list[float]:
    """Milliseconds of the same saves by the workspace alone."""
    workspace = Workspace(copied(school))
    try:
        view = workspace.open(None, "4B").view
        if view is None:
            raise SystemExit("the demo school holds no class 4B")
        pupil, taken = view.rows[0].pupil_id, []
        saved = workspace.save_note(view.school_id, pupil, TEXT[0]).result()
        for size in itertools.islice(itertools.cycle(range(1, len(TEXT))), count):
            since = time.perf_counter()
            saved = workspace.save_note(view.school_id, pupil, TEXT[:size], saved.note_id, saved.revision).result()
            taken.append((time.perf_counter() - since) * 1000)
        return taken
    finally:
        workspace.close()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--notes", type=int, default=3, help="notes to type, sixty keystrokes each")
    notes = parser.parse_args().notes
    with scratch() as folder:
        school = demo_school(folder)
        floor = bare_saves(school)
        taken = write_notes(school, notes)
    table = Table(("", "n", "p50 ms", "p95 ms", "max ms"), (44, 6, 10, 10, 10))
    table.head(f"Notes · {machine()}")
    for title, values in (("one save by the workspace alone", floor), ("keystroke → ✓ Saved on the screen", taken)):
        table.row(title, f"{len(values)}", f"{p50(values):.0f}", f"{p95(values):.0f}", f"{max(values):.0f}")
    print(f"goal p95 ≤ {GOAL:.0f} ms: {goal(p95(taken), GOAL)}")


if __name__ == "__main__":
    main()
