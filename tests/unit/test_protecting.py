"""The passphrase of a school: first given, asked for, changed, and what wrong ones cost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from progress_tui.domain import clock
from progress_tui.domain.errors import (
    ExistsError,
    LockedError,
    LockedUpError,
    StoreError,
    TooSoonError,
    UsageError,
    WrongPassphraseError,
)
from progress_tui.store import audit, backups, rekeying
from progress_tui.store.file import rewriting
from progress_tui.store.protection import key_file, tries
from progress_tui.store.protection.recognising import is_encrypted
from progress_tui.workspace import Workspace

HEAD, DEPUTY = "three random words", "correct horse battery"
Opens = Callable[[Path], Workspace]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stretching a passphrase costs nothing here."""
    monkeypatch.setattr(key_file, "COST", 2**4)


@pytest.fixture
def path(small_path: Path) -> Path:
    return small_path


def lines(workspace: Workspace) -> list[tuple[str, str]]:
    assert workspace.auditing.chain().broken_at is None
    return [(line.what, line.detail) for line in workspace.file.read(audit.lines)]


def test_a_plain_school_gets_a_passphrase_and_opens_with_it_only(path: Path, opened: Opens) -> None:
    first = opened(path)
    held = first.check()
    assert first.protecting.state() == "plain"
    assert first.protecting.slots() == ()
    printed = first.protecting.begin("Head", HEAD)
    assert first.protecting.state() == "open"
    assert first.check().pupils == held.pupils > 0
    assert is_encrypted(path)
    second = opened(path)
    assert second.protecting.state() == "locked"
    with pytest.raises(LockedUpError):
        second.open()
    second.protecting.unlock(HEAD)
    assert second.protecting.state() == "open"
    assert second.open().view is not None
    third = opened(path)
    third.protecting.unlock(printed.lower().replace("-", " "))
    assert third.check().pupils == held.pupils
    assert [(slot.label, slot.kind) for slot in third.protecting.slots()] == [
        ("Head", "passphrase"),
        (key_file.RECOVERY, "recovery"),
    ]
    assert lines(third)[-1] == ("passphrase set", '{"name": "Head"}')


def test_a_new_school_is_encrypted_from_its_first_byte(tmp_path: Path, opened: Opens) -> None:
    from progress_tui.store import schema

    path = tmp_path / "new.duckdb"
    workspace = opened(path)
    assert workspace.protecting.state() == "absent"
    workspace.protecting.begin("Head", HEAD)
    assert not path.exists()
    workspace.file.write(schema.migrate)
    assert is_encrypted(path)
    again = opened(path)
    again.protecting.unlock(HEAD)
    assert again.check().pupils == 0


def test_a_key_file_of_a_lost_school_is_not_written_over(tmp_path: Path, opened: Opens) -> None:
    place = tmp_path / "new.duckdb.keys"
    place.write_text("the only way into a backup")
    with pytest.raises(ExistsError, match=r"new\.duckdb\.keys is there already"):
        opened(tmp_path / "new.duckdb").protecting.begin("Head", HEAD)
    assert place.read_text() == "the only way into a backup"


def test_locking_drops_key_and_frames(path: Path, opened: Opens) -> None:
    workspace = opened(path)
    workspace.protecting.begin("Head", HEAD)
    school = workspace.directory().school
    assert school is not None
    workspace.school_at(school.school_id, school.points[-1])
    workspace.protecting.lock()
    assert workspace.file.key is None
    assert not workspace._loaded._frames
    for question in (workspace.open, workspace.check, lambda: workspace.school_at(school.school_id, school.points[-1])):
        with pytest.raises(LockedUpError):
            question()
    workspace.protecting.unlock(HEAD)
    assert workspace.school_at(school.school_id, school.points[-1]).name == school.name


def test_a_plain_school_cannot_be_locked(path: Path, opened: Opens) -> None:
    workspace = opened(path)
    workspace.protecting.lock()
    assert workspace.check().pupils > 0


