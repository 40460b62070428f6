"""`progress-tui backup` and `restore`, and the backups that are made before an import and after a meeting."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from progress_tui.__main__ import main
from progress_tui.domain.errors import DataFileError, StoreError
from progress_tui.domain.meetings import NewMeeting
from progress_tui.importing.planning.committing import Terms
from progress_tui.importing.planning.preview import Given
from progress_tui.store import backups
from progress_tui.workspace import Workspace
from progress_tui.workspace.safekeeping.backup_settings import wished
from tests.unit.test_docs import COMMANDS as DESCRIBED
from tests.unit.test_docs import first_cells, page, paths, sections, spelt

TABLE = "UPN,Surname,Forename,DOB,Class,Year Group,Aut1 Reading TA\n{},Wren,Ada,2018-03-04,4B,4,At\n"


def ran(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """(exit code, stdout, stderr)."""
    code = main(words)
    out, err = capsys.readouterr()
    return code, out, err


def reasons(path: Path) -> list[str]:
    return [one.reason for one in backups.known(path).backups]


@pytest.fixture
def tables(tmp_path: Path) -> list[str]:
    """Three tables of one pupil each."""
    made = []
    for number in range(3):
        path = tmp_path / f"table{number}.csv"
        path.write_text(TABLE.format(f"source{number}"), "utf-8")
        made.append(str(path))
    return made


def test_one_is_made_listed_and_put_back(small_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stick, file = tmp_path / "stick", ("--file", str(small_path))
    code, out, err = ran(capsys, "backup", "--to", str(stick), *file)
    assert (code, out) == (1, "")
    assert "There is no folder" in err
    stick.mkdir()
    code, out, err = ran(capsys, "backup", "--to", str(stick), *file)
    assert (code, out) == (0, "")
    assert "MB, not encrypted." in err
    (made,) = stick.iterdir()
    code, out, _ = ran(capsys, "backup", "--list", *file, "--format", "json")
    (row,) = json.loads(out)["rows"]
    assert (code, row["file"], row["bytes"], row["reason"]) == (0, made.name, made.stat().st_size, "by hand")
    shutil.move(stick, tmp_path / "pocket")
    code, out, _ = ran(capsys, "backup", "--list", *file)
    assert (code, out.splitlines()[-1]) == (0, f"Not reachable now: {stick}.")
    shutil.move(tmp_path / "pocket", stick)
    code, out, err = ran(capsys, "restore", *file)
    assert (code, out) == (2, "")
    assert "Add --yes" in err
    code, out, err = ran(capsys, "restore", "--yes", *file)
    assert (code, out) == (0, "")
    assert err.startswith(f"small.duckdb is {made.name} now: ")
    assert reasons(small_path) == [backups.BEFORE_RESTORE]


def test_one_that_the_audit_cannot_tell_of_is_made_and_said(
    small_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> None:
        raise StoreError("The disk is full", "There is no room for small.duckdb.")

    monkeypatch.setattr("progress_tui.store.audit.append", refuse)
    code, out, err = ran(capsys, "backup", "--file", str(small_path))
    assert (code, out) == (0, "")
    assert err.startswith("Backup made and read once more: ")
    assert "The audit does not tell of it: The disk is full. There is no room for small.duckdb." in err
    assert reasons(small_path) == [backups.BY_HAND]


@pytest.mark.parametrize("form", ["table", "csv", "markdown"])
def test_every_other_format_tells_the_same(small_path: Path, capsys: pytest.CaptureFixture[str], form: str) -> None:
    ran(capsys, "backup", "--file", str(small_path))
    code, out, _ = ran(capsys, "backup", "--list", "--file", str(small_path), "--format", form)
    assert code == 0
    assert out.index("by hand") < out.index("MB") < out.index(".duckdb")


def test_every_field_is_documented(small_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    printed = set[str]()
    for _ in range(2):
        printed |= paths(json.loads(ran(capsys, "backup", "--list", "--file", str(small_path), "--format", "json")[1]))
        ran(capsys, "backup", "--file", str(small_path))
    arguments = {words for action in DESCRIBED["progress-tui backup"] for words in spelt(action)}
    documented = set(first_cells(sections(page("command-line.md"))["progress-tui backup"])) - arguments
    # An empty list says nothing of what it holds.
    assert printed - {"rows[]"} == documented


@pytest.mark.usefixtures("automatic_backups")
def test_an_import_makes_one_before_its_first_source(
    small_path: Path, tables: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    into = ("--into", str(small_path), "--year", "2026-27")
    ran(capsys, "import", tables[0], *into, "--dry-run")
    ran(capsys, "import", tables[0], *into, "--no-backup")
    assert reasons(small_path) == []
    assert ran(capsys, "import", *tables, *into)[0] == 0
    assert reasons(small_path) == [backups.BEFORE_IMPORT]
    assert ran(capsys, "import", tables[2], *into)[0] == 0
    assert reasons(small_path) == [backups.BEFORE_IMPORT] * 2
    ran(capsys, "import", tables[2], *into)
    ran(capsys, "import", tables[2], *into)
    before = len(reasons(small_path))
    ran(capsys, "import", "no such file.csv", *into)
    ran(capsys, "import", "no such file.csv", *into)
    assert len(reasons(small_path)) <= before + 1, "none where nothing was written since the last"


@pytest.mark.usefixtures("automatic_backups")
def test_a_new_file_needs_none(tmp_path: Path, tables: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    new = tmp_path / "new.duckdb"
    ran(capsys, "import", tables[0], "--into", str(new), "--year", "2026-27", "--no-passphrase")
    assert new.exists()
    assert reasons(new) == []


@pytest.mark.usefixtures("automatic_backups")
def test_without_a_backup_nothing_is_imported(
    small_path: Path, tables: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    backups.home(small_path).write_text("in the way")
    before = small_path.read_bytes()
    into = ("--into", str(small_path), "--year", "2026-27")
    code, out, err = ran(capsys, "import", tables[0], *into)
    assert code == 1
    assert "No backup could be made, so nothing was imported." in out + err
    assert "import --no-backup" in out + err
    assert small_path.read_bytes() == before


@pytest.mark.usefixtures("automatic_backups")
def test_what_is_stored_on_the_screen_has_one_before_it(
    small_path: Path, tables: list[str], opened: Callable[[Path], Workspace]
) -> None:
    workspace = opened(small_path)
    preview = workspace.importing.preview(Path(tables[0]), Given(Terms(), year=2026), lambda _: None)
    assert reasons(small_path) == []
    backups.home(small_path).write_text("in the way")
    with pytest.raises(StoreError, match="so nothing was imported"):
        workspace.importing.commit(preview, False, lambda _: None)
    backups.home(small_path).unlink()
    workspace.importing.commit(preview, False, lambda _: None)
    assert reasons(small_path) == [backups.BEFORE_IMPORT]


@pytest.mark.usefixtures("automatic_backups")
@pytest.mark.parametrize("room", [True, False])
def test_a_meeting_is_held_whether_its_backup_succeeds_or_not(demo: Workspace, room: bool) -> None:
    if not room:
        backups.home(demo.path).write_text("in the way")
    view = demo.open(class_name="4B").view
    assert view is not None
    meeting = demo.meetings.plan(view.school_id, NewMeeting(view.class_id, view.point, "2026-11-23"))
    demo.meetings.start(view.school_id, meeting.meeting_id)
    warning = demo.meetings.finish(view.school_id, meeting.meeting_id)
    assert demo.meetings.get(view.school_id, meeting.meeting_id).status == "held"
    if room:
        assert (warning, reasons(demo.path)) == ("", [backups.AFTER_MEETING])
    else:
        assert warning.startswith("No backup could be made: The folder demo.duckdb.backups cannot be made.")
        assert warning.endswith("The meeting itself is stored.")


def test_a_school_sets_how_many_stay(
    automatic_backups: Path, small_path: Path, tables: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    config = automatic_backups / "config.toml"
    into = ("--into", str(small_path), "--year", "2026-27")
    config.write_text("[backups]\nautomatic = false\n")
    ran(capsys, "import", tables[0], *into)
    assert reasons(small_path) == []
    config.write_text("[backups]\nkeep = 1\n")
    for table in tables[1:]:
        assert ran(capsys, "import", table, *into)[0] == 0
    assert reasons(small_path) == [backups.BEFORE_IMPORT]


@pytest.mark.parametrize("line", ["keep = 0", "keep = true", "automatic = 1", "kept = 3"])
def test_settings_that_are_not_possible_are_refused(automatic_backups: Path, line: str) -> None:
    (automatic_backups / "config.toml").write_text(f"[backups]\n{line}\n")
    with pytest.raises(DataFileError, match=r"config\.toml"):
        wished()
