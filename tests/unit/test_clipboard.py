"""Tables as text for a spreadsheet, and which helper of the desktop takes them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from progress_tui.tui.habits.clipboard import give, helper_for, tsv


def test_a_table_is_cells_and_lines_and_no_formula() -> None:
    rows = [["Pupil", "Change"], ["=cmd|' /C calc'!A0", "-3"], ["Ada\tLove\nlace", "−1"], ["@x", "+4.5"], ["  =1", ""]]
    assert tsv(rows).split("\n") == [
        "Pupil\tChange", "'=cmd|' /C calc'!A0\t-3", "Ada Love lace\t−1", "'@x\t+4.5", "'=1\t",
    ]  # fmt: skip


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def tool(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!{sys.executable}\n{script}\n", "utf-8")
    path.chmod(0o755)


def test_the_helper_is_the_one_of_the_desktop(tools: Path) -> None:
    for name in ("wl-copy", "xclip", "pbcopy"):
        tool(tools, name, "")
    path = str(tools)
    assert helper_for({"WAYLAND_DISPLAY": "w", "DISPLAY": ":0"}, "linux") == (f"{path}/wl-copy",)
    assert helper_for({"DISPLAY": ":0"}, "linux") == (f"{path}/xclip", "-selection", "clipboard")
    assert helper_for({}, "darwin") == (f"{path}/pbcopy",)
    assert helper_for({}, "linux") is None
    assert helper_for({"WSL_DISTRO_NAME": "Debian"}, "linux") is None


@pytest.mark.parametrize("name", ["SSH_CONNECTION", "SSH_TTY", "TMUX", "STY"])
def test_over_ssh_and_in_a_multiplexer_only_the_terminal_copies(name: str, tools: Path) -> None:
    tool(tools, "xclip", "")
    assert helper_for({"DISPLAY": ":0", name: "x"}, "linux") is None


def test_the_helper_is_given_the_text_and_says_whether_it_took_it(tools: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    tool(tools, "good", f"import sys; open({str(kept)!r}, 'wb').write(sys.stdin.buffer.read())")
    tool(tools, "bad", "raise SystemExit(3)")
    assert give([str(tools / "good"), "-x"], "Zoë\t4")
    assert kept.read_bytes() == "Zoë\t4".encode()
    assert not give([str(tools / "bad")], "x")
    assert not give([str(tools / "none")], "x")
