"""Grades of attitude, effort, behaviour and the like, as a mentoring record keeps them each half-term."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from progress_tui.domain.errors import UsageError
from progress_tui.store import schema
from progress_tui.store.staging import stage

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class GradeRecord:
    """One strand of one pupil at one point.

    Attributes:
        pupil_id: the pupil.
        ordinal: of the point.
        strand: what is graded, such as `effort`.
        grade: the place on the school's own ordinal, 1 the best.
        label: the word or letter it is shown by, such as `green`.
    """

    pupil_id: int
    ordinal: int
    strand: str
    grade: int
    label: str


def add(con: DuckDBPyConnection, school_id: int, grades: Sequence[GradeRecord]) -> None:
    """Write grades, inside the caller's transaction; one of the same pupil, point and strand is replaced.

    Raises:
        UsageError: a grade is under 1, or two are of one pupil, point and strand.
    """
    import polars as pl

    if not grades:
        return
    for grade in grades:
        if grade.grade < 1:
            raise UsageError(f"{grade.grade} is not a grade of {grade.strand}", remedy="The best grade is 1.")
    if len({(grade.pupil_id, grade.ordinal, grade.strand) for grade in grades}) < len(grades):
        raise UsageError("A strand is graded twice for one pupil at one point", remedy="Give each grade once.")
    # Staged as one table: row by row, or as bound lists, a school's half-terms would take seconds.
    columns = ("pupil_id", "ordinal", "strand", "grade", "label")
    rows = [(grade.pupil_id, grade.ordinal, grade.strand, grade.grade, grade.label) for grade in grades]
    stage(con, {"grade": pl.DataFrame(rows, schema=columns, orient="row")})
    con.execute(
        "DELETE FROM strand_grade g USING s_grade s WHERE g.school_id = ? AND g.pupil_id = s.pupil_id "
        "AND g.ordinal = s.ordinal AND g.strand = s.strand",
        [school_id],
    )
    con.execute(f"INSERT INTO strand_grade SELECT ?, {', '.join(columns)} FROM s_grade", [school_id])
    con.execute("DROP TABLE s_grade")
    schema.bump(con, facts=True)
