"""Which imports a school's rows come from, what they left out, and how much each school of a file holds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from progress_tui.store.imports import LeftOut

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_WITH_PUPILS: Final = ("result", "target", "attendance", "characteristics", "enrolment", "identifier", "pupil")
_OF_SCHOOL: Final = (*_WITH_PUPILS, "series", "class", "school")


class ImportHeld(NamedTuple):
    """An import on file.

    Attributes:
        made: local time.
        pupils, results, targets: what its source contributed; `added`, `changed` rows of the school file.
        rejected: rows and cells it left out.
    """

    number: int
    made: datetime
    file: str
    pupils: int
    results: int
    targets: int
    added: int
    changed: int
    rejected: int


class ImportUndone(NamedTuple):
    """An import that was taken back: when, which file, and how many rows went or are as they were."""

    made: datetime
    number: int
    file: str
    rows: int


class RowLeftOut(NamedTuple):
    """A row or cell that a partial import left out, and which import that was."""

    number: int
    file: str
    made: datetime
    left_out: LeftOut


class SchoolCount(NamedTuple):
    """How much a school of the file holds.

    Attributes:
        pupils: in the class lists of the latest year with any; `classes` how many classes that year has.
        latest: the ordinal of its latest results, None without any.
    """

    school_id: int
    pupils: int
    classes: int
    latest: int | None


def numbers_of(con: DuckDBPyConnection, school_id: int) -> set[int]:
    """The imports that wrote rows of a school, those whose every row was changed since among them."""
    held = " UNION ".join(f"SELECT import_id FROM {table} WHERE school_id = $1" for table in _OF_SCHOOL)
    rows = con.execute(
        f"{held} UNION SELECT unnest([import_id, CAST(json_extract(content, '$.import_id') AS INTEGER)]) "
        "FROM before_image WHERE CAST(json_extract(content, '$.school_id') AS INTEGER) = $1",
        [school_id],
    ).fetchall()
    return {int(number) for (number,) in rows if number is not None}


def imports_held(con: DuckDBPyConnection, numbers: set[int] | None) -> list[ImportHeld]:
    """The imports with these numbers, all of them with None; newest first."""
    rows = con.execute(
        """
        SELECT i.import_id, i.made, i.file, i.pupils, i.results, i.targets, i.added, i.changed,
            (SELECT count(*) FROM import_rejected r WHERE r.import_id = i.import_id) AS rejected
        FROM import i ORDER BY i.import_id DESC
        """
    ).fetchall()
    return [ImportHeld(*row) for row in rows if numbers is None or row[0] in numbers]


def imports_undone(con: DuckDBPyConnection) -> list[ImportUndone]:
    """The imports of the whole file that were taken back, newest first: only the audit knows of them."""
    rows = con.execute("SELECT made, detail FROM audit WHERE what = 'undo import' ORDER BY audit_id DESC").fetchall()
    told = [(made, json.loads(detail)) for made, detail in rows]
    return [ImportUndone(made, int(one["import"]), str(one["file"]), int(one["rows"])) for made, one in told]


def pupils_of_imports(con: DuckDBPyConnection, school_id: int) -> dict[int, tuple[int, ...]]:
    """Import → the pupils of a school of whom rows rest on it now, by id."""
    held = " UNION ".join(f"SELECT import_id, pupil_id FROM {table} WHERE school_id = $1" for table in _WITH_PUPILS)
    found: dict[int, list[int]] = {}
    for number, pupil_id in con.execute(f"SELECT * FROM ({held}) AS h ORDER BY ALL", [school_id]).fetchall():
        if number is not None:
            found.setdefault(int(number), []).append(int(pupil_id))
    return {number: tuple(pupils) for number, pupils in found.items()}


def rows_left_out(con: DuckDBPyConnection, numbers: set[int] | None) -> list[RowLeftOut]:
    """What the imports with these numbers left out, the newest import first, each in the order of its source."""
    rows = con.execute(
        """
        SELECT i.import_id, i.file, i.made, r.source_row, r.sheet, r.heading, r.value, r.reason, r.pupil, r.cells
        FROM import_rejected r JOIN import i USING (import_id) ORDER BY i.import_id DESC, r.place
        """
    ).fetchall()
    return [
        RowLeftOut(number, file, made, LeftOut(*cells))
        for number, file, made, *cells in rows
        if numbers is None or number in numbers
    ]


def school_counts(con: DuckDBPyConnection) -> Mapping[int, SchoolCount]:
    """How much each school holds, by school: one query for all of them."""
    rows = con.execute(
        """
        WITH latest AS (
            SELECT school_id, max(academic_year) AS academic_year FROM enrolment GROUP BY school_id
        ), listed AS (
            SELECT e.school_id, count(*) AS pupils, count(DISTINCT e.class_id) AS classes
            FROM enrolment e JOIN latest USING (school_id, academic_year) WHERE e.to_date IS NULL GROUP BY e.school_id
        ), results AS (SELECT school_id, max(ordinal) AS ordinal FROM result GROUP BY school_id)
        SELECT s.school_id, coalesce(l.pupils, 0) AS pupils, coalesce(l.classes, 0) AS classes, r.ordinal
        FROM school s LEFT JOIN listed l USING (school_id) LEFT JOIN results r USING (school_id)
        """
    ).fetchall()
    return {int(row[0]): SchoolCount(*row) for row in rows}
