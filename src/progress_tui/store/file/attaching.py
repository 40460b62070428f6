"""A school file attached to an instance: looked at first, mended where it was cut off, waited for where it is held."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from progress_tui.store.file.checkpointing import forget, put_back, undo_file
from progress_tui.store.file.copying import SOURCE
from progress_tui.store.file.examining import examine, which_file
from progress_tui.store.file.instance import STORAGE, attach_options
from progress_tui.store.file.loading import quoted_path
from progress_tui.store.file.refusals import is_damaged, is_held, locked, not_opened, not_unlocked

if TYPE_CHECKING:
    import duckdb

_LONGEST_PAUSE: Final = 0.01


class _Patience:
    """Waits for another program that has a file, for so many seconds in all."""

    def __init__(self, path: Path, seconds: float) -> None:
        self._path, self._seconds, self._pause = path, seconds, 0.002
        self._give_up = time.monotonic() + seconds

    def wait(self, error: Exception | None = None) -> None:
        """Sleep for a moment; raises LockedError when it was waited long enough."""
        if time.monotonic() > self._give_up:
            raise locked(self._path, error, self._seconds) from error
        time.sleep(self._pause)
        self._pause = min(self._pause * 1.5, _LONGEST_PAUSE)


def attach(con: duckdb.DuckDBPyConnection, path: Path, key: bytes | None, *, writing: bool, seconds: float) -> None:
    """Attach a school file, as `SOURCE`; a checkpoint that was cut off is undone first.

    Args:
        con: the instance.
        path: the file; a new one is made when it is not there and is to be written.
        key: its data key; None for a plain file.
        writing: attach it for writing.
        seconds: how long another program that has it is waited for.

    Raises:
        LockedError: another program has held the file all that time.
        StoreError: it is missing or cannot be opened; nothing is attached.
    """
    import _duckdb as duckdb

    fresh = not path.exists()
    examine(path, fresh, writing)
    options, bound = attach_options([STORAGE] if fresh else ([] if writing else ["READ_ONLY"]), key)
    statement = f"ATTACH {quoted_path(path)} AS {SOURCE}{options}"
    patience, damaged = _Patience(path, seconds), False
    while True:
        settled, named = put_back(path, damaged=damaged), which_file(path)
        try:
            con.execute(statement, bound)
        except (duckdb.InvalidInputException, duckdb.CatalogException, duckdb.IOException) as error:
            if is_damaged(error) and not damaged and undo_file(path).exists():
                damaged = True
            elif is_held(path, error):
                patience.wait(error)
            else:
                raise _refused(path, key, error) from error
            continue
        # Not a file that was written anew in this moment and took the place of the one that was opened.
        if settled and (fresh or named == which_file(path)):
            forget(path)
            return
        con.execute(f"DETACH {SOURCE}")
        patience.wait()


def _refused(path: Path, key: bytes | None, error: Exception) -> Exception:
    import _duckdb as duckdb

    if isinstance(error, duckdb.IOException):
        return not_opened(path, error)
    return not_unlocked(path, key is not None, error)
