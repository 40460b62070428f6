"""The school file: all or nothing, locked down, private, encrypted, and every refusal in words."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from progress_tui.domain.errors import LockedError, ProgressError, StoreError
from progress_tui.store import engine, notes, schema
from progress_tui.store.engine import SchoolFile
from progress_tui.store.file import attaching, counting, examining
from progress_tui.store.file.loading import quoted_path
from progress_tui.store.notes import NoteSaved

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

WAYS = ("read", "write", "rehearse")
HOLDER = """
import sys, duckdb
con = duckdb.connect(":memory:")
con.execute("ATTACH '" + sys.argv[1] + "' AS held")
print("held", flush=True)
sys.stdin.readline()
"""


class UnexpectedError(Exception):
    """Something that goes wrong inside a piece of work."""


def fails(con: DuckDBPyConnection) -> int:
    """Writes, then fails."""
    schema.migrate(con)
    notes.save(con, 1, 1, "half done", "")
    raise UnexpectedError


def bodies(con: DuckDBPyConnection) -> list[str]:
    return [note.body for note in notes.of_pupils(con, 1)]


def add_note(con: DuckDBPyConnection, body: str) -> NoteSaved:
    return notes.save(con, 1, 1, body, "")


def write_note(file: SchoolFile, body: str) -> None:
    file.write(partial(add_note, body=body))


def run(file: SchoolFile, way: str, work: Callable[[DuckDBPyConnection], object]) -> object:
    return {"read": file.read, "write": file.write, "rehearse": file.rehearse}[way](work)


@contextmanager
def held_by_another(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process holds the file for writing; a line to its stdin lets go."""
    command = [sys.executable, "-c", HOLDER, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        try:
            yield holder
        finally:
            holder.kill()


# -- all or nothing


def test_reading_a_file_that_is_not_there_is_a_sentence_and_makes_nothing(school_file: SchoolFile) -> None:
    with pytest.raises(StoreError) as caught:
        school_file.read(schema.version_of)
    assert str(caught.value).startswith("school.duckdb is not there.")
    assert caught.value.remedy.startswith("Plug its stick in or name it with --file")
    assert list(school_file.path.parent.iterdir()) == []


def test_a_failed_first_write_leaves_no_file(school_file: SchoolFile) -> None:
    with pytest.raises(UnexpectedError):
        school_file.write(fails)
    assert list(school_file.path.parent.iterdir()) == []
    school_file.write(schema.migrate)
    assert school_file.read(bodies) == []


def test_a_failed_write_stores_nothing(fresh_file: SchoolFile) -> None:
    write_note(fresh_file, "first")
    with pytest.raises(UnexpectedError):
        fresh_file.write(fails)
    with pytest.raises(StoreError) as caught:
        fresh_file.write(lambda con: (notes.save(con, 1, 1, "second", ""), con.execute("SELECT * FROM nothing")))
    assert "Nothing was changed." in str(caught.value)
    assert fresh_file.read(bodies) == ["first"]


def test_a_failed_first_write_spares_the_file_another_program_made_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(SchoolFile(tmp_path / "ready.duckdb")) as other:
        other.write(schema.migrate)
        write_note(other, "theirs")
    path = tmp_path / "school.duckdb"
    examine = examining.examine

    def arrives(looked_at: Path, fresh: bool, writing: bool) -> None:
        examine(looked_at, fresh, writing)
        if looked_at == path and not path.exists():
            shutil.copy(tmp_path / "ready.duckdb", path)

    monkeypatch.setattr(attaching, "examine", arrives)
    with closing(SchoolFile(path)) as file:
        with pytest.raises(UnexpectedError):
            file.write(fails)
        assert file.read(bodies) == ["theirs"]


def test_a_rehearsal_stores_nothing_and_makes_no_file(school_file: SchoolFile) -> None:
    def work(con: DuckDBPyConnection) -> int:
        schema.migrate(con)
        notes.save(con, 1, 1, "rehearsed", "")
        return len(notes.of_pupils(con, 1))

    assert school_file.rehearse(work) == 1
    assert list(school_file.path.parent.iterdir()) == []
    school_file.write(schema.migrate)
    write_note(school_file, "first")
    before = school_file.path.read_bytes()
    assert school_file.rehearse(work) == 2
    assert school_file.path.read_bytes() == before


def test_reading_cannot_write(fresh_file: SchoolFile) -> None:
    with pytest.raises(StoreError):
        fresh_file.read(lambda con: notes.save(con, 1, 1, "by the back door", ""))
    assert fresh_file.read(bodies) == []


def test_work_under_way_is_finished_at_the_close(fresh_file: SchoolFile) -> None:
    other = SchoolFile(fresh_file.path)
    saved = [other.submit_write(partial(add_note, body=f"note {n}")) for n in range(5)]
    other.close()
    assert [future.done() for future in saved] == [True] * 5
    assert fresh_file.read(bodies) == [f"note {n}" for n in range(5)]


def test_the_stamp_tells_of_writing(school_file: SchoolFile) -> None:
    assert school_file.stamp() is None
    school_file.write(schema.migrate)
    before = school_file.stamp()
    school_file.read(schema.version_of)
    assert school_file.stamp() == before
    write_note(school_file, "something new")
    assert school_file.stamp() != before


# -- files that are none


def plain_file(path: Path) -> bytes:
    """The bytes of a school file with some thousand rows, so that there is something to cut."""
    with closing(SchoolFile(path)) as file:
        file.write(schema.migrate)
        file.write(
            lambda con: con.execute(
                "INSERT INTO identifier SELECT 1, i, 'source', md5(i::VARCHAR), 1 FROM range(9000) r(i)"
            )
        )
    content = path.read_bytes()
    path.unlink()
    counting.reset(path)
    return content


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda whole: whole[:0], "is not a school file"),
        (lambda whole: b"UPN,Surname\n" * len(whole), "is not a school file"),
        (lambda whole: whole[:10], "is not a school file"),
        (lambda whole: whole[:5000], "is damaged or incomplete"),
        (lambda whole: whole[:4096] + b"?" * 8192 + whole[12288:], "is damaged or incomplete"),
        (lambda whole: whole[:16384], "is damaged or incomplete"),
    ],
    ids=["empty", "text", "ten-bytes", "cut-in-the-header", "overwritten-header", "cut-in-the-data"],
)
def test_damaged_files_are_refused_in_words_and_left_alone(
    tmp_path: Path, damage: Callable[[bytes], bytes], words: str, way: str
) -> None:
    path = tmp_path / "block.duckdb"  # the name holds “lock”, which is not why it is refused
    content = damage(plain_file(path))
    path.write_bytes(content)
    with closing(SchoolFile(path)) as file:
        with pytest.raises(StoreError) as caught:
            run(file, way, lambda con: con.execute("SELECT count(*), max(value) FROM identifier").fetchall())
        assert not isinstance(caught.value, LockedError)
        assert f"block.duckdb {words}" in str(caught.value)
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("way", WAYS)
def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path, way: str) -> None:
    import duckdb

    path = tmp_path / "other.duckdb"
    with duckdb.connect(str(path)) as con:
        con.execute("CREATE TABLE takings AS SELECT 42 AS pounds")
    before = path.read_bytes()
    with closing(SchoolFile(path)) as file:
        work = schema.needs_migration if way == "read" else schema.migrate
        with pytest.raises(StoreError, match="This DuckDB file is not a school file"):
            run(file, way, work)
    assert path.read_bytes() == before


