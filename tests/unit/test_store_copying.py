"""A copy of a school file holds all of it and nothing that was deleted, and is there whole or not at all."""

from __future__ import annotations

import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from progress_tui import new_files
from progress_tui.domain.errors import ExistsError, StoreError
from progress_tui.store import schema
from progress_tui.store.checking import contents
from progress_tui.store.engine import SchoolFile
from progress_tui.store.file import copying

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

KEY = bytes(range(32))
LEAVES_ITS_LOG = """
import os, sys
import duckdb
con = duckdb.connect(sys.argv[1])
con.execute("SET checkpoint_threshold = '1TB'")
con.execute("INSERT INTO saved_filter VALUES (1, 'late', 'name:late')")
os._exit(0)
"""


def write_filter(file: SchoolFile, name: str) -> None:
    file.write(lambda con: con.execute("INSERT INTO saved_filter VALUES (1, ?, 'pp')", [name]).fetchall())


def filters(con: DuckDBPyConnection) -> list[str]:
    return [str(name) for (name,) in con.execute("SELECT name FROM saved_filter ORDER BY name").fetchall()]


def test_a_copy_of_the_demo_school_holds_what_it_holds(demo_path: Path, tmp_path: Path) -> None:
    target = tmp_path / "copies" / "copy.duckdb"
    target.parent.mkdir(mode=0o700)
    with closing(SchoolFile(demo_path)) as file:
        before = file.read(contents)
        file.copy_to(target)
        assert file.read(contents) == before
        write_filter(file, "goes on")
    with closing(SchoolFile(target)) as copy:
        assert copy.read(contents) == before
    assert before.pupils > 400
    assert [path.name for path in target.parent.iterdir()] == ["copy.duckdb"]
    if sys.platform != "win32":
        assert stat.S_IMODE(target.stat().st_mode) == 0o600


@pytest.mark.parametrize("key", [None, KEY])
def test_what_was_deleted_is_not_in_it(tmp_path: Path, key: bytes | None) -> None:
    target = tmp_path / "copy.duckdb"
    with closing(SchoolFile(tmp_path / "school.duckdb", key)) as file:
        file.write(schema.migrate)
        write_filter(file, "Quillfeather")
        write_filter(file, "stays here")
        file.write(lambda con: con.execute("DELETE FROM saved_filter WHERE name = 'Quillfeather'").fetchall())
        file.copy_to(target)
        plain = (tmp_path / "school.duckdb").read_bytes()
    assert (b"Quillfeather" in plain) is (key is None), "why a copy is made at all"
    assert b"Quillfeather" not in target.read_bytes()
    assert (b"stays here" in target.read_bytes()) is (key is None)
    with closing(SchoolFile(target, key)) as copy:
        assert copy.read(filters) == ["stays here"]


def test_what_only_the_log_holds_is_in_it(tmp_path: Path) -> None:
    path, target = tmp_path / "school.duckdb", tmp_path / "copy.duckdb"
    with closing(SchoolFile(path)) as file:
        file.write(schema.migrate)
    subprocess.run([sys.executable, "-c", LEAVES_ITS_LOG, str(path)], check=True)
    assert path.with_name("school.duckdb.wal").stat().st_size > 0
    with closing(SchoolFile(path)) as file:
        file.copy_to(target)
    with closing(SchoolFile(target)) as copy:
        assert copy.read(filters) == ["late"]


def test_its_name_is_on_disk_before_anybody_is_told_of_it(
    fresh_file: SchoolFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = list[Path]()
    monkeypatch.setattr(new_files, "name_on_disk", lambda path: named.append(path) if path.exists() else None)
    target = tmp_path / "copy.duckdb"
    fresh_file.copy_to(target)
    assert named == [target]


def test_one_that_is_there_stays(demo_path: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.duckdb"
    target.write_bytes(b"something else")
    with closing(SchoolFile(demo_path)) as file, pytest.raises(ExistsError, match="is there already"):
        file.copy_to(target)
    assert target.read_bytes() == b"something else"


@pytest.mark.parametrize("where", ["missing/copy.duckdb", "a file/copy.duckdb"])
def test_a_folder_that_cannot_be_written_is_told_and_nothing_is_left(
    demo_path: Path, tmp_path: Path, where: str
) -> None:
    (tmp_path / "a file").write_text("in the way")
    before = sorted(tmp_path.rglob("*"))
    with closing(SchoolFile(demo_path)) as file:
        with pytest.raises(StoreError):
            file.copy_to(tmp_path / where)
        assert file.read(contents).problems == ()
    assert sorted(tmp_path.rglob("*")) == before


def test_a_copy_that_differs_is_not_kept(demo_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = copying._sums

    def lost(con: DuckDBPyConnection, database: str) -> dict[str, tuple[int, int]]:
        if database == copying.COPY:
            con.execute("DELETE FROM copied.note")
        return real(con, database)

    monkeypatch.setattr(copying, "_sums", lost)
    target = tmp_path / "copy.duckdb"
    with closing(SchoolFile(demo_path)) as file, pytest.raises(StoreError, match="Other rows in: note"):
        file.copy_to(target)
    assert [path.name for path in tmp_path.iterdir()] == [demo_path.name]


def test_a_file_that_is_not_there_or_damaged_leaves_nothing(tmp_path: Path) -> None:
    path, target = tmp_path / "school.duckdb", tmp_path / "copy.duckdb"
    with closing(SchoolFile(path)) as file, pytest.raises(StoreError, match="is not there"):
        file.copy_to(target)
    path.write_bytes(b"\0" * 8 + b"DUCK" + b"\xff" * 9000)
    with closing(SchoolFile(path)) as file, pytest.raises(StoreError):
        file.copy_to(target)
    assert [one.name for one in tmp_path.iterdir()] == ["school.duckdb"]
