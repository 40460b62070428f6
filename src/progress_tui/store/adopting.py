"""The schools of another school file, taken into this one: read there, numbered anew, added here, all or nothing.

Each file numbers its pupils, classes, series, imports and records from 1. What is taken in keeps its order and its
history: every number goes up by the highest there is of its kind, in the rows and in what imports keep for their undo.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from progress_tui.domain.errors import ExistsError, NotFoundError, ProgressError, StoreError
from progress_tui.domain.text import counted, fold
from progress_tui.store import audit, checking, schema
from progress_tui.store.merging import FACTS
from progress_tui.store.numbers import highest
from progress_tui.store.staging import Handover, columns_of, stage, structure_of

if TYPE_CHECKING:
    import polars as pl
    from duckdb import DuckDBPyConnection

    from progress_tui.store.checking import Contents

_HOMES: Final = {
    "school_id": "school", "pupil_id": "pupil", "class_id": "class", "series_id": "series", "import_id": "import",
    "note_id": "note", "meeting_id": "meeting", "item_id": "meeting_item", "action_id": "action",
    "support_id": "support", "target_id": "mentoring_target",
}  # fmt: skip
"""Column that holds a number → the table that gives these numbers out."""

_ALSO: Final = {("action", "carried_from"): "action_id", ("meeting", "place"): "item_id"}
"""Table and column that hold another row's number under a name of their own → the column that is named after it."""

_OF_IMPORTS: Final = ("import", "before_image", "import_rejected")
_OWN: Final = ("audit", "prepared")
"""Tables that stay with their file: its own history, and copies that are made again."""

_TAKEN: Final = tuple(table for table in schema.TABLES if table not in _OWN)
_BY_SCHOOL: Final = tuple(table for table in _TAKEN if table not in _OF_IMPORTS)


@dataclass(frozen=True, slots=True)
class SchoolTaken:
    """A school that is taken in, or would be.

    Attributes:
        school_id: its number in the file that takes it in.
        records: notes, meetings, actions, support groups and their like that come with it.
    """

    school_id: int
    name: str
    pupils: int
    results: int
    records: int


@dataclass(frozen=True, slots=True)
class Taken:
    """What another school file brought, or would.

    Attributes:
        file: its name.
        imports: numbers that its imports have here.
        rows: rows that were added, over all tables.
        version: of the file that took it in, right after it: while it stands, nothing was written since.
        held: what the other file holds.
    """

    file: str
    schools: tuple[SchoolTaken, ...]
    imports: tuple[int, ...]
    rows: int
    version: int
    held: Contents


@dataclass(frozen=True, slots=True)
class Handed:
    """Another school file, read to its end: its tables, and what it holds."""

    file: str
    tables: Mapping[str, pl.DataFrame]
    held: Contents


_RECORDS: Final = (
    "note", "meeting", "action", "support", "dismissal", "queried", "strand_grade", "saved_filter", "mentoring_target",
    "mentoring_comment",
)  # fmt: skip


def hand_over(con: DuckDBPyConnection, file: str) -> Handed:
    """Read a whole school file of this version.

    Args:
        con: the other file, attached for reading.
        file: its name.

    Raises:
        StoreError: it is of another program or a newer one, or it does not hold together.
        NotFoundError: it holds no school.
    """
    import polars as pl

    schema.needs_migration(con)
    if schema.version_of(con) == 0:
        raise StoreError(f"{file} is not a school file", "It has no tables.", "Choose another file.")
    held = checking.contents(con)
    if held.problems:
        raise StoreError(
            f"{file} does not hold together", " ".join(held.problems), "Go back to a backup of it. Nothing was changed."
        )
    if not held.schools:
        raise NotFoundError(f"{file} holds no school", remedy="Choose a file that a school was imported into.")
    tables = {name: pl.DataFrame(Handover(con.sql(f"FROM {name}"))) for name in _TAKEN}
    return Handed(file, tables, held)


def take_in(con: DuckDBPyConnection, handed: Handed) -> Taken:
    """Add the schools of another file, inside the caller's transaction.

    Raises:
        ExistsError: a school of that code or name is on file already; nothing is stored.
        StoreError: the file would not hold together with it; nothing is stored.
    """
    schema.migrate(con)
    _refuse_known(con, handed)
    offsets = {column: highest(con, home, column) for column, home in _HOMES.items()}
    stage(con, handed.tables)
    rows = sum(_add(con, name, offsets) for name in handed.tables if name != "before_image")
    rows += sum(_add_images(con, table.name, offsets) for table in FACTS)
    _refuse_lost_images(con, handed, offsets["import_id"])
    for name in handed.tables:
        con.execute(f"DROP TABLE s_{name}")
    schools = tuple(_counted(con, offsets["school_id"]))
    numbers = handed.tables["import"]["import_id"].to_list()
    detail = {"file": handed.file, "schools": [one.school_id for one in schools], "rows": rows}
    audit.append(con, "add schools", detail)
    schema.bump(con, facts=True)
    _refuse_broken(con, handed.file)
    version = int(schema.get_meta(con, "version", "0"))
    imports = tuple(number + offsets["import_id"] for number in sorted(numbers))
    return Taken(handed.file, schools, imports, rows, version, handed.held)


