"""Backups after the ways into their school file changed: they open as the file does, as far as they can be reached."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from progress_tui.domain.errors import StoreError
from progress_tui.store import backups
from progress_tui.store.engine import SchoolFile
from progress_tui.store.protection import key_file
from progress_tui.store.protection.recognising import is_encrypted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class Passed(NamedTuple):
    """What became of every backup: those that are done, and those (or folders) that are not, with the reason."""

    done: tuple[Path, ...]
    left: tuple[tuple[Path, str], ...]


def renew_key_files(path: Path, others: Iterable[Path], held: key_file.KeyFile) -> Passed:
    """Put the key file beside every backup under the same data key, so that a way in that was taken away is gone there.

    Backups under another data key stay as they are. Copies out of reach keep their old key file: whoever has such a
    copy and an old passphrase can still open it; they are given back, to be told.
    """
    reach = backups.known(path, others)
    done, left = list[Path](), [(folder, "It cannot be reached now.") for folder in reach.out_of_reach]
    for backup in reach.backups:
        if not is_encrypted(backup.path):
            continue
        try:
            if key_file.read(backup.path).key_id == held.key_id:
                key_file.write(backup.path, held)
                done.append(backup.path)
        except StoreError as error:
            left.append((backup.path, str(error)))
    return Passed(tuple(done), tuple(left))


def encrypt_all(file: SchoolFile, others: Iterable[Path], before: bytes | None, held: key_file.KeyFile) -> Passed:
    """Write every backup anew under a new data key, as its school file was.

    Copies out of reach stay as they are, readable as before: they are given back, to be told; so are backups under a
    data key that is neither of the two.

    Args:
        file: the school file, under the data key that it has now.
        others: the folders that it remembers.
        before: the data key it had; None where it had none.
        held: the key file of the data key it has now.
    """
    folders = tuple(others)
    # Of a file that is locked meanwhile no key is held: its backups must not be written without one.
    key, reach = file.key, backups.reach(file, folders, [before])
    done, left = list[Path](), [(folder, "It cannot be reached now.") for folder in reach.out_of_reach]
    left += backups.left_half_made(file.path, folders)
    for backup in reach.backups:
        try:
            _put_under(backup.path, before if is_encrypted(backup.path) else None, key, held)
            done.append(backup.path)
        except StoreError as error:
            left.append((backup.path, str(error)))
    return Passed(tuple(done), tuple(left))


def _put_under(backup: Path, before: bytes | None, key: bytes | None, held: key_file.KeyFile) -> None:
    """Write a backup anew under the key, if it is not under it already."""
    if is_encrypted(backup) and key_file.read(backup).key_id == held.key_id:
        return
    with closing(SchoolFile(backup, before)) as copy:
        copy.rewrite(_as_it_is, key, held)


def _as_it_is(con: DuckDBPyConnection) -> None:
    """Change nothing."""
