"""What can be read of a damaged file is saved, nothing is invented, and the damaged file is only read."""

from __future__ import annotations

import csv
import errno
import io
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

import duckdb
import pytest

from progress_tui.domain.errors import ExistsError, StoreError, UsageError
from progress_tui.store.file.instance import new_instance
from progress_tui.store.salvaging import LOST, salvage
from progress_tui.workspace.safekeeping.salvaging import LOST_WORDS, REPORT, Salvaging
from tests.faults.conftest import KINDS, Give
from tests.faults.faults import disk_full
from tests.faults.work import EARLIER, School

if TYPE_CHECKING:
    from collections.abc import Sequence

PLACES: Final = (0.15, 0.35, 0.55, 0.75, 0.9, 0.97)
"""Where of the file a byte is changed."""
ROOT: Final = Path(__file__).parents[2]
LOGGED: Final = 20

LOGS: Final = """
import os, signal, sys
from pathlib import Path
from progress_tui.store import engine
from tests.faults.work import EARLIER, School

path, key, many = sys.argv[1:]
workspace = School(Path(path), bytes.fromhex(key) or None).open()

def one(con, number):
    con.execute(
        "INSERT INTO note SELECT * REPLACE (note_id + 100 + ? AS note_id, ? AS body) FROM note WHERE body = ?",
        [number, f"logged {number}", EARLIER],
    )
    con.execute("UPDATE meta SET value = CAST(CAST(value AS INT) + 1 AS VARCHAR) WHERE key = 'version'")

def apart(con, work, commit):
    for number in range(int(many)):
        con.execute("BEGIN TRANSACTION")
        work(con, number)
        con.execute("COMMIT")
    workspace.file.count.keep(con)
    os.kill(os.getpid(), signal.SIGKILL)

engine._in_transaction = apart
workspace.file.write(one)
"""
"""Notes that only the log has, a transaction each: the program is killed before they are taken into the file."""


def notes() -> dict[str, str]:
    """Body → its pupil's number; some are longer than a block of the file."""
    return {f"known {n} " + "word " * (5 if n % 20 else 4000) + "end": str(n) for n in range(1, 61)}


DEADLY: Final = next(iter(notes()))


@pytest.fixture(params=KINDS)
def school(request: pytest.FixtureRequest, school_of: Give) -> School:
    given = school_of(request.param)
    with closing(given.open()) as workspace:
        for body, number in notes().items():
            workspace.save_note(1, int(number), body).result()
    return given


def salvaging(school: School) -> Salvaging:
    with closing(school.open()) as workspace:
        made = Salvaging(school.path, workspace.protecting)
    made._keys = (school.key,)
    return made


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))


@pytest.mark.parametrize("place", PLACES)
def test_what_can_be_read_is_saved_and_nothing_is_invented(school: School, tmp_path: Path, place: float) -> None:
    content = bytearray(school.path.read_bytes())
    content[int(len(content) * place)] ^= 0xFF
    school.path.write_bytes(content)
    out = tmp_path / "out"
    try:
        saved = salvaging(school).save(out)
    except UsageError:
        # The byte was in a block that nothing is in.
        with closing(school.open()) as workspace:
            assert workspace.check().problems == ()
        return
    assert school.path.read_bytes() == content
    assert out.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in out.iterdir()} == {0o600}
    assert "not encrypted" in (out / REPORT).read_text("utf-8")
    line = next(one for one in saved.lines if one.what == "notes")
    rows = rows_of(out / "notes.csv")
    bodies = [row["body"] for row in rows if row["body"] != LOST_WORDS]
    assert set(bodies) <= {*notes(), EARLIER}
    assert len(bodies) == line.read + line.in_part
    assert line.lost is not None
    assert len(bodies) + line.lost == len(notes()) + 1
    assert all(notes()[row["body"]] in (row["pupil_id"], "") or row["pupil_id"] == LOST_WORDS
               for row in rows if row["body"] in notes())  # fmt: skip


