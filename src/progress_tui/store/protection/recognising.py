"""Whether a school file is encrypted, told by its first bytes: nothing of DuckDB is needed for it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from progress_tui.store.file.examining import is_database
from progress_tui.store.file.owning import lock_of

_FLAGS_AT: Final = 20
_ENCRYPTED: Final = 1
"""A bit of the flags in DuckDB's main header, which is itself not encrypted (DuckDB 1.4 and newer)."""

_SEEN: Final[dict[str, bool]] = {}
"""What each file was when it was opened or looked at last."""


def is_encrypted(path: Path) -> bool:
    """Whether `path` is an encrypted DuckDB file; False where there is none, or it cannot be read.

    While this process works on the file it is not opened a second time, which would let other programs in
    (`store.file.owning`): it is then what it was when it was looked at last.
    """
    if not path.exists():
        return False
    name, lock = os.path.realpath(path), lock_of(path)
    if not lock.acquire(blocking=name not in _SEEN):
        return _SEEN[name]
    try:
        _SEEN[name] = _says_so(path)
        return _SEEN[name]
    finally:
        lock.release()


def opened(path: Path, encrypted: bool) -> None:
    """Its owner has opened the file `path`, which proves what it is."""
    _SEEN[os.path.realpath(path)] = encrypted


def _says_so(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            head = stream.read(_FLAGS_AT + 1)
    except OSError:
        return False
    return len(head) > _FLAGS_AT and is_database(head) and bool(head[_FLAGS_AT] & _ENCRYPTED)
