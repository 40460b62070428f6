"""Wrong passphrases: counted in a file of their own beside the key file, and each one makes the next wait longer.

A file of their own: a wrong passphrase must never be a reason to write the key file, on which everything depends.
Each is one line that is added, so that two programs cannot undo each other's count.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple

from progress_tui import private
from progress_tui.domain import clock

FREE: Final = 3
"""Wrong passphrases before the first wait: everybody mistypes."""

LONGEST: Final = 60
"""Seconds of the longest wait."""


class Tries(NamedTuple):
    """Wrong passphrases since the file was unlocked last: how many, the first and the last of them (local time)."""

    number: int
    first: datetime | None
    last: datetime | None


def tries_file(path: Path) -> Path:
    """Where the wrong passphrases of a school file are counted."""
    return path.with_name(path.name + ".tries")


def read(path: Path) -> Tries:
    """The wrong passphrases of the school file `path`; a line that cannot be read counts all the same."""
    try:
        lines = [line for line in tries_file(path).read_text("utf-8", "replace").splitlines() if line.strip()]
    except OSError:
        return Tries(0, None, None)
    moments = []
    for line in lines:
        with suppress(ValueError):
            moments.append(datetime.fromisoformat(line.strip()))
    return Tries(len(lines), min(moments, default=None), max(moments, default=None))


def add(path: Path) -> None:
    """Count a wrong passphrase; a folder that cannot be written is no reason to let anybody in or to fail."""
    with suppress(OSError), open(tries_file(path), "a", encoding="utf-8", opener=private.opener) as log:
        log.write(clock.now().replace(microsecond=0).isoformat() + "\n")


def clear(path: Path) -> None:
    """Forget them, once they are in the audit."""
    with suppress(OSError):
        tries_file(path).unlink(missing_ok=True)


def seconds_to_wait(path: Path) -> float:
    """Seconds until the next passphrase is looked at, 0 to `LONGEST`.

    A clock that was put back does not make the wait longer than it was to be.
    """
    held = read(path)
    if held.number < FREE:
        return 0.0
    wait = min(2.0 ** (held.number - FREE), LONGEST)
    passed = clock.now() - held.last if held.last is not None else timedelta()
    return min(max(wait - passed.total_seconds(), 0.0), wait)
