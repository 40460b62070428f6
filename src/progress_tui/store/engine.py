"""One in-memory DuckDB instance per process, owned by one thread; a school file is attached only for a piece of work.

Why attached and detached each time: DuckDB locks a file against every other process while one holds it for writing,
and two leaders must be able to have the school open (docs/architecture.md, "Data").
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from progress_tui import new_files
from progress_tui.domain.errors import CancelledError, StoreError
from progress_tui.domain.remedies import go_back, save_what_can_be_read
from progress_tui.store.file import checkpointing, rewriting
from progress_tui.store.file.attaching import attach
from progress_tui.store.file.copying import COPY, copy_all, in_place_at_once, of_the_target
from progress_tui.store.file.counting import Count
from progress_tui.store.file.instance import STORAGE, attach_options, import_duckdb, lock_down, new_instance
from progress_tui.store.file.loading import quoted_path
from progress_tui.store.file.owning import owner
from progress_tui.store.file.refusals import first_line, full, gone, not_opened, not_read, refusal
from progress_tui.store.file.sweeping import sweep_once
from progress_tui.store.protection import recognising

if TYPE_CHECKING:
    import duckdb

    from progress_tui.store.protection.key_file import KeyFile

T = TypeVar("T")
Work = Callable[["duckdb.DuckDBPyConnection"], T]

PATIENCE: Final = 2.0
"""Seconds to wait for another program's lock before it is explained."""

