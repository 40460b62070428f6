"""Everything on file of one pupil, table by table: the answer to a subject access request.

Each table that names a pupil by number has a query in `_QUERIES` (a test walks the schema and asks for one), and those
that may hold a pupil otherwise, such as the audit, are looked through for the number or the name.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from progress_tui.domain.calendar import Point, academic_year_label, year_group_label
from progress_tui.domain.text import fold
from progress_tui.store import drafts

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class Held(NamedTuple):
    """What one table holds of a pupil.

    Attributes:
        table: of the schema; `title` in words.
        columns: headings; a query names them as they are read.
        rows: values as texts, empty where there is none.
        free: indexes of columns of free text.
    """

    table: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    free: tuple[int, ...]


class _Query(NamedTuple):
    """How a table is read: `sql` takes the school as $1 and the pupil as $2; `free` names columns of free text."""

    table: str
    title: str
    sql: str
    free: tuple[str, ...] = ()


_FROM_IMPORT: Final = '(SELECT file FROM import n WHERE n.import_id = t.import_id) AS "From"'
_OF: Final = "t.school_id = $1 AND t.pupil_id = $2"
_SERIES: Final = "(SELECT label FROM series s WHERE s.school_id = t.school_id AND s.series_id = t.series_id)"
_CLASS: Final = "(SELECT name FROM class c WHERE c.school_id = t.school_id AND c.class_id = t.class_id)"
_MEETING: Final = "(SELECT held_on FROM meeting m WHERE m.school_id = t.school_id AND m.meeting_id = t.meeting_id)"

QUERIES: Final = (
    _Query("pupil", "Name, birth and sex", f"""
        SELECT surname AS "Surname", forename AS "Forename", fallback AS "Shown without a name as",
            dob AS "Date of birth", sex AS "Sex", {_FROM_IMPORT} FROM pupil t WHERE {_OF}"""),
    _Query("identifier", "Identifiers", f"""
        SELECT kind AS "Kind", value AS "Value", {_FROM_IMPORT} FROM identifier t WHERE {_OF} ORDER BY kind, value"""),
    _Query("enrolment", "Year group and class by year", f"""
        SELECT academic_year AS "School year", year_group AS "Year group", {_CLASS} AS "Class", from_date AS "Joined",
            to_date AS "Left", {_FROM_IMPORT} FROM enrolment t WHERE {_OF} ORDER BY academic_year"""),
    _Query("characteristics", "Characteristics by year", f"""
        SELECT academic_year AS "School year", fsm AS "Free school meals", fsm6 AS "Within six years",
            lac AS "Looked after", plac AS "Previously looked after", service AS "Service child",
            pp AS "Listed for pupil premium", eal AS "EAL", sen AS "SEND", {_FROM_IMPORT}
        FROM characteristics t WHERE {_OF} ORDER BY academic_year"""),
    _Query("attendance", "Attendance", f"""
        SELECT academic_year AS "School year", ordinal AS "Point", possible AS "Possible sessions",
            authorised AS "Authorised absence", unauthorised AS "Unauthorised absence", percentage AS "Attendance %",
            {_FROM_IMPORT} FROM attendance t WHERE {_OF} ORDER BY academic_year, ordinal"""),
    _Query("result", "Results", f"""
        SELECT {_SERIES} AS "Assessment", ordinal AS "Point", raw AS "As written", source_row AS "Row", {_FROM_IMPORT}
        FROM result t WHERE {_OF} ORDER BY series_id, ordinal""", ("As written",)),
    _Query("target", "Targets", f"""
        SELECT {_SERIES} AS "Assessment", ordinal AS "Point", raw AS "As written", source_row AS "Row", {_FROM_IMPORT}
        FROM target t WHERE {_OF} ORDER BY series_id, ordinal""", ("As written",)),
    _Query("note", "Notes", f"""
        SELECT written AS "Written", changed AS "Changed", author AS "By", body AS "Note" FROM note t WHERE {_OF}
        ORDER BY written, note_id""", ("Note",)),
    _Query("meeting_item", "Spoken of in meetings", f"""
        SELECT {_MEETING} AS "Meeting", discussed AS "Spoken of", seconds AS "Seconds", array_to_string(barriers, ', ')
            AS "Barriers", decision AS "Decision", CASE WHEN place > 0 THEN 'yes' ELSE 'no' END AS "On the agenda"
        FROM meeting_item t WHERE {_OF} ORDER BY meeting_id, item_id"""),
    _Query("meeting_text", "What was written in meetings", f"""
        SELECT {_MEETING} AS "Meeting", x.field AS "Under", x.changed AS "Changed", x.body AS "Text"
        FROM meeting_item t JOIN meeting_text x ON x.school_id = t.school_id AND x.item_id = t.item_id
        WHERE {_OF} AND x.body <> '' ORDER BY t.meeting_id, t.item_id, x.field""", ("Text",)),
    _Query("action", "Actions", f"""
        SELECT agreed AS "Agreed", what AS "What", owner AS "Who", due AS "Due", review AS "Look again",
            status AS "Status", closed AS "Closed", effect AS "Effect", effect_note AS "What came of it"
        FROM action t WHERE {_OF} ORDER BY agreed, action_id""", ("What", "What came of it")),
    _Query("support_member", "Support", f"""
        SELECT g.name AS "Group", g.subject AS "Subject", coalesce(t.joined, g.starts) AS "From",
            coalesce(t.left_on, g.ends) AS "To", g.staff AS "By", t.entry AS "At entry", t.exit AS "At exit",
            t.effect AS "Effect", t.effect_note AS "What came of it", g.note AS "What is done"
        FROM support_member t JOIN support g ON g.school_id = t.school_id AND g.support_id = t.support_id
        WHERE {_OF} ORDER BY g.starts, g.support_id""", ("What came of it", "What is done")),
    _Query("strand_grade", "Mentoring: grades", f"""
        SELECT ordinal AS "Point", strand AS "Strand", label AS "Grade", grade AS "Place" FROM strand_grade t
        WHERE {_OF} ORDER BY ordinal, strand"""),
    _Query("mentoring_target", "Mentoring: targets", f"""
        SELECT ordinal AS "Point", CASE WHEN subject = '' THEN 'personal' ELSE subject END AS "Subject",
            body AS "Target", status AS "Status" FROM mentoring_target t WHERE {_OF}
        ORDER BY ordinal, subject, place""", ("Target",)),
    _Query("mentoring_comment", "Mentoring: comments", f"""
        SELECT ordinal AS "Point", who AS "Whose", changed AS "Changed", body AS "Comment" FROM mentoring_comment t
        WHERE {_OF} ORDER BY ordinal, who""", ("Comment",)),
    _Query("dismissal", "Flags put away", f"""
        SELECT made AS "When", flag AS "Flag", subject AS "Subject", reason AS "Reason",
            evidence AS "Mark of its figures" FROM dismissal t WHERE {_OF} ORDER BY made""", ("Reason",)),
    _Query("queried", "Results marked as wrong", f"""
        SELECT made AS "When", {_SERIES} AS "Assessment", ordinal AS "Point", raw AS "As written", reason AS "Reason"
        FROM queried t WHERE {_OF} ORDER BY made""", ("Reason",)),
    _Query("snapshot", "Figures kept by meetings", f"""
        SELECT {_MEETING} AS "Meeting", taken AS "Taken", content AS "What was kept" FROM snapshot t WHERE {_OF}
        ORDER BY meeting_id""", ("What was kept",)),
)  # fmt: skip
"""A query for each table in which rows are of one pupil."""

_WITH_IMPORT: Final = ("pupil", "identifier", "enrolment", "characteristics", "attendance", "result", "target")


def of_pupil(con: DuckDBPyConnection, school_id: int, pupil_id: int) -> tuple[Held, ...]:
    """What every table holds of a pupil, those that hold nothing included."""
    found = [_read(con, query, school_id, pupil_id) for query in QUERIES]
    names = _names(con, school_id, pupil_id)
    return (
        *found,
        _imports(con, school_id, pupil_id),
        _earlier(con, school_id, pupil_id),
        _left_out(con, names),
        _audit(con, pupil_id),
        _filters(con, school_id, names),
        _half_typed(con, school_id, pupil_id),
        _prepared(con, school_id, pupil_id),
    )


def _read(con: DuckDBPyConnection, query: _Query, school_id: int, pupil_id: int) -> Held:
    answer = con.execute(query.sql, [school_id, pupil_id])
    columns = tuple(str(one[0]) for one in answer.description or ())
    rows = tuple(tuple(map(_text, columns, row)) for row in answer.fetchall())
    return Held(query.table, query.title, columns, rows, tuple(map(columns.index, query.free)))


def _text(column: str, value: object) -> str:
    """A value in words."""
    if value is None:
        return ""
    if column == "Point" and isinstance(value, int):
        return str(Point(value))
    if column == "School year" and isinstance(value, int):
        return academic_year_label(value)
    if column == "Year group" and isinstance(value, int):
        return year_group_label(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    return value.isoformat() if isinstance(value, date) else str(value)


def _names(con: DuckDBPyConnection, school_id: int, pupil_id: int) -> tuple[set[str], set[str]]:
    """The words of the name, and the identifiers, as they are looked for in texts."""
    row = con.execute(
        "SELECT surname, forename FROM pupil WHERE school_id = ? AND pupil_id = ?", [school_id, pupil_id]
    ).fetchone()
    words = set(fold(" ".join(row)).split()) if row else set()
    held = con.execute(
        "SELECT value FROM identifier WHERE school_id = ? AND pupil_id = ?", [school_id, pupil_id]
    ).fetchall()
    return words, {fold(str(value)) for (value,) in held}


def _imports(con: DuckDBPyConnection, school_id: int, pupil_id: int) -> Held:
    """The imports that the pupil's rows come from."""
    tables = " UNION ".join(f"SELECT import_id FROM {table} t WHERE {_OF}" for table in _WITH_IMPORT)
    rows = con.execute(
        f"SELECT made, file FROM import WHERE import_id IN ({tables}) ORDER BY made", [school_id, pupil_id]
    ).fetchall()
    return Held("import", "Imports this came from", ("When", "File"), _texts(("When", "File"), rows), ())


