"""Loads schools into Polars frames and lets the file go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from progress_tui.store.staging import Handover

if TYPE_CHECKING:
    import polars as pl
    from duckdb import DuckDBPyConnection


class FrameQuery(NamedTuple):
    """How one frame is read.

    Attributes:
        columns: what is selected (declared in `analysis.frames`).
        source: tables and joins; the table that decides which school a row belongs to is called `t`.
        order: the rows' order within a school.
    """

    columns: str
    source: str
    order: str


QUERIES: Final = {
    "pupils": FrameQuery("pupil_id, surname, forename, folded, fallback, dob, sex", "pupil t", "folded, pupil_id"),
    "identifiers": FrameQuery("pupil_id, kind, value", "identifier t", "pupil_id, kind, value"),
    "enrolments": FrameQuery(
        "t.pupil_id, t.academic_year, t.year_group, t.class_id, c.name AS class_name, t.from_date, t.to_date",
        "enrolment t LEFT JOIN class c ON c.school_id = t.school_id AND c.class_id = t.class_id",
        "t.pupil_id, t.academic_year",
    ),
    "characteristics": FrameQuery(
        "pupil_id, academic_year, fsm, fsm6, lac, plac, service, pp, eal, sen", "characteristics t",
        "pupil_id, academic_year",
    ),
    "attendance": FrameQuery(
        "pupil_id, academic_year, ordinal, possible, authorised, unauthorised, percentage", "attendance t",
        "pupil_id, academic_year, ordinal",
    ),
    "series": FrameQuery(
        "series_id, key, subject, assessment, kind, scale, form, label, low, high", "series t", "series_id"
    ),
    "results": FrameQuery("pupil_id, series_id, ordinal, raw", "result t", "pupil_id, series_id, ordinal"),
    "targets": FrameQuery("pupil_id, series_id, ordinal, raw", "target t", "pupil_id, series_id, ordinal"),
    "meetings": FrameQuery("meeting_id, class_id, ordinal, held_on, status, kind", "meeting t", "held_on, meeting_id"),
    "meeting_items": FrameQuery(
        "item_id, meeting_id, kind, pupil_id, discussed, barriers, decision",
        "(FROM meeting_item WHERE place > 0 AND pupil_id IS NOT NULL) t", "item_id",
    ),
    "actions": FrameQuery(
        "action_id, pupil_id, what, owner, agreed, due, status, effect, item_id, class_id, review, closed, "
        "effect_note, carried_from, meeting_id, revision",
        "(SELECT a.*, i.meeting_id FROM action a LEFT JOIN meeting_item i ON i.school_id = a.school_id "
        "AND i.item_id = a.item_id) t", "due, action_id",
    ),
    "support": FrameQuery("support_id, name, subject, starts, ends, staff", "support t", "starts, support_id"),
    "support_members": FrameQuery(
        "support_id, pupil_id, entry, exit, effect, joined, left_on, coalesce(effect_note, '') AS effect_note",
        "support_member t", "support_id, pupil_id",
    ),
    "dismissals": FrameQuery(
        "pupil_id, flag, subject, evidence, reason", "dismissal t", "made, pupil_id, flag, subject"
    ),
    "queried": FrameQuery("pupil_id, series_id, ordinal, raw, reason", "queried t", "pupil_id, series_id, ordinal"),
    "strand_grades": FrameQuery(
        "pupil_id, ordinal, strand, grade, label", "strand_grade t", "pupil_id, ordinal, strand"
    ),
}  # fmt: skip
"""Frame name → query."""


def load(con: DuckDBPyConnection, school_id: int) -> dict[str, pl.DataFrame]:
    """The frames of one school, fetched to the end (declared in `analysis.frames`)."""
    import polars as pl

    # A query with parameters is materialised before it is handed over, which takes three times as long.
    con.execute("SET VARIABLE school_id = $1", [school_id])
    return {
        name: pl.DataFrame(
            Handover(
                con.sql(
                    f"SELECT {one.columns} FROM {one.source} WHERE t.school_id = getvariable('school_id') "
                    f"ORDER BY {one.order}"
                )
            )
        )
        for name, one in QUERIES.items()
    }


def load_every(con: DuckDBPyConnection) -> dict[int, dict[str, pl.DataFrame]]:
    """The frames of every school of the file, by school: one query a frame, however many schools there are."""
    import polars as pl

    schools = [int(row[0]) for row in con.execute("SELECT school_id FROM school ORDER BY school_id").fetchall()]
    found: dict[int, dict[str, pl.DataFrame]] = {school_id: {} for school_id in schools}
    for name, one in QUERIES.items():
        rows = pl.DataFrame(
            Handover(con.sql(f"SELECT t.school_id, {one.columns} FROM {one.source} ORDER BY t.school_id, {one.order}"))
        )
        own = rows.partition_by("school_id", as_dict=True, include_key=False, maintain_order=True)
        for school_id in schools:
            held = own.get((school_id,))
            found[school_id][name] = rows.drop("school_id").clear() if held is None else held
    return found
