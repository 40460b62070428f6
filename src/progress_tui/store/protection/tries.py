"""Wrong passphrases: counted in a file of their own beside the key file, and each one makes the next wait longer.

A file of their own: a wrong passphrase must never be a reason to write the key file, on which everything depends.
Each is one line that is added, so that two programs cannot undo each other's count.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

from progress_tui import new_files, private
from progress_tui.domain import clock

FREE: Final = 3
"""Wrong passphrases before the first wait: everybody mistypes."""

LONGEST: Final = 60
"""Seconds of the longest wait."""

_DOUBLED: Final = 6
"""How often the first second is doubled before it is longer than `LONGEST`."""

_ANEW: Final = "= "
"""Before the moment from which a wait counts anew: no wrong passphrase."""


class Tries(NamedTuple):
    """Wrong passphrases since the file was unlocked last (local times).

    Attributes:
        number: how many.
        first: the first of them; None where nobody knows.
        last: the last of them.
        since: from when the next wait counts: at most times `last`.
        lines: what was read.
    """

    number: int
    first: datetime | None
    last: datetime | None
    since: datetime | None
    lines: tuple[str, ...]


def tries_file(path: Path) -> Path:
    """Where the wrong passphrases of a school file are counted."""
    return path.with_name(path.name + ".tries")


def read(path: Path) -> Tries:
    """The wrong passphrases of the school file `path`, as they came; a line that cannot be read counts all the same."""
    lines = _lines(tries_file(path))
    tries = [_moment(line) for line in lines if not line.startswith(_ANEW)]
    known = [moment for moment in tries if moment is not None]
    first, last = (known[0], known[-1]) if known else (None, None)
    since = _moment(lines[-1].removeprefix(_ANEW)) if lines else None
    return Tries(len(tries), first, last, since, lines)


def add(path: Path) -> None:
    """Count a wrong passphrase; a folder that cannot be written is no reason to let anybody in or to fail."""
    with suppress(OSError):
        _append(path, [_now()])


def clear(path: Path, told: Tries) -> None:
    """Forget those that are in the audit; what another program has counted meanwhile stays."""
    place = tries_file(path)
    aside = new_files.making_of(place)
    with suppress(OSError):
        place.replace(aside)
        lines, number = _lines(aside), len(told.lines)
        _append(path, lines[number:] if lines[:number] == told.lines else lines)
        aside.unlink()


def seconds_to_wait(path: Path) -> float:
    """Seconds until the next passphrase is looked at, 0 to `LONGEST`.

    Where the clock was put back, by somebody or at the end of summer time, or the moment cannot be read, the whole wait
    counts once more, from now on: that is written down, so that nobody waits for ever and nobody is let off. Whoever
    puts the clock forward need not wait, as they need not with a copy of the files elsewhere.
    """
    held = read(path)
    if held.number < FREE:
        return 0.0
    wait = float(min(2 ** min(held.number - FREE, _DOUBLED), LONGEST))
    passed = (clock.now() - held.since).total_seconds() if held.since is not None else -1.0
    if passed >= 0:
        return max(wait - passed, 0.0)
    try:
        _append(path, [_ANEW + _now()])
    except OSError:
        # Nothing is counted there now.
        return 0.0
    return wait


def _now() -> str:
    return clock.now().replace(microsecond=0).isoformat()


def _moment(line: str) -> datetime | None:
    try:
        return datetime.fromisoformat(line).replace(tzinfo=None)
    except ValueError:
        return None


def _lines(place: Path) -> tuple[str, ...]:
    try:
        text = place.read_text("utf-8", "replace")
    except OSError:
        return ()
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _append(path: Path, lines: Iterable[str]) -> None:
    """Raises OSError where the folder cannot be written."""
    if text := "".join(f"{line}\n" for line in lines):
        with open(tries_file(path), "a", encoding="utf-8", opener=private.opener) as log:
            log.write(text)
