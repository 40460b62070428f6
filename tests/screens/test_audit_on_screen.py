"""What is copied is noted in the audit without a name, and the audit is a part of the Data screen."""

from __future__ import annotations

from pathlib import Path

import pytest

from progress_tui.domain.errors import StoreError
from progress_tui.tui.habits import clipboard
from progress_tui.workspace.auditing import Auditing
from tests.screens.stage import stage


@pytest.fixture(autouse=True)
def _no_helper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clipboard, "helper_for", lambda *_: None)


async def test_a_copy_is_noted_with_its_kind_and_rows_and_no_name(demo_path: Path) -> None:
    async with stage(demo_path, "4B", size=(120, 40)) as on_stage:
        on_roll = len(on_stage.shown)
        await on_stage.press("y", "t", "y", "r", "enter", "y", "t")
        held = [row for row in on_stage.workspace.auditing.report().rows if row["what"] == "copy"]
        assert [row["detail"] for row in held[:2]] == [f"kind: table; rows: {on_roll + 1}", "kind: row; rows: 1"]
        assert str(held[2]["detail"]).startswith("kind: pupil card; rows: ")
        names = [part for row in on_stage.view.rows for part in (row.surname, row.forename) if len(part) > 3]
        assert not [name for name in names if any(name in str(row) for row in held)]
        assert on_stage.workspace.auditing.chain().broken_at is None
        await on_stage.press("escape", "7", "v", "a")
        await on_stage.until(lambda: "Audit: what was done in this file" in on_stage.words, "the audit is shown")
        await on_stage.settle()
        await on_stage.press("end")
        assert f"kind: table; rows: {on_roll + 1}" in on_stage.words


async def test_a_copy_that_cannot_be_noted_is_made_and_it_is_said(
    demo_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(*_: object) -> None:
        raise StoreError("Another program has the file")

    async with stage(demo_path, "4B", size=(120, 40)) as on_stage:
        monkeypatch.setattr(Auditing, "copied", held)
        await on_stage.press("y", "c")
        assert on_stage.app.clipboard
        assert "It is copied, but could not be noted in the audit: Another program has the file." in on_stage.toasts
