"""A DuckDB instance for pupils' data: it installs, loads and spills nothing by itself, and is locked down then."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Final

from progress_tui.store.file.linking import link_ahead
from progress_tui.store.file.loading import load_crypto

if TYPE_CHECKING:
    import duckdb

STORAGE: Final = "STORAGE_VERSION 'v1.5.0'"
"""The form in which new files are written."""


def import_duckdb() -> None:
    """On the store thread, while the main thread imports Textual.

    Everywhere here it is DuckDB's compiled module alone: the package around it asks importlib.metadata for its version
    and costs 50 ms of the first screen.
    """
    link_ahead("_duckdb")
    import _duckdb  # noqa: F401 – begun early


def new_instance(crypto: bool) -> duckdb.DuckDBPyConnection:
    """An instance in memory; `crypto` loads what writing encrypted files needs, which cannot be done later.

    Raises:
        StoreError: it is not installed.
    """
    import _duckdb as duckdb

    # One thread, the store's own: what a school asks is small, and others cost more than they bring even to an import
    # of five million results (benchmarks/importing.py).
    con = duckdb.connect(
        ":memory:",
        config={"autoinstall_known_extensions": False, "autoload_known_extensions": False, "threads": 1},
    )
    # Nothing of the pupils may spill to a folder of the disk that nobody looks after.
    con.execute("SET temp_directory = ''")
    # A log is taken into its file by `checkpointing` alone, neither after a big transaction nor as a file is let go.
    con.execute("SET checkpoint_threshold = '1TB'")
    con.execute("PRAGMA disable_checkpoint_on_shutdown")
    if crypto:
        load_crypto(con)
    return con


def lock_down(con: duckdb.DuckDBPyConnection) -> None:
    """After the first ATTACH the same file may be attached again and everything else is refused, for good."""
    locked = con.execute("SELECT current_setting('lock_configuration')").fetchone()
    if locked is not None and locked[0]:
        return
    con.execute("SET enable_external_access = false")
    con.execute("SET lock_configuration = true")


def attach_options(options: list[str], key: bytes | None) -> tuple[str, list[str]]:
    """Options of an ATTACH with a key, as they are written, and what is bound in them."""
    bound = [base64.b64encode(key).decode("ascii")] if key is not None else []
    written = ", ".join([*options, *("ENCRYPTION_KEY ?" for _ in bound)])
    return (f" ({written})" if written else ""), bound
