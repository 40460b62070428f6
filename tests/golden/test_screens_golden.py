"""The screens as grids of text at 80×24 and 120×40; run with `PROGRESS_TUI_REGENERATE=1` to write the files anew."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.screens.import_files import MESSY, WRONG, drop, sees, write
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
async def test_the_import_screen(size: tuple[int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From Welcome to a file of which a row is wrong, and to one that is ready."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("progress_tui.tui.importing.flow.schools_home", lambda: Path("schools"))
    for place, (name, text) in enumerate((("autumn.csv", MESSY), ("wrong.csv", WRONG), ("photo.png", ""))):
        path = write(tmp_path / "Downloads", name, text)
        os.utime(path, (1_790_000_000 + place, 1_790_000_000 + place))
    async with bare_stage(None, size=size) as on_stage:
        await on_stage.press("enter")
        await on_stage.type("~/Downloads/")
        await sees(on_stage, "photo.png")
        _agrees("import-file", on_stage)
        await on_stage.press("enter")
        await sees(on_stage, "Question 1 of 3")
        _agrees("import-question", on_stage)
        await on_stage.press("enter")
        await sees(on_stage, "What is your school called?")
        _agrees("import-school", on_stage)
        await on_stage.press("enter", "enter")
        await sees(on_stage, "Ready.")
        _agrees("import-ready", on_stage)
        await drop(on_stage, tmp_path / "Downloads" / "wrong.csv")
        for there in ("What is your school called?", "Where shall"):
            await sees(on_stage, there)
            await on_stage.press("enter")
        await sees(on_stage, "cannot be taken")
        _agrees("import-problems", on_stage)
        await on_stage.press("p")
        on_stage.app.clear_notifications()
        await on_stage.settle()
        _agrees("import-projector", on_stage)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_the_reception_class_without_targets(size: tuple[int, int], demo_path: Path) -> None:
    async with stage(demo_path, "RA", size=size) as on_stage:
        _agrees("reception", on_stage)
        await on_stage.press("b")
        _agrees("reception-filtered", on_stage)
