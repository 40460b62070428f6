"""Pupils of whom nothing says the class: the import screen asks, and the class grid shows them."""

from __future__ import annotations

from pathlib import Path

from tests.screens.import_files import PLAIN, drop, sees, without_passphrase, write
from tests.screens.stage import bare_stage, stage

CLASSLESS = "\n".join(
    ",".join(cell for place, cell in enumerate(line.split(",")) if place not in (3, 4)) for line in PLAIN.splitlines()
)
"""`PLAIN` without class and year group."""


async def test_the_name_of_the_file_proposes_the_class_and_the_grid_shows_it(tmp_path: Path) -> None:
    source = write(tmp_path, "4B autumn.csv", CLASSLESS)
    async with bare_stage(None, size=(120, 40)) as on_stage:
        await drop(on_stage, source)
        await sees(on_stage, "Which class are these pupils in?")
        await on_stage.press("enter")
        for there in ("What is your school called?", "Where shall", "Ready."):
            await sees(on_stage, there)
            await on_stage.press("enter")
        await without_passphrase(on_stage)
        await on_stage.until(lambda: on_stage.top == "ClassScreen", "the class is shown")
        await on_stage.warm()
        assert " ▸ 4B ▸ Autumn 2 2026-27" in on_stage.above[0]
        assert len(on_stage.rows()) == 12


async def test_a_class_is_typed_where_the_file_proposes_none(tmp_path: Path, demo_path: Path) -> None:
    source = write(tmp_path, "autumn.csv", CLASSLESS)
    async with stage(demo_path, "4B", size=(120, 40)) as on_stage:
        await drop(on_stage, source)
        await sees(on_stage, "Which class are these pupils in?")
        assert "Class 4B" in on_stage.words, "the classes on file are offered"
        await on_stage.press("slash")
        await on_stage.type("Oak")
        await on_stage.press("enter")
        await sees(on_stage, "Ready.")
        await on_stage.press("enter")
        await on_stage.until(lambda: on_stage.top == "ClassScreen", "the class is shown")
        await on_stage.warm()
        assert "Oak ▸ Autumn 2" in on_stage.above[0]


async def test_no_class_yet_is_an_answer_and_escape_asks_again(tmp_path: Path, demo_path: Path) -> None:
    source = write(tmp_path, "Class Willow.csv", CLASSLESS)
    async with stage(demo_path, "4B", size=(120, 40)) as on_stage:
        await drop(on_stage, source)
        await sees(on_stage, "Which class are these pupils in?")
        await on_stage.press("enter")
        await sees(on_stage, "Ready.")
        await on_stage.press("escape")
        await sees(on_stage, "Which class are these pupils in?")
        await on_stage.press("end", "up", "enter")
        await sees(on_stage, "Ready.")
        await on_stage.press("enter")
        await on_stage.until(lambda: on_stage.top == "ClassScreen", "the grid is back")
        await on_stage.settle()
        assert "They are in no class yet: import a list with a Class column" in on_stage.toasts[-1]


async def test_the_school_file_that_was_open_last_has_gone(tmp_path: Path) -> None:
    from progress_tui.tui.app import ProgressApp

    app = ProgressApp(None, None, gone=str(tmp_path / "oak[field].duckdb"))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        shown = " ".join(str(app.screen.query_one("#welcome").render()).split())
        assert "The school file that was open last is not there:" in shown
        assert "oak[field].duckdb" in shown
        assert "Begin with your own school" in shown
