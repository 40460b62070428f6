"""The schema: made, migrated step by step, refused when it is newer, and every pupil's row says its school."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from pathlib import Path

import pytest

from progress_tui.domain.errors import StoreError
from progress_tui.importing.planning.committing import Terms
from progress_tui.store import directory, notes, schema
from progress_tui.store.engine import SchoolFile
from progress_tui.store.meetings import reading
from progress_tui.workspace import Workspace

PUPIL_BEARING = {
    "pupil", "identifier", "enrolment", "characteristics", "attendance", "result", "target", "note", "meeting_item",
    "action", "support_member", "dismissal", "queried", "strand_grade", "snapshot", "mentoring_target",
    "mentoring_comment",
}  # fmt: skip

FIRST_ROWS = """
INSERT INTO school VALUES (1, 'OAK', 'Oakfield Primary', false, 1);
INSERT INTO pupil VALUES (1, 7, 'O''Brien', 'Zoë', 'obrien zoe', 'Pupil 1', '2018-05-04', 'F', 1);
INSERT INTO pupil VALUES (1, 8, 'Begum', 'Aisha', 'begum aisha', 'Pupil 2', NULL, NULL, 1);
INSERT INTO identifier VALUES (1, 7, 'upn', 'A801200000001', 1), (1, 8, 'source', '8', 1);
INSERT INTO class VALUES (1, 3, 2026, '4B', 1);
INSERT INTO enrolment VALUES (1, 7, 2026, 4, 3, NULL, NULL, 1), (1, 8, 2026, 4, 3, '2026-09-01', NULL, 1);
INSERT INTO characteristics VALUES (1, 7, 2026, true, NULL, NULL, NULL, NULL, NULL, false, 'K', 1);
INSERT INTO attendance VALUES (1, 7, 2026, NULL, 100, 8, 2, NULL, 1);
INSERT INTO series VALUES (1, 2, 'reading-teacher', 'reading', 'teacher', 'teacher', 'bands', '', 'Reading', NULL,
    NULL, 1);
INSERT INTO result VALUES (1, 7, 2, 12156, 'At', 2, 1), (1, 7, 2, 12157, 'JB', 2, 1), (1, 8, 2, 12157, 'Abs', 3, 1);
INSERT INTO target VALUES (1, 7, 2, 12161, 'At', 2, 1);
INSERT INTO import VALUES (1, '2026-11-20 09:00:00', 'autumn.csv', 'ab12', '{}', 2, 3, 1, 12, 0);
INSERT INTO before_image VALUES (1, 'result', '{"raw": "B"}');
INSERT INTO note VALUES (1, 5, 7, 'Reads at home again.', '', '2026-11-20 10:00:00', '2026-11-20 10:00:00', 1);
INSERT INTO meeting VALUES (1, 4, 3, 12156, '2026-10-16', 40, 'head', 'held');
INSERT INTO meeting_item VALUES (1, 4, 6, 7, 'Fell in reading', '', ['vocabulary'], 'in-class');
INSERT INTO action VALUES (1, 9, 6, 7, 'Read daily', 'TA', '2026-11-13', 'open', 'unknown');
INSERT INTO audit VALUES (1, '2026-11-20 09:00:00', 'import', '{}', 'c0ffee');
INSERT INTO prepared VALUES (1, 3, 12157, 'stale', '{}');
"""
"""A school as the first version of the program kept it, something in every table. 12157 is Aut2 2026-27."""

MOVED = {"meeting_item": {"seen", "teacher_view"}}
"""Columns that a later version keeps elsewhere (in `meeting_text`)."""

FIRST_TABLES = set(re.findall(r"INSERT INTO (\w+)", FIRST_ROWS))


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


@pytest.fixture(params=range(1, max(schema.migrations())))
def file_of_version(request: pytest.FixtureRequest, school_file: SchoolFile, tmp_path: Path) -> SchoolFile:
    """A school file as an older version of the program left it; once for every older version."""
    folder = tmp_path / "older"
    folder.mkdir()
    for number in range(1, request.param + 1):
        shutil.copy(schema.MIGRATIONS / f"{number:04}.sql", folder)
    school_file.write(lambda con: schema.migrate(con, folder))
    school_file.write(lambda con: con.execute(FIRST_ROWS))
    assert school_file.read(schema.version_of) == request.param
    return school_file


def contents(file: SchoolFile, shapes: Mapping[str, Iterable[str]]) -> dict[str, list[tuple[object, ...]]]:
    """Table → its rows as they stand, in some columns."""
    return file.read(
        lambda con: {table: con.table(table).project(", ".join(names)).fetchall() for table, names in shapes.items()}
    )


def test_a_file_of_every_older_version_opens_with_all_it_holds(file_of_version: SchoolFile) -> None:
    shapes = {
        table: sorted(set(names) - MOVED.get(table, set()))
        for table, names in columns(file_of_version).items()
        if table not in ("meta", "prepared")
    }
    before = contents(file_of_version, shapes)
    assert [table for table, rows in before.items() if table in FIRST_TABLES and not rows] == []
    with closing(Workspace(file_of_version.path)) as workspace:
        opened = workspace.open()
        assert opened.view is not None
        assert opened.view.class_name == "4B"
        view = workspace.class_view(1, 3, 12157)
        assert [row.name for row in view.rows] == ["Begum, Aisha", "O'Brien, Zoë"]
        card = workspace.pupil_view(view, 7)
        assert [note.body for note in card.notes] == ["Reads at home again."]
        assert [action.what for meeting in card.meetings for action in meeting.actions] == ["Read daily"]
        assert workspace.judging.at().select("action:open target<0:reading").keys == (7,)
        assert workspace.check().schema_version == max(schema.migrations())
    after = contents(file_of_version, shapes)
    for table in shapes:
        assert after[table] == before[table], table
    found = columns(file_of_version)
    assert set(found) == {*schema.TABLES, "meta"}
    new = {table: sorted(found[table]) for table in sorted(set(schema.TABLES) - set(shapes) - {"prepared"})}
    assert {table: len(rows) for table, rows in contents(file_of_version, new).items() if rows} == {"meeting_text": 1}
    held = file_of_version.read(lambda con: reading.meeting(con, 1, 4))
    assert (held.kind, held.place, held.seconds) == ("progress", None, 0)
    assert [(item.pupil_id, item.kind, item.discussed, item.place) for item in held.items] == [(7, "pupil", True, 1)]
    assert {field: text.body for field, text in held.items[0].texts.items()} == {"seen": "Fell in reading"}
    assert [(action.agreed, action.class_id, action.status) for action in held.actions] == [("2026-10-16", 3, "open")]


def test_every_table_of_the_first_version_is_in_the_example() -> None:
    assert set(re.findall(r"CREATE TABLE (\w+)", schema.migrations()[1])) == FIRST_TABLES


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
    return workspace.importing.bring_in(source, Terms(), year=2026)


@pytest.mark.parametrize(
    "use",
    [
        Workspace.open,
        Workspace.directory,
        Workspace.check,
        lambda workspace: workspace.importing.past(),
        lambda workspace: workspace.find_school("Oakfield"),
        lambda workspace: workspace.importing.undo(1),
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
