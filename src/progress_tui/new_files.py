"""New files, written beside the place where they are to be and put there in one step; one left half made is known."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path


def making_of(path: Path) -> Path:
    """Where this process writes what is to be `path`."""
    return path.with_name(f"{path.name}.{os.getpid()}.making")


def sweep(making: Path) -> None:
    """Take away what is left of a new file that did not come to be."""
    for part in (making.with_name(making.name + ending) for ending in ("", ".wal", ".undo")):
        with suppress(OSError):
            part.unlink(missing_ok=True)


def write_down(making: Path) -> None:
    """Have what was written to the new file on disk.

    Raises:
        OSError: the system refuses.
    """
    with making.open("rb+") as stream:
        os.fsync(stream.fileno())


def take_place(making: Path, path: Path) -> None:
    """Put the new file, which is on disk, in the place of `path`; that it is there is on disk before this returns.

    Raises:
        OSError: the system refuses, and what was there still is. Once the new file has its place nothing is raised:
            whoever is told of a failure takes away what goes with it.
    """
    making.replace(path)
    with suppress(OSError):
        name_on_disk(path)


def name_on_disk(path: Path) -> None:
    """Have the system write down which file a path names now.

    Raises:
        OSError: it refuses.
    """
    if sys.platform != "win32":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
