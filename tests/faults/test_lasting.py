"""What is wrong with the file itself: damage is told and not made worse, another version is refused or brought on."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from progress_tui.domain.errors import NotFoundError
from progress_tui.store import backups, schema
from progress_tui.store.engine import SchoolFile
from progress_tui.store.file import counting
from progress_tui.store.protection import key_file
from tests.faults.conftest import KINDS, Give
from tests.faults.work import PUPILS, WORK, School, assert_whole, attempt, backup_of, stored

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ROOT: Final = Path(__file__).parents[2]
DAMAGED: Final = (
    r"^oak\.duckdb is damaged or incomplete\. Its bytes are not those that were written\. Nothing was changed\. "
    r"Go back to a backup: “progress-tui restore --file \S+oak\.duckdb”\. "
    r"What was typed since may be read all the same: “progress-tui salvage --to FOLDER --file \S+oak\.duckdb”\.$"
)
NEWER: Final = (
    r"^This school file is from a newer progress-tui\. .* Install the newer program\. The file was not touched"
)
MISSING: Final = r"^Changes are missing from oak\.duckdb\. .* its log was cut short.*progress-tui restore"
_HEADERS: Final = 12_288
_BLOCK: Final = 4096

KILLED: Final = """
import os, signal, sys
from datetime import date
from pathlib import Path
import pytest
from progress_tui.domain import clock
from progress_tui.store.file.counting import Count
from tests.faults import faults, work

clock.today = lambda: date(2026, 11, 23)
path, key, name, moment = sys.argv[1:]

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

if moment != "after the commit":
    faults.strike_at(moment, pytest.MonkeyPatch(), die)
else:
    keep = Count.keep
    Count.keep = lambda self, con: (keep(self, con), die())
