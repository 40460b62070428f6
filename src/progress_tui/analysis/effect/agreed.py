"""Which actions a report speaks of: pieces of work, each told by the action that goes on with it last.

An action that was carried to the next meeting stands in the file with the one that takes its place. Reports count and
list the last one alone, from the day the first was agreed on: one piece of work counts once.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import polars as pl

from progress_tui.analysis.choosing import chosen, class_named, year_group_named
from progress_tui.analysis.school_at_point import SchoolAtPoint
from progress_tui.analysis.under_way import is_last, is_overdue
from progress_tui.domain.calendar import academic_year_label
from progress_tui.domain.whom import Whom


class Agreed(NamedTuple):
    """The actions asked about.

    Attributes:
        frame: the columns of the frame `actions`, and overdue; first_agreed, the day on which the first action of a
            piece of work was agreed; class_name, the child's class at the point or the class the action is of.
        whose: ` (4B · pupil premium)`, or "" for everybody's.
    """

    frame: pl.DataFrame
    whose: str


def agreed(at: SchoolAtPoint, whom: Whom, subject: str | None = None) -> Agreed:
    """The actions of some children, and those of their class itself where no filter asks of children.

    Args:
        at: the school at the point.
        whom: whose actions.
        subject: the subject id that terms of the filter speak of; None for any.

    Raises:
        NotFoundError: no such class or year group.
        UsageError: the filter is not one.
    """
    held = at.frames.actions.filter(is_last()).with_columns(is_overdue(at.today).alias("overdue"))
    held = held.with_columns(_first_days(at.frames.actions, held).alias("first_agreed"), _class_names(at, held))
    if not (whom.filter.strip() or whom.class_name or whom.year_group):
        return Agreed(held, "")
    selection = chosen(at, whom, subject)
    own = pl.col("pupil_id").is_in(list(selection.keys))
    if not whom.filter.strip():
        own |= pl.col("pupil_id").is_null() & pl.col("class_id").is_in(_classes(at, whom))
    return Agreed(held.filter(own), f" ({selection.description})")


def first_agreed(every: pl.DataFrame, number: int) -> date:
    """The day on which a piece of work was agreed first, by the number of one of its actions.

    Args:
        every: the frame `actions`.
        number: of an action in it.
    """
    return _walked(_known(every), number)


def _known(every: pl.DataFrame) -> Mapping[int, tuple[int | None, date]]:
    rows = every.select("action_id", "carried_from", "agreed").iter_rows()
    return {number: (before, day) for number, before, day in rows}


def _walked(known: Mapping[int, tuple[int | None, date]], number: int) -> date:
    before, first = known[number]
    seen = {number}
    while before is not None and before in known and before not in seen:
        seen.add(before)
        before, first = known[before]
    return first


def _first_days(every: pl.DataFrame, held: pl.DataFrame) -> pl.Series:
    known = _known(every)
    return pl.Series([_walked(known, number) for number in held["action_id"]], dtype=pl.Date)


def _class_names(at: SchoolAtPoint, held: pl.DataFrame) -> pl.Series:
    """The child's class at the point; for an action of a class its name, with the year where that is another."""
    now = dict(at.summary.roll.select("pupil_id", "class_name").iter_rows())
    names = class_labels(at)
    return pl.Series(
        "class_name",
        [
            now.get(pupil_id) if pupil_id is not None else names.get(class_id)
            for pupil_id, class_id in held.select("pupil_id", "class_id").iter_rows()
        ],
        dtype=pl.String,
    )


def class_labels(at: SchoolAtPoint) -> Mapping[int, str]:
    """Class id → name, with the academic year where it is another than the point's."""
    known = at.frames.enrolments.select("class_id", "class_name", "academic_year").drop_nulls().unique("class_id")
    return {
        class_id: name if year == at.point.start_year else f"{name} {academic_year_label(year)}"
        for class_id, name, year in known.iter_rows()
    }


def _classes(at: SchoolAtPoint, whom: Whom) -> list[int]:
    """The classes that were asked about by name or by year group."""
    roll = at.summary.roll.filter(pl.col("class_id").is_not_null())
    if whom.class_name:
        roll = roll.filter(pl.col("class_id") == class_named(at, whom.class_name))
    if whom.year_group:
        roll = roll.filter(pl.col("year_group") == year_group_named(at, whom.year_group))
    return [int(class_id) for class_id in roll["class_id"].unique()]
