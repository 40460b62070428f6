"""A school file written anew holds all that was not taken out and nothing that was, and is swapped in as a whole."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from progress_tui.domain.errors import LockedUpError, OtherKeyError, StoreError
from progress_tui.store import schema
from progress_tui.store.checking import contents
from progress_tui.store.engine import SchoolFile
from progress_tui.store.file import attaching, examining, rewriting
from progress_tui.store.file.counting import count_file
from progress_tui.store.protection.recognising import is_encrypted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

KEY, OTHER = bytes(range(32)), bytes(range(1, 33))
LEAVES_ITS_LOG = """
import os, sys
import duckdb
con = duckdb.connect(sys.argv[1])
con.execute("SET checkpoint_threshold = '1TB'")
con.execute("INSERT INTO saved_filter VALUES (1, 'late', 'name:late')")
os._exit(0)
"""


def take_out(name: str) -> Callable[[DuckDBPyConnection], int]:
    def work(con: DuckDBPyConnection) -> int:
        return len(con.execute("DELETE FROM saved_filter WHERE name = ? RETURNING name", [name]).fetchall())

    return work


def nothing(_: DuckDBPyConnection) -> None:
    return None


def write_filter(file: SchoolFile, name: str) -> None:
    file.write(lambda con: con.execute("INSERT INTO saved_filter VALUES (1, ?, 'pp')", [name]).fetchall())


def filters(con: DuckDBPyConnection) -> list[str]:
    return [str(name) for (name,) in con.execute("SELECT name FROM saved_filter ORDER BY name").fetchall()]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A school file with two saved filters."""
    place = tmp_path / "school.duckdb"
    with closing(SchoolFile(place)) as file:
        file.write(schema.migrate)
        write_filter(file, "Quillfeather")
        write_filter(file, "stays here")
    return place


def test_what_was_taken_out_is_in_no_byte_of_it(path: Path) -> None:
    with closing(SchoolFile(path)) as file:
        file.write(take_out("Quillfeather"))
        assert b"Quillfeather" in path.read_bytes(), "why a file is written anew at all"
        assert file.rewrite(take_out("stays here"), None) == 1
        assert file.read(filters) == []
        write_filter(file, "goes on")
        assert file.read(filters) == ["goes on"]
    assert b"Quillfeather" not in path.read_bytes()
    assert b"stays here" not in path.read_bytes()
    assert [held.name for held in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize(("before", "after"), [(None, KEY), (KEY, OTHER), (KEY, KEY), (KEY, None), (None, None)])
def test_the_demo_school_is_the_same_under_any_key(demo_path: Path, before: bytes | None, after: bytes | None) -> None:
    with closing(SchoolFile(demo_path)) as file:
        held = file.read(contents)
        file.rewrite(nothing, before)
        file.rewrite(nothing, after)
        assert file.key == after
        assert file.read(contents) == held
    assert held.pupils > 400
    assert is_encrypted(demo_path) is (after is not None)
    assert (b"saved_filter" in demo_path.read_bytes()) is (after is None)
    with closing(SchoolFile(demo_path, after)) as again:
        write_filter(again, "kept")
        assert again.read(filters)[-1:] == ["kept"]


def test_a_file_without_its_key_opens_no_more(path: Path) -> None:
    with closing(SchoolFile(path)) as file:
        file.rewrite(nothing, KEY)
        file.use_key(None)
        with pytest.raises(LockedUpError, match="encrypted"):
            file.read(filters)
        file.use_key(OTHER)
        with pytest.raises(OtherKeyError, match="could not be unlocked") as caught:
            file.read(filters)
        assert "another key meanwhile" in caught.value.detail
        file.use_key(KEY)
        assert file.read(filters) == ["Quillfeather", "stays here"]


def test_what_only_the_log_holds_is_not_lost(path: Path) -> None:
    subprocess.run([sys.executable, "-c", LEAVES_ITS_LOG, str(path)], check=True)
    assert path.with_name(path.name + ".wal").stat().st_size > 0
    with closing(SchoolFile(path)) as file:
        file.rewrite(nothing, KEY)
        assert file.read(filters) == ["Quillfeather", "late", "stays here"]


def test_a_change_that_fails_leaves_the_file_as_it_was(path: Path) -> None:
    def fails(con: DuckDBPyConnection) -> None:
        take_out("Quillfeather")(con)
        con.execute("SELECT * FROM nothing_like_that")

    before = path.read_bytes()
    with closing(SchoolFile(path)) as file:
        with pytest.raises(StoreError, match="could not be used"):
            file.rewrite(fails, KEY)
        assert file.key is None
        assert file.read(filters) == ["Quillfeather", "stays here"]
    assert path.read_bytes() == before
    assert sorted(path.parent.iterdir()) == [path, count_file(path)]


def test_what_another_program_writes_before_the_swap_is_not_lost(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = rewriting.kept_from_others

    def late(place: Path) -> object:
        with path.with_name(path.name + ".wal").open("ab") as log:
            log.write(b"another program's")
        return held(place)

    monkeypatch.setattr(rewriting, "kept_from_others", late)
    with closing(SchoolFile(path)) as file, pytest.raises(StoreError, match="used by another program"):
        file.rewrite(take_out("Quillfeather"), KEY)
    path.with_name(path.name + ".wal").unlink()
    with closing(SchoolFile(path)) as file:
        assert file.read(filters) == ["Quillfeather", "stays here"]


def test_a_program_that_opened_the_old_file_looks_again(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between opening and locking a file another program may have put a new one in its place."""
    newer = path.with_name("newer.duckdb")
    newer.write_bytes(path.read_bytes())
    with closing(SchoolFile(newer)) as file:
        write_filter(file, "newer")
    which_file, calls = examining.which_file, 0

    def swapped(place: Path) -> tuple[int, int] | None:
        nonlocal calls
        calls += 1
        if calls == 2:
            newer.replace(path)
        return which_file(place)

    monkeypatch.setattr(attaching, "which_file", swapped)
    with closing(SchoolFile(path)) as file:
        write_filter(file, "after")
        assert file.read(filters) == ["Quillfeather", "after", "newer", "stays here"]
    assert calls >= 4


DIES = """
import os, sys
from pathlib import Path
from progress_tui.store.file import rewriting
from progress_tui.store.engine import SchoolFile
stage = sys.argv[2]
swap = rewriting.swap
def dying(making, path):
    if stage == "before":
        os._exit(9)
    swap(making, path)
    os._exit(9)
rewriting.swap = dying
file = SchoolFile(Path(sys.argv[1]))
file.rewrite(lambda con: con.execute("DELETE FROM saved_filter WHERE name = 'Quillfeather'").fetchall(), None)
"""


@pytest.mark.parametrize(("stage", "left"), [("before", ["Quillfeather", "stays here"]), ("after", ["stays here"])])
def test_a_program_that_dies_leaves_the_old_file_or_the_new_one(path: Path, stage: str, left: list[str]) -> None:
    ended = subprocess.run([sys.executable, "-c", DIES, str(path), stage], check=False, env=os.environ.copy())
    assert ended.returncode == 9
    with closing(SchoolFile(path)) as file:
        assert file.read(filters) == left
        write_filter(file, "goes on")