def test_a_folder_is_not_a_file_and_a_missing_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "folder.duckdb").mkdir()
    with closing(SchoolFile(tmp_path / "folder.duckdb")) as file, pytest.raises(StoreError, match="cannot be read"):
        file.read(schema.version_of)
    with closing(SchoolFile(tmp_path / "no" / "school.duckdb")) as file:
        with pytest.raises(StoreError, match=r"school\.duckdb cannot be made.*folder") as caught:
            file.write(schema.migrate)
        assert not isinstance(caught.value, LockedError)
    assert not (tmp_path / "no").exists()


# -- locked down


def _ask(con: DuckDBPyConnection, sql: str) -> list[object]:
    return [*con.execute(sql).fetchall()]


OUTSIDE = (
    "ATTACH '{folder}/other.duckdb' AS other",
    "SELECT * FROM read_csv('{folder}/secret.csv')",
    "SELECT * FROM read_text('{folder}/secret.csv')",
    "SELECT * FROM '{folder}/secret.csv'",
    "SELECT * FROM glob('{folder}/*')",
    "COPY (SELECT 1 AS one) TO '{folder}/out.csv'",
    "EXPORT DATABASE '{folder}/out'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SET enable_external_access = true",
    "SET lock_configuration = false",
    "RESET lock_configuration",
    "SET temp_directory = '{folder}'",
)


@pytest.mark.parametrize("way", WAYS)
def test_everything_but_the_school_file_is_out_of_reach(tmp_path: Path, way: str) -> None:
    (tmp_path / "secret.csv").write_text("name\nsecret\n", "utf-8")
    path = tmp_path / "school.duckdb"
    with closing(SchoolFile(path)) as file:
        if way != "rehearse":  # a rehearsal without a file is locked down as well
            file.write(schema.migrate)
        before = sorted(tmp_path.iterdir())
        for statement in OUTSIDE:
            sql = statement.format(folder=tmp_path)
            with pytest.raises(StoreError):
                run(file, way, partial(_ask, sql=sql))
            assert sorted(tmp_path.iterdir()) == before, statement
        file.write(schema.migrate)
        assert file.read(bodies) == []


