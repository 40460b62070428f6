"""After erasing a child no byte of it is left: file, log, backups, key file, what is remembered between sessions."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from progress_tui import settings
from progress_tui.domain.errors import StoreError
from progress_tui.store import audit, backups, checking, notes
from progress_tui.store.engine import SchoolFile
from progress_tui.workspace import Workspace

if TYPE_CHECKING:
    from progress_tui.importing.planning.committing import ImportReport

HEAD = "UPN,Surname,Forename,DOB,Class,Year Group,Maths Autumn\n"
ROWS = (
    "X999900118001,Quillfeather,Zenobia,2018-01-02,4B,4,At\n"
    "Z999900118002,Marchbanks,Ignatius,2018-01-03,4B,4,JB\n"
    "B999900118003,Overstreet,Philippa,2018-01-04,4B,4,Sec\n"
)
NEEDLES = ("Quillfeather, Zenobia", "Zenobia Quillfeather", "quillfeather", "Quillfeather", "X999900118001",
           "xylophone-lessons")  # fmt: skip
OF_OTHERS = ("Marchbanks", "Z999900118002", "marionette-theatre")


def _bytes(home: Path, folder: Path) -> dict[Path, bytes]:
    """Every file of the school and of the program's own folder, but what was imported."""
    kept = [path for root in (home, folder) for path in root.rglob("*") if path.is_file()]
    return {path: path.read_bytes() for path in kept if "sources" not in path.parts}


def _found(files: dict[Path, bytes], needle: str) -> set[str]:
    """Names of the files in which a text stands in one of three encodings, in capitals or not."""
    spelt = {form for text in (needle, needle.upper()) for form in (text.encode(), text.encode("utf-16-le"),
                                                                    text.encode("utf-16-be"))}  # fmt: skip
    return {path.name for path, content in files.items() if any(form in content for form in spelt)}


@pytest.fixture
def school(bring: Callable[..., ImportReport], school_file: SchoolFile, tmp_path: Path) -> Path:
    """The file of a school of three children with notes, two backups, and what is remembered of it."""
    bring(HEAD + ROWS, year=2026, name="quillfeather-zenobia.csv")

    def write(pupil: int, text: str) -> None:
        school_file.write(lambda con: notes.save(con, 1, pupil, text, "head"))

    ids = school_file.read(lambda con: dict(con.execute("SELECT surname, pupil_id FROM pupil").fetchall()))
    write(ids["Quillfeather"], "xylophone-lessons on Tuesdays")
    backups.take(school_file, backups.BY_HAND)
    write(ids["Overstreet"], "Sits near Quillfeather, Zenobia")
    write(ids["Marchbanks"], "marionette-theatre with Zenobia Quillfeather, X999900118001")
    backups.take(school_file, backups.BEFORE_IMPORT)
    settings.remember_source(tmp_path / "sources" / "Quillfeather Zenobia.csv", school_file.path)
    settings.remember_source(tmp_path / "sources" / "autumn.csv", school_file.path)
    look = settings.SchoolMemory(str(school_file.path), 1, "4B", filter="name:quillfeather")
    settings.remember_looks("", [look])
    return school_file.path


@pytest.fixture
def workspace(school: Path) -> Iterator[Workspace]:
    """The school, open."""
    with closing(Workspace(school)) as workspace:
        yield workspace


def _zenobia(workspace: Workspace) -> int:
    return workspace.find_pupils(1, "Quillfeather")[0][0]


def test_no_byte_of_the_child_is_left_and_those_of_others_are(workspace: Workspace, home: Path, tmp_path: Path) -> None:
    before = _bytes(home, tmp_path)
    for needle in NEEDLES:
        assert _found(before, needle), needle
    places = set().union(*(_found(before, needle) for needle in NEEDLES))
    assert {"state.json", "school.duckdb"} <= {name.removesuffix(".wal") for name in places}
    assert sum(name.startswith("20") for name in places) == 2
    outcome = workspace.erasing.erase(1, _zenobia(workspace))
    assert len(outcome.backups) == 2
    assert outcome.left == ()
    after = _bytes(home, tmp_path)
    for needle in NEEDLES:
        assert not _found(after, needle), needle
    for needle in OF_OTHERS:
        assert "school.duckdb" in {name.removesuffix(".wal") for name in _found(after, needle)}, needle


def test_the_file_and_its_backups_hold_together_and_tell_of_it(workspace: Workspace) -> None:
    number = _zenobia(workspace)
    workspace.erasing.erase(1, number)
    assert workspace.check().problems == ()
    assert workspace.check().pupils == 2
    assert workspace.auditing.chain().broken_at is None
    for backup in backups.known(workspace.path).backups:
        copy = SchoolFile(backup.path)
        assert copy.read(checking.contents).problems == ()
        assert copy.read(checking.contents).pupils == 2
        assert f'"pupil": {number}' in copy.read(audit.lines)[-1].detail
        copy.close()


def test_what_is_remembered_of_others_stays(workspace: Workspace) -> None:
    workspace.erasing.erase(1, _zenobia(workspace))
    state = settings.remembered()
    assert [Path(one).name for one in state.recent_sources] == ["autumn.csv"]
    assert [(one.class_name, one.filter) for one in state.schools] == [("4B", "")]


