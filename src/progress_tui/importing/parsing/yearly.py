"""What holds for a pupil in one academic year: year group and class, characteristics, attendance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import polars as pl

from progress_tui.domain.calendar import year_group_label
from progress_tui.domain.pupils import Flag, parse_flag, parse_sen
from progress_tui.importing.facts import FRAMES, Rejection
from progress_tui.importing.parsing.attendance import attendance_frame
from progress_tui.importing.parsing.rows import Rows
from progress_tui.importing.parsing.values import parse_date, parse_language
from progress_tui.importing.recognising.mapping import ImportMapping
from progress_tui.importing.tally import Tally

_NAMES: Final = {
    "fsm": "FSM", "fsm6": "FSM6", "lac": "LAC", "plac": "PLAC", "service": "service child", "pp": "PP", "eal": "EAL",
    "sen": "SEN",
}  # fmt: skip
"""The characteristics, in order, as sentences name them."""
_OF_A_YEAR: Final = ["ref", "academic_year"]
_ENROLLED: Final = ["year_group", "class_name", "from_date", "to_date"]
_NO_DATE: Final = ("", "-", "?")


@dataclass(slots=True)
class Yearly:
    """The facts of a file that hold for a year, as frames (`facts.FRAMES`), and the cells left out."""

    enrolments: pl.DataFrame
    characteristics: pl.DataFrame
    attendance: pl.DataFrame
    rejected: list[Rejection] = field(default_factory=list)


def yearly_facts(rows: Rows, mapping: ImportMapping, tally: Tally) -> Yearly:
    """Read them for every row that has a pupil and an academic year.

    Args:
        rows: the rows of the file with their pupils and times.
        mapping: which columns say what.
        tally: takes the warnings.
    """
    rejected: list[Rejection] = []
    enrolments = _enrolments(rows, mapping, tally, rejected)
    return Yearly(
        enrolments, _characteristics(rows, mapping, tally), attendance_frame(rows, mapping, rejected), rejected
    )


# -- year group and class


def _enrolments(rows: Rows, mapping: ImportMapping, tally: Tally, rejected: list[Rejection]) -> pl.DataFrame:
    """Year group, class and dates of each pupil and year; where rows contradict each other none is taken."""
    given = {name: mapping.pupil[name] for name in ("class", "joined", "left") if name in mapping.pupil}
    held = rows.distinct(list(given.values()))
    places = held["place"]
    held = held.with_columns(
        _column(rows, places, given.get("class", ""), lambda text: text or None, pl.String()).alias("class_name"),
        _column(rows, places, given.get("joined", ""), _date_of, pl.Date()).alias("from_date"),
        _column(rows, places, given.get("left", ""), _date_of, pl.Date()).alias("to_date"),
    ).filter(pl.col("class_name").is_not_null() | pl.col("year_group").is_not_null())
    for name in ("joined", "left"):
        if name in given:
            rows.warn(tally, given[name], "Dates", _no_date(given[name]))
    held = _while_on_roll(held, tally)
    merged = held.group_by(_OF_A_YEAR, maintain_order=True).agg(
        pl.col("row").first(),
        *(pl.col(name).drop_nulls().first() for name in _ENROLLED),
        *((pl.col(name).drop_nulls().n_unique() > 1).alias(f"{name} differs") for name in _ENROLLED[:2]),
    )
    differ = pl.col("year_group differs") | pl.col("class_name differs")
    wrong = merged.filter(differ)
    if len(wrong):
        _reject_enrolments(rows, mapping, wrong, rejected)
    good = merged.filter(~differ).with_columns(pl.col("class_name").fill_null(""))
    return good.select(list(FRAMES["enrolment"]))


def _column(
    rows: Rows, places: pl.Series, heading: str, read: Callable[[str], str | bool | date | None], dtype: pl.DataType
) -> pl.Series:
    """The values of a column at some places; nulls where the file has no such column."""
    return rows.values(places, heading, read, dtype) if heading else pl.Series([None] * len(places), dtype=dtype)


def _date_of(text: str) -> date | None:
    return None if text in _NO_DATE else parse_date(text)


def _no_date(heading: str) -> Callable[[str], str]:
    def wrong(text: str) -> str:
        unread = text not in _NO_DATE and parse_date(text) is None
        return f"{heading} “{text}” is not a date and is left out" if unread else ""

    return wrong


def _while_on_roll(held: pl.DataFrame, tally: Tally) -> pl.DataFrame:
    """Dates within the year only; who left before it began is not on its roll."""
    starts, ends = pl.date(pl.col("academic_year"), 9, 1), pl.date(pl.col("academic_year") + 1, 9, 1)
    gone = held.filter(pl.col("to_date") < starts)
    if len(gone):
        tally.add("Leavers", "Left before the year began and not put on its roll", gone["row"].to_list())
        held = held.filter((pl.col("to_date") >= starts).fill_null(True))
    return held.with_columns(
        pl.when(pl.col(name) >= starts, pl.col(name) < ends).then(pl.col(name)).alias(name)
        for name in ("from_date", "to_date")
    )


def _reject_enrolments(rows: Rows, mapping: ImportMapping, wrong: pl.DataFrame, rejected: list[Rejection]) -> None:
    heading = mapping.pupil.get("class", "")
    column = heading or mapping.pupil.get("year_group", "")
    groups = rows.same_pupil_and_year(wrong)
    year_groups = rows.times.columns()["year_group"].gather(rows.times.combos.ids)
    for group in groups.partition_by(_OF_A_YEAR, maintain_order=True):
        numbers = ", ".join(map(str, group["row"].head(8).to_list()))
        for place in group["place"]:
            class_name = rows.table.cell(place, heading) if heading else ""
            value = f"{year_group_label(year_groups[place])} {class_name}".strip()
            reason = f"Rows {numbers} say different things of one pupil and year."
            rejected.append(rows.reject(place, column, value, reason))


# -- characteristics


def _characteristics(rows: Rows, mapping: ImportMapping, tally: Tally) -> pl.DataFrame:
    """One row for a pupil and year: what is known in any row; contradictions are unknown, with a warning."""
    given = [name for name in (*_NAMES, "first_language") if name in mapping.pupil]
    if not given:
        return pl.DataFrame(schema=dict(FRAMES["characteristics"]))
    held = rows.distinct([mapping.pupil[name] for name in given])
    held = held.with_columns(_known(rows, held["place"], mapping, name).alias(name) for name in _NAMES)
    for name in given:
        rows.warn(tally, mapping.pupil[name], mapping.pupil[name], _not_understood(mapping.pupil[name], name))
    held = held.filter(pl.any_horizontal(pl.col(list(_NAMES)).is_not_null()))
    merged = held.group_by(_OF_A_YEAR, maintain_order=True).agg(
        pl.col("row").first(),
        *(pl.col(name).drop_nulls().first() for name in _NAMES),
        *((pl.col(name).drop_nulls().n_unique() > 1).alias(f"{name} differs") for name in _NAMES),
    )
    for name, words in _NAMES.items():
        contradicted = merged.filter(f"{name} differs")["row"].to_list()
        if contradicted:
            sentence = f"Rows of one pupil contradict each other in {words}, which is taken as unknown"
            tally.add("Contradictions", sentence, contradicted)
    merged = merged.with_columns(pl.when(~pl.col(f"{name} differs")).then(pl.col(name)).alias(name) for name in _NAMES)
    return merged.select(list(FRAMES["characteristics"]))


def _known(rows: Rows, places: pl.Series, mapping: ImportMapping, name: str) -> pl.Series:
    """A characteristic at some places; a first language says whether there is EAL where nothing else does."""
    if name == "sen":
        return _column(rows, places, mapping.pupil.get(name, ""), _sen_code, pl.String())
    values = _column(rows, places, mapping.pupil.get(name, ""), lambda text: parse_flag(text)[0], pl.Boolean())
    if name == "eal" and "first_language" in mapping.pupil:
        spoken = rows.values(
            places, mapping.pupil["first_language"], lambda text: parse_language(text)[0], pl.Boolean()
        )
        return values.zip_with(values.is_not_null(), spoken)
    return values


def _sen_code(text: str) -> str | None:
    sen = parse_sen(text)[0]
    return None if sen is None else sen.value


def _not_understood(heading: str, name: str) -> Callable[[str], str]:
    parsers: dict[str, Callable[[str], tuple[Flag, bool]]] = {"first_language": parse_language}

    def wrong(text: str) -> str:
        understood = parse_sen(text)[1] if name == "sen" else parsers.get(name, parse_flag)(text)[1]
        return "" if understood else f"{heading} “{text}” is not understood and is taken as unknown"

    return wrong
