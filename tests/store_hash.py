"""What a school file holds, as one hash and as lines that a person can read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from progress_tui.domain.calendar import Point, academic_year_label, year_group_label
from progress_tui.domain.pupils import display_name
from progress_tui.store import schema
from progress_tui.store.engine import SchoolFile

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

T = TypeVar("T")

NOT_FACTS: Final = ("audit", "prepared")
"""Tables that say nothing of the school: the log, and what is worked out from the others."""

ORIGINS: Final = ("import", "before_image")
"""Tables of where facts come from."""

ORIGIN_COLUMNS: Final = ("import_id", "source_row")
"""Columns of where a fact comes from."""

TIMES: Final = ("made",)
"""Columns that hold when an import was made."""

_FLAGS: Final = ("fsm", "fsm6", "lac", "plac", "service", "pp", "eal")
_PUPILS: Final = """
    SELECT p.pupil_id, p.surname, p.forename, p.fallback, p.dob, p.sex, s.name,
           list(i.kind || ' ' || i.value ORDER BY i.kind, i.value) FILTER (i.value IS NOT NULL)
    FROM pupil p JOIN school s USING (school_id) LEFT JOIN identifier i USING (school_id, pupil_id)
    GROUP BY ALL ORDER BY ALL
"""
_ENROLMENTS: Final = """
    SELECT p.surname, p.forename, p.fallback, e.academic_year, e.year_group, c.name
    FROM enrolment e JOIN pupil p USING (school_id, pupil_id)
    LEFT JOIN class c ON c.school_id = e.school_id AND c.class_id = e.class_id ORDER BY ALL
"""
_CHARACTERISTICS: Final = """
    SELECT p.surname, p.forename, p.fallback, x.academic_year, x.sen,
           x.fsm, x.fsm6, x.lac, x.plac, x.service, x.pp, x.eal
    FROM characteristics x JOIN pupil p USING (school_id, pupil_id) ORDER BY ALL
"""
_ATTENDANCE: Final = """
    SELECT p.surname, p.forename, p.fallback, a.academic_year, a.ordinal, a.possible, a.authorised, a.unauthorised,
           a.percentage
    FROM attendance a JOIN pupil p USING (school_id, pupil_id) ORDER BY ALL
"""
_RESULTS: Final = """
    SELECT 'result', p.surname, p.forename, p.fallback, e.subject, e.kind, e.scale, r.ordinal, r.raw
    FROM result r JOIN pupil p USING (school_id, pupil_id) JOIN series e USING (school_id, series_id)
    UNION ALL
    SELECT 'target', p.surname, p.forename, p.fallback, e.subject, e.kind, e.scale, t.ordinal, t.raw
    FROM target t JOIN pupil p USING (school_id, pupil_id) JOIN series e USING (school_id, series_id)
    ORDER BY ALL
"""


def store_hash(path: Path, *, origins: bool = True, key: bytes | None = None) -> str:
    """A hash over all tables but the audit and the rows prepared for the first screen.

    Args:
        path: the school file.
        origins: whether it matters which import and which row of it a fact came from. The time of day never does.
        key: the data key of an encrypted one.
    """
    counted = _from(path, lambda con: {name: _digest(held) for name, held in _tables(con, origins).items()}, key)
    return hashlib.sha256(repr(counted).encode()).hexdigest()


def store_rows(path: Path, *, origins: bool = True) -> dict[str, list[str]]:
    """Table → its rows as texts, sorted: what `store_hash` is taken of; arguments as there."""
    return _from(
        path, lambda con: {name: sorted(map(str, held.fetchall())) for name, held in _tables(con, origins).items()}
    )


def store_lines(path: Path) -> list[str]:
    """Every fact on a line of its own, such as `result Khan, Ali | reading | bands | 2026-27:Aut2 | At`."""
    return _from(path, lambda con: [*_pupils(con), *_yearly(con), *_attendance(con), *_results(con)])


def _from(path: Path, work: Callable[[DuckDBPyConnection], T], key: bytes | None = None) -> T:
    file = SchoolFile(path, key)
    try:
        return file.read(work)
    finally:
        file.close()


def _tables(con: DuckDBPyConnection, origins: bool) -> dict[str, DuckDBPyRelation]:
    """Name → the columns of a table that count."""
    without = (*TIMES, *(() if origins else ORIGIN_COLUMNS))
    left_out = (*NOT_FACTS, *(() if origins else ORIGINS))
    held = {name: con.table(name) for name in schema.TABLES if name not in left_out}
    return {
        name: table.select(*(column for column in table.columns if column not in without))
        for name, table in held.items()
    }


def _digest(held: DuckDBPyRelation) -> tuple[object, ...] | None:
    """Says the same of the same rows in any order."""
    return held.query("held", "SELECT count(*), sum(hash(held)), bit_xor(hash(held, 1)) FROM held").fetchone()


def _pupils(con: DuckDBPyConnection) -> Iterator[str]:
    for _, surname, forename, fallback, dob, sex, school, identifiers in con.execute(_PUPILS).fetchall():
        parts = (display_name(surname, forename, fallback), ", ".join(identifiers or []), dob or "", sex or "", school)
        yield _line("pupil", *parts)


def _yearly(con: DuckDBPyConnection) -> Iterator[str]:
    for surname, forename, fallback, year, group, name in con.execute(_ENROLMENTS).fetchall():
        label = display_name(surname, forename, fallback)
        yield _line("year", label, academic_year_label(year), year_group_label(group), name or "")
    for surname, forename, fallback, year, sen, *known in con.execute(_CHARACTERISTICS).fetchall():
        flagged = zip(_FLAGS, known, strict=True)
        said = [f"{flag} {'yes' if value else 'no'}" for flag, value in flagged if value is not None]
        label = display_name(surname, forename, fallback)
        yield _line("about", label, academic_year_label(year), *said, *([f"sen {sen}"] if sen else []))


def _attendance(con: DuckDBPyConnection) -> Iterator[str]:
    for surname, forename, fallback, year, ordinal, *sessions, percentage in con.execute(_ATTENDANCE).fetchall():
        when = academic_year_label(year) if ordinal is None else str(Point(ordinal))
        figures = " ".join("–" if figure is None else str(figure) for figure in sessions)
        share = "" if percentage is None else f"{percentage:g} %"
        yield _line("attendance", display_name(surname, forename, fallback), when, figures, share)


def _results(con: DuckDBPyConnection) -> Iterator[str]:
    for what, surname, forename, fallback, subject, kind, scale, ordinal, raw in con.execute(_RESULTS).fetchall():
        label = display_name(surname, forename, fallback)
        yield _line(what, label, subject, f"{kind} {scale}", str(Point(ordinal)), raw)


def _line(what: str, *parts: object) -> str:
    return f"{what} {' | '.join(map(str, parts))}"
