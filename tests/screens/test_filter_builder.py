"""The filter builder: letters, menus, saved filters, the live count; the same on the class grid and on a view."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input, Static

from tests.screens.stage import Stage, stage


def _status(on_stage: Stage) -> str:
    return str(on_stage.app.screen.query_one(".status", Static).render())


def _filter(on_stage: Stage) -> str:
    assert on_stage.app.place is not None
    return on_stage.app.place.filter


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_filter_is_put_together_by_letters(size: tuple[int, int], demo_path: Path) -> None:
    async with stage(demo_path, "4B", size=size) as on_stage:
        await on_stage.press("f")
        assert on_stage.top == "FilterBuilder"
        assert _status(on_stage) == "30 of 30: all pupils"
        dialog = on_stage.app.screen.query_one(".dialog").region
        assert (dialog.y >= 0, dialog.bottom <= size[1]) == (True, True)
        for words in ("p pupil premium", "x none", "U not known …", "1 Boys below in writing (2)", "esc leaves"):
            assert words in on_stage.text
        await on_stage.press("f", "x")
        found = on_stage.workspace.filter("change<0 support:none", on_stage.view, "reading").keys
        assert _status(on_stage) == f"{len(found)} of 30: down in reading since last time; no support now"
        assert ("✓f" in on_stage.text, "✓x" in on_stage.text, "✗l" in on_stage.text) == (True, True, True)
        await on_stage.press("enter")
        assert sorted(on_stage.shown) == sorted(found)
        assert found
        await on_stage.press("f", "s", "s", "escape")
        assert _filter(on_stage) == "change<0 -support:live", "escape leaves it as it was"
        await on_stage.press("f", "F", "t")
        assert on_stage.top == "FilterBuilder"
        await on_stage.press("f", "f", "enter")
        assert _filter(on_stage) == "-support:live flag:test-vs-teacher"
        await on_stage.press("f", "backspace", "enter")
        assert (_filter(on_stage), len(on_stage.shown)) == ("", 30)


QUESTIONS = {
    "b f p enter": "target<0 pp",
    "f f x enter": "change<0 support:none",
    "f n enter": "flag:rwm-near",
    "f F t enter": "flag:test-vs-teacher",
    "f F n enter": "flag:not-discussed",
    "f m enter": "missing",
}
"""Keys on the class grid → the question they ask."""


async def test_questions_of_a_head_take_five_keys_at_most(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        for keys, text in QUESTIONS.items():
            assert len(keys.split()) <= 5
            await on_stage.press(*keys.split())
            expected = on_stage.workspace.filter(text, on_stage.view, "reading").keys
            assert sorted(on_stage.shown) == sorted(expected), keys
            await on_stage.press("escape")
            assert len(on_stage.shown) == 30


async def test_saved_filters_are_taken_saved_replaced_and_removed(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        await on_stage.press("f", "1")
        assert _filter(on_stage) == 'saved:"Boys below in writing"'
        assert "boys" in on_stage.above[2]
        await on_stage.press("f", "backspace", "S")
        assert _status(on_stage) == "There is nothing to save yet: choose something first."
        await on_stage.press("p", "z", "S")
        assert on_stage.top == "FilterName"
        assert "pupil premium; absence 10 % or more" in on_stage.words
        await on_stage.press("enter")
        assert _status(on_stage) == "Type a name first."
        await on_stage.type("often absent")
        await on_stage.press("enter")
        assert "“Often absent” already" in _status(on_stage)
        on_stage.app.screen.query_one(Input).value = "PP away"
        await on_stage.press("enter")
        assert on_stage.toasts[-1] == "Saved “PP away”."
        await on_stage.until(lambda: "PP away (" in on_stage.text, "it is listed with its count")
        await on_stage.press("R", "4")
        assert "Remove the saved filter “PP below target”?" in on_stage.text
        await on_stage.press("y")
        assert on_stage.toasts[-1].startswith("Removed “PP below target”.")
        await on_stage.until(lambda: "PP below target (" not in on_stage.text, "it is gone from the list")
        await on_stage.press("escape")
        saved = on_stage.workspace.choosing.saved(on_stage.view.school_id, on_stage.view.point)
        assert [(one.name, one.text) for one in saved if one.name.startswith("PP")] == [("PP away", "pp absence>=10")]
        for _ in range(2):
            await on_stage.press("u")
            await on_stage.until(lambda: on_stage.toasts[-1].startswith("Undone: a "), "it is taken back")
        saved = on_stage.workspace.choosing.saved(on_stage.view.school_id, on_stage.view.point)
        assert [one.name for one in saved if one.name.startswith("PP")] == ["PP below target"]


async def test_other_classes_and_names_stay_hidden_in_projector_mode(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        await on_stage.filter("pp or marsh")
        await on_stage.press("p", "f")
        assert "name contains “•••”" in _status(on_stage)
        for words in ("marsh", "Marsh", "C class", "G support"):
            assert words not in on_stage.text.replace("name contains", "")
        await on_stage.press("C")
        assert on_stage.top == "FilterBuilder"
        await on_stage.press("e", "enter")
        assert _filter(on_stage) == '(pp or "marsh") eal'


async def test_a_view_of_the_whole_school_is_filtered_as_well(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        await on_stage.press("2", "f")
        assert "Filter · the whole of" in on_stage.text
        everybody = on_stage.workspace.select(on_stage.view.school_id, on_stage.view.point, "y6 pp", "reading")
        await on_stage.press("p", "Y", "6")
        assert _status(on_stage) == f"{len(everybody[0].keys)} of {everybody[1]}: pupil premium; Year 6"
        await on_stage.press("enter")
        assert (
            on_stage.lines()[1]
            .strip()
            .startswith(f"{len(everybody[0].keys)} of {everybody[1]}: pupil premium · Year 6")
        )
        await on_stage.press("1")
        assert on_stage.shown == []
        assert _filter(on_stage) == "pp y6", "the filter goes along"
