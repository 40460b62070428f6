"""Welcome and the empty file: words that lead on, and the grid as soon as there is something to show."""

from __future__ import annotations

from pathlib import Path

from progress_tui.domain.calendar import Point
from progress_tui.importing.planning.committing import Terms
from progress_tui.store import schema
from progress_tui.workspace import Workspace
from tests.screens.stage import bare_stage

CLASS_LIST = "UPN,Surname,Forename,Class,Year,Reading\n,Ng,Alice,4B,4,At\n,[b]Bo[/b],Ben,4B,4,JB\n"


async def test_welcome_leads_to_the_demo_school_and_to_an_import() -> None:
    async with bare_stage(None) as on_stage:
        assert on_stage.top == "Welcome"
        assert "No school file is open." in on_stage.text
        assert "enter Begin with your own school" in on_stage.words
        assert "d Look around in a fictional school" in on_stage.words
        assert "Everything stays on this computer." in on_stage.text
        await on_stage.press("question_mark")
        assert on_stage.top == "HelpDialog"
        await on_stage.press("escape", "T", "p", "colon", "escape")
        assert on_stage.top == "Welcome"
        await on_stage.pilot.press("q")
        await on_stage.until(lambda: on_stage.app._exit, "q quits")


async def test_welcome_fits_a_small_screen() -> None:
    async with bare_stage(None, size=(60, 20)) as on_stage:
        assert "q Quit" in on_stage.words


def _empty(path: Path) -> None:
    workspace = Workspace(path)
    try:
        workspace.file.write(schema.migrate)
    finally:
        workspace.close()


async def test_a_file_without_classes_says_so(tmp_path: Path) -> None:
    path = tmp_path / "[new] school.duckdb"
    _empty(path)
    async with bare_stage(path) as on_stage:
        assert on_stage.top == "Welcome"
        assert "[new] school.duckdb holds no classes yet." in on_stage.text


async def test_the_grid_appears_when_another_program_brings_a_class_in(tmp_path: Path) -> None:
    path, source = tmp_path / "school.duckdb", tmp_path / "list.csv"
    source.write_text(CLASS_LIST, "utf-8")
    _empty(path)
    async with bare_stage(path) as on_stage:
        assert on_stage.top == "Welcome"
        on_stage.app._watch()
        await on_stage.settle()
        assert on_stage.top == "Welcome", "nothing changed"
        report = on_stage.workspace.importing.bring_in(source, Terms(), year=2026, point=Point.of(2026, "Aut2"))
        assert report.verdict == "accepted", report
        on_stage.app._watch()
        await on_stage.until(lambda: on_stage.top == "ClassScreen", "the grid appears")
        await on_stage.warm()
        assert "4B" in on_stage.above[0]
        assert "[b]Bo[/b], Ben" in on_stage.text, "names are literal"
        on_stage.app._watch()
        await on_stage.settle()
        assert on_stage.top == "ClassScreen"
