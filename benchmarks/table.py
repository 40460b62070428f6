"""Our pupil table against Textual's DataTable: milliseconds from a key or call to the finished terminal frame.

Both run in a real app whose driver keeps the bytes that would go to the terminal. After every operation, outside the
clock, those bytes are replayed in a terminal emulator and the names on its screen are compared with the data.

Usage: python benchmarks/table.py [--repeats 30] [--sizes 30,420,42000]
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import ClassVar

import pyte
from rich.text import Text
from textual import events
from textual.app import App, ComposeResult
from textual.drivers.headless_driver import HeadlessDriver
from textual.widgets import DataTable

from progress_tui.tui.widgets.pupil_table import PupilTable
from progress_tui.tui.widgets.table_model import Cell, Column, Row

SIZE = (120, 40)
STEP = 0.01
QUIET_STEPS = 4
"""An operation is finished after so many steps of so many seconds without a frame; they are not part of its time."""
GIVE_UP = 120.0
PATIENCE = 5.0
"""Seconds of set-up beyond which DataTable's filter, which is a second set-up, is not run."""
BANDS = (("WB", "well-below"), ("B", "below"), ("JB", "just-below"), ("At", "at"), ("Ab", "above"), ("–", "missing"))
COLOURS = {"well-below": "bold orange1", "below": "orange1", "just-below": "orange3", "above": "bold blue"}


class RecordingDriver(HeadlessDriver):
    """Takes frames as a terminal would, so that turning strips into escape sequences is measured too."""

    frames: ClassVar[list[str]] = []
    """What has been written since it was last emptied."""

    def write(self, data: str) -> None:
        """Keep what a terminal would get."""
        self.frames.append(data)

    @property
    def is_headless(self) -> bool:
        """False, or Textual would not write frames at all."""
        return False


def columns() -> list[Column]:
    """Twelve columns as the class screen has them."""
    points = [
        Column(f"{s}{p}", p, 4, group=s) for s in ("Reading", "Writing", "Maths") for p in ("Sum2", "Aut1", "Aut2")
    ]
    return [
        Column("name", "Pupil", 24, frozen=True),
        Column("abs", "Abs", 5, "right"),
        *points,
        Column("flags", "Flags", 20),
    ]


def rows(count: int) -> list[Row]:
    """Made-up pupils, always the same ones."""
    chance = random.Random(count)
    made: list[Row] = []
    for key in range(count):
        name = f"{chance.choice('ABCDEFGHJKLMNOPRSTW')}{chance.choice(('ola', 'wen', 'aya', 'ris'))}, Pupil {key}"
        absence = round(chance.random() * 20, 1)
        bands = [chance.randrange(len(BANDS)) for _ in range(9)]
        results = [Cell(*BANDS[b], sort=None if b == len(BANDS) - 1 else float(b)) for b in bands]
        flag = Cell("⚑2 fell from At to JB", "severity-2", 2.0) if bands[0] < 2 else Cell("", "", 0.0)
        made.append(Row(key, (Cell(name, "", name), Cell(f"{absence}", "", absence), *results, flag)))
    return made


class Bench(App[None]):
    """One table, full screen."""

    def __init__(self, table: PupilTable | DataTable[Text]) -> None:
        super().__init__(driver_class=RecordingDriver)
        self.table = table
        self.last_frame = 0.0
        self.screen_seen = pyte.Screen(*SIZE)
        self._stream = pyte.Stream(self.screen_seen)

    def compose(self) -> ComposeResult:
        """The table alone."""
        yield self.table

    def post_display_hook(self) -> None:
        """A frame is complete."""
        self.last_frame = time.perf_counter()

    def names(self, skip: int) -> list[str]:
        """The names on the emulated terminal, below `skip` heading lines."""
        for data in RecordingDriver.frames:
            # Textual's bare line feeds would scroll the emulator; every line is addressed anyway.
            self._stream.feed(data.replace("\n", ""))
        RecordingDriver.frames.clear()
        found = (line[1:25].strip() for line in self.screen_seen.display[skip:])
        return [name for name in found if name]

    async def timed(self, action: Callable[[], object]) -> float:
        """Milliseconds from the call to the last frame it caused."""
        start = time.perf_counter()
        action()
        quiet = 0
        while quiet < QUIET_STEPS or self.last_frame < start:
            before, frame = time.perf_counter(), self.last_frame
            await asyncio.sleep(STEP)
            # A late return means that the table was still at work, frame or not.
            quiet = quiet + 1 if self.last_frame == frame and time.perf_counter() - before < 3 * STEP else 0
            if before - start > GIVE_UP:
                raise SystemExit("no frame came")
        return (self.last_frame - start) * 1000

    def press(self, key: str) -> Callable[[], object]:
        """An action that sends a key the way a driver does."""
        return lambda: self.post_message(events.Key(key, None))


