"""One in-memory DuckDB instance per process, owned by one thread; a school file is attached only for a piece of work.

Why attached and detached each time: DuckDB locks a file against every other process while one holds it for writing,
and two leaders must be able to have the school open (docs/architecture.md, "Data").
"""

from __future__ import annotations

import base64
import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from progress_tui.domain.errors import CancelledError, StoreError
from progress_tui.store.copying import COPY, copy_all, in_place_at_once
from progress_tui.store.linking import link_ahead
from progress_tui.store.loading import load_crypto, quoted_path
from progress_tui.store.refusals import first_line, is_held, locked, not_opened

if TYPE_CHECKING:
    import duckdb

T = TypeVar("T")
Work = Callable[["duckdb.DuckDBPyConnection"], T]

PATIENCE: Final = 2.0
"""Seconds to wait for another program's lock before it is explained."""

_LONGEST_PAUSE: Final = 0.01
_COURTESY: Final = 0.012
"""Seconds between two writes of one program: longer than the pause of one that waits, so that it gets its turn."""

_MAGIC_AT: Final = 8
_MAGIC: Final = b"DUCK"
_STORAGE: Final = "STORAGE_VERSION 'v1.5.0'"
_OWNERS: Final[dict[str, threading.Lock]] = {}
"""One lock for each file used by this process: DuckDB refuses a second ATTACH of a file within one process, and closing
any handle of a file would drop the lock that shuts other processes out."""


