"""From start to the right content: a pupil imported a moment before, with the flags filled in, against hello-world.

Every round imports a CSV with a pupil whose name has never been there before, with results, into a fresh copy of the
demo school, then starts the program on that pupil's class.

Usage: python benchmarks/startup.py [--rounds 7] [--cold-rounds 3]

*Cold* means without compiled bytecode (an empty bytecode cache that is not written to), for the floor and for ours.
"""

from __future__ import annotations

import argparse
import random
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyte
from timing import (
    HELLO,
    OURS,
    Program,
    Results,
    Table,
    bring_in,
    copied,
    demo_school,
    goal,
    machine,
    p50,
    rounds,
    scratch,
)

GOAL: Final = 1.4
"""Times the floor: the goal for the pupil with flags."""
CLASS: Final = "3A"
HEADINGS: Final = (
    "Surname,Forename,DOB,Year,Class,2026-27 Aut1 Reading TA,2026-27 Aut2 Reading TA,2026-27 Aut2 Writing TA,"
    "2026-27 Aut2 Maths TA"
)
CURSOR: Final = "▌"
STEP: Final = 0.02
"""Seconds between two presses of `down` while waiting for the first one that counts."""


@dataclass
class Bench:
    """The demo school and how it is started."""

    school: Path
    chance: random.Random

    def imported(self) -> tuple[Path, str]:
        """A fresh copy of the school with a pupil of a fresh name, well below where they were; file and surname."""
        surname = "Q" + "".join(self.chance.choice("bcdfgklmnprstvw") + self.chance.choice("aeiou") for _ in range(5))
        source = self.school.with_name("new.csv")
        source.write_text(f"{HEADINGS}\n{surname},Newly,12/03/2019,3,{CLASS},Ab,WB,WB,WB\n", "utf-8")
        copy = copied(self.school)
        bring_in(source, copy, "--year", "2026-27")
        return copy, surname

    def hello(self, cold: bool = False) -> Results:
        """The floor."""
        with Program(HELLO, self._cold(cold)) as program:
            taken = program.until(lambda screen: "Hello, world!" in "".join(screen.display), program.started)
        return {"cold hello" if cold else "hello": [taken]}

    def ours(self, cold: bool = False) -> Results:
        """Start → the pupil imported a moment before, with flags."""
        copy, surname = self.imported()
        with Program(self._start(copy), self._cold(cold)) as program:
            taken = program.until(lambda screen: flagged(screen, surname), program.started, hint=surname.encode())
        return {"cold flags" if cold else "flags": [taken]}

    def first_of_the_day(self) -> Results:
        """The same without rows prepared today: names come first, flags fill in."""
        copy, surname = self.imported()
        forget_prepared(copy)
        with Program(self._start(copy)) as program:
            name = program.until(lambda screen: line_of(screen, surname) is not None, program.started)
            flags = program.until(lambda screen: flagged(screen, surname), program.started)
        return {"day name": [name], "day flags": [flags]}

    def down(self) -> Results:
        """Start → the first `down` that moves the cursor on the screen; pressed as soon as a row is there."""
        copy, surname = self.imported()
        with Program(self._start(copy)) as program:
            row, taken = first_effective(program, surname.encode())
        return {"row": [row], "down": [taken]}

    def _start(self, school: Path) -> list[str]:
        return [*OURS, "open", str(school), "--class", CLASS]

    def _cold(self, cold: bool) -> dict[str, str]:
        if not cold:
            return {}
        empty = self.school.with_name("empty")
        return {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPYCACHEPREFIX": str(empty)}


def first_effective(program: Program, name: bytes) -> tuple[float, float]:
    """Press `down` every few milliseconds from the moment at which a row is there.

    Returns:
        Milliseconds from the start to the row, and to the frame with the cursor on another line.
    """
    chunks: list[tuple[float, bytes]] = []
    raw = bytearray()
    while name not in raw:
        raw += (data := program.read(5.0) or b"")
        chunks.append((program.last_output, data))
    row = program.last_output
    while time.perf_counter() < row + 0.8:
        program.press("down")
        pressed = time.perf_counter()
        while (left := pressed + STEP - time.perf_counter()) > 0:
            data = program.read(left) or b""
            chunks.append((program.last_output, data))
    before = None
    for moment, chunk in chunks:
        program.feed(chunk)
        line = cursor_line(program.screen)
        if before is not None and line not in (None, before):
            return (row - program.started) * 1000, (moment - program.started) * 1000
        before = before or line
    raise SystemExit(f"down never moved the cursor:\n{program.text}")


def line_of(screen: pyte.Screen, surname: str) -> str | None:
    """The line that begins with that name (behind the cursor's mark)."""
    return next((line for line in screen.display if line[1:].startswith(f"{surname}, Newly")), None)


def flagged(screen: pyte.Screen, surname: str) -> bool:
    """Whether that pupil's line has its results and its most pressing flag in words."""
    line = line_of(screen, surname)
    return line is not None and "⚑" in line and "WB" in line


def cursor_line(screen: pyte.Screen) -> int | None:
    """The line with the cursor's mark."""
    return next((number for number, line in enumerate(screen.display) if line.startswith(CURSOR)), None)


def forget_prepared(path: Path) -> None:
    """Take the prepared rows out of a school file, as a new day or other thresholds do."""
    from progress_tui.store.engine import SchoolFile

    file = SchoolFile(path)
    file.write(lambda con: con.execute("DELETE FROM prepared").fetchall())
    file.close()


def report(results: Results, table: Table) -> None:
    """Print what was measured."""
    floor, cold = p50(results["hello"]), p50(results["cold hello"])
    names = {
        "hello": ("hello-world, the floor", floor),
        "flags": ("pupil just imported, with flags", floor),
        "row": ("  first row on the screen", floor),
        "down": ("  first down that moves the cursor", floor),
        "day name": ("first start of a day: the name", floor),
        "day flags": ("  with flags", floor),
        "cold hello": ("cold: hello-world", cold),
        "cold flags": ("cold: pupil with flags", cold),
    }
    table.head("Start-up, milliseconds from the start of the process to the right content on the screen")
    for name, (words, against) in names.items():
        values = results[name]
        spread = f"{min(values):.0f}–{max(values):.0f}"
        table.row(words, f"{p50(values):.0f}", spread, f"{p50(values) / against:.2f}×")
    for name, against, words in (("flags", floor, "warm"), ("cold flags", cold, "cold")):
        ratio = p50(results[name]) / against
        print(f"goal ≤ {GOAL}× {words}: {ratio:.2f}×, {goal(ratio, GOAL)}")


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--cold-rounds", type=int, default=3)
    options = parser.parse_args()
    with scratch() as folder:
        bench = Bench(demo_school(folder), random.Random())
        results = rounds(options.rounds, [bench.hello, bench.ours, bench.down, bench.first_of_the_day])
        parts = [lambda: bench.hello(cold=True), lambda: bench.ours(cold=True)]
        results |= rounds(options.cold_rounds, parts, warm_up=False)
    print(machine())
    report(results, Table(("", "p50", "range", "ratio"), (38, 8, 14, 9)))


if __name__ == "__main__":
    main()
