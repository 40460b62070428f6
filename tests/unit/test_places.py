"""Where a school file is kept: sync folders, network drives, folders and files that others can get at."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import pytest

from progress_tui import settings
from progress_tui.cli import advising
from progress_tui.domain.errors import StoreError
from progress_tui.workspace.safekeeping import places
from progress_tui.workspace.safekeeping.places import Mount, Shared

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rules")


@pytest.fixture(autouse=True)
def account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder of a test's own, on a computer where nothing is mounted from elsewhere."""
    folder = tmp_path / "account"
    folder.mkdir()
    folder.chmod(0o755)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setattr(places, "mounts", lambda: (Mount("/", "ext4"),))
    for name in ("OneDrive", "OneDriveCommercial", "OneDriveConsumer"):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture
def open_above(monkeypatch: pytest.MonkeyPatch) -> None:
    """Test folders lie below one that is shut; here everybody may pass through all above."""
    monkeypatch.setattr(places, "_can_be_reached", lambda _: True)


# -- sync programs and network drives


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("OneDrive/oakfield.duckdb", "OneDrive"),
        ("OneDrive - Oakfield Primary/Documents/oakfield.duckdb", "OneDrive"),
        ("Library/CloudStorage/OneDrive-OakfieldPrimary/oakfield.duckdb", "OneDrive"),
        ("Library/CloudStorage/GoogleDrive-head@oakfield.example/My Drive/oakfield.duckdb", "Google Drive"),
        ("google drive/oakfield.duckdb", "Google Drive"),
        ("Oakfield Dropbox/Head/oakfield.duckdb", "Dropbox"),
        ("Dropbox (Personal)/oakfield.duckdb", "Dropbox"),
        ("Library/Mobile Documents/com~apple~CloudDocs/oakfield.duckdb", "iCloud Drive"),
        ("Nextcloud/pupils/oakfield.duckdb", "Nextcloud"),
        ("Library/CloudStorage/Box-Box/oakfield.duckdb", "Box"),
        ("Box/oakfield.duckdb", "Box"),
    ],
)
def test_folders_of_sync_programs_are_known(account: Path, place: str, name: str) -> None:
    assert places.shared_by(account / place) == Shared("sync", name)


@pytest.mark.parametrize("place", ["oakfield.duckdb", "Documents/Box/oakfield.duckdb", "OneDriver/x.duckdb", "drop/x"])
def test_ordinary_folders_are_not(account: Path, place: str) -> None:
    assert places.shared_by(account / place) is None


