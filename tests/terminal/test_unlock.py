"""An encrypted school in a real terminal: a wrong passphrase, the right one, a note, the lock, and the note again."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

from progress_tui.workspace import Workspace
from tests.terminal.conftest import Start

_WORDS = "otter lantern quarry"


def test_a_note_is_there_after_the_lock(start: Start, demo_template: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(demo_template, tmp_path / "oakfield.duckdb"))
    with closing(Workspace(path)) as workspace:
        workspace.protecting.begin("Head", _WORDS)
    terminal = start("--file", str(path), "--class", "4B", columns=100, lines=30)
    terminal.wait_for("oakfield.duckdb is locked")
    terminal.type("not these words")
    terminal.press("enter")
    terminal.wait_for("That passphrase does not open the file")
    terminal.type(_WORDS)
    terminal.press("enter")
    terminal.wait_for("30 on roll · at expected")
    terminal.press("n")
    terminal.wait_for("Note on")
    terminal.type("chooses harder books")
    terminal.press("ctrl+l")
    terminal.wait_for("Everything is stored, and the file is locked")
    assert "chooses harder books" not in terminal.text
    assert "on roll" not in terminal.text
    terminal.type(_WORDS)
    terminal.press("enter")
    terminal.wait_for("chooses harder books")
    terminal.press("escape")
    terminal.wait_for("enter Pupil")
    terminal.press("q")
    assert terminal.wait_end() == 0
    with closing(Workspace(path)) as workspace:
        workspace.protecting.unlock(_WORDS)
        view = workspace.open(None, "4B").view
        assert view is not None
        notes = workspace.notes_of(view.school_id, [row.pupil_id for row in view.rows])
        assert [note.body for note in notes][-1] == "chooses harder books"
        assert [row["detail"] for row in workspace.auditing.report().rows if row["what"] == "unlock failures"]
