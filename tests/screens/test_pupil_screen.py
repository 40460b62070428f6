"""The pupil card: every result, target, meeting and note of the pupil is on it, and it leads back to the grid."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Static

from progress_tui.domain.calendar import Point
from progress_tui.domain.text import visible
from progress_tui.domain.card import PupilView
from progress_tui.tui.messages import CardReady
from progress_tui.tui.screens.pupil_screen import PupilScreen
from progress_tui.workspace import Workspace
from tests.screens.stage import Stage, stage


def _card_text(on_stage: Stage) -> str:
    """The whole card, what lies below the edge of the screen included."""
    assert isinstance(on_stage.app.screen, PupilScreen)
    return str(on_stage.app.screen.query_one("#card > Static", Static).render())


async def _open(on_stage: Stage, pupil_id: int) -> PupilView:
    await on_stage.to_pupil(pupil_id)
    await on_stage.press("enter")
    await on_stage.until(lambda: "Loading" not in _card_text(on_stage), "the card is loaded")
    return on_stage.workspace.pupil_view(on_stage.view, pupil_id)


async def test_every_result_is_on_the_card(demo_path: Path) -> None:
    async with stage(demo_path, "6B", size=(120, 40)) as on_stage:
        codes = 0
        for row in on_stage.rows()[::6]:
            card = await _open(on_stage, row.pupil_id)
            text = _card_text(on_stage)
            for series in card.series:
                _, _, rest = text.partition(f"\n {series.series}: ")
                block = rest.split("\n ", 1)[0] + "\n" + "\n".join(_indented(rest))
                for result in series.results:
                    assert f"{Point(result.ordinal).code} {result.result.code or '–'}" in block, series.series
                    assert Point(result.ordinal).year_label in block
                    codes += 1
            await on_stage.press("escape")
        assert codes > 60


def _indented(rest: str) -> list[str]:
    """The lines of a series: those after its heading that are set in further than a heading."""
    lines = []
    for line in rest.split("\n")[1:]:
        if not line.startswith("   "):
            break
        lines.append(line)
    return lines


async def test_flags_targets_and_facts(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        for row in on_stage.rows()[:3]:
            card = await _open(on_stage, row.pupil_id)
            text = _card_text(on_stage)
            assert [line for line in text.split("\n") if line.startswith("⚑")] == [
                f"⚑{flag.severity} {flag.sentence}" for flag in row.flags
            ]
            for name, target in card.targets:
                series, _, when = name.rpartition(", ")
                assert f"\n {series}: " in text
                assert f" · target {target} by {when}" in text
            for name, value in (*card.characteristics, *card.identifiers):
                assert f"{name}: {value}" in text
            assert f"Born {card.dob}" in text
            for when, words in card.attendance:
                assert f"{when}: {words}" in text
            await on_stage.press("escape")


async def test_meetings_with_actions_and_notes(demo_path: Path) -> None:
    async with stage(demo_path, "5A") as on_stage:
        seen = 0
        for row in on_stage.view.rows:
            card = on_stage.workspace.pupil_view(on_stage.view, row.pupil_id)
            if not card.meetings:
                continue
            await _open(on_stage, row.pupil_id)
            text = _card_text(on_stage)
            for item in card.meetings:
                assert f"{item.held_on} · {item.class_name} · decision: {item.decision}" in text
                assert item.seen in text
                assert item.teacher_view in text
                for action in item.actions:
                    assert f"→ {action.what} ({action.owner}, due {action.due}): {action.status}" in text
                    seen += 1
            for note in card.notes:
                assert all(visible(line) in text for line in note.body.splitlines())
            assert text.index("\nMeetings") < text.index("\n Reading teacher assessment"), "first what was agreed"
            await on_stage.press("escape")
            if seen > 3:
                return
        raise AssertionError("the demo school has meetings with actions")


async def test_previous_and_next_follow_the_list(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        await on_stage.press("b")
        listed = on_stage.rows()
        await on_stage.press("enter")
        assert on_stage.above[0] == f"{listed[0].name} ▸ 4B ▸ Autumn 2 2026-27   1 of 9"
        await on_stage.press("right_square_bracket")
        assert on_stage.above[0].startswith(f"{listed[1].name} ▸")
        assert f"⚑{listed[1].flags[0].severity} {listed[1].flags[0].sentence}" in on_stage.words
        await on_stage.press("left_square_bracket")
        await on_stage.press("left_square_bracket")
        assert on_stage.above[0].startswith(f"{listed[-1].name} ▸"), "round and round"
        assert on_stage.above[0].endswith("9 of 9")
        await on_stage.press("escape")
        assert on_stage.top == "ClassScreen"
        assert on_stage.table.cursor_key == listed[-1].pupil_id
        assert any(line.startswith(f"▌{listed[-1].name[:16]}") for line in on_stage.lines())


async def test_a_long_card_scrolls(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        await on_stage.press("enter")
        assert "Attendance before" not in on_stage.text
        await on_stage.press("end")
        await on_stage.until(lambda: "Attendance before" in on_stage.text, "the end of the card is in sight")
        await on_stage.press("right_square_bracket")
        assert on_stage.lines()[1].strip().startswith("⚑"), "another pupil's card begins at its top"


async def test_a_note_written_on_the_card_is_on_it(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        await _open(on_stage, on_stage.name("Green").pupil_id)
        assert "None yet. n writes one." in _card_text(on_stage)
        await on_stage.press("n")
        await on_stage.type("Moves to [b]group 2[/b]")
        await on_stage.press("escape")
        await on_stage.until(lambda: on_stage.top == "PupilScreen", "the editor closes")
        await on_stage.until(lambda: "   Moves to [b]group 2[/b]" in _card_text(on_stage), "the note is on the card")
        await on_stage.press("escape")
        assert "✎" in next(line for line in on_stage.lines() if "Green, Edward" in line)


@pytest.mark.parametrize("subject", ["english", "maths"])
async def test_a_difference_between_two_scales_is_refused_in_words(subject: str, jsp_path: Path) -> None:
    async with stage(jsp_path) as on_stage:
        await on_stage.press("enter")
        await on_stage.warm()
        card = await _open(on_stage, on_stage.shown[0])
        text = _card_text(on_stage)
        (refusal,) = (one for one in card.refusals if one.subject == subject)
        assert "the numbers cannot be subtracted" in refusal.reason
        assert f"≠ {refusal.reason} {refusal.offered}" in text
        assert text.index(refusal.reason) > text.index(f"\n{subject.capitalize()}"), "under its subject"
        assert "notch" not in text
        assert "expected" not in text
        changes = [result.change for series in card.series for result in series.results]
        assert set(changes) == {""}


async def test_the_card_of_the_pupil_before_that_comes_last_is_not_shown(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        before, now = on_stage.rows()[:2]
        late = await _open(on_stage, before.pupil_id)
        await on_stage.press("escape")
        await _open(on_stage, now.pupil_id)
        text = _card_text(on_stage)
        on_stage.app.screen.post_message(CardReady(late))
        await on_stage.app.workers.wait_for_complete()
        await on_stage.pilot.pause()
        assert _card_text(on_stage) == text


def test_a_card_takes_the_place_of_one_of_the_same_pupil_only(demo: Workspace) -> None:
    view = demo.open(class_name="4B").view
    assert view is not None
    one, other = (CardReady(demo.pupil_view(view, row.pupil_id)) for row in view.rows[:2])
    assert CardReady(one.card).can_replace(one)
    assert not other.can_replace(one)
