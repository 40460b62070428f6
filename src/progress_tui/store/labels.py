"""Pupils on file in a few words, so that a person can tell them apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from progress_tui.domain.calendar import MONTHS
from progress_tui.domain.pupils import display_name

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def labels_of(con: DuckDBPyConnection, pupil_ids: Collection[int]) -> dict[int, str]:
    """Each pupil as `Khan, Aisha (4B, born 1 February 2017)`.

    The class is the latest one. Two of one label get their identifiers beside it, or else their numbers on file.
    """
    rows = con.execute(
        """
        WITH asked AS (SELECT DISTINCT unnest(CAST($1 AS INTEGER[])) AS pupil_id), latest AS (
            SELECT e.pupil_id, arg_max(c.name, e.academic_year) AS name
            FROM enrolment e SEMI JOIN asked USING (pupil_id)
            JOIN class c ON c.school_id = e.school_id AND c.class_id = e.class_id GROUP BY ALL
        ), known AS (
            SELECT i.pupil_id, string_agg(
                CASE i.kind WHEN 'upn' THEN 'UPN ' ELSE 'ID ' END || i.value, ', ' ORDER BY i.kind DESC) AS identifiers
            FROM identifier i SEMI JOIN asked USING (pupil_id) WHERE i.kind <> 'former-upn' GROUP BY ALL
        )
        SELECT p.pupil_id, p.surname, p.forename, p.fallback, p.dob, latest.name, known.identifiers
        FROM pupil p SEMI JOIN asked USING (pupil_id)
        LEFT JOIN latest USING (pupil_id) LEFT JOIN known USING (pupil_id)
        """,
        [list(pupil_ids)],
    ).fetchall()
    labels, numbers = {}, {}
    for pupil_id, surname, forename, fallback, dob, class_name, identifiers in rows:
        facts = [str(class_name)] if class_name else []
        facts += [f"born {_day(dob)}"] if dob is not None else []
        name = display_name(surname, forename, fallback)
        labels[int(pupil_id)] = f"{name} ({', '.join(facts)})" if facts else name
        numbers[int(pupil_id)] = str(identifiers) if identifiers else f"number {pupil_id}"
    often = Counter(labels.values())
    return {key: label if often[label] == 1 else f"{label}, {numbers[key]}" for key, label in labels.items()}


def _day(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
