"""Loads one school into Polars frames and lets the file go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from progress_tui.store.merging import Handover

if TYPE_CHECKING:
    import polars as pl
    from duckdb import DuckDBPyConnection

QUERIES: Final = {
    "pupils": "SELECT pupil_id, surname, forename, folded, fallback, dob, sex FROM pupil WHERE school_id = $1 "
    "ORDER BY folded, pupil_id",
    "identifiers": "SELECT pupil_id, kind, value FROM identifier WHERE school_id = $1 ORDER BY pupil_id, kind, value",
    "enrolments": "SELECT e.pupil_id, e.academic_year, e.year_group, e.class_id, c.name AS class_name, "
    "e.from_date, e.to_date FROM enrolment e "
    "LEFT JOIN class c USING (school_id, class_id) WHERE e.school_id = $1 ORDER BY e.pupil_id, e.academic_year",
    "characteristics": "SELECT pupil_id, academic_year, fsm, fsm6, lac, plac, service, pp, eal, sen "
    "FROM characteristics WHERE school_id = $1 ORDER BY pupil_id, academic_year",
    "attendance": "SELECT pupil_id, academic_year, ordinal, possible, authorised, unauthorised, percentage "
    "FROM attendance WHERE school_id = $1 ORDER BY pupil_id, academic_year, ordinal",
    "series": "SELECT series_id, key, subject, assessment, kind, scale, form, label, low, high FROM series "
    "WHERE school_id = $1 ORDER BY series_id",
    "results": "SELECT pupil_id, series_id, ordinal, raw FROM result WHERE school_id = $1 "
    "ORDER BY pupil_id, series_id, ordinal",
    "targets": "SELECT pupil_id, series_id, ordinal, raw FROM target WHERE school_id = $1 "
    "ORDER BY pupil_id, series_id, ordinal",
    "meetings": "SELECT meeting_id, class_id, ordinal, held_on, status FROM meeting WHERE school_id = $1 "
    "ORDER BY held_on, meeting_id",
    "meeting_items": "SELECT item_id, meeting_id, pupil_id, decision FROM meeting_item WHERE school_id = $1 "
    "ORDER BY item_id",
    "actions": "SELECT a.action_id, a.pupil_id, a.what, a.owner, m.held_on AS agreed, a.due, a.status, a.effect "
    "FROM action a JOIN meeting_item i ON i.school_id = a.school_id AND i.item_id = a.item_id "
    "JOIN meeting m ON m.school_id = i.school_id AND m.meeting_id = i.meeting_id "
    "WHERE a.school_id = $1 ORDER BY a.due, a.action_id",
    "support": "SELECT support_id, name, subject, starts, ends, staff FROM support WHERE school_id = $1 "
    "ORDER BY starts, support_id",
    "support_members": "SELECT support_id, pupil_id, entry, exit, effect FROM support_member WHERE school_id = $1 "
    "ORDER BY support_id, pupil_id",
    "dismissals": "SELECT pupil_id, flag, subject, evidence, reason FROM dismissal WHERE school_id = $1 "
    "ORDER BY made, pupil_id, flag, subject",
    "queried": "SELECT pupil_id, series_id, ordinal, raw, reason FROM queried WHERE school_id = $1 "
    "ORDER BY pupil_id, series_id, ordinal",
    "strand_grades": "SELECT pupil_id, ordinal, strand, grade, label FROM strand_grade WHERE school_id = $1 "
    "ORDER BY pupil_id, ordinal, strand",
}  # fmt: skip
"""Frame name → query; `$1` is the school."""


def load(con: DuckDBPyConnection, school_id: int) -> dict[str, pl.DataFrame]:
    """The frames of one school, fetched to the end (declared in `analysis.frames`)."""
    import polars as pl

    return {name: pl.DataFrame(Handover(con.sql(query, params=[school_id]))) for name, query in QUERIES.items()}
