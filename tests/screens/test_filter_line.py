"""The filter line: what a word may become, the filter term by term, errors by their place, names hidden in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input, Static

from progress_tui.tui.screens.place_screen import PlaceScreen
from progress_tui.tui.widgets.filter_line import FilterLine
from progress_tui.workspace.choosing import Choosing
from tests.screens.stage import Stage, stage


def _line(on_stage: Stage) -> FilterLine:
    return on_stage.app.screen.query_one(FilterLine)


def _field(on_stage: Stage) -> Input:
    return _line(on_stage).query_one(Input)


def _filter(on_stage: Stage) -> str:
    assert on_stage.app.place is not None
    return on_stage.app.place.filter


def _offers(on_stage: Stage) -> list[str]:
    box = _line(on_stage).query_one(".offers", Static)
    return [" ".join(line.split()) for line in str(box.render()).split("\n")] if box.display else []


async def test_words_are_completed_with_what_they_mean(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        await on_stage.press("slash")
        await on_stage.type("be")
        assert _offers(on_stage) == ["tab below below expected in reading", "below: then a subject: below:reading"]
        assert any("below expected in reading" in line for line in on_stage.lines()[3:6]), "under the input"
        await on_stage.press("tab")
        assert _field(on_stage).value == "below "
        assert _offers(on_stage) == []
        below = list(on_stage.shown)
        await on_stage.type("flag:")
        assert len(_offers(on_stage)) == 5
        assert _offers(on_stage)[-1].endswith("more")
        await on_stage.press(*["down"] * 6)
        assert len(_offers(on_stage)) == 5
        assert sum(line.startswith("tab ") for line in _offers(on_stage)) == 1
        await on_stage.press("escape")
        assert _field(on_stage).has_focus, "escape lets go of the marked word first"
        await on_stage.type("rwm")
        await on_stage.press("down", "enter")
        assert _field(on_stage).value == "below flag:rwm-near "
        await on_stage.press("enter")
        assert on_stage.app.focused is on_stage.table
        assert set(on_stage.shown) <= set(below)
        assert _filter(on_stage) == "below flag:rwm-near"
        words = on_stage.above[2]
        assert words.startswith(
            f"{len(on_stage.shown)} of 30: below expected in reading · flag: at the expected standard"
        )
        on_stage.grid.action_drop_term(1)
        await on_stage.settle()
        assert on_stage.shown == below


async def test_what_is_typed_behind_a_filter_narrows_it(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        await on_stage.press("b", "slash", "p", "p")
        assert _field(on_stage).value == "target<0 pp"
        await on_stage.press("down")
        assert on_stage.app.focused is on_stage.table, "with nothing to complete, down leads to the table"
        assert on_stage.above[2] == f"{len(on_stage.shown)} of 30: below target in reading · pupil premium"
        assert all(pupil.pp for pupil in on_stage.rows())
        await on_stage.press("slash", "escape")
        assert _filter(on_stage) == "target<0 pp", "a space at the end is no other filter"


async def test_a_wrong_word_is_marked_where_it_stands(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        await on_stage.press("slash")
        await on_stage.type("pp taget<0 eal")
        marked = [span for span in _field(on_stage)._value.spans if "underline" in str(span.style)]
        assert [(span.start, span.end) for span in marked] == [(3, 10)]
        assert "Unknown key “taget:”" in on_stage.above[2]
        assert "at character 4" in on_stage.words
        await on_stage.press("escape")
        assert _filter(on_stage) == "pp taget", "the last that could be read: a name"
        await on_stage.press("escape", "2", "slash")
        await on_stage.type("pp -")
        assert "The filter is not finished" in on_stage.lines()[1]
        await on_stage.press("escape")
        assert _filter(on_stage) == "pp", "on a view as well"
        assert " of 420: pupil premium" in on_stage.lines()[1]


async def test_names_typed_are_hidden_in_projector_mode(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        await on_stage.filter("pp or marsh")
        assert "marsh" in on_stage.above[2]
        await on_stage.press("p")
        await on_stage.until(lambda: "marsh" not in on_stage.text, "the name goes from the line")
        assert "name contains “•••”" in on_stage.above[2]
        await on_stage.press("slash")
        assert "pp or •••••" in on_stage.lines()[2]
        await on_stage.type("green: eal")
        assert "green" not in on_stage.text.casefold(), "neither where it is typed nor in what is wrong with it"
        assert "Unknown key “•••" in on_stage.above[2]
        assert " eal" in on_stage.lines()[2]
        await on_stage.press("escape", "p")
        assert "marsh" in on_stage.above[2]
        await on_stage.press("p", "slash")
        await on_stage.press("ctrl+u")
        await on_stage.type("saved:")
        assert _offers(on_stage) == [], "what the school has named may hold a name"


async def test_a_wrong_filter_that_is_read_late_gives_way_to_the_one_before(
    demo_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While figures are loaded anew only the answer tells that a text is no filter: no screen goes on asking for it."""
    async with stage(demo_path, "4B") as on_stage:
        on_stage.app.show_screen("compare")
        await on_stage.settle()
        screen = on_stage.app.screen
        assert isinstance(screen, PlaceScreen)
        await on_stage.press("slash")
        for text in ("zz", "zz>=3"):
            _field(on_stage).value = text
        await on_stage.settle()
        assert "Unknown key “zz" in on_stage.text, "the answer to zz comes later, and does not hide why"
        await on_stage.press("ctrl+u", "escape")
        monkeypatch.setattr(Choosing, "ready", lambda *_: False)
        for text in ("pp", "taget<0"):
            screen.apply_filter(text)
            await on_stage.settle()
        assert "Unknown key “taget:”" in on_stage.text
        assert _filter(on_stage) == "pp"
        on_stage.app.show_screen("matrix")
        await on_stage.settle()
        assert "pupil premium" in on_stage.text
