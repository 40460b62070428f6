from __future__ import annotations

import csv
import io
import json

import pytest
from rich.cells import cell_len

from progress_tui.cli.printing import Format, emit_json, emit_rows, say

HOSTILE = ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "-inf"]


def printed(capsys: pytest.CaptureFixture[str], rows: list[dict[str, object]], form: Format, title: str = "") -> str:
    emit_rows(rows, form, title)
    return capsys.readouterr().out


def test_csv_never_holds_a_formula_not_even_in_a_heading(capsys: pytest.CaptureFixture[str]) -> None:
    rows: list[dict[str, object]] = [{"pupil": text, "=1+1": -2.5} for text in HOSTILE]
    lines = list(csv.reader(io.StringIO(printed(capsys, rows, "csv"))))
    assert lines[0] == ["pupil", "'=1+1"]
    assert [line[0] for line in lines[1:]] == ["'" + text for text in HOSTILE]
    assert {line[1] for line in lines[1:]} == {"-2.5"}, "numbers stay numbers"


def test_a_table_lines_up_under_wide_and_combined_letters(capsys: pytest.CaptureFixture[str]) -> None:
    rows: list[dict[str, object]] = [
        {"pupil": name, "x": "|"} for name in ("王小明", "Ng", "O'Brien-Smith", "Zoé", "Ọlátúnjí")
    ]
    lines = printed(capsys, rows, "table").splitlines()[2:]
    assert len({cell_len(line.partition("|")[0]) for line in lines}) == 1


@pytest.mark.parametrize("form", ["table", "csv", "markdown"])
def test_escape_sequences_and_line_breaks_never_reach_the_terminal(
    capsys: pytest.CaptureFixture[str], form: Format
) -> None:
    out = printed(capsys, [{"a\x1b[2J": "x\x1b[31m\u202ey\nz"}], form, "t\x1b]0;t\x07")
    assert not set(out) & {"\x1b", "\x07", "\u202e"}
    assert "x�[31m��y�z" in out or "x�" in out


def test_markdown_shows_text_literally(capsys: pytest.CaptureFixture[str]) -> None:
    out = printed(capsys, [{"a|b": "*x* | <b>", "c": "[red]"}], "markdown", "A_B <i>")
    assert out.splitlines() == [
        "# A\\_B &lt;i&gt;",
        "",
        "| a\\|b | c |",
        "| --- | --- |",
        "| \\*x\\* \\| &lt;b&gt; | \\[red\\] |",
    ]


def test_values_read_as_people_write_them(capsys: pytest.CaptureFixture[str]) -> None:
    out = printed(capsys, [{"a": True, "b": False, "c": None, "d": 97.0, "e": 2.5}], "csv")
    assert out.split() == ["a,b,c,d,e", "yes,no,,97,2.5"]


def test_numbers_are_flush_right(capsys: pytest.CaptureFixture[str]) -> None:
    emit_rows([{"n": 5}, {"n": 12345}], "table", numbers=frozenset(["n"]))
    assert capsys.readouterr().out.splitlines() == ["    n", "─────", "    5", "12345"]


def test_without_rows_the_columns_can_be_told(capsys: pytest.CaptureFixture[str]) -> None:
    emit_rows([], "csv", columns=["a", "b"])
    emit_rows([], "table", "Title")
    assert capsys.readouterr().out == "a,b\r\nTitle\n"


def test_json_is_one_line_and_keeps_every_letter(capsys: pytest.CaptureFixture[str]) -> None:
    emit_json({"name": "王小明\nŁ"})
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    assert "王小明" in out
    assert json.loads(out) == {"name": "王小明\nŁ"}


def test_narration_goes_to_stderr_as_plain_text(capsys: pytest.CaptureFixture[str]) -> None:
    say("one\ntwo\x1b[31m")
    assert capsys.readouterr() == ("", "one\ntwo�[31m\n")


def test_what_is_said_is_folded_between_words_on_a_terminal_only(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    text = "Everything was read.\n  note: not one word is broken off"
    say(text)
    assert capsys.readouterr().err == f"{text}\n"
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    say(text)
    assert capsys.readouterr().err.splitlines() == [
        "Everything was read.", "  note: not one word", "  is broken off",
    ]  # fmt: skip
