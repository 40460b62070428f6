"""What a report for help says of DuckDB and of a school file: figures and whether things hold, nothing of a child."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from progress_tui.domain.errors import StoreError
from progress_tui.store import backups, schema
from progress_tui.store.checking import Contents, contents
from progress_tui.store.file.instance import new_instance
from progress_tui.store.file.refusals import first_line

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class Looked(NamedTuple):
    """What was found in a school file.

    Attributes:
        held: its counts, what does not hold together, and its audit.
        older: whether it is of an older version, which the next opening brings up to date.
        fictional: whether every school in it is made up.
        backup_folders: folders that backups were made in by name.
    """

    held: Contents
    older: bool
    fictional: bool
    backup_folders: tuple[Path, ...]


def look(con: DuckDBPyConnection) -> Looked:
    """Look through the current database; nothing is written, and an older file stays as it is.

    Raises:
        StoreError: the file is another program's or of a newer one.
    """
    older = schema.needs_migration(con)
    real = con.execute("SELECT count(*), count(*) FILTER (NOT fictional) FROM school").fetchone()
    schools, others = real if real is not None else (0, 0)
    return Looked(contents(con), older, schools > 0 and others == 0, backups.folders(con))


def duckdb_version() -> str:
    """The version of DuckDB that is installed."""
    import _duckdb as duckdb

    return str(duckdb.__version__)


def why_no_encryption() -> StoreError | None:
    """Why this computer cannot write encrypted files; None where it can."""
    import _duckdb as duckdb

    try:
        new_instance(crypto=True).close()
    except StoreError as error:
        return error
    except duckdb.Error as error:
        return StoreError(
            "This computer cannot write encrypted files", first_line(error), "Reinstall progress-tui with its versions."
        )
    return None
