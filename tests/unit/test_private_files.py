"""Every file the program makes is for its owner alone, whatever the process was started with."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from progress_tui import private, settings
from progress_tui.__main__ import main
from progress_tui.importing.planning.committing import Terms
from progress_tui.importing.service import read_answers
from progress_tui.tui.ending import write_down
from progress_tui.workspace import Workspace

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples"
WORDS = "otter lantern quarry"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")


@pytest.fixture
def open_mask() -> Iterator[None]:
    """A process that was started so that everybody may read what it makes."""
    before = os.umask(0)
    try:
        yield
    finally:
        os.umask(before)


def everything_in(home: Path) -> list[Path]:
    return sorted(path for path in home.rglob("*") if not path.is_symlink())


def readable_by_others(home: Path) -> dict[str, str]:
    return {
        str(path.relative_to(home)): oct(stat.S_IMODE(path.stat().st_mode))
        for path in everything_in(home)
        if path.stat().st_mode & 0o077
    }


def kinds_in(home: Path) -> set[str]:
    return {path.name.partition(".")[2] if path.is_file() else "folder" for path in everything_in(home)}


def given(secret: str) -> list[str]:
    """A descriptor that a passphrase comes from."""
    reading, writing = os.pipe()
    os.write(writing, f"{secret}\n".encode())
    os.close(writing)
    return ["--passphrase-fd", str(reading)]


@pytest.mark.usefixtures("open_mask")
def test_a_journey_on_the_command_line_makes_nothing_that_others_can_read(home: Path) -> None:
    school, out = str(home / "schools" / "oakfield.duckdb"), str(home / "exports" / "autumn")
    (home / "schools").mkdir(0o700)
    taken = [str(EXAMPLES / "autumn.csv"), "--answers", str(EXAMPLES / "answers.toml")]
    assert main([*given(WORDS), "import", *taken, "--into", school, "--save-map", str(home / "own.toml")]) == 0
    # Wrong passphrases are counted in a file of their own.
    assert main([*given("not the passphrase"), "check", "--file", school]) == 1
    stick = home / "stick"
    stick.mkdir(0o700)
    for what in (
        ["export", "data", "--to", out, "--names", "full"],
        ["backup"],
        ["backup", "--to", str(stick)],
        ["restore", "--yes"],
        ["import", str(EXAMPLES / "moves.csv"), "--answers", str(EXAMPLES / "answers.toml"), "--into", school],
        ["audit", "list"],
    ):
        os.umask(0)
        file = [] if "--into" in what else ["--file", school]
        assert main([*given(WORDS), *what, *file]) == 0, what
    os.umask(0)
    assert main([*given("not the passphrase"), "check", "--file", school]) == 1
    assert {"folder", "duckdb", "duckdb.keys", "duckdb.tries", "duckdb.count", "toml", "json"} <= kinds_in(home)
    assert (home / "schools" / "oakfield.duckdb.backups").is_dir()
    assert list(stick.glob("*.duckdb"))
    assert any(path.suffix == ".csv" for path in (home / "exports").rglob("*"))
    assert readable_by_others(home) == {}


@pytest.mark.usefixtures("open_mask")
def test_every_writer_keeps_others_out_by_itself(home: Path) -> None:
    terms = Terms(school_name="Oakfield", answers=read_answers(EXAMPLES / "answers.toml"))
    workspace, demo = Workspace(home / "oakfield.duckdb"), Workspace(home / "demo" / "demo.duckdb")
    try:
        workspace.protecting.begin("Head", WORDS)
        # With the mask of the process as it is: nothing here goes through the entry point, which sets its own.
        report = workspace.importing.bring_in(EXAMPLES / "autumn.csv", terms)
        assert report.verdict == "accepted"
        settings.remember_file(workspace.path)
        assert write_down(ValueError("a name")) is not None
        private.make_folder(home / "a" / "b")
        workspace.file.copy_to(home / "a" / "b" / "copy.duckdb")
        demo.make_demo()
    finally:
        workspace.close()
        demo.close()
    assert {"folder", "duckdb", "duckdb.keys", "json", "log"} <= kinds_in(home)
    assert readable_by_others(home) == {}


@pytest.mark.usefixtures("open_mask")
def test_the_test_can_fail(home: Path) -> None:
    (home / "loose.csv").write_text("name\n", "utf-8")
    assert readable_by_others(home) == {"loose.csv": "0o666"}


def test_folders_that_are_there_stay_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs").chmod(0o755)
    private.make_folder(tmp_path / "theirs" / "ours" / "inner")
    modes = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("theirs", "theirs/ours", "theirs/ours/inner")]
    assert modes == [0o755, 0o700, 0o700]
    (tmp_path / "file").touch()
    with pytest.raises(FileExistsError):
        private.make_folder(tmp_path / "file")
