"""The command line among hostile texts: in what is typed, and in what is on file."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from progress_tui.__main__ import main
from tests.hostile_school import CLASS, not_plain

NO_TEXT = os.fsdecode(b"\xff\xfe\x1b[31m")


@pytest.mark.parametrize(
    "words",
    [
        ("show", "pupil", NO_TEXT), ("show", "class", NO_TEXT), ("show", "class", CLASS, "--filter", f'"{NO_TEXT}"'),
        ("erase", NO_TEXT, "--preview"), ("filters", "save", NO_TEXT, "pp"),
        ("actions", "add", "--class", CLASS, "--do", NO_TEXT, "--owner", NO_TEXT, "--due", NO_TEXT),
    ],
)  # fmt: skip
def test_bytes_that_are_no_text_end_in_a_sentence(
    words: tuple[str, ...], hostile_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main([*words, "--file", str(hostile_path)])
    out, err = capsys.readouterr()
    assert code in (0, 1, 2)
    assert out or err
    assert not_plain(out + err) == []


@pytest.mark.parametrize("form", ["table", "csv", "json", "markdown"])
@pytest.mark.parametrize(
    "words",
    [("show", "class", CLASS), ("filters", "list"), ("support", "list"), ("meeting", "list"), ("audit", "list")],
)
def test_what_is_on_file_is_printed_as_plain_text(
    words: tuple[str, ...], form: str, hostile_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words, "--file", str(hostile_path), "--format", form]) == 0
    out, err = capsys.readouterr()
    assert len(out) > 100
    assert not_plain((out + err).replace("\r\n", "\n")) == []
    if form == "json":
        assert words[0] == "audit" or "\\u001b[31m" in out, "escaped, so that it is read back as it is on file"
        assert json.loads(out)


@pytest.mark.parametrize("form", ["table", "csv", "markdown"])
def test_the_check_finds_what_is_printed_as_it_is_on_file(
    form: str, hostile_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without what makes texts plain the same commands are caught."""
    monkeypatch.setattr("progress_tui.cli.printing.visible", str)
    monkeypatch.setattr("progress_tui.exporting.formats.markdown.clean", lambda text, **_: text)
    monkeypatch.setattr("progress_tui.cli.printing.spreadsheet_safe", str)
    assert main(["support", "list", "--file", str(hostile_path), "--format", form]) == 0
    assert "'\\x1b'" in not_plain(capsys.readouterr().out)
