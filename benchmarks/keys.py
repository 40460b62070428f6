"""From a key to the right content on the screen: the full program against the same rows in Textual's DataTable.

`down`, `pagedown`, `s` (sort by name, then reversed) and a character typed into the filter that changes who is shown,
with 30 pupils (class 4B of the demo school) and with 420 in one class. What must be on the screen after every key is
worked out from the data: the names in order, the cursor's row, the pupil under the cursor in words, the count.

Usage: python benchmarks/keys.py [--rounds 2] [--repeats 15]
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate, cycle
from pathlib import Path
from typing import Final

import pyte
from timing import (
    COLUMNS,
    HELLO,
    LINES,
    OURS,
    Program,
    Results,
    Table,
    bring_in,
    demo_school,
    machine,
    p50,
    p95,
    rounds,
    scratch,
)

from progress_tui.demo.school import generate
from progress_tui.domain.text import fold
from progress_tui.tui.classroom.columns import Chosen
from progress_tui.tui.classroom.grid import ClassGrid
from progress_tui.workspace import Workspace

GOAL: Final = 10.0
"""Milliseconds, p50, for each key."""
NAME_WIDTH: Final = 18
"""Of our name column on a screen of `COLUMNS` cells; the DataTable is given the same."""
FIGURES: Final = 2
"""Rows at the foot of our table that count the pupils shown."""
KEYS: Final = ("down", "pagedown", "sort", "filter")
OFFERS: Final = 5
"""Lines below the filter that offer what may be typed next."""
CALM: Final = 0.4
"""Seconds without output after which a program, however busy, has moved the focus."""
LETTERS: Final = "aiouhl"
YEAR: Final = "2026-27"


@dataclass(frozen=True, slots=True)
class Class:
    """A class as the screen must show it.

    Attributes:
        order: names in the default order; `by_name` by name.
        rows: the JSON file for the DataTable.
    """

    title: str
    school: Path
    name: str
    order: list[str]
    by_name: list[str]
    rows: Path


@dataclass(frozen=True, slots=True)
class Look:
    """Where a program shows what.

    Attributes:
        top: the first line of rows; `page` how many there are.
        back: what a terminal sends for the key to the first row.
        cut: how a name is cut to its column (the demo school's names are one cell a letter).
        cursor: the line of the cursor, from the screen.
        told: whether the rest of the screen agrees with (name under the cursor, shown, all); None where nothing else
            is told, and where a sort may leave the cursor outside the screen.
    """

    top: int
    page: int
    back: bytes
    cut: Callable[[str], str]
    cursor: Callable[[pyte.Screen], int | None]
    told: Callable[[pyte.Screen, str, int, int], bool] | None

    def names(self, screen: pyte.Screen, covered: int = 0) -> list[str]:
        """The names on the screen, as far as the column shows them, below the lines that are covered."""
        lines = range(self.top + covered, self.top + self.page)
        found = ("".join(screen.buffer[y][x].data for x in range(1, 1 + NAME_WIDTH)).strip() for y in lines)
        return [name for name in found if name]

    def shows(self, order: Sequence[str], at: int | None, everyone: int) -> Callable[[pyte.Screen], bool]:
        """Whether a screen shows `order`, scrolled so that it holds the cursor, and all else agrees.

        Args:
            order: the names that must be shown.
            at: where in it the cursor must be; None anywhere.
            everyone: how many pupils there are.
        """
        cut = [self.cut(name) for name in order]

        def right(screen: pyte.Screen) -> bool:
            names, line = self.names(screen), self.cursor(screen)
            if not names:
                return False
            if line is None or line - self.top >= len(names):
                return at is None and self.told is None and _at(names, cut, range(len(cut)), self.page) is not None
            under = line - self.top
            start = _at(names, cut, range(len(cut)) if at is None else [at - under], self.page)
            if start is None:
                return False
            return self.told is None or self.told(screen, order[start + under], len(order), everyone)

        return right

    def shows_behind_offers(self, order: Sequence[str], everyone: int) -> Callable[[pyte.Screen], bool]:
        """Whether a screen shows `order` below what may be typed next, and its count; the cursor may be covered."""
        cut = [self.cut(name) for name in order]
        starts = range(max(1, len(cut) - self.page + 1))

        def right(screen: pyte.Screen) -> bool:
            names = self.names(screen, OFFERS)
            counted = f"{len(order)} of {everyone}:" in screen.display[2]
            return counted and any(names == cut[start + OFFERS : start + self.page] for start in starts)

        return right


def _at(names: list[str], cut: list[str], starts: Sequence[int], page: int) -> int | None:
    """Where in `cut` the screen's names begin, of the possible places."""
    return next((start for start in starts if start >= 0 and names == cut[start : start + page]), None)


def with_dots(name: str) -> str:
    """A name as our table shows it."""
    return name if len(name) <= NAME_WIDTH else name[: NAME_WIDTH - 1].rstrip() + "…"


def our_cursor(screen: pyte.Screen) -> int | None:
    """The line with the cursor's mark."""
    return next((y for y in range(screen.lines) if screen.buffer[y][0].data == "▌"), None)


def our_words(screen: pyte.Screen, name: str, count: int, everyone: int) -> bool:
    """The words under the grid are about the pupil, the line above it has the count."""
    line = screen.display[2]
    counted = (f"All {everyone} pupils" if count == everyone else f" {count} of {everyone}:") in line
    return screen.display[LINES - 4].startswith(f" {name}") and counted


def their_cursor(screen: pyte.Screen) -> int | None:
    """The line whose background differs from that of most lines."""
    grounds = [screen.buffer[y][1].bg for y in range(2, screen.lines)]
    usual = max(set(grounds), key=grounds.count)
    return next((y for y, ground in enumerate(grounds, 2) if ground != usual), None)


OUR_LOOK: Final = Look(5, LINES - 9 - FIGURES, b"g", with_dots, our_cursor, our_words)
THEIR_LOOK: Final = Look(2, LINES - 2, b"\x1b[1;5H", lambda name: name[:NAME_WIDTH].rstrip(), their_cursor, None)


def measure(program: Program, look: Look, shown_class: Class, repeats: int) -> Results:
    """Milliseconds by key."""
    everyone, order, results = len(shown_class.order), shown_class.order, Results()
    program.until(look.shows(order, 0, everyone), program.started)
    # Past the loading in the background that begins after the first paint.
    program.pump(2.5)

    def press(key: str, at: int) -> float:
        return program.press_until(key, look.shows(order, at, everyone))

    at = 0
    for key, step in (("down", 1), ("pagedown", look.page)):
        for _ in range(repeats):
            if at == everyone - 1:
                at = 0
                program.write(look.back)
                program.until(look.shows(order, 0, everyone), time.perf_counter())
            at = min(everyone - 1, at + step)
            results.setdefault(key, []).append(press(key, at))
    results["sort"] = sort(program, look, shown_class, repeats)
    results["filter"] = type_filters(program, look, shown_class, repeats)
    return results


def sort(program: Program, look: Look, shown_class: Class, repeats: int) -> list[float]:
    """Sort by name, and reversed, in turn; the cursor stays on its pupil."""
    ways = cycle((shown_class.by_name, shown_class.by_name[::-1]))
    everyone = len(shown_class.order)
    return [program.press_until("s", look.shows(next(ways), None, everyone)) for _ in range(repeats)]


def type_filters(program: Program, look: Look, shown_class: Class, repeats: int) -> list[float]:
    """Type a character that changes who is shown; then take the filter away again, outside the clock."""
    taken: list[float] = []
    # A DataTable filters by being filled again, which forgets the sort.
    now = shown_class.order if look.told is None else shown_class.by_name[:: 1 if repeats % 2 else -1]
    for letter in cycle(LETTERS):
        if len(taken) == repeats:
            return taken
        kept = [name for name in now if letter in fold(name)]
        if kept in ([], now):
            continue
        program.press("/")
        program.settle(quiet=CALM)
        shown = look.shows(kept, None, len(now)) if look.told is None else look.shows_behind_offers(kept, len(now))
        taken.append(program.press_until(letter, shown))
        program.press("backspace")
        program.until(look.shows(now, None, len(now)), time.perf_counter())
        # Out of the filter by the arrow, not by escape: on a busy machine that could be read as alt and the next key.
        program.press("down")
        program.settle(quiet=CALM)
    return taken


def one_class_of_all(folder: Path) -> Path:
    """A school file with every pupil of the demo school in one class."""
    school = folder / "one-class.duckdb"
    for source in generate(2026).files:
        if YEAR not in source.name:
            continue
        table = list(csv.DictReader(io.StringIO(source.text)))
        for row in table:
            if "Class" in row:
                row["Class"] = "All"
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, list(table[0]))
        writer.writeheader()
        writer.writerows(table)
        path = folder / source.name
        path.write_text(text.getvalue(), "utf-8")
        bring_in(path, school, "--year", YEAR)
    return school


