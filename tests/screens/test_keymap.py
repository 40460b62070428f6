"""The keymap as a contract: names, keys and labels of every screen, a way out, no letter that acts while one types."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from gallery_stops import Stop
from textual.binding import Binding
from textual.command import CommandPalette as TextualPalette
from textual.dom import DOMNode
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, OptionList, Static, TextArea
from textual.widgets._footer import FooterKey

import progress_tui.tui
from progress_tui.tui.app import ProgressApp
from progress_tui.tui.commands.base import OffersCommands
from progress_tui.tui.commands.everywhere import EVERYWHERE
from progress_tui.tui.dialogs.help import HelpDialog
from progress_tui.tui.screens.adopt_screen import AdoptScreen
from progress_tui.tui.screens.import_page_screen import ImportPageScreen
from progress_tui.tui.screens.import_screen import ImportScreen
from progress_tui.tui.screens.welcome import Welcome
from tests.screens.stage import Stage, bare_stage, stage
from tests.screens.walking import is_dialog, walk

UNDELIVERABLE = {"ctrl+h", "ctrl+m", "ctrl+i", "ctrl+j", "ctrl+left_square_bracket", "ctrl+slash", "ctrl+s", "ctrl+c"}
"""Keys that a terminal sends as another key, or keeps for itself."""

LETTERS = "qpTbnsStcCezjkgGhlvwfixyduoQIN1234567"


OF_THEIR_OWN = (Welcome, ImportScreen, ImportPageScreen, AdoptScreen, ModalScreen)
"""Screens before a school is there, on which a file is brought in, and dialogs: their keys are their own."""


def nodes() -> list[type[DOMNode]]:
    """Every class of the screens that has key bindings of its own."""
    return list(_nodes())


def _nodes() -> Iterator[type[DOMNode]]:
    for module in pkgutil.walk_packages(progress_tui.tui.__path__, "progress_tui.tui."):
        for found in vars(importlib.import_module(module.name)).values():
            if isinstance(found, type) and issubclass(found, DOMNode) and found.__module__ == module.name:
                yield found


def screens() -> list[type[OffersCommands]]:
    """Every screen that offers commands of its own."""
    return [node for node in nodes() if issubclass(node, OffersCommands) and issubclass(node, Screen) and node.OFFERED]


def _bindings(node: type[DOMNode]) -> list[Binding]:
    """Those that the class itself lists, without Textual's inherited ones."""
    own = vars(node).get("BINDINGS", [])
    assert all(isinstance(binding, Binding) for binding in own), node
    return list(own)


@pytest.mark.parametrize("screen", screens(), ids=lambda screen: screen.__name__)
def test_names_keys_and_labels_of_a_screen_are_distinct(screen: type[OffersCommands]) -> None:
    # Over a dialog what every screen has does not act.
    offered = screen.OFFERED if issubclass(screen, ModalScreen) else (*screen.OFFERED, *EVERYWHERE)
    names = [command.name for command in offered]
    keys = [key for command in offered for key in command.keys.split(",")]
    assert len(set(names)) == len(names)
    assert len(set(keys)) == len(keys), sorted(key for key in keys if keys.count(key) > 1)
    labels = [command.label for command in offered]
    assert len(set(labels)) == len(labels), sorted(label for label in labels if labels.count(label) > 1)
    for command in offered:
        assert 1 <= len(command.label.split()) <= 3
        assert command.help.endswith((".", "…"))
        assert command.__doc__


def test_every_binding_has_a_name_of_its_own_and_a_key_that_arrives() -> None:
    ids: dict[str, str] = {}
    for node in nodes():
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


def test_a_key_means_the_same_on_every_screen() -> None:
    """A key that two screens bind has one label, but for what is opened, left, gone on to and written there."""
    several = {"enter", "escape", "left_square_bracket", "right_square_bracket", "tab", "shift+tab", "e"}
    meanings: dict[str, dict[str, str]] = {}
    for screen in screens():
        if issubclass(screen, OF_THEIR_OWN):
            continue
        for command in screen.OFFERED:
            for key in command.keys.split(","):
                meanings.setdefault(key, {})[command.label] = screen.__name__
    assert {key: held for key, held in meanings.items() if len(held) > 1 and key not in several} == {}


def test_each_screen_binds_what_it_offers() -> None:
    for screen in (*screens(), ProgressApp):
        bound = {binding.id for base in screen.__mro__ if base in nodes() for binding in _bindings(base) if binding.id}
        assert {command.name for command in screen.OFFERED} <= bound, screen


