"""A backup takes the place of a school file once it is proved; what was there is kept, whatever state it was in."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from progress_tui.domain.errors import ProgressError, StoreError, TooSoonError, WrongPassphraseError
from progress_tui.store import audit, backups, notes, restoring, schema
from progress_tui.store.checking import contents
from progress_tui.store.engine import SchoolFile
from progress_tui.store.protection import key_file
from progress_tui.store.protection.recognising import is_encrypted
from progress_tui.workspace import Workspace

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FIRST = "three random words"
SECOND = "four other random words"
RESTORES_AND_DIES = """
import os, pathlib, signal, sys
from progress_tui.store import restoring
from progress_tui.store.file import rewriting
from progress_tui.workspace import Workspace
place, moment, secret = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]
workspace = Workspace(place)

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

real = rewriting.swap

def swap(making, path):
    if path == place and moment == "before":
        die()
    real(making, path)
    if path == place:
        die()

if moment == "keeping":
    restoring._keep = die
rewriting.swap = swap
backing_up = workspace.backing_up
backing_up.restore(backing_up.choose(), secret)
"""


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folders of schools of two children, never to be opened themselves: one of each state that tests begin with."""
    folder = tmp_path_factory.mktemp("templates")
    plain, protected, renewed = (folder / name / "small.duckdb" for name in ("plain", "protected", "renewed"))
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("PROGRESS_TUI_HOME", str(folder))
        patched.setattr(key_file, "COST", 2)
        plain.parent.mkdir()
        with closing(SchoolFile(plain)) as file:
            file.write(schema.migrate)
            file.write(_fill)
        with closing(Workspace(plain)) as workspace:
            workspace.backing_up.make()
            workspace.file.write(lambda con: notes.save(con, 1, 1, "written after the backup", ""))
        with closing(Workspace(_copied(plain, protected))) as workspace:
            workspace.protecting.begin("Head", FIRST)
            assert workspace.protecting.left_behind == ()
        with closing(Workspace(_copied(protected, renewed))) as workspace:
            workspace.protecting.unlock(FIRST)
            shutil.copytree(backups.home(renewed), renewed.parent / "away")
            workspace.protecting.renew("Head", SECOND)
    return folder


def _fill(con: DuckDBPyConnection) -> None:
    con.execute("INSERT INTO school VALUES (1, 'S', 'School', false, NULL)")
    for number, surname in ((1, "Ng"), (2, "Ayre")):
        con.execute("INSERT INTO pupil VALUES (1, ?, ?, 'Bo', ?, '', NULL, 'F', NULL)",
                    [number, surname, f"{surname.lower()} bo"])  # fmt: skip
        audit.append(con, "note", {"pupil": number})


