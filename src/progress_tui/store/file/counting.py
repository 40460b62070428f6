"""How far a school file had come when it was written last, kept beside it, so that a log cut short is noticed.

DuckDB opens a file whose log was cut short without a word: what only the log held is missing then. Every change counts
the file's version up; `X.duckdb.count` says which version was written last, by which file, and when – nothing else. It
is written while the file is locked, so no program can find a count that its file has not reached yet, unless the file
lost something or an older copy was put in its place. It is never the only witness of anything: it may be removed.
"""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from progress_tui.domain import clock
from progress_tui.domain.errors import StoreError
from progress_tui.domain.remedies import go_back
from progress_tui.store.schema import read_meta

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_SLACK: Final = timedelta(days=1)
"""How far a clock may stand before the last change: summer time and two computers that share a file are no trouble."""


_LENGTH: Final = 80
"""Bytes of every count: a shorter one leaves nothing of the one before."""


class Mark(NamedTuple):
    """What was written last: when the file was made, its version then, and when that was."""

    made: str
    version: int
    when: datetime


def count_file(path: Path) -> Path:
    """Where the count of the school file `path` stands."""
    return path.with_name(path.name + ".count")


def reset(path: Path) -> None:
    """Forget how far the file `path` had come: a backup takes its place, and is older because it was meant to be."""
    with suppress(OSError):
        count_file(path).unlink(missing_ok=True)


class Count:
    """The count of one school file in use.

    Attributes:
        missing: what to say where the file is behind its count; None where nothing is missing.
        clock: what to say where the clock stands before the last change; None where it does not.
    """

    def __init__(self, path: Path) -> None:
        """Begin: nothing was compared and nothing was written."""
        self._path = path
        self._looked = False
        self._kept: tuple[str, int] | None = None
        self._found = 0
        self._last = datetime.min
        self.missing: StoreError | None = None
        self.clock: StoreError | None = None

    @property
    def warning(self) -> StoreError | None:
        """What is wrong, the graver of the two; None where nothing is."""
        return self.missing or self.clock

    def look(self, con: DuckDBPyConnection) -> None:
        """Compare the file, the current database of `con`, with its count, the first time it is used.

        `warning` says what is wrong from then on. A count that is not there or cannot be read says nothing.
        """
        if self._looked:
            return
        self._looked = True
        held = _read(self._path)
        file = _of(con) if held is not None else None
        if held is None or file is None or file[0] != held.made:
            return
        self._found, self._last = file[1], held.when
        if file[1] < held.version:
            self.missing = _missing(self._path, held)
        if held.when - clock.now() > _SLACK:
            self.clock = _clock_back(self._path, held)

    def keep(self, con: DuckDBPyConnection) -> None:
        """Write down what was just committed; a folder that cannot be written is no reason to fail what is stored.

        While something is wrong only what somebody changed is written down: a line of the audit or rows that are
        prepared must not put out a warning. The time goes back with no clock, for the same reason.
        """
        file = _of(con)
        if file is None or file == self._kept or self._path.suffix == ".making":
            return
        if self.warning is not None and file[1] <= self._found:
            return
        self._last = max(self._last, clock.now())
        text = f"{file[0]} {file[1]} {self._last.isoformat(timespec='seconds')}"
        with suppress(OSError):
            # For its owner alone, by the engine's umask. Without an fsync it may be older than the file after a power
            # cut, and then says nothing.
            # Over what was there, as making it shorter first would have the system write it out at once.
            place = os.open(count_file(self._path), os.O_WRONLY | os.O_CREAT, 0o600)
            try:
                os.write(place, text.ljust(_LENGTH).encode("ascii"))
            finally:
                os.close(place)
            self._kept = file


def _read(path: Path) -> Mark | None:
    try:
        made, version, when = count_file(path).read_text("ascii").split()
        return Mark(made, int(version), datetime.fromisoformat(when))
    except (OSError, ValueError):
        return None


def _of(con: DuckDBPyConnection) -> tuple[str, int] | None:
    """When the file was made and its version; None for a file without them."""
    import _duckdb as duckdb

    try:
        meta = read_meta(con)
    except duckdb.CatalogException:
        return None
    made, version = meta.get("made", ""), meta.get("version", "")
    return (made, int(version)) if made and version.isdecimal() else None


def _missing(path: Path, held: Mark) -> StoreError:
    return StoreError(
        f"Changes are missing from {path.name}",
        f"It was written last on {_day(held.when)}, and is older than that now: its log was cut short, or an older "
        "copy was put in its place.",
        f"Look at what is there; to go back to a backup, run {go_back(path)}.",
    )


def _clock_back(path: Path, held: Mark) -> StoreError:
    return StoreError(
        "The clock of this computer was put back",
        f"It says {_day(clock.now())}; {path.name} was written last on {_day(held.when)}. Nothing is lost.",
        "Set the clock: notes, actions and meetings are dated by it. If it is right now, it was ahead then: delete "
        f"{count_file(path).name}, and this is not said again.",
    )


def _day(when: datetime) -> str:
    return f"{when.day} {when:%B %Y} at {when:%H:%M}"
