"""Two programs that change the passphrase of one school in the same moment: somebody can always open it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from progress_tui import new_files
from progress_tui.domain.errors import ExistsError, LockedError, StoreError
from progress_tui.store.file import rewriting
from progress_tui.store.protection import key_file
from progress_tui.store.protection.recognising import is_encrypted
from progress_tui.workspace import Workspace

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

HEAD, DEPUTY, THIRD = "three random words", "correct horse battery", "a wholly new passphrase"
Opens = Callable[[Path], Workspace]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stretching a passphrase costs nothing here."""
    monkeypatch.setattr(key_file, "COST", 2**4)


@pytest.fixture
def path(small_path: Path) -> Path:
    return small_path


def comes_between(monkeypatch: pytest.MonkeyPatch, other: Callable[[], object]) -> None:
    """`other` happens once a passphrase was stretched for the first time, before anything is written with it."""
    real = key_file.begin

    def begin(label: str, passphrase: str) -> tuple[key_file.KeyFile, bytes, str]:
        made = real(label, passphrase)
        monkeypatch.setattr(key_file, "begin", real)
        other()
        return made

    monkeypatch.setattr(key_file, "begin", begin)


def test_two_programs_that_set_the_first_passphrase_leave_one_that_opens(
    path: Path, opened: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, fast = opened(path), opened(path)
    pupils = slow.check().pupils
    comes_between(monkeypatch, lambda: fast.protecting.begin("Deputy", DEPUTY))
    with pytest.raises(StoreError, match="is encrypted"):
        slow.protecting.begin("Head", HEAD)
    again = opened(path)
    again.protecting.unlock(DEPUTY)
    assert again.check().pupils == pupils > 0


def test_two_programs_that_renew_the_data_key_leave_one_passphrase_that_opens(
    path: Path, opened: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(path).protecting.begin("Head", HEAD)
    slow, fast = opened(path), opened(path)
    slow.protecting.unlock(HEAD)
    fast.protecting.unlock(HEAD)
    comes_between(monkeypatch, lambda: fast.protecting.renew("Deputy", DEPUTY))
    with pytest.raises(StoreError, match="could not be unlocked"):
        slow.protecting.renew("Head", THIRD)
    again = opened(path)
    again.protecting.unlock(DEPUTY)
    assert again.check().pupils > 0


def comes_after_the_line(monkeypatch: pytest.MonkeyPatch, slow: Workspace, other: Callable[[], object]) -> None:
    """`other` happens once the line of the audit is written, before the key file is."""
    real = slow.file.write

    def write(work: Callable[[DuckDBPyConnection], object]) -> object:
        monkeypatch.setattr(slow.file, "write", real)
        outcome = real(work)
        other()
        return outcome

    monkeypatch.setattr(slow.file, "write", write)


def test_a_way_in_that_is_changed_while_the_data_key_is_renewed_writes_no_stale_key_file(
    path: Path, opened: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(path).protecting.begin("Head", HEAD)
    slow, fast = opened(path), opened(path)
    slow.protecting.unlock(HEAD)
    fast.protecting.unlock(HEAD)
    printed: list[str] = []
    comes_after_the_line(monkeypatch, slow, lambda: printed.append(fast.protecting.renew("Head", THIRD)))
    with pytest.raises(StoreError, match="could not be unlocked"):
        slow.protecting.add("Deputy", DEPUTY)
    for secret in (THIRD, *printed):
        opened(path).protecting.unlock(secret)


def test_two_programs_that_change_the_ways_in_keep_both_changes(
    path: Path, opened: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(path).protecting.begin("Head", HEAD)
    slow, fast = opened(path), opened(path)
    slow.protecting.unlock(HEAD)
    fast.protecting.unlock(HEAD)
    comes_after_the_line(monkeypatch, slow, lambda: fast.protecting.add("Deputy", DEPUTY))
    slow.protecting.add("Office", THIRD)
    assert [slot.label for slot in slow.protecting.slots()] == ["Head", key_file.RECOVERY, "Deputy", "Office"]
    for secret in (HEAD, DEPUTY, THIRD):
        opened(path).protecting.unlock(secret)
    comes_after_the_line(monkeypatch, slow, lambda: fast.protecting.add("Caretaker", THIRD))
    with pytest.raises(ExistsError, match="“Caretaker” has a passphrase already"):
        slow.protecting.add("caretaker", "yet another passphrase")
    opened(path).protecting.unlock(THIRD)


def test_nothing_is_asked_of_the_school_file_once_the_new_recovery_key_counts(
    path: Path, opened: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program may have taken it by then, and the key that nobody was shown would be lost."""
    workspace = opened(path)
    workspace.protecting.begin("Head", HEAD)
    real = key_file.write

    def write(place: Path, held: key_file.KeyFile) -> None:
        real(place, held)
        monkeypatch.setattr(workspace.file, "_run", is_held)

    def is_held(*_: object) -> None:
        raise LockedError("It is held by another program")

    monkeypatch.setattr(key_file, "write", write)
    printed = workspace.protecting.new_recovery_key()
    opened(path).protecting.unlock(printed)


def test_where_no_lock_keeps_others_out_the_key_file_that_one_of_them_took_away_is_written_again(
    path: Path, opened: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = opened(path)
    workspace.protecting.begin("Head", HEAD)
    swap = rewriting.swap

    def swapping(making: Path, place: Path) -> None:
        # What another program does that unlocks the old file now.
        key_file.settle(place, key_file.read(place))
        assert not key_file.coming_path(place).exists()
        swap(making, place)

    monkeypatch.setattr(rewriting, "swap", swapping)
    workspace.protecting.renew("Head", THIRD)
    opened(path).protecting.unlock(THIRD)


@pytest.mark.parametrize("encrypted", [False, True])
def test_the_next_key_file_is_written_once_nobody_else_can_use_the_school(
    path: Path, opened: Opens, monkeypatch: pytest.MonkeyPatch, encrypted: bool
) -> None:
    """Who unlocks it before that would find two key files, and take away the one that does not open it yet."""
    workspace = opened(path)
    if encrypted:
        workspace.protecting.begin("Head", HEAD)
    real, swap, seen = rewriting.kept_from_others, rewriting.swap, list[bool]()

    @contextmanager
    def kept(place: Path) -> Iterator[None]:
        seen.append(key_file.coming_path(place).exists())
        with real(place):
            yield

    def swapping(making: Path, place: Path) -> None:
        seen.append(key_file.coming_path(place).exists())
        swap(making, place)

    monkeypatch.setattr(rewriting, "kept_from_others", kept)
    monkeypatch.setattr(rewriting, "swap", swapping)
    (workspace.protecting.renew if encrypted else workspace.protecting.begin)("Head", THIRD)
    assert seen == [False, True]
    assert not key_file.coming_path(path).exists()


def test_a_disk_that_fails_once_the_new_file_has_its_place_does_not_take_the_key_away(
    path: Path, opened: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: Path) -> None:
        raise OSError(5, "Input/output error")

    workspace = opened(path)
    monkeypatch.setattr(new_files, "name_on_disk", fails)
    workspace.protecting.begin("Head", HEAD)
    assert is_encrypted(path)
    again = opened(path)
    again.protecting.unlock(HEAD)
    assert again.check().pupils > 0


def test_a_swap_that_is_refused_leaves_the_old_file_and_its_key_file(
    path: Path, opened: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = opened(path)
    workspace.protecting.begin("Head", HEAD)

    def refused(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(rewriting, "swap", refused)
    with pytest.raises(StoreError):
        workspace.protecting.renew("Head", THIRD)
    assert not key_file.coming_path(path).exists()
    opened(path).protecting.unlock(HEAD)


def test_a_program_that_ended_before_the_first_key_file_got_its_name_shuts_nobody_out(
    path: Path, opened: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    class EndedError(Exception):
        """In place of the end of the program."""

    real = key_file.write

    def ends(place: Path, held: key_file.KeyFile, *, coming: bool = False) -> None:
        if not coming:
            raise EndedError
        real(place, held, coming=True)

    monkeypatch.setattr(key_file, "write", ends)
    with pytest.raises(EndedError):
        opened(path).protecting.begin("Head", HEAD)
    monkeypatch.undo()
    assert is_encrypted(path)
    assert not key_file.key_path(path).exists()
    again = opened(path)
    again.protecting.unlock(HEAD)
    assert again.check().pupils > 0
    assert key_file.key_path(path).exists()
    assert not key_file.coming_path(path).exists()
