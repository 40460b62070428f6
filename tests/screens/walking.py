"""Every screen and dialog in turn: the stops of the gallery (scripts/gallery_stops.py), reached without a terminal."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable

from gallery_stops import STOPS, Stop
from textual.screen import ModalScreen

from progress_tui.tui.widgets.filter_line import FilterLine
from tests.screens.stage import Stage

KEYS = {
    "/": "slash", ":": "colon", "?": "question_mark", "[": "left_square_bracket", "]": "right_square_bracket",
    ",": "comma", ".": "full_stop", " ": "space",
}  # fmt: skip
"""Keys whose character is not their name."""


_MAIN = frozenset((
    "class", "class-below", "card", "flagged", "flagged-kinds", "compare", "compare-years", "compare-pooled",
    "progress", "progress-cohort", "matrix", "matrix-venn", "meetings", "meetings-support", "data", "data-imports",
    "list", "runner",
))  # fmt: skip
MAIN = tuple(stop for stop in STOPS if stop.name in _MAIN)
"""What every screen begins with, and the parts that look most different: for a second school."""


async def lead(on_stage: Stage, stop: Stop) -> None:
    """From the class grid to a stop, by its keys."""
    await _press(on_stage, stop.keys)
    await sees(on_stage, stop.seen)
    await on_stage.settle()


async def _press(on_stage: Stage, keys: Iterable[str]) -> None:
    for key in keys:
        match key.partition(":"):
            case ("text", ":", text):
                await on_stage.type(text)
            case ("see", ":", pattern):
                await sees(on_stage, pattern)
            case ("read", ":", pattern):
                await sees(on_stage, pattern)
                await on_stage.type("".join(re.findall(pattern, on_stage.text)))
            case _:
                await on_stage.press(KEYS.get(key, key))


async def sees(on_stage: Stage, pattern: str) -> None:
    """Wait until a regular expression is on the screen."""
    await on_stage.until(lambda: bool(re.search(pattern, on_stage.text)), f"{pattern} in sight")


async def back(on_stage: Stage) -> None:
    """By `escape` to the class grid, without a filter, at its first row and in its usual order."""
    app, grid = on_stage.app, on_stage.grid
    for _ in range(8):
        typing = grid.query_one(FilterLine).has_class("editing")
        if app.screen is grid and not typing and not (app.place and app.place.filter):
            break
        await on_stage.press("escape")
    assert app.screen is grid, f"escape does not lead back from {on_stage.top}"
    while app.place is not None and app.place.subject != "reading":
        await on_stage.press("t")
    grid.table.default_order()
    grid.table.move_to(grid.table.visible_keys[0], "name")
    app.clear_notifications()


async def walk(on_stage: Stage, stops: Iterable[Stop] = STOPS) -> AsyncIterator[Stop]:
    """Each stop, with the program led there; afterwards it is led back."""
    for stop in stops:
        await lead(on_stage, stop)
        yield stop
        await _press(on_stage, stop.undo)
        await back(on_stage)


def is_dialog(on_stage: Stage) -> bool:
    """Whether a dialog stands over a screen."""
    return isinstance(on_stage.app.screen, ModalScreen)