def take_out(con: DuckDBPyConnection, taken: Taken) -> int:
    """Take schools out again that `take_in` added, inside the caller's transaction; how many rows went.

    Raises:
        ProgressError: something was written to the file since.
    """
    if int(schema.get_meta(con, "version", "0")) != taken.version:
        raise ProgressError(
            f"{taken.file} cannot be taken out again",
            "Something was written to the school file since.",
            "Nothing was changed.",
        )
    ids, gone = [one.school_id for one in taken.schools], 0
    for table in _BY_SCHOOL:
        gone += _delete(con, table, "school_id", ids)
    for table in _OF_IMPORTS:
        gone += _delete(con, table, "import_id", list(taken.imports))
    con.execute("DELETE FROM prepared WHERE list_contains(?, school_id)", [ids])
    audit.append(con, "take schools out", {"file": taken.file, "schools": ids, "rows": gone})
    schema.bump(con, facts=True)
    return gone


def _refuse_known(con: DuckDBPyConnection, handed: Handed) -> None:
    held = con.execute("SELECT code, name FROM school").fetchall()
    known = {fold(str(text)): str(name) for code, name in held for text in (code, name)}
    twice = sorted(
        {
            str(name)
            for code, name in handed.tables["school"].select("code", "name").iter_rows()
            if fold(str(code)) in known or fold(str(name)) in known
        }
    )
    if twice:
        raise ExistsError(
            f"{', '.join(twice)} {'is' if len(twice) == 1 else 'are'} on file already",
            f"Nothing of {handed.file} was taken in.",
            "To bring new results of a school in, import the files it gets from its own systems.",
        )


def _add(con: DuckDBPyConnection, table: str, offsets: Mapping[str, int]) -> int:
    """Add the staged rows of one table, numbered anew."""
    columns = [name for name, _ in columns_of(con, table)]
    homes = {name: _ALSO.get((table, name), name) for name in columns}
    values = [f"{name} + {offsets[home]}" if home in offsets else name for name, home in homes.items()]
    con.execute(f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)} FROM s_{table}")
    return _count(con, f"SELECT count(*) FROM s_{table}")


def _add_images(con: DuckDBPyConnection, table: str, offsets: Mapping[str, int]) -> int:
    """Add what imports keep of one table for their undo, the numbers inside it too."""
    own = f"FROM s_before_image WHERE table_name = '{table}'"
    if not _count(con, f"SELECT count(*) {own}"):
        return 0
    fields = ", ".join(
        f"{name} := c.{name} + {offsets[name]}" if name in offsets else f"{name} := c.{name}"
        for name, _ in columns_of(con, table)
    )
    con.execute(
        f"INSERT INTO before_image SELECT import_id + {offsets['import_id']}, '{table}', "
        f"CAST(to_json(struct_pack({fields})) AS VARCHAR) "
        f"FROM (SELECT import_id, from_json(content, ?) AS c {own}) AS o",
        [structure_of(con, table)],
    )
    return _count(con, f"SELECT count(*) {own}")


def _refuse_lost_images(con: DuckDBPyConnection, handed: Handed, first: int) -> None:
    """A row kept for undo that belongs to a table this program does not know would be lost without a word."""
    kept = _count(con, f"SELECT count(*) FROM before_image WHERE import_id > {first}")
    lost = handed.tables["before_image"].height - kept
    if lost:
        raise StoreError(
            f"{handed.file} keeps something that this program does not know",
            f"{counted(lost, 'row')} kept for undo.",
            "Nothing was changed.",
        )


def _counted(con: DuckDBPyConnection, first: int) -> list[SchoolTaken]:
    """The schools with numbers above `first`, with what each brought."""
    records = " + ".join(f"(SELECT count(*) FROM {table} t WHERE t.school_id = s.school_id)" for table in _RECORDS)
    rows = con.execute(
        f"""
        SELECT school_id, name, (SELECT count(*) FROM pupil t WHERE t.school_id = s.school_id) AS pupils,
            (SELECT count(*) FROM result t WHERE t.school_id = s.school_id) AS results, {records} AS records
        FROM school s WHERE school_id > ? ORDER BY school_id
        """,
        [first],
    ).fetchall()
    return [SchoolTaken(*row) for row in rows]


def _refuse_broken(con: DuckDBPyConnection, file: str) -> None:
    problems = checking.contents(con).problems
    if problems:
        raise StoreError(
            f"With {file} the school file would not hold together", " ".join(problems), "Nothing was changed."
        )


def _delete(con: DuckDBPyConnection, table: str, column: str, numbers: list[int]) -> int:
    row = con.execute(f"SELECT count(*) FROM {table} WHERE list_contains(?, {column})", [numbers]).fetchone()
    con.execute(f"DELETE FROM {table} WHERE list_contains(?, {column})", [numbers])
    return int(row[0]) if row else 0


def _count(con: DuckDBPyConnection, sql: str) -> int:
    row = con.execute(sql).fetchone()
    return int(row[0]) if row else 0
