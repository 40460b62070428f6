"""After an import: undo by `u` and from the list of earlier imports; and what stops one on its way."""

from __future__ import annotations

import threading
from contextlib import closing
from pathlib import Path

import pytest

from progress_tui.domain.errors import LockedError
from progress_tui.importing.planning import preview as previewing
from progress_tui.importing.planning.committing import Terms
from progress_tui.importing.planning.preview import Given, Preview
from progress_tui.store.engine import SchoolFile
from progress_tui.workspace import Opened, Workspace
from tests.screens.import_files import CORRECTED, PLAIN, drop, import_dropped, sees, write
from tests.screens.stage import Stage, bare_stage, stage


async def _asked_to_undo(on_stage: Stage) -> None:
    await on_stage.until(lambda: on_stage.top == "ConfirmDialog", "it asks first")


async def test_u_takes_the_last_import_back_and_asks_first(
    demo_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with stage(demo_path, "4B") as on_stage:
        before = on_stage.workspace.check()
        await import_dropped(on_stage, write(tmp_path, "results.csv", PLAIN))
        assert on_stage.view.class_name == "4Z"
        await on_stage.press("u")
        await _asked_to_undo(on_stage)
        assert "Undo the import of “results.csv”?" in on_stage.text
        assert "brought 12 results" in on_stage.words
        await on_stage.press("n")
        assert on_stage.view.class_name == "4Z"
        await on_stage.press("u")
        await _asked_to_undo(on_stage)
        # Another program holds the file once the import is taken back: that is no trouble, and asked again.
        held, opens = [LockedError("oakfield.duckdb is being written")], Workspace.open

        def refused_once(self: Workspace) -> Opened:
            if held:
                raise held.pop()
            return opens(self)

        monkeypatch.setattr(Workspace, "open", refused_once)
        await on_stage.press("y")
        await on_stage.until(lambda: on_stage.view.class_name != "4Z", "the class has gone")
        assert (held, on_stage.top) == ([], "ClassScreen")
        assert on_stage.toasts[-1].startswith("The import of “results.csv” is undone: ")
        after = on_stage.workspace.check()
        assert (after.pupils, after.results, after.imports) == (before.pupils, before.results, before.imports)
        assert after.problems == ()


async def test_undo_is_refused_with_what_rests_on_it(demo_path: Path, tmp_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        await import_dropped(on_stage, write(tmp_path, "results.csv", PLAIN))
        await on_stage.warm()
        on_stage.workspace.save_note(on_stage.view.school_id, on_stage.pupil.pupil_id, "Reads more now.").result()
        await on_stage.press("u")
        await _asked_to_undo(on_stage)
        await on_stage.press("y")
        await on_stage.until(lambda: on_stage.top == "TroubleDialog", "it is refused")
        assert "(results.csv) cannot be undone" in on_stage.words
        assert "1 note on pupils it brought" in on_stage.words
        await on_stage.press("escape")
        assert on_stage.top == "ClassScreen"


async def test_earlier_imports_are_listed_and_undone_from_there(demo_path: Path, tmp_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        await import_dropped(on_stage, write(tmp_path, "results.csv", PLAIN))
        await on_stage.press("I", "f3")
        await sees(on_stage, "Earlier imports, newest first")
        assert "results.csv · 12 results" in on_stage.words
        await on_stage.press("enter")
        await _asked_to_undo(on_stage)
        await on_stage.press("escape", "escape")
        await sees(on_stage, "Which file")
        await on_stage.press("f3", "enter")
        await _asked_to_undo(on_stage)
        await on_stage.press("y")
        await on_stage.until(lambda: on_stage.top == "ClassScreen", "the grid is back")
        assert on_stage.toasts[-1].startswith("The import of “results.csv” is undone: ")


async def test_a_correction_shows_what_changes_from_what_to_what(demo_path: Path, tmp_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        await import_dropped(on_stage, write(tmp_path, "results.csv", PLAIN))
        await drop(on_stage, write(tmp_path, "corrected.csv", CORRECTED))
        await sees(on_stage, "Ready.")
        assert "New: 0 entries. Changed: 1." in on_stage.words
        assert "[Changes 1]" in on_stage.text
        (line,) = (line for line in on_stage.lines() if line.startswith("▌Hussain, Sam"))
        assert line.split()[-3:] == ["JB", "→", "At"]
        await on_stage.press("p")
        await sees(on_stage, "names hidden")
        assert "Hussain" not in on_stage.text
        assert "HS (row 9): Reading teacher assessment, 2026-27:Aut2: JB → At" in on_stage.words
        await on_stage.press("v")
        assert "[Columns 6]" in on_stage.text
        assert "Abbott" not in on_stage.text
        assert "01/05/2018" not in on_stage.text


async def test_pupils_missing_from_a_class_list_are_asked_about(demo_path: Path, tmp_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        await import_dropped(on_stage, write(tmp_path, "results.csv", PLAIN))
        shorter = "".join(line for line in PLAIN.splitlines(keepends=True) if "Lowe" not in line)
        await drop(on_stage, write(tmp_path, "shorter.csv", shorter.replace("2026-27 Aut2", "2026-27 Spr1")))
        await sees(on_stage, "A pupil on file is not in this class list. Has this child left? (Lowe, Sam")
        await on_stage.press("down", "enter")
        await sees(on_stage, "Ready.")
        await on_stage.press("enter")
        await on_stage.until(lambda: on_stage.top == "ClassScreen", "the grid is back")
        await on_stage.warm()
        assert on_stage.view.class_name == "4Z"


async def test_escape_stops_the_work_and_nothing_is_stored(
    demo_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()
    plain = previewing.look

    def slow(file: SchoolFile, path: Path, given: Given, on_stage: previewing.OnStage) -> Preview:
        begun.set()
        assert go_on.wait(20)
        return plain(file, path, given, on_stage)

    monkeypatch.setattr(previewing, "look", slow)
    async with stage(demo_path, "4B") as on_stage:
        before = on_stage.workspace.check().imports
        on_stage.app.desk.begin(write(tmp_path, "results.csv", PLAIN))
        await on_stage.until(begun.is_set, "the work is under way")
        await on_stage.until(lambda: "esc stops it; nothing is stored then." in on_stage.words, "it says how far it is")
        await on_stage.pilot.press("I", "enter", "escape")
        await on_stage.until(lambda: "Stopping" in on_stage.text, "it stops")
        go_on.set()
        await sees(on_stage, "Which file")
        assert on_stage.workspace.check().imports == before


async def test_a_file_that_changed_since_it_was_shown_is_shown_again(demo_path: Path, tmp_path: Path) -> None:
    source = write(tmp_path, "results.csv", PLAIN)
    async with stage(demo_path, "4B") as on_stage:
        before = on_stage.workspace.check().imports
        await drop(on_stage, source)
        await sees(on_stage, "12 pupils, 12 results")
        write(tmp_path, "results.csv", PLAIN + "Mason,Sam,20/05/2018,4Z,4,At\n")
        await on_stage.press("enter")
        await sees(on_stage, "results.csv has changed since it was shown. Nothing was stored.")
        assert "13 pupils, 13 results" in on_stage.words
        assert on_stage.workspace.check().imports == before
        source.unlink()
        await on_stage.press("enter")
        await on_stage.until(lambda: on_stage.top == "TroubleDialog", "it says so")
        assert "results.csv cannot be read any more" in on_stage.words


async def test_a_path_is_taken_wherever_it_is_dropped_and_other_text_is_not(demo_path: Path, tmp_path: Path) -> None:
    first, second = write(tmp_path, "first file.csv", PLAIN), write(tmp_path, "second.csv", PLAIN)
    async with stage(demo_path, "4B") as on_stage:
        await drop(on_stage, "only a note")
        assert on_stage.top == "ClassScreen"
        await drop(on_stage, str(first).replace(" ", "\\ "))
        await sees(on_stage, "Import ▸ first file.csv")
        await drop(on_stage, f"'{second}'")
        await sees(on_stage, "Import ▸ second.csv")
        await on_stage.press("f")
        await sees(on_stage, "Which file")
        await drop(on_stage, f"file://{str(first).replace(' ', '%20')}")
        await sees(on_stage, "Import ▸ first file.csv")
        await on_stage.press("tab", "down", "tab")
        assert "Ready." in on_stage.text


async def test_a_file_without_a_school_is_named_and_filled(fresh_file: SchoolFile, tmp_path: Path) -> None:
    async with bare_stage(fresh_file.path) as on_stage:
        assert "school.duckdb holds no classes yet." in on_stage.text
        await drop(on_stage, write(tmp_path, "results.csv", PLAIN))
        await sees(on_stage, "Question 1 of 1: What is your school called?")
        await on_stage.type("Oakfield Primary")
        await on_stage.press("enter")
        await sees(on_stage, "into Oakfield Primary: 12 pupils, 12 results")
        await on_stage.press("enter")
        await on_stage.until(lambda: on_stage.top == "ClassScreen", "the class is shown")
        await on_stage.warm()
        assert on_stage.view.school == "Oakfield Primary"
        await on_stage.press("u")
        await _asked_to_undo(on_stage)
        await on_stage.press("y")
        await on_stage.until(lambda: on_stage.top == "Welcome", "nothing is left to show")
        await on_stage.press("enter", "f3")
        await sees(on_stage, "Nothing was imported yet.")


async def test_another_program_takes_the_only_import_back(fresh_file: SchoolFile, tmp_path: Path) -> None:
    with closing(Workspace(fresh_file.path)) as other:
        source = write(tmp_path, "results.csv", PLAIN)
        assert other.importing.bring_in(source, Terms(school_name="Oakfield Primary")).verdict == "accepted"
        async with stage(fresh_file.path) as on_stage:
            other.importing.undo(1)
            on_stage.grid.look_again()
            await on_stage.until(lambda: on_stage.top == "Welcome", "nothing is left to show")
            await on_stage.settle()
            assert on_stage.top == "Welcome", "and no trouble is told of it"


async def test_the_demo_school_opens_from_welcome(demo_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("progress_tui.tui.importing.desk.demo_file", lambda: demo_path)
    async with bare_stage(None) as on_stage:
        await on_stage.press("d")
        await on_stage.until(lambda: on_stage.top == "ClassScreen", "the demo school is shown")
        await on_stage.warm()
        assert on_stage.view.fictional
