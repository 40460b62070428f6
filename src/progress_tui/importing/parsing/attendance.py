"""Attendance of a pupil in a year: sessions where they are given, a percentage else; impossible figures rejected."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import polars as pl

from progress_tui.importing.facts import FRAMES, Rejection
from progress_tui.importing.parsing.rows import Rows
from progress_tui.importing.parsing.values import parse_percentage, parse_sessions
from progress_tui.importing.recognising.asking import is_bare_share
from progress_tui.importing.recognising.mapping import AttendanceUnit, ImportMapping

_SESSIONS: Final = ("possible", "authorised", "unauthorised")
_NONE: Final = ("", "-", "?")
_KEY: Final = ["ref", "academic_year", "ordinal"]


def attendance_frame(rows: Rows, mapping: ImportMapping, rejected: list[Rejection]) -> pl.DataFrame:
    """The attendance of a file; where rows of one pupil and time differ none is taken and all are listed.

    Returns:
        As `facts.FRAMES["attendance"]`.
    """
    given = {name: mapping.pupil[name] for name in (*_SESSIONS, "attendance") if name in mapping.pupil}
    if not given:
        return pl.DataFrame(schema=dict(FRAMES["attendance"]))
    held = rows.distinct(list(given.values()))
    for name in _SESSIONS:
        held = _read(held, rows, given, name, name, parse_sessions, pl.Int32(), rejected)
    held = _possible(held, rows, given, rejected)

    def percent(text: str) -> float | None:
        return None if text in _NONE else _percentage(text, mapping.attendance_as)

    held = _read(held, rows, given, "attendance", "percentage", percent, pl.Float64(), rejected)
    held = held.filter(pl.col("possible").is_not_null() | pl.col("percentage").is_not_null())
    return _one_each(held, rows, rejected).select(list(FRAMES["attendance"]))


def _read(
    held: pl.DataFrame,
    rows: Rows,
    given: dict[str, str],
    name: str,
    column: str,
    read: Callable[[str], float | None],
    dtype: pl.DataType,
    rejected: list[Rejection],
) -> pl.DataFrame:
    """Add a column of figures; cells that are none are rejected."""
    if name not in given:
        return held.with_columns(pl.lit(None, dtype).alias(column))
    heading = given[name]
    for text in rows.table[heading].distinct():
        if read(text) is None and (name != "attendance" or text not in _NONE):
            reason = (
                "This is not an attendance between 0 and 100 %."
                if name == "attendance"
                else "This is not a number of sessions (a whole number, 0 or more)."
            )
            used = [place for place in rows.table[heading].where({text}) if rows.used[place]]
            rejected.extend(rows.reject(place, heading, text, reason) for place in used)
    return held.with_columns(rows.values(held["place"], heading, read, dtype).alias(column))


def _possible(held: pl.DataFrame, rows: Rows, given: dict[str, str], rejected: list[Rejection]) -> pl.DataFrame:
    """Reject more absence than there were sessions; the sessions of such a row are not taken."""
    absent = pl.col("authorised").fill_null(0) + pl.col("unauthorised").fill_null(0)
    wrong = held.filter(absent > pl.col("possible")).select("place", *_SESSIONS)
    for place, possible, authorised, unauthorised in wrong.iter_rows():
        name = "authorised" if unauthorised is None or (authorised or 0) > possible else "unauthorised"
        total = (authorised or 0) + (unauthorised or 0)
        reason = f"{total} sessions of absence are more than the {possible} possible."
        value = rows.table.cell(place, given[name])
        rejected.append(rows.reject(place, given[name], value, reason))
    lost = (absent > pl.col("possible")).fill_null(False)
    return held.with_columns(pl.when(~lost).then(pl.col(name)).alias(name) for name in _SESSIONS)


def _percentage(text: str, unit: AttendanceUnit) -> float | None:
    """A percentage between 0 and 100; a bare share of 1 counts as one where the school said so."""
    figure = parse_percentage(text)
    if figure is None:
        return None
    value = round(figure[0] * 100, 6) if unit == "fraction" and is_bare_share(text) else figure[0]
    return value if 0 <= value <= 100 else None


def _one_each(held: pl.DataFrame, rows: Rows, rejected: list[Rejection]) -> pl.DataFrame:
    figures = [*_SESSIONS, "percentage"]
    distinct = held.unique([*_KEY, *figures], keep="first", maintain_order=True)
    twice = distinct.filter(pl.len().over(_KEY) > 1).sort("place")
    for group in twice.partition_by(_KEY, maintain_order=True):
        numbers = ", ".join(map(str, group["row"].head(8).to_list()))
        for place, *cells in group.select("place", *figures).iter_rows():
            value = " ".join("–" if figure is None else format(figure, "g") for figure in cells)
            reason = f"Rows {numbers} say different things of one pupil and year."
            rejected.append(rows.reject(place, "attendance", value, reason))
    return distinct.filter(pl.len().over(_KEY) == 1)
