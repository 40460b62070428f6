"""A backup in the place of the school file: proved before anything is replaced, and put in place in one step.

What is replaced is kept beside the backups, byte for byte where it cannot be read, with its log and its key file.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from contextlib import closing, nullcontext, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple

from progress_tui import new_files
from progress_tui.domain.errors import LockedError, StoreError
from progress_tui.store import audit, backups, checking, schema
from progress_tui.store.engine import SchoolFile
from progress_tui.store.file import rewriting
from progress_tui.store.file.owning import owner
from progress_tui.store.protection import key_file
from progress_tui.store.protection.recognising import is_encrypted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from progress_tui.store.checking import Contents


class Keys(NamedTuple):
    """How a backup is opened and how the restored file is to be.

    Attributes:
        opens: the data key of the backup; None for one that is not encrypted.
        to: the data key of the restored file; None for one that is not to be encrypted.
        held: the key file that wraps `to`; None without one.
    """

    opens: bytes | None = None
    to: bytes | None = None
    held: key_file.KeyFile | None = None


class Held(NamedTuple):
    """What a backup holds: its counts, the names of its schools, and when its school file was begun."""

    contents: Contents
    schools: tuple[str, ...]
    begun: str


def look(backup: Path, key: bytes | None) -> Held:
    """What a backup holds; it is read and checked, and nothing is changed.

    Raises:
        StoreError: it is not there, damaged, cut short, of another program or a newer one, or does not hold together.
    """
    try:
        with closing(SchoolFile(backup, key)) as file:
            held = file.read(_held)
    except StoreError as error:
        raise _unfit(backup, str(error)) from error
    if held.contents.problems:
        raise _unfit(backup, " ".join(held.contents.problems))
    return held


def begun(file: SchoolFile) -> str | None:
    """When a school file was begun, by which its backups are told from those of another; None if it cannot be read."""
    try:
        return file.read(lambda con: schema.get_meta(con, "made", ""))
    except LockedError:
        raise
    except StoreError:
        return None


def restore(file: SchoolFile, backup: Path, keys: Keys) -> Path | None:
    """Put a backup in the place of the school file, which may be damaged or gone; the file has a line in its audit.

    Args:
        file: the school file.
        backup: `look` has found it fit; what is written of it is checked once more.
        keys: how it is opened, and how the file is to be.

    Returns:
        Where the file that was there is kept; None where there was none.

    Raises:
        LockedError: another program holds the file.
        StoreError: the backup is not fit for it, or something cannot be written; the file is as it was.
    """
    path = file.path
    staged = new_files.making_of(path)
    new_files.sweep(staged)
    try:
        _take_log_in(file)
        before = file.stamp()
        _stage(backup, staged, keys, _folders(file, backup))
        kept = _keep(file)
        _put_in_place(file, staged, before, keys)
    except OSError as error:
        raise StoreError(
            f"{path.name} cannot be written", f"{error.strerror or error}. It is as it was.", "Check its folder."
        ) from error
    finally:
        new_files.sweep(staged)
    return kept


def _held(con: DuckDBPyConnection) -> Held:
    schema.needs_migration(con)
    if schema.version_of(con) == 0:
        raise StoreError("It has no tables", "It is no backup of a school file.")
    names = con.execute("SELECT name FROM school ORDER BY school_id").fetchall()
    return Held(checking.contents(con), tuple(str(name) for (name,) in names), schema.get_meta(con, "made", ""))


def _folders(file: SchoolFile, backup: Path) -> list[Path]:
    """Folders that the restored file has to remember: those the file knows now, its own, and where the backup lies."""
    elsewhere = list(dict.fromkeys((backups.home(file.path.absolute()), backup.absolute().parent)))
    try:
        return [*(file.read(backups.folders) if file.path.exists() else ()), *elsewhere]
    except LockedError:
        raise
    except StoreError:
        return elsewhere


def _stage(backup: Path, staged: Path, keys: Keys, folders: Iterable[Path]) -> None:
    """Write what is to be the school file beside it. The copy reads every row of the backup and compares it."""
    try:
        with closing(SchoolFile(backup, keys.opens)) as source:
            source.copy_to(staged)
    except StoreError as error:
        raise _unfit(backup, str(error)) from error

    def edit(con: DuckDBPyConnection) -> None:
        for folder in folders:
            backups.remember_folder(con, folder)
        audit.append(con, backups.RESTORE, {"backup": backup.name})

    with closing(SchoolFile(staged, keys.opens)) as copy:
        copy.rewrite(edit, keys.to)
        problems = copy.read(checking.contents).problems
    if problems:
        raise _unfit(backup, " ".join(problems))


def _take_log_in(file: SchoolFile) -> None:
    """Have the file hold what only its log holds: the log goes with a swap, before it is known to succeed.

    A file that does not open is kept as it is, log and all.
    """
    if file.path.with_name(file.path.name + ".wal").exists():
        try:
            file.write(lambda _: None)
        except LockedError:
            raise
        except StoreError:
            pass


def _keep(file: SchoolFile) -> Path | None:
    """Keep the file that is there now: a whole copy, or its very bytes where it cannot be read; None without one.

    A key file without its school file is kept as well: it may open a backup.
    """
    path = file.path
    if not path.exists() and not key_file.key_path(path).exists():
        return None
    backups.make_home(path)
    try:
        if path.exists() and file.encrypted == is_encrypted(path):
            return backups.take(file, backups.BEFORE_RESTORE)
    except LockedError:
        raise
    except StoreError:
        pass
    target = backups.place_for(path, backups.BEFORE_RESTORE)
    try:
        with owner(path), rewriting.kept_from_others(path) if path.exists() else nullcontext() as held:
            for part in ("", *backups.BESIDE):
                source = path.with_name(path.name + part)
                _copy_bytes(source, target.with_name(target.name + part), None if part else held)
    except OSError as error:
        for part in ("", *backups.BESIDE):
            with suppress(OSError):
                target.with_name(target.name + part).unlink(missing_ok=True)
        raise StoreError(
            f"{path.name} cannot be kept beside its backups",
            f"{error.strerror or error}. Nothing was changed.",
            "Free some space, or move the file away, and try again.",
        ) from error
    return target if path.exists() else None


def _copy_bytes(source: Path, target: Path, held: IO[bytes] | None) -> None:
    """Copy a file, if there is one, for its owner alone; from the stream that holds its lock where there is one."""
    if not source.exists():
        return
    with (
        nullcontext(held) if held is not None else source.open("rb") as stream,
        os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out,
    ):
        shutil.copyfileobj(stream, out)
        out.flush()
        os.fsync(out.fileno())


def _put_in_place(file: SchoolFile, staged: Path, before: tuple[int, int, int, int] | None, keys: Keys) -> None:
    """Ended at any moment it leaves the old file or the new one, and beside it a key file that opens it.

    Under another data key the new key file waits beside the one there is until the file is in place, and whichever of
    them opens it counts.
    """
    path = file.path
    other = keys.held is not None and not _has_key_file(path, keys.held.key_id)
    with owner(path), rewriting.kept_from_others(path) if path.exists() else nullcontext():
        if before != file.stamp():
            raise rewriting.changed_meanwhile(path)
        with key_file.put_in_place(path, keys.held) if keys.held is not None and other else nullcontext():
            rewriting.swap(staged, path)
    file.use_key(keys.to)


def _has_key_file(path: Path, key_id: str) -> bool:
    """Whether a key file of this data key, which can be read, lies beside the file."""
    try:
        return key_file.read(path).key_id == key_id
    except StoreError:
        return False


def _unfit(backup: Path, why: str) -> StoreError:
    return StoreError(f"{backup.name} cannot be restored", why, "Choose another backup. Nothing was changed.")
