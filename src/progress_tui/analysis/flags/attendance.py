"""Absence: persistent, severe, or growing. Definitions of the Department for Education; docs/judgements.md, “Flags”."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import polars as pl

from progress_tui.analysis.flags.ground import Ground
from progress_tui.analysis.flags.registry import Found
from progress_tui.analysis.flags.wording import percent_words
from progress_tui.analysis.summary import absence_percent
from progress_tui.domain.calendar import Point, academic_year_label
from progress_tui.domain.views import EvidenceRow, FlagShown


class Missed(NamedTuple):
    """A record of absence: of a half-term, or of the whole year where `ordinal` is None; `absence` is in percent."""

    pupil_id: int
    academic_year: int
    ordinal: int | None
    possible: int | None
    absence: float | None


def records(ground: Ground) -> list[tuple[Missed, Missed | None]]:
    """The latest record this year of the pupils on roll who miss a share worth looking at, with the one before it.

    Returns:
        By pupil; those of few sessions and without a figure are left out.
    """
    point, limit = ground.summary.point, ground.limits.number
    least = min(limit("attendance", "watch"), limit("attendance", "persistent"))
    roll = ground.summary.roll
    missed = roll.filter(pl.col("absence") >= least)["pupil_id"].to_list()
    year = pl.col("academic_year")
    held = ground.summary.frames.attendance.filter(
        pl.col("pupil_id").is_in(missed)
        & ((year < point.start_year) | ((year == point.start_year) & (_place() <= point.ordinal)))
    )
    rows = held.select(*Missed._fields[:-1], absence_percent().alias("absence")).sort(
        "pupil_id", "academic_year", "ordinal", nulls_last=True
    )
    latest: dict[int, tuple[Missed, Missed | None]] = {}
    above: Missed | None = None
    for row in map(Missed._make, rows.rows()):
        if row.academic_year == point.start_year:
            latest[row.pupil_id] = row, above if above is not None and above.pupil_id == row.pupil_id else None
        above = row
    few = limit("attendance", "sessions")
    return [
        (row, before)
        for row, before in latest.values()
        if row.absence is not None and (row.possible is None or row.possible >= few)
    ]


def _place() -> pl.Expr:
    """The point of a record; one of the whole year counts from its beginning."""
    return pl.col("ordinal").fill_null(0)


def attendance(ground: Ground) -> Iterator[Found]:
    """Severe absence is severity 3, persistent 2; absence that is neither, not small and growing 1."""
    limits = {name: ground.limits.number("attendance", name) for name in ("severe", "persistent", "watch", "rise")}
    for (pupil_id, year, ordinal, possible, absence), earlier in records(ground):
        if absence is None:
            continue
        of = "" if possible is None else f" of {possible} sessions"
        lines = [EvidenceRow("Absence", _time(year, ordinal), percent_words(absence))]
        if absence >= limits["severe"]:
            severity, sentence = 3, f"Absence is {percent_words(absence)}{of}: severe."
        elif absence >= limits["persistent"]:
            severity, sentence = 2, f"Absence is {percent_words(absence)}{of}: persistent."
        elif earlier is not None and earlier.absence is not None and absence - earlier.absence >= limits["rise"]:
            then, before = _time(earlier.academic_year, earlier.ordinal), earlier.absence
            severity = 1
            sentence = (
                f"Attendance is falling: absence {percent_words(absence)}, {percent_words(before)} before ({then})."
            )
            lines.append(EvidenceRow("Absence", then, percent_words(before)))
        else:
            continue
        yield (
            pupil_id,
            FlagShown("attendance", "", severity, sentence, f"{absence!r}|{possible}|{ordinal}", tuple(lines)),
        )


def _time(year: int, ordinal: int | None) -> str:
    """`Aut1 2025-26`, or the academic year of a figure that is of no single point."""
    return academic_year_label(year) if ordinal is None else f"{Point(ordinal).code} {Point(ordinal).year_label}"
