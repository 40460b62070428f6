"""What a school file holds, and whether it holds together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from progress_tui.store import audit, schema
from progress_tui.store.merging import FACTS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class YearCount:
    """Pupils, schools and school × class groups with results in one academic year."""

    academic_year: int
    pupils: int
    schools: int
    classes: int
    results: int


@dataclass(frozen=True, slots=True)
class Chain:
    """How many lines the audit has, and the first that does not hold; None where all do."""

    lines: int
    broken_at: int | None

    @property
    def problem(self) -> str:
        """What is wrong with it, in a sentence; empty where all lines hold."""
        if self.broken_at is None:
            return ""
        return f"The audit does not hold from line {self.broken_at}: a line was changed or taken out."


@dataclass(frozen=True, slots=True)
class Contents:
    """The counts of a file, its audit, and what is wrong with it (a sentence each, empty when all holds).

    `problems` holds that of the audit too.
    """

    schema_version: int
    version: int
    schools: int
    pupils: int
    results: int
    targets: int
    notes: int
    imports: int
    years: tuple[YearCount, ...]
    audit: Chain
    problems: tuple[str, ...]


_ORPHANS: Final = (
    ("result", "pupil", "pupil_id"), ("result", "series", "series_id"), ("target", "pupil", "pupil_id"),
    ("target", "series", "series_id"), ("enrolment", "pupil", "pupil_id"), ("identifier", "pupil", "pupil_id"),
    ("note", "pupil", "pupil_id"), ("meeting_item", "pupil", "pupil_id"), ("action", "pupil", "pupil_id"),
    ("support", "school", "school_id"), ("support_member", "support", "support_id"),
    ("support_member", "pupil", "pupil_id"), ("dismissal", "pupil", "pupil_id"), ("queried", "pupil", "pupil_id"),
    ("queried", "series", "series_id"), ("strand_grade", "pupil", "pupil_id"), ("saved_filter", "school", "school_id"),
    ("meeting", "class", "class_id"), ("meeting_item", "meeting", "meeting_id"),
    ("meeting_text", "meeting_item", "item_id"), ("snapshot", "meeting", "meeting_id"),
    ("snapshot", "pupil", "pupil_id"), ("action", "meeting_item", "item_id"), ("action", "class", "class_id"),
    ("mentoring_target", "pupil", "pupil_id"), ("mentoring_comment", "pupil", "pupil_id"),
)  # fmt: skip
"""Table, the table it leans on, and the key besides the school."""

_OF_AN_IMPORT: Final = ("before_image", "import_rejected")
"""What is kept of an import beside its facts."""

_KEYS: Final = {
    **{table.name: table.keys for table in FACTS},
    "support": ("school_id", "support_id"),
    "support_member": ("school_id", "support_id", "pupil_id"),
    "dismissal": ("school_id", "pupil_id", "flag", "subject", "evidence"),
    "queried": ("school_id", "pupil_id", "series_id", "ordinal"),
    "strand_grade": ("school_id", "pupil_id", "ordinal", "strand"),
    "saved_filter": ("school_id", "name"),
    "meeting": ("school_id", "meeting_id"),
    "meeting_item": ("school_id", "item_id"),
    "meeting_text": ("school_id", "item_id", "field"),
    "action": ("school_id", "action_id"),
    "snapshot": ("school_id", "meeting_id", "pupil_id"),
    "mentoring_target": ("school_id", "target_id"),
    "mentoring_comment": ("school_id", "pupil_id", "ordinal", "who"),
    "import_rejected": ("import_id", "place"),
}
"""Table → the columns of which no two rows are the same."""


def contents(con: DuckDBPyConnection) -> Contents:
    """Count and check everything; what a file of an older version does not have yet is passed over.

    Problems: a key held twice, a row that names a pupil, series, support group or school that is not on file, and an
    audit that does not hold. Every table is read to its end: a damaged block is no problem in words but an error.
    """
    _read_to_the_end(con)
    years = con.execute(
        """
        SELECT r.ordinal // 6 AS academic_year, count(DISTINCT (r.school_id, r.pupil_id)), count(DISTINCT r.school_id),
            count(DISTINCT (e.school_id, e.class_id)) FILTER (e.class_id IS NOT NULL), count(*)
        FROM result r LEFT JOIN enrolment e ON e.school_id = r.school_id AND e.pupil_id = r.pupil_id
            AND e.academic_year = r.ordinal // 6
        GROUP BY ALL ORDER BY ALL
        """
    ).fetchall()
    chain = Chain(_count(con, "SELECT count(*) FROM audit"), audit.broken_at(con))
    return Contents(
        schema_version=int(schema.get_meta(con, "schema_version", "0")),
        version=int(schema.get_meta(con, "version", "0")),
        schools=_count(con, "SELECT count(*) FROM school"),
        pupils=_count(con, "SELECT count(*) FROM pupil"),
        results=_count(con, "SELECT count(*) FROM result"),
        targets=_count(con, "SELECT count(*) FROM target"),
        notes=_count(con, "SELECT count(*) FROM note"),
        imports=_count(con, "SELECT count(*) FROM import"),
        years=tuple(YearCount(*map(int, row)) for row in years),
        audit=chain,
        problems=(*_problems(con), *((chain.problem,) if chain.problem else ())),
    )


def _read_to_the_end(con: DuckDBPyConnection) -> None:
    """Read every value, as DuckDB looks at the checksum of a block only when it needs it."""
    for table in _columns(con):
        con.execute(f"SELECT bit_xor(hash(held)) FROM {table} held").fetchone()


def _problems(con: DuckDBPyConnection) -> list[str]:
    """What does not hold, a sentence each."""
    found = []
    held = _columns(con)
    for table in (table for table in _KEYS if set(_KEYS[table]) <= held.get(table, set())):
        keys = ", ".join(_KEYS[table])
        doubles = _count(con, f"SELECT count(*) FROM (SELECT 1 FROM {table} GROUP BY {keys} HAVING count(*) > 1) AS d")
        if doubles:
            found.append(f"{doubles} keys are held twice in the table {table}.")
    for child, parent, key in (leaning for leaning in _ORPHANS if leaning[2] in held.get(leaning[0], set())):
        # A row without the key is about something else: an action of a class names no pupil.
        lost = _count(
            con,
            f"SELECT count(*) FROM {child} c WHERE c.{key} IS NOT NULL AND NOT EXISTS (FROM {parent} p "
            f"WHERE p.school_id = c.school_id AND p.{key} = c.{key})",
        )
        if lost:
            found.append(f"{lost} rows of the table {child} name a {parent} that is not on file.")
    for child in (child for child in _OF_AN_IMPORT if child in held):
        lost = _count(con, f"SELECT count(*) FROM {child} WHERE import_id NOT IN (SELECT import_id FROM import)")
        if lost:
            found.append(f"{lost} rows of the table {child} name an import that is not on file.")
    return found


def _columns(con: DuckDBPyConnection) -> dict[str, set[str]]:
    """Table → its columns; a file of an older version has fewer of both."""
    found: dict[str, set[str]] = {}
    for table, column in con.execute(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_catalog = current_database()"
    ).fetchall():
        found.setdefault(str(table), set()).add(str(column))
    return found


def _count(con: DuckDBPyConnection, sql: str) -> int:
    row = con.execute(sql).fetchone()
    return int(row[0]) if row else 0
