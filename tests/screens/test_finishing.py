"""A meeting that is finished on its screen is held and backed up; where no backup can be made a word says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from progress_tui.store import backups
from progress_tui.tui.screens.read_back_screen import ReadBackScreen
from tests.screens.stage import stage
from tests.screens.test_runner_screen import _begun


@pytest.mark.usefixtures("automatic_backups")
@pytest.mark.parametrize("room", [True, False])
async def test_it_is_held_with_a_backup_or_a_warning(demo_path: Path, room: bool) -> None:
    if not room:
        backups.home(demo_path).write_text("in the way")
    async with stage(demo_path, "4B", (120, 40)) as on_stage:
        at = _begun(on_stage.workspace)
        back = ReadBackScreen(*at)
        on_stage.app.push_screen(back)
        await on_stage.until(lambda: "still missing" in on_stage.text, "the meeting is read back")
        await on_stage.press("F")
        await on_stage.until(lambda: on_stage.top == "ConfirmDialog", "it asks")
        await on_stage.press("y")
        await on_stage.until(lambda: on_stage.top == "HeldScreen", "the record is there")
        assert on_stage.workspace.meetings.get(*at).status == "held"
        warnings = [words for words in on_stage.toasts if words.startswith("No backup could be made: The folder")]
    assert len(warnings) == (0 if room else 1)
    made = [one.reason for one in backups.known(demo_path).backups]
    assert made == ([backups.AFTER_MEETING] if room else [])