work.WORK[name](work.School(Path(path), bytes.fromhex(key) or None).open())
"""


def kill(school: School, name: str, moment: str) -> None:
    """Another program does a piece of work and is killed at a moment of it."""
    words = [sys.executable, "-c", KILLED, str(school.path), (school.key or b"").hex(), name, moment]
    assert subprocess.run(words, check=False, cwd=ROOT, stderr=subprocess.PIPE).returncode == -9


# -- damage


def cut(path: Path) -> None:
    """Half of it is missing."""
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def flip(path: Path) -> None:
    """A byte in every block behind the headers is another one."""
    content = bytearray(path.read_bytes())
    for place in range(_HEADERS + _BLOCK // 2, len(content), _BLOCK):
        content[place] ^= 0xFF
    path.write_bytes(content)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", WORK)
@pytest.mark.parametrize("damage", [cut, flip], ids=["truncated file", "corrupt file"])
def test_a_damaged_file_is_told_and_left_as_it_is_and_a_backup_goes_on(
    school_of: Give, damage: Callable[[Path], None], name: str, kind: str
) -> None:
    school = school_of(kind)
    kept = shutil.copy(school.path, school.path.parent.with_name("kept.duckdb"))
    damage(school.path)
    content = school.path.read_bytes()
    with closing(school.open()) as workspace:
        said = attempt(workspace, name)
    assert re.search(DAMAGED, said), said
    assert school.path.read_bytes() == content
    assert backup_of(school.path) is None, "no backup of what cannot be read"
    counting.reset(school.path)
    shutil.copy(kept, school.path)
    with closing(school.open()) as workspace:
        assert attempt(workspace, name) == ""
        assert workspace.warning is None
    assert stored(school, name)
    assert_whole(school)


@pytest.mark.parametrize("harm", [cut, Path.unlink, None], ids=["damaged", "gone", "locked"])
def test_where_the_file_cannot_say_where_its_backups_lie_that_is_said(
    school_of: Give, harm: Callable[[Path], None] | None
) -> None:
    school = school_of("encrypted")
    with closing(school.open()) as workspace:
        assert attempt(workspace, "backup") == ""
    if harm is not None:
        harm(school.path)
    with closing(School(school.path, None if harm is None else school.key).open()) as workspace:
        (note,) = workspace.backing_up.report().notes
        assert note == (
            "Where else backups lie could not be read from oak.duckdb. If one is on a stick or a drive: "
            f"“progress-tui restore PATH --file {school.path}”."
        )
        with pytest.raises(NotFoundError, match="There is no backup beside it") as refused:
            workspace.backing_up.choose()
        assert note in str(refused.value)
        on_the_stick = backup_of(school.path)
        beside = backups.home(school.path) / "older.duckdb"
        beside.parent.mkdir()
        shutil.copy(str(on_the_stick), beside)
        shutil.copy(str(key_file.key_path(Path(str(on_the_stick)))), key_file.key_path(beside))
        os.utime(beside, (0, 0))
        assert workspace.backing_up.choose().notes == (note,), "a newer one may lie there"
        assert workspace.backing_up.choose(str(on_the_stick)).notes == ()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", WORK)
@pytest.mark.parametrize("damage", [cut, flip], ids=["truncated log", "corrupt log"])
def test_a_damaged_log_is_told_and_what_the_file_holds_is_there(
    school_of: Give, damage: Callable[[Path], None], name: str, kind: str
) -> None:
    school = school_of(kind)
    kill(school, "meeting finish" if name == "note" else "note", "after the commit")
    log = school.path.with_name("oak.duckdb.wal")
    damage_log(log, damage)
    with closing(school.open()) as workspace:
        said = attempt(workspace, name)
        warned = str(workspace.warning)
    if said:
        # The log cannot be read at all: put aside it leaves what the file holds.
        assert re.search(DAMAGED, said), said
        log.unlink()
        with closing(school.open()) as workspace:
            assert attempt(workspace, name) == ""
            warned = str(workspace.warning)
    assert re.search(MISSING, warned), warned
    assert stored(school, name)
    with closing(school.open()) as workspace:
        workspace.open()
        told_again = workspace.warning is not None
    assert told_again is (name == "backup"), "whoever only takes a backup has not gone on"
    counting.reset(school.path)
    assert_whole(school)


def damage_log(log: Path, damage: Callable[[Path], None]) -> None:
    """A log is shorter than a block."""
    if damage is cut:
        cut(log)
        return
    content = bytearray(log.read_bytes())
    content[len(content) // 2] ^= 0xFF
    log.write_bytes(content)


# -- killed writers


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("name", "moment"),
    [("backup", "before the copy")]
    + [(name, f"{side} the commit") for name in WORK if name != "backup" for side in ("before", "after")],
)
def test_a_killed_writer_has_stored_all_or_nothing(school_of: Give, name: str, moment: str, kind: str) -> None:
    school = school_of(kind)
    kill(school, name, moment)
    assert stored(school, name) is (moment == "after the commit")
    assert_whole(school)
    with closing(school.open()) as workspace:
        assert workspace.check().problems == ()
        if moment != "after the commit":
            assert attempt(workspace, name) == ""
    assert stored(school, name)


# -- other versions


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", WORK)
def test_a_file_of_a_newer_program_is_refused_and_not_touched(school_of: Give, name: str, kind: str) -> None:
    school = school_of(kind)
    version(school, "99")
    content = school.path.read_bytes()
    with closing(school.open()) as workspace:
        said = attempt(workspace, name)
    assert school.path.read_bytes() == content
    assert re.search(NEWER, said), said
    assert backup_of(school.path) is None
    version(school, str(max(schema.migrations())))
    assert_whole(school)


def version(school: School, number: str) -> None:
    """Have the file say that it is of another version."""
    with closing(SchoolFile(school.path, school.key)) as file:
        file.write(lambda con: schema.set_meta(con, "schema_version", number))


OLDER: Final = """
INSERT INTO school VALUES (1, 'OAK', 'Oakfield', false, 1);
INSERT INTO class VALUES (1, 3, 2026, '4B', 1);
INSERT INTO import VALUES (1, '2026-11-20 09:00:00', 'autumn.csv', 'ab12', '{}', 2, 3, 1, 12, 0);
INSERT INTO meeting VALUES (1, 4, 3, 12157, '2026-10-16', 40, 'head', 'running');
INSERT INTO meeting_item VALUES (1, 4, 6, 1, 'The teacher reads with her on Mondays.', '', [], '');
INSERT INTO note VALUES (1, 5, 1, 'Reads at home again.', '', '2026-11-20 10:00:00', '2026-11-20 10:00:00', 1);
"""


def make_older(con: DuckDBPyConnection, folder: Path) -> None:
    """A school as the first version of the program kept it."""
    schema.migrate(con, folder)
    con.execute(OLDER)
    for subject in ("reading", "maths"):
        con.execute(
            "INSERT INTO series VALUES (1, ?, ?, ?, 'teacher', 'teacher', 'bands', '', 'Teacher', NULL, NULL, 1)",
            [1 + (subject == "maths"), f"{subject}-teacher", subject],
        )
    for number in range(1, PUPILS + 1):
        con.execute(
            "INSERT INTO pupil VALUES (1, ?, ?, ?, ?, ?, NULL, NULL, 1)",
            [number, f"Surname{number}", f"Forename{number}", f"surname{number} forename{number}", f"Pupil {number}"],
        )
        con.execute("INSERT INTO enrolment VALUES (1, ?, 2026, 4, 3, NULL, NULL, 1)", [number])
        con.execute(
            "INSERT INTO result VALUES (1, ?, 1, 12157, 'At', 2, 1), (1, ?, 2, 12157, 'At', 2, 1)", [number] * 2
        )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", WORK)
def test_a_file_of_an_older_program_is_brought_on(school_of: Give, tmp_path: Path, name: str, kind: str) -> None:
    school = school_of(kind)
    school.path.unlink()
    counting.reset(school.path)
    first = tmp_path / "first"
    first.mkdir()
    shutil.copy(schema.MIGRATIONS / "0001.sql", first)
    with closing(SchoolFile(school.path, school.key)) as file:
        file.write(lambda con: make_older(con, first))
    with closing(school.open()) as workspace:
        assert attempt(workspace, name) == ""
        assert workspace.warning is None
    assert stored(school, name)
    assert_whole(school)
