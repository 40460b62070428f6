"""What a DuckDB instance is given before it is locked down: paths in its statements, and the code that encrypts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from progress_tui.domain.errors import StoreError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def quoted_path(path: Path) -> str:
    """A path as an SQL literal: ATTACH takes no bound parameter, so this is the one place that quotes.

    Raises:
        StoreError: the path holds a NUL or a control character.
    """
    text = str(path)
    if not text.isprintable():
        raise StoreError("That file name cannot be used", "It holds invisible characters.", "Rename the file.")
    return "'" + text.replace("'", "''") + "'"


def load_crypto(con: DuckDBPyConnection) -> None:
    """Load httpfs' OpenSSL, which writing encrypted files needs, from the folder of its wheel and never the network.

    Raises:
        StoreError: it is not installed, which is so where there is no wheel of it.
    """
    import importlib.util

    spec = importlib.util.find_spec("duckdb_extension_httpfs")
    folders = list(spec.submodule_search_locations or []) if spec else []
    found = next((path for folder in folders for path in Path(folder).rglob("httpfs.duckdb_extension")), None)
    if found is None:
        raise StoreError(
            "This computer cannot write encrypted files",
            "The code that encrypts (duckdb-extension-httpfs) is not installed; there is none for Intel Macs and for "
            "Windows on Arm. Nothing was changed.",
            "Read the file here and write on another computer; on all others reinstall progress-tui.",
        )
    con.execute(f"LOAD {quoted_path(found)}")
