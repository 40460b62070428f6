"""Everything on one pupil: no table that names a pupil is forgotten, and nothing of a row is left out."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest

from progress_tui.store import audit, drafts, schema, subject_access
from progress_tui.store.engine import SchoolFile

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from progress_tui.importing.planning.committing import ImportReport

SCHOOL, PUPIL, OTHER = 1, 77, 78

NOT_TOLD = frozenset({("pupil", "folded"), ("meeting_item", "kind"), ("meeting_item", "question")})
"""Columns that say nothing of their own: the name as it is compared; what is the same for every item about a pupil."""


def _tables(con: DuckDBPyConnection) -> dict[str, list[tuple[str, str]]]:
    """Tables that name a pupil by number → their columns and types."""
    rows = con.execute(
        "SELECT table_name, column_name, data_type FROM information_schema.columns "
        "WHERE table_catalog = current_database() ORDER BY table_name, ordinal_position"
    ).fetchall()
    found: dict[str, list[tuple[str, str]]] = {}
    for table, column, kind in rows:
        found.setdefault(table, []).append((column, kind))
    return {table: columns for table, columns in found.items() if "pupil_id" in dict(columns)}


def _value(table: str, column: str, kind: str) -> object:
    """A value that can be found again."""
    if column == "school_id":
        return SCHOOL
    if column == "pupil_id":
        return PUPIL
    if column == "content":
        return json.dumps({"kept": f"{table}-{column}"})
    values: dict[str, object] = {
        "VARCHAR": f"{table}-{column}", "VARCHAR[]": [f"{table}-{column}"], "BOOLEAN": True,
        "DATE": date(2026, 3, 4), "TIMESTAMP": datetime(2026, 3, 4, 5, 6), "DOUBLE": 12.5,
    }  # fmt: skip
    return values.get(kind, 1)


def _fill(con: DuckDBPyConnection) -> None:
    """A row of the pupil in every table that names pupils, with what it leans on."""
    con.execute("INSERT INTO school VALUES (1, 'S', 'School', false, NULL)")
    for table, columns in _tables(con).items():
        values = [_value(table, column, kind) for column, kind in columns]
        con.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(values))})", values)  # noqa: S608 – our own names
    con.execute(
        "INSERT INTO series VALUES (1, 1, 'k', 'maths', 'a', 'teacher', 'bands', '', 'Maths test', NULL, NULL, 1)"
    )
    con.execute("INSERT INTO support (school_id, support_id, name, subject, starts, staff, note) "
                "VALUES (1, 1, 'Book talk', 'reading', DATE '2026-01-05', 'TA', 'twice a week')")  # fmt: skip
    con.execute("INSERT INTO meeting (school_id, meeting_id, class_id, ordinal, held_on, minutes, attendees, status) "
                "VALUES (1, 1, 1, 12157, DATE '2026-11-23', 40, 'head', 'held')")  # fmt: skip
    con.execute(
        "INSERT INTO meeting_text VALUES (1, 1, 1, 'note', 'said-of-the-child', 1, TIMESTAMP '2026-11-23 10:00')"
    )


def test_every_table_that_names_a_pupil_has_a_query(fresh_file: SchoolFile) -> None:
    tables = fresh_file.read(_tables)
    assert set(tables) <= {query.table for query in subject_access.QUERIES}
    assert set(tables) <= set(schema.TABLES)


def test_nothing_of_a_row_is_left_out(fresh_file: SchoolFile) -> None:
    fresh_file.write(_fill)
    tables = fresh_file.read(_tables)
    held = {one.table: one for one in fresh_file.read(lambda con: subject_access.of_pupil(con, SCHOOL, PUPIL))}
    for table, columns in tables.items():
        assert len(held[table].rows) == 1, table
        text = " ".join(held[table].rows[0])
        texts = [column for column, kind in columns if kind.startswith("VARCHAR") and (table, column) not in NOT_TOLD]
        assert [f"{table}-{column}" for column in texts if f"{table}-{column}" not in text] == []
    assert "said-of-the-child" in held["meeting_text"].rows[0]
    assert "Book talk" in held["support_member"].rows[0]


def test_nothing_of_another_pupil_is_told(fresh_file: SchoolFile) -> None:
    fresh_file.write(_fill)
    held = fresh_file.read(lambda con: subject_access.of_pupil(con, SCHOOL, OTHER))
    assert [one.table for one in held if one.rows] == []


def test_the_audit_is_searched_for_the_number_and_filters_for_the_name(fresh_file: SchoolFile) -> None:
    def work(con: DuckDBPyConnection) -> None:
        _fill(con)
        audit.append(con, "flag dismissed", {"pupil": PUPIL, "flag": "fell"})
        audit.append(con, "flag dismissed", {"pupil": OTHER, "flag": "fell"})
        con.execute("UPDATE pupil SET surname = 'Nowak', forename = 'Mikołaj'")
        con.execute("INSERT INTO saved_filter VALUES (1, 'mine', 'name:nowak'), (1, 'all', 'pp')")

    fresh_file.write(work)
    held = {one.table: one for one in fresh_file.read(lambda con: subject_access.of_pupil(con, SCHOOL, PUPIL))}
    assert [row[1:] for row in held["audit"].rows] == [("flag dismissed", '{"flag": "fell", "pupil": 77}')]
    assert [row[0] for row in held["saved_filter"].rows] == ["mine"]


def test_what_is_half_typed_of_the_child_is_told(fresh_file: SchoolFile) -> None:
    def work(con: DuckDBPyConnection) -> None:
        _fill(con)
        for pupil, text in ((PUPIL, "Read with"), (OTHER, "Ring the"), (None, "Read aloud")):
            drafts.keep(con, drafts.key_of_action("action", SCHOOL, 4, pupil, None, None), f'{{"what": "{text}"}}')
        drafts.keep(con, drafts.key_of_action("carry", SCHOOL + 1, None, PUPIL, 3, 9), "of another school")

    fresh_file.write(work)
    held = {one.table: one for one in fresh_file.read(lambda con: subject_access.of_pupil(con, SCHOOL, PUPIL))}
    assert held["meta"].rows == (('{"what": "Read with"}',),)


def test_what_an_import_changed_and_left_out_is_told(
    school_file: SchoolFile, bring: Callable[..., ImportReport]
) -> None:
    heading = "UPN,Surname,Forename,Class,Reading Sum2,EAL\n"
    bring(f"{heading}B801200005001,Nowak,Mikolaj,4B,At,Y\n", name="one.csv")
    bring(f"{heading}B801200005001,Nowak,Mikolaj,4B,JB,Y\n", name="two.csv")
    number = school_file.read(lambda con: con.execute("SELECT pupil_id FROM pupil").fetchone())
    assert number is not None
    held = {one.table: one for one in school_file.read(lambda con: subject_access.of_pupil(con, 1, number[0]))}
    assert {row[1] for row in held["import"].rows} == {"one.csv", "two.csv"}
    assert any('"At"' in row[2] for row in held["before_image"].rows)


@pytest.mark.parametrize(
    ("text", "found"),
    [("Nowak, Mikołaj", True), ("mikolaj NOWAK (4B)", True), ("Nowak, Anna", False), ("B801200005001", True)],
)
def test_a_row_that_was_not_taken_is_known_by_the_whole_name_or_an_identifier(
    fresh_file: SchoolFile, text: str, found: bool
) -> None:
    def work(con: DuckDBPyConnection) -> None:
        con.execute("INSERT INTO pupil VALUES (1, 77, 'Nowak', 'Mikołaj', '', '', NULL, NULL, NULL)")
        con.execute("INSERT INTO identifier VALUES (1, 77, 'upn', 'B801200005001', NULL)")
        con.execute("INSERT INTO import_rejected VALUES (1, 1, 5, '', 'Reading', 'x', 'not a value', ?, '')", [text])

    fresh_file.write(work)
    held = {one.table: one for one in fresh_file.read(lambda con: subject_access.of_pupil(con, SCHOOL, PUPIL))}
    assert bool(held["import_rejected"].rows) is found
