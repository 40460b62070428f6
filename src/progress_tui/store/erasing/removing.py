"""The rows of children, taken out of every table: which tables those are, the file itself says.

Works on files of older versions too, since backups may be of one.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from progress_tui.domain.text import fold
from progress_tui.store import drafts
from progress_tui.store.numbers import keep_highest
from progress_tui.store.subject_access import number_in, speaks_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from progress_tui.store.erasing.identity import Identity

_OF_THEM: Final = "(t.school_id, t.pupil_id) IN (SELECT (school_id, pupil_id) FROM e_child)"
_LEANING: Final = (
    ("action", "item_id", "meeting_item", "item_id"), ("action", "carried_from", "action", "action_id"),
    ("meeting", "place", "meeting_item", "item_id"),
)  # fmt: skip
"""Column that may name a row that is gone now: it names none then."""


def columns(con: DuckDBPyConnection) -> dict[str, dict[str, str]]:
    """Table → column → type, of the current database."""
    found: dict[str, dict[str, str]] = {}
    for table, column, kind in con.execute(
        "SELECT table_name, column_name, data_type FROM information_schema.columns "
        "WHERE table_catalog = current_database() AND table_schema = 'main' ORDER BY table_name, ordinal_position"
    ).fetchall():
        found.setdefault(str(table), {})[str(column)] = str(kind)
    return found


def remove(con: DuckDBPyConnection, children: Sequence[Identity]) -> dict[str, int]:
    """Take out every row of some children, inside the caller's transaction.

    Returns:
        Table → rows that went; tables that lost none are left out.
    """
    held = columns(con)
    con.execute("CREATE OR REPLACE TEMP TABLE e_child (school_id INTEGER, pupil_id INTEGER)")
    con.executemany("INSERT INTO e_child VALUES (?, ?)", [[one.school_id, one.pupil_id] for one in children])
    keep_highest(con, "pupil", "pupil_id")
    counts: dict[str, int] = {}
    if "meeting_text" in held:
        counts["meeting_text"] = _delete(
            con,
            "meeting_text",
            "(t.school_id, t.item_id) IN (SELECT (i.school_id, i.item_id) FROM meeting_item i JOIN e_child USING "
            "(school_id, pupil_id))",
        )
    if "support" in held:
        counts["support"] = _delete(con, "support", _ALL_MEMBERS_GO)
    counts["before_image"] = _images(con)
    for table in held:
        if {"school_id", "pupil_id"} <= held[table].keys():
            counts[table] = _delete(con, table, _OF_THEM)
    counts["import_rejected"] = _rejected(con, children) if "import_rejected" in held else 0
    counts["saved_filter"] = _filters(con, children) if "saved_filter" in held else 0
    counts["meta"] = sum(drafts.remove_of_pupil(con, one.school_id, one.pupil_id) for one in children)
    # Class grids kept ready are made anew.
    counts["prepared"] = _delete(con, "prepared", "true")
    let_go(con, held)
    con.execute("DROP TABLE e_child")
    return {table: count for table, count in counts.items() if count}


_ALL_MEMBERS_GO: Final = """
    EXISTS (FROM support_member m WHERE m.school_id = t.school_id AND m.support_id = t.support_id)
    AND NOT EXISTS (FROM support_member m WHERE m.school_id = t.school_id AND m.support_id = t.support_id
        AND (m.school_id, m.pupil_id) NOT IN (SELECT (school_id, pupil_id) FROM e_child))"""
"""A support group of nobody else: what is done in it is of the child."""


def let_go(con: DuckDBPyConnection, held: dict[str, dict[str, str]]) -> None:
    """Where a row that stays names one that is gone, let it name none."""
    for table, column, parent, key in _LEANING:
        if column in held.get(table, {}) and "place" in held["meeting"]:
            con.execute(
                f"UPDATE {table} t SET {column} = NULL WHERE {column} IS NOT NULL AND NOT EXISTS "
                f"(FROM {parent} p WHERE p.school_id = t.school_id AND p.{key} = t.{column})"
            )


def _images(con: DuckDBPyConnection) -> int:
    """What rows were before an import changed them. The import's count goes down: an undo misses nothing then."""
    of_them = (
        f"({number_in('t.content', 'school_id')}, {number_in('t.content', 'pupil_id')}) "
        "IN (SELECT (school_id, pupil_id) FROM e_child)"
    )
    con.execute(
        "UPDATE import SET changed = greatest(0, changed - d.gone) FROM (SELECT t.import_id, count(*) AS gone "
        f"FROM before_image t WHERE {of_them} GROUP BY ALL) d WHERE d.import_id = import.import_id"
    )
    return _delete(con, "before_image", of_them)


def _rejected(con: DuckDBPyConnection, children: Sequence[Identity]) -> int:
    """Rows that imports could not take and that seem to be of one of the children."""
    rows = con.execute("SELECT import_id, place, pupil, cells, value FROM import_rejected").fetchall()
    return _delete_each(
        con,
        "DELETE FROM import_rejected WHERE import_id = ? AND place = ?",
        [[number, place] for number, place, *texts in rows if _speak_of(children, " ".join(map(_plain, texts)))],
    )


def _plain(text: object) -> str:
    """Cells kept as JSON as their texts; anything else as it is."""
    try:
        held = json.loads(str(text))
    except ValueError:
        return str(text)
    return " ".join(f"{key} {value}" for key, value in held.items()) if isinstance(held, dict) else str(text)


def _speak_of(children: Sequence[Identity], text: str) -> bool:
    return any(
        speaks_of(text, set(fold(" ".join(pair)).split()), set(map(fold, one.identifiers)))
        for one in children
        for pair in (one.names or (("", ""),))
    )


def _filters(con: DuckDBPyConnection, children: Sequence[Identity]) -> int:
    """Saved filters in which a word of a name or an identifier stands; a filter is short, and is made again."""
    words = {(one.school_id, word) for one in children for word in one.words()}
    rows = con.execute("SELECT school_id, name, text FROM saved_filter").fetchall()
    return _delete_each(
        con,
        "DELETE FROM saved_filter WHERE school_id = ? AND name = ?",
        [
            [school_id, name]
            for school_id, name, text in rows
            if any((school_id, word) in words for word in fold(f"{name} {text}").split())
        ],
    )


def _delete_each(con: DuckDBPyConnection, statement: str, rows: list[list[object]]) -> int:
    for row in rows:
        con.execute(statement, row)
    return len(rows)


def _delete(con: DuckDBPyConnection, table: str, where: str) -> int:
    row = con.execute(f"DELETE FROM {table} t WHERE {where}").fetchone()
    return int(row[0]) if row else 0
