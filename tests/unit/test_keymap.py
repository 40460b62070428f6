"""Keys of the user's own: what a terminal can send, which commands there are, and no key twice on one screen."""

from __future__ import annotations

from pathlib import Path

import pytest

from progress_tui.analysis.flags.thresholds import thresholds
from progress_tui.settings import use_config
from progress_tui.tui.commands.base import Command
from progress_tui.tui.habits.keymap import Keymap, checked, contexts, fault_of, read_keymap

GRID = {
    "view.filter": frozenset({"slash"}),
    "class.note": frozenset({"n"}),
    "app.help": frozenset({"question_mark", "f1"}),
    "table.open": frozenset({"enter"}),
    "class.open": frozenset({"enter"}),
}
NOTE = {"note.finish": frozenset({"escape"})}


def configured(tmp_path: Path, text: str) -> Keymap:
    path = tmp_path / "config.toml"
    path.write_text(text, "utf-8")
    return read_keymap(path)


def test_no_file_moves_nothing(tmp_path: Path) -> None:
    assert read_keymap(tmp_path / "config.toml") == Keymap({})


def test_keys_are_taken_as_people_write_them(tmp_path: Path) -> None:
    found = configured(
        tmp_path, '[keys]\n"view.filter" = "Ctrl+F"\n"class.note" = ["F4", ","]\n"app.help" = "?, esc, PgUp"\n'
    )
    assert found == Keymap(
        {"view.filter": "ctrl+f", "class.note": "f4,comma", "app.help": "question_mark,escape,pageup"}
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("keys = 4", "must be a table"),
        ('[keys]\n"app.help" = 4', "takes a key"),
        ('[keys]\n"app.help" = []', "takes a key"),
        ('[keys]\n"app.lock" = ["ctrl+l", "L"]', "could not be typed any more"),
        ("[keys", "is not valid TOML"),
    ],
)
def test_a_damaged_table_is_said_and_moves_nothing(tmp_path: Path, text: str, said: str) -> None:
    found = configured(tmp_path, text)
    assert found.keys == {}
    assert said in found.problems[0]


@pytest.mark.parametrize("key", ["ctrl+h", "ctrl+m", "ctrl+i", "ctrl+j", "ctrl+/", "ctrl+[", "ctrl+c", "ctrl+s"])
def test_a_key_that_arrives_as_another_is_told(key: str) -> None:
    assert fault_of(key).startswith(f"“{key}” ")


@pytest.mark.parametrize("key", ["alt+x", "super+x", "ctrl+1", "ctrl+shift+x", "f13", "bogus", "ctrl+space"])
def test_a_key_that_not_every_terminal_sends_is_told(key: str) -> None:
    assert fault_of(key) == f"“{key}” is no key that every terminal can send"


@pytest.mark.parametrize("key", ["a", "Z", "é", "/", "+", "ctrl+f", "F12", "shift+tab", "ctrl+up", "space", "~"])
def test_a_key_that_terminals_send_is_taken(key: str) -> None:
    assert fault_of(key) == ""


def test_a_shifted_letter_is_the_capital_and_the_way_out_stays() -> None:
    assert fault_of("shift+x") == "“shift+x” is written as the capital letter “X”"
    assert fault_of("ctrl+q") == "“ctrl+q” always ends the program"


def test_an_unknown_command_is_named_with_the_nearest() -> None:
    found = checked(Keymap({"view.fliter": "x"}), [GRID, NOTE])
    assert found.keys == {}
    assert found.problems == ("There is no command “view.fliter”. Did you mean “view.filter”?",)


def test_of_two_that_want_one_key_the_first_has_it() -> None:
    found = checked(Keymap({"view.filter": "x", "class.note": "x"}), [GRID])
    assert found.keys == {"view.filter": "x"}
    assert found.problems == ("class.note keeps its key: “x” is the key of view.filter on the same screen.",)


def test_a_key_taken_from_a_command_that_keeps_it_is_refused_and_a_swap_is_not() -> None:
    assert checked(Keymap({"view.filter": "n"}), [GRID]).keys == {}
    swap = {"view.filter": "n", "class.note": "slash"}
    assert checked(Keymap(swap), [GRID]) == Keymap(swap)


def test_giving_a_key_back_may_leave_another_without_it() -> None:
    found = checked(Keymap({"view.filter": "n", "class.note": "question_mark"}), [GRID])
    assert found.keys == {}, "the note keeps n, so the filter cannot have it"
    assert len(found.problems) == 2


def test_one_key_may_work_on_two_screens_and_what_shares_a_key_from_birth_may() -> None:
    assert checked(Keymap({"note.finish": "n"}), [GRID, NOTE]).problems == ()
    assert checked(Keymap({"class.open": "enter,o"}), [GRID]).problems == ()


def test_the_program_knows_what_works_where() -> None:
    known = contexts()
    ids = {name for context in known for name in context}
    assert {"app.quit", "app.help", "table.down", "note.finish", "picker.cancel", "help.close"} <= ids
    assert not any("note.finish" in context and "app.quit" in context for context in known), "a dialog stands alone"
    assert any({"table.down", "app.quit", "class.import"} <= set(context) for context in known)


def test_words_of_keys_follow_the_keymap() -> None:
    class Find(Command):
        name = "x.find"
        keys = "slash,f3"
        label = "Find"
        help = "Find."

    class Leave(Command):
        name = "x.leave"
        keys = "escape"
        label = "Leave"
        help = "Leave."
        shown_key = "esc"

    assert (Find.key_words(), Leave.key_words()) == ("/ or F3", "esc")
    moved = {"x.find": "ctrl+f,left_square_bracket", "x.leave": "x"}
    assert (Find.key_words(moved), Leave.key_words(moved)) == ("ctrl+f or [", "x")


def test_thresholds_and_keys_live_in_one_file(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text('[keys]\n"app.help" = "h"\n[flags.attendance]\n', "utf-8")
    use_config(path)
    try:
        assert thresholds().rows
    finally:
        use_config(None)
