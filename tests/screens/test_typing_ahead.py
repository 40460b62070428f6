"""Keys typed faster than the screen follows do what they would do one by one."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from textual.events import Key

from progress_tui.tui.screens import class_screen
from progress_tui.workspace import Workspace
from tests.screens.stage import Stage, bare_stage, stage

TYPED: tuple[tuple[str, str, str], ...] = (
    ("3 v p", "CompareScreen", "not pupil premium"),
    ("1 b slash p p enter j", "ClassScreen", "pupil premium"),
    ("escape c 4 A enter", "ClassScreen", "4A ▸ Autumn 2"),
    ("n p q escape", "ClassScreen", "4A ▸ Autumn 2"),
    ("m B o c", "RunnerScreen", "change something in class"),
    ("r F n tab", "ReadBackScreen", "1 of 8 on the agenda discussed"),
)
"""Keys sent in one burst from where the ones before led; the screen they lead to, and what stands on it."""

EARLY: tuple[tuple[str, str, str], ...] = (
    ("b b", "ClassScreen", "All 29"),
    ("5", "MatrixScreen", "Reading: teacher × test"),
    ("3 t", "CompareScreen", "All 420"),
    ("b", "ClassScreen", "below the expected standard"),
)
"""Keys typed while the class is an outline; the screen, and what its filter line says once the class is judged."""


async def test_a_burst_of_keys(demo_path: Path) -> None:
    async with stage(demo_path, "4B", size=(120, 40)) as on_stage:
        for keys, screen, words in TYPED:
            _burst(on_stage, keys)
            await on_stage.pilot.pause()
            await on_stage.settle()
            await on_stage.until(lambda: on_stage.top == screen and words in on_stage.text, keys)  # noqa: B023
            assert not on_stage.app.names_hidden, f"{keys}: p was a letter here, not the key of projector mode"


def _burst(on_stage: Stage, keys: str) -> None:
    for key in keys.split():
        on_stage.app.post_message(Key(key, key if len(key) == 1 else None))


async def test_keys_before_the_class_is_judged(demo_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A class that comes as an outline knows neither subject nor targets; keys typed meanwhile hold once it does."""
    monkeypatch.setattr(class_screen, "WARM_AFTER", {True: 1e6, False: 1e6})
    for keys, screen, words in EARLY:
        with closing(Workspace(demo_path)) as workspace:
            workspace.file.write(lambda con: con.execute("DELETE FROM prepared").fetchall())
        async with bare_stage(demo_path) as on_stage:
            view = on_stage.view
            assert not view.complete
            _burst(on_stage, keys)
            await on_stage.settle()
            on_stage.grid.loader.warm(view)
            await on_stage.settle()
            assert on_stage.top == screen
            assert words in "\n".join(on_stage.above), keys