def _earlier(con: DuckDBPyConnection, school_id: int, pupil_id: int) -> Held:
    """What rows of the pupil were before an import changed them; kept so that it can be taken back."""
    rows = con.execute(
        "SELECT b.table_name, n.made, b.content FROM before_image b LEFT JOIN import n USING (import_id) "
        f"WHERE {number_in('b.content', 'school_id')} = $1 AND {number_in('b.content', 'pupil_id')} = $2 "
        "ORDER BY n.made, b.table_name, b.content",
        [school_id, pupil_id],
    ).fetchall()
    columns = ("Kind of row", "Changed by the import of", "What it was")
    return Held("before_image", "Earlier values, kept for undo", columns, _texts(columns, rows), (2,))


def number_in(column: str, key: str) -> str:
    """SQL for a number that a JSON text holds under a key; NULL for a text that cannot be read, which is of nobody."""
    return f"TRY_CAST(json_extract(TRY_CAST({column} AS JSON), '$.{key}') AS INTEGER)"


def _left_out(con: DuckDBPyConnection, names: tuple[set[str], set[str]]) -> Held:
    """Rows of imports that could not be taken and seem to be of the pupil."""
    words, identifiers = names
    rows = [
        row
        for row in con.execute(
            "SELECT n.made, r.source_row, r.heading, r.value, r.reason, r.pupil, r.cells FROM import_rejected r "
            "LEFT JOIN import n USING (import_id) ORDER BY n.made, r.place"
        ).fetchall()
        if speaks_of(f"{row[5]} {row[6]}", words, identifiers)
    ]
    columns = ("When", "Row", "Column", "Value", "Why it was not taken", "Pupil as written", "Cells of the row")
    return Held("import_rejected", "Not taken by an import", columns, _texts(columns, rows), (6,))


