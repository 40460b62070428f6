"""Every figure on every screen is a figure of `show … --format json`, and opens to as many pupils as it says."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from progress_tui.__main__ import main
from progress_tui.domain.reports import Report
from progress_tui.tui.screens.view_screen import ViewScreen
from progress_tui.tui.widgets.table_model import Cell, Column
from tests.screens.stage import Stage, stage

Said = dict[str, object]
Show = Callable[..., Said]


@dataclass(frozen=True, slots=True)
class State:
    """A screen in one of its states.

    Attributes:
        key: to the screen; `keys` to the state, from the state before.
        words: what `show` is asked to say the same; empty where it has no words for it.
        whole: whether a row of the table may hold figures of several rows of the report.
    """

    key: str
    words: tuple[str, ...]
    keys: tuple[str, ...] = ()
    whole: bool = False


STATES = (
    State("2", ("flagged", "--most", "0"), ("v", "k")),
    State("2", ("flagged", "--good"), ("v", "g")),
    State("3", ("compare", "--by", "class", "--beside", "4B")),
    State("3", ("compare", "--by", "pp"), ("v", "p")),
    State("3", ("compare", "--by", "year-group", "--interval"), ("v", "y", "i")),
    State("3", ("compare", "--by", "year-group", "--interval", "--pool", "3"), ("Y",)),
    State("4", ("progress",)),
    State("4", ("progress", "--view", "cohort"), ("v", "c")),
    State("5", ("matrix", "--class", "4B", "--subject", "reading")),
    State("5", ("matrix", "--subject", "reading"), ("w",)),
    State("5", ("venn",), ("v", "r"), whole=True),
    State("6", ("actions", "--open")),
    State("6", ("support", "--running"), ("v", "s")),
    State("6", ("provision", "--class", "4B"), ("v", "p")),
    State("6", (), ("v", "w")),
    State("6", (), ("v", "m")),
    State("6", ("meetings-summary",), ("v", "y")),
    State("7", ("completeness",), whole=True),
    State("7", ("completeness", "--all-points", "--subject", "reading"), ("v", "y"), whole=True),
    State("7", ("queried",), ("v", "q")),
    State("7", (), ("v", "i")),
)


@pytest.fixture
def show(demo_template: Path, capsys: pytest.CaptureFixture[str]) -> Show:
    """What the command line says, as JSON."""

    def asked(*words: str) -> Said:
        assert main(["show", *words, "--file", str(demo_template), "--format", "json"]) == 0, words
        said = json.loads(capsys.readouterr().out)
        assert isinstance(said, dict)
        return said

    return asked


NOT_OF_CHILDREN = frozenset((
    "severity", "flags", "action_id", "support_id", "weeks", "place", "open", "overdue", "carried", "done", "stopped",
    "actions", "import", "row", "targets", "added", "changed", "rejected", "planned", "running", "held",
))  # fmt: skip
"""Whole numbers that count no children: of the year summed up, meetings."""


def figures(value: object) -> Iterator[str]:
    """The figures in a value of JSON, as a screen may write each: with its sign, rounded, as a percentage."""
    match value:
        case bool() | None:
            return
        case int():
            yield str(abs(value))
        case float():
            size = abs(value)
            yield from (f"{size:.0f}", f"{size:.1f}", f"{size:.2f}", f"{size:.2f}".rstrip("0").rstrip("."))
        case str():
            yield from re.findall(r"\d+(?:\.\d+)?", value)
        case dict():
            for held in value.values():
                yield from figures(held)
        case list():
            yield str(len(value))
            for held in value:
                yield from figures(held)
        case _:
            raise AssertionError(f"{value!r} is no JSON")


def cells_of(screen: ViewScreen) -> Iterator[tuple[int, Column, Cell]]:
    """Every cell of the table, shown or scrolled away: the index of its row in the report, its column."""
    model = screen.table._table
    for place in range(len(model.visible)):
        row = model.row_at(place)
        for column, cell in zip(model.columns, row.cells, strict=True):
            yield row.key, column, cell


def assert_figures(screen: ViewScreen, report: Report, whole: bool) -> int:
    """Every number in a cell is one of its row's in JSON; how many numbers there were."""
    said = json.loads(json.dumps(report.to_json()))
    everything = frozenset(figures(said))
    beside = frozenset(figures({key: held for key, held in said.items() if key not in ("rows", "notes")}))
    known = [everything if whole else beside.union(figures(row)) for row in said["rows"]]
    seen = 0
    for key, column, cell in cells_of(screen):
        if group := re.search(r"(\d+) pupils?(?:, \d+ lines?)?$|(\d+) more not shown", cell.text):
            behind = screen.behind(key, column.key)
            assert behind is None or group[2] or len(set(behind.pupil_ids)) == int(group[1]), cell.text
            continue
        # Rows that are no row of the report are headings, gaps, and further lines of names.
        held = known[key] if 0 <= key < len(known) else everything
        for figure in re.findall(r"\d+(?:\.\d+)?", cell.text):
            seen += 1
            assert figure in held, f"{column.heading}: {cell.text!r} in row {key}"
    return seen


def assert_opens(screen: ViewScreen, report: Report) -> int:
    """Every count opens to as many pupils as it says; how many counts there were."""
    counts = {one.key for one in report.fields if one.kind == "count"} | {"matched", "n", "on_roll"}
    opened = 0
    for key, column, cell in cells_of(screen):
        whole = re.fullmatch(r"(\d+)(?: of (\d+).*)?", cell.text.strip())
        if not whole or column.key in NOT_OF_CHILDREN or (column.key not in counts and "|" not in column.key):
            continue
        if report.title.endswith("Imports"):
            continue  # what a file said then; its list is of those of whom rows come from it now, and says so
        behind = screen.behind(key, column.key)
        if behind is None:
            continue
        opened += 1
        wanted = int(whole[1])
        if "without" in behind.words and whole[2]:
            wanted = int(whole[2]) - wanted  # what is asked of a list is who is missing from it
        if wanted:
            assert len(set(behind.pupil_ids)) == wanted, f"{column.heading}: {cell.text}: {behind.words}"
    return opened


async def reach(on_stage: Stage, state: State) -> ViewScreen:
    """The screen in a state, answered."""
    await on_stage.press(state.key, *state.keys)
    screen = on_stage.app.screen
    assert isinstance(screen, ViewScreen)
    await on_stage.until(lambda: screen.answer is not None and screen.shown == screen.asked, f"{state.words} answered")
    await on_stage.settle()
    return screen


async def test_every_figure_is_one_of_json_and_opens_to_its_pupils(demo_path: Path, show: Show) -> None:
    said = {state: show(*state.words) for state in STATES if state.words}
    opened: dict[str, int] = {}
    async with stage(demo_path, "4B", size=(200, 50)) as on_stage:
        for state in STATES:
            screen = await reach(on_stage, state)
            assert screen.answer is not None
            report = screen.answer.report
            if state.words:
                held = json.loads(json.dumps(report.to_json()))
                assert held["rows"] == said[state]["rows"], state.words
                assert held["notes"] == said[state]["notes"], state.words
            assert assert_figures(screen, report, state.whole) > 3, state
            opened[state.key] = opened.get(state.key, 0) + assert_opens(screen, report)
            await on_stage.press("1")
    assert min(opened[key] for key in "3467") > 10, opened
