"""Faults that pass: what is refused is told in words, nothing is lost meanwhile, and the same program goes on then."""

from __future__ import annotations

import re
from contextlib import closing
from typing import NamedTuple

import pytest

from progress_tui.domain.errors import StoreError
from progress_tui.store import backups
from progress_tui.workspace import Workspace
from progress_tui.workspace.safekeeping.backing_up import ENVIRONMENT
from tests.faults.conftest import KINDS, Give
from tests.faults.faults import (
    Fault,
    clock_back,
    disk_full,
    held_by_another,
    mount_point_left,
    read_only_backups,
    read_only_file,
    read_only_folder,
    vanished,
    vanishing,
)
from tests.faults.work import WORK, School, assert_whole, attempt, backup_folder, backup_of, stored

FULL = r"^The disk is full\. There is no room for oak\.duckdb\. Nothing was changed\. Free some space, try again\.$"
READ = r"^oak\.duckdb cannot be written\. Permission is denied.* Ask whoever keeps the file"
NO_ROOM = FULL.replace(r"oak\.", r"oak(-2026\S*-by-hand)?\.")
NO_ROOM_FOR_BACKUP = r"^The disk is full\. There is no room for oak-2026\S*-by-hand\.duckdb\. Nothing was changed\."
NO_BACKUP = (
    r"^oak-2026\S*-by-hand\.duckdb cannot be written\. Permission is denied: the folder backups .* Choose another"
)
HELD = r"^oak\.duckdb is being written by another program\. .* Close that program, or wait and try again\."
GONE = r"^oak\.duckdb is not there any more\. .* Nothing was changed\. Put it back and try again\."


class Row(NamedTuple):
    """A fault, and what is said of it.

    Attributes:
        fault: what happens.
        words: what is said by all work but that which goes on.
        goes_on: work that is done in spite of it.
    """

    fault: Fault
    words: str
    goes_on: tuple[str, ...] = ()


SMALL = ("note", "meeting finish")
ALL_BUT_BACKUP = ("import", *SMALL)
ROWS = {
    "disk full": Row(disk_full(0), FULL),
    "disk full while an import is written": Row(disk_full(2_000), NO_ROOM, goes_on=SMALL),
    "disk full while a backup is written": Row(disk_full(90_000), NO_ROOM_FOR_BACKUP, goes_on=ALL_BUT_BACKUP),
    "read-only file": Row(read_only_file, READ),
    "read-only folder": Row(read_only_folder, READ),
    "read-only folder of backups": Row(read_only_backups, NO_BACKUP, goes_on=ALL_BUT_BACKUP),
    "held lock": Row(held_by_another, HELD),
    "folder gone": Row(vanished, GONE),
    "folder gone, mount point left": Row(mount_point_left, GONE),
    "folder vanishing before the commit": Row(vanishing("before the commit"), GONE),
    "folder vanishing during a backup": Row(vanishing("before the copy"), "", goes_on=tuple(WORK)),
    "clock going backwards": Row(clock_back, "", goes_on=tuple(WORK)),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", WORK)
@pytest.mark.parametrize("fault", ROWS)
def test_a_fault_is_told_and_costs_nothing(
    school_of: Give, monkeypatch: pytest.MonkeyPatch, fault: str, name: str, kind: str
) -> None:
    school, row = school_of(kind), ROWS[fault]
    with closing(school.open()) as workspace:
        workspace.check()
        with row.fault(school, monkeypatch):
            said = attempt(workspace, name)
        assert (said == "") is (name in row.goes_on), said
        if said:
            assert re.search(row.words, said), said
        assert stored(school, name) is (said == "")
        assert_whole(school)
        if said:
            assert attempt(workspace, name) == "", "the same program goes on"
            assert stored(school, name)
            assert_whole(school)
    assert list(school.path.parent.parent.rglob("*.making*")) == [], "nothing is left half made"


@pytest.mark.parametrize("kind", KINDS)
def test_a_backup_that_the_audit_cannot_tell_of_is_kept_and_says_so(
    school_of: Give, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    school = school_of(kind)
    with closing(school.open()) as workspace:
        with vanishing("before the copy")(school, monkeypatch):
            made = workspace.backing_up.make(backup_folder(school.path))
        assert re.search(GONE, made.unrecorded), made.unrecorded
        assert made.path == backup_of(school.path)
        again = workspace.backing_up.make(backup_folder(school.path))
    assert again.unrecorded == ""
    assert_whole(School(made.path, school.key))


@pytest.mark.parametrize("name", WORK)
def test_a_program_that_starts_under_a_clock_put_back_says_so(
    school_of: Give, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    school = school_of("plain")
    with clock_back(school, monkeypatch), closing(school.open()) as workspace:
        assert attempt(workspace, name) == ""
        assert str(workspace.warning).startswith("The clock of this computer was put back. It says 1 January 2019")
    assert stored(school, name)
    assert_whole(school)


@pytest.mark.parametrize("kind", KINDS)
def test_under_a_clock_put_back_no_backup_goes_and_none_is_taken_for_the_newest(
    school_of: Give, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    school = school_of(kind)
    monkeypatch.setattr(backups, "KEEP", 2)
    monkeypatch.delenv(ENVIRONMENT)
    with closing(school.open()) as workspace:
        for number in range(3):
            back_up_news(workspace, number)
        full = {one.path for one in backups.known(school.path).backups}
        assert len(full) == 2
        with clock_back(school, monkeypatch):
            back_up_news(workspace, 4)
            held = {one.path for one in backups.known(school.path).backups}
            with pytest.raises(StoreError, match=r"^Which backup is the newest cannot be told\.") as refused:
                workspace.backing_up.choose()
        assert "is dated 2026-11-23 " in str(refused.value)
        assert full < held, "nothing went"
        (made,) = held - full
        assert made.name.startswith("2019-01-01-")
        assert_whole(School(made, school.key))
        assert workspace.backing_up.choose().backup.path in full


def back_up_news(workspace: Workspace, number: int) -> None:
    """Something is written, and an import is about to begin."""
    workspace.save_note(1, 3, f"News {number}.").result()
    workspace.backing_up.before_import()
