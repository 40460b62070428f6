"""Purging by a schedule: who left long ago, what is old, and nothing else; a school's own periods count."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from progress_tui.__main__ import main
from progress_tui.domain import clock
from progress_tui.domain.errors import DataFileError, ProgressError
from progress_tui.settings import config_home
from progress_tui.store import audit, notes, undoing
from progress_tui.store.engine import SchoolFile
from progress_tui.store.erasing.purging import Cutoffs, leavers
from progress_tui.workspace import Workspace
from progress_tui.workspace.safekeeping.retention import cutoffs, periods

if TYPE_CHECKING:
    from progress_tui.importing.planning.committing import ImportReport

TODAY = date(2026, 11, 23)
HEAD = "Surname,Forename,DOB,Class,Year Group,Maths Autumn\n"


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: TODAY)


@pytest.fixture
def school(bring: Callable[..., ImportReport], school_file: SchoolFile) -> SchoolFile:
    """One child who left in 2022, one in 2025, one on roll; a note on each, old and new; two imports of 2020."""
    bring(HEAD + "Longgone,Lee,2011-01-02,6A,6,At\n", year=2021, name="a.csv")
    bring(HEAD + "Lately,Liv,2014-01-02,6A,6,At\n", year=2024, name="b.csv")
    bring(HEAD + "Here,Hal,2018-01-02,4B,4,At\n", year=2026, name="c.csv")
    bring(HEAD + "Here,Hal,2018-01-02,4B,4,JB\n", year=2026, name="d.csv")
    ids = school_file.read(lambda con: dict(con.execute("SELECT surname, pupil_id FROM pupil").fetchall()))
    for surname, pupil in ids.items():
        for year in (2020, 2026):
            _write(school_file, pupil, f"{surname} in {year}", datetime(year, 3, 4, 5, 6))
    return school_file


def _write(file: SchoolFile, pupil: int, text: str, at: datetime) -> None:
    file.write(lambda con: notes.save(con, 1, pupil, text, "", written=at))


def _surnames(file: SchoolFile) -> list[str]:
    return [str(name) for (name,) in file.read(lambda con: con.execute("SELECT surname FROM pupil").fetchall())]


def _bodies(file: SchoolFile) -> set[str]:
    return {note.body for note in file.read(lambda con: notes.of_pupils(con, 1))}


def _days(**changed: date) -> Cutoffs:
    """Nothing is due but what is named."""
    return Cutoffs(**{kind: date(1990, 1, 1) for kind in Cutoffs._fields})._replace(**changed)


@pytest.fixture
def workspace(school: SchoolFile, opened: Callable[[Path], Workspace]) -> Workspace:
    """The school, open."""
    return opened(school.path)


def test_who_left_is_told_by_the_last_day_on_roll(school: SchoolFile) -> None:
    found = school.read(lambda con: leavers(con, TODAY))
    assert [one.left for one in found] == [date(2022, 8, 31), date(2025, 8, 31)]


def test_children_who_left_go_with_everything_and_others_keep_everything(
    workspace: Workspace, school: SchoolFile
) -> None:
    due = workspace.erasing.purge(_days(leavers=date(2023, 11, 23)))
    assert [child.names for child, _ in due.children] == [(("Longgone", "Lee"),)]
    assert due.left == 2
    assert sorted(_surnames(school)) == ["Here", "Lately"]
    assert _bodies(school) == {"Lately in 2020", "Lately in 2026", "Here in 2020", "Here in 2026"}
    assert b"Longgone" not in school.path.read_bytes()
    assert workspace.check().problems == ()


def test_old_notes_go_and_new_ones_stay(workspace: Workspace, school: SchoolFile) -> None:
    workspace.erasing.purge(_days(notes=date(2023, 11, 23)))
    assert _bodies(school) == {"Longgone in 2026", "Lately in 2026", "Here in 2026"}


def test_the_line_in_the_audit_has_counts_and_no_name(workspace: Workspace, school: SchoolFile) -> None:
    workspace.erasing.purge(_days(leavers=date(2023, 11, 23), notes=date(2023, 11, 23)))
    line = school.read(audit.lines)[-1]
    told = json.loads(line.detail)
    assert line.what == "purge"
    assert told["rows"]["note"] == 4
    assert len(told["pupils"]) == 1
    assert told["before"]["notes"] == "2023-11-23"
    assert "Longgone" not in line.detail


def test_a_look_before_says_the_same_and_changes_nothing(
    workspace: Workspace, school: SchoolFile, tables: Callable[[SchoolFile], dict[str, list[str]]]
) -> None:
    days = _days(leavers=date(2023, 11, 23), notes=date(2023, 11, 23))
    before = tables(school)
    looked = workspace.erasing.due(days)
    assert tables(school) == before
    assert workspace.erasing.purge(days).outcome.erased == looked.outcome.erased


def test_nothing_due_writes_nothing(workspace: Workspace, school: SchoolFile) -> None:
    before = school.path.read_bytes()
    assert workspace.erasing.purge(_days()).outcome.erased.rows == {}
    assert school.path.read_bytes() == before


def test_an_import_whose_earlier_values_were_purged_cannot_be_undone(workspace: Workspace, school: SchoolFile) -> None:
    last = school.read(lambda con: con.execute("SELECT max(import_id) FROM import WHERE changed > 0").fetchone())
    assert last is not None
    workspace.erasing.purge(_days(imports=TODAY + timedelta(days=3650)))
    with pytest.raises(ProgressError, match="was purged by the retention schedule"):
        school.write(lambda con: undoing.undo(con, int(last[0])))
    assert school.read(lambda con: con.execute("SELECT count(*) FROM before_image").fetchone()) == (0,)


def test_old_meetings_and_actions_go_and_those_that_stay_hold_together(
    demo: Workspace, tables: Callable[[SchoolFile], dict[str, list[str]]]
) -> None:
    before = tables(demo.file)
    demo.erasing.purge(_days(meetings=date(2026, 9, 1), actions=date(2026, 9, 1)))
    after = tables(demo.file)
    for table in ("meeting", "action"):
        assert 0 < len(after[table]) < len(before[table]), table
    assert demo.check().problems == ()


# -- the schedule


def test_the_schedule_that_ships_is_a_proposal_with_a_reason_for_every_period() -> None:
    held = periods()
    assert [one.kind for one in held] == list(Cutoffs._fields)
    assert all(one.why and one.origin == "retention.toml" for one in held)
    assert cutoffs(held, date(2024, 2, 29)).leavers == date(2021, 2, 28)


def _own(text: str) -> None:
    config_home().mkdir(parents=True, exist_ok=True)
    (config_home() / "config.toml").write_text(text, "utf-8")


def test_a_school_sets_its_own_periods() -> None:
    _own("[retention]\nleavers = 1\n")
    held = {one.kind: one for one in periods()}
    assert (held["leavers"].years, held["leavers"].origin) == (1, "config.toml")
    assert held["notes"].origin == "retention.toml"
    assert cutoffs(periods(), TODAY).leavers == date(2025, 11, 23)


@pytest.mark.parametrize("line", ["leaver = 1", "leavers = -1", "leavers = 1.5", 'leavers = "long"', "leavers = 99"])
def test_a_period_that_cannot_be_is_refused_with_its_key(line: str) -> None:
    _own(f"[retention]\n{line}\n")
    with pytest.raises(DataFileError, match=r"config\.toml: key “retention\.leaver"):
        periods()


# -- the command line


def test_nothing_goes_without_being_asked_for(school: SchoolFile, capsys: pytest.CaptureFixture[str]) -> None:
    file = ["--file", str(school.path)]
    for words in (["purge", *file], ["erase", "Here", *file]):
        assert main(words) == 2
        assert "Add --yes to do it." in capsys.readouterr().err
    assert len(_surnames(school)) == 3
    assert main(["purge", "--preview", *file]) == 0
    printed = capsys.readouterr().out
    assert "L.L." in printed
    assert "Longgone" not in printed
    assert main(["purge", "--preview", "--names", "full", *file]) == 0
    assert "Longgone, Lee" in capsys.readouterr().out


def test_the_commands_do_what_they_are_asked(school: SchoolFile, capsys: pytest.CaptureFixture[str]) -> None:
    file = ["--file", str(school.path), "--format", "json"]
    assert main(["erase", "Lately", "--yes", *file]) == 0
    report = json.loads(capsys.readouterr().out)
    assert {"table": "note", "what": "Notes", "rows": 2, "texts": 0} in report["rows"]
    _own("[retention]\nleavers = 2\n")
    assert main(["purge", "--yes", *file]) == 0
    assert _surnames(school) == ["Here"]
    # The same file is read for thresholds: they take no offence at the schedule.
    assert main(["show", "class", "4B", "--file", str(school.path)]) == 0
    assert main(["erase", "Lately", "--yes", *file]) == 1
