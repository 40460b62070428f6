"""Projector mode: on no screen does any name of the class appear, and no other class can be reached."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from textual.widgets import TextArea

from progress_tui.domain.text import fold
from progress_tui.tui.screens.pupil_screen import PupilScreen
from tests.screens.stage import Stage, stage


def _names(on_stage: Stage) -> set[str]:
    """Every part of every name of the class."""
    parts = {part for row in on_stage.view.rows for name in (row.surname, row.forename) for part in name.split()}
    return {part for part in parts if len(part) > 1 and part.lower() not in ("de", "la", "da", "van", "der", "st.")}


def _seen_names(on_stage: Stage, text: str) -> list[str]:
    words = set(re.findall(r"\w[\w'’-]*", text))
    # The colour of a grade is no child called Green: a word in small letters counts as typed only.
    folded = {fold(word) for word in words if not word.islower()}
    return [name for name in _names(on_stage) if name in words or fold(name) in folded]


def _assert_hidden(on_stage: Stage, where: str) -> None:
    everything = "\n".join([on_stage.text, *on_stage.toasts, on_stage.app.title, on_stage.app.sub_title])
    assert _seen_names(on_stage, everything) == [], where


@pytest.mark.parametrize(("class_name", "size"), [("4B", (80, 24)), ("1A", (200, 50))])
async def test_no_name_is_on_any_screen(class_name: str, size: tuple[int, int], demo_path: Path) -> None:
    async with stage(demo_path, class_name, size=size) as on_stage:
        assert len(_seen_names(on_stage, on_stage.text)) > 10, "the search finds names where they are"
        await on_stage.press("p")
        assert on_stage.toasts[-1].startswith("Names are hidden")
        _assert_hidden(on_stage, "grid")
        for key in ("b", "escape", "t", "s", "S", "end", "G", "c", "colon", "escape", "question_mark", "escape"):
            await on_stage.press(key)
            _assert_hidden(on_stage, f"after {key}")
        await on_stage.press("e")
        _assert_hidden(on_stage, "export dialog")
        await on_stage.press("escape", "n")
        _assert_hidden(on_stage, "note editor")
        await on_stage.press("escape", "enter")
        for _ in on_stage.view.rows:
            _assert_hidden(on_stage, "card")
            card = on_stage.app.screen
            assert isinstance(card, PupilScreen)
            whole = card.text
            assert _seen_names(on_stage, whole) == []
            assert "Born" not in whole
            assert "UPN" not in whole
            await on_stage.press("right_square_bracket")


async def test_notes_and_meetings_are_hidden_on_the_card(demo_path: Path) -> None:
    async with stage(demo_path, "5A") as on_stage:
        cards = [on_stage.workspace.pupil_view(on_stage.view, row.pupil_id) for row in on_stage.view.rows]
        pupil_id = next(card.pupil.pupil_id for card in cards if card.meetings)
        on_stage.workspace.save_note(on_stage.view.school_id, pupil_id, "Reads at home now.").result()
        card = on_stage.workspace.pupil_view(on_stage.view, pupil_id)
        await on_stage.to_pupil(pupil_id)
        await on_stage.press("p", "enter")
        screen = on_stage.app.screen
        assert isinstance(screen, PupilScreen)
        await on_stage.until(lambda: "hidden in projector" in screen.text, "the card")
        whole = screen.text
        assert "Reads at home now." not in whole
        assert all(line not in whole for note in card.notes for line in note.body.splitlines())
        assert all(item.seen not in whole and item.teacher_view not in whole for item in card.meetings)
        await on_stage.press("p")
        whole = screen.text
        assert all(item.seen in " ".join(whole.split()) for item in card.meetings), "shown again on the spot"


async def test_initials_are_unique_and_the_mode_is_said(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        await on_stage.press("p")
        shown = [on_stage.table._table.row_at(i).cells[0].text for i in range(30)]
        assert len(set(shown)) == 30
        on_stage.app.clear_notifications()
        await on_stage.settle()
        assert "names hidden" in on_stage.above[0]
        await on_stage.press("enter")
        assert "names hidden" in on_stage.above[0]
        await on_stage.press("escape", "p")
        assert "names hidden" not in on_stage.above[0]
        assert on_stage.pupil.name[:16] in on_stage.text


async def test_a_note_begins_blank_though_there_is_one_of_today(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        pupil = on_stage.name("Green")
        on_stage.workspace.save_note(on_stage.view.school_id, pupil.pupil_id, "Edward was tired.").result()
        await on_stage.to_pupil(pupil.pupil_id)
        await on_stage.press("p", "n")
        assert on_stage.app.screen.query_one(TextArea).text == ""
        assert f"Note on {pupil.initials} · 4B" in on_stage.text
        await on_stage.type("Second.")
        await on_stage.press("escape")
        await on_stage.until(lambda: on_stage.top == "ClassScreen", "the editor closes")
        bodies = [note.body for note in on_stage.workspace.notes_of(on_stage.view.school_id, [pupil.pupil_id])]
        assert bodies == ["Edward was tired.", "Second."], "nothing hidden is written over"


@pytest.mark.parametrize("key", ["left_square_bracket", "right_square_bracket", "c", "C"])
async def test_other_classes_are_refused_in_words(key: str, demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        await on_stage.press("p", key)
        assert on_stage.top == "ClassScreen"
        assert on_stage.view.class_name == "4B"
        assert on_stage.toasts[-1] == "Other classes are hidden in projector mode. p ends it."


async def test_points_of_the_same_class_are_allowed_and_others_are_not(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        await on_stage.press("p", "comma")
        assert on_stage.view.point_label == "Autumn 1 2026-27"
        _assert_hidden(on_stage, "another point")
        await on_stage.press("comma")
        assert on_stage.view.point_label == "Autumn 1 2026-27", "last year's 4B is another class"
        assert on_stage.toasts[-1].startswith("Other classes are hidden")


async def test_the_filter_can_be_typed_by_name_and_shows_initials(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        await on_stage.press("p")
        await on_stage.filter("sen")
        assert 0 < len(on_stage.shown) < 30
        _assert_hidden(on_stage, "filtered")
