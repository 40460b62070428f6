"""What is copied is noted in the audit without a name, and the audit is a part of the Data screen."""

from __future__ import annotations

from pathlib import Path

import pytest

from progress_tui.domain.errors import StoreError
from progress_tui.store import audit
from progress_tui.tui.habits import clipboard
from progress_tui.workspace.safekeeping.auditing import Auditing
from tests.screens.stage import Stage, stage


@pytest.fixture(autouse=True)
def _no_helper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clipboard, "helper_for", lambda *_: None)


def first_line(on_stage: Stage) -> str:
    """The one under the heading."""
    lines = on_stage.lines()
    return lines[1 + next(at for at, line in enumerate(lines) if line.split()[:2] == ["number", "made"])]


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


async def test_at_the_smallest_size_the_newest_line_is_first_tells_most_first_opens_whole_and_is_kept_up_to_date(
    demo_path: Path,
) -> None:
    async with stage(demo_path, "4B") as on_stage:
        on_stage.workspace.file.write(
            lambda con: audit.append(con, "unlock failures", {"first": "2026-11-23 08:02", "last": "x", "number": 3})
        )
        await on_stage.press("7", "down", "down", "v", "a")
        await on_stage.until(lambda: "Audit: what was done" in on_stage.words, "the audit is shown")
        await on_stage.settle()
        newest, line = on_stage.workspace.auditing.chain().lines, first_line(on_stage)
        assert str(newest) in line.split()[:2]
        assert "number: 3" in line
        await on_stage.press("enter")
        assert on_stage.top == "WholeRowDialog"
        assert f"Audit, line {newest}" in on_stage.text
        assert "first 2026-11-23 08:02" in on_stage.words
        await on_stage.press("enter")
        made = on_stage.workspace.backing_up.make().path.name
        await on_stage.until(lambda: f"backup: {made[:12]}" in first_line(on_stage), "the backup is told")
        assert on_stage.workspace.auditing.report().rows[-1]["told"] == (
            f"backup: {made}",
            "folder: demo.duckdb.backups",
        )
