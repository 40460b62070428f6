"""Questions to a copy of a school file that is damaged: an answer that cannot be had costs no more than itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from progress_tui.store.file import refusals
from progress_tui.store.file.instance import attach_options, lock_down, new_instance
from progress_tui.store.file.loading import quoted_path

if TYPE_CHECKING:
    import duckdb

T = TypeVar("T")


class UnreadableError(Exception):
    """An attempt failed; the words are those of DuckDB."""


class Reader:
    """Asks a copy of a school file, in an instance that is made anew when a question costs it its life."""

    def __init__(self, path: Path, key: bytes | None, name: str) -> None:
        self._path, self._key, self._name = path, key, name
        self._connection: duckdb.DuckDBPyConnection | None = None

    def ask(self, query: str, values: Sequence[str] = ()) -> list[tuple[object, ...]]:
        """Every row of an answer; raises `UnreadableError`."""
        return self.use(lambda con: con.execute(query, list(values)).fetchall())

    def use(self, work: Callable[[duckdb.DuckDBPyConnection], T]) -> T:
        """What `work` makes of a connection; raises `UnreadableError`."""
        import _duckdb as duckdb

        try:
            return work(self._connected())
        except (duckdb.FatalException, duckdb.InternalException) as error:
            self.close()
            raise self._unreadable(error) from error
        except duckdb.Error as error:
            raise self._unreadable(error) from error
        except RuntimeError as error:
            # DuckDB puts this in the place of what ended a query: a signal, or ctrl+c.
            if error.__cause__ is None or isinstance(error.__cause__, Exception):
                raise
            raise error.__cause__ from None

    def _unreadable(self, error: Exception) -> UnreadableError:
        """What DuckDB said, of the file that the copy was made of."""
        return UnreadableError(refusals.first_line(error).replace(str(self._path), self._name))

    def close(self) -> None:
        """Let the instance go, whatever it does: a signal may have ended a query whose threads still work on it."""
        if self._connection is not None:
            self._connection.interrupt()
            self._connection.close()
            self._connection = None

    def _connected(self) -> duckdb.DuckDBPyConnection:
        if self._connection is not None:
            return self._connection
        con = new_instance(crypto=False)
        try:
            options, bound = attach_options(["READ_ONLY"], self._key)
            con.execute(f"ATTACH {quoted_path(self._path)} AS school{options}", bound)
            lock_down(con)
            con.execute("USE school")
        except BaseException:
            con.close()
            raise
        self._connection = con
        return con
