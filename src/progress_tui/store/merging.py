"""Staged facts → matched pupils → differences → merge, all set-based and inside one transaction.

The staged tables live in the in-memory database (`memory.main.s_…`), so nothing of them reaches the disk. A dry run is
the same work rolled back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final, Protocol

from progress_tui.store import audit, schema

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class ArrowStream(Protocol):
    """Anything that hands over a table by the Arrow C stream (a Polars frame does)."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """A PyCapsule with the stream."""
        ...


class Handover:
    """Wraps a frame or relation for the other library: handed over directly, some builds print leak reports at exit."""

    def __init__(self, source: ArrowStream) -> None:
        self._source = source

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The wrapped stream."""
        return self._source.__arrow_c_stream__(requested_schema)


@dataclass(frozen=True, slots=True)
class FactTable:
    """How one fact table is merged.

    Attributes:
        keys: the columns that name a fact (school_id and pupil_id among them).
        values: the columns that hold it; a blank incoming value leaves what is on file.
        carried: columns written along that make no difference of their own (the source row).
        select: SQL that makes the rows from the staged tables and `m`, the matched pupils.
    """

    name: str
    keys: tuple[str, ...]
    values: tuple[str, ...]
    select: str
    carried: tuple[str, ...] = ()


_CLASS_ID = (
    "LEFT JOIN class c ON c.school_id = m.school_id AND c.academic_year = s.academic_year AND c.name = s.class_name"
)
_SERIES = "JOIN series e ON e.school_id = m.school_id AND e.key = s.series"
# A source that lacks a part of the name on file leaves the name: the folded name is of both parts together.
_NAME = ", ".join(
    "CASE WHEN (s.surname <> '' OR coalesce(o.surname, '') = '') "
    "AND (s.forename <> '' OR coalesce(o.forename, '') = '') "
    f"THEN nullif(s.{part}, '') END AS {part}"
    for part in ("surname", "forename", "folded")
)
_FLAGS = ("fsm", "fsm6", "lac", "plac", "service", "pp", "eal")

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
        "SELECT DISTINCT m.school_id, m.pupil_id, s.kind, s.value FROM s_identifier s JOIN m USING (ref)",
    ),
    FactTable(
        "enrolment",
        ("school_id", "pupil_id", "academic_year"),
        ("year_group", "class_id"),
        "SELECT m.school_id, m.pupil_id, s.academic_year, s.year_group, c.class_id "
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
    ),
    FactTable(
        "result",
        ("school_id", "pupil_id", "series_id", "ordinal"),
        ("raw",),
        "SELECT m.school_id, m.pupil_id, e.series_id, s.ordinal, s.raw, s.row AS source_row "
        f"FROM s_result s JOIN m USING (ref) {_SERIES}",
        ("source_row",),
    ),
    FactTable(
        "target",
        ("school_id", "pupil_id", "series_id", "ordinal"),
        ("raw",),
        "SELECT m.school_id, m.pupil_id, e.series_id, s.ordinal, s.raw, s.row AS source_row "
        f"FROM s_target s JOIN m USING (ref) {_SERIES}",
        ("source_row",),
    ),
)


@dataclass(frozen=True, slots=True)
class Changes:
    """What a merge did to one table."""

    added: int
    changed: int
    same: int


@dataclass(frozen=True, slots=True)
class ImportHead:
    """What is kept of an import besides its facts."""

    file: str
    sha256: str
    mapping: str
    pupils: int
    results: int
    targets: int


def stage(con: DuckDBPyConnection, frames: Mapping[str, ArrowStream]) -> None:
    """Copy the frames of an import into in-memory tables named `s_<frame>`."""
    for name, frame in frames.items():
        con.register("incoming", Handover(frame))
        con.execute(f"CREATE OR REPLACE TEMP TABLE s_{name} AS SELECT * FROM incoming")
        con.unregister("incoming")


def match(con: DuckDBPyConnection) -> int:
    """Place the staged pupils: their schools are added, known pupils found, new ones numbered.

    Returns:
        The number of the import that is beginning.
    """
    row = con.execute("SELECT coalesce(max(import_id), 0) + 1 FROM import").fetchone()
    number = int(row[0]) if row else 1
    _add_schools(con, number)
    _match_pupils(con)
    return number


