"""Schools of other school files, taken into one: everything or nothing, numbered anew, taken out again."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from duckdb import DuckDBPyConnection

from progress_tui.domain.errors import ExistsError, NotFoundError, ProgressError, StoreError, UsageError
from progress_tui.domain.meetings import NewAction, NewItem, NewMeeting
from progress_tui.domain.whom import EVERYBODY
from progress_tui.importing.planning.committing import Terms
from progress_tui.store import schema
from progress_tui.store.engine import SchoolFile
from progress_tui.store.meetings import actions, agenda, reading, saying
from progress_tui.workspace import Workspace
from tests.unit.test_cli_flags import Cli, cli
from tests.unit.test_store_schema import FIRST_ROWS

__all__ = ["cli"]

HEAD = "UPN,Surname,Forename,Gender,Year,Class,2026-27 Aut1 Reading TA,2026-27 Aut2 Reading TA\n"
ROWS = ",Khan,Ali,M,4,Oak,At,JB\n,Smith,Tom,M,4,Oak,At,At\n,Vane,Ida,F,5,Elm,B,B\n"

Open = Callable[[Path], Workspace]


def make(opened: Open, path: Path, name: str, *sources: str) -> Workspace:
    """A school file with one school, from one source after the other."""
    workspace = opened(path)
    for number, rows in enumerate(sources):
        source = path.with_name(f"{path.stem}-{number}.csv")
        source.write_text(HEAD + rows, "utf-8")
        assert workspace.importing.bring_in(source, Terms(school_name=name)).verdict == "accepted"
    return workspace


@pytest.fixture(name="trust")
def _trust(tmp_path: Path, opened: Open) -> Workspace:
    return make(opened, tmp_path / "trust.duckdb", "Beech Lane", ROWS.replace("Oak", "Ash"), ROWS.replace("JB", "At"))


@pytest.fixture(name="other")
def _other(tmp_path: Path, opened: Open) -> Path:
    """Another school: two imports, the second of which changed a result and a class, and what people wrote."""
    workspace = make(
        opened, tmp_path / "oak.duckdb", "Oakhill", ROWS, ROWS.replace("JB", "At").replace("5,Elm", "5,Oak")
    )
    workspace.save_note(1, 1, "Reads every evening.").result()
    found = workspace.querying.find(1, 2, "Reading teacher assessment", 12157)
    assert found is not None
    workspace.querying.mark(1, found, "Wrong row?")
    return tmp_path / "oak.duckdb"


def tables(file: SchoolFile) -> dict[str, list[tuple[object, ...]]]:
    """Every row of a file but those of its own history."""
    names = [name for name in schema.TABLES if name not in ("audit", "prepared")]
    return file.read(lambda con: {name: con.execute(f"FROM {name} ORDER BY ALL").fetchall() for name in names})


def shown(workspace: Workspace, school: str) -> list[tuple[str, tuple[str, ...]]]:
    """Who is in the classes of a school with which codes, as its grids show them."""
    listed = workspace.find_school(school)
    assert listed.school_id is not None
    views = [workspace.class_view(listed.school_id, one.class_id, 12157) for one in listed.classes if one.on_roll]
    return sorted(
        (row.name, (view.class_name, *(result.code for result in row.subjects["reading"].results)))
        for view in views
        for row in view.rows
    )


def test_a_school_comes_in_as_it_is_with_its_history_and_goes_again(
    trust: Workspace, other: Path, opened: Open
) -> None:
    before, alone = tables(trust.file), opened(other)
    said = trust.adopting.look(other)
    assert tables(trust.file) == before, "nothing is stored by looking"
    taken = trust.adopting.take_in(other)
    assert (taken.schools, taken.rows, taken.imports) == (said.schools, said.rows, (3, 4))
    assert [(one.name, one.pupils, one.results, one.records) for one in taken.schools] == [("Oakhill", 3, 6, 2)]
    assert [school.name for school in trust.directory().schools] == ["Beech Lane", "Oakhill"]
    assert shown(trust, "Oakhill") == shown(alone, "Oakhill")
    assert {name for name, _ in shown(trust, "Beech Lane")} == {"Khan, Ali", "Smith, Tom", "Vane, Ida"}
    school_id = taken.schools[0].school_id
    ((pupil_id, _),) = trust.find_pupils(school_id, "khan")
    assert [note.body for note in trust.notes_of(school_id, [pupil_id])] == ["Reads every evening."]
    (marked,) = trust.judging.on_file.queried(EVERYBODY, school="Oakhill").rows
    assert (marked["pupil"], marked["file"], marked["row"]) == ("Smith, Tom", "oak-0.csv", 3)
    assert [row["file"] for row in trust.judging.on_file.imports("Oakhill").rows] == ["oak-1.csv", "oak-0.csv"]
    assert [row["import"] for row in trust.judging.on_file.imports("Beech Lane").rows] == [2, 1]
    assert trust.check().problems == ()
    assert trust.adopting.take_out(taken) == taken.rows
    assert tables(trust.file) == before
    assert trust.check().problems == ()


def test_an_import_that_came_with_a_school_is_undone_there_as_at_home(
    trust: Workspace, other: Path, opened: Open
) -> None:
    taken = trust.adopting.take_in(other)
    home = opened(other)
    home.importing.undo(2)
    trust.importing.undo(taken.imports[-1])
    assert shown(trust, "Oakhill") == shown(home, "Oakhill")
    assert ("Vane, Ida", ("Elm", "B", "B")) in shown(trust, "Oakhill")
    with pytest.raises(ProgressError, match=r"oak\.duckdb cannot be taken out again\. Something was written"):
        trust.adopting.take_out(taken)
    assert trust.check().problems == ()


def test_what_cannot_be_taken_in_is_refused_and_nothing_is_stored(
    trust: Workspace, other: Path, tmp_path: Path
) -> None:
    before = tables(trust.file)
    refused: list[tuple[Path, type[ProgressError], str]] = [
        (trust.path, UsageError, "is the school file itself"),
        (tmp_path / "nowhere.duckdb", StoreError, "is not there"),
        (_changed(other, tmp_path / "newer.duckdb", "UPDATE meta SET value = '99' WHERE key = 'schema_version'"),
         StoreError, "is from a newer progress-tui"),
        (_changed(other, tmp_path / "lost.duckdb", "DELETE FROM pupil WHERE pupil_id = 1"),
         StoreError, "does not hold together"),
        (_changed(other, tmp_path / "same.duckdb", "UPDATE school SET code = 'beech LANE'"),
         ExistsError, "is on file already"),
        (_bare(tmp_path / "empty.duckdb"), NotFoundError, "holds no school"),
        (_cut(other, tmp_path / "cut.duckdb"), StoreError, "is damaged or incomplete"),
        (_bare(tmp_path / "locked.duckdb", bytes(range(32))), StoreError, "is encrypted"),
    ]  # fmt: skip
    for path, kind, words in refused:
        for ask in (trust.adopting.look, trust.adopting.take_in):
            with pytest.raises(kind, match=words):
                ask(path)
    assert tables(trust.file) == before
    assert trust.adopting.take_in(other).schools[0].name == "Oakhill"
    with pytest.raises(ExistsError, match=r"Oakhill is on file already\. Nothing of oak\.duckdb was taken in"):
        trust.adopting.take_in(other)


def test_an_older_file_comes_in_as_this_version_keeps_it_and_stays_as_it_is(trust: Workspace, tmp_path: Path) -> None:
    first, old = tmp_path / "first", tmp_path / "old.duckdb"
    first.mkdir()
    shutil.copy(schema.MIGRATIONS / "0001.sql", first)
    with closing(SchoolFile(old)) as file:
        file.write(lambda con: schema.migrate(con, first))
        file.write(lambda con: con.execute(FIRST_ROWS))
        file.write(lambda con: con.execute("DELETE FROM audit"))
        file.write(lambda con: con.execute("DELETE FROM before_image"))
    (school,) = trust.adopting.take_in(old).schools
    assert (school.name, school.pupils, school.records) == ("Oakfield Primary", 2, 3)
    assert trust.check().problems == ()
    (entry,) = trust.file.read(lambda con: reading.listed(con, school.school_id))
    meeting = trust.file.read(lambda con: reading.meeting(con, school.school_id, entry.meeting_id))
    assert [item.text("seen").body for item in meeting.items] == ["Fell in reading"]
    with closing(SchoolFile(old)) as file:
        assert file.read(schema.version_of) == 1


def test_a_meeting_comes_in_with_its_numbers_shifted_alike(trust: Workspace, other: Path) -> None:
    def hold(con: DuckDBPyConnection) -> None:
        number = agenda.plan(con, 1, NewMeeting(1, 12157, "2026-11-23"), [NewItem("pupil", 1), NewItem("pupil", 2)])
        item = reading.meeting(con, 1, number).items[1].item_id
        saying.go_to(con, 1, number, item, item, 30)
        first = actions.add(con, 1, [NewAction(2, 1, item, "Reads daily", "TA", "2026-11-23", "2026-12-18")])[0]
        actions.carry(con, 1, first, NewAction(2, 1, None, "Reads on", "TA", "2026-12-18", "2027-01-18"))

    with closing(SchoolFile(other)) as file:
        file.write(hold)
    # Numbers of its own, so that a number that was not shifted would name something else.
    trust.file.write(hold)
    (school,) = trust.adopting.take_in(other).schools
    (entry,) = trust.file.read(lambda con: reading.listed(con, school.school_id))
    meeting = trust.file.read(lambda con: reading.meeting(con, school.school_id, entry.meeting_id))
    here = meeting.items[1]
    assert meeting.place == here.item_id
    assert here.pupil_id is not None
    carried, onward = trust.file.read(lambda con: actions.of_pupils(con, school.school_id, [here.pupil_id or 0]))
    assert (onward.carried_from, carried.item_id) == (carried.action_id, here.item_id)
    assert trust.check().problems == ()


def test_the_command_line_takes_school_files_in_beside_other_sources(cli: Cli, other: Path, tmp_path: Path) -> None:
    into = ["--into", str(tmp_path / "new.duckdb")]
    code, out, err = cli.run("import", str(other), *into, "--dry-run")
    assert (code, (tmp_path / "new.duckdb").exists()) == (0, False)
    assert "oak.duckdb: imported (dry run: nothing stored)\n  3 pupils, 6 results" in out
    assert "note: Oakhill: 3 pupils, 6 results, 2 notes and records." in err
    code, out, _ = cli.run("import", str(other), str(cli.path), *into, "--format", "json")
    reports = [json.loads(line) for line in out.splitlines()]
    assert (code, [one["verdict"] for one in reports]) == (0, ["accepted", "accepted"])
    assert (reports[0]["pupils"], reports[0]["results"], reports[0]["years"][0]["pupils"]) == (3, 6, 3)
    code, out, err = cli.run("import", str(other), *into)
    assert (code, "refused, nothing stored" in out) == (1, True)
    assert "Oakhill is on file already" in err
    assert cli.run("check", "--file", str(tmp_path / "new.duckdb"))[0] == 0


def _changed(source: Path, path: Path, *statements: str) -> Path:
    """A copy of a school file with something done to it past the program."""
    shutil.copy(source, path)
    file = SchoolFile(path)
    file.write(lambda con: [con.execute(statement) for statement in statements])
    file.close()
    return path


def _cut(source: Path, path: Path) -> Path:
    path.write_bytes(source.read_bytes()[:9000])
    return path


def _bare(path: Path, key: bytes | None = None) -> Path:
    """A school file without a school."""
    file = SchoolFile(path, key)
    file.write(schema.migrate)
    file.close()
    return path
