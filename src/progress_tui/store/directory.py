"""Small look-ups: which schools, classes and points a file holds; what changed since; the prepared rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from progress_tui.domain.errors import NotFoundError
from progress_tui.store import schema

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class SchoolEntry(NamedTuple):
    """A school of the file.

    Attributes:
        points: ordinals that have results in a year with a class list, ascending.
    """

    school_id: int
    code: str
    name: str
    fictional: bool
    points: tuple[int, ...]


class ClassEntry(NamedTuple):
    """A class of one academic year; `on_roll` is how many pupils its list holds."""

    class_id: int
    academic_year: int
    name: str
    on_roll: int
    year_groups: tuple[int, ...]


class Directory(NamedTuple):
    """What the pickers and the first screen need to know of a file.

    Attributes:
        version: counts every change; `facts_version` those that judgements rest on.
        classes: of `school_id`, by academic year (newest first), then year group and name.
    """

    version: int
    facts_version: int
    schools: tuple[SchoolEntry, ...]
    school_id: int | None
    classes: tuple[ClassEntry, ...]

    @property
    def school(self) -> SchoolEntry | None:
        """The school whose classes are listed."""
        return next((school for school in self.schools if school.school_id == self.school_id), None)

    def classes_of(self, academic_year: int) -> tuple[ClassEntry, ...]:
        """The classes of one academic year, in order."""
        return tuple(entry for entry in self.classes if entry.academic_year == academic_year)


def versions(con: DuckDBPyConnection) -> tuple[int, int]:
    """(version, facts_version) of the file."""
    held = schema.read_meta(con)
    return int(held.get("version", "0")), int(held.get("facts_version", "0"))


def schools(con: DuckDBPyConnection) -> tuple[SchoolEntry, ...]:
    """The schools of the file, without their points."""
    rows = con.execute("SELECT school_id, code, name, fictional FROM school ORDER BY school_id").fetchall()
    return tuple(SchoolEntry(int(school_id), code, name, fictional, ()) for school_id, code, name, fictional in rows)


def look_up(con: DuckDBPyConnection, school_id: int | None = None) -> Directory:
    """The directory, with the classes of `school_id` or of the first school."""
    version, facts_version = versions(con)
    listed = schools(con)
    if school_id is None and listed:
        school_id = listed[0].school_id
    points = (
        con.execute(
            "SELECT DISTINCT ordinal FROM result WHERE school_id = $1 AND ordinal // 6 IN "
            "(SELECT academic_year FROM enrolment WHERE school_id = $1) ORDER BY ordinal",
            [school_id],
        ).fetchall()
        if listed
        else []
    )
    own = tuple(int(ordinal) for (ordinal,) in points)
    entries = tuple(entry._replace(points=own) if entry.school_id == school_id else entry for entry in listed)
    return Directory(version, facts_version, entries, school_id, _classes(con, school_id))


def latest_point(con: DuckDBPyConnection) -> int | None:
    """The latest ordinal at which any school of the file has results and a class list."""
    row = con.execute(
        "SELECT max(r.ordinal) FROM result r SEMI JOIN enrolment e "
        "ON e.school_id = r.school_id AND e.academic_year = r.ordinal // 6"
    ).fetchone()
    return None if row is None or row[0] is None else int(row[0])


def _classes(con: DuckDBPyConnection, school_id: int | None) -> tuple[ClassEntry, ...]:
    """The classes of a school in order. Year groups are gathered here: a list in SQL takes three times as long."""
    found: dict[int, ClassEntry] = {}
    for class_id, year, name, group, count in con.execute(
        """
        SELECT class_id, c.academic_year, c.name, e.year_group, count(e.pupil_id) AS on_roll
        FROM class c LEFT JOIN enrolment e USING (school_id, class_id)
        WHERE c.school_id = ? GROUP BY ALL ORDER BY e.year_group
        """,
        [school_id],
    ).fetchall():
        held = found.get(class_id, ClassEntry(class_id, year, name, 0, ()))
        groups = held.year_groups if group is None else (*held.year_groups, group)
        found[class_id] = held._replace(on_roll=held.on_roll + count, year_groups=groups)
    lowest = 99
    return tuple(
        sorted(found.values(), key=lambda c: (-c.academic_year, min(c.year_groups, default=lowest), c.name, c.class_id))
    )


def prepared(con: DuckDBPyConnection, school_id: int, class_id: int, ordinal: int, stamp: str) -> str | None:
    """A class view kept ready, or None when there is none with this stamp."""
    # The stamp is compared here and not bound: see `schema.read_meta`.
    rows = con.execute(
        "SELECT stamp, view FROM prepared WHERE school_id = ? AND class_id = ? AND ordinal = ?",
        [school_id, class_id, ordinal],
    ).fetchall()
    return next((str(view) for made_for, view in rows if made_for == stamp), None)


def keep_prepared(con: DuckDBPyConnection, school_id: int, ordinal: int, stamp: str, views: dict[int, str]) -> None:
    """Keep class views ready (class id → JSON) and drop those of other stamps.

    A derived copy: it counts as no change of the file.
    """
    con.execute("DELETE FROM prepared WHERE school_id = ? AND stamp <> ?", [school_id, stamp])
    con.execute(
        "DELETE FROM prepared WHERE school_id = ? AND ordinal = ? AND list_contains(?, class_id)",
        [school_id, ordinal, list(views)],
    )
    rows = [[class_id, view] for class_id, view in views.items()]
    con.execute(
        "INSERT INTO prepared SELECT ?, unnest(?::INTEGER[]), ?, ?, unnest(?::VARCHAR[])",
        [school_id, [row[0] for row in rows], ordinal, stamp, [row[1] for row in rows]],
    )


def find_pupils(con: DuckDBPyConnection, school_id: int, identifier: str, words: list[str]) -> list[tuple[int, str]]:
    """Pupils with this identifier, else with every folded word in their name or fallback: (id, label), by name."""
    label = "coalesce(nullif(concat_ws(', ', nullif(p.surname, ''), nullif(p.forename, '')), ''), p.fallback)"
    rows = con.execute(
        f"SELECT DISTINCT p.pupil_id, {label} AS label FROM identifier i JOIN pupil p USING (school_id, pupil_id) "
        "WHERE i.school_id = ? AND upper(i.value) = upper(?)",
        [school_id, identifier],
    ).fetchall()
    if not rows and words:
        rows = con.execute(
            f"SELECT p.pupil_id, {label} AS label FROM pupil p WHERE p.school_id = ? "
            "AND list_bool_and(list_transform(?::VARCHAR[], "
            "lambda w: contains(p.folded || ' ' || lower(p.fallback), w))) "
            "ORDER BY p.folded, p.pupil_id",
            [school_id, words],
        ).fetchall()
    return [(int(pupil_id), str(name)) for pupil_id, name in rows]


def check_pupil(con: DuckDBPyConnection, school_id: int, pupil_id: int) -> None:
    """Refuse to write anything on a child who is not on file, or not any more.

    Raises:
        NotFoundError: there is no such pupil in the school.
    """
    held = con.execute("SELECT 1 FROM pupil WHERE school_id = ? AND pupil_id = ?", [school_id, pupil_id]).fetchone()
    if held is None:
        raise NotFoundError("That child is not a pupil of this school", remedy="Name a pupil who is on file.")


def classes_of_pupil(con: DuckDBPyConnection, school_id: int, pupil_id: int) -> list[tuple[int, int, int]]:
    """A pupil's classes, newest first: (class id, academic year, the latest ordinal of that year with results)."""
    rows = con.execute(
        """
        SELECT e.class_id, e.academic_year,
            coalesce((SELECT max(ordinal) FROM result r WHERE r.school_id = e.school_id
                      AND r.ordinal // 6 = e.academic_year), e.academic_year * 6 + 5) AS last
        FROM enrolment e WHERE e.school_id = ? AND e.pupil_id = ? AND e.class_id IS NOT NULL
        ORDER BY e.academic_year DESC
        """,
        [school_id, pupil_id],
    ).fetchall()
    return [(int(class_id), int(year), int(last)) for class_id, year, last in rows]


def outline(
    con: DuckDBPyConnection, school_id: int, class_id: int
) -> list[tuple[int, str, str, str, int | None, str | None]]:
    """Pupils of a class by plain SQL, for a screen painted before judgements are made.

    Returns:
        (pupil_id, surname, forename, fallback, year_group, sex), by name.
    """
    return con.execute(
        """
        SELECT p.pupil_id, p.surname, p.forename, p.fallback, e.year_group, p.sex
        FROM enrolment e JOIN pupil p USING (school_id, pupil_id)
        WHERE e.school_id = ? AND e.class_id = ? ORDER BY p.folded, p.pupil_id
        """,
        [school_id, class_id],
    ).fetchall()
