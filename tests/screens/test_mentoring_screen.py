"""The mentoring record by keys: a letter a strand, targets, a comment saved as it is typed, and the way back."""

from __future__ import annotations

from pathlib import Path

from textual.widgets import TextArea

from progress_tui.domain.mentoring import HalfTermRecord
from tests.screens.stage import Stage, stage


def record(on_stage: Stage, pupil_id: int) -> HalfTermRecord:
    return on_stage.workspace.mentoring.record(1, pupil_id, on_stage.view.point)


async def test_a_record_is_kept_by_keys(demo_path: Path) -> None:
    async with stage(demo_path, "4A") as on_stage:
        pupil_id = on_stage.pupil.pupil_id
        before = record(on_stage, pupil_id)
        await on_stage.press("enter", "r")
        assert "Mentoring record ▸ Autumn 2 2026-27" in on_stage.lines()[0]
        # A letter a strand: the cursor goes on by itself, and letters of the list are grades here.
        await on_stage.press("g", "a", "r", "g", "a", "r")
        held = record(on_stage, pupil_id).grades
        assert [held[strand].label for strand in ("attitude", "effort", "behaviour", "homework")] == [
            "green", "amber", "red", "green",
        ]  # fmt: skip
        assert (held["attendance"].label, held["punctuality"].label) == ("amber", "red")
        await on_stage.press("minus")
        assert "punctuality" not in record(on_stage, pupil_id).grades

        await on_stage.press("t", "r")
        await on_stage.type("Read every day")
        await on_stage.press("enter", "tab", "m")
        (target,) = record(on_stage, pupil_id).targets
        assert (target.subject, target.body, target.status) == ("reading", "Read every day", "met")
        assert "✓ Read every day (met)" in on_stage.text

        await on_stage.press("c")
        await on_stage.type("I like it")
        assert isinstance(on_stage.app.focused, TextArea)
        await on_stage.press("escape")
        assert record(on_stage, pupil_id).comments["child"].body == "I like it"
        assert "I like it" in on_stage.text

        await on_stage.press("p")
        assert "I like it" not in on_stage.text
        assert "Read every day" not in on_stage.text
        await on_stage.press("p", *["u"] * 9)
        assert record(on_stage, pupil_id).grades == before.grades
        assert record(on_stage, pupil_id).targets == before.targets


async def test_the_next_child_an_earlier_half_term_and_the_sheet(demo_path: Path) -> None:
    async with stage(demo_path, "4B", size=(120, 40)) as on_stage:
        await on_stage.press("enter", "r")
        assert [on_stage.lines()[1].split()[at] for at in (0, 3, 6)] == ["Summer", "Autumn", "Autumn"]
        assert "Targets" in on_stage.text
        await on_stage.press("comma")
        assert "Mentoring record ▸ Autumn 1 2026-27" in on_stage.lines()[0]
        name = on_stage.lines()[0].split(" ▸ ")[0]
        await on_stage.press("right_square_bracket")
        assert on_stage.lines()[0].split(" ▸ ")[0] != name
        shown = on_stage.lines()[0].split(" ▸ ")[0].strip()
        await on_stage.press("e")
        assert "Conference sheet" in on_stage.text
        await on_stage.press("escape", "p", "e")
        assert on_stage.top == "ExportDialog", on_stage.text
        assert "Conference sheet" in on_stage.text
        assert shown.split(",")[0] not in on_stage.text
        await on_stage.press("escape", "p", "escape")
        assert on_stage.lines()[0].strip().startswith(shown)
        assert on_stage.top == "PupilScreen"
