"""Whatever this process asks about a file it works on, other programs stay shut out of it until the work is done."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from duckdb import DuckDBPyConnection

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
