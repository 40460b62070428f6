"""One use of a school file at a time within this process.

DuckDB refuses a second ATTACH of a file within one process; and on POSIX systems closing any handle of a file drops the
lock that shuts other processes out, whoever in the process took it. So nothing opens a school file beside its owner.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

_OWNERS: Final[dict[str, threading.Lock]] = {}


def lock_of(path: Path) -> threading.Lock:
    """This process's own lock of a file, whatever the name it is called by."""
    return _OWNERS.setdefault(os.path.realpath(path), threading.Lock())


@contextmanager
def owner(path: Path) -> Iterator[None]:
    """Hold this process's own lock of a file."""
    with lock_of(path):
        yield


def takes_lock(stream: IO[bytes], *, shared: bool = False) -> bool:
    """Take the lock that every writer and reader of the file takes, until this handle or another of it is closed.

    Args:
        stream: the file, opened for writing unless the lock is shared.
        shared: shut out those who write alone.

    Returns:
        Whether it could be had at once; on Windows always, as the handle itself is refused there while others have one.
    """
    if sys.platform == "win32":
        return True
    import fcntl

    try:
        fcntl.lockf(stream, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
