"""Undo of an import: its rows go, the rows it changed come back, unless something rests on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from progress_tui.domain.errors import NotFoundError, ProgressError
from progress_tui.domain.text import counted
from progress_tui.store import audit, schema
from progress_tui.store.staging import columns_of, structure_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_FACTS: Final = (
    "target", "result", "attendance", "characteristics", "enrolment", "identifier", "series", "class", "pupil",
    "school",
)  # fmt: skip
_PARENTS: Final = (
    ("pupil", "pupil_id", _FACTS[:6]), ("series", "series_id", _FACTS[:6]), ("class", "class_id", _FACTS[:6]),
    ("school", "school_id", _FACTS[:9]),
)  # fmt: skip
_OWN_ROWS: Final = (
    ("note", "pupil", "pupil_id", "note", "on pupils it brought"),
    ("meeting_item", "pupil", "pupil_id", "meeting record", "of pupils it brought"),
    ("action", "pupil", "pupil_id", "action", "for pupils it brought"),
    ("support_member", "pupil", "pupil_id", "place", "in support groups of pupils it brought"),
    ("dismissal", "pupil", "pupil_id", "dismissed flag", "of pupils it brought"),
    ("strand_grade", "pupil", "pupil_id", "grade", "of pupils it brought"),
    ("mentoring_target", "pupil", "pupil_id", "mentoring target", "of pupils it brought"),
    ("mentoring_comment", "pupil", "pupil_id", "mentoring comment", "on pupils it brought"),
    ("action", "class", "class_id", "action", "for classes it brought"),
    ("meeting", "class", "class_id", "meeting", "of classes it brought"),
    ("support", "school", "school_id", "support group", "of schools it brought"),
    ("saved_filter", "school", "school_id", "saved filter", "of schools it brought"),
)
"""What people wrote: table, the table it leans on and its key, one of it in words, and whose."""


def undo(con: DuckDBPyConnection, number: int) -> tuple[str, int]:
    """Take import `number` back, inside the caller's transaction.

    Returns:
        The file's name, and how many rows went or were put back.

    Raises:
        NotFoundError: there is no such import.
        ProgressError: a later import, or what people wrote since (notes, meetings, support, grades, dismissed flags,
            results marked as wrong, saved filters), rests on its rows; the sentence lists them.
    """
    row = con.execute("SELECT file FROM import WHERE import_id = ?", [number]).fetchone()
    if row is None:
        raise NotFoundError(f"There is no import {number}", remedy="“progress-tui imports list” shows them.")
    reasons = resting_on(con, number)
    if reasons:
        raise ProgressError(
            f"Import {number} ({row[0]}) cannot be undone",
            f"On its rows rest {'; '.join(reasons)}.",
            "Undo the later imports first, newest first." if reasons[0].startswith("import ") else "",
        )
    if _count(con, "SELECT changed FROM import WHERE import_id = ?", number) and not _count(
        con, "SELECT count(*) FROM before_image WHERE import_id = ?", number
    ):
        raise ProgressError(
            f"Import {number} ({row[0]}) cannot be undone",
            "What it changed was purged by the retention schedule, so it cannot be put back.",
            "Import a corrected file over it.",
        )
    touched = 0
    for table in _FACTS:
        touched += _count(con, f"SELECT count(*) FROM {table} WHERE import_id = ?", number)
        con.execute(f"DELETE FROM {table} WHERE import_id = ?", [number])
        _restore(con, table, number)
    for kept in ("before_image", "import_rejected", "import"):
        con.execute(f"DELETE FROM {kept} WHERE import_id = ?", [number])
    # Views that were kept ready name the pupils too.
    con.execute("DELETE FROM prepared")
    schema.bump(con, facts=True)
    audit.append(con, "undo import", {"import": number, "file": str(row[0]), "rows": touched})
    return str(row[0]), touched


def resting_on(con: DuckDBPyConnection, number: int) -> list[str]:
    """What would lose its ground if an import were undone, in words.

    Rows of later imports (`import 3 (spring.csv)`), and what people wrote on what this one brought.
    """
    reasons = []
    for later, file in con.execute(
        "SELECT import_id, file FROM import WHERE import_id > ? ORDER BY 1", [number]
    ).fetchall():
        rests = _count(
            con,
            "SELECT count(*) FROM before_image WHERE import_id = ? "
            "AND CAST(json_extract(content, '$.import_id') AS INTEGER) = ?",
            later,
            number,
        )
        for table, key, facts in _PARENTS:
            for fact in facts:
                if key in {name for name, _ in columns_of(con, fact)}:
                    rests += _count(
                        con,
                        f"SELECT count(*) FROM {fact} f JOIN {table} p "
                        f"ON p.school_id = f.school_id AND p.{key} = f.{key} "
                        f"WHERE f.import_id = ? AND p.import_id = ? AND {_brought(table, key)}",
                        later,
                        number,
                    )
        if rests:
            reasons.append(f"import {later} ({file})")
    return [*reasons, *_written_on(con, number)]


def _written_on(con: DuckDBPyConnection, number: int) -> list[str]:
    """What people wrote on rows of an import, counted: `2 notes on pupils it brought`."""
    counts = [
        (
            _count(
                con,
                f"SELECT count(*) FROM {table} o JOIN {parent} p ON p.school_id = o.school_id AND p.{key} = o.{key} "
                f"WHERE p.import_id = ? AND {_brought(parent, key)}",
                number,
            ),
            word,
            whose,
        )
        for table, parent, key, word, whose in _OWN_ROWS
    ]
    # A mark is on the result as it was typed: it does not rest on an import that has since written another.
    marked = _count(
        con,
        "SELECT count(*) FROM queried q JOIN result r USING (school_id, pupil_id, series_id, ordinal) "
        "WHERE r.import_id = ? AND r.raw = q.raw",
        number,
    )
    marks = (marked, "result", "it wrote and somebody marked as wrong")
    return [f"{counted(found, word)} {whose}" for found, word, whose in (*counts, marks) if found]


def _brought(table: str, key: str) -> str:
    """SQL: the row `p` was brought by the import whose number it carries, and not only changed by it."""
    return (
        f"NOT EXISTS (FROM before_image b WHERE b.import_id = p.import_id AND b.table_name = '{table}' "
        f"AND CAST(json_extract(b.content, '$.{key}') AS INTEGER) = p.{key})"
    )


def _restore(con: DuckDBPyConnection, table: str, number: int) -> None:
    """Put back the rows as they were before the import changed them; the changed ones carry its number and are gone."""
    if _count(con, "SELECT count(*) FROM before_image WHERE import_id = ? AND table_name = ?", number, table):
        con.execute(
            f"INSERT INTO {table} SELECT unnest(from_json(content, ?)) FROM before_image "
            "WHERE import_id = ? AND table_name = ?",
            [structure_of(con, table), number, table],
        )


def _count(con: DuckDBPyConnection, sql: str, *values: object) -> int:
    row = con.execute(sql, list(values)).fetchone()
    return int(row[0]) if row else 0
