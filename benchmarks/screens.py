"""From a key to the right content on every screen, between the screens, and what they take at rest.

The demo school of 420 pupils, and one of a hundred such schools in a file. A switch ends when the heading marks the
screen and its table has rows; `down` and `pagedown` when the cursor's mark is where it must be; a sort when the rows
have changed. Floor: a Textual app with two screens of one line, switched and moved in by the same keys.

Usage: python benchmarks/screens.py [--rounds 2] [--repeats 10] [--schools 100] [--only compare]
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil
import pyte
from judging import many
from timing import (
    LINES,
    OURS,
    Program,
    Results,
    Seen,
    Table,
    copied,
    demo_school,
    goal,
    machine,
    p50,
    p95,
    rounds,
    scratch,
)

KEY_GOAL: Final = 10.0
SWITCH_GOAL: Final = 50.0
"""Milliseconds, medians."""
IDLE_GOAL: Final = 0.5
"""Per cent of one processor."""
IDLE_SECONDS: Final = 4.0
FLOOR: Final = (sys.executable, str(Path(__file__).with_name("hello.py")), "--screens")
CURSOR: Final = "▌"


@dataclass(frozen=True, slots=True)
class Shown:
    """A screen of the program.

    Attributes:
        name: in the table; `key` leads to it from any other.
        mark: what its heading shows, as a regular expression.
        row: what one of its rows must look like, as a regular expression.
    """

    name: str
    key: str
    mark: str
    row: str


SCREENS: Final = (
    Shown("class", "1", "1 Class", r"[A-Z][\w'’ -]+, [A-Z]"),
    Shown("flagged", "2", "2 Flagged", r"[A-Z][\w'’ -]+, [A-Z]"),
    Shown("compare", "3", "3 Compare", r"\d+ of \d+|\d+ +\d+ +\d+ %|\d %"),
    Shown("progress", "4", "4 Progress", r"[+−-]\d"),
    Shown("matrix", "5", "5 Matrix", r"\d"),
    Shown("meetings", "6", "6 Meetings", r"\w{3}"),
    Shown("data", "7", "7 Data", r"\d"),
)


def shows(screen: Shown) -> Seen:
    """Whether the screen is there: its tab, and rows under a heading."""

    def seen(painted: pyte.Screen) -> bool:
        lines = painted.display
        return bool(re.search(screen.mark, lines[0])) and any(re.search(screen.row, line) for line in lines[3:20])

    return seen


def cursor_line(painted: pyte.Screen) -> int:
    """The line with the cursor's mark, −1 without one."""
    return next((y for y in range(painted.lines) if painted.buffer[y][0].data == CURSOR), -1)


def cursor_at(line: int) -> Seen:
    """Whether the cursor is on a line."""
    return lambda painted: cursor_line(painted) == line


def differs(text: str) -> Seen:
    """Whether the screen is another than it was."""
    return lambda painted: "\n".join(painted.display) != text


def says(line: int, words: str) -> Seen:
    """Whether words stand in a line."""
    return lambda painted: words in painted.display[line]


def switches(program: Program, screens: Sequence[Shown], repeats: int) -> Results:
    """Milliseconds from the key of a screen to the screen, from another; and of its first time."""
    results = Results()
    for turn in range(repeats + 1):
        for screen in screens:
            # From the screen two further on, so that each switch is between two that differ.
            name = f"first {screen.name}" if turn == 0 else f"switch {screen.name}"
            results.setdefault(name, []).append(program.press_until(screen.key, shows(screen)))
    return results


def keys(program: Program, screen: Shown, repeats: int) -> Results:
    """Milliseconds of the keys that every table has, on one screen."""
    program.press_until(screen.key, shows(screen))
    program.settle(quiet=0.3)
    results = Results()
    for _ in range(repeats):
        program.press("g")
        program.settle(quiet=0.1)
        top = cursor_line(program.screen)
        if top < 0:
            break
        taken = _moved(program, "down", cursor_at(top + 1))
        if taken is not None:
            results.setdefault(f"down {screen.name}", []).append(taken)
        taken = _moved(program, "pagedown", differs(program.text))
        if taken is not None:
            results.setdefault(f"pagedown {screen.name}", []).append(taken)
    for key in ("s", "s"):
        taken = _moved(program, key, differs(program.text))
        if taken is not None:
            results.setdefault(f"sort {screen.name}", []).append(taken)
    program.press("S")
    program.settle(quiet=0.1)
    return results


