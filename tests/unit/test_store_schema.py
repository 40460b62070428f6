"""The schema: made, migrated step by step, refused when it is newer, and every pupil's row says its school."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from progress_tui.domain.errors import StoreError
from progress_tui.importing.committing import Terms
from progress_tui.store import directory, notes, schema
from progress_tui.store.engine import SchoolFile
from progress_tui.workspace import Workspace

PUPIL_BEARING = {
    "pupil", "identifier", "enrolment", "characteristics", "attendance", "result", "target", "note", "meeting_item",
    "action",
}  # fmt: skip


@pytest.fixture
def steps(tmp_path: Path) -> Path:
    """A folder with the first migration and a made-up second one."""
    folder = tmp_path / "migrations"
    folder.mkdir()
    shutil.copy(schema.MIGRATIONS / "0001.sql", folder)
    (folder / "0002.sql").write_text(
        "ALTER TABLE note ADD COLUMN colour VARCHAR DEFAULT 'none';\n"
        "CREATE TABLE shelf (school_id INTEGER NOT NULL);\n",
        "utf-8",
    )
    return folder


@pytest.fixture
def old_file(school_file: SchoolFile, steps: Path, tmp_path: Path) -> SchoolFile:
    """A file of version 1 with a note in it."""
    first = tmp_path / "first"
    first.mkdir()
    shutil.copy(steps / "0001.sql", first)
    school_file.write(lambda con: schema.migrate(con, first))
    school_file.write(lambda con: notes.save(con, 1, 7, "kept", ""))
    return school_file


def columns(file: SchoolFile) -> dict[str, dict[str, bool]]:
    """Table → column → whether it may be NULL."""
    rows = file.read(
        lambda con: con.execute(
            "SELECT table_name, column_name, is_nullable FROM duckdb_columns() WHERE database_name = current_database()"
        ).fetchall()
    )
    found: dict[str, dict[str, bool]] = {}
    for table, column, nullable in rows:
        found.setdefault(table, {})[column] = nullable
    return found


def test_a_fresh_file_has_the_newest_schema(school_file: SchoolFile) -> None:
    newest = max(schema.migrations())
    assert school_file.write(schema.migrate) == len(schema.migrations())
    assert school_file.read(schema.version_of) == newest
    assert school_file.read(schema.needs_migration) is False
    assert school_file.write(schema.migrate) == 0
    assert school_file.read(directory.versions) == (0, 0)


def test_migrations_are_numbered_without_a_gap() -> None:
    assert list(schema.migrations()) == list(range(1, len(schema.migrations()) + 1))


def test_every_table_is_there_and_no_other(fresh_file: SchoolFile) -> None:
    assert set(columns(fresh_file)) == {*schema.TABLES, "meta"}


def test_every_pupil_bearing_table_says_the_school(fresh_file: SchoolFile) -> None:
    found = columns(fresh_file)
    assert {table for table, names in found.items() if "pupil_id" in names} == PUPIL_BEARING
    for table in {*PUPIL_BEARING, "class", "series", "meeting", "prepared"}:
        assert found[table]["school_id"] is False, table


def test_an_older_file_is_brought_up_to_date_with_all_it_holds(old_file: SchoolFile, steps: Path) -> None:
    assert old_file.read(lambda con: schema.needs_migration(con, steps)) is True
    assert old_file.write(lambda con: schema.migrate(con, steps)) == 1
    assert old_file.read(schema.version_of) == 2
    assert old_file.read(lambda con: schema.needs_migration(con, steps)) is False
    assert old_file.read(lambda con: con.execute("SELECT body, colour FROM note").fetchall()) == [("kept", "none")]
    assert old_file.read(directory.versions) == (1, 0)


def test_opening_brings_an_older_file_up_to_date(
    old_file: SchoolFile, steps: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for function in (schema.migrate, schema.needs_migration):
        monkeypatch.setattr(function, "__defaults__", (steps,))
    with closing(Workspace(old_file.path)) as workspace:
        assert workspace.open().view is None
        assert workspace.check().schema_version == 2
    assert old_file.read(lambda con: con.execute("SELECT body, colour FROM note").fetchall()) == [("kept", "none")]


def test_a_migration_that_fails_changes_nothing(old_file: SchoolFile, steps: Path) -> None:
    (steps / "0003.sql").write_text("ALTER TABLE no_such_table ADD COLUMN x INTEGER;\n", "utf-8")
    with pytest.raises(StoreError, match="Nothing was changed"):
        old_file.write(lambda con: schema.migrate(con, steps))
    assert old_file.read(schema.version_of) == 1
    assert "shelf" not in columns(old_file)
    assert "colour" not in columns(old_file)["note"]


def _import(workspace: Workspace) -> object:
    source = workspace.path.with_name("list.csv")
    source.write_text("UPN,Surname,Forename\nA801200000001,Begum,Aisha\n", "utf-8")
    return workspace.import_source(source, Terms(), year=2026)


@pytest.mark.parametrize(
    "use",
    [
        Workspace.open,
        Workspace.directory,
        Workspace.check,
        Workspace.imports,
        lambda workspace: workspace.find_school("Oakfield"),
        lambda workspace: workspace.undo_import(1),
        _import,
    ],
    ids=["open", "directory", "check", "imports", "find_school", "undo", "import"],
)
def test_a_newer_file_is_refused_in_words_and_left_alone(
    fresh_file: SchoolFile, use: Callable[[Workspace], object]
) -> None:
    fresh_file.write(lambda con: schema.set_meta(con, "schema_version", "99"))
    before = fresh_file.path.read_bytes()
    with closing(Workspace(fresh_file.path)) as workspace, pytest.raises(StoreError) as caught:
        use(workspace)
    assert str(caught.value).startswith("This school file is from a newer progress-tui. It has version 99;")
    assert fresh_file.path.read_bytes() == before
