"""Matched facts → differences → merge, all set-based and inside one transaction. A dry run is the same, rolled back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from progress_tui.store.cells import CELLS, Places
from progress_tui.store.staging import Handover, stage

if TYPE_CHECKING:
    import polars as pl
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class FactTable:
    """How one fact table is merged.

    Attributes:
        keys: the columns that name a fact (school_id and pupil_id among them).
        values: the columns that hold it; a blank incoming value leaves what is on file.
        carried: columns written along that make no difference of their own (the source row).
        select: SQL that makes the rows from the staged tables and `m`, the matched pupils; "" for the tables whose rows
            are placed outside the database (`store.cells`).
        nullable: keys that may be NULL.
    """

    name: str
    keys: tuple[str, ...]
    values: tuple[str, ...]
    select: str = ""
    carried: tuple[str, ...] = ()
    nullable: tuple[str, ...] = ()

    @property
    def on(self) -> str:
        """SQL: `t` and `r` are rows of one fact."""
        return " AND ".join(
            f"t.{key} {'IS NOT DISTINCT FROM' if key in self.nullable else '='} r.{key}" for key in self.keys
        )


_CLASS_ID = (
    "LEFT JOIN class c ON c.school_id = m.school_id AND c.academic_year = s.academic_year AND c.name = s.class_name"
)
# A source that lacks a part of the name on file leaves the name: the folded name is of both parts together. One that
# says the same name in capitals leaves it too: two systems that write names differently would change them by turns.
_NAME = ", ".join(
    "CASE WHEN (s.surname <> '' OR coalesce(o.surname, '') = '') "
    "AND (s.forename <> '' OR coalesce(o.forename, '') = '') "
    f"AND NOT (coalesce(o.folded = s.folded, false) AND upper(s.{part}) = s.{part} AND upper(o.{part}) <> o.{part}) "
    f"THEN nullif(s.{part}, '') END AS {part}"
    for part in ("surname", "forename", "folded")
)
_FLAGS = ("fsm", "fsm6", "lac", "plac", "service", "pp", "eal")
_CELL_KEYS = ("school_id", "pupil_id", "series_id", "ordinal")

FACTS: Final = (
    FactTable(
        "pupil",
        ("school_id", "pupil_id"),
        ("surname", "forename", "folded", "fallback", "dob", "sex"),
        f"SELECT m.school_id, m.pupil_id, {_NAME}, "
        "CASE WHEN o.pupil_id IS NULL THEN s.fallback END AS fallback, s.dob, s.sex "
        "FROM s_pupil s JOIN m USING (ref) LEFT JOIN pupil o ON o.school_id = m.school_id AND o.pupil_id = m.pupil_id",
    ),
    FactTable(
        "identifier",
        ("school_id", "pupil_id", "kind", "value"),
        (),
        # A UPN that is on file as the child's present or former one is there already.
        "SELECT DISTINCT m.school_id, m.pupil_id, s.kind, s.value FROM s_identifier s JOIN m USING (ref) "
        "WHERE NOT EXISTS (FROM identifier i WHERE i.school_id = m.school_id AND i.pupil_id = m.pupil_id "
        "AND i.value = s.value AND i.kind <> s.kind AND i.kind IN ('upn', 'former-upn') "
        "AND s.kind IN ('upn', 'former-upn'))",
    ),
    FactTable(
        "enrolment",
        ("school_id", "pupil_id", "academic_year"),
        ("year_group", "class_id", "from_date", "to_date"),
        "SELECT m.school_id, m.pupil_id, s.academic_year, s.year_group, c.class_id, s.from_date, s.to_date "
        f"FROM s_enrolment s JOIN m USING (ref) {_CLASS_ID}",
    ),
    FactTable(
        "characteristics",
        ("school_id", "pupil_id", "academic_year"),
        (*_FLAGS, "sen"),
        f"SELECT m.school_id, m.pupil_id, s.academic_year, {', '.join('s.' + flag for flag in _FLAGS)}, s.sen "
        "FROM s_characteristics s JOIN m USING (ref)",
    ),
    FactTable(
        "attendance",
        ("school_id", "pupil_id", "academic_year", "ordinal"),
        ("possible", "authorised", "unauthorised", "percentage"),
        "SELECT m.school_id, m.pupil_id, s.academic_year, s.ordinal, s.possible, s.authorised, s.unauthorised, "
        "s.percentage FROM s_attendance s JOIN m USING (ref)",
        nullable=("ordinal",),
    ),
    FactTable("result", _CELL_KEYS, ("raw",), carried=("source_row",)),
    FactTable("target", _CELL_KEYS, ("raw",), carried=("source_row",)),
)

_TEXTS: Final = frozenset(("surname", "forename", "folded", "fallback"))
"""Columns in which nothing is an empty text."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What a merge did to one table."""

    added: int
    changed: int
    same: int


