"""After a school file got another name its backups are still its own, and those of others in one folder never are."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from progress_tui.store import backups, rekeying, schema
from progress_tui.store.engine import SchoolFile
from progress_tui.store.protection import key_file
from progress_tui.store.protection.recognising import is_encrypted
from progress_tui.workspace import Workspace

if TYPE_CHECKING:
    from progress_tui.importing.planning.committing import ImportReport

ROWS = "UPN,Surname,Forename,Class,Year Group,Maths Autumn\nX999900118001,Quillfeather,Zenobia,4B,4,At\n"
KEY = bytes(range(32))


@pytest.fixture
def stick(bring: Callable[..., ImportReport], school_file: SchoolFile, tmp_path: Path) -> Path:
    """A folder with a backup of a school of one child, which has another one beside its file."""
    folder = tmp_path / "stick"
    folder.mkdir()
    bring(ROWS, year=2026)
    with closing(Workspace(school_file.path)) as workspace:
        workspace.backing_up.make()
        workspace.backing_up.make(folder)
    return folder


@pytest.fixture
def renamed(stick: Path) -> Iterator[Workspace]:
    """The file of that school, open under another name."""
    path = stick.with_name("school.duckdb").rename(stick.with_name("oakfield.duckdb"))
    with closing(Workspace(path)) as workspace:
        yield workspace


def _holding(folder: Path) -> set[Path]:
    """The files in which the child stands."""
    kept = [path for path in folder.rglob("*") if path.is_file() and "sources" not in path.parts]
    return {path for path in kept if b"Quillfeather" in path.read_bytes()}


def test_a_child_is_erased_from_the_backups_of_the_old_name(renamed: Workspace, stick: Path, tmp_path: Path) -> None:
    (there,), (beside,) = stick.glob("*.duckdb"), (tmp_path / "school.duckdb.backups").glob("*.duckdb")
    assert {one.path for one in renamed.backing_up.known().backups} == {there, beside}
    assert {there, beside} <= _holding(tmp_path)
    outcome = renamed.erasing.erase(1, 1)
    assert set(outcome.backups) == {there, beside}
    assert _holding(tmp_path) == set()


def test_one_of_a_name_that_nobody_remembers_is_erased_too(renamed: Workspace, stick: Path, tmp_path: Path) -> None:
    (there,) = stick.glob("*.duckdb")
    other = there.rename(stick / there.name.replace("school-", "before that-"))
    left = stick / f"{other.name}.{10**30}.making"
    left.write_bytes(b"half made")
    assert other in renamed.erasing.preview(1, 1).backups
    assert [path for path, _ in backups.left_half_made(renamed.path, [stick])] == [left]
    left.unlink()
    renamed.erasing.erase(1, 1)
    assert _holding(tmp_path) == set()


def test_they_are_encrypted_with_it(renamed: Workspace) -> None:
    held = key_file.KeyFile("a" * 32, b"s" * 16, 2, ()).with_slot(KEY, "Head", "three random words")
    renamed.file.rewrite(lambda _: None, KEY)
    passed = rekeying.encrypt_all(renamed.file, renamed.file.read(backups.folders), None, held)
    assert len(passed.done) == 2
    assert all(map(is_encrypted, passed.done))
    assert passed.left == ()


def test_the_backups_beside_a_file_are_not_those_of_its_copy(stick: Path) -> None:
    path = stick.with_name("school.duckdb")
    (beside,) = backups.home(path).glob("*.duckdb")
    with closing(Workspace(Path(shutil.copy(path, path.with_name("to try.duckdb"))))) as copy:
        assert copy.backing_up.known().backups == ()
        copy.erasing.erase(1, 1)
    assert beside in _holding(path.parent)


def test_of_two_schools_of_one_name_and_code_each_has_its_own(stick: Path, tmp_path: Path) -> None:
    (theirs,) = stick.glob("*.duckdb")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    copied = Path(shutil.copy(tmp_path / "school.duckdb", elsewhere / "school.duckdb"))
    with closing(Workspace(copied)) as other:
        other.file.write(lambda con: schema.set_meta(con, "made", "2020-09-01T08:00:00"))
        ours = other.backing_up.make(stick).path
        outcome = other.erasing.erase(1, 1)
    assert outcome.backups == (ours,)
    assert theirs in _holding(stick)
    assert ours not in _holding(stick)


def test_a_folder_is_gone_through_once_however_it_is_named(stick: Path, tmp_path: Path) -> None:
    path = tmp_path / "school.duckdb"
    others = [stick, stick / ".." / "stick", backups.home(path)]
    assert len(backups.known(path, others).backups) == 2
    with closing(Workspace(path)) as workspace:
        made = workspace.backing_up.make(tmp_path / "elsewhere" / ".." / "school.duckdb.backups").path
        assert made.name.startswith("20"), "it is the file's own folder"
        assert set(workspace.file.read(backups.folders)) == {stick, backups.home(path)}
