"""Each command does something; keys can be moved; what is typed is no command."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input, OptionList, TextArea

from progress_tui.domain.views import ClassView
from progress_tui.tui.commands.card import Back
from progress_tui.tui.commands.classroom import CLASSROOM
from progress_tui.tui.commands.everywhere import EVERYWHERE, Quit
from progress_tui.tui.habits.themes import DARK
from progress_tui.tui.place import place_of
from progress_tui.tui.screens.place_screen import BELOW_TARGET
from progress_tui.tui.screens.pupil_screen import PupilScreen
from progress_tui.tui.widgets.filter_line import FilterLine
from tests.screens.contract import footer, footer_is_whole
from tests.screens.stage import Stage, stage


async def _ready(on_stage: Stage, view: ClassView) -> str:
    """A state in which every command of the grid has something to do; what can be seen of it."""
    app, grid = on_stage.app, on_stage.grid
    if app.lock.on:
        await on_stage.press("enter")
    while app.screen is not grid:
        await app.pop_screen()
    app.theme, app.names_hidden = DARK.name, False
    app.place = place_of(view, "reading")
    on_stage.grid.query_one(FilterLine).action_leave()
    app.clear_notifications()
    grid.show_view(view)
    grid.apply_filter(BELOW_TARGET)
    on_stage.table.sort_by("absence")
    await on_stage.settle()
    return _seen(on_stage)


def _seen(on_stage: Stage) -> str:
    state = (on_stage.top, on_stage.app.theme, on_stage.app.names_hidden, on_stage.app._exit, on_stage.toasts)
    return f"{state}\n{on_stage.text}"


async def test_each_command_does_something_or_says_why_not(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        view = on_stage.view
        for command in [*CLASSROOM, *EVERYWHERE[1:], EVERYWHERE[0]]:
            before = await _ready(on_stage, view)
            node = on_stage.grid if command in CLASSROOM else on_stage.app
            node.action_issue(command.name)
            await on_stage.settle()
            assert _seen(on_stage) != before, command.name
        assert command is Quit
        assert on_stage.app._exit


async def test_each_command_of_the_card_does_something(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        await on_stage.press("enter")
        card = on_stage.app.screen
        assert isinstance(card, PupilScreen)
        for command in reversed(PupilScreen.OFFERED):
            before = _seen(on_stage)
            card.action_issue(command.name)
            await on_stage.settle()
            assert _seen(on_stage) != before, command.name
            while command is not Back and on_stage.app.screen is not card:
                await on_stage.press("escape")
        assert on_stage.top == "ClassScreen"


async def test_the_footer_stays_whole_while_the_grid_is_worked_in(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        shown = {offer.words for offer in footer(on_stage)}
        wanted = {command.label for command in (*CLASSROOM, *EVERYWHERE) if command.footer}
        assert shown == wanted, "what is marked for the footer is in the footer"
        for key in ("b", "p", "slash"):
            await on_stage.press(key)
            footer_is_whole(on_stage, key)


async def test_help_scrolls_to_its_end(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        await on_stage.press("question_mark", "end")
        await on_stage.until(lambda: EVERYWHERE[-1].label in on_stage.text, "the end of the list is in sight")


async def test_the_palette_runs_what_is_found(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        await on_stage.press("colon")
        await on_stage.type("below t")
        entries = on_stage.app.screen.query_one(OptionList)
        await on_stage.until(lambda: 1 <= len(entries.options) < len(CLASSROOM), "the commands are searched")
        await on_stage.press("enter")
        if on_stage.top != "ClassScreen":
            await on_stage.press("enter")
        await on_stage.until(lambda: on_stage.top == "ClassScreen", "the palette closes")
        await on_stage.settle()
        assert on_stage.above[2].startswith("9 of 30: below target in reading")


LETTERS = "qpTbnsStcCezjkgGhl"


async def test_no_letter_acts_while_the_filter_is_typed(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        theme, subject, view = on_stage.app.theme, on_stage.grid.subject, on_stage.view
        await on_stage.press("slash")
        await on_stage.press(*LETTERS, "comma", "full_stop", "left_square_bracket", "question_mark", "colon", "slash")
        assert on_stage.app.screen.query_one(Input).value == LETTERS + ",.[?:/"
        assert (on_stage.top, on_stage.app.theme, on_stage.app.names_hidden) == ("ClassScreen", theme, False)
        assert (on_stage.grid.subject, on_stage.view.class_id, on_stage.table.sort) == (subject, view.class_id, None)
        assert not on_stage.app._exit


async def test_no_letter_acts_while_a_note_is_written(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        on_stage.grid.table.move_to(on_stage.name("Green").pupil_id)
        theme = on_stage.app.theme
        await on_stage.press("n", *LETTERS, "comma", "question_mark", "colon", "slash")
        assert on_stage.app.screen.query_one(TextArea).text == LETTERS + ",?:/"
        assert (on_stage.top, on_stage.app.theme, on_stage.app.names_hidden) == ("NoteEditor", theme, False)
        assert not on_stage.app._exit


KEYMAPS: list[dict[str, str]] = [
    {"app.quit": "x"},
    {"class.filter": "ctrl+q"},
    {"note.finish": "ctrl+q", "help.close": "ctrl+q", "export.cancel": "ctrl+q", "picker.cancel": "ctrl+q"},
]


@pytest.mark.parametrize(
    ("opened_by", "keymap"),
    [
        *((key, {}) for key in ("", "slash", "enter", "n", "e", "c", "question_mark", "colon")),
        *(("", keymap) for keymap in KEYMAPS),
        *(("n", keymap) for keymap in KEYMAPS),
    ],
    ids=str,
)
async def test_ctrl_q_always_ends_the_program(opened_by: str, keymap: dict[str, str], demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        if opened_by:
            await on_stage.press(opened_by)
        on_stage.app.set_keymap(keymap)
        await on_stage.pilot.press("ctrl+q")
        await on_stage.until(lambda: on_stage.app._exit, f"the program ends from {on_stage.top}")


async def test_a_key_can_be_moved(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        on_stage.app.set_keymap({"view.below-target": "x"})
        await on_stage.press("b")
        assert len(on_stage.shown) == 30
        await on_stage.press("x")
        assert len(on_stage.shown) == 9
