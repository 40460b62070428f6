"""What an instance of DuckDB loads: nothing to read, the code that encrypts for the first write, never the network."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from progress_tui.domain.errors import StoreError
from progress_tui.store import schema
from progress_tui.store.engine import SchoolFile

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

KEY = bytes(range(32))


def test_reading_an_encrypted_file_needs_no_extension_and_the_first_write_loads_it(tmp_path: Path) -> None:
    def has_httpfs(con: DuckDBPyConnection) -> bool:
        # Which extensions are loaded cannot be asked of an instance that is locked down; this setting is httpfs' own.
        row = con.execute("SELECT count(*) FROM duckdb_settings() WHERE name = 's3_region'").fetchone()
        return row == (1,)

    path = tmp_path / "school.duckdb"
    with closing(SchoolFile(path, KEY)) as file:
        file.write(schema.migrate)
    with closing(SchoolFile(path, KEY)) as file:
        assert not file.read(has_httpfs)
        file.write(lambda con: schema.bump(con, facts=False))
        assert file.read(has_httpfs)
        assert file.read(schema.read_meta)["version"] == "1"


def test_where_there_is_no_code_that_encrypts_a_file_is_read_and_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "school.duckdb"
    with closing(SchoolFile(path, KEY)) as file:
        file.write(schema.migrate)
    content = path.read_bytes()
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with closing(SchoolFile(path, KEY)) as file:
        before = file.read(schema.read_meta)
        with pytest.raises(StoreError, match=r"cannot write encrypted files.*Intel Macs.*another computer"):
            file.write(lambda con: schema.bump(con, facts=False))
        assert file.read(schema.read_meta) == before
    assert path.read_bytes() == content