def test_a_look_before_changes_nothing_and_says_what_would_go(workspace: Workspace, home: Path, tmp_path: Path) -> None:
    number, before = _zenobia(workspace), _bytes(home, tmp_path)
    looked = workspace.erasing.preview(1, number)
    assert _bytes(home, tmp_path) == before
    done = workspace.erasing.erase(1, number)
    assert (looked.erased, looked.backups, looked.beyond) == (done.erased, done.backups, done.beyond)
    assert looked.erased.rows["note"] == 1
    assert looked.beyond[0] == "Files that were imported, wherever they lie: quillfeather-zenobia.csv."


def test_a_backup_that_cannot_be_read_stops_it_unless_it_is_left(workspace: Workspace) -> None:
    spoilt = backups.home(workspace.path) / "spoilt.duckdb"
    spoilt.write_bytes(b"no school file, but Quillfeather stands in it")
    with pytest.raises(StoreError, match="The school file was not touched") as refused:
        workspace.erasing.erase(1, _zenobia(workspace))
    assert "spoilt.duckdb" in refused.value.detail
    assert workspace.check().pupils == 3
    outcome = workspace.erasing.erase(1, _zenobia(workspace), leave=True)
    assert [path.name for path, _ in outcome.left] == ["spoilt.duckdb"]
    # The others were rid of the child the first time.
    assert outcome.backups == ()
    assert workspace.check().pupils == 2


def test_a_folder_of_backups_that_is_not_there_is_told_and_waited_for(workspace: Workspace, tmp_path: Path) -> None:
    workspace.file.write(lambda con: backups.remember_folder(con, tmp_path / "stick"))
    outcome = workspace.erasing.preview(1, _zenobia(workspace))
    assert f"Backups in {tmp_path / 'stick'}, which cannot be reached now." in outcome.beyond
    with pytest.raises(StoreError, match="a backup cannot be reached"):
        workspace.erasing.erase(1, _zenobia(workspace))
    (tmp_path / "stick").mkdir()
    workspace.erasing.erase(1, _zenobia(workspace))
    assert workspace.check().pupils == 2


def test_a_backup_without_the_child_does_not_lose_another(workspace: Workspace) -> None:
    number, backup = _zenobia(workspace), backups.known(workspace.path).backups[0].path
    copy = SchoolFile(backup)
    # In that backup the number is another child's.
    copy.write(lambda con: con.execute("DELETE FROM pupil WHERE pupil_id = ?", [number]))
    copy.write(lambda con: con.execute("DELETE FROM identifier WHERE pupil_id = ?", [number]))
    copy.write(lambda con: con.execute("UPDATE pupil SET pupil_id = ? WHERE surname = 'Overstreet'", [number]))
    copy.write(lambda con: con.execute("UPDATE note SET body = 'kept' WHERE pupil_id = ?", [number]))
    copy.close()
    workspace.erasing.erase(1, number)
    copy = SchoolFile(backup)
    held = copy.read(lambda con: con.execute("SELECT surname FROM pupil ORDER BY ALL").fetchall())
    assert held == [("Marchbanks",), ("Overstreet",)]
    assert [one.body for one in copy.read(lambda con: notes.of_pupils(con, 1, [number]))] == ["kept"]
    copy.close()
    assert b"Quillfeather" not in backup.read_bytes()


def test_an_encrypted_school_stays_encrypted(workspace: Workspace) -> None:
    key = bytes(range(32))
    workspace.file.rewrite(lambda _: None, key)
    backup = backups.home(workspace.path) / "locked.duckdb"
    workspace.file.copy_to(backup)
    outcome = workspace.erasing.erase(1, _zenobia(workspace))
    assert backup in outcome.backups
    assert workspace.check().pupils == 2
    for path in (workspace.path, backup):
        with pytest.raises(StoreError):
            SchoolFile(path).read(checking.contents)
        locked = SchoolFile(path, key)
        assert locked.read(checking.contents).pupils == 2
        locked.close()


_KILLED = """
import os, sys
from pathlib import Path
from progress_tui.store.file import rewriting
from progress_tui.workspace import Workspace

path, moment, number = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
swap = rewriting.swap

def killed(making, target):
    if target != path:
        return swap(making, target)
    if moment == "after":
        swap(making, target)
    os._exit(9)

rewriting.swap = killed
Workspace(path).erasing.erase(1, number)
"""


@pytest.mark.parametrize(("moment", "pupils"), [("before", 3), ("after", 2)])
def test_a_program_that_is_ended_half_way_leaves_the_old_file_or_the_new_one(
    school: Path, home: Path, tmp_path: Path, moment: str, pupils: int
) -> None:
    with closing(Workspace(school)) as workspace:
        number = _zenobia(workspace)
    done = subprocess.run(
        [sys.executable, "-c", _KILLED, str(school), moment, str(number)],
        check=False,
        env=dict(os.environ),
        timeout=120,
    )
    assert done.returncode == 9
    with closing(Workspace(school)) as again:
        assert again.check().problems == ()
        assert again.check().pupils == pupils
        if pupils == 3:
            for left in school.parent.glob("*.making"):
                # Until then it could be of a program on another computer, which goes on making it.
                os.utime(left, (time.time() - 3600, time.time() - 3600))
            again.erasing.erase(1, number)
        assert again.check().pupils == 2
    files = _bytes(home, tmp_path)
    assert not [name for needle in NEEDLES for name in _found(files, needle)]
