"""The note editor: its mark tells the truth about what is on disk, and nothing typed is lost without a question."""

from __future__ import annotations

import re
from concurrent.futures import Future
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

import pytest
from textual.widgets import Static, TextArea

from progress_tui.domain.errors import LockedError
from progress_tui.domain.views import NoteShown
from progress_tui.store.engine import SchoolFile, Work
from progress_tui.store.notes import NoteSaved
from progress_tui.tui.dialogs.note import NoteEditor
from progress_tui.tui.dialogs.trouble import UnsavedDialog
from progress_tui.tui.habits import saving as editor
from progress_tui.workspace import Workspace
from tests.screens.stage import Stage, stage

T = TypeVar("T")
LOCKED = LockedError("Another program is using demo.duckdb", "It holds the file.", "Close it there.")


def _mark(on_stage: Stage) -> str:
    (found,) = (screen for screen in on_stage.app.screen_stack if isinstance(screen, NoteEditor))
    return str(found.query_one(".status", Static).render())


def _on_disk(on_stage: Stage, pupil_id: int) -> list[NoteShown]:
    return list(on_stage.workspace.notes_of(on_stage.view.school_id, [pupil_id]))


async def _write_on(on_stage: Stage, name: str) -> int:
    """Open the editor on a pupil without notes."""
    pupil_id = on_stage.name(name).pupil_id
    assert _on_disk(on_stage, pupil_id) == []
    await on_stage.to_pupil(pupil_id)
    await on_stage.press("n")
    return pupil_id


