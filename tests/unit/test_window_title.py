"""The title of the window: the class and the school, nothing that ends the sequence, nobody's name."""

from __future__ import annotations

import pytest

from progress_tui.tui.habits.window_title import LONGEST, PLAIN, sequence, takes_titles, title_of
from progress_tui.tui.place import Place

HERE = Place(1, "Oakfield Primary", 7, "4B", 12161, "reading", "name:ada")


def test_the_title_says_where_one_is_and_not_who_is_looked_for() -> None:
    assert title_of(HERE, hidden=False) == "progress-tui – 4B, Oakfield Primary"
    assert title_of(HERE, hidden=True) == PLAIN
    assert title_of(None, hidden=False) == PLAIN
    assert len(title_of(HERE._replace(school="x" * 200), hidden=False)) == LONGEST


def test_no_control_character_reaches_the_terminal() -> None:
    evil = HERE._replace(school="Oak\x07\x1b]52;c;eA==\x07", class_name="4\x9cB\n")
    written = sequence(title_of(evil, hidden=False))
    assert written.startswith("\x1b]2;")
    assert written.endswith("\x07")
    assert written[4:-1].isprintable()


@pytest.mark.parametrize(("kind", "takes"), [("xterm-256color", True), ("tmux", True), ("linux", False), ("", False)])
def test_a_console_has_no_title(kind: str, takes: bool) -> None:
    assert takes_titles({"TERM": kind}) is takes
