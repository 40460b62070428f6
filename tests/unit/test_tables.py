"""Tables on a terminal: folded to its width, and no row is lost."""

from __future__ import annotations

import sys

import pytest
from rich.cells import cell_len

from progress_tui.cli.printing import emit_rows, emit_sentence
from progress_tui.cli.tables import folded_to, table_lines

COLUMNS = ["n", "pupil", "reason"]
REASON = "Reading fell from At to Just below since Aut1; no live support or action."


def test_without_room_nothing_is_folded() -> None:
    lines = list(table_lines(COLUMNS, [["5", "Ash", REASON]], frozenset(["n"])))
    assert lines == [
        "n  pupil  reason",
        f"─  ─────  {'─' * len(REASON)}",
        f"5  Ash    {REASON}",
    ]


def test_the_widest_column_of_text_is_folded_between_words() -> None:
    lines = list(table_lines(COLUMNS, [["5", "Ash", REASON]], frozenset(["n"]), 50))
    assert lines[2:] == [
        "5  Ash    Reading fell from At to Just below since",
        "          Aut1; no live support or action.",
    ]
    assert max(map(cell_len, lines)) == 50


def test_figures_and_narrow_columns_are_never_folded() -> None:
    lines = list(table_lines(["figure", "word"], [["1" * 30, "a short text"]], frozenset(["figure"]), 20))
    assert lines[2] == f"{'1' * 30}  a short text"


def test_a_word_longer_than_the_room_is_cut_in_cells_and_loses_nothing() -> None:
    assert folded_to("漢字漢字漢字", 4) == ["漢字", "漢字", "漢字"]
    assert folded_to("ab " + "c" * 9, 4) == ["ab", "cccc", "cccc", "c"]
    assert folded_to("", 4) == [""]


def test_it_is_folded_on_a_terminal_and_nowhere_else(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    emit_rows([{"reason": REASON}], "table")
    emit_sentence(REASON)
    assert capsys.readouterr().out.count(REASON) == 2
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    emit_rows([{"reason": REASON}], "table")
    emit_sentence(REASON)
    out = capsys.readouterr().out
    assert " ".join(out.split()).count(REASON) == 2
    assert max(map(cell_len, out.splitlines())) <= 40