def test_wrong_ones_are_slowed_and_come_into_the_audit(
    path: Path, opened: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = [datetime(2026, 11, 23, 8, 30)]
    monkeypatch.setattr(clock, "now", lambda: at[0])
    workspace = opened(path)
    workspace.protecting.begin("Head", HEAD)
    workspace.protecting.lock()
    for _ in range(tries.FREE):
        with pytest.raises(WrongPassphraseError):
            workspace.protecting.unlock("not that passphrase")
    with pytest.raises(TooSoonError, match="in 1 second") as caught:
        workspace.protecting.unlock(HEAD)
    assert caught.value.seconds == 1
    assert workspace.protecting.state() == "locked"
    at[0] += timedelta(seconds=2)
    workspace.protecting.unlock(HEAD)
    assert lines(workspace)[-1] == (
        "unlock failures",
        '{"first": "2026-11-23 08:30:00", "last": "2026-11-23 08:30:00", "number": 3}',
    )
    assert tries.read(path).number == 0
    workspace.protecting.lock()
    workspace.protecting.unlock(HEAD)
    assert [what for what, _ in lines(workspace)].count("unlock failures") == 1


def test_leaders_come_and_go(path: Path, opened: Opens) -> None:
    workspace = opened(path)
    workspace.protecting.begin("Head", HEAD)
    workspace.protecting.add("Deputy", DEPUTY)
    with pytest.raises(ExistsError, match="“Deputy” has a passphrase already"):
        workspace.protecting.add("deputy ", "another long passphrase")
    with pytest.raises(UsageError, match="Nobody called “Caretaker”"):
        workspace.protecting.change("Caretaker", "another long passphrase")
    workspace.protecting.lock()
    workspace.protecting.unlock(DEPUTY)
    workspace.protecting.change("Deputy", "another long passphrase")
    workspace.protecting.remove("Head")
    with pytest.raises(StoreError, match="last passphrase"):
        workspace.protecting.remove("Deputy")
    workspace.protecting.lock()
    for old in (HEAD, DEPUTY):
        with pytest.raises(WrongPassphraseError):
            workspace.protecting.unlock(old)
    workspace.protecting.unlock("another long passphrase")
    assert [what for what, _ in lines(workspace)][-5:] == [
        "passphrase set",
        "passphrase added",
        "passphrase changed",
        "passphrase removed",
        "unlock failures",
    ]


def test_a_new_recovery_key_takes_the_place_of_the_old_one(path: Path, opened: Opens) -> None:
    workspace = opened(path)
    old = workspace.protecting.begin("Head", HEAD)
    new = workspace.protecting.new_recovery_key()
    workspace.protecting.lock()
    with pytest.raises(WrongPassphraseError):
        workspace.protecting.unlock(old)
    workspace.protecting.unlock(new)


def test_a_new_data_key_shuts_out_every_old_way_in(path: Path, opened: Opens) -> None:
    workspace = opened(path)
    old = workspace.protecting.begin("Head", HEAD)
    workspace.protecting.add("Deputy", DEPUTY)
    copy = key_file.key_path(path).read_bytes()
    printed = workspace.protecting.renew("Head", "a wholly new passphrase")
    assert not key_file.coming_path(path).exists()
    for secret in (HEAD, DEPUTY):
        with pytest.raises(WrongPassphraseError):
            opened(path).protecting.unlock(secret)
    opened(path).protecting.unlock("a wholly new passphrase")
    opened(path).protecting.unlock(printed)
    # Even with the key file of before, which somebody may have kept.
    key_file.key_path(path).write_bytes(copy)
    with pytest.raises(StoreError, match="could not be unlocked") as caught:
        opened(path).protecting.unlock(old)
    assert "not the one of this school file" in caught.value.detail
    assert not isinstance(caught.value, LockedUpError), "asking again would not help"


@pytest.mark.parametrize("renewed", [False, True])
def test_the_recovery_key_is_given_back_even_where_the_backups_cannot_be_reached(
    path: Path, opened: Opens, monkeypatch: pytest.MonkeyPatch, renewed: bool
) -> None:
    workspace = opened(path)
    if renewed:
        workspace.protecting.begin("Head", HEAD)

    def is_held(*_: object) -> None:
        raise LockedError("It is held by another program")

    monkeypatch.setattr(rekeying, "encrypt_all", is_held)
    printed = (workspace.protecting.renew if renewed else workspace.protecting.begin)("Head", DEPUTY)
    assert workspace.protecting.left_behind == ((backups.home(path), "It is held by another program."),)
    opened(path).protecting.unlock(printed)


def test_a_recovery_key_that_was_misread_is_told_and_not_counted(path: Path, opened: Opens) -> None:
    workspace = opened(path)
    printed = workspace.protecting.begin("Head", HEAD)
    workspace.protecting.lock()
    for _ in range(tries.FREE + 1):
        with pytest.raises(WrongPassphraseError, match="of the recovery key is not as it was printed"):
            workspace.protecting.unlock(printed[:-1] + ("7" if printed[-1] != "7" else "8"))
    assert tries.read(path).number == 0
    # A passphrase that looks like a recovery key is one all the same.
    workspace.protecting.unlock(printed)
    workspace.protecting.change("Head", "1234 abcde fghjk mnpqr stvwx y")
    workspace.protecting.lock()
    workspace.protecting.unlock("1234 abcde fghjk mnpqr stvwx y")


@pytest.mark.parametrize("swapped", [False, True])
def test_a_program_that_ended_while_it_renewed_the_key_shuts_nobody_out(
    path: Path, opened: Opens, swapped: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = opened(path)
    workspace.protecting.begin("Head", HEAD)

    class EndedError(Exception):
        """In place of the end of the program."""

    real = key_file.write

    def ends(place: Path, held: key_file.KeyFile | Path, *, coming: bool = False) -> None:
        if not coming or isinstance(held, Path):
            raise EndedError
        real(place, held, coming=True)

    monkeypatch.setattr(key_file if swapped else rewriting, "write" if swapped else "swap", ends)
    with pytest.raises(EndedError):
        workspace.protecting.renew("Head", "a wholly new passphrase")
    monkeypatch.undo()
    monkeypatch.setattr(key_file, "COST", 2**4)
    assert key_file.coming_path(path).exists()
    again = opened(path)
    again.protecting.unlock("a wholly new passphrase" if swapped else HEAD)
    assert again.check().pupils > 0
    assert not key_file.coming_path(path).exists()
    opened(path).protecting.unlock("a wholly new passphrase" if swapped else HEAD)


def test_a_passphrase_that_cannot_be_set_leaves_a_plain_school(
    path: Path, opened: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = opened(path)

    def full(*_: object) -> None:
        raise StoreError("The disk is full")

    monkeypatch.setattr(workspace.file, "rewrite", full)
    with pytest.raises(StoreError, match="disk is full"):
        workspace.protecting.begin("Head", HEAD)
    assert workspace.protecting.state() == "plain"
    assert not key_file.key_path(path).exists()
    assert workspace.check().pupils > 0