# -- names and permissions


def test_a_quote_in_the_name_is_only_a_quote(tmp_path: Path) -> None:
    path = tmp_path / "St Mary's'; DROP TABLE note; --.duckdb"
    with closing(SchoolFile(path)) as file:
        file.write(schema.migrate)
        write_note(file, "kept")
        assert file.read(bodies) == ["kept"]
    assert sorted(tmp_path.iterdir()) == [path, counting.count_file(path)]


@pytest.mark.parametrize("name", ["a\0b", "a\nb", "a\x1b[2Jb", "a\u202eb"])
def test_invisible_characters_in_a_name_are_refused(name: str) -> None:
    with pytest.raises(StoreError, match="invisible characters"):
        quoted_path(Path(name))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_the_file_is_private_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o000)
    try:
        with closing(SchoolFile(tmp_path / "school.duckdb")) as file:
            file.write(schema.migrate)
            write_note(file, "private")
        assert os.umask(0o000) == 0o000
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "school.duckdb").stat().st_mode) == 0o600


# -- encrypted

KEY = bytes(range(32))


def test_an_encrypted_file_opens_with_its_key_alone(tmp_path: Path) -> None:
    path = tmp_path / "school.duckdb"
    with closing(SchoolFile(path, KEY)) as file:
        file.write(schema.migrate)
        write_note(file, "Quillfeather, Zebedee")
    assert b"Quillfeather" not in path.read_bytes()
    assert sorted(tmp_path.iterdir()) == [path, counting.count_file(path)]
    with closing(SchoolFile(path, KEY)) as file:
        assert file.read(bodies) == ["Quillfeather, Zebedee"]
        write_note(file, "Seen again")
        assert file.read(bodies) == ["Quillfeather, Zebedee", "Seen again"]
    content = path.read_bytes()
    for key, words in ((KEY[::-1], "could not be unlocked"), (None, "is encrypted")):
        for way in WAYS:
            with closing(SchoolFile(path, key)) as file, pytest.raises(StoreError, match=words):
                run(file, way, bodies)
    assert path.read_bytes() == content


def test_the_same_text_stands_in_a_plain_file(fresh_file: SchoolFile) -> None:
    write_note(fresh_file, "Quillfeather, Zebedee")
    assert b"Quillfeather" in fresh_file.path.read_bytes()
    with closing(SchoolFile(fresh_file.path, KEY)) as file, pytest.raises(StoreError, match="is not encrypted"):
        file.read(bodies)


# -- other programs


def test_a_held_lock_is_explained_after_the_patience(fresh_file: SchoolFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "PATIENCE", 0.05)
    with held_by_another(fresh_file.path) as holder:
        for way in WAYS:
            with pytest.raises(LockedError) as caught:
                run(fresh_file, way, bodies)
            assert isinstance(caught.value, ProgressError)
            assert "is being written by another program" in caught.value.title
            assert f"process {holder.pid}" in caught.value.detail
            assert "0.05 seconds" in caught.value.detail
    assert fresh_file.read(bodies) == []


def test_a_lock_let_go_within_the_patience_is_waited_for(
    fresh_file: SchoolFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "PATIENCE", 60.0)
    with held_by_another(fresh_file.path) as holder:
        saved = fresh_file.submit_write(lambda con: notes.save(con, 1, 1, "patient", ""))
        assert not saved.done()
        holder.communicate("\n", timeout=60)
        assert saved.result(timeout=60).revision == 1
    assert fresh_file.read(bodies) == ["patient"]


def test_one_process_can_open_a_file_twice(fresh_file: SchoolFile) -> None:
    def writes(file: SchoolFile, who: str) -> None:
        for number in range(12):
            write_note(file, f"{who} {number}")

    with closing(SchoolFile(fresh_file.path)) as other, ThreadPoolExecutor(2) as threads:
        done = [threads.submit(writes, fresh_file, "a"), threads.submit(writes, other, "b")]
        for future in done:
            future.result(timeout=60)
        assert sorted(other.read(bodies)) == sorted(f"{who} {n}" for who in "ab" for n in range(12))


def test_a_full_disk_is_told_as_one(school_file: SchoolFile) -> None:
    import _duckdb as duckdb

    def fill(_: DuckDBPyConnection) -> None:
        raise duckdb.IOException('Could not write file "/school/oakfield.progress.wal": No space left on device')

    with pytest.raises(StoreError) as caught:
        school_file.write(fill)
    said = "The disk is full. There is no room for school.duckdb. Nothing was changed. Free some space, try again."
    assert str(caught.value) == said