def _moved(program: Program, key: str, seen: Seen) -> float | None:
    """Milliseconds of a key; None where it changes nothing (one row, rows in that order already)."""
    program.settle(quiet=0.05)
    since = time.perf_counter()
    program.press(key)
    until = since + 1.0
    while time.perf_counter() < until:
        data = program.read(0.05)
        if data:
            moment = program.last_output
            program.feed(data)
            if seen(program.screen):
                return (moment - since) * 1000
    return None


def rest(program: Program, name: str) -> Results:
    """Per cent of a processor while nobody touches it."""
    program.pump(1.5)
    process = psutil.Process(program.pid)
    before = process.cpu_times()
    program.pump(IDLE_SECONDS)
    after = process.cpu_times()
    spent = after.user + after.system - before.user - before.system
    return {f"idle {name}": [spent / IDLE_SECONDS * 100]}


def ours(school: Path, screens: Sequence[Shown], repeats: int, idle: bool) -> Callable[[], Results]:
    """A part that drives the program over its screens."""

    def part() -> Results:
        with Program([*OURS, "open", str(copied(school)), "--class", "4B"]) as program:
            if "many" in school.name:
                program.wait_for("school", 60)
                program.settle(quiet=1.0)
                program.press("enter")
            program.wait_for("at expected", 60)
            program.pump(2.5)
            results = switches(program, screens, repeats)
            for screen in screens:
                results |= keys(program, screen, repeats)
                results |= rest(program, screen.name) if idle else {}
            return results

    return part


def floor(repeats: int) -> Results:
    """The same keys in a Textual app of two screens with a line of text each."""
    results = Results()
    with Program(FLOOR) as program:
        program.wait_for("screen 1", 30)
        program.pump(1.0)
        for turn in range(repeats * 2):
            wanted = "2" if turn % 2 == 0 else "1"
            taken = program.press_until(wanted, says(0, f"screen {wanted}"))
            results.setdefault("switch floor", []).append(taken)
        for turn in range(repeats):
            taken = program.press_until("down", says(1, f"line {turn + 1} "))
            results.setdefault("down floor", []).append(taken)
        return results | rest(program, "floor")


def report(title: str, results: Results, screens: Sequence[Shown], base: Results) -> None:
    """Print one table: a line a screen."""
    table = Table(
        ("", "first", "switch p50/p95", "≤ 50", "down p50/p95", "pagedown", "sort", "≤ 10", "idle %", "≤ 0.5"),
        (12, 8, 17, 8, 16, 16, 16, 8, 8, 8),
    )
    table.head(f"{title}: milliseconds from the key to the right content, of {LINES} lines")
    zero = [0.0]
    down, switch = p50(base["down floor"]), p50(base["switch floor"])
    for screen in screens:

        def held(what: str, name: str = screen.name) -> list[float]:
            return results.get(f"{what} {name}", zero)

        moved = [p50(held(what)) for what in ("down", "pagedown", "sort")]
        table.row(
            screen.name,
            f"{p50(held('first')):.0f}",
            _pair(held("switch")),
            goal(p50(held("switch")), SWITCH_GOAL),
            *(_pair(held(what)) for what in ("down", "pagedown", "sort")),
            goal(max(moved), KEY_GOAL),
            f"{p50(held('idle')):.2f}" if f"idle {screen.name}" in results else "–",
            goal(p50(held("idle")), IDLE_GOAL),
        )
    table.row("floor", "", f"{switch:.1f}", "", f"{down:.1f}", "", "", "", f"{p50(base['idle floor']):.2f}")
    ratios = [p50(values) / switch for name, values in results.items() if name.startswith("switch ")]
    moves = [p50(values) / down for name, values in results.items() if name.startswith("down ")]
    print(f"against the floor: a switch {min(ratios):.1f}–{max(ratios):.1f}×, down {min(moves):.1f}–{max(moves):.1f}×")


def _pair(values: Sequence[float]) -> str:
    return f"{p50(values):.1f} / {p95(values):.1f}"


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--repeats", type=int, default=10)
    parser.add_argument("--schools", type=int, default=100, help="how many schools the file of many holds; 1 for none")
    parser.add_argument("--only", default="", help="screens whose name holds this")
    options = parser.parse_args()
    screens = [screen for screen in SCREENS if options.only in screen.name or screen.name == "class"]
    with scratch() as folder:
        school = demo_school(folder)
        print(machine())
        base = rounds(options.rounds, [lambda: floor(options.repeats)], warm_up=False)
        one = rounds(options.rounds, [ours(school, screens, options.repeats, idle=True)], warm_up=False)
        report("420 pupils", one, screens, base)
        if options.schools > 1:
            trust = many(school, options.schools)
            found = rounds(1, [ours(trust, screens, options.repeats, idle=False)], warm_up=False)
            report(f"one of {options.schools} schools in a file", found, screens, base)


if __name__ == "__main__":
    main()
