"""A school file written anew: under another key, or without what was deleted from it.

DELETE leaves text behind in a file, even after checkpoints; so a file that something must go from is copied into
memory, changed there, and written as a new file, which takes the place of the old one in one step.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, TypeVar

from progress_tui import new_files
from progress_tui.domain.errors import StoreError
from progress_tui.store.file import counting
from progress_tui.store.file.checkpointing import undo_file
from progress_tui.store.file.copying import COPY, SOURCE, copy_all
from progress_tui.store.file.owning import takes_lock

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

T = TypeVar("T")

WORKING: Final = "working"
"""Name under which the copy in memory is attached."""


def through_memory(con: DuckDBPyConnection, edit: Callable[[DuckDBPyConnection], T]) -> T:
    """Copy the school file into memory, change it there, and write what it is then to the new file.

    Args:
        con: has the school file, the new one and an empty `WORKING` in memory attached.
        edit: what changes it; nothing it does needs a transaction, as all is thrown away when it fails.

    Raises:
        StoreError: one of the copies is not what it was made of.
    """
    copy_all(con, SOURCE, WORKING)
    con.execute(f"USE {WORKING}")
    try:
        outcome = edit(con)
    finally:
        con.execute("USE memory")
    copy_all(con, WORKING, COPY)
    return outcome


@contextmanager
def kept_from_others(path: Path) -> Iterator[IO[bytes] | None]:
    """Hold the lock that every writer and reader of the file takes, for the moment of a swap.

    Whoever reads the file meanwhile reads it from the stream that is given: closing another one would drop the lock.

    Raises:
        StoreError: another program has just taken the file.
    """
    if sys.platform == "win32":
        # A file that another program has open cannot be replaced there at all: the swap itself is refused.
        yield None
        return
    with path.open("rb+") as stream:
        if not takes_lock(stream):
            raise changed_meanwhile(path)
        yield stream


def swap(making: Path, path: Path) -> None:
    """Put `making` in the place of `path`, on disk before this returns; the log of the old file goes with it.

    Raises:
        OSError: the system refuses, and the old file is still there. Once the new one has its place nothing is raised:
            whoever is told of a failure takes the new key file away.
    """
    new_files.write_down(making)
    for left in (path.with_name(path.name + ".wal"), undo_file(path)):
        left.unlink(missing_ok=True)
    # A backup in its place may be older, and is meant to be.
    counting.reset(path)
    new_files.take_place(making, path)


def changed_meanwhile(path: Path) -> StoreError:
    """What is said when another program came between the copy and the swap."""
    return StoreError(
        f"{path.name} is being used by another program", "Nothing was changed.", "Close it there and try again."
    )