def merge(con: DuckDBPyConnection, head: ImportHead, number: int) -> dict[str, Changes]:
    """Bring the matched facts in, as import `number`; count what was added, changed and left.

    Nothing is written but one audit line when the facts are on file already.
    """
    _add_classes(con, number)
    _add_series(con, number)
    outcome = {table.name: _merge_table(con, table, number) for table in FACTS}
    added = sum(changes.added for changes in outcome.values())
    changed = sum(changes.changed for changes in outcome.values())
    if added or changed:
        con.execute(
            "INSERT INTO import VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [number, datetime.now().replace(microsecond=0), head.file, head.sha256, head.mapping, head.pupils,
             head.results, head.targets, added, changed],
        )  # fmt: skip
        schema.bump(con, facts=True)
    detail = {"file": head.file, "sha256": head.sha256, "results": head.results, "added": added, "changed": changed}
    audit.append(con, "import", detail)
    return outcome


def _add_schools(con: DuckDBPyConnection, number: int) -> None:
    con.execute(
        "INSERT INTO school "
        "SELECT (SELECT coalesce(max(school_id), 0) FROM school) + row_number() OVER (ORDER BY place), "
        "code, name, fictional, ? FROM s_school s WHERE NOT EXISTS (FROM school o WHERE o.code = s.code)",
        [number],
    )


def _match_pupils(con: DuckDBPyConnection) -> None:
    """Make `m` (ref, school_id, pupil_id, is_new): by UPN, then source id, then name and date of birth.

    Only within one school; a name matches without a date of birth when neither side has any other identity.
    """
    con.execute(
        """
        CREATE OR REPLACE TEMP TABLE known AS
        WITH placed AS (
            SELECT s.*, o.school_id FROM s_pupil s JOIN school o ON o.code = s.school
        ), by_identifier AS (
            SELECT p.ref, p.school_id, i.pupil_id, CASE i.kind WHEN 'source' THEN 2 ELSE 1 END AS strength
            FROM placed p JOIN s_identifier k USING (ref)
            JOIN identifier i ON i.school_id = p.school_id AND i.value = k.value
                AND (i.kind = k.kind OR (i.kind = 'former-upn' AND k.kind = 'upn'))
        ), by_name AS (
            SELECT p.ref, p.school_id, o.pupil_id, 3 AS strength
            FROM placed p JOIN pupil o ON o.school_id = p.school_id AND o.folded = p.folded AND p.folded <> ''
            WHERE (o.dob = p.dob AND NOT EXISTS (
                    FROM identifier i JOIN s_identifier k ON k.kind = i.kind AND k.value <> i.value
                    WHERE k.ref = p.ref AND i.school_id = o.school_id AND i.pupil_id = o.pupil_id))
                OR (p.dob IS NULL AND o.dob IS NULL
                    AND NOT EXISTS (FROM s_identifier k WHERE k.ref = p.ref)
                    AND NOT EXISTS (FROM identifier i WHERE i.school_id = o.school_id AND i.pupil_id = o.pupil_id))
        )
        SELECT ref, school_id, arg_min(pupil_id, CAST(strength AS BIGINT) * 10000000000 + pupil_id) AS pupil_id
        FROM (FROM by_identifier UNION ALL FROM by_name) GROUP BY ref, school_id
        """
    )
    con.execute(
        """
        CREATE OR REPLACE TEMP TABLE m AS
        WITH placed AS (
            SELECT s.ref, o.school_id, k.pupil_id FROM s_pupil s JOIN school o ON o.code = s.school
            LEFT JOIN known k ON k.ref = s.ref
        ), highest AS (SELECT coalesce(max(pupil_id), 0) AS pupil_id FROM pupil)
        SELECT ref, school_id, pupil_id, false AS is_new FROM placed WHERE pupil_id IS NOT NULL
        UNION ALL
        SELECT ref, school_id, (SELECT pupil_id FROM highest) + row_number() OVER (ORDER BY school_id, ref), true
        FROM placed WHERE pupil_id IS NULL
        """
    )


