"""Two programs that change the passphrase of one school in the same moment: somebody can always open it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from progress_tui.domain.errors import StoreError
from progress_tui.store import rewriting
from progress_tui.store.protection import key_file
from progress_tui.store.protection.recognising import is_encrypted
from progress_tui.workspace import Workspace

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
    monkeypatch.setattr(rewriting, "name_on_disk", fails)
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

    def ends(*_: object) -> None:
        raise EndedError

    monkeypatch.setattr(key_file, "settle", ends)
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
