"""Schools of other school files, taken into this one: looked at first, then stored as a whole, and taken out again."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from progress_tui.domain.errors import LockedUpError, UsageError
from progress_tui.store.engine import SchoolFile
from progress_tui.store.file.examining import HEAD, is_database
from progress_tui.store.protection.recognising import is_encrypted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from progress_tui.store.adopting import Handed, Taken


def is_school_file(path: Path) -> bool:
    """Whether a file looks like one that this program keeps schools in: by its first bytes, whatever it is called."""
    try:
        with path.open("rb") as stream:
            return path.is_file() and is_database(stream.read(HEAD))
    except OSError:
        return False


class Adopting:
    """Takes the schools of other school files into one."""

    def __init__(self, file: SchoolFile, changed: Callable[[], None], back_up: Callable[[], None]) -> None:
        """Work on `file`, which need not be there yet.

        Args:
            file: the school file.
            changed: called when facts on file have changed.
            back_up: called before something is stored, and refuses it by an error.
        """
        self._file, self._changed, self._back_up = file, changed, back_up

    def look(self, path: Path, unlocked: SchoolFile | None = None) -> Taken:
        """What taking a school file in would do; nothing is stored. Takes and raises as `take_in` does."""
        from progress_tui.store.adopting import take_in

        handed = self._read(path, unlocked)
        return self._file.rehearse(lambda con: take_in(con, handed))

    def take_in(self, path: Path, unlocked: SchoolFile | None = None) -> Taken:
        """Take every school of another school file in, with its history and records: all of it or nothing.

        Args:
            path: the other file.
            unlocked: the same where it is open already, as it has to be where it is encrypted; it stays open.

        Raises:
            UsageError: it is the file itself.
            ExistsError: one of its schools is on file already.
            StoreError: it is encrypted and was not unlocked, damaged, not there, of another program or of a newer one.
            NotFoundError: it holds no school.
        """
        from progress_tui.store.adopting import take_in

        handed = self._read(path, unlocked)
        self._back_up()
        taken = self._file.write(lambda con: take_in(con, handed))
        self._changed()
        return taken

    def take_out(self, taken: Taken) -> int:
        """Take out again what was just taken in; how many rows went.

        Raises:
            ProgressError: something was written to the school file since.
        """
        from progress_tui.store.adopting import take_out

        gone = self._file.write(lambda con: take_out(con, taken))
        self._changed()
        return gone

    def _read(self, path: Path, unlocked: SchoolFile | None) -> Handed:
        from progress_tui.store import schema
        from progress_tui.store.adopting import hand_over

        if path.exists() and self._file.path.exists() and path.samefile(self._file.path):
            raise UsageError(f"{path.name} is the school file itself", remedy="Name the file of another school.")
        if unlocked is None and is_encrypted(path):
            raise LockedUpError(
                f"{path.name} is encrypted",
                "Its schools come in with its passphrase.",
                "Bring it in on the command line, which asks for it: “progress-tui import”.",
            )
        with closing(SchoolFile(path)) if unlocked is None else nullcontext(unlocked) as other:
            if not other.read(lambda con: schema.version_of(con) and schema.needs_migration(con)):
                return other.read(lambda con: hand_over(con, path.name))
            # Brought up to date in a transaction that is rolled back: the other file stays as it is.
            return other.rehearse(lambda con: _brought_up(con, path.name))


def _brought_up(con: DuckDBPyConnection, name: str) -> Handed:
    from progress_tui.store import schema
    from progress_tui.store.adopting import hand_over

    schema.migrate(con)
    return hand_over(con, name)
