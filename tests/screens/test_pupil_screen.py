"""The pupil card: every result, target, meeting and note of the pupil is on it, and it leads back to the grid."""

from __future__ import annotations

from pathlib import Path

import pytest

from progress_tui.domain.calendar import Point
from progress_tui.domain.card import PupilView
from progress_tui.domain.text import visible
from progress_tui.tui.card.records import day
from progress_tui.tui.messages import CardReady
from progress_tui.tui.people import Person
from progress_tui.tui.screens.pupil_screen import PupilScreen
from progress_tui.workspace import Workspace
from tests.screens.stage import Stage, stage


def _screen(on_stage: Stage) -> PupilScreen:
    screen = on_stage.app.screen
    assert isinstance(screen, PupilScreen), on_stage.top
    return screen


def _text(on_stage: Stage) -> str:
    """The whole card, what lies below the edge of the screen included, each run of spaces as one."""
    return "\n".join(" ".join(line.split()) for line in _screen(on_stage).text.split("\n"))


def _words(on_stage: Stage) -> str:
    """The same on one line: sentences wrap."""
    return " ".join(_text(on_stage).split())


async def _open(on_stage: Stage, pupil_id: int) -> PupilView:
    await on_stage.to_pupil(pupil_id)
    await on_stage.press("enter")
    await _loaded(on_stage)
    return on_stage.workspace.pupil_view(on_stage.view, pupil_id)


async def _loaded(on_stage: Stage) -> None:
    await on_stage.until(lambda: _screen(on_stage).card is not None, "the card is loaded")
    await on_stage.settle()


async def test_every_result_is_on_the_card_with_its_position(demo_path: Path) -> None:
    async with stage(demo_path, "6B", size=(120, 40)) as on_stage:
        codes = 0
        for row in on_stage.rows()[::10]:
            card = await _open(on_stage, row.pupil_id)
            text = _text(on_stage)
            for series in card.series:
                block = text.partition(f"\nEvery result: {series.series}\n")[2].partition("\n\n")[0]
                told = " ".join(block.split())
                for result in series.results:
                    point = Point(result.ordinal)
                    _, found, rest = told.partition(f"{point.code} {point.year_label} {result.result.code or '–'} ")
                    assert found, series.series
                    assert not result.rank or f"{result.rank} in the year" in rest
                    codes += 1
            await on_stage.press("escape")
        assert codes > 60


