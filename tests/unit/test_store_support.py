"""Support groups as they are written: numbered, checked, seen by judgements at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from progress_tui.domain.errors import NotFoundError, ProgressError, UsageError
from progress_tui.domain.support import MemberRecord, SupportRecord
from progress_tui.store import directory, support
from progress_tui.store.engine import SchoolFile
from progress_tui.store.frames import load
from progress_tui.workspace import Workspace

STARTS = date(2026, 9, 14)


def group(*members: MemberRecord, ends: date | None = None, name: str = "Book talk") -> SupportRecord:
    return SupportRecord(name, "reading", STARTS, ends, "TA", members)


@pytest.fixture
def with_pupils(fresh_file: SchoolFile) -> SchoolFile:
    """Two pupils in school 1 and one in school 2."""
    pupils = [(1, 7), (1, 8), (2, 9)]
    fresh_file.write(
        lambda con: [
            con.execute("INSERT INTO pupil VALUES (?, ?, 'X', '', 'x', '', NULL, NULL, NULL)", list(key))
            for key in pupils
        ]
    )
    return fresh_file


def test_groups_are_kept_with_their_members_and_numbered_on(with_pupils: SchoolFile) -> None:
    groups = [group(MemberRecord(7, "JB", "At", "clear"), MemberRecord(8)), group(ends=date(2026, 12, 4), name="Empty")]
    assert with_pupils.write(lambda con: support.add(con, 1, groups)) == [1, 2]
    assert with_pupils.write(lambda con: support.add(con, 1, [group(MemberRecord(8), name="Later")])) == [3]
    frames = with_pupils.read(lambda con: load(con, 1))
    assert frames["support"].rows() == [
        (1, "Book talk", "reading", STARTS, None, "TA"),
        (2, "Empty", "reading", STARTS, date(2026, 12, 4), "TA"),
        (3, "Later", "reading", STARTS, None, "TA"),
    ]
    assert frames["support_members"].rows() == [
        (1, 7, "JB", "At", "clear", None, None, ""),
        (1, 8, "", "", "unknown", None, None, ""),
        (3, 8, "", "", "unknown", None, None, ""),
    ]


def test_what_was_judged_before_is_judged_anew(with_pupils: SchoolFile) -> None:
    before = with_pupils.read(directory.versions)[1]
    with_pupils.write(lambda con: support.add(con, 1, []))
    assert with_pupils.read(directory.versions)[1] == before
    with_pupils.write(lambda con: support.add(con, 1, [group(MemberRecord(7))]))
    assert with_pupils.read(directory.versions)[1] > before


@pytest.mark.parametrize(
    ("record", "error", "said"),
    [
        (group(ends=date(2026, 9, 13)), UsageError, "ends before it starts"),
        (group(MemberRecord(7), MemberRecord(7)), UsageError, "A child is in the support “Book talk” twice"),
        (group(MemberRecord(7), MemberRecord(9)), NotFoundError, "is not a pupil of this school"),
    ],
)
def test_a_group_that_cannot_be_is_refused_and_nothing_is_stored(
    with_pupils: SchoolFile, record: SupportRecord, error: type[ProgressError], said: str
) -> None:
    with pytest.raises(error, match=said):
        with_pupils.write(lambda con: support.add(con, 1, [group(MemberRecord(8), name="Good"), record]))
    assert with_pupils.read(lambda con: load(con, 1))["support"].height == 0


def test_the_demo_school_shows_its_support(demo_path: Path, opened: Callable[[Path], Workspace]) -> None:
    report = opened(demo_path).judging.support()
    assert report.n >= 6
    assert any(row["asked"] for row in report.rows)
    assert all(isinstance(row["members"], int) and row["members"] > 0 for row in report.rows)