def test_a_log_cut_short_is_told_and_what_the_file_holds_is_saved(school: School, tmp_path: Path) -> None:
    count = school.path.with_name("oak.duckdb.count")
    made, version, when = count.read_text("ascii").split()
    count.write_text(f"{made} {int(version) + 5} {when}", "ascii")
    saved = salvaging(school).save(tmp_path / "out")
    assert not saved.complete
    assert saved.said[0].startswith("Changes are missing")
    assert {row["body"] for row in rows_of(tmp_path / "out" / "notes.csv")} == {*notes(), EARLIER}


def test_a_header_that_cannot_be_read_is_told_and_nothing_is_left(school: School, tmp_path: Path) -> None:
    school.path.write_bytes(bytes(12_288) + school.path.read_bytes()[12_288:])
    with pytest.raises(StoreError, match="Nothing could be read from oak"):
        salvaging(school).save(tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_sound_file_and_a_folder_in_use_are_refused(school: School, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Nothing is wrong with"):
        salvaging(school).save(tmp_path / "out")
    assert not (tmp_path / "out").exists()
    with pytest.raises(ExistsError):
        salvaging(school).save(school.path.parent)


# -- the log


def with_a_log(school: School) -> Path:
    """The log of the school, with notes that only it has."""
    words = [sys.executable, "-c", LOGS, str(school.path), (school.key or b"").hex(), str(LOGGED)]
    assert subprocess.run(words, check=False, cwd=ROOT, stderr=subprocess.PIPE).returncode == -9
    return school.path.with_name("oak.duckdb.wal")


@pytest.mark.parametrize("place", [0.05, 0.4, 0.8, 0.999])
@pytest.mark.parametrize("kind", KINDS)
def test_of_a_damaged_log_all_is_saved_that_was_written_before_the_damage(
    school_of: Give, tmp_path: Path, kind: str, place: float
) -> None:
    school = school_of(kind)
    log = with_a_log(school)
    content = bytearray(log.read_bytes())
    content[int(len(content) * place)] ^= 0xFF
    log.write_bytes(content)
    before = school.path.read_bytes(), bytes(content)
    saved = salvaging(school).save(tmp_path / "out")
    assert (school.path.read_bytes(), log.read_bytes()) == before, "both are only read"
    assert not saved.complete
    told = saved.said[0]
    assert told.startswith(("The log beside the file is damaged. Of its ", "Changes are missing")), told
    assert told.split(".")[0] in (tmp_path / "out" / REPORT).read_text("utf-8")
    bodies = [row["body"] for row in rows_of(tmp_path / "out" / "notes.csv")]
    kept = len(bodies) - 1
    assert bodies == [EARLIER, *(f"logged {number}" for number in range(kept))]
    # The note that the byte belongs to is lost and those behind it, and none before it.
    assert place * LOGGED - 2 <= kept <= place * LOGGED


@pytest.mark.parametrize("kind", KINDS)
def test_a_sound_log_is_read_to_its_end(school_of: Give, tmp_path: Path, kind: str) -> None:
    school = school_of(kind)
    log = with_a_log(school)
    found = salvage(school.path, (school.key,), workshop(tmp_path))
    assert (found.healthy, found.log, found.warning) == (True, "", "")
    bodies = [row[found.tables["note"].columns.index("body")] for row in found.tables["note"].rows]
    assert bodies == [EARLIER, *(f"logged {number}" for number in range(LOGGED))]
    assert log.exists(), "it was only read"


# -- a disk that fails, and one that is full


class Failing(io.FileIO):
    """A file on a disk that does not give some of its bytes any more."""

    lost = range(0)

    def read(self, size: int | None = -1, /) -> bytes:
        if self.tell() in self.lost:
            raise OSError(errno.EIO, "Input/output error")
        return super().read(size)


def fail(monkeypatch: pytest.MonkeyPatch, path: Path, lost: range) -> None:
    """Have the disk of this one file fail where it is read without a buffer, as the copy reads it."""
    real = Path.open

    def opened(
        file: Path, mode: str = "r", buffering: int = -1, encoding: str | None = None, errors: str | None = None
    ) -> IO[bytes] | IO[str]:
        if file == path and buffering == 0:
            stream = Failing(file)
            stream.lost = lost
            return stream
        return real(file, mode, buffering, encoding, errors)

    monkeypatch.setattr(Path, "open", opened)


def test_what_a_failing_disk_still_gives_is_saved(
    school: School, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, size = salvaging(school), school.path.stat().st_size
    fail(monkeypatch, school.path, range(size // 2, size // 2 + 16_384))
    saved = made.save(tmp_path / "out")
    assert saved.said[0] == "16,384 bytes could not be read from its disk: what stood there is lost."
    assert not saved.complete
    assert saved.said[0] in (tmp_path / "out" / REPORT).read_text("utf-8")
    bodies = {row["body"] for row in rows_of(tmp_path / "out" / "notes.csv")}
    assert bodies <= {*notes(), EARLIER, LOST_WORDS}
    assert len(bodies) > 1


def test_what_the_disk_of_the_file_and_what_that_of_the_copy_refuses_is_told_apart(
    school_of: Give, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    school, out = school_of("plain"), tmp_path / "out"
    made, size = salvaging(school), school.path.stat().st_size
    with disk_full(65_536)(school, monkeypatch), pytest.raises(StoreError, match="The disk is full") as full:
        made.save(out)
    assert "for a copy of oak.duckdb in out" in str(full.value)
    with monkeypatch.context() as patch:
        fail(patch, school.path, range(size))
        with pytest.raises(StoreError, match=f"Nothing could be read from oak.*{size:,} bytes could not be read"):
            made.save(out)
    school.path.chmod(0)
    with pytest.raises(StoreError, match=r"^oak\.duckdb cannot be read\. Permission is denied"):
        made.save(out)
    assert not out.exists()


# -- an instance that dies


def workshop(tmp_path: Path) -> Path:
    folder = tmp_path / "workshop"
    folder.mkdir()
    return folder


class Dying:
    """An instance that does not survive the reading of one note, as with some damage: every later question fails."""

    def __init__(self, real: duckdb.DuckDBPyConnection) -> None:
        self.real, self.dead, self.closed = real, False, False

    def execute(self, query: str, values: Sequence[object] = ()) -> Dying:
        if self.dead:
            raise duckdb.FatalException("FATAL Error: the database has been invalidated")
        self.real.execute(query, list(values))
        return self

    def fetchall(self) -> list[tuple[object, ...]]:
        rows = self.real.fetchall()
        if any(DEADLY in row for row in rows):
            self.dead = True
            raise duckdb.FatalException("FATAL Error: the first one\nand more of it")
        return rows

    def fetchone(self) -> tuple[object, ...] | None:
        return self.real.fetchone()

    def interrupt(self) -> None:
        self.real.interrupt()

    def close(self) -> None:
        self.closed = True
        self.real.close()


def test_after_a_fatal_error_a_new_instance_goes_on_where_it_was(
    school: School, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Dying] = []

    def new(*, crypto: bool) -> Dying:
        made.append(Dying(new_instance(crypto)))
        return made[-1]

    with monkeypatch.context() as patch:
        patch.setattr("progress_tui.store.file.asking.new_instance", new)
        found = salvage(school.path, (school.key,), workshop(tmp_path))
    table = found.tables["note"]
    at = table.columns.index("body")
    lost = [row for row in table.rows if row[at] is LOST]
    assert len(lost) == 1, "the row that costs the instance its life, and no other"
    assert {row[at] for row in table.rows if row[at] is not LOST} == {*notes(), EARLIER} - {DEADLY}
    assert "the first one" in table.why
    assert len(made) > 1
    assert all(one.dead for one in made[:-1]), "a new one is made for no other reason"
    assert all(one.closed for one in made)
