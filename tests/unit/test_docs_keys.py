"""The tables of docs/keys.md are those of the commands; PROGRESS_TUI_REGENERATE=1 writes them anew."""

from __future__ import annotations

import re

import pytest
from textual.binding import Binding
from textual.dom import DOMNode

from progress_tui.tui.commands.actions import OF_ACTIONS
from progress_tui.tui.commands.base import Command, key_word
from progress_tui.tui.commands.card import CARD
from progress_tui.tui.commands.classroom import CLASSROOM
from progress_tui.tui.commands.data import OWN
from progress_tui.tui.commands.everywhere import EVERYWHERE
from progress_tui.tui.commands.figures import COMPARE
from progress_tui.tui.commands.importing import IMPORTING, WELCOME
from progress_tui.tui.commands.mentoring import MENTORING
from progress_tui.tui.commands.planning import HELD, PLAN, READ_BACK
from progress_tui.tui.commands.runner import RUNNER
from progress_tui.tui.commands.support import GROUP
from progress_tui.tui.habits.keymap import contexts
from tests.unit.test_docs import DOCS, REGENERATE, page, sections


def key_rows(commands: tuple[type[Command], ...]) -> str:
    rows = [f"| `{one.key_words()}` | {one.label} | {one.help} |" for one in commands]
    return "\n".join(["| key | name | what it does |", "| --- | --- | --- |", *rows])


@pytest.mark.parametrize(
    ("screen", "commands"),
    [
        ("The class grid", CLASSROOM),
        ("The pupil card", CARD),
        ("Compare", COMPARE),
        ("A meeting that runs", RUNNER),
        ("The action log", OF_ACTIONS),
        ("A support group", GROUP),
        ("The mentoring record", MENTORING),
        ("Data", OWN),
        ("The import screen", IMPORTING),
        ("Planning a meeting", PLAN),
        ("Reading a meeting back", READ_BACK),
        ("The record of a meeting", HELD),
        ("Welcome", WELCOME),
        ("Everywhere", EVERYWHERE),
    ],
)
def test_keys_are_those_of_the_commands(screen: str, commands: tuple[type[Command], ...]) -> None:
    text, expected = page("keys.md"), key_rows(commands)
    under = sections(text)[screen]
    held = re.search(r"\| key \| name \| what it does \|\n(?:\|.*\n)+", under)
    assert held is not None
    if REGENERATE:
        (DOCS / "keys.md").write_text(text.replace(under, under.replace(held[0], f"{expected}\n"), 1), "utf-8")
    else:
        assert held[0].strip() == expected


def id_rows() -> str:
    """Every binding that has an id, with its keys and what it is called, by id."""
    contexts()  # imports every screen and dialog
    waiting, found = [DOMNode], dict[str, str]()
    while waiting:
        node = waiting.pop()
        waiting += node.__subclasses__()
        own = vars(node).get("BINDINGS", ()) if node.__module__.startswith("progress_tui.") else ()
        for one in own:
            if isinstance(one, Binding) and one.id:
                keys = " ".join(f"`{key_word(key.strip())}`" for key in one.key.split(","))
                found[one.id] = f"| `{one.id}` | {keys} | {one.description} |"
    return "\n".join(["| id | key | name |", "| --- | --- | --- |", *(found[name] for name in sorted(found))])


def test_every_id_of_a_key_is_documented() -> None:
    text, expected = page("keys.md"), id_rows()
    held = re.search(r"\| id \| key \| name \|\n(?:\|.*\n)+", text)
    assert held is not None
    if REGENERATE:
        (DOCS / "keys.md").write_text(text.replace(held[0], f"{expected}\n", 1), "utf-8")
    else:
        assert held[0].strip() == expected