def speaks_of(text: str, words: set[str], identifiers: set[str]) -> bool:
    """Whether a text holds every word of the name, or one of the identifiers."""
    held = set(fold(text).split())
    return (bool(words) and words <= held) or bool(identifiers & held)


def _audit(con: DuckDBPyConnection, pupil_id: int) -> Held:
    """Lines of the audit that hold the pupil's number."""
    rows = [
        (made, what, detail)
        for made, what, detail in con.execute("SELECT made, what, detail FROM audit ORDER BY audit_id").fetchall()
        if _holds_number(detail, pupil_id)
    ]
    columns = ("When", "What", "Detail")
    return Held("audit", "Audit lines that name the pupil's number", columns, _texts(columns, rows), (2,))


def _holds_number(detail: str, pupil_id: int) -> bool:
    try:
        told = json.loads(detail)
    except ValueError:
        return False
    if not isinstance(told, dict):
        return False
    pupils = told.get("pupils")
    return told.get("pupil") == pupil_id or (isinstance(pupils, list) and pupil_id in pupils)


def _filters(con: DuckDBPyConnection, school_id: int, names: tuple[set[str], set[str]]) -> Held:
    """Saved filters in which a part of the pupil's name stands."""
    words, identifiers = names
    rows = [
        row
        for row in con.execute(
            "SELECT name, text FROM saved_filter WHERE school_id = ? ORDER BY name", [school_id]
        ).fetchall()
        if set(fold(f"{row[0]} {row[1]}").split()) & (words | identifiers)
    ]
    columns = ("Name", "Filter")
    return Held("saved_filter", "Saved filters that may name the pupil", columns, _texts(columns, rows), (1,))


def _half_typed(con: DuckDBPyConnection, school_id: int, pupil_id: int) -> Held:
    """What somebody began to type of an action of the pupil and did not agree yet."""
    rows = tuple((text,) for text in drafts.of_pupil(con, school_id, pupil_id))
    return Held("meta", "Actions half typed", ("What is typed",), rows, (0,))


def _prepared(con: DuckDBPyConnection, school_id: int, pupil_id: int) -> Held:
    """Class grids kept ready for the next start: worked out from the rest, and only named here."""
    rows = con.execute(
        "SELECT DISTINCT p.ordinal, c.name FROM prepared p JOIN enrolment e ON e.school_id = p.school_id "
        "AND e.class_id = p.class_id AND e.pupil_id = $2 LEFT JOIN class c ON c.school_id = p.school_id "
        "AND c.class_id = p.class_id WHERE p.school_id = $1 ORDER BY p.ordinal, c.name",
        [school_id, pupil_id],
    ).fetchall()
    columns = ("Point", "Class")
    return Held("prepared", "Class grids kept ready, worked out from the above", columns, _texts(columns, rows), ())


def _texts(columns: tuple[str, ...], rows: Sequence[tuple[object, ...]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(map(_text, columns, row)) for row in rows)
