"""The screens as grids of text at 80×24 and 120×40; run with `PROGRESS_TUI_REGENERATE=1` to write the files anew."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from gallery_stops import STOPS
from textual.screen import Screen

from progress_tui.tui.dialogs.new_passphrase import NewPassphraseDialog
from progress_tui.tui.dialogs.recovery_key import RecoveryKeyDialog
from progress_tui.tui.dialogs.unlock import UnlockScreen
from tests.screens.contract import footer_is_whole, keeps_the_contract
from tests.screens.import_files import MESSY, WRONG, drop, sees, write
from tests.screens.stage import Stage, bare_stage, stage
from tests.screens.test_keymap import nodes
from tests.screens.walking import MAIN, walk

HERE = Path(__file__).parent / "screens"
SIZES = [(80, 24), (120, 40)]
LISTS_FILES = ("import", "adopt", "prep-in")
"""Stops that show the files of the computer; `test_the_import_screen` brings its own."""
HOLDS_WHAT_WAS_TYPED = ("data-audit", "data-audit-line")
"""The contract types a note and takes it back: whether it was stored between, as the audit says, is chance."""
NOT_WALKED = {
    *("Welcome", "TroubleDialog", "UnsavedDialog", "ConfirmDialog", "SchoolPicker"),
}
"""Screens that no stop of the gallery is on: without a school, with several, and where something is wrong."""


def _agrees(name: str, on_stage: Stage) -> None:
    """Compare the screen with the kept one; clocks and folders differ from run to run."""
    on_stage.app.clear_notifications()
    text = "\n".join(line.rstrip() for line in on_stage.lines()) + "\n"
    text = re.sub(r"\d\d:\d\d:\d\d", "HH:MM:SS", text)
    text = re.sub(r"\d+:\d\d here · \d+ of", "M:SS here · M of", text)
    text = re.sub(r"[0-9A-Z]{5}(-[0-9A-Z]{5}){4}", "01234-56789-ABCDE-FGHJK-MNPQR", text)
    text = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d", "YYYY-MM-DD HH:MM", text)
    golden = HERE / f"{name}-{'x'.join(map(str, on_stage.app.size))}.txt"
    if os.environ.get("PROGRESS_TUI_REGENERATE") == "1":
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(text, "utf-8", newline="\n")
    assert text == golden.read_text("utf-8")


@pytest.fixture(autouse=True)
def _short_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Folder names that do not depend on where the tests run."""
    monkeypatch.setattr("progress_tui.tui.dialogs.export.export_home", lambda: Path("exports"))
    monkeypatch.setattr("progress_tui.settings.config_home", lambda: Path("config"))
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_every_screen_and_dialog(size: tuple[int, int], demo_path: Path) -> None:
    """Each is as it was kept; at the smaller size dialogs and parts too, and each keeps the contract the first time."""
    smaller = size == SIZES[0]
    seen: set[str] = set()
    async with stage(demo_path, "4B", size=size) as on_stage:
        on_stage.app.animation_level = "none"
        async for stop in walk(on_stage, STOPS if smaller else MAIN):
            if stop.name not in (*LISTS_FILES, *HOLDS_WHAT_WAS_TYPED):
                _agrees(stop.name, on_stage)
            footer_is_whole(on_stage, stop.name)
            if on_stage.top not in seen and smaller:
                await keeps_the_contract(on_stage, stop.name)
            seen.add(on_stage.top)
    ours = [node for node in nodes() if issubclass(node, Screen)]
    made = {node.__name__ for node in ours if not node.__subclasses__()}
    assert not smaller or made - seen - NOT_WALKED == set(), "each screen has a stop"


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_the_class_in_projector_mode_and_sorted(size: tuple[int, int], demo_path: Path) -> None:
    async with stage(demo_path, "4B", size=size) as on_stage:
        await on_stage.to_column("absence")
        await on_stage.press("s", "s")
        _agrees("class-sorted", on_stage)
        await on_stage.press("S", "p")
        _agrees("class-projector", on_stage)
        await on_stage.press("enter")
        _agrees("card-projector", on_stage)


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


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_the_screens_of_a_passphrase(size: tuple[int, int]) -> None:
    """The one that asks for it, the one that makes it, and the recovery key."""
    async with bare_stage(None, size=size) as on_stage:
        app = on_stage.app
        app.lock.on = True
        app.push_screen(UnlockScreen("oakfield.duckdb", "", lambda _: None, float))
        await on_stage.settle()
        await on_stage.press("ctrl+a", "x", "y", "z")
        _agrees("unlock-alone", on_stage)
        app.lock.on = False
        app.pop_screen()
        app.push_screen(NewPassphraseDialog("A passphrase for Oakfield Primary", "Head teacher", may_do_without=True))
        await on_stage.settle()
        await on_stage.press("enter", "enter")
        _agrees("new-school-passphrase", on_stage)
        app.pop_screen()
        app.push_screen(RecoveryKeyDialog("oakfield.duckdb", "01234-56789-ABCDE-FGHJK-MNPQR"))
        await on_stage.settle()
        _agrees("new-school-recovery-key", on_stage)