@dataclass
class Times:
    """Milliseconds by operation."""

    by_operation: dict[str, list[float]] = field(default_factory=dict)

    def add(self, operation: str, value: float) -> None:
        """Note one measurement."""
        self.by_operation.setdefault(operation, []).append(value)

    def text(self, operation: str) -> str:
        """`p50 / p95`, or a dash."""
        values = sorted(self.by_operation.get(operation, []))
        if not values:
            return "–"
        return f"{statistics.median(values):8.1f} / {values[min(len(values) - 1, int(len(values) * 0.95))]:8.1f}"


def expect(app: Bench, order: Sequence[str], skip: int) -> None:
    """The names on the screen are exactly that part of `order` the table says it has scrolled to."""
    top = app.table.scroll_offset.y
    wanted = list(order[top : top + SIZE[1] - skip])
    found = app.names(skip)
    if found != wanted:
        raise SystemExit(f"wrong screen: expected {wanted[:3]} … {wanted[-1:]}, found {found[:3]} … {found[-1:]}")


def by_column(data: Sequence[Row], index: int, reverse: bool) -> list[str]:
    """Names in the order a sort must show, worked out here a second time."""
    having = [row for row in data if row.cells[index].sort is not None]
    lacking = [row for row in data if row.cells[index].sort is None]
    having.sort(key=lambda row: row.cells[index].sort or 0, reverse=reverse)
    return [row.cells[0].text for row in having + lacking]


async def measure_ours(count: int, repeats: int) -> Times:
    """The pupil table."""
    times, data, heads = Times(), rows(count), columns()
    names, skip, table = [row.cells[0].text for row in data], 2, PupilTable()
    app = Bench(table)
    async with app.run_test(headless=False, size=SIZE) as pilot:
        table.focus()
        # As the program does after its first paint.
        gc.collect()
        gc.freeze()
        for index in (1, 4, 7):
            times.add("set up", await app.timed(lambda: table.set_data(heads, data)))
            expect(app, names, skip)
            key = heads[index].key
            times.add("first sort", await app.timed(partial(table.sort_by, key)))
            expect(app, by_column(data, index, False), skip)
            table.default_order()
        await pilot.pause(6.0 if count > 2000 else 0.1)
        for key in ["down"] * repeats + ["pagedown"] * repeats:
            if table.cursor_key == count - 1:
                await app.timed(partial(table.move_to, 0))
            before = table.cursor_key or 0
            times.add(key, await app.timed(app.press(key)))
            if table.cursor_key != min(count - 1, before + (1 if key == "down" else SIZE[1] - skip)):
                raise SystemExit(f"{key} moved the cursor from {before} to {table.cursor_key}")
            expect(app, names, skip)
        for turn in range(repeats):
            index, reverse = (1, 4, 7)[turn % 3], turn % 2 == 1
            times.add("sort", await app.timed(partial(table.sort_by, heads[index].key, reverse)))
            expect(app, by_column(data, index, reverse), skip)
        table.default_order()
        for turn in range(repeats):
            keep = [row.key for row in data if row.key % (turn % 4 + 2) == 0]
            times.add("filter", await app.timed(partial(table.show_only, keep)))
            expect(app, [names[key] for key in keep], skip)
    gc.unfreeze()
    return times


