"""One class per action feeds keys, footer, palette and help: they cannot disagree, and no key is lost or dead."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.binding import Binding
from textual.command import CommandPalette as TextualPalette
from textual.dom import DOMNode
from textual.widgets import Input, OptionList, Static, TextArea
from textual.widgets._footer import FooterKey

import progress_tui.tui
from progress_tui.domain.views import ClassView
from progress_tui.tui.app import ProgressApp
from progress_tui.tui.commands.base import Command, OffersCommands
from progress_tui.tui.commands.classroom import CLASSROOM
from progress_tui.tui.commands.everywhere import EVERYWHERE, Quit
from progress_tui.tui.dialogs.help import HelpDialog
from progress_tui.tui.place import place_of
from progress_tui.tui.screens.class_screen import ClassScreen
from progress_tui.tui.screens.import_screen import ImportScreen
from progress_tui.tui.screens.place_screen import BELOW_TARGET
from progress_tui.tui.screens.pupil_screen import PupilScreen
from progress_tui.tui.screens.welcome import Welcome
from progress_tui.tui.themes import DARK
from progress_tui.tui.widgets.filter_line import FilterLine
from tests.screens.stage import Stage, bare_stage, stage

SCREENS = (ClassScreen, PupilScreen, Welcome, ImportScreen)
UNDELIVERABLE = {"ctrl+h", "ctrl+m", "ctrl+i", "ctrl+j", "ctrl+left_square_bracket", "ctrl+slash", "ctrl+s", "ctrl+c"}
"""Keys that a terminal sends as another key, or keeps for itself."""


def _nodes() -> Iterator[type[DOMNode]]:
    """Every class of the screens that has key bindings of its own."""
    for module in pkgutil.walk_packages(progress_tui.tui.__path__, "progress_tui.tui."):
        for found in vars(importlib.import_module(module.name)).values():
            if isinstance(found, type) and issubclass(found, DOMNode) and found.__module__ == module.name:
                yield found


def _bindings(node: type[DOMNode]) -> list[Binding]:
    """Those that the class itself lists, without Textual's inherited ones."""
    own = vars(node).get("BINDINGS", [])
    assert all(isinstance(binding, Binding) for binding in own), node
    return list(own)


@pytest.mark.parametrize("screen", SCREENS)
def test_names_and_keys_are_distinct(screen: type[OffersCommands]) -> None:
    offered = (*screen.OFFERED, *EVERYWHERE)
    names = [command.name for command in offered]
    keys = [key for command in offered for key in command.keys.split(",")]
    assert len(set(names)) == len(names)
    assert len(set(keys)) == len(keys)
    labels = [command.label for command in offered]
    assert len(set(labels)) == len(labels)
    for command in offered:
        assert 1 <= len(command.label.split()) <= 3
        assert command.help.endswith((".", "…"))
        assert command.__doc__


def test_the_keymap_as_data() -> None:
    """Every binding has an id of its own that a keymap can name, and a key that a terminal can deliver."""
    ids: dict[str, str] = {}
    for node in _nodes():
        for binding in _bindings(node):
            keys = {key.strip() for key in binding.key.split(",")}
            assert not keys & UNDELIVERABLE, (node, binding)
            if keys == {"ctrl+q"}:
                assert binding.priority
                assert not binding.id, "the way out has no name that a keymap could take"
                continue
            assert binding.id, (node, binding)
            meaning = f"{binding.key} {binding.action}"
            assert ids.setdefault(binding.id, meaning) == meaning, f"two meanings of {binding.id}"
    assert {"view.filter", "app.quit", "table.down", "note.finish", "picker.cancel"} <= set(ids)


def test_each_screen_binds_what_it_offers() -> None:
    for screen in (*SCREENS, ProgressApp):
        bound = {binding.id for binding in _bindings(screen) if binding.id}
        assert bound == {command.name for command in screen.OFFERED}


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
            if on_stage.top in ("NoteEditor", "KeyMenu", "DismissDialog", "QueryDialog", "ListScreen"):
                await on_stage.press("escape")
        assert on_stage.top == "ClassScreen"


def _footer(on_stage: Stage) -> list[FooterKey]:
    return [key for key in on_stage.app.screen.query(FooterKey) if key.display]


@pytest.mark.parametrize(
    "keys", [(), ("b",), ("enter",), ("slash",), ("p",)], ids=lambda keys: "+".join(keys) or "grid"
)
async def test_the_footer_holds_at_most_eight_keys_uncut(keys: tuple[str, ...], demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        await on_stage.press(*keys)
        shown = _footer(on_stage)
        assert 1 <= len(shown) <= 8
        last = on_stage.lines()[-1]
        for key in shown:
            assert f"{key.key_display} {key.description}" in last
            assert key.region.right <= 80
        if not keys:
            wanted = {command.label for command in (*CLASSROOM, *EVERYWHERE) if command.footer}
            assert {key.description for key in shown} == wanted, "what is marked for the footer is in the footer"


async def test_the_footer_of_welcome() -> None:
    async with bare_stage(None) as on_stage:
        assert [key.description for key in _footer(on_stage)] == ["Import a file", "Demo school", "Help"]


@pytest.mark.parametrize("screen", ["grid", "card"])
async def test_the_palette_lists_every_command(screen: str, demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        await on_stage.press(*(("enter",) if screen == "card" else ()), "colon")
        assert isinstance(on_stage.app.screen, TextualPalette)
        offered = (*(PupilScreen if screen == "card" else ClassScreen).OFFERED, *EVERYWHERE)
        entries = on_stage.app.screen.query_one(OptionList)
        await on_stage.until(lambda: len(entries.options) == len(offered), "the palette is filled")
        listed = [str(option.prompt) for option in entries.options]
        for command in offered:
            assert any(f"{command.label}  ({command.key_words()})" in text and command.help in text for text in listed)


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


@pytest.mark.parametrize(("keys", "offered"), [((), CLASSROOM), (("enter",), PupilScreen.OFFERED)])
async def test_help_lists_every_command_and_scrolls(
    keys: tuple[str, ...], offered: tuple[type[Command], ...], demo_path: Path
) -> None:
    async with stage(demo_path, "4B") as on_stage:
        await on_stage.press(*keys, "question_mark")
        dialog = on_stage.app.screen
        assert isinstance(dialog, HelpDialog)
        rows = [
            " ".join(str(part.render()) for part in row.query(Static)) for row in dialog.query(".row") if row.children
        ]
        for command in (*offered, *EVERYWHERE):
            assert f"{command.key_words()} {command.label}. {command.help}" in rows
        assert any("hjkl" in row for row in rows)
        await on_stage.press("end")
        await on_stage.until(lambda: EVERYWHERE[-1].label in on_stage.text, "the end of the list is in sight")
        await on_stage.press("escape")
        assert on_stage.top == ("PupilScreen" if keys else "ClassScreen")


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
