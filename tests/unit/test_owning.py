"""Whatever this process asks about a file it works on, other programs stay shut out of it until the work is done."""

from __future__ import annotations

import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import IO

import pytest
from duckdb import DuckDBPyConnection

from progress_tui.store import restoring
from progress_tui.store.engine import SchoolFile
from progress_tui.store.protection.recognising import is_encrypted

OTHER = """
import sys
from pathlib import Path
from progress_tui.domain.errors import LockedError
from progress_tui.store.engine import SchoolFile
file = SchoolFile(Path(sys.argv[1]))
try:
    file.write(lambda con: con.execute("INSERT INTO said VALUES ('other')").fetchall())
    print("stored")
except LockedError:
    print("refused")
file.close()
"""
LOCKS = """
import fcntl, sys
with open(sys.argv[1], "rb+") as stream:
    try:
        fcntl.lockf(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        print("free")
    except OSError:
        print("held")
"""
KEY = bytes(range(32))


@pytest.mark.parametrize("key", [None, KEY])
def test_asking_whether_a_file_is_encrypted_lets_no_other_program_into_a_write(
    tmp_path: Path, key: bytes | None
) -> None:
    path = tmp_path / "school.duckdb"
    file = SchoolFile(path, key)
    file.write(lambda con: con.execute("CREATE TABLE said (words VARCHAR)").fetchall())

    def work(con: DuckDBPyConnection) -> str:
        con.execute("INSERT INTO said VALUES ('ours')")
        assert is_encrypted(path) is (key is not None)
        return subprocess.run(
            [sys.executable, "-c", OTHER, str(path)], capture_output=True, text=True, check=False
        ).stdout.strip()

    assert file.write(work) == "refused"
    assert file.read(lambda con: con.execute("SELECT words FROM said").fetchall()) == [("ours",)]
    file.close()


def test_a_file_that_is_not_there_is_not_encrypted_and_one_in_its_place_is_looked_at_anew(tmp_path: Path) -> None:
    path = tmp_path / "school.duckdb"
    assert not is_encrypted(path)
    for key in (KEY, None):
        file = SchoolFile(path, key)
        file.write(lambda con: con.execute("CREATE TABLE said (words VARCHAR)").fetchall())
        file.close()
        assert is_encrypted(path) is (key is not None)
        path.unlink()
        assert not is_encrypted(path)


def test_a_damaged_file_is_kept_byte_for_byte_while_others_are_shut_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "school.duckdb"
    path.write_bytes(b"\0" * 8 + b"DUCK" + b"no more of it" * 1000)
    path.with_name(path.name + ".wal").write_bytes(b"its log")
    copy, seen = shutil.copyfileobj, list[str]()

    def looked_at(source: IO[bytes], target: IO[bytes]) -> None:
        copy(source, target)
        words = [sys.executable, "-c", LOCKS, str(path)]
        seen.append(subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip())

    monkeypatch.setattr(shutil, "copyfileobj", looked_at)
    with closing(SchoolFile(path)) as file:
        kept = restoring._keep(file)
    assert kept is not None
    assert seen == ["held", "held"], "after the file, and after its log"
    assert kept.read_bytes() == path.read_bytes()
