"""The keymap as a contract: names, keys and labels of every screen, a way out, no letter that acts while one types."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import ModalScreen, Screen

import progress_tui.tui
from progress_tui.tui.app import ProgressApp
from progress_tui.tui.commands.base import OffersCommands
from progress_tui.tui.commands.everywhere import EVERYWHERE
from progress_tui.tui.commands.of_part import OfPart
from progress_tui.tui.screens.adopt_screen import AdoptScreen
from progress_tui.tui.screens.import_page_screen import ImportPageScreen
from progress_tui.tui.screens.import_screen import ImportScreen
from progress_tui.tui.screens.mentoring_screen import MentoringScreen
from progress_tui.tui.screens.plan_screen import PlanScreen
from progress_tui.tui.screens.prep_in_screen import PrepInScreen
from progress_tui.tui.screens.runner_screen import RunnerScreen
from progress_tui.tui.screens.support_screen import SupportScreen
from progress_tui.tui.screens.welcome import Welcome
from tests.screens.contract import footer
from tests.screens.stage import bare_stage

UNDELIVERABLE = {"ctrl+h", "ctrl+m", "ctrl+i", "ctrl+j", "ctrl+left_square_bracket", "ctrl+slash", "ctrl+s", "ctrl+c"}
"""Keys that a terminal sends as another key, or keeps for itself."""

OF_THEIR_OWN = (
    Welcome,
    ImportScreen,
    ImportPageScreen,
    AdoptScreen,
    ModalScreen,
    PlanScreen,
    PrepInScreen,
    SupportScreen,
    MentoringScreen,
    RunnerScreen,
)
"""Screens before a school is there, on which a file is brought in, one record is kept or a meeting is held, and
dialogs: their keys are their own."""


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
            # In one part of the Meetings screen a key is of the rows of that part.
            for key in () if issubclass(command, OfPart) else command.keys.split(","):
                meanings.setdefault(key, {})[command.label] = screen.__name__
    assert {key: held for key, held in meanings.items() if len(held) > 1 and key not in several} == {}


def test_each_screen_binds_what_it_offers() -> None:
    offering: list[type[OffersCommands]] = [*screens(), ProgressApp]
    for screen in offering:
        bound = {binding.id for base in screen.__mro__ if base in nodes() for binding in _bindings(base) if binding.id}
        assert {command.name for command in screen.OFFERED} <= bound, screen


async def test_the_footer_of_welcome() -> None:
    async with bare_stage(None) as on_stage:
        assert [offer.words for offer in footer(on_stage)] == ["Import a file", "Demo school", "Help"]