class SchoolFile:
    """The file of a school or trust.

    All work is a function of a connection in which the file is the current database. It runs on the store thread,
    inside ATTACH → (transaction) → DETACH, and must fetch to the end: no relation may leave it.
    """

    def __init__(self, path: Path, key: bytes | None = None) -> None:
        """Begin: DuckDB is imported on the store thread while the caller goes on.

        Args:
            path: the file; it is created by the first write.
            key: the data key (32 bytes) of an encrypted file.
        """
        self.path = path
        self._key = key
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._writes = False
        self._last_write = float("-inf")
        self._gate = threading.Lock()
        self._stoppable: duckdb.DuckDBPyConnection | None = None
        self._cancelled = False
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._thread.submit(_import_duckdb)

    def submit_read(self, work: Work[T]) -> Future[T]:
        """Run `work` with the file attached read-only."""
        return self._thread.submit(self._run, work, False)

    def submit_write(self, work: Work[T], *, stoppable: bool = False) -> Future[T]:
        """Run `work` in one transaction: all of it is stored, or nothing. `interrupt` stops it if `stoppable`."""
        return self._thread.submit(self._run, work, True, stoppable=stoppable)

    def read(self, work: Work[T]) -> T:
        """`submit_read` and wait.

        Raises:
            LockedError: another program has held the file for `PATIENCE` seconds.
            StoreError: the file cannot be read.
        """
        return self.submit_read(work).result()

    def write(self, work: Work[T], *, stoppable: bool = False) -> T:
        """`submit_write` and wait; raises as `read` does, and `CancelledError`, and then nothing was stored."""
        return self.submit_write(work, stoppable=stoppable).result()

    def rehearse(self, work: Work[T], *, stoppable: bool = False) -> T:
        """Run `work` as a write and roll it back; a file that is not there yet is not created."""
        return self._thread.submit(self._run, work, True, True, stoppable=stoppable).result()

    def copy_to(self, target: Path) -> None:
        """Copy the file as it is now, its log included, under the same key; others may go on using it.

        Raises:
            ExistsError: `target` is there already.
            StoreError: it cannot be written, or this file cannot be read; nothing is left behind.
        """
        self._thread.submit(self._in_words, lambda: self._copied(target)).result()

    def interrupt(self) -> None:
        """Stop the stoppable work under way, from any thread: it is rolled back and its caller gets `CancelledError`.

        Nothing happens when no such work runs, or when it is being committed already.
        """
        with self._gate:
            if self._stoppable is not None:
                self._cancelled = True
                self._stoppable.interrupt()

    def raise_if_interrupted(self) -> None:
        """For stoppable work, between two steps: DuckDB notices an interrupt only while it runs a query.

        Raises:
            CancelledError: `interrupt` was called since the work began.
        """
        if self._cancelled:
            raise CancelledError

    def stamp(self) -> tuple[int, int, int, int] | None:
        """What `stat` says of the file and its log, to notice another program's writing without opening it."""
        try:
            main = self.path.stat()
        except OSError:
            return None
        try:
            log = self.path.with_name(self.path.name + ".wal").stat()
        except OSError:
            return (main.st_mtime_ns, main.st_size, 0, 0)
        return (main.st_mtime_ns, main.st_size, log.st_mtime_ns, log.st_size)

    def close(self) -> None:
        """Finish the work under way and let the thread go."""
        self._thread.submit(self._disconnect)
        self._thread.shutdown(wait=True)

    def _run(self, work: Work[T], writing: bool, rehearsal: bool = False, *, stoppable: bool = False) -> T:
        return self._in_words(lambda: self._attached(self._watched(work) if stoppable else work, writing, rehearsal))

    def _in_words(self, call: Callable[[], T]) -> T:
        import _duckdb as duckdb

        try:
            return call()
        except duckdb.InterruptException as error:
            raise CancelledError from error
        except duckdb.FatalException as error:
            self._disconnect()
            raise StoreError(
                "The school file could not be written", first_line(error), "Free some disk space and try again."
            ) from error
        except duckdb.OutOfMemoryException as error:
            raise StoreError("There is not enough memory for this", first_line(error)) from error
        except duckdb.Error as error:
            if "No space left on device" in str(error):
                raise StoreError("The disk is full", "Nothing was changed.", "Free some space, try again.") from error
            raise StoreError(
                "The school file could not be used",
                f"{first_line(error)} Nothing was changed.",
                "Run “progress-tui check”; a backup may be needed.",
            ) from error

    def _watched(self, work: Work[T]) -> Work[T]:
        """`work` as something that `interrupt` stops up to its very end, and not a moment longer."""

        def watched(con: duckdb.DuckDBPyConnection) -> T:
            with self._gate:
                self._stoppable, self._cancelled = con, False
            try:
                outcome = work(con)
            finally:
                with self._gate:
                    self._stoppable = None
            self.raise_if_interrupted()
            return outcome

        return watched

    def _attached(self, work: Work[T], writing: bool, rehearsal: bool) -> T:
        if writing:
            time.sleep(max(0.0, self._last_write + _COURTESY - time.monotonic()))
        with _owner(self.path), _private_files():
            con = self._connect(writing)
            fresh = not self.path.exists()
            if fresh and rehearsal:
                return self._in_memory(con, work)
            self._attach(con, fresh, writing)
            # Another program may have made the file while this one waited for it: then it is not ours to take away.
            made_here = fresh and not _has_tables(con)
            stored = False
            try:
                con.execute("USE school")
                outcome = _in_transaction(con, work, commit=not rehearsal) if writing else work(con)
                stored = True
                return outcome
            finally:
                self._detach(con)
                if writing:
                    self._last_write = time.monotonic()
                if made_here and not stored:
                    self.path.unlink(missing_ok=True)

    def _in_memory(self, con: duckdb.DuckDBPyConnection, work: Work[T]) -> T:
        """Rehearse on an empty database; the instance goes, being locked down before the file was attached."""
        con.execute("ATTACH ':memory:' AS school")
        _lock_down(con)
        try:
            con.execute("USE school")
            return _in_transaction(con, work, commit=False)
        finally:
            self._disconnect()

    def _copied(self, target: Path) -> None:
        """In an instance of its own: this one could not attach a second file any more."""
        with _owner(self.path), _private_files(), in_place_at_once(target) as making:
            self._disconnect()
            con = self._connect(writing=True)
            try:
                options, bound = self._options([_STORAGE])
                con.execute(f"ATTACH {quoted_path(making)} AS {COPY}{options}", bound)
                self._attach(con, not self.path.exists(), writing=False)
                copy_all(con)
            finally:
                self._disconnect()

    def _connect(self, writing: bool) -> duckdb.DuckDBPyConnection:
        """The instance; one that can write an encrypted file is made by the first write, as reading needs no httpfs.

        It cannot be loaded into the instance there is, which refuses every extension once it is locked down.
        """
        if writing and self._key is not None and not self._writes:
            self._disconnect()
        if self._connection is None:
            import _duckdb as duckdb

            con = duckdb.connect(
                ":memory:", config={"autoinstall_known_extensions": False, "autoload_known_extensions": False}
            )
            # Nothing of the pupils may spill to a folder of the disk that nobody looks after.
            con.execute("SET temp_directory = ''")
            self._writes = writing
            if writing and self._key is not None:
                load_crypto(con)
            self._connection = con
        return self._connection

    def _attach(self, con: duckdb.DuckDBPyConnection, fresh: bool, writing: bool) -> None:
        import _duckdb as duckdb

        self._examine(fresh, writing)
        options, bound = self._options([_STORAGE] if fresh else ([] if writing else ["READ_ONLY"]))
        statement = f"ATTACH {quoted_path(self.path)} AS school{options}"
        give_up, pause = time.monotonic() + PATIENCE, 0.002
        while True:
            try:
                con.execute(statement, bound)
                break
            except (duckdb.InvalidInputException, duckdb.CatalogException) as error:
                raise self._not_unlocked(error) from error
            except duckdb.IOException as error:
                if not is_held(self.path, error):
                    raise not_opened(self.path, error) from error
                if time.monotonic() > give_up:
                    raise locked(self.path, error, PATIENCE) from error
                time.sleep(pause)
                pause = min(pause * 1.5, _LONGEST_PAUSE)
        _lock_down(con)

    def _options(self, options: list[str]) -> tuple[str, list[str]]:
        """Options of an ATTACH with the key, as they are written, and what is bound in them."""
        bound = [base64.b64encode(self._key).decode("ascii")] if self._key is not None else []
        written = ", ".join([*options, *("ENCRYPTION_KEY ?" for _ in bound)])
        return (f" ({written})" if written else ""), bound

    def _not_unlocked(self, error: Exception) -> StoreError:
        import _duckdb as duckdb

        if self._key is None:
            return StoreError(f"{self.path.name} is encrypted", "It opens with its passphrase only.")
        if isinstance(error, duckdb.CatalogException):
            return StoreError(f"{self.path.name} is not encrypted", "It was to be opened with a passphrase.")
        return StoreError(
            f"{self.path.name} could not be unlocked",
            "The passphrase is not the one of this file.",
            "Try it again. The file was not touched.",
        )

    def _examine(self, fresh: bool, writing: bool) -> None:
        if fresh:
            if not writing:
                remedy = "Import a file into it, or open the demo school with “progress-tui demo”."
                raise StoreError(f"{self.path.name} is not there", "No such file.", remedy)
            return
        if not self.path.is_file():
            what = "a folder" if self.path.is_dir() else "a pipe or a device"
            raise StoreError(f"{self.path.name or self.path} cannot be read", f"It is {what}.", "Name a file.")
        try:
            with self.path.open("rb") as stream:
                head = stream.read(_MAGIC_AT + len(_MAGIC))
        except OSError as error:
            raise StoreError(
                f"{self.path.name} cannot be read", f"{error.strerror}.", "Check its permissions."
            ) from error
        if head[_MAGIC_AT:] != _MAGIC:
            raise StoreError(
                f"{self.path.name} is not a school file",
                "It was not made by progress-tui.",
                "To bring results in, use “progress-tui import”.",
            )

    def _detach(self, con: duckdb.DuckDBPyConnection) -> None:
        import _duckdb as duckdb

        try:
            con.execute("USE memory")
            con.execute("DETACH school")
        except duckdb.Error:
            self._disconnect()

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _in_transaction(con: duckdb.DuckDBPyConnection, work: Work[T], commit: bool) -> T:
    con.execute("BEGIN TRANSACTION")
    try:
        outcome = work(con)
    except BaseException:
        con.execute("ROLLBACK")
        raise
    con.execute("COMMIT" if commit else "ROLLBACK")
    return outcome


def _import_duckdb() -> None:
    """On the store thread, while the main thread imports Textual.

    Everywhere here it is DuckDB's compiled module alone: the package around it asks importlib.metadata for its version
    and costs 50 ms of the first screen.
    """
    link_ahead("_duckdb")
    import _duckdb  # noqa: F401 – begun early


def _lock_down(con: duckdb.DuckDBPyConnection) -> None:
    """After the first ATTACH the same file may be attached again and everything else is refused, for good."""
    locked = con.execute("SELECT current_setting('lock_configuration')").fetchone()
    if locked is not None and locked[0]:
        return
    con.execute("SET enable_external_access = false")
    con.execute("SET lock_configuration = true")


@contextmanager
def _owner(path: Path) -> Iterator[None]:
    """Hold this process's own lock of a file."""
    with _OWNERS.setdefault(os.path.realpath(path), threading.Lock()):
        yield


@contextmanager
def _private_files() -> Iterator[None]:
    """The school file and its log are made for their owner alone, whatever the process was started with."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def _has_tables(con: duckdb.DuckDBPyConnection) -> bool:
    row = con.execute("SELECT count(*) FROM duckdb_tables() WHERE database_name = 'school'").fetchone()
    return row is not None and int(row[0]) > 0
