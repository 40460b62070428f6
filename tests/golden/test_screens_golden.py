"""The screens as grids of text at 80×24 and 120×40; run with `PROGRESS_TUI_REGENERATE=1` to write the files anew."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.screens.stage import Stage, bare_stage, stage

HERE = Path(__file__).parent / "screens"
SIZES = [(80, 24), (120, 40)]
SCREENS: dict[str, tuple[str, ...]] = {
    "class": (),
    "class-filtered": ("b",),
    "class-sorted": ("right", "right", "right", "right", "right", "s", "s"),
    "class-projector": ("p",),
    "card": ("enter",),
    "card-projector": ("p", "enter"),
    "help": ("question_mark",),
    "picker": ("c",),
    "export": ("b", "e"),
}
"""The keys that lead from the class grid of 4B to each screen."""


def _agrees(name: str, on_stage: Stage) -> None:
    """Compare the screen with the kept one; clocks and folders differ from run to run."""
    on_stage.app.clear_notifications()
    text = "\n".join(line.rstrip() for line in on_stage.lines()) + "\n"
    text = re.sub(r"\d\d:\d\d:\d\d", "HH:MM:SS", text)
    golden = HERE / f"{name}-{'x'.join(map(str, on_stage.app.size))}.txt"
    if os.environ.get("PROGRESS_TUI_REGENERATE") == "1":
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(text, "utf-8", newline="\n")
    assert text == golden.read_text("utf-8")


@pytest.fixture(autouse=True)
def _short_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder name that does not depend on where the tests run."""
    monkeypatch.setattr("progress_tui.tui.dialogs.export.export_home", lambda: Path("exports"))


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_the_screens_of_a_class(size: tuple[int, int], demo_path: Path) -> None:
    async with stage(demo_path, "4B", size=size) as on_stage:
        for name, keys in SCREENS.items():
            for key in keys:
                await on_stage.press(key)
            on_stage.app.clear_notifications()
            await on_stage.settle()
            _agrees(name, on_stage)
            while on_stage.app.screen is not on_stage.grid:
                await on_stage.press("escape")
            if on_stage.app.names_hidden:
                await on_stage.press("p")
            await on_stage.press("escape", "S", "home", "g")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_the_note_editor(size: tuple[int, int], demo_path: Path) -> None:
    async with stage(demo_path, "4B", size=size) as on_stage:
        assert on_stage.app._watching is not None
        on_stage.app._watching.stop()
        await on_stage.to_pupil(on_stage.name("Green").pupil_id)
        await on_stage.press("n")
        _agrees("note-empty", on_stage)
        await on_stage.type("Chooses harder books now")
        await on_stage.until(lambda: "✓ Saved at" in on_stage.text, "the note is saved")
        _agrees("note-saved", on_stage)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_welcome(size: tuple[int, int]) -> None:
    async with bare_stage(None, size=size) as on_stage:
        _agrees("welcome", on_stage)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_the_reception_class_without_targets(size: tuple[int, int], demo_path: Path) -> None:
    async with stage(demo_path, "RA", size=size) as on_stage:
        _agrees("reception", on_stage)
        await on_stage.press("b")
        _agrees("reception-filtered", on_stage)