def _copied(template: Path, to: Path) -> Path:
    """A school file with all that lies beside it, in a folder of its own."""
    shutil.copytree(template.parent, to.parent, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.count"))
    return to


@pytest.fixture
def school(templates: Path, tmp_path: Path, opened: Callable[[Path], Workspace]) -> Workspace:
    """A small school with a backup made by hand, and a note that is newer than it."""
    return opened(_copied(templates / "plain" / "small.duckdb", tmp_path / "small.duckdb"))


@pytest.fixture
def protected(templates: Path, tmp_path: Path, opened: Callable[[Path], Workspace]) -> Workspace:
    """The same school under its first passphrase, and open."""
    workspace = opened(_copied(templates / "protected" / "small.duckdb", tmp_path / "small.duckdb"))
    workspace.protecting.unlock(FIRST)
    return workspace


@pytest.fixture
def renewed(templates: Path, tmp_path: Path, opened: Callable[[Path], Workspace]) -> Workspace:
    """The same school under another data key, open, with the backup under the first one in the folder `away`."""
    workspace = opened(_copied(templates / "renewed" / "small.duckdb", tmp_path / "small.duckdb"))
    workspace.protecting.unlock(SECOND)
    return workspace


def bodies(file: SchoolFile) -> list[str]:
    return file.read(lambda con: [str(body) for (body,) in con.execute("SELECT body FROM note").fetchall()])


def beside(path: Path, reason: str = backups.BEFORE_RESTORE) -> list[Path]:
    return [one.path for one in backups.known(path).backups if one.reason == reason]


def lines(file: SchoolFile) -> list[tuple[str, str]]:
    return [(line.what, line.detail) for line in file.read(audit.lines)]


def restored(workspace: Workspace, name: str = "", secret: str = "") -> Path | None:
    backing_up = workspace.backing_up
    return backing_up.restore(backing_up.choose(name), secret).kept


def test_a_backup_takes_the_place_of_the_file_which_is_kept(school: Workspace) -> None:
    kept = restored(school)
    assert "written after the backup" not in bodies(school.file)
    assert school.check().problems == ()
    (backup,) = beside(school.path, backups.BY_HAND)
    assert lines(school.file)[-1] == ("restore", f'{{"backup": "{backup.name}"}}')
    assert [kept] == beside(school.path)
    assert kept is not None
    with closing(SchoolFile(kept)) as old:
        assert "written after the backup" in bodies(old)
    if sys.platform != "win32":
        assert {stat.S_IMODE(path.stat().st_mode) for path in (kept, school.path)} == {0o600}
    assert not list(school.path.parent.glob("*.making*"))
    restored(school, kept.name)
    assert "written after the backup" in bodies(school.file), "a restore is taken back by another"


def test_folders_of_backups_are_not_forgotten_by_it(school: Workspace, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    school.backing_up.make(stick)
    restored(school, beside(school.path, backups.BY_HAND)[-1].name)
    assert {stick, backups.home(school.path)} <= set(school.file.read(backups.folders))


@pytest.mark.parametrize("damage", ["cut short", "written over", "empty"])
def test_over_a_damaged_file_which_is_kept_byte_for_byte(
    school: Workspace, damage: str, opened: Callable[[Path], Workspace]
) -> None:
    path, log = school.path, school.path.with_name("small.duckdb.wal")
    whole = path.read_bytes()
    spoilt = {"cut short": whole[:20_000], "written over": whole[:4096] + b"\xff" * 90_000, "empty": b""}[damage]
    path.write_bytes(spoilt)
    log.write_bytes(b"a log that goes with it")
    path.with_name("small.duckdb.undo").write_bytes(b"what a checkpoint wrote over")
    kept = restored(opened(path))
    assert kept is not None
    assert (kept.read_bytes(), kept.with_name(f"{kept.name}.wal").read_bytes()) == (spoilt, b"a log that goes with it")
    assert {one.name for one in path.parent.iterdir() if one.suffix in (".wal", ".undo")} == set()
    with closing(SchoolFile(path)) as file:
        assert file.read(contents).problems == ()


def test_where_the_file_is_gone(school: Workspace, opened: Callable[[Path], Workspace]) -> None:
    school.path.unlink()
    assert restored(opened(school.path)) is None
    with closing(SchoolFile(school.path)) as file:
        assert file.read(contents).pupils > 0


def test_a_backup_cut_short_is_refused_and_the_file_stays(school: Workspace) -> None:
    (backup,) = beside(school.path, backups.BY_HAND)
    whole, before = backup.read_bytes(), school.path.read_bytes()
    for share in (0.0, 0.01, 0.4, 0.9, 0.999):
        backup.write_bytes(whole[: int(len(whole) * share)])
        with pytest.raises(StoreError, match="cannot be restored") as refused:
            restored(school)
        assert refused.value.remedy == "Choose another backup. Nothing was changed."
        assert (school.path.read_bytes(), beside(school.path)) == (before, []), share


def test_a_backup_that_does_not_hold_together_is_refused(school: Workspace) -> None:
    (backup,) = beside(school.path, backups.BY_HAND)
    with closing(SchoolFile(backup)) as file:
        file.write(lambda con: con.execute("DELETE FROM audit WHERE audit_id = 2").fetchall())
    before = school.path.read_bytes()
    with pytest.raises(StoreError, match="audit does not hold from line 2"):
        restored(school)
    assert school.path.read_bytes() == before


def test_a_backup_of_another_school_is_refused_with_its_name(school: Workspace, tmp_path: Path) -> None:
    before = school.path.read_bytes()
    foreign = Path(shutil.copy(school.path, tmp_path / "foreign.duckdb"))
    with closing(SchoolFile(foreign)) as file:
        file.write(lambda con: schema.set_meta(con, "made", "2025-09-01T08:00:00"))
    with pytest.raises(StoreError, match="is a backup of another school file") as refused:
        restored(school, str(foreign))
    assert refused.value.detail.startswith("It holds ")
    assert school.path.read_bytes() == before


def test_what_is_no_backup_is_refused(school: Workspace, tmp_path: Path) -> None:
    newer = tmp_path / "newer.duckdb"
    school.file.copy_to(newer)
    with closing(SchoolFile(newer)) as file:
        file.write(lambda con: schema.set_meta(con, "schema_version", "99"))
    (tmp_path / "table.csv").write_text("UPN,Surname\n")
    for name in ("newer.duckdb", "table.csv"):
        with pytest.raises(StoreError, match="cannot be restored"):
            restored(school, str(tmp_path / name))
    with pytest.raises(ProgressError, match=r"There is no backup nothing.*backup --list --file .*small\.duckdb” shows"):
        restored(school, "nothing.duckdb")


def test_without_any_backup_a_path_is_asked_for(school: Workspace) -> None:
    for backup in school.backing_up.known().backups:
        backup.path.unlink()
    for name in ("", "nothing.duckdb"):
        with pytest.raises(ProgressError, match=r"path of a copy: “progress-tui restore PATH --file .*small\."):
            restored(school, name)


def test_a_disk_that_fills_up_while_the_file_is_kept(school: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: Path, target: Path, __: object) -> None:
        target.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    school.path.write_bytes(school.path.read_bytes()[:30_000])
    before = school.path.read_bytes()
    monkeypatch.setattr(restoring, "_copy_bytes", full)
    with pytest.raises(StoreError, match="cannot be kept beside its backups"):
        restored(school)
    assert (school.path.read_bytes(), beside(school.path)) == (before, [])


def test_a_file_that_is_written_meanwhile_is_not_replaced(school: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    real = restoring._keep

    def kept(file: SchoolFile) -> Path | None:
        place = real(file)
        file.write(lambda con: notes.save(con, 1, 2, "in the last moment", ""))
        return place

    monkeypatch.setattr(restoring, "_keep", kept)
    with pytest.raises(StoreError, match="is being used by another program"):
        restored(school)
    assert "in the last moment" in bodies(school.file)


# -- with a passphrase


def test_an_encrypted_one_opens_with_the_file_and_stays_encrypted(protected: Workspace) -> None:
    (backup,) = beside(protected.path, backups.BY_HAND)
    assert is_encrypted(backup)
    held = key_file.read(protected.path)
    kept = restored(protected)
    assert kept is not None
    assert is_encrypted(kept)
    assert is_encrypted(protected.path)
    assert key_file.read(protected.path) == key_file.read(kept) == held
    assert "written after the backup" not in bodies(protected.file)


@pytest.mark.parametrize("state", ["locked", "gone", "damaged"])
def test_it_is_restored_with_its_passphrase(
    protected: Workspace, opened: Callable[[Path], Workspace], state: str
) -> None:
    if state == "damaged":
        protected.path.write_bytes(protected.path.read_bytes()[:30_000])
    elif state == "gone":
        protected.path.unlink()
        key_file.key_path(protected.path).unlink()
    other = opened(protected.path)
    choice = other.backing_up.choose()
    assert choice.needs == "passphrase of the backup"
    for wrong in range(4):
        with pytest.raises(WrongPassphraseError if wrong < 3 else TooSoonError):
            other.backing_up.restore(choice, "not these words")
    protected.path.with_name("small.duckdb.tries").unlink()
    other.backing_up.restore(choice, FIRST)
    assert other.protecting.state() == "open"
    assert bodies(other.file) == []
    again = opened(protected.path)
    again.protecting.unlock(FIRST)
    assert bodies(again.file) == []


def test_a_way_in_that_was_changed_since_stays_changed(
    protected: Workspace, opened: Callable[[Path], Workspace]
) -> None:
    (backup,) = beside(protected.path, backups.BY_HAND)
    old = key_file.read(backup)
    protected.protecting.change("Head", SECOND)
    key_file.write(backup, old)
    other = opened(protected.path)
    with pytest.raises(WrongPassphraseError):
        restored(other, "", FIRST)
    restored(other, "", SECOND)
    assert key_file.read(protected.path).unwrap(FIRST) is None


def test_a_backup_that_was_being_given_a_new_data_key_opens_by_its_next_key_file(
    renewed: Workspace, opened: Callable[[Path], Workspace]
) -> None:
    (backup,) = beside(renewed.path, backups.BY_HAND)
    key_file.write(backup, key_file.read(backup), coming=True)
    key_file.write(backup, key_file.read(_away(renewed)))
    renewed.path.unlink()
    key_file.key_path(renewed.path).unlink()
    other = opened(renewed.path)
    restored(other, "", SECOND)
    assert bodies(other.file) == []


def test_under_another_data_key_its_key_file_takes_the_place_and_the_old_one_is_kept(
    renewed: Workspace, opened: Callable[[Path], Workspace]
) -> None:
    away, new = _away(renewed), key_file.read(renewed.path)
    kept = restored(renewed, str(away), FIRST)
    assert kept is not None
    assert key_file.read(kept) == new
    assert key_file.read(renewed.path) == key_file.read(away)
    assert not key_file.coming_path(renewed.path).exists()
    again = opened(renewed.path)
    again.protecting.unlock(FIRST)
    assert bodies(again.file) == []


@pytest.mark.parametrize("state", ["locked", "gone", "damaged"])
def test_a_plain_backup_never_makes_an_encrypted_school_plain(
    protected: Workspace, templates: Path, opened: Callable[[Path], Workspace], state: str
) -> None:
    (plain,) = beside(templates / "plain" / "small.duckdb", backups.BY_HAND)
    if state == "gone":
        protected.path.unlink()
    elif state == "damaged":
        protected.path.write_bytes(b"")
    other = opened(protected.path)
    choice = other.backing_up.choose(str(plain))
    assert choice.needs == "passphrase of the file"
    with pytest.raises(WrongPassphraseError):
        other.backing_up.restore(choice, SECOND)
    other.backing_up.restore(choice, FIRST)
    assert is_encrypted(protected.path)
    assert "written after the backup" not in bodies(other.file)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
@pytest.mark.parametrize("moment", ["keeping", "before", "after"])
def test_ended_half_way_it_leaves_the_old_file_or_the_new_one(school: Workspace, moment: str) -> None:
    _die(school.path, moment, "")
    with closing(SchoolFile(school.path)) as file:
        assert file.read(contents).problems == ()
        assert ("written after the backup" in bodies(file)) is (moment != "after")


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
@pytest.mark.parametrize("moment", ["before", "after"])
def test_ended_between_file_and_key_file_one_of_the_passphrases_opens_it(
    renewed: Workspace, opened: Callable[[Path], Workspace], moment: str
) -> None:
    away, (backup,) = _away(renewed), beside(renewed.path, backups.BY_HAND)
    shutil.copy(away, backup)
    shutil.copy(key_file.key_path(away), key_file.key_path(backup))
    _die(renewed.path, moment, FIRST)
    again = opened(renewed.path)
    again.protecting.unlock(FIRST if moment == "after" else SECOND)
    assert ("written after the backup" in bodies(again.file)) is (moment == "before")


def _away(renewed: Workspace) -> Path:
    """The backup that is under the first data key."""
    (away,) = (renewed.path.parent / "away").glob("*.duckdb")
    return away


def _die(path: Path, moment: str, secret: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", RESTORES_AND_DIES, str(path), moment, secret],
        check=False, capture_output=True, text=True, env={**os.environ},
    )  # fmt: skip
    assert ran.returncode == -signal.SIGKILL, ran.stderr
