"""Faults that pass: what is refused is told in words, nothing is lost meanwhile, and the same program goes on then."""

from __future__ import annotations

import re
from contextlib import closing
from typing import NamedTuple

import pytest

from tests.faults.conftest import KINDS, Give
from tests.faults.faults import (
    Fault,
    clock_back,
    disk_full,
    held_by_another,
    mount_point_left,
    read_only_file,
    read_only_folder,
    vanished,
    vanishing_in_the_middle,
)
from tests.faults.work import WORK, assert_whole, attempt, stored

FULL = r"^The disk is full\. There is no room for oak\.duckdb\. Nothing was changed\. Free some space, try again\.$"
READ = r"^(oak|backup)\.duckdb cannot be written\. Permission is? ?denied.*(Ask whoever|Check the folder)"
HELD = r"^oak\.duckdb is being written by another program\. .* Close that program, or wait and try again\."
GONE = r"^oak\.duckdb is not there any more\. .* Nothing was changed\. Put it back and try again\."


class Row(NamedTuple):
    """A fault, and what is said of it.

    Attributes:
        fault: what happens.
        words: what is said by all work but that which goes on.
        goes_on: work that is done in spite of it.
        may: whether it depends on where it strikes whether the work is done.
    """

    fault: Fault
    words: str
    goes_on: tuple[str, ...] = ()
    may: bool = False


ROWS = {
    "disk full": Row(disk_full(0), FULL),
    "disk nearly full": Row(disk_full(1_000), FULL, may=True),
    "disk full in the middle": Row(disk_full(90_000), FULL, may=True),
    "read-only file": Row(read_only_file, READ, goes_on=("backup",)),
    "read-only folder": Row(read_only_folder, READ),
    "held lock": Row(held_by_another, HELD),
    "folder gone": Row(vanished, GONE),
    "folder gone, mount point left": Row(mount_point_left, GONE),
    "folder vanishing in the middle": Row(vanishing_in_the_middle, GONE, may=True),
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
        if not row.may:
            assert (said == "") is (name in row.goes_on), said
        if said:
            assert re.search(row.words, said), said
        assert stored(school, name) is (said == "")
        assert_whole(school)
        if said:
            assert attempt(workspace, name) == "", "the same program goes on"
            assert stored(school, name)
            assert_whole(school)


@pytest.mark.parametrize("name", WORK)
def test_a_program_that_starts_under_a_clock_put_back_says_so(
    school_of: Give, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    school = school_of("plain")
    with clock_back(school, monkeypatch), closing(school.open()) as workspace:
        assert attempt(workspace, name) == ""
        if name != "backup":
            assert str(workspace.warning).startswith("The clock of this computer was put back. It says 1 January 2019")
    assert stored(school, name)
    assert_whole(school)