def matched_twice(con: DuckDBPyConnection) -> list[tuple[int, str]]:
    """Staged pupils of whom several were found to be one pupil on file: (row, name)."""
    rows = con.execute(
        "SELECT s.row, concat_ws(', ', nullif(s.surname, ''), nullif(s.forename, '')) "
        "FROM s_pupil s JOIN m USING (ref) "
        "WHERE m.pupil_id IN (SELECT pupil_id FROM m GROUP BY pupil_id HAVING count(*) > 1) ORDER BY s.row"
    ).fetchall()
    return [(int(row), str(name)) for row, name in rows]


def unplaced_names(con: DuckDBPyConnection) -> list[tuple[int, str]]:
    """Staged pupils who might be somebody on file of the same name: (row, name). To be asked, never guessed.

    Two of one name are surely two when both have a date of birth, or an identifier of one kind, and these differ.
    """
    return [
        (int(row), str(name))
        for row, name in con.execute(
            """
            SELECT s.row, concat_ws(', ', s.surname, nullif(s.forename, '')) AS name
            FROM s_pupil s JOIN m USING (ref)
            WHERE m.is_new AND s.folded <> '' AND EXISTS (
                FROM pupil p WHERE p.school_id = m.school_id AND p.folded = s.folded
                    AND coalesce(p.dob = s.dob, true) AND NOT EXISTS (
                        FROM identifier i JOIN s_identifier k ON k.kind = i.kind AND k.value <> i.value
                        WHERE k.ref = s.ref AND i.school_id = p.school_id AND i.pupil_id = p.pupil_id))
            ORDER BY s.row
            """
        ).fetchall()
    ]


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


def _add_series(con: DuckDBPyConnection, number: int) -> None:
    con.execute(
        """
        INSERT INTO series
        SELECT school_id,
            (SELECT coalesce(max(series_id), 0) FROM series) + row_number() OVER (ORDER BY school_id, key),
            key, subject, assessment, kind, scale, form, label, low, high, ?
        FROM (SELECT DISTINCT o.school_id, s.* FROM s_series s
              JOIN (SELECT series, ref FROM s_result UNION SELECT series, ref FROM s_target) u ON u.series = s.key
              JOIN m USING (ref) JOIN school o USING (school_id)) AS s
        WHERE NOT EXISTS (FROM series e WHERE e.school_id = s.school_id AND e.key = s.key)
        """,
        [number],
    )


def _merge_table(con: DuckDBPyConnection, table: FactTable, number: int) -> Changes:
    """Merge one table; rows that will change are kept as they were, as JSON, for undo."""
    name = table.name
    on = " AND ".join(f"t.{key} IS NOT DISTINCT FROM r.{key}" for key in table.keys)
    differs = " OR ".join(f"(r.{v} IS NOT NULL AND r.{v} IS DISTINCT FROM t.{v})" for v in table.values) or "false"
    columns = (*table.keys, *table.values, *table.carried)
    con.execute(f"CREATE OR REPLACE TEMP TABLE r AS {table.select}")
    counted = con.execute(
        "SELECT count(*) FILTER (t.school_id IS NULL) AS added, "
        f"count(*) FILTER (t.school_id IS NOT NULL AND ({differs})) AS changed, count(*) AS every "
        f"FROM r LEFT JOIN {name} t ON {on}"
    ).fetchone()
    added, changed, every = (int(count) for count in counted) if counted else (0, 0, 0)
    if changed:
        con.execute(
            f"INSERT INTO before_image SELECT ?, ?, CAST(to_json(t) AS VARCHAR) FROM {name} t "
            f"JOIN r ON {on} WHERE {differs}",
            [number, name],
        )
        taken = [f"{column} = coalesce(r.{column}, t.{column})" for column in (*table.values, *table.carried)]
        con.execute(
            f"UPDATE {name} t SET {', '.join([*taken, 'import_id = ?'])} FROM r WHERE {on} AND ({differs})", [number]
        )
    if added:
        blanks = [f"coalesce(r.{column}, '')" if column in _TEXTS else f"r.{column}" for column in columns]
        order = ", ".join(f"r.{key}" for key in table.keys)
        con.execute(
            f"INSERT INTO {name} ({', '.join(columns)}, import_id) SELECT {', '.join(blanks)}, ? FROM r "
            f"WHERE NOT EXISTS (FROM {name} t WHERE {on}) ORDER BY {order}",
            [number],
        )
    return Changes(added, changed, every - added - changed)


_TEXTS: Final = frozenset(("surname", "forename", "folded", "fallback"))
