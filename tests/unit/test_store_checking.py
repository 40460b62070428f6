"""`check` proves that what people write names pupils, series and schools on file, and that no key stands twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest

from progress_tui.importing.planning.committing import ImportReport
from progress_tui.store.checking import contents
from progress_tui.store.engine import SchoolFile

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Bring = Callable[..., ImportReport]
Row = tuple[object, ...]
MADE = datetime(2026, 11, 23, 8, 30)
FIRST_DAY = date(2026, 9, 7)
ROWS: dict[str, Row] = {
    "support": (1, 4, "Phonics", "reading", FIRST_DAY, None, "TA", None, ""),
    "support_member": (1, 4, 1, "", "", "some", None, None, ""),
    "dismissal": (1, 1, "below", "reading", "0123456789abcdef", "Known", MADE),
    "queried": (1, 1, 1, 12157, "JB", "Wrong child?", MADE),
    "strand_grade": (1, 1, 12157, "effort", 1, "green"),
    "saved_filter": (1, "Focus", "pp"),
    "meeting": (1, 1, 1, 12157, FIRST_DAY, 40, "", "running", "progress", None, 0, None, None),
    "meeting_item": (1, 1, 1, 1, "pupil", 1, "", True, 0, [], ""),
    "meeting_text": (1, 1, 1, "note", "Reads daily", 1, MADE),
    "snapshot": (1, 1, 1, "{}", MADE),
    "action": (1, 1, 1, 1, 1, "Read", "TA", FIRST_DAY, FIRST_DAY, None, "open", None, "unknown", "", None, 1),
    "mentoring_target": (1, 1, 1, 12157, "reading", 1, "Read daily", "open"),
    "mentoring_comment": (1, 1, 12157, "child", "I like it", 1, MADE),
}
LOST: list[tuple[str, Row, str]] = [
    ("support", (2, 4, "Phonics", "reading", FIRST_DAY, None, "TA", None, ""), "school"),
    ("support_member", (1, 9, 1, "", "", "some", None, None, ""), "support"),
    ("support_member", (1, 4, 7, "", "", "some", None, None, ""), "pupil"),
    ("dismissal", (1, 7, "below", "reading", "0123456789abcdef", "Known", MADE), "pupil"),
    ("queried", (1, 7, 1, 12157, "JB", "", MADE), "pupil"),
    ("queried", (1, 1, 9, 12157, "JB", "", MADE), "series"),
    ("strand_grade", (1, 7, 12157, "effort", 1, "green"), "pupil"),
    ("saved_filter", (2, "Focus", "pp"), "school"),
    ("meeting", (1, 2, 7, 12157, FIRST_DAY, 40, "", "held", "progress", None, 0, None, None), "class"),
    ("meeting_item", (1, 9, 2, 1, "class", None, "What next?", False, 0, [], ""), "meeting"),
    ("meeting_item", (1, 1, 2, 2, "pupil", 7, "", False, 0, [], ""), "pupil"),
    ("meeting_text", (1, 1, 7, "note", "", 1, MADE), "meeting_item"),
    ("snapshot", (1, 7, None, "{}", MADE), "meeting"),
    ("snapshot", (1, 1, 7, "{}", MADE), "pupil"),
    ("action", (1, 2, 7, None, 1, "Read", "TA", FIRST_DAY, FIRST_DAY, None, "open", None, "unknown", "", None, 1),
     "meeting_item"),
    ("action", (1, 2, None, 7, None, "Read", "TA", FIRST_DAY, FIRST_DAY, None, "open", None, "unknown", "", None, 1),
     "pupil"),
    ("action", (1, 2, None, None, 7, "Read", "TA", FIRST_DAY, FIRST_DAY, None, "open", None, "unknown", "", None, 1),
     "class"),
    ("mentoring_target", (1, 2, 7, 12157, "reading", 1, "Read daily", "open"), "pupil"),
    ("mentoring_comment", (1, 7, 12157, "child", "", 1, MADE), "pupil"),
]  # fmt: skip


@pytest.fixture(name="file")
def _file(bring: Bring, school_file: SchoolFile) -> SchoolFile:
    """A school with one pupil and one row in every table that people write."""
    bring("ID,Surname,Forename,Class,Year,2026-27 Aut2 Reading TA\n1,Khan,Ali,4B,4,JB\n", year=2026)

    def write(con: DuckDBPyConnection) -> None:
        for table, row in ROWS.items():
            con.table(table).insert(list(row))

    school_file.write(write)
    return school_file


def with_row(file: SchoolFile, table: str, row: Row) -> tuple[str, ...]:
    """What is told with one row more, which is not kept."""

    def told(con: DuckDBPyConnection) -> tuple[str, ...]:
        con.table(table).insert(list(row))
        return contents(con).problems

    return file.rehearse(told)


def test_every_key_that_stands_twice_is_told(file: SchoolFile) -> None:
    for table, row in ROWS.items():
        assert with_row(file, table, row) == (f"1 keys are held twice in the table {table}.",)
    assert file.read(contents).problems == ()


def test_every_row_that_leans_on_nothing_is_told(file: SchoolFile) -> None:
    for table, row, parent in LOST:
        assert with_row(file, table, row) == (f"1 rows of the table {table} name a {parent} that is not on file.",)
    assert file.read(contents).problems == ()