def described(title: str, school: Path, name: str, folder: Path) -> Class:
    """What the screen must show of a class, and the same cells for the DataTable."""
    workspace = Workspace(school)
    view = workspace.open(None, name).view
    workspace.close()
    if view is None or not view.complete:
        raise SystemExit("the class is not prepared")
    grid, subject = ClassGrid([view], (), hidden=False), view.subjects[0].subject
    columns = grid.columns(subject, COLUMNS, Chosen())
    rows = grid.rows(columns, subject)
    by_name = [row.name for row in view.rows]
    order = [row.cells[0].text for row in rows]
    if columns[0].width != NAME_WIDTH:
        raise SystemExit(f"the name column has {columns[0].width} cells")
    path = folder / f"rows-{len(rows)}.json"
    # A DataTable pads every column; with more than it has room for it would give a line to a scrollbar.
    fits = sum(total <= COLUMNS - 2 for total in accumulate(column.width + 2 for column in columns))
    content = {
        "columns": [(column.key, column.heading, column.width) for column in columns[:fits]],
        "rows": [
            [(cell.text, "orange1" if "below" in cell.style else "") for cell in row.cells[:fits]] for row in rows
        ],
        "by_name": by_name,
        "folded": [fold(name) for name in order],
    }
    path.write_text(json.dumps(content), "utf-8")
    return Class(title, school, name, order, by_name, path)


