"""Absence: persistent, severe, or growing. Definitions of the Department for Education; docs/judgements.md, “Flags”."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from progress_tui.analysis.flags.ground import Ground
from progress_tui.analysis.flags.registry import Found
from progress_tui.analysis.flags.wording import percent_words
from progress_tui.analysis.summary import absence_percent
from progress_tui.domain.calendar import Point, academic_year_label
from progress_tui.domain.views import EvidenceRow, FlagShown


def records(ground: Ground) -> pl.DataFrame:
    """The absence this year of the pupils on roll who miss a share worth looking at, with the figure before it.

    Returns:
        pupil_id, absence (percent, not null), ordinal (null for a figure of the whole year), possible (sessions, null
        where they were not given), before (percent), before_year, before_ordinal; by pupil.
    """
    point, limit = ground.summary.point, ground.limits.number
    least = min(limit("attendance", "watch"), limit("attendance", "persistent"))
    missed = ground.summary.roll.filter(pl.col("absence") >= least)["pupil_id"].to_list()
    own_year = pl.col("academic_year") == point.start_year
    held = (
        ground.summary.frames.attendance.filter(
            pl.col("pupil_id").is_in(missed)
            & ((pl.col("academic_year") < point.start_year) | (own_year & (_place() <= point.ordinal)))
        )
        .with_columns(absence_percent().alias("absence"))
        .sort("pupil_id", "academic_year", "ordinal", nulls_last=True)
    )
    same = pl.col("pupil_id") == pl.col("pupil_id").shift(1)
    names = {"absence": "before", "academic_year": "before_year", "ordinal": "before_ordinal"}
    few = pl.col("possible") < limit("attendance", "sessions")
    return (
        held.with_columns(pl.when(same).then(pl.col(c).shift(1)).alias(name) for c, name in names.items())
        .filter(own_year)
        .unique("pupil_id", keep="last", maintain_order=True)
        .filter(pl.col("absence").is_not_null() & ~few.fill_null(value=False))
    )


def _place() -> pl.Expr:
    """The point of a record; one of the whole year counts from its beginning."""
    return pl.col("ordinal").fill_null(0)


def attendance(ground: Ground) -> Iterator[Found]:
    """Severe absence is severity 3, persistent 2; absence that is neither, not small and growing 1."""
    limits = {name: ground.limits.number("attendance", name) for name in ("severe", "persistent", "watch", "rise")}
    rows = ground.made(records)
    for pupil_id, absence, ordinal, possible, before, before_year, before_ordinal in rows.select(
        "pupil_id", "absence", "ordinal", "possible", "before", "before_year", "before_ordinal"
    ).iter_rows():
        of = "" if possible is None else f" of {possible} sessions"
        lines = [EvidenceRow("Absence", _time(ground.summary.point.start_year, ordinal), percent_words(absence))]
        if absence >= limits["severe"]:
            severity, sentence = 3, f"Absence is {percent_words(absence)}{of}: severe."
        elif absence >= limits["persistent"]:
            severity, sentence = 2, f"Absence is {percent_words(absence)}{of}: persistent."
        elif before is not None and absence - before >= limits["rise"]:
            then = _time(before_year, before_ordinal)
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
