"""What a file is, looked at before DuckDB touches it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from progress_tui.domain.errors import StoreError

_MAGIC_AT: Final = 8
_MAGIC: Final = b"DUCK"
HEAD: Final = _MAGIC_AT + len(_MAGIC)
"""Bytes by which a school file is known."""


def is_database(head: bytes) -> bool:
    """Whether a file that begins with these bytes, `HEAD` of them at least, is one of DuckDB."""
    return head[_MAGIC_AT:HEAD] == _MAGIC


def examine(path: Path, fresh: bool, writing: bool) -> None:
    """Refuse what cannot be a school file before DuckDB touches it; `fresh` says that there is no file yet.

    Raises:
        StoreError: it is missing and only to be read, is no file, cannot be read, or is something else.
    """
    if fresh:
        if not writing:
            remedy = "Plug its stick in or name it with --file; a new one is begun by “progress-tui import”."
            raise StoreError(f"{path.name} is not there", "No such file.", remedy)
        return
    if not path.is_file():
        what = "a folder" if path.is_dir() else "a pipe or a device"
        raise StoreError(f"{path.name or path} cannot be read", f"It is {what}.", "Name a file.")
    try:
        with path.open("rb") as stream:
            head = stream.read(HEAD)
    except OSError as error:
        raise StoreError(f"{path.name} cannot be read", f"{error.strerror}.", "Check its permissions.") from error
    if not is_database(head):
        raise StoreError(
            f"{path.name} is not a school file",
            "It was not made by progress-tui.",
            "To bring results in, use “progress-tui import”.",
        )


def which_file(path: Path) -> tuple[int, int] | None:
    """Which file a path names now: another one after a swap."""
    try:
        held = path.stat()
    except OSError:
        return None
    return held.st_dev, held.st_ino