def test_a_sync_folder_is_known_by_the_environment_by_its_markers_and_behind_a_link(
    account: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved, marked = tmp_path / "elsewhere", tmp_path / "marked"
    for folder in (moved, marked):
        folder.mkdir()
    (marked / ".stfolder").mkdir()
    assert places.shared_by(moved / "oakfield.duckdb") is None
    monkeypatch.setenv("OneDriveCommercial", str(moved))
    assert places.shared_by(moved / "oakfield.duckdb") == Shared("sync", "OneDrive")
    assert places.shared_by(marked / "a" / "oakfield.duckdb") == Shared("sync", "Syncthing")
    (account / "plain").symlink_to(marked)
    assert places.shared_by(account / "plain" / "oakfield.duckdb") == Shared("sync", "Syncthing")


def test_network_drives_are_known_by_what_is_mounted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    share = os.path.realpath(tmp_path / "staff share")
    text = f"/dev/sda1 / ext4 rw 0 0\n//server/staff {share.replace(' ', chr(92) + '040')} cifs rw 0 0\n"
    monkeypatch.setattr(places, "mounts", lambda: tuple(places._linux_mounts(text)))
    found = places.shared_by(tmp_path / "staff share" / "pupils" / "oakfield.duckdb")
    assert found == Shared("network", "cifs")
    assert "Two people" in found.words("oakfield.duckdb")
    assert places.shared_by(tmp_path / "staff share 2" / "oakfield.duckdb") is None
    # A disk of the same computer, as WSL shows it.
    monkeypatch.setattr(places, "mounts", lambda: (Mount(share, "9p"),))
    assert places.shared_by(Path(share) / "oakfield.duckdb") is None


def test_what_macos_says_is_mounted_is_understood() -> None:
    told = (
        "/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)\n"
        "//head@server/staff on /Volumes/staff (2) (smbfs, nodev, nosuid, mounted by head)\n"
    )
    assert list(places._mac_mounts(told)) == [Mount("/", "apfs"), Mount("/Volumes/staff (2)", "smbfs")]


def test_the_nearest_mount_counts_and_of_two_the_later() -> None:
    mounted = (Mount("/", "ext4"), Mount("/mnt/a", "nfs4"), Mount("/mnt/a/b", "ext4"), Mount("/mnt/a/b", "fuse.sshfs"))
    kinds = [places.file_system(Path(path), mounted) for path in ("/mnt/a/x", "/mnt/a/b/x", "/mnt/ab/x", "relative")]
    assert kinds == ["nfs4", "fuse.sshfs", "ext4", ""]


# -- folders that are open to others


@pytest.mark.usefixtures("open_above")
@pytest.mark.parametrize(
    ("at_home", "mode", "others", "words"),
    [
        (False, 0o700, [], ""),
        (False, 0o711, [], ""),
        (False, 0o755, [], "look into"),
        (False, 0o750, [], "look into"),
        (False, 0o1777, [], "write to"),
        (False, 0o2770, [], "write to"),
        (True, 0o755, ["head", "cover"], ""),
        (True, 0o775, [], ""),
        (True, 0o775, ["head"], ""),
        (True, 0o775, ["head", "cover"], "write to"),
        (True, 0o775, None, "write to"),
        (True, 0o777, [], "write to"),
    ],
)
def test_folders_that_are_open_to_others(
    account: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    at_home: bool,
    mode: int,
    others: list[str] | None,
    words: str,
) -> None:
    import grp
    import pwd

    group = ("staff", "x", 50, []) if others is None else ("head", "x", 1000, others)
    monkeypatch.setattr(pwd, "getpwuid", lambda _: pwd.struct_passwd(("head", "x", 1000, 1000, "", "", "")))
    monkeypatch.setattr(grp, "getgrgid", lambda _: grp.struct_group(group))
    folder = (account if at_home else tmp_path) / "pupils"
    folder.mkdir()
    folder.chmod(mode)
    refusal = places.exposed(folder / "oakfield.duckdb")
    assert (f"may {words} " in str(refusal)) if words else refusal is None


def test_a_folder_that_nobody_can_come_to_is_private(tmp_path: Path) -> None:
    shut = tmp_path / "shut" / "inner"
    shut.mkdir(parents=True)
    shut.chmod(0o777)
    shut.parent.chmod(0o700)
    assert not places._can_be_reached(shut)
    assert places.exposed(shut / "oakfield.duckdb") is None
    # The folders of tests are shut to others further up; their own part of the way decides.
    assert places._can_be_reached(Path("/usr/lib/python3"))


@pytest.mark.usefixtures("open_above")
def test_a_new_school_file_in_an_open_folder_is_refused_on_a_terminal_and_told_in_a_script(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "public"
    folder.mkdir()
    folder.chmod(0o777)
    path, asked = folder / "oakfield.duckdb", argparse.Namespace(dry_run=False, anyway=False)
    monkeypatch.setattr(advising, "is_interactive", lambda: True)
    with pytest.raises(StoreError, match="open to others") as refused:
        advising.look_at_new_place(path, asked)
    assert "--anyway" in refused.value.remedy
    advising.look_at_new_place(path, argparse.Namespace(dry_run=False, anyway=True))
    advising.look_at_new_place(path, argparse.Namespace(dry_run=True, anyway=False))
    monkeypatch.setattr(advising, "is_interactive", lambda: False)
    advising.look_at_new_place(path, asked)
    assert capsys.readouterr().err.count("open to others") == 2
    path.touch()
    advising.look_at_new_place(path, asked)
    assert capsys.readouterr().err == ""


# -- files that others can get at


def test_rights_of_others_are_taken_away_from_a_school_file_and_what_belongs_to_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, backups = tmp_path / "oakfield.duckdb", tmp_path / "oakfield.duckdb.backups"
    backups.mkdir()
    own = [path, tmp_path / "oakfield.duckdb.keys", backups, backups / "2026-11-23-0900-by-hand.duckdb"]
    other = tmp_path / "oakfield.duckdb2"
    for file in (path, own[1], own[3], other):
        file.touch()
    for file in (*own, other):
        file.chmod(0o755)
    advising.advise(path)
    assert [oct(file.stat().st_mode & 0o777) for file in own] == ["0o700"] * 4
    assert other.stat().st_mode & 0o777 == 0o755
    assert "They no longer can" in capsys.readouterr().err
    advising.advise(path)
    assert capsys.readouterr().err == ""


def test_a_file_that_its_group_may_write_was_shared_on_purpose_and_is_told_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "oakfield.duckdb"
    path.touch()
    path.chmod(0o660)
    advising.advise(path)
    assert "chmod go-rwx oakfield.duckdb" in capsys.readouterr().err
    advising.advise(path)
    assert capsys.readouterr().err == ""
    assert path.stat().st_mode & 0o777 == 0o660


def test_what_speaks_against_a_place_is_said_once(account: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = account / "Dropbox"
    folder.mkdir()
    for name in ("oakfield.duckdb", "elm.duckdb"):
        (folder / name).touch(0o600)
        advising.advise(folder / name)
        assert f"{name} is in a folder that Dropbox copies" in capsys.readouterr().err
        advising.advise(folder / name)
        assert capsys.readouterr().err == ""
    assert len(settings.remembered().advised) == 2
