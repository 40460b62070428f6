"""A copy of a school file, made while others use it: compared with what it was made of, and put in place in one step.

`COPY FROM DATABASE` takes what the log beside the file holds as well, which a copy of the file alone would lose without
a word, and leaves behind what was deleted.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from progress_tui import new_files
from progress_tui.domain.errors import ExistsError, StoreError
from progress_tui.store.file.refusals import folder_not_allowed, full, is_full, is_refused

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SOURCE: Final = "school"
COPY: Final = "copied"
"""Names under which the two files are attached."""


@contextmanager
def in_place_at_once(target: Path) -> Iterator[Path]:
    """A path to write to, which becomes `target`, on disk before this is over, when all went well; gone when not.

    Raises:
        ExistsError: `target` is there already.
        StoreError: the folder cannot be written.
    """
    if target.exists():
        raise ExistsError(f"{target.name} is there already", "Nothing was written.", "Choose another name.")
    making = new_files.making_of(target)
    try:
        yield making
        new_files.write_down(making)
        new_files.take_place(making, target)
    except OSError as error:
        raise StoreError(
            f"{target.name} cannot be written", f"{error.strerror or error}.", "Check the folder and its disk."
        ) from error
    finally:
        new_files.sweep(making)


@contextmanager
def of_the_target(target: Path) -> Iterator[None]:
    """Say of `target` what its disk or its folder refuses while it, or its key file, is written.

    The file that is copied is only read.

    Raises:
        StoreError: its disk is full, or its folder may only be read.
    """
    import _duckdb as duckdb

    try:
        yield
    except (duckdb.Error, StoreError) as error:
        said = error.__cause__ if isinstance(error.__cause__, OSError) else error
        if is_full(said):
            raise full(target) from error
        if is_refused(said):
            raise folder_not_allowed(target, said) from error
        raise


def copy_all(con: DuckDBPyConnection, source: str = SOURCE, target: str = COPY) -> None:
    """Copy the database attached as `source` into the empty one `target`, and prove that both hold the same.

    Raises:
        StoreError: they do not.
    """
    con.execute(f"COPY FROM DATABASE {source} TO {target}")
    con.execute(f"CHECKPOINT {target}")
    before, after = _sums(con, source), _sums(con, target)
    if before != after:
        other = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
        raise StoreError("The copy is not what it was made of", f"Other rows in: {', '.join(other)}.", "Try again.")


def _sums(con: DuckDBPyConnection, database: str) -> dict[str, tuple[int, int]]:
    """Table → how many rows it holds and a sum over the hashes of all of them, whatever their order."""
    names = con.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = ? ORDER BY table_name", [database]
    ).fetchall()
    found = {}
    for (name,) in names:
        row = con.execute(
            f"SELECT count(*), coalesce(CAST(sum(CAST(hash(t) AS HUGEINT)) AS VARCHAR), '0') FROM {database}.{name} t"
        ).fetchone()
        found[str(name)] = (int(row[0]), int(row[1])) if row else (0, 0)
    return found