def parts(shown_class: Class, repeats: int) -> list[Callable[[], Results]]:
    """Our program and the DataTable on one class."""
    count = len(shown_class.order)

    def ours() -> Results:
        with Program([*OURS, "open", str(shown_class.school), "--class", shown_class.name]) as program:
            return {
                f"ours {count} {key}": taken for key, taken in measure(program, OUR_LOOK, shown_class, repeats).items()
            }

    def theirs() -> Results:
        with Program([*HELLO, str(shown_class.rows)]) as program:
            measured = measure(program, THEIR_LOOK, shown_class, repeats)
            return {f"theirs {count} {key}": taken for key, taken in measured.items()}

    return [ours, theirs]


def report(results: Results, counts: Sequence[int], table: Table) -> None:
    """Print what was measured."""
    for count in counts:
        table.head(f"{count} pupils, milliseconds from the key to the right content on the screen: p50 / p95")
        for key in KEYS:
            ours, theirs = results[f"ours {count} {key}"], results[f"theirs {count} {key}"]
            table.row(
                key,
                f"{p50(ours):.1f} / {p95(ours):.1f}",
                f"{p50(theirs):.1f} / {p95(theirs):.1f}",
                f"{p50(theirs) / p50(ours):.1f}×",
                "met" if p50(ours) <= GOAL else "missed",
            )


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--repeats", type=int, default=15)
    options = parser.parse_args()
    with scratch() as folder:
        small = described("30", demo_school(folder), "4B", folder)
        large = described("420", one_class_of_all(folder), "All", folder)
        every = [part for shown_class in (small, large) for part in parts(shown_class, options.repeats)]
        results = rounds(options.rounds, every, warm_up=False)
    print(machine())
    head = ("", "progress-tui", "DataTable", "ratio", f"≤ {GOAL:.0f} ms")
    report(results, [len(small.order), len(large.order)], Table(head, (12, 18, 18, 9, 10)))


if __name__ == "__main__":
    main()
