"""What a killed program left half made goes; what a running one is making stays."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from progress_tui.store import schema
from progress_tui.store.engine import SchoolFile
from progress_tui.store.file.sweeping import is_running, sweep

LONG_AGO = 3600


@pytest.fixture
def dead() -> int:
    """The number of a process that has ended."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
        return process.pid


def leave(path: Path, seconds: float = LONG_AGO) -> Path:
    """A file that was written some seconds ago."""
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"Quillfeather")
    os.utime(path, (time.time() - seconds, time.time() - seconds))
    return path


def test_what_nobody_makes_any_more_goes(tmp_path: Path, dead: int) -> None:
    path = tmp_path / "school.duckdb"
    left = [
        leave(tmp_path / f"school.duckdb.{dead}.making"),
        leave(tmp_path / f"school.duckdb.{dead}.making.wal"),
        leave(tmp_path / f"school.duckdb.{dead}.making.undo"),
        leave(tmp_path / "school.duckdb.backups" / f"monday.duckdb.{dead}.making"),
    ]
    stays = [
        leave(tmp_path / f"school.duckdb.{os.getpid()}.making"),
        leave(tmp_path / f"other.duckdb.{dead}.making"),
        leave(tmp_path / f"school.duckdb.{dead}.making.txt"),
        leave(tmp_path / "school.duckdb.making"),
        leave(tmp_path / "school.duckdb.backups" / "monday.duckdb"),
    ]
    with closing(SchoolFile(path)) as file:
        file.write(schema.migrate)
    assert [one for one in left if one.exists()] == []
    assert [one for one in stays if not one.exists()] == []


def test_what_was_written_a_moment_ago_may_be_another_computers(tmp_path: Path, dead: int) -> None:
    left = leave(tmp_path / f"school.duckdb.{dead}.making", 5)
    assert sweep(tmp_path / "school.duckdb") == []
    os.utime(left, (time.time() + LONG_AGO, time.time() + LONG_AGO))
    assert sweep(tmp_path / "school.duckdb") == [left], "a clock that was put back keeps nothing"


def test_a_folder_that_is_not_there_is_no_trouble(tmp_path: Path) -> None:
    assert sweep(tmp_path / "no" / "school.duckdb") == []


def test_processes_are_told_from_gone_ones(dead: int) -> None:
    assert is_running(os.getpid())
    assert not is_running(dead)
    assert is_running(10**30), "no process number: nothing is known of it"
