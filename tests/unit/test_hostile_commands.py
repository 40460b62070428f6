"""The command line among hostile texts: in what is typed, and in what is on file."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from progress_tui.__main__ import main
from progress_tui.workspace import Workspace
from tests.hostile_school import CLASS, make_hostile, not_plain

NO_TEXT = os.fsdecode(b"\xff\xfe\x1b[31m")


@pytest.fixture(name="path", scope="module")
def _path(demo_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    folder.chmod(0o700)
    path = Path(shutil.copy(demo_template, folder / "demo.duckdb"))
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("PROGRESS_TUI_HOME", str(folder))
        workspace = Workspace(path)
        make_hostile(workspace)
        workspace.close()
    return path


@pytest.mark.parametrize(
    "words",
    [
        ("show", "pupil", NO_TEXT), ("show", "class", NO_TEXT), ("show", "class", CLASS, "--filter", f'"{NO_TEXT}"'),
        ("erase", NO_TEXT, "--preview"), ("filters", "save", NO_TEXT, "pp"),
        ("actions", "add", "--class", CLASS, "--do", NO_TEXT, "--owner", NO_TEXT, "--due", NO_TEXT),
    ],
)  # fmt: skip
def test_bytes_that_are_no_text_end_in_a_sentence(
    words: tuple[str, ...], path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main([*words, "--file", str(path)])
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
    words: tuple[str, ...], form: str, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words, "--file", str(path), "--format", form]) == 0
    out, err = capsys.readouterr()
    assert len(out) > 100
    assert not_plain((out + err).replace("\r\n", "\n")) == []
    if form == "json":
        assert words[0] == "audit" or "\\u001b[31m" in out, "escaped, so that it is read back as it is on file"
        assert json.loads(out)
