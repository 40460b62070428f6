"""Which pupils and which subject a view is asked about: a filter, a class, a year group, all in one choice."""

from __future__ import annotations

import polars as pl

from progress_tui.analysis.school_at_point import SchoolAtPoint, Selection
from progress_tui.domain.calendar import year_group_label
from progress_tui.domain.errors import NotFoundError, UsageError, did_you_mean
from progress_tui.domain.subjects import subject_label
from progress_tui.domain.text import fold
from progress_tui.domain.whom import Whom


def chosen(at: SchoolAtPoint, whom: Whom, subject: str | None = None) -> Selection:
    """The pupils on roll that a filter, a class and a year group leave.

    Args:
        at: the school at the point.
        whom: what was asked for; its subject is taken by `subject_named`.
        subject: the subject id that terms such as `target<0` speak of; None for any.

    Returns:
        The pupils by name, described as `4B · pupil premium`.

    Raises:
        NotFoundError: no such class, or no such year group on roll.
        UsageError: the text is not a filter.
    """
    roll, words = at.summary.roll, []
    class_id = class_named(at, whom.class_name) if whom.class_name else None
    if class_id is not None:
        roll = roll.filter(pl.col("class_id") == class_id)
        words.append(str(roll["class_name"][0]))
    if whom.year_group:
        number = year_group_named(at, whom.year_group)
        roll = roll.filter(pl.col("year_group") == number)
        words.append(year_group_label(number))
    if not whom.filter.strip():
        # What a filter asks about needs every flag of the school: not made where nothing is asked.
        return Selection(tuple(roll["pupil_id"].to_list()), " · ".join(words) or "all pupils", 0)
    found = at.select(whom.filter, subject or whom.speaks_of or None, class_id)
    own = set(roll["pupil_id"])
    keys = tuple(key for key in found.keys if key in own)
    unknown = tuple(key for key in found.unknown_keys if key in own)
    return Selection(keys, " · ".join([*words, found.description]), len(unknown), found.hint, unknown)


def class_named(at: SchoolAtPoint, name: str) -> int:
    """The id of the class on roll with this name, case and accents ignored.

    Raises:
        NotFoundError: there is none; the sentence offers the nearest.
    """
    known = {
        str(label): int(number)
        for label, number in at.summary.roll.select("class_name", "class_id").drop_nulls().unique().iter_rows()
    }
    for label, number in known.items():
        if fold(label) == fold(name) or label == name:
            return number
    raise NotFoundError(f"There is no class “{name}” in {at.point.year_label}", remedy=did_you_mean(name, known))


def year_group_named(at: SchoolAtPoint, name: str) -> int:
    """The year group on roll that is named as `4`, `Y4`, `Year 4`, `R` or `N2`.

    Raises:
        NotFoundError: nobody on roll is in it; the sentence lists those there are.
    """
    known = {
        year_group_label(number): int(number) for number in at.summary.roll["year_group"].drop_nulls().unique().sort()
    }
    wanted = fold(name).replace(" ", "").replace("yeargroup", "y").replace("year", "y")
    for label, number in known.items():
        if wanted in (label.casefold(), label.casefold().removeprefix("y")) or (number == 0 and wanted == "reception"):
            return number
    raise NotFoundError(f"Nobody on roll is in year group “{name}”", remedy=did_you_mean(name, known))


def subject_named(at: SchoolAtPoint, name: str, *others: str) -> str | None:
    """The id of the subject with results that is named by id or label; None without a name.

    Args:
        at: the school at the point.
        name: as typed.
        others: subject ids that may be named beside those with results.

    Raises:
        UsageError: no such subject has results; the sentence offers the nearest.
    """
    if not name:
        return None
    known = sorted({*at.summary.past["subject"].unique().to_list(), *others})
    for subject in known:
        if fold(name) in (fold(subject), fold(subject_label(subject))):
            return str(subject)
    raise UsageError(f"There are no results in “{name}”", remedy=did_you_mean(name, known))
