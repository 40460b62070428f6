"""What somebody typed and what cannot be stored, written to a text file in another place."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from progress_tui.domain import clock
from progress_tui.domain.errors import ProgressError


def write_down(texts: Sequence[str], folder: Path) -> Path:
    """Write texts to a new file for its owner alone; it is on disk before this returns.

    Raises:
        ProgressError: it cannot be written there.
    """
    path = folder / f"Not saved {clock.now():%Y-%m-%d %H.%M.%S}.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as stream:
            stream.write("\n\n".join(texts) + "\n")
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise ProgressError(f"It cannot be written to {folder} either", f"{error.strerror or error}.") from error
    return path