def next_number(con: DuckDBPyConnection) -> int:
    """The number of the import that is beginning."""
    row = con.execute("SELECT coalesce(max(import_id), 0) + 1 AS number FROM import").fetchone()
    return int(row[0]) if row else 1


def add_schools(con: DuckDBPyConnection, number: int) -> None:
    """Add the staged schools that are not on file."""
    con.execute(
        "INSERT INTO school "
        "SELECT (SELECT coalesce(max(school_id), 0) FROM school) + row_number() OVER (ORDER BY place), "
        "code, name, fictional, ? FROM s_school s WHERE NOT EXISTS (FROM school o WHERE o.code = s.code)",
        [number],
    )


def merge(con: DuckDBPyConnection, number: int, frames: Mapping[str, pl.DataFrame]) -> dict[str, Changes]:
    """Bring the facts of the placed pupils in, as import `number`; count what was added, changed and left.

    Args:
        con: with the staged tables and `m`, the placed pupils.
        number: the import's.
        frames: `series`, `text`, `result` and `target` as `importing.facts.FRAMES` declares them.
    """
    _add_classes(con, number)
    places = Places.of(con, frames)
    _add_series(con, number, places.used)
    retired = _retire_upns(con, number)
    outcome = {}
    for table in FACTS:
        if table.name in CELLS:
            con.register("r", Handover(places.cells(con, frames[table.name])))
            outcome[table.name] = _merge_table(con, table, number)
            con.unregister("r")
        else:
            order = ", ".join(table.keys)
            con.execute(f"CREATE OR REPLACE TEMP TABLE r AS FROM ({table.select}) ORDER BY {order}")
            outcome[table.name] = _merge_table(con, table, number)
            con.execute("DROP TABLE r")
    identifiers = outcome["identifier"]
    outcome["identifier"] = Changes(identifiers.added, identifiers.changed + retired, identifiers.same)
    return outcome


def _add_classes(con: DuckDBPyConnection, number: int) -> None:
    con.execute(
        """
        INSERT INTO class
        SELECT school_id, (SELECT coalesce(max(class_id), 0) FROM class)
            + row_number() OVER (ORDER BY school_id, academic_year, class_name), academic_year, class_name, ?
        FROM (SELECT DISTINCT m.school_id, s.academic_year, s.class_name FROM s_enrolment s JOIN m USING (ref)
              WHERE s.class_name <> '') AS s
        WHERE NOT EXISTS (FROM class c WHERE c.school_id = s.school_id AND c.academic_year = s.academic_year
                          AND c.name = s.class_name)
        """,
        [number],
    )


def _add_series(con: DuckDBPyConnection, number: int, used: pl.DataFrame) -> None:
    """Add the series that are not on file to the schools that use them; `used` is (school_id, place)."""
    stage(con, {"used": used})
    con.execute(
        """
        INSERT INTO series
        SELECT school_id,
            (SELECT coalesce(max(series_id), 0) FROM series) + row_number() OVER (ORDER BY school_id, key),
            key, subject, assessment, kind, scale, form, label, low, high, ?
        FROM (SELECT u.school_id, s.* FROM s_used u JOIN s_series s USING (place)) AS s
        WHERE NOT EXISTS (FROM series e WHERE e.school_id = s.school_id AND e.key = s.key)
        """,
        [number],
    )