def _footer_is_whole(on_stage: Stage, where: str) -> None:
    shown = [key for key in on_stage.app.screen.query(FooterKey) if key.display]
    if not shown and is_dialog(on_stage):
        return
    assert 1 <= len(shown) <= 8, where
    last = on_stage.lines()[-1]
    for key in shown:
        assert f"{key.key_display} {key.description}" in last, (where, last)
        assert key.region.right <= on_stage.app.size.width, where


async def _help_lists_every_command(on_stage: Stage, where: str) -> None:
    screen = on_stage.app.screen
    assert isinstance(screen, OffersCommands)
    await on_stage.press("question_mark")
    dialog = on_stage.app.screen
    assert isinstance(dialog, HelpDialog), where
    rows = [" ".join(str(part.render()) for part in row.query(Static)) for row in dialog.query(".row") if row.children]
    for command in (*screen.OFFERED, *EVERYWHERE):
        assert f"{command.key_words()} {command.label}. {command.help}" in rows, (where, command)
    await on_stage.press("escape")
    assert on_stage.app.screen is screen, where


async def _palette_lists_every_command(on_stage: Stage, where: str) -> None:
    screen = on_stage.app.screen
    assert isinstance(screen, OffersCommands)
    await on_stage.press("colon")
    assert isinstance(on_stage.app.screen, TextualPalette), where
    entries = on_stage.app.screen.query_one(OptionList)
    offered = (*screen.OFFERED, *EVERYWHERE)
    await on_stage.until(lambda: len(entries.options) >= len(offered), "the palette is filled")
    listed = [str(option.prompt) for option in entries.options]
    for command in offered:
        named = f"{command.label}  ({command.key_words()})"
        assert any(named in text and command.help in text for text in listed), (where, command)
    await on_stage.press("escape")
    assert on_stage.app.screen is screen, where


def _state(on_stage: Stage) -> tuple[object, ...]:
    app = on_stage.app
    place = app.place._replace(filter="") if app.place is not None else None
    return on_stage.top, app.theme, app.names_hidden, app._exit, place


async def _letters_are_letters(on_stage: Stage, where: str) -> None:
    """Every key of a command is typed into what has the focus, and nothing else happens."""
    focused, before = on_stage.app.focused, _state(on_stage)
    await on_stage.press(*LETTERS, "comma", "question_mark", "slash")
    held = focused.value if isinstance(focused, Input) else focused.text if isinstance(focused, TextArea) else ""
    assert LETTERS + ",?/" in held, where
    assert _state(on_stage) == before, where


async def keeps_the_contract(on_stage: Stage, stop: Stop) -> None:
    """What holds of every screen and dialog; that `escape` leads back is for the walk to say."""
    screen, where = on_stage.app.screen, stop.name
    _footer_is_whole(on_stage, where)
    assert "ctrl+q" in screen.active_bindings or on_stage.app._bindings.key_to_bindings["ctrl+q"][0].priority
    if isinstance(on_stage.app.focused, Input | TextArea):
        await _letters_are_letters(on_stage, where)
    elif not isinstance(screen, ModalScreen):
        assert screen.active_bindings["q"].binding.id == "app.quit", where
        await _help_lists_every_command(on_stage, where)
        await _palette_lists_every_command(on_stage, where)


async def test_every_screen_keeps_the_contract(demo_path: Path) -> None:
    seen: set[str] = set()
    checked: set[type[Screen[object]]] = set()
    async with stage(demo_path, "4B") as on_stage:
        async for stop in walk(on_stage):
            seen.add(on_stage.top)
            if type(on_stage.app.screen) in checked and not isinstance(on_stage.app.focused, Input | TextArea):
                _footer_is_whole(on_stage, stop.name)
                continue
            checked.add(type(on_stage.app.screen))
            await keeps_the_contract(on_stage, stop)
    ours = {node.__name__ for node in nodes() if issubclass(node, Screen)}
    assert ours - seen - NOT_WALKED - {node.__name__ for node in nodes() if node.__subclasses__()} == set(), "no stop"


NOT_WALKED = {"Welcome", "TroubleDialog", "UnsavedDialog", "ConfirmDialog"}
"""Screens that the gallery does not stop at: without a school, or where something is wrong."""


async def test_the_footer_of_welcome() -> None:
    async with bare_stage(None) as on_stage:
        shown = [key for key in on_stage.app.screen.query(FooterKey) if key.display]
        assert [key.description for key in shown] == ["Import a file", "Demo school", "Help"]