_COURTESY: Final = 0.012
"""Seconds between two writes of one program: longer than the pause of one that waits, so that it gets its turn."""


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
        self._there = False
        self.count = Count(path)
        self._gate = threading.Lock()
        self._stoppable: duckdb.DuckDBPyConnection | None = None
        self._cancelled = False
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._thread.submit(import_duckdb)

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

    def rewrite(self, edit: Work[T], key: bytes | None, keys: KeyFile | None = None) -> T:
        """Write the file anew under `key`, without a trace of what `edit` takes out; nobody else can write meanwhile.

        Args:
            edit: changes a copy in memory, which is the current database then and in no transaction; what it gives back
                is given back.
            key: the data key (32 bytes) from now on, None for a file that is not encrypted.
            keys: the key file of `key` where that is another one; it is put in place in the same step.

        Raises:
            LockedError: another program has held the file for `PATIENCE` seconds.
            StoreError: it could not be done; the file is as it was.
        """
        return self._thread.submit(self._in_words, lambda: self._rewritten(edit, key, keys)).result()

    @property
    def encrypted(self) -> bool:
        """Whether a data key is held: what is stored is encrypted then."""
        return self._key is not None

    @property
    def key(self) -> bytes | None:
        """The data key that is held (32 bytes); None for a plain file and a locked one."""
        return self._key

    def use_key(self, key: bytes | None) -> None:
        """Work under this data key from now on, None to forget the one there is; the work under way is done first."""
        self._thread.submit(self._take_key, key).result()

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
            raise self._refused(error) or StoreError(
                "The school file could not be written", first_line(error), "Free some disk space and try again."
            ) from error
        except duckdb.OutOfMemoryException as error:
            raise StoreError("There is not enough memory for this", first_line(error)) from error
        except OSError as error:
            # Not `_refused`: a disk that fails does not even say whether a file is there.
            raise refusal(self.path, error) or not_read(self.path, error) from error
        except duckdb.Error as error:
            raise self._refused(error) or StoreError(
                "The school file could not be used",
                f"{first_line(error)} Nothing was changed.",
                f"Go back to a backup ({go_back(self.path)}), or save what can be read "
                f"({save_what_can_be_read(self.path)}).",
            ) from error

    def _refused(self, error: Exception) -> StoreError | None:
        """What the system refused; None where DuckDB says something else."""
        return gone(self.path) if self._there and not self.path.exists() else refusal(self.path, error)

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
        with owner(self.path), _private_files():
            if writing:
                sweep_once(self.path)
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
                self.count.look(con)
                outcome = _in_transaction(con, work, commit=not rehearsal) if writing else work(con)
                stored = True
                if writing and not rehearsal:
                    self._there = True
                    self.count.keep(con)
                return outcome
            finally:
                self._detach(con, writing)
                if writing:
                    self._last_write = time.monotonic()
                if made_here and not stored:
                    self.path.unlink(missing_ok=True)

    def _in_memory(self, con: duckdb.DuckDBPyConnection, work: Work[T]) -> T:
        """Rehearse on an empty database; the instance goes, being locked down before the file was attached."""
        con.execute("ATTACH ':memory:' AS school")
        lock_down(con)
        try:
            con.execute("USE school")
            return _in_transaction(con, work, commit=False)
        finally:
            self._disconnect()

    def _copied(self, target: Path) -> None:
        """In an instance of its own: this one could not attach a second file any more."""
        with owner(self.path), _private_files(), in_place_at_once(target) as making:
            self._disconnect()
            con = self._connect(writing=True)
            try:
                options, bound = attach_options([STORAGE], self._key)
                with of_the_target(target):
                    con.execute(f"ATTACH {quoted_path(making)} AS {COPY}{options}", bound)
                self._attach(con, not self.path.exists(), writing=False)
                con.execute("USE school")
                self.count.look(con)
                with of_the_target(target):
                    copy_all(con)
            finally:
                self._disconnect()

    def _rewritten(self, edit: Work[T], key: bytes | None, keys: KeyFile | None) -> T:
        from progress_tui.store.protection import key_file

        making = new_files.making_of(self.path)
        with owner(self.path), _private_files():
            self._disconnect()
            # With the new key, so that the code that encrypts is there whichever of the two needs it.
            con = self._connection = new_instance(crypto=key is not None or self._key is not None)
            try:
                options, bound = attach_options([STORAGE], key)
                con.execute(f"ATTACH {quoted_path(making)} AS {COPY}{options}", bound)
                con.execute(f"ATTACH ':memory:' AS {rewriting.WORKING}")
                self._attach(con, not self.path.exists(), writing=True)
                with checkpointing.log_taken_in(con, self.path) as taken:
                    if not taken:
                        raise full(self.path)
                    outcome = rewriting.through_memory(con, edit)
                    before = self.stamp()
                    self._disconnect()
                with rewriting.kept_from_others(self.path):
                    if before != self.stamp():
                        raise rewriting.changed_meanwhile(self.path)
                    with key_file.put_in_place(self.path, keys) if keys is not None else nullcontext():
                        rewriting.swap(making, self.path)
                self._key = key
                return outcome
            except OSError as error:
                raise not_opened(self.path, error) from error
            finally:
                self._disconnect()
                new_files.sweep(making)

    def _take_key(self, key: bytes | None) -> None:
        self._disconnect()
        self._key = key

    def _connect(self, writing: bool) -> duckdb.DuckDBPyConnection:
        """The instance; one that can write an encrypted file is made by the first write, as reading needs no httpfs.

        It cannot be loaded into the instance there is, which refuses every extension once it is locked down.
        """
        if writing and self._key is not None and not self._writes:
            self._disconnect()
        if self._connection is None:
            self._connection = new_instance(crypto=writing and self._key is not None)
            self._writes = writing
        return self._connection

    def _attach(self, con: duckdb.DuckDBPyConnection, fresh: bool, writing: bool) -> None:
        if fresh and self._there:
            raise gone(self.path)
        attach(con, self.path, self._key, writing=writing, seconds=PATIENCE)
        recognising.opened(self.path, self._key is not None)
        lock_down(con)
        self._there = self._there or not fresh

    def _detach(self, con: duckdb.DuckDBPyConnection, writing: bool) -> None:
        import _duckdb as duckdb

        try:
            con.execute("USE memory")
            with checkpointing.log_taken_in(con, self.path) if writing else nullcontext():
                con.execute("DETACH school")
        except (duckdb.Error, OSError):
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