def _retire_upns(con: DuckDBPyConnection, number: int) -> int:
    """Keep the UPN a child had as a former one, where the source brings another; how many there were.

    A temporary UPN (it ends in a letter) takes the place of no permanent one: the child had it before.
    """
    con.execute(
        """
        UPDATE s_identifier k SET kind = 'former-upn' FROM m JOIN identifier i USING (school_id, pupil_id)
        WHERE m.ref = k.ref AND k.kind = 'upn' AND k.value SIMILAR TO '.*[A-Z]' AND i.kind = 'upn'
            AND i.value SIMILAR TO '.*[0-9]'
        """
    )
    con.execute(
        """
        CREATE OR REPLACE TEMP TABLE d AS
        SELECT DISTINCT i.school_id, i.pupil_id, i.kind, i.value FROM identifier i JOIN m USING (school_id, pupil_id)
        JOIN s_identifier k ON k.ref = m.ref AND k.kind = 'upn' AND k.value <> i.value
        WHERE i.kind = 'upn' AND NOT EXISTS (FROM identifier f WHERE f.school_id = i.school_id
            AND f.pupil_id = i.pupil_id AND f.kind = 'former-upn' AND f.value = k.value)
        """
    )
    return _replace(con, FACTS[1], ["kind = 'former-upn'"], number)


def _merge_table(con: DuckDBPyConnection, table: FactTable, number: int) -> Changes:
    """Merge one table from `r`, whose rows are in the order in which they are to lie."""
    name = table.name
    columns = (*table.keys, *table.values, *table.carried)
    blanks = [f"coalesce(r.{column}, '')" if column in _TEXTS else f"r.{column}" for column in columns]
    insert = f"INSERT INTO {name} ({', '.join(columns)}, import_id) SELECT {', '.join(blanks)}, ? FROM r"
    every = _count(con, "SELECT count(*) FROM r")
    if not _count(con, f"SELECT count(*) FROM (SELECT 1 FROM {name} t SEMI JOIN m USING (school_id) LIMIT 1)"):
        # Most of a large import is of schools that have nothing on file yet: there is nothing to compare with.
        con.execute(insert, [number])
        return Changes(every, 0, 0)
    differs = " OR ".join(f"(r.{v} IS NOT NULL AND r.{v} IS DISTINCT FROM t.{v})" for v in table.values) or "false"
    counted = con.execute(
        "SELECT count(*) FILTER (t.school_id IS NULL) AS added, "
        f"count(*) FILTER (t.school_id IS NOT NULL AND ({differs})) AS changed "
        f"FROM r LEFT JOIN {name} t ON {table.on}"
    ).fetchone()
    added, changed = (int(count) for count in counted) if counted else (0, 0)
    if changed:
        con.execute(f"CREATE OR REPLACE TEMP TABLE d AS SELECT r.* FROM r JOIN {name} t ON {table.on} WHERE {differs}")
        taken = [f"{column} = coalesce(r.{column}, t.{column})" for column in (*table.values, *table.carried)]
        _replace(con, table, taken, number)
    if added:
        order = ", ".join(f"r.{key}" for key in table.keys)
        con.execute(f"{insert} WHERE NOT EXISTS (FROM {name} t WHERE {table.on}) ORDER BY {order}", [number])
    return Changes(added, changed, every - added - changed)


def _replace(con: DuckDBPyConnection, table: FactTable, taken: list[str], number: int) -> int:
    """Change the rows of a table whose keys are in `d`, and keep them as they were, as JSON, for undo."""
    con.execute(
        f"INSERT INTO before_image SELECT ?, ?, CAST(to_json(t) AS VARCHAR) FROM {table.name} t JOIN d r "
        f"ON {table.on} ORDER BY ALL",
        [number, table.name],
    )
    con.execute(f"UPDATE {table.name} t SET {', '.join([*taken, 'import_id = ?'])} FROM d r WHERE {table.on}", [number])
    return _count(con, "SELECT count(*) FROM d")


def mark_left(con: DuckDBPyConnection, number: int) -> int:
    """Give the enrolments in `d` (their keys and `to_date`) their last day, as part of an import; how many."""
    return _replace(con, FACTS[2], ["to_date = r.to_date"], number)


def _count(con: DuckDBPyConnection, sql: str) -> int:
    row = con.execute(sql).fetchone()
    return int(row[0]) if row else 0
