"""Results in doubt: only results on file, as they are on file."""

from __future__ import annotations

from datetime import datetime

import pytest

from progress_tui.domain.errors import NotFoundError
from progress_tui.store import directory, queried
from progress_tui.store.engine import SchoolFile
from progress_tui.store.queried import QueryRecord

MADE = datetime(2026, 11, 23, 8, 30)


@pytest.fixture(name="file")
def _file(fresh_file: SchoolFile) -> SchoolFile:
    fresh_file.write(lambda con: con.execute("INSERT INTO result VALUES (1, 7, 3, 12157, '61', NULL, NULL)"))
    return fresh_file


def held(file: SchoolFile) -> list[tuple[int, int, int, int, str, str, datetime]]:
    return file.read(lambda con: con.execute("SELECT * FROM queried ORDER BY ALL").fetchall())


def test_a_result_is_marked_with_its_reason(file: SchoolFile) -> None:
    before = file.read(directory.versions)[1]
    file.write(lambda con: queried.add(con, 1, [QueryRecord(7, 3, 12157, "61", "Wrong paper?")], MADE))
    assert held(file) == [(1, 7, 3, 12157, "61", "Wrong paper?", MADE)]
    assert file.read(directory.versions)[1] == before + 1


def test_marked_again_it_has_the_new_reason(file: SchoolFile) -> None:
    both = [QueryRecord(7, 3, 12157, "61", reason) for reason in ("Wrong paper?", "Ill on the day")]
    file.write(lambda con: queried.add(con, 1, both, MADE))
    assert [row[5] for row in held(file)] == ["Ill on the day"]


@pytest.mark.parametrize(
    "query",
    [QueryRecord(7, 3, 12157, "62", "x"), QueryRecord(7, 3, 12156, "61", "x"), QueryRecord(8, 3, 12157, "61", "x")],
)
def test_what_is_not_on_file_cannot_be_in_doubt(file: SchoolFile, query: QueryRecord) -> None:
    with pytest.raises(NotFoundError, match="Mark the result that is on file"):
        file.write(lambda con: queried.add(con, 1, [query], MADE))
    assert held(file) == []
