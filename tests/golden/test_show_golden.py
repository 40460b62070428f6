"""What `show class` and `show pupil` print for the demo school, to the letter.

With PROGRESS_TUI_REGENERATE=1 the files beside this one are written anew: read the difference before you keep it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from progress_tui.__main__ import main
from progress_tui.demo.building import build_demo

HERE = Path(__file__).parent
SUFFIXES = {"table": "txt", "csv": "csv", "json": "json", "markdown": "md"}


def shown(path: Path, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main([*words, "--file", str(path)]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return out


def expect(name: str, text: str) -> None:
    golden = HERE / name
    if os.environ.get("PROGRESS_TUI_REGENERATE") == "1":
        golden.write_bytes(text.encode())
    assert text == golden.read_bytes().decode()


@pytest.mark.parametrize("form", SUFFIXES)
def test_a_class_in_every_format(demo_path: Path, capsys: pytest.CaptureFixture[str], form: str) -> None:
    expect(f"show-4B.{SUFFIXES[form]}", shown(demo_path, capsys, "show", "class", "4B", "--format", form))


def test_a_past_class_on_level_points(demo_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    expect("show-3B-2023-24.txt", shown(demo_path, capsys, "show", "class", "3B", "--point", "2023-24:Sum2"))


def test_a_pupil(demo_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("show", "pupil", "Thorne, Barnaby")
    expect("show-pupil.txt", shown(demo_path, capsys, *words))
    expect("show-pupil.json", shown(demo_path, capsys, *words, "--format", "json"))


def test_the_same_seed_gives_the_same_school(
    demo_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    again = tmp_path / "again.duckdb"
    build_demo(again)
    for words in (("show", "class", "4B", "--format", "json"), ("show", "class", "RA"), ("check",)):
        assert shown(again, capsys, *words) == shown(demo_path, capsys, *words)
