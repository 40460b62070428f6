"""The program on a stage: a school file opened, the screens run without a terminal and read as lines of text."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from unittest.mock import patch

from rich.segment import Segment
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from progress_tui.cli.parser import parse
from progress_tui.domain.calendar import Point
from progress_tui.domain.views import ClassView, PupilShown
from progress_tui.tui import launch
from progress_tui.tui.app import ProgressApp
from progress_tui.tui.screens import class_screen
from progress_tui.tui.screens.class_screen import ClassScreen
from progress_tui.tui.widgets.pupil_table import PupilTable
from progress_tui.workspace import Opened, Workspace
from tests.screens.at_rest import waits_are_exact

TRIES = 2000
"""How often a condition is looked at before a test gives up on it."""


class Stage:
    """One run of the program."""

    def __init__(self, pilot: Pilot[None], app: ProgressApp) -> None:
        self.pilot, self.app = pilot, app

    @property
    def grid(self) -> ClassScreen:
        assert self.app.class_screen is not None
        return self.app.class_screen

    @property
    def table(self) -> PupilTable:
        return self.grid.table

    @property
    def view(self) -> ClassView:
        assert self.grid.view is not None
        return self.grid.view

    @property
    def workspace(self) -> Workspace:
        assert self.app.workspace is not None
        return self.app.workspace

    @property
    def pupil(self) -> PupilShown:
        """The pupil under the cursor of the class grid."""
        assert self.grid.pupil is not None
        return self.grid.pupil

    @property
    def top(self) -> str:
        """The class of the screen on top."""
        return type(self.app.screen).__name__

    # -- what is seen

    def segments(self) -> list[list[Segment]]:
        """The lines of the screen as the compositor paints them, what a dialog leaves visible behind it included."""
        compositor = self.app.screen._compositor
        return [list(strip) for strip in compositor.render_strips()]

    def lines(self) -> list[str]:
        return ["".join(segment.text for segment in line) for line in self.segments()]

    @property
    def text(self) -> str:
        return "\n".join(self.lines())

    @property
    def words(self) -> str:
        """The text of the screen with line breaks and runs of spaces as one space."""
        return " ".join(self.text.split())

    @property
    def above(self) -> tuple[str, str, str]:
        """The three lines above the grid: place, counts, filter."""
        first, second, third = (line.strip() for line in self.lines()[:3])
        return first, second, third

    @property
    def shown(self) -> list[int]:
        """Pupil ids in the order of the grid."""
        return self.table.visible_keys

    def rows(self) -> list[PupilShown]:
        """The pupils in the order of the grid."""
        by_id = {row.pupil_id: row for row in self.view.rows}
        return [by_id[key] for key in self.shown]

    @property
    def toasts(self) -> list[str]:
        return [notification.message for notification in self.app._notifications]

    # -- what is done

    async def press(self, *keys: str) -> None:
        """Press keys, each once what the one before asked for is there."""
        for key in keys:
            await self.pilot.press(key)
            await self.settle()
        if not keys:
            await self.settle()

    async def type(self, text: str) -> None:
        """Type into what has the focus, which takes letters."""
        assert isinstance(self.app.focused, Input | TextArea)
        names = {
            " ": "space", "<": "less_than_sign", ":": "colon", "[": "left_square_bracket", "/": "slash",
            "~": "tilde", "-": "minus", ".": "full_stop",
        }  # fmt: skip
        await self.pilot.press(*(names.get(letter, letter) for letter in text))
        await self.settle()

    async def settle(self) -> None:
        """Wait until no worker is under way and every message is handled."""
        await self.until(lambda: all(worker.is_finished for worker in self.app.workers), "the workers are done")
        await self.pilot.pause()
        await self.until(lambda: all(worker.is_finished for worker in self.app.workers), "the workers are done")
        await self.pilot.pause()

    async def until(self, holds: Callable[[], bool], what: str) -> None:
        for _ in range(TRIES):
            if holds():
                return
            await self.pilot.pause(0.005)
        raise AssertionError(f"never: {what}\n{self.text}")

    async def warm(self) -> None:
        """Wait until the class is judged and filters answer at once."""
        await self.until(lambda: self.grid.view is not None and self.view.complete, "the class is judged")
        await self.until(lambda: self.workspace.ready_for(self.view), "the filters are ready")
        await self.settle()

    async def filter(self, text: str) -> None:
        """Type a filter and leave the input."""
        await self.press("slash")
        await self.type(text)
        await self.press("escape")

    async def to_pupil(self, pupil_id: int) -> None:
        assert self.table.move_to(pupil_id)
        await self.settle()

    async def to_column(self, key: str) -> None:
        assert self.table.move_to(self.pupil.pupil_id, key)
        await self.settle()

    def name(self, text: str) -> PupilShown:
        """The pupil of the class whose name begins so."""
        (found,) = (row for row in self.view.rows if row.name.startswith(text))
        return found


@asynccontextmanager
async def _running(app: ProgressApp, size: tuple[int, int]) -> AsyncIterator[Pilot[None]]:
    """The program without a terminal; nothing moves by and by, so that what is there is there at once.

    What is loaded is not kept from the collector for good, as it is in a program that runs once: it would stay for all
    tests that follow.
    """
    with waits_are_exact(), patch.object(gc, "freeze"):
        async with app.run_test(size=size, notifications=True) as pilot:
            app.animation_level = "none"
            yield pilot


@asynccontextmanager
async def stage(
    path: Path, class_name: str | None = None, size: tuple[int, int] = (80, 24), point: Point | None = None
) -> AsyncIterator[Stage]:
    """Open a school file on a class and wait until everything is there; the file is closed at the end."""
    workspace = Workspace(path)
    try:
        opening: Future[Opened] = Future()
        opening.set_result(workspace.open(None, class_name, point))
        app = ProgressApp(workspace, opening)
        # The start leaves the processor to what is painted first; here everything is waited for anyway.
        with patch.dict(class_screen.WARM_AFTER, {True: 0.001, False: 0.001}):
            async with _running(app, size) as pilot:
                on_stage = Stage(pilot, app)
                await on_stage.warm()
                yield on_stage
                if app.is_running and not app._exit:
                    await on_stage.settle()
    finally:
        workspace.close()


@asynccontextmanager
async def bare_stage(path: Path | None, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Stage]:
    """Open the program without a file, or on a file that may hold no class yet."""
    workspace = Workspace(path) if path is not None else None
    opening: Future[Opened] | None = None
    if workspace is not None:
        opening = Future()
        opening.set_result(workspace.open())
    app = ProgressApp(workspace, opening)
    try:
        async with _running(app, size) as pilot:
            await pilot.pause()
            yield Stage(pilot, app)
    finally:
        # The file of a school that was imported meanwhile is another one.
        for held in dict.fromkeys((workspace, app.workspace)):
            if held is not None:
                held.close()


@asynccontextmanager
async def locked_stage(
    path: Path, *words: str, size: tuple[int, int] = (80, 24), first: str = "UnlockScreen"
) -> AsyncIterator[Stage]:
    """Start the program on a file with a passphrase as `launch` does, and wait until it asks for it.

    Args:
        path: the school file.
        words: more of the command line.
        size: of the terminal.
        first: the screen that comes up.
    """
    args = parse([*words, "--file", str(path)])
    workspace, opening = Workspace(path), Future[Opened]()
    if args.command == "meeting":
        launch._begin(workspace, args, opening)
    else:
        launch._open(workspace, args, opening)
    app = ProgressApp(workspace, opening, opens=partial(launch._unlocked, workspace, args))
    try:
        with patch.dict(class_screen.WARM_AFTER, {True: 0.001, False: 0.001}):
            async with _running(app, size) as pilot:
                on_stage = Stage(pilot, app)
                await on_stage.until(lambda: on_stage.top == first, "it asks for the passphrase")
                yield on_stage
    finally:
        workspace.close()