async def measure_data_table(count: int, repeats: int) -> Times:
    """Textual's DataTable with the same cells, already styled."""
    times, data, heads = Times(), rows(count), columns()
    cells = [[Text(c.text, COLOURS.get(c.style, "")) for c in row.cells] for row in data]
    names, skip = [row.cells[0].text for row in data], 1
    table: DataTable[Text] = DataTable(cursor_type="row", fixed_columns=1)
    table.styles.height = "1fr"
    app = Bench(table)

    def fill(chosen: Sequence[int]) -> None:
        table.clear()
        for place in chosen:
            table.add_row(*cells[place], key=str(place))

    # Looked up outside the clock: what a cell is worth is our question, not part of DataTable's work.
    worth = {i: {id(cells[place][i]): row.cells[i].sort for place, row in enumerate(data)} for i in (1, 4, 7)}

    def sort(index: int, reverse: bool) -> None:
        # None last in both directions needs a key per direction: DataTable sorts by one function of the cell.
        none, values = float("-inf") if reverse else float("inf"), worth[index]

        def value(cell: Text) -> float | str:
            found = values[id(cell)]
            return none if found is None else found

        table.sort(heads[index].key, key=value, reverse=reverse)

    async with app.run_test(headless=False, size=SIZE) as pilot:
        table.focus()
        gc.collect()
        gc.freeze()
        for column in heads:
            table.add_column(column.heading, key=column.key, width=column.width)
        times.add("set up", await app.timed(lambda: fill(range(count))))
        expect(app, names, skip)
        await pilot.pause(0.1)
        for key in ["down"] * repeats + ["pagedown"] * repeats:
            if table.cursor_row == count - 1:
                await app.timed(partial(table.move_cursor, row=0, animate=False))
            before = table.cursor_row
            times.add(key, await app.timed(app.press(key)))
            if table.cursor_row <= before:
                raise SystemExit(f"{key} did not move the cursor from {before}")
            expect(app, names, skip)
        for turn in range(repeats):
            await app.timed(partial(fill, range(count)))
            index, reverse = (1, 4, 7)[turn % 3], turn % 2 == 1
            times.add("sort", await app.timed(partial(sort, index, reverse)))
            expect(app, by_column(data, index, reverse), skip)
        if times.by_operation["set up"][0] <= PATIENCE * 1000:
            for turn in range(repeats):
                keep = [key for key in range(count) if key % (turn % 4 + 2) == 0]
                times.add("filter", await app.timed(partial(fill, keep)))
                expect(app, [names[key] for key in keep], skip)
    gc.unfreeze()
    return times


def report(count: int, ours: Times, theirs: Times) -> None:
    """One block of the output."""
    print(f"\n{count:,} rows × {len(columns())} columns at {SIZE[0]}×{SIZE[1]}, ms: p50 / p95")
    print(f"{'':12}{'PupilTable':>22}{'DataTable':>22}{'ratio of p50':>14}")
    for operation in ("set up", "first sort", "down", "pagedown", "sort", "filter"):
        mine, other = (t.by_operation.get(operation) for t in (ours, theirs))
        ratio = f"{statistics.median(other) / statistics.median(mine):.0f}×" if mine and other else ""
        print(f"{operation:12}{ours.text(operation):>22}{theirs.text(operation):>22}{ratio:>14}")
    if "filter" not in theirs.by_operation:
        print(
            f"DataTable filters by clear and add again; not run here, as its set-up alone took over {PATIENCE:.0f} s."
        )


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=30)
    parser.add_argument("--sizes", default="30,420,42000")
    options = parser.parse_args()
    for count in (int(size) for size in options.sizes.split(",")):
        ours = asyncio.run(measure_ours(count, options.repeats))
        theirs = asyncio.run(measure_data_table(count, options.repeats if count <= 420 else min(3, options.repeats)))
        report(count, ours, theirs)


if __name__ == "__main__":
    main()
