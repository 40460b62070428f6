"""Export, pickers, help and trouble: what they begin with, what they refuse and how they say it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from textual.widgets import Input, OptionList, Static

from progress_tui.domain.errors import LockedError, ProgressError
from progress_tui.tui.dialogs.export import ExportDialog
from progress_tui.tui.messages import Trouble
from tests.screens.stage import Stage, stage


async def _export_to(on_stage: Stage, folder: Path) -> None:
    """Open the dialog and put in a folder."""
    await on_stage.press("e")
    assert isinstance(on_stage.app.screen, ExportDialog)
    on_stage.app.screen.query_one(Input).value = str(folder)
    await on_stage.settle()


def _status(on_stage: Stage) -> str:
    return str(on_stage.app.screen.query_one(".status", Static).render())


async def test_export_begins_with_initials_and_says_what_is_written(demo_path: Path, home: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        await on_stage.press("b", "e")
        dialog = on_stage.app.screen
        assert "Export · 4B · Autumn 2 2026-27" in on_stage.text
        assert "9 of 30 pupils shown: below target in reading" in on_stage.text
        assert dialog.query_one(Input).value == str(home / "exports")
        options = dialog.query_one(OptionList)
        assert options.highlighted == 0
        assert str(options.get_option_at_index(0).prompt) == "Notes on the pupils shown"
        assert "Names n [initials]  full   none, numbered" in on_stage.text
        assert "1 ☐ Word  2 ☐ PDF  3 ☐ Excel  4 ☑ CSV  5 ☑ Markdown" in on_stage.text
        assert on_stage.app.focused is options


async def test_a_second_export_is_refused_until_it_is_told_to_replace(demo_path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    async with stage(demo_path, "4B") as on_stage:
        await _export_to(on_stage, folder)
        await on_stage.press("enter")
        assert on_stage.top == "ClassScreen"
        written = {path.name: path.read_bytes() for path in folder.iterdir()}
        assert sorted(Path(name).suffix for name in written) == [".csv", ".md"]
        assert on_stage.toasts[-1].startswith("Exported ")
        assert str(folder) in on_stage.toasts[-1]
        (page,) = (path for path in folder.iterdir() if path.suffix == ".md")
        text = page.read_text("utf-8")
        assert not any(row.surname in text for row in on_stage.view.rows if len(row.surname) > 4), "initials only"
        page.write_text("kept", "utf-8")
        await _export_to(on_stage, folder)
        await on_stage.press("ctrl+r")
        assert page.read_text("utf-8") == "kept", "nothing is replaced before it was said that it is there"
        await on_stage.press("enter")
        assert on_stage.top == "ExportDialog"
        assert page.name in _status(on_stage)
        assert "ctrl+r: replace" in _status(on_stage)
        assert page.read_text("utf-8") == "kept"
        await on_stage.press("ctrl+r")
        assert on_stage.top == "ClassScreen"
        assert len(page.read_text("utf-8")) > 200


async def test_full_names_are_a_choice_of_each_export(demo_path: Path, tmp_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        await _export_to(on_stage, tmp_path / "full")
        await on_stage.press("n", "4", "enter")
        (page,) = (tmp_path / "full").iterdir()
        assert "Dąbrowski" in page.read_text("utf-8")
        await on_stage.press("e")
        assert "Names n [initials]" in on_stage.text, "initials again"


async def test_the_folder_can_be_typed(demo_path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "new folder" / "notes"
    async with stage(demo_path, "4B") as on_stage:
        await on_stage.press("e", "shift+tab")
        field = on_stage.app.focused
        assert isinstance(field, Input)
        field.value = ""
        await on_stage.type("notes")
        assert field.value == "notes"
        field.value = str(folder)
        await on_stage.press("enter")
        assert isinstance(on_stage.app.focused, OptionList), (
            "enter leads to the choice of documents, nothing is written yet"
        )
        assert not folder.exists()
        await on_stage.press("enter")
        assert len(list(folder.iterdir())) == 2


@pytest.mark.skipif(os.name == "nt", reason="POSIX files")
async def test_a_bad_folder_is_explained(demo_path: Path, tmp_path: Path) -> None:
    (tmp_path / "a file").write_text("x", "utf-8")
    async with stage(demo_path, "4B") as on_stage:
        for folder in (tmp_path / "a file", tmp_path / "a file" / "below", Path("/proc/none")):
            await _export_to(on_stage, folder)
            await on_stage.press("enter")
            assert on_stage.top == "ExportDialog"
            assert _status(on_stage).startswith(f"Nothing was exported. {folder} did not take the files.")
            assert "hoose a" in _status(on_stage)
            assert "ctrl+r" not in _status(on_stage), "replacing would not help"
            await on_stage.press("ctrl+r")
            await on_stage.press("escape")
        assert (tmp_path / "a file").read_text("utf-8") == "x"


async def test_an_empty_folder_name_is_explained(demo_path: Path, tmp_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        await on_stage.press("e")
        on_stage.app.screen.query_one(Input).value = "  "
        await on_stage.settle()
        await on_stage.press("enter")
        assert on_stage.top == "ExportDialog"
        assert _status(on_stage).startswith("Name a folder")
        assert not list(tmp_path.glob("*.md"))


async def test_the_class_picker(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        await on_stage.press("c")
        options = on_stage.app.screen.query_one(OptionList)
        assert options.option_count == 14
        assert str(options.get_option_at_index(options.highlighted or 0).prompt).startswith("4B · 30 pupils")
        assert all("pupils" in str(option.prompt) for option in options.options)
        await on_stage.press("escape")
        assert (on_stage.top, on_stage.view.class_name) == ("ClassScreen", "4B")
        await on_stage.press("c")
        await on_stage.type("6")
        assert on_stage.app.screen.query_one(OptionList).option_count == 2
        await on_stage.press("down", "enter")
        assert on_stage.view.class_name == "6B"


async def test_a_picker_without_a_hit_stays(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        await on_stage.press("c")
        await on_stage.type("zzz")
        await on_stage.press("enter")
        assert on_stage.top == "Picker"
        await on_stage.press("escape")
        assert on_stage.view.class_name == "4B"


async def test_the_marked_choice_is_in_sight(jsp_path: Path) -> None:
    async with stage(jsp_path) as on_stage:
        options = on_stage.app.screen.query_one(OptionList)
        assert options.option_count == 49
        for _ in range(48):
            await on_stage.pilot.press("down")
        await on_stage.settle()
        assert options.highlighted == 48
        label = str(options.get_option_at_index(48).prompt)
        assert any(label in line for line in on_stage.lines()), on_stage.text


async def test_one_school_is_no_choice(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        await on_stage.press("C")
        assert on_stage.top == "ClassScreen"
        assert on_stage.toasts[-1] == "This file holds one school."


@pytest.mark.parametrize(
    "error",
    [
        LockedError("Another program is using [red]x.duckdb[/red]", "It has held it for 2 seconds.", "Try again."),
        ProgressError("That class has no pupils on roll at this point"),
    ],
)
async def test_trouble_is_told_in_words_and_once(error: ProgressError, demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        for _ in range(3):  # as where the grid, the card and the watch ask for a file that is gone
            on_stage.app.post_message(Trouble(error))
        await on_stage.until(lambda: on_stage.top == "TroubleDialog", "the dialog")
        await on_stage.settle()
        for part in (error.title, error.detail, error.remedy):
            assert part in on_stage.words
        await on_stage.press("enter")
        assert on_stage.top == "ClassScreen"
        assert not on_stage.app._exit


async def test_a_document_of_a_pupil_is_looked_through_and_written_without_a_name(
    demo_path: Path, tmp_path: Path
) -> None:
    async with stage(demo_path, "4B") as on_stage:
        pupil = on_stage.name("Dąbrowski")
        on_stage.grid.table.move_to(pupil.pupil_id)
        await on_stage.press("enter", "e", "down", "v")
        assert "Names are written in full: nothing is hidden." in _status(on_stage)
        await on_stage.press("n", "v")
        await on_stage.until(lambda: on_stage.top == "ExportPreview", "what is hidden is listed")
        assert f"Dąbrowski → {pupil.initials}" in on_stage.text
        await on_stage.press("escape", "n", "n")
        on_stage.app.names_hidden = True
        await on_stage.press("v")
        assert "projector mode is off" in _status(on_stage)
        on_stage.app.screen.query_one(Input).value = str(tmp_path / "out")
        await on_stage.press("enter")
        await on_stage.until(lambda: on_stage.top == "PupilScreen", "it is written")
        assert on_stage.toasts[-1] == f"Exported 2 files (.docx and .csv) to {tmp_path / 'out'}"
        assert sorted(path.suffix for path in (tmp_path / "out").iterdir()) == [".csv", ".docx"]
