"""Once the school file is attached DuckDB refuses everything else: files, the network, extensions, settings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from progress_tui.domain.errors import StoreError
from progress_tui.store import notes, schema
from progress_tui.store.engine import SchoolFile

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SHUT: Final = r"disabled (by|through) configuration"
LOCKED: Final = "configuration has been locked"
OUTSIDE: Final = (
    "SELECT * FROM read_csv('{folder}/secret.csv')",
    "SELECT * FROM read_text('{folder}/secret.csv')",
    "SELECT * FROM read_blob('{folder}/secret.csv')",
    "SELECT * FROM '{folder}/secret.csv'",
    "SELECT * FROM glob('{folder}/*')",
    "ATTACH '{folder}/other.duckdb' AS other",
    "ATTACH '{folder}/new.duckdb' AS new",
    "COPY (SELECT 1 AS one) TO '{folder}/out.csv'",
    "COPY (SELECT 1 AS one) TO '{folder}/out.parquet' (FORMAT parquet)",
    "EXPORT DATABASE school TO '{folder}/out'",
    "SELECT * FROM read_csv('http://127.0.0.1:9/secret.csv')",
    "SELECT * FROM read_text('s3://bucket/secret.csv')",
    "COPY (SELECT 1 AS one) TO 's3://bucket/out.csv'",
    "INSTALL spatial",
    "FORCE INSTALL httpfs",
    "UPDATE EXTENSIONS",
    "LOAD spatial",
    "LOAD '{folder}/mine.duckdb_extension'",
)
SETTINGS: Final = (
    "SET enable_external_access = true",
    "SET lock_configuration = false",
    "RESET lock_configuration",
    "SET autoload_known_extensions = true",
    "SET autoinstall_known_extensions = true",
    "SET allow_unsigned_extensions = true",
    "SET extension_directory = '{folder}'",
    "SET custom_extension_repository = '{folder}'",
    "SET temp_directory = '{folder}'",
    "SET log_query_path = '{folder}/log'",
    "SET threads = 1",
)
NAMES_ONLY: Final = {"schema", "search_path"}
"""Which attached database a bare table name means: no configuration, and it opens nothing."""


@pytest.fixture(params=[None, bytes(range(32))], ids=["plain", "encrypted"])
def file(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[SchoolFile]:
    """A school file beside files that are none of its business; writing an encrypted one has httpfs loaded."""
    (tmp_path / "secret.csv").write_text("name\nsecret\n", "utf-8")
    with closing(SchoolFile(tmp_path / "other.duckdb")) as other:
        other.write(schema.migrate)
    with closing(SchoolFile(tmp_path / "school.duckdb", request.param)) as made:
        made.write(schema.migrate)
        yield made


def ask(con: DuckDBPyConnection, sql: str) -> list[object]:
    return [*con.execute(sql).fetchall()]


def write_and_ask(con: DuckDBPyConnection, sql: str) -> list[object]:
    notes.save(con, 1, 1, "of a piece of work that is refused", "")
    return ask(con, sql)


def bodies(con: DuckDBPyConnection) -> list[str]:
    return [note.body for note in notes.of_pupils(con, 1)]


@pytest.mark.parametrize(("statements", "words"), [(OUTSIDE, SHUT), (SETTINGS, LOCKED)], ids=["outside", "settings"])
def test_it_is_refused_while_reading_and_while_writing(
    file: SchoolFile, tmp_path: Path, statements: Sequence[str], words: str
) -> None:
    def on_disk() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in tmp_path.iterdir()}

    before = on_disk()
    for statement in statements:
        sql = statement.format(folder=tmp_path)
        with pytest.raises(StoreError, match=words):
            file.read(partial(ask, sql=sql))
        assert on_disk() == before, sql
        with pytest.raises(StoreError, match=words):
            file.write(partial(write_and_ask, sql=sql))
        assert sorted(on_disk()) == sorted(before), sql
        assert file.read(bodies) == [], sql


def test_the_same_statements_work_where_nothing_is_locked(tmp_path: Path) -> None:
    import duckdb

    (tmp_path / "secret.csv").write_text("name\nsecret\n", "utf-8")
    with duckdb.connect(":memory:") as con:
        assert con.execute("SELECT * FROM read_csv(?)", [str(tmp_path / "secret.csv")]).fetchall() == [("secret",)]
        for statement in OUTSIDE[7], SETTINGS[-1]:
            con.execute(statement.format(folder=tmp_path))
    assert (tmp_path / "out.csv").exists()


def test_no_setting_at_all_can_be_changed(file: SchoolFile) -> None:
    import duckdb

    def changeable(con: DuckDBPyConnection) -> set[str]:
        found = con.execute("SELECT name, coalesce(value, '') FROM duckdb_settings()").fetchall()
        assert len(found) > 100
        changed, others = set(), []
        for name, value in found:
            sql = "SET {name} = '{value}'".format(name=name, value=str(value).replace("'", "''"))
            try:
                con.execute(sql)
                changed.add(str(name))
            except duckdb.Error as error:
                others += [] if LOCKED in str(error) else [str(error)]
        assert others == []
        return changed

    assert file.read(changeable) == NAMES_ONLY


@pytest.mark.parametrize("way", ["read", "write"])
def test_extensions_neither_install_nor_load_by_themselves(file: SchoolFile, way: str) -> None:
    work = partial(
        ask,
        sql="""
            SELECT current_setting('autoinstall_known_extensions'), current_setting('autoload_known_extensions'),
                   current_setting('allow_unsigned_extensions'), current_setting('enable_external_access'),
                   current_setting('lock_configuration')
        """,
    )
    assert (file.read if way == "read" else file.write)(work) == [(False, False, False, False, True)]


def test_what_would_load_by_itself_elsewhere_is_refused(file: SchoolFile) -> None:
    with pytest.raises(StoreError, match="requires the extension httpfs|" + SHUT):
        file.read(partial(ask, sql="ATTACH 'http://127.0.0.1:9/other.duckdb' AS other"))
