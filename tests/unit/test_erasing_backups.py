"""A backup may have a child under another number or name: it is found there, or the backup is told as left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from progress_tui.domain.errors import StoreError
from progress_tui.store import backups
from progress_tui.store.engine import SchoolFile
from progress_tui.workspace import Workspace

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from progress_tui.importing.planning.committing import ImportReport

ROWS = (
    "UPN,Surname,Forename,DOB,Class,Year Group,Maths Autumn\n"
    "X999900118001,Quillfeather,Zenobia,2018-01-02,4B,4,At\n"
    ",Overstreet,Philippa,2018-01-04,4B,4,Sec\n"
)
MOVED = ("UPDATE pupil SET pupil_id = 99 WHERE pupil_id = 1", "UPDATE identifier SET pupil_id = 99 WHERE pupil_id = 1")
NO_UPN = "DELETE FROM identifier"
NO_BIRTHDAY = "UPDATE pupil SET dob = NULL WHERE surname = 'Quillfeather'"
MARRIED = "UPDATE pupil SET surname = 'Marchbanks', folded = 'marchbanks zenobia', dob = NULL WHERE pupil_id = 99"
ANOTHER = "INSERT INTO pupil SELECT * REPLACE (pupil_id + 1 AS pupil_id) FROM pupil WHERE pupil_id = 99"
OTHER_BIRTHDAY = "UPDATE pupil SET dob = DATE '2017-05-05' WHERE pupil_id = 99"


@pytest.fixture
def workspace(bring: Callable[..., ImportReport], school_file: SchoolFile) -> Iterator[Workspace]:
    """A school of two children with a backup."""
    bring(ROWS, year=2026)
    backups.take(school_file, backups.BY_HAND)
    with closing(Workspace(school_file.path)) as workspace:
        yield workspace


def _edit(file: SchoolFile, statements: tuple[str, ...]) -> None:
    def run(con: DuckDBPyConnection) -> None:
        for statement in statements:
            con.execute(statement)

    file.write(run)


def _there(workspace: Workspace, *statements: str) -> Path:
    """The backup, whose rows are changed first."""
    (backup,) = backups.known(workspace.path).backups
    with closing(SchoolFile(backup.path)) as copy:
        _edit(copy, statements)
    return backup.path


def _surnames(path: Path) -> list[str]:
    with closing(SchoolFile(path)) as file:
        rows = file.read(lambda con: con.execute("SELECT surname FROM pupil ORDER BY ALL").fetchall())
    return [str(name) for (name,) in rows]


@pytest.mark.parametrize(
    "statements",
    [(*MOVED, MARRIED), (*MOVED, NO_UPN), (*MOVED, NO_UPN, NO_BIRTHDAY), (*MOVED, NO_UPN, ANOTHER)],
    ids=["by the UPN", "by name and birthday", "by a name nobody else bears", "under two numbers"],
)
def test_a_child_under_another_number_goes_from_a_backup(workspace: Workspace, statements: tuple[str, ...]) -> None:
    backup = _there(workspace, *statements)
    assert workspace.erasing.erase(1, 1).backups == (backup,)
    assert _surnames(backup) == ["Overstreet"]
    assert b"Zenobia" not in backup.read_bytes()


@pytest.mark.parametrize(
    "statements",
    [(*MOVED, NO_UPN, NO_BIRTHDAY, ANOTHER), (*MOVED, NO_UPN, OTHER_BIRTHDAY)],
    ids=["two of the name", "another birthday"],
)
def test_a_backup_in_which_somebody_may_be_the_child_is_told_as_left(
    workspace: Workspace, statements: tuple[str, ...]
) -> None:
    backup = _there(workspace, *statements)
    with pytest.raises(StoreError, match="may be the same child") as refused:
        workspace.erasing.erase(1, 1)
    assert str(backup) in str(refused.value)
    assert workspace.check().pupils == 2
    assert [path for path, _ in workspace.erasing.erase(1, 1, leave=True).left] == [backup]


def test_a_namesake_who_stays_on_file_stays_in_the_backup(workspace: Workspace) -> None:
    statements = (*MOVED, NO_UPN, NO_BIRTHDAY)
    backup = _there(workspace, *statements)
    # Another child of that name, whom the backup knows by the number it has in the file; the one that goes came later.
    _edit(workspace.file, (ANOTHER.replace("+ 1", "+ 98").replace("99", "1"), NO_BIRTHDAY))
    assert workspace.erasing.erase(1, 1).left == ()
    assert _surnames(backup) == ["Overstreet", "Quillfeather"]
