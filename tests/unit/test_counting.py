"""A file that has lost something is noticed, a clock that was put back too; nothing else is said to be wrong."""

from __future__ import annotations

import stat
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from progress_tui.domain import clock
from progress_tui.store import audit, notes, schema
from progress_tui.store.engine import SchoolFile
from progress_tui.store.file.counting import count_file, reset
from progress_tui.workspace import Workspace

KEY = bytes(range(32))
KILLED_AFTER_THE_COMMIT = """
import os, sys
from pathlib import Path
from progress_tui.store import notes
from progress_tui.store.engine import SchoolFile
key = bytes.fromhex(sys.argv[2]) or None
file = SchoolFile(Path(sys.argv[1]), key)
SchoolFile._detach = lambda *_: os._exit(9)
file.write(lambda con: notes.save(con, 1, 1, "only in the log", ""))
"""


def bodies(file: SchoolFile) -> list[str]:
    return [note.body for note in file.read(lambda con: notes.of_pupils(con, 1))]


def write_note(file: SchoolFile, body: str) -> None:
    file.write(lambda con: notes.save(con, 1, 1, body, ""))


def warned(path: Path, key: bytes | None = None) -> str:
    """What is said of the file when it is used."""
    with closing(SchoolFile(path, key)) as file:
        file.read(schema.version_of)
        return "" if file.count.warning is None else str(file.count.warning)


def die_in_a_write(path: Path, key: bytes | None) -> Path:
    """Another program stores a note and is killed before the log is folded into the file; the log."""
    words = [sys.executable, "-c", KILLED_AFTER_THE_COMMIT, str(path), (key or b"").hex()]
    assert subprocess.run(words, check=False).returncode == 9
    return path.with_name(path.name + ".wal")


@pytest.fixture(params=[None, KEY], ids=["plain", "encrypted"])
def key(request: pytest.FixtureRequest) -> bytes | None:
    held: bytes | None = request.param
    return held


@pytest.fixture
def path(tmp_path: Path, key: bytes | None) -> Path:
    """A school file with a note in it."""
    with closing(SchoolFile(tmp_path / "school.duckdb", key)) as file:
        file.write(schema.migrate)
        write_note(file, "first")
        return file.path


def test_what_the_log_alone_holds_is_there_and_nothing_is_said(path: Path, key: bytes | None) -> None:
    log = die_in_a_write(path, key)
    assert log.stat().st_size > 0
    assert warned(path, key) == ""
    with closing(SchoolFile(path, key)) as file:
        assert bodies(file) == ["first", "only in the log"]


@pytest.mark.parametrize("left", [0, 40], ids=["gone", "cut"])
def test_a_log_cut_short_is_noticed_and_said_once_it_is_read(path: Path, key: bytes | None, left: int) -> None:
    log = die_in_a_write(path, key)
    log.write_bytes(log.read_bytes()[: log.stat().st_size * left // 100])
    said = warned(path, key)
    assert said.startswith("Changes are missing from school.duckdb. It was written last on ")
    assert "its log was cut short" in said
    assert "progress-tui restore" in said
    with closing(SchoolFile(path, key)) as file:
        assert bodies(file) == ["first"]
        write_note(file, "goes on")
    assert warned(path, key) == "", "whoever goes on has read it"


def test_check_says_it(path: Path, key: bytes | None) -> None:
    die_in_a_write(path, key).unlink()
    with closing(Workspace(path, key)) as workspace:
        assert workspace.check().problems[0].startswith("Changes are missing from school.duckdb.")


def test_an_older_copy_in_its_place_is_noticed_unless_that_was_meant(path: Path, key: bytes | None) -> None:
    older = path.read_bytes()
    with closing(SchoolFile(path, key)) as file:
        write_note(file, "second")
    path.write_bytes(older)
    assert "an older copy was put in its place" in warned(path, key)
    reset(path)
    assert warned(path, key) == ""


def test_two_programs_and_another_school_of_the_name_are_no_trouble(tmp_path: Path) -> None:
    path = tmp_path / "school.duckdb"
    with closing(SchoolFile(path)) as one, closing(SchoolFile(path)) as other:
        one.write(schema.migrate)
        for number in range(3):
            write_note(one, f"one {number}")
            write_note(other, f"other {number}")
        assert (one.count.warning, other.count.warning) == (None, None)
    assert warned(path) == ""
    with closing(SchoolFile(tmp_path / "another.duckdb")) as another:
        another.write(schema.migrate)
        another.write(lambda con: con.execute("UPDATE meta SET value = '2020-01-01T08:00:00' WHERE key = 'made'"))
    (tmp_path / "another.duckdb").replace(path)
    assert warned(path) == ""


@pytest.mark.parametrize("content", ["", "x", "2026-01-01T08:00:00 many 2026", "a b c d"])
def test_a_count_that_cannot_be_read_says_nothing(path: Path, key: bytes | None, content: str) -> None:
    count_file(path).write_text(content, "utf-8")
    assert warned(path, key) == ""
    count_file(path).unlink()
    assert warned(path, key) == ""


def test_a_clock_put_back_is_said(path: Path, key: bytes | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: date(2019, 1, 1))
    said = warned(path, key)
    assert said.startswith("The clock of this computer was put back. It says 1 January 2019 at ")
    assert "Set the clock: notes, actions and meetings are dated by it." in said
    assert said.endswith(
        "If it is right now, it was ahead then: delete school.duckdb.count, and this is not said again."
    )
    with closing(SchoolFile(path, key)) as file:
        write_note(file, "goes on")
    assert warned(path, key) == said, "the clock is still wrong"


def test_what_nobody_typed_puts_out_no_warning(path: Path, key: bytes | None, monkeypatch: pytest.MonkeyPatch) -> None:
    die_in_a_write(path, key).unlink()
    monkeypatch.setattr(clock, "today", lambda: date(2019, 1, 1))
    with closing(SchoolFile(path, key)) as file:
        file.write(lambda con: audit.append(con, "backup", {}))
        assert (file.count.missing, file.count.clock).count(None) == 0
    assert warned(path, key).startswith("Changes are missing")


def test_the_count_says_nothing_of_anybody_and_is_private(path: Path, key: bytes | None) -> None:
    made, version, when = count_file(path).read_text("ascii").split()
    with closing(SchoolFile(path, key)) as file:
        held = file.read(schema.read_meta)
    assert (made, version) == (held["made"], held["version"])
    assert when.startswith("20")
    if sys.platform != "win32":
        assert stat.S_IMODE(count_file(path).stat().st_mode) == 0o600
