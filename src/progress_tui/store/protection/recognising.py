"""Whether a school file is encrypted, told by its first bytes: nothing of DuckDB is needed for it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_MAGIC_AT: Final = 8
_MAGIC: Final = b"DUCK"
_FLAGS_AT: Final = 20
_ENCRYPTED: Final = 1
"""A bit of the flags in DuckDB's main header, which is itself not encrypted (DuckDB 1.4 and newer)."""


def is_encrypted(path: Path) -> bool:
    """Whether `path` is an encrypted DuckDB file; False where there is none, or it cannot be read."""
    try:
        with path.open("rb") as stream:
            head = stream.read(_FLAGS_AT + 1)
    except OSError:
        return False
    return len(head) > _FLAGS_AT and head[_MAGIC_AT:].startswith(_MAGIC) and bool(head[_FLAGS_AT] & _ENCRYPTED)
