"""A meeting while it runs: opening it, moving to the next child, and from the last key of a note to its saved mark.

The meeting of 4B is planned and begun beforehand. Opening and moving end when the right child stands at the right, with
results; saving when the text and its mark stand on the screen. Floors, in the same run: a Textual app of two screens of
two lines, switched by a key, and the same save by the workspace alone.

Usage: python benchmarks/meeting.py [--rounds 2] [--repeats 10]
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Final

import pyte
from timing import OURS, Program, Results, Seen, Table, copied, demo_school, goal, machine, p50, p95, rounds, scratch

from progress_tui.domain.meetings import NewMeeting, Text
from progress_tui.workspace import Workspace

FLOOR: Final = (sys.executable, str(Path(__file__).with_name("hello.py")), "--screens")
MOVE_GOAL: Final = 50.0
OPEN_GOAL: Final = 300.0
SAVE_GOAL: Final = 1000.0
"""Milliseconds, medians."""
RIGHT: Final = 37
"""The column at which the child stands."""


def plan(path: Path) -> list[str]:
    """Plan and begin the meeting of 4B; the names of its children in the order of the agenda."""
    with closing(Workspace(path)) as workspace:
        view = workspace.open(None, "4B").view
        if view is None:
            raise SystemExit("the demo school holds no class 4B")
        new = NewMeeting(view.class_id, view.point, "2026-11-23", 40, "")
        meeting = workspace.meetings.plan(view.school_id, new)
        workspace.meetings.start(view.school_id, meeting.meeting_id)
        names = {row.pupil_id: row.name for row in view.rows}
        return [names[item.pupil_id] for item in meeting.items if item.pupil_id is not None]


def stands(name: str) -> Seen:
    """Whether a child stands at the right with results."""

    def seen(painted: pyte.Screen) -> bool:
        lines = painted.display
        return lines[1][RIGHT:].startswith(name) and any("Reading " in line[RIGHT:] for line in lines[3:30])

    return seen


def marked(text: str) -> Seen:
    """Whether a text stands on the screen with the mark that it is saved."""

    def seen(painted: pyte.Screen) -> bool:
        whole = "\n".join(painted.display)
        return text in whole and re.search(r"✓ Saved at \d", whole) is not None

    return seen


def ours(school: Path, repeats: int) -> Results:
    """Open the meeting, go on and back between its first two children, write notes."""
    path = copied(school)
    children = plan(path)
    results = Results()
    with Program([*OURS, str(path), "--class", "4B"]) as program:
        program.wait_for("at expected")
        program.settle()
        results["open"] = [program.press_until("m", stands(children[0]))]
        for _ in range(repeats):
            results.setdefault("next", []).append(program.press_until("space", stands(children[1])))
            results.setdefault("before", []).append(program.press_until("[", stands(children[0])))
        for number in range(repeats):
            program.press("n")
            program.wait_for("esc Keys")
            text = f"N{number}."
            program.write(text[:-1].encode())
            results.setdefault("save", []).append(program.press_until(text[-1], marked(text)))
            program.press("escape")
            program.wait_for("space Next")
    return results


def switches(repeats: int) -> Results:
    """The floor of a move: Textual's switch between two screens of two lines."""
    results = Results()
    with Program(FLOOR) as program:
        program.wait_for("screen 1", 30)
        program.settle()
        for turn in range(repeats * 2):
            wanted = "2" if turn % 2 == 0 else "1"
            results.setdefault("floor move", []).append(program.press_until(wanted, shows(f"screen {wanted}")))
    return results


def shows(words: str) -> Seen:
    """Whether words stand in the first line."""
    return lambda painted: words in painted.display[0]


def saves(school: Path, repeats: int) -> Results:
    """The floor of a save: the workspace alone."""
    path = copied(school)
    plan(path)
    taken: list[float] = []
    with closing(Workspace(path)) as workspace:
        view = workspace.open(None, "4B").view
        held = workspace.meetings.latest(view.school_id, view.class_id) if view is not None else None
        if view is None or held is None:
            raise SystemExit("the meeting is not there")
        at = view.school_id, held.meeting_id
        item, known = workspace.meetings.get(*at).items[0], Text()
        for number in range(repeats):
            since = time.perf_counter()
            known = workspace.meetings.save_text(*at, item.item_id, "note", f"N{number}.", known).result().text
            taken.append((time.perf_counter() - since) * 1000)
    return {"floor save": taken}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--repeats", type=int, default=10)
    options = parser.parse_args()
    with scratch() as folder:
        school, repeats = demo_school(folder), options.repeats
        parts = [lambda: ours(school, repeats), lambda: switches(repeats), lambda: saves(school, repeats)]
        found = rounds(options.rounds, parts, warm_up=False)
    table = Table(("", "n", "p50 ms", "p95 ms", "× floor", "goal"), (40, 6, 10, 10, 10, 16))
    table.head(f"A running meeting · {machine()}")
    for title, name, floor, most in (
        ("m → the meeting, at its child", "open", "floor move", OPEN_GOAL),
        ("space → the next child", "next", "floor move", MOVE_GOAL),
        ("[ → the child before", "before", "floor move", MOVE_GOAL),
        ("last key of a note → ✓ Saved", "save", "floor save", SAVE_GOAL),
    ):
        taken, least = found[name], p50(found[floor])
        met = f"{most:.0f}: {goal(p50(taken), most)}"
        table.row(title, f"{len(taken)}", f"{p50(taken):.0f}", f"{p95(taken):.0f}", f"{p50(taken) / least:.1f}", met)
    for name in ("floor move", "floor save"):
        table.row(name, f"{len(found[name])}", f"{p50(found[name]):.1f}", f"{p95(found[name]):.1f}", "1", "")


if __name__ == "__main__":
    main()
