"""What DuckDB and the system say of a school file, in words that a head can act on."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path
from typing import Final

from progress_tui.domain.errors import LockedError, LockedUpError, OtherKeyError, StoreError
from progress_tui.domain.remedies import go_back, save_what_can_be_read
from progress_tui.domain.text import visible

_FULL: Final = ("no space left on device", "disk quota exceeded", "file too large", "not enough space on the disk")
"""What systems say when nothing more can be written."""

_FAILED: Final = ("input/output error", "no such device", "stale file handle", "transport endpoint")
"""What systems say when a disk, stick or network drive does not answer."""

_DAMAGED: Final = ("corrupt database file", "corrupt wal", "aes tag", "could not read enough bytes", "wal file")
"""What DuckDB says of bytes that are not those that were written; with a wrong key it does not come that far."""

_READ_ONLY: Final = "read-only file system"
_REFUSED: Final = ("permission denied", _READ_ONLY, "access is denied")
"""What systems say when something may only be read."""


def is_held(path: Path, error: Exception) -> bool:
    """Whether another program's lock refused the file, and not damage, a missing folder or permissions."""
    if "could not set lock" in str(error).casefold():
        return True
    try:
        with path.open("rb"):
            return False
    except OSError as refused:
        # Windows words its refusal in its own language; a sharing violation has one number in all of them.
        return getattr(refused, "winerror", None) == 32


def locked(path: Path, error: Exception | None, seconds: float) -> LockedError:
    """The file was held by another program for all of `seconds`."""
    holder = re.search(r"PID (\d+)", str(error or ""))
    return LockedError(
        f"{path.name} is being written by another program",
        f"It has been held for {seconds:g} seconds{f' by process {holder[1]}' if holder else ''}.",
        "Close that program, or wait and try again. Nothing typed is lost.",
    )


def not_opened(path: Path, error: Exception) -> StoreError:
    """The file is there and cannot be opened, or is not there and cannot be made."""
    if not path.exists():
        return StoreError(
            f"{path.name} cannot be made", first_line(error), "Check the folder, its disk and permissions."
        )
    if not os.access(path, os.R_OK | os.W_OK):
        return not_allowed(path, error)
    return refusal(path, error) or StoreError(
        f"{path.name} cannot be opened",
        f"{first_line(error)} Nothing was changed.",
        "Try again. Where that does not help, send what “progress-tui doctor” says to whoever helps you.",
    )


def not_unlocked(path: Path, keyed: bool, error: Exception) -> StoreError:
    """The key and the file do not belong together; `keyed` says whether a key was used."""
    import _duckdb as duckdb

    if not keyed:
        return LockedUpError(
            f"{path.name} is encrypted", "It opens with its passphrase only.", "Give it when the program asks."
        )
    if isinstance(error, duckdb.CatalogException):
        return StoreError(
            f"{path.name} is not encrypted",
            "It was to be opened with a passphrase: another file was put in its place. It was not touched.",
            "If that was not you, ask whoever keeps the file. End the program and start it again to open it as it is.",
        )
    if is_damaged(error):
        return damaged(path)
    return OtherKeyError(
        f"{path.name} could not be unlocked",
        "It was given another key meanwhile, or another file was put in its place. It was not touched.",
        "Give the passphrase it has now. Where none opens it, put the key file of a backup of the school beside it.",
    )


def is_damaged(error: Exception) -> bool:
    """Whether bytes of the file are not those that were written."""
    words = str(error).casefold()
    return any(said in words for said in _DAMAGED)


def damaged(path: Path) -> StoreError:
    """The file cannot be read, or a part of it; what DuckDB said is for whoever helps (`words_behind`)."""
    return StoreError(
        f"{path.name} is damaged or incomplete",
        "Its bytes are not those that were written. Nothing was changed.",
        f"Go back to a backup: {go_back(path)}. What was typed since may be read all the same: "
        f"{save_what_can_be_read(path)}.",
    )


def refusal(path: Path, error: Exception) -> StoreError | None:
    """What the system refused, in words; None where DuckDB says something else."""
    if is_full(error):
        return full(path)
    if any(said in str(error).casefold() for said in _FAILED):
        return gone(path)
    if is_damaged(error):
        return damaged(path)
    return not_allowed(path, error) if is_refused(error) else None


def is_full(error: Exception) -> bool:
    """Whether the disk, or what somebody may use of it, is full."""
    words = str(error).casefold()
    return any(said in words for said in _FULL)


def full(path: Path) -> StoreError:
    """There is no room for what was to be written."""
    return StoreError(
        "The disk is full", f"There is no room for {path.name}. Nothing was changed.", "Free some space, try again."
    )


def is_refused(error: Exception) -> bool:
    """Whether the file, its folder or its disk may only be read."""
    words = str(error).casefold()
    return any(said in words for said in _REFUSED)


def is_failing(error: OSError) -> bool:
    """Whether a disk does not give what was written to a place of it."""
    # Windows has numbers of its own for a bad sector and for a device that fails.
    return error.errno == errno.EIO or getattr(error, "winerror", None) in (23, 1117)


def not_read(path: Path, error: OSError) -> StoreError:
    """A file that is only read cannot be: nobody may read it, or its disk fails."""
    if is_refused(error):
        return StoreError(f"{path.name} cannot be read", "Permission is denied.", "Ask whoever keeps the file.")
    return StoreError(
        f"{path.name} cannot be read from its disk",
        f"{error.strerror or error}. The disk or the stick fails, or was pulled. Nothing was changed.",
        f"Plug it in again and try once more, or go back to a backup on another disk: {go_back(path)}.",
    )


def not_allowed(path: Path, error: Exception) -> StoreError:
    """What is there may be read and not written."""
    if _READ_ONLY in str(error).casefold():
        return StoreError(
            f"{path.name} cannot be written",
            "The disk, stick or drive it is on can only be read. Nothing was changed.",
            "Take its write protection off, or copy the file to another disk and open it there.",
        )
    return StoreError(
        f"{path.name} cannot be written",
        "Permission is denied: the file or its folder can only be read. Nothing was changed.",
        "Ask whoever keeps the file, or copy it to a folder of yours and open it there.",
    )


def folder_not_allowed(path: Path, error: Exception) -> StoreError:
    """A new file cannot be made in the folder that was named for it, which may be read."""
    folder = visible(path.parent.name)
    if _READ_ONLY in str(error).casefold():
        return StoreError(
            f"{path.name} cannot be written",
            f"The disk, stick or drive of the folder {folder} can only be read. Nothing was written.",
            "Take its write protection off, or choose a folder on another disk: “progress-tui backup --to FOLDER”.",
        )
    return StoreError(
        f"{path.name} cannot be written",
        f"Permission is denied: the folder {folder} can only be read.",
        "Choose another folder, or ask whoever keeps that one.",
    )


def gone(path: Path) -> StoreError:
    """The file was there a moment ago."""
    return StoreError(
        f"{path.name} is not there any more",
        "The folder, the stick or the drive it is on has gone, or somebody moved it. Nothing was changed.",
        "Put it back and try again. What is typed is kept meanwhile.",
    )


def words_behind(error: StoreError) -> str:
    """What DuckDB said, where that is the cause of an error and not in its words; empty where it is not."""
    import _duckdb as duckdb

    words = first_line(error.__cause__) if isinstance(error.__cause__, duckdb.Error) else ""
    return "" if words in error.detail else words


def first_line(error: Exception) -> str:
    """What DuckDB says, without the name of its exception, as one sentence."""
    words = re.sub(r"^[A-Za-z ]+ Error: ", "", str(error).splitlines()[0])
    return words.strip().rstrip(".!") + "."