async def test_the_mark_appears_only_when_the_note_is_stored(demo_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held: Future[NoteSaved] = Future()
    asked: list[str] = []

    def save_note(*given: object, **_known: object) -> Future[NoteSaved]:
        asked.append(str(given[3]))
        return held

    async with stage(demo_path, "4B") as on_stage:
        await _write_on(on_stage, "Green")
        assert _mark(on_stage) == "Nothing written yet · esc: done"
        with monkeypatch.context() as patched:
            patched.setattr(Workspace, "save_note", save_note)
            await on_stage.type("Reads")
            await on_stage.until(lambda: bool(asked), "the note is handed over")
            assert asked == ["Reads"]
            assert _mark(on_stage) == "Typing …", "handed over is not stored"
            held.set_result(NoteSaved(999, 1, False))
            await on_stage.until(lambda: _mark(on_stage) != "Typing …", "the mark")
        assert re.fullmatch(r"✓ Saved at \d\d:\d\d:\d\d · esc: done", _mark(on_stage))


async def test_what_is_marked_saved_is_on_disk(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        pupil_id = await _write_on(on_stage, "Green")
        text = "Chooses harder books; [b]not[/b] $text-error :tada: yet."
        await on_stage.type(text)
        await on_stage.until(lambda: _mark(on_stage).startswith("✓ Saved at"), "the note is saved")
        (stored,) = _on_disk(on_stage, pupil_id)
        assert stored.body == text
        assert text in on_stage.words, "markup is literal"
        await on_stage.type("!")
        assert not _mark(on_stage).startswith("✓"), "what is typed takes the mark away"
        await on_stage.press("escape")
        await on_stage.until(lambda: on_stage.top == "ClassScreen", "the editor closes")
        (stored,) = _on_disk(on_stage, pupil_id)
        assert stored.body == text + "!", "leaving saves first"


async def test_typing_that_is_taken_back_leaves_the_mark_true(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        pupil_id = await _write_on(on_stage, "Green")
        await on_stage.press("x", "backspace")
        await on_stage.until(lambda: _mark(on_stage) == "Nothing written yet · esc: done", "the mark is back")
        await on_stage.press("escape")
        assert on_stage.top == "ClassScreen"
        assert _on_disk(on_stage, pupil_id) == []


async def test_it_is_saved_though_typing_goes_on(demo_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pause never comes: the longest time does."""
    monkeypatch.setattr(editor, "PAUSE", 1000.0)
    monkeypatch.setattr(editor, "LONGEST", 0.05)
    async with stage(demo_path, "4B") as on_stage:
        pupil_id = await _write_on(on_stage, "Green")
        await on_stage.type("ab")
        await on_stage.until(lambda: bool(_on_disk(on_stage, pupil_id)), "the note is saved")


async def test_the_note_of_today_is_continued(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        pupil_id = await _write_on(on_stage, "Green")
        await on_stage.type("First.")
        await on_stage.press("escape")
        await on_stage.until(lambda: on_stage.top == "ClassScreen", "the editor closes")
        await on_stage.press("n")
        area = on_stage.app.screen.query_one(TextArea)
        await on_stage.until(lambda: area.text == "First.", "today's note is back")
        assert re.fullmatch(r"Saved at \d\d:\d\d · esc: done", _mark(on_stage))
        await on_stage.type(" Second.")
        await on_stage.press("escape")
        await on_stage.until(lambda: on_stage.top == "ClassScreen", "the editor closes")
        (stored,) = _on_disk(on_stage, pupil_id)
        assert stored.body == "First. Second."


async def test_a_note_of_another_day_is_left_alone(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        pupil = next(
            row
            for row in on_stage.view.rows
            if any(not note.written.startswith(date.today().isoformat()) for note in _on_disk(on_stage, row.pupil_id))
        )
        before = _on_disk(on_stage, pupil.pupil_id)
        await on_stage.to_pupil(pupil.pupil_id)
        await on_stage.press("n")
        assert on_stage.app.screen.query_one(TextArea).text == ""
        await on_stage.type("Today.")
        await on_stage.press("escape")
        await on_stage.until(lambda: on_stage.top == "ClassScreen", "the editor closes")
        assert [note.body for note in _on_disk(on_stage, pupil.pupil_id)] == [
            *(note.body for note in before),
            "Today.",
        ]


async def test_an_emptied_note_is_removed(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        pupil_id = await _write_on(on_stage, "Green")
        await on_stage.type("No")
        await on_stage.until(lambda: bool(_on_disk(on_stage, pupil_id)), "the note is saved")
        await on_stage.press("backspace", "backspace")
        await on_stage.until(lambda: _mark(on_stage) == "The note is removed · esc: done", "the mark")
        assert _on_disk(on_stage, pupil_id) == []
        await on_stage.type("Yes")
        await on_stage.press("escape")
        await on_stage.until(lambda: on_stage.top == "ClassScreen", "the editor closes")
        assert [note.body for note in _on_disk(on_stage, pupil_id)] == ["Yes"]


async def test_it_says_for_whom_one_writes(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        await _write_on(on_stage, "Green")
        assert "Note on Green, Edward · 4B" in on_stage.text
        assert "as if the child's parent will read it. No safeguarding detail here." in on_stage.text


class _Lock:
    """Another program that holds the file for so many writes."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, times: int) -> None:
        self.left = times
        real = SchoolFile.submit_write

        def submit_write(file: SchoolFile, work: Work[T]) -> Future[T]:
            if not self.left:
                return real(file, work)
            self.left -= 1
            failed: Future[T] = Future()
            failed.set_exception(LOCKED)
            return failed

        monkeypatch.setattr(SchoolFile, "submit_write", submit_write)


async def test_a_failed_save_is_said_and_tried_again(demo_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editor, "RETRY", 0.3)
    async with stage(demo_path, "4B") as on_stage:
        pupil_id = await _write_on(on_stage, "Green")
        _Lock(monkeypatch, 1)
        await on_stage.type("Kept.")
        await on_stage.until(lambda: _mark(on_stage).startswith("NOT SAVED: Another program is using"), "it is said")
        assert "Close it there." in _mark(on_stage)
        assert _on_disk(on_stage, pupil_id) == []
        await on_stage.until(lambda: _mark(on_stage).startswith("✓ Saved at"), "it recovers by itself")
        assert [note.body for note in _on_disk(on_stage, pupil_id)] == ["Kept."]


async def test_quitting_with_a_note_that_cannot_be_saved_asks(demo_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editor, "RETRY", 0.05)
    async with stage(demo_path, "4B") as on_stage:
        pupil_id = await _write_on(on_stage, "Green")
        lock = _Lock(monkeypatch, 10_000)
        await on_stage.type("Dear.")
        await on_stage.pilot.press("ctrl+q")
        await on_stage.until(lambda: on_stage.top == "UnsavedDialog", "it asks")
        assert "The note is not saved" in on_stage.text
        assert "Another program is using demo.duckdb" in on_stage.words
        await on_stage.pilot.press("ctrl+q")
        await on_stage.pilot.pause()
        assert sum(isinstance(screen, UnsavedDialog) for screen in on_stage.app.screen_stack) == 1, "asked once"
        await on_stage.press("n")
        assert on_stage.top == "NoteEditor"
        assert on_stage.app.screen.query_one(TextArea).text == "Dear."
        lock.left = 0
        await on_stage.pilot.press("ctrl+q")
        await on_stage.until(lambda: on_stage.app._exit, "it ends, for it could be saved")
        assert [note.body for note in _on_disk(on_stage, pupil_id)] == ["Dear."]


async def test_escape_keeps_a_note_that_cannot_be_saved(demo_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editor, "RETRY", 0.05)
    async with stage(demo_path, "4B") as on_stage:
        await _write_on(on_stage, "Green")
        lock = _Lock(monkeypatch, 10_000)
        await on_stage.type("Dear.")
        await on_stage.pilot.press("escape")
        assert on_stage.top == "NoteEditor"
        assert on_stage.app.screen.query_one(TextArea).text == "Dear."
        assert _mark(on_stage).startswith("NOT SAVED")
        await on_stage.pilot.press("ctrl+q")
        await on_stage.until(lambda: on_stage.top == "UnsavedDialog", "it asks")
        await on_stage.pilot.press("y")
        await on_stage.until(lambda: on_stage.app._exit, "it ends, as it was told to")
        lock.left = 0


async def test_the_clock_of_the_mark_is_the_local_one(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        before = datetime.now().strftime("%H:%M:%S")
        await _write_on(on_stage, "Green")
        await on_stage.type("On time.")
        await on_stage.until(lambda: _mark(on_stage).startswith("✓ Saved at"), "the note is saved")
        shown = _mark(on_stage).split()[3]
        after = datetime.now().strftime("%H:%M:%S")
        assert before <= shown <= after or after < before, "unless midnight passed"