async def test_flags_with_evidence_targets_and_facts(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        for row in on_stage.rows()[:2]:
            card = await _open(on_stage, row.pupil_id)
            words = _words(on_stage)
            for flag in row.flags:
                assert f"⚑{flag.severity} {flag.sentence}" in words
                assert all(line.value in words for line in flag.rows)
            for series in card.series:
                for target in series.targets:
                    assert f"target {target.words} by {Point(target.ordinal).label}" in words
            assert any(series.targets for series in card.series)
            for name, value in (*card.characteristics, *card.identifiers):
                assert f"{name}: {value}" in words
            assert f"Born {card.dob}" in words
            assert all(f"{when} " in words and said in words for when, said in card.attendance)
            await on_stage.press("escape")


async def test_meetings_with_actions_support_and_notes(demo_path: Path) -> None:
    async with stage(demo_path, "5A") as on_stage:
        seen = supported = 0
        for row in on_stage.view.rows:
            card = on_stage.workspace.pupil_view(on_stage.view, row.pupil_id)
            if not any(item.actions for item in card.meetings) and not card.support:
                continue
            await _open(on_stage, row.pupil_id)
            words = _words(on_stage)
            for item in card.meetings:
                assert f"{day(item.held_on)} · {item.class_name} · decision: {item.decision}" in words
                assert item.seen in words
                assert item.teacher_view in words
                for action in item.actions:
                    assert f"→ {action.what} ({action.owner}, due {day(action.due)}): " in words
                    for since in action.since:
                        assert since.after is None or f"→ {since.after} (" in words
                    seen += 1
            for group in card.support:
                assert f"{group.name} ({group.subject.capitalize()}) · {group.staff}" in words or not group.subject
                assert f"Effect noted: {group.effect}" in words
                supported += 1
            for note in card.notes:
                assert all(visible(line) in words for line in note.body.splitlines())
            await on_stage.press("escape")
            if seen > 3 and supported:
                return
        raise AssertionError("the demo school has meetings with actions, and support")


async def test_previous_and_next_follow_the_list(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        await on_stage.press("b")
        listed = on_stage.rows()
        await on_stage.press("enter")
        assert on_stage.lines()[0].strip() == f"{listed[0].name} ▸ 4B ▸ Autumn 2 2026-27   1 of 9"
        await on_stage.press("end", "right_square_bracket")
        assert on_stage.lines()[0].strip().startswith(f"{listed[1].name} ▸")
        assert f"⚑{listed[1].flags[0].severity}" in on_stage.lines()[2], "another pupil's card begins at its top"
        await on_stage.press("left_square_bracket", "left_square_bracket")
        assert on_stage.lines()[0].strip().startswith(f"{listed[-1].name} ▸"), "round and round"
        assert on_stage.lines()[0].strip().endswith("9 of 9")
        await on_stage.press("escape")
        assert on_stage.top == "ClassScreen"
        assert on_stage.table.cursor_key == listed[-1].pupil_id


async def test_a_list_over_several_classes(demo_path: Path, demo: Workspace) -> None:
    views = [demo.open(class_name=name).view for name in ("4A", "4B")]
    async with stage(demo_path, "4B") as on_stage:
        people = [Person(view, view.rows[0]) for view in views if view is not None]
        on_stage.app.push_screen(PupilScreen(people, 0))
        await on_stage.settle()
        await _loaded(on_stage)
        assert f"{people[0].pupil.name} ▸ 4A" in on_stage.lines()[0]
        await on_stage.press("right_square_bracket")
        await _loaded(on_stage)
        assert f"{people[1].pupil.name} ▸ 4B" in on_stage.lines()[0]
        assert _screen(on_stage).card == on_stage.workspace.pupil_view(people[1].view, people[1].pupil.pupil_id)
        await on_stage.press("left_square_bracket", "p")
        assert f"{people[1].pupil.initials} ▸ 4B" in on_stage.lines()[0], "the other class is hidden, this one is shown"
        assert "1 of 1" in on_stage.lines()[0]
        on_stage.app.push_screen(PupilScreen(people[:1], 0))
        await on_stage.settle()
        await on_stage.press("p", "p")
        assert "4A" not in on_stage.text, "nobody of the list is of this class: the card closes"
        assert "hidden" in on_stage.toasts[-1]


async def test_the_chart_its_subjects_and_its_place(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        await _open(on_stage, on_stage.shown[0])
        shown = []
        for _ in range(3):
            await on_stage.press("t")
            shown.append(_screen(on_stage).charted_subject())
            over_time = _screen(on_stage).text.partition("Over time\n")[2].partition("\n\n")[0]
            assert f"{shown[-1].capitalize()} teacher assessment\n" in over_time
            assert "expected" in over_time
            assert "▲ now" in over_time
        assert sorted(shown) == ["maths", "reading", "writing"]
        await on_stage.pilot.resize_terminal(120, 40)
        await on_stage.settle()
        assert "Over time" not in _screen(on_stage).text, "beside the text"
        assert "2026-27" in on_stage.lines()[8], "with its axis, without scrolling"


async def test_sections_by_tab_and_the_children_of_a_position(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        card = await _open(on_stage, on_stage.shown[0])
        await on_stage.press("tab", "tab")
        assert any(" Results now " in line for line in on_stage.lines()[:4])
        rank = next(series.results[-1].rank for series in card.series if series.results[-1].ordinal == card.point)
        await on_stage.press("enter")
        await on_stage.until(lambda: on_stage.top == "ListScreen", "the children are listed")
        await on_stage.settle()
        assert f"{rank.rpartition(' ')[2]} pupils" in on_stage.text, rank
        await on_stage.press("escape", "shift+tab", "p", "tab", "enter")
        assert on_stage.top == "PupilScreen"
        assert "other classes" in on_stage.toasts[-1]


async def test_a_flag_is_dismissed_with_a_reason(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        await _open(on_stage, on_stage.shown[0])
        flags = _screen(on_stage).pupil.flags
        await on_stage.press("d")
        assert flags[0].sentence[:40] in on_stage.words.partition("Dismiss this flag of")[2]
        await on_stage.press("t", "enter")
        assert "Say in a few words why" in on_stage.text
        await on_stage.type("was ill")
        await on_stage.press("enter")
        await on_stage.until(lambda: flags[0] not in _screen(on_stage).pupil.flags, "the flag has gone")
        await _loaded(on_stage)
        await on_stage.settle()
        assert "because: was ill" in _text(on_stage).partition("Dismissed flags")[2]
        assert on_stage.toasts[-1].startswith("Dismissed ")
        await on_stage.press("u")
        await on_stage.until(lambda: flags[0] in _screen(on_stage).pupil.flags, "the flag is back")


async def test_a_note_written_on_the_card_is_on_it(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        await _open(on_stage, on_stage.name("Green").pupil_id)
        assert "None yet. n writes one." in _text(on_stage)
        await on_stage.press("n")
        await on_stage.type("Moves to [b]group 2[/b]")
        await on_stage.press("escape")
        await on_stage.until(lambda: on_stage.top == "PupilScreen", "the editor closes")
        await on_stage.until(lambda: "Moves to [b]group 2[/b]" in _text(on_stage), "the note is on the card")
        await on_stage.press("escape")
        assert "✎" in next(line for line in on_stage.lines() if "Green, Edward" in line)


@pytest.mark.parametrize("subject", ["english", "maths"])
async def test_a_difference_between_two_scales_is_refused_in_words(subject: str, jsp_path: Path) -> None:
    async with stage(jsp_path) as on_stage:
        await on_stage.press("enter")
        await on_stage.warm()
        card = await _open(on_stage, on_stage.shown[0])
        words = _words(on_stage)
        (refusal,) = (one for one in card.refusals if one.subject == subject)
        assert "the numbers cannot be subtracted" in refusal.reason
        assert f"≠ {refusal.reason} {refusal.offered}" in words
        assert "notch" not in words
        assert "expected" not in words
        changes = [result.change for series in card.series for result in series.results]
        assert set(changes) == {""}


async def test_the_card_of_the_pupil_before_that_comes_last_is_not_shown(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        before, now = on_stage.rows()[:2]
        late = await _open(on_stage, before.pupil_id)
        await on_stage.press("escape")
        await _open(on_stage, now.pupil_id)
        text = _text(on_stage)
        on_stage.app.screen.post_message(CardReady(late))
        await on_stage.app.workers.wait_for_complete()
        await on_stage.pilot.pause()
        assert _text(on_stage) == text


def test_a_card_takes_the_place_of_one_of_the_same_pupil_only(demo: Workspace) -> None:
    view = demo.open(class_name="4B").view
    assert view is not None
    one, other = (CardReady(demo.pupil_view(view, row.pupil_id)) for row in view.rows[:2])
    assert CardReady(one.card).can_replace(one)
    assert not other.can_replace(one)
