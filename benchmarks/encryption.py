"""What encryption costs: the start to the right content, and saves, on a school encrypted against the same one plain.

The passphrase is given by the environment, so that nobody types. Stretching it (scrypt) is meant to take long, and is
measured on its own: the start is timed with a key file that asks for next to none of it, and once more as it is.

Usage: python benchmarks/encryption.py [--rounds 9]
"""

from __future__ import annotations

import argparse
import itertools
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final
from unittest import mock

import pyte
from timing import HELLO, OURS, Program, Results, Table, demo_school, goal, machine, p50, p95, rounds, scratch

from progress_tui.store.protection import key_file
from progress_tui.workspace import Workspace

GOAL: Final = 1.15
"""Times the plain school's: the goal for the start, without the stretching."""
CLASS: Final = "3A"
WORDS: Final = "three random words"
LIGHT: Final = 2
"""The least cost a key file may ask for."""
KINDS: Final = ("plain", "encrypted", "stretched")


@dataclass
class Bench:
    """The same school three times: plain, encrypted with next to no stretching, and encrypted as usual."""

    schools: dict[str, Path]

    def hello(self) -> Results:
        """The floor."""
        with Program(HELLO) as program:
            return {
                "hello": [program.until(lambda screen: "Hello, world!" in "".join(screen.display), program.started)]
            }

    def start(self, kind: str) -> Callable[[], Results]:
        """Start → the class with its flags."""

        def part() -> Results:
            words = [*OURS, "open", str(self.schools[kind]), "--class", CLASS]
            with Program(words, {} if kind == "plain" else {"PROGRESS_TUI_PASSPHRASE": WORDS}) as program:
                return {kind: [program.until(_painted, program.started, hint="⚑".encode())]}

        return part


def _painted(screen: pyte.Screen) -> bool:
    return any("⚑" in line for line in screen.display) and any("at expected" in line for line in screen.display)


def encrypted(school: Path, name: str, cost: int) -> Path:
    """A copy of the school with a passphrase that is stretched at this cost."""
    copy = school.with_name(name)
    copy.write_bytes(school.read_bytes())
    workspace = Workspace(copy)
    try:
        with mock.patch.object(key_file, "COST", cost):
            workspace.protecting.begin("Head", WORDS)
    finally:
        workspace.close()
    return copy


def saves(school: Path, count: int = 40) -> list[float]:
    """Milliseconds of saving a note by the workspace, one letter more each time."""
    workspace, text = Workspace(school), "Reads aloud with more expression, wants to join the library."
    try:
        if workspace.protecting.state() == "locked":
            workspace.protecting.unlock(WORDS)
        view = workspace.open(None, CLASS).view
        if view is None:
            raise SystemExit(f"the demo school holds no class {CLASS}")
        pupil, taken = view.rows[0].pupil_id, []
        saved = workspace.save_note(view.school_id, pupil, text[0]).result()
        for size in itertools.islice(itertools.cycle(range(1, len(text))), count):
            since = time.perf_counter()
            saved = workspace.save_note(view.school_id, pupil, text[:size], saved.note_id, saved.revision).result()
            taken.append((time.perf_counter() - since) * 1000)
        return taken
    finally:
        workspace.close()


def _saved(kind: str, school: Path) -> Results:
    return {kind: saves(school)}


def stretching(school: Path) -> float:
    """Milliseconds of one passphrase looked at, at the usual cost."""
    held = key_file.read(school)
    since = time.perf_counter()
    held.unwrap(WORDS)
    return (time.perf_counter() - since) * 1000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9)
    count = parser.parse_args().rounds
    os.environ.pop("PROGRESS_TUI_PASSPHRASE", None)
    with scratch() as folder:
        plain = demo_school(folder)
        schools = {
            "plain": plain,
            "encrypted": encrypted(plain, "light.duckdb", LIGHT),
            "stretched": encrypted(plain, "usual.duckdb", key_file.COST),
        }
        bench = Bench(schools)
        started = rounds(count, [bench.hello, *map(bench.start, KINDS)])
        saved = rounds(count, [partial(_saved, kind, schools[kind]) for kind in KINDS[:2]])
        stretched = p50([stretching(schools["stretched"]) for _ in range(5)])
    print(machine())
    report(started, saved, stretched)


def report(started: Results, saved: Results, stretched: float) -> None:
    """Print what was measured."""
    table = Table(("", "p50 ms", "p95 ms", "× plain"), (52, 9, 9, 9))
    table.head("Start → the class with its flags")
    words = {
        "hello": "hello-world",
        "plain": "plain school",
        "encrypted": "encrypted, next to no stretching",
        "stretched": "encrypted, as it is",
    }
    for name, title in words.items():
        values = started[name]
        ratio = p50(values) / p50(started["plain"])
        table.row(title, f"{p50(values):.0f}", f"{p95(values):.0f}", f"{ratio:.2f}")
    table.head("One save of a note by the workspace")
    for name in KINDS[:2]:
        values = saved[name]
        table.row(words[name], f"{p50(values):.1f}", f"{p95(values):.1f}", f"{p50(values) / p50(saved['plain']):.2f}")
    print(f"\nstretching one passphrase: {stretched:.0f} ms")
    ratio = p50(started["encrypted"]) / p50(started["plain"])
    print(f"goal for the start ≤ {GOAL}× plain: {ratio:.2f}×, {goal(ratio, GOAL)}")


if __name__ == "__main__":
    main()
