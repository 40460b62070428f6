"""What a killed program left half made beside a school file: taken away by the next one that writes there.

New files are made as `NAME.PID.making` and put in place in one step (`copying`, `rewriting`). One whose process is gone
never comes to be, and holds what its school file held.
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

_HALF_MADE: Final = re.compile(r"\.(\d+)\.making(\.wal|\.undo)?\Z")
_OF_BACKUP: Final = re.compile(r"(.+-)?\d{4}-\d\d-\d\d-\d{4}-")
"""How a backup's name begins, whatever its school file was called when it was made."""

_AT_REST: Final = 60.0
"""Seconds without a change: on a shared drive the process may be another computer's, and its number says nothing."""

_SWEPT: Final[set[Path]] = set()
"""Files beside which this process has looked."""


def sweep_once(path: Path) -> None:
    """Remove what was left half made of the school file `path` and of its backups, once for each process.

    What cannot be removed, or looked at, stays.
    """
    if path in _SWEPT:
        return
    _SWEPT.add(path)
    sweep(path)


def sweep(path: Path, folders: Iterable[Path] = ()) -> list[Path]:
    """Remove what was left half made of the school file `path` and of its backups; what was removed.

    Args:
        path: the school file.
        folders: others in which backups of it are made.
    """
    removed = []
    for left in abandoned(half_made(path, folders)):
        with suppress(OSError):
            if abs(time.time() - left.stat().st_mtime) >= _AT_REST:
                left.unlink()
                removed.append(left)
    return removed


def half_made(path: Path, folders: Iterable[Path] = ()) -> list[Path]:
    """What is, or was, being made of the school file `path` and of its backups: beside it and in these folders."""
    beside, home = re.compile(re.escape(path.name) + r"\."), path.with_name(path.name + ".backups")
    found = dict[str, Path]()
    for folder, begins in ((path.parent, beside), (home, re.compile("")), *((one, _OF_BACKUP) for one in folders)):
        with suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                if begins.match(entry.name) and _maker(entry.name) is not None:
                    found.setdefault(os.path.realpath(entry.path), Path(entry.path))
    return list(found.values())


def abandoned(files: Iterable[Path]) -> list[Path]:
    """Those of these files that a process which is gone was making: they never come to be."""
    made = ((path, _maker(path.name)) for path in files)
    return [path for path, maker in made if maker is not None and not is_running(maker)]


def _maker(name: str) -> int | None:
    """The number of the process that makes, or made, a file of this name; None where the file is whole."""
    found = _HALF_MADE.search(name)
    return None if found is None else int(found[1])


def is_running(pid: int) -> bool:
    """Whether a process of this number runs here; True where that cannot be told."""
    if sys.platform == "win32":
        import ctypes

        # os.kill would end it there. 0x1000 asks for the right to look at it alone.
        handle = ctypes.windll.kernel32.OpenProcess(0x1000, False, pid)
        if handle:
            ctypes.windll.kernel32.CloseHandle(handle)
        return bool(handle) or ctypes.windll.kernel32.GetLastError() == 5
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
