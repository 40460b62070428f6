"""Files and folders for their owner alone, whatever the process was started with (POSIX; docs/doctor.md)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

FILE: Final = 0o600
FOLDER: Final = 0o700


def opener(name: str, flags: int) -> int:
    """For `open(…, opener=…)`: a file that is made is readable by its owner only; one that is there stays as it is."""
    return os.open(name, flags, FILE)


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 text to a file, which is made for its owner alone where it is not there.

    Raises:
        OSError: the system refuses.
    """
    with open(path, "w", encoding="utf-8", opener=opener) as stream:
        stream.write(text)


def make_folder(folder: Path) -> None:
    """Make a folder and all above it that are missing, each for its owner alone; those that are there stay as they are.

    Raises:
        OSError: the system refuses.
    """
    if not folder.is_dir():
        if not folder.parent.exists():
            make_folder(folder.parent)
        folder.mkdir(mode=FOLDER, exist_ok=True)
