"""Copies left half made hold a child too, and a backup of the same name may be of another school."""

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

from progress_tui.domain.errors import StoreError
from progress_tui.store import backups, notes, schema
from progress_tui.store.engine import SchoolFile
from progress_tui.store.protection import key_file
from progress_tui.store.protection.recognising import is_encrypted
from progress_tui.workspace import Workspace

if TYPE_CHECKING:
    from progress_tui.importing.planning.committing import ImportReport

ROWS = "UPN,Surname,Forename,Class,Year Group,Maths Autumn\nX999900118001,Quillfeather,Zenobia,4B,4,At\n"
DIES_WHILE_COPYING = """
import os, signal, sys
from pathlib import Path
from progress_tui.store import engine
from progress_tui.workspace import Workspace
real = engine.copy_all

def copied_and_dead(*databases):
    real(*databases)
    os.kill(os.getpid(), signal.SIGKILL)

engine.copy_all = copied_and_dead
Workspace(Path(sys.argv[1])).backing_up.make(Path(sys.argv[2]) if sys.argv[2:] else None)
"""


@pytest.fixture
def workspace(bring: Callable[..., ImportReport], school_file: SchoolFile) -> Iterator[Workspace]:
    """A school of one child, open."""
    bring(ROWS, year=2026)
    with closing(Workspace(school_file.path)) as workspace:
        yield workspace


@pytest.fixture
def stick(tmp_path: Path, workspace: Workspace) -> Path:
    """Another folder with a backup."""
    folder = tmp_path / "stick"
    folder.mkdir()
    workspace.backing_up.make(folder)
    return folder


def killed(path: Path, *folder: Path) -> Path:
    """What a program that was killed while it made a backup left."""
    before = set(path.parent.rglob("*.making"))
    words = [sys.executable, "-c", DIES_WHILE_COPYING, str(path), *map(str, folder)]
    assert subprocess.run(words, check=False, stderr=subprocess.PIPE).returncode == -9
    (left,) = set(path.parent.rglob("*.making")) - before
    assert b"Quillfeather" in left.read_bytes()
    return left


def grow_old(*files: Path) -> None:
    for path in files:
        os.utime(path, (time.time() - 3600, time.time() - 3600))


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_copy_left_half_made_is_erased_or_told(workspace: Workspace, stick: Path) -> None:
    left = [killed(workspace.path), killed(workspace.path, stick)]
    with pytest.raises(StoreError, match="Another program is making this copy") as refused:
        workspace.erasing.erase(1, 1)
    assert all(str(one) in str(refused.value) for one in left)
    assert workspace.check().pupils == 1, "nobody could tell afterwards whom to look for"
    grow_old(*left)
    assert workspace.erasing.erase(1, 1).left == ()
    files = [*workspace.path.parent.glob("school.*"), *backups.home(workspace.path).iterdir(), *stick.iterdir()]
    assert not [path for path in files if path.is_file() and b"Quillfeather" in path.read_bytes()]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_the_next_backup_on_a_stick_sweeps_it_and_a_first_passphrase_everything(
    workspace: Workspace, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_file, "COST", 2)
    first = killed(workspace.path, stick)
    grow_old(first)
    workspace.backing_up.make(stick)
    assert not first.exists()
    old, young = killed(workspace.path, stick), killed(workspace.path)
    grow_old(old)
    workspace.protecting.begin("Head", "three random words")
    assert not old.exists()
    assert [path for path, _ in workspace.protecting.left_behind] == [young]


def test_the_backup_of_another_school_with_the_same_file_name_is_let_alone(
    workspace: Workspace, stick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_file, "COST", 2)
    (tmp_path / "elsewhere").mkdir()
    with closing(SchoolFile(tmp_path / "elsewhere" / workspace.path.name)) as other:
        other.write(schema.migrate)
        other.write(lambda con: con.execute("INSERT INTO school VALUES (1, '0002', 'Elmtree', false, NULL)").fetchall())
        other.write(lambda con: schema.set_meta(con, "made", "2020-09-01T08:00:00"))
        other.write(lambda con: notes.save(con, 1, 5, "Zenobia Quillfeather of the other school", ""))
        theirs = backups.take(other, backups.BY_HAND, stick)
    before = theirs.read_bytes()
    (ours,) = (one.path for one in backups.known(workspace.path, [stick]).backups if one.path != theirs)
    workspace.protecting.begin("Head", "three random words")
    assert (is_encrypted(ours), theirs.read_bytes()) == (True, before)
    assert workspace.erasing.erase(1, 1).backups == (ours,)
    assert theirs.read_bytes() == before
