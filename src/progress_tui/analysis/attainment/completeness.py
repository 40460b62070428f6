"""What is there and what is missing before a meeting: class by subject, series and point.

Rule: docs/judgements.md, “Attainment”.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Final, NamedTuple

import polars as pl

from progress_tui.analysis.attainment.counting import assessment_name
from progress_tui.analysis.attainment.lists import Lists
from progress_tui.analysis.behind import Said, those, told
from progress_tui.analysis.catalogue import scales
from progress_tui.analysis.choosing import chosen, subject_named
from progress_tui.analysis.school_at_point import SchoolAtPoint
from progress_tui.analysis.summary import Summary
from progress_tui.domain.calendar import Point
from progress_tui.domain.reports import Field, Report
from progress_tui.domain.subjects import CORE, subject_label, subject_order
from progress_tui.domain.whom import Whom

Imports = Mapping[tuple[int, int, int], tuple[str, datetime]]
"""(class id, series id, ordinal) → file name and local time of the latest import of such results."""

COMPLETENESS: Final = {
    "class_id": pl.Int32(), "subject": pl.String(), "series_id": pl.Int32(), "series": pl.String(),
    "scale": pl.String(), "ordinal": pl.Int32(), "on_roll": pl.UInt32(), "results": pl.UInt32(),
    "no_result": pl.UInt32(), "unreadable": pl.UInt32(), "missing": pl.UInt32(),
}  # fmt: skip
"""Column → dtype of `completeness`; results + no_result + unreadable + missing = on_roll.

no_result counts codes such as absent; unreadable what is not on the scale or out of its range; missing blanks and
pupils without an entry. series_id is null, series and scale empty and results 0 where a class has nothing in a subject.
"""


def points_of_year(summary: Summary) -> list[int]:
    """The ordinals of the academic year with results, up to the point, and the point itself; ascending."""
    first = summary.point.start_year * 6
    held = summary.past.filter(pl.col("ordinal") >= first)["ordinal"].unique().to_list()
    return sorted({*held, summary.point.ordinal})


def completeness(summary: Summary, ordinals: Sequence[int]) -> pl.DataFrame:
    """Count entries by class, series and point, with a row of zeros for a class without any in a subject.

    A class is asked for a subject when it has results in it within a year, when another class with children of the same
    year group has some at the point, and for reading, writing and maths when any class has.

    Args:
        summary: the school at the point.
        ordinals: points of the point's academic year, none after it.

    Returns:
        Columns as in `COMPLETENESS`, by class_id, subject, series_id and ordinal.
    """
    entries = summary.past.filter(pl.col("ordinal").is_in(list(ordinals)) & pl.col("class_id").is_not_null())
    blank = (pl.col("kind") == "non-result") & (pl.col("code") == "")
    held = entries.group_by(
        "class_id", "subject", "series_id", pl.col("label").alias("series"), "scale", "ordinal"
    ).agg(
        (pl.col("kind") == "value").sum().alias("results"),
        ((pl.col("kind") == "non-result") & ~blank).sum().alias("no_result"),
        pl.col("kind").is_in(["unknown", "out-of-range"]).sum().alias("unreadable"),
    )
    asked = _asked(summary, entries, ordinals).join(held, on=["class_id", "subject", "ordinal"], how="anti")
    nothing = asked.with_columns(
        pl.lit(None, pl.Int32).alias("series_id"),
        pl.lit("").alias("series"),
        pl.lit("").alias("scale"),
        *(pl.lit(0, pl.UInt32).alias(name) for name in ("results", "no_result", "unreadable")),
    )
    return (
        pl.concat([held, nothing.select(held.columns)], how="vertical_relaxed")
        .join(_on_roll(summary, entries), on=["class_id", "series_id", "ordinal"], how="left", nulls_equal=True)
        .join(summary.roll.group_by("class_id").agg(pl.len().alias("of_class")), on="class_id", how="left")
        .with_columns(pl.coalesce("on_roll", "of_class").alias("on_roll"))
        .with_columns(
            (pl.col("on_roll") - pl.col("results") - pl.col("no_result") - pl.col("unreadable")).alias("missing")
        )
        .sort("class_id", "subject", "series_id", "ordinal", nulls_last=True)
        .select(pl.col(name).cast(dtype) for name, dtype in COMPLETENESS.items())
    )


def _on_roll(summary: Summary, entries: pl.DataFrame) -> pl.DataFrame:
    """How many a statutory result is asked of: the children of the year groups that have it, in a mixed-age class too.

    Returns:
        class_id, series_id, ordinal, on_roll.
    """
    size = summary.roll.group_by("class_id", "year_group").agg(pl.len().alias("on_roll"))
    return (
        entries.filter(pl.col("series_kind") == "statutory")
        .select("class_id", "series_id", "ordinal", "year_group")
        .unique()
        .join(size, on=["class_id", "year_group"], how="inner", nulls_equal=True)
        .group_by("class_id", "series_id", "ordinal")
        .agg(pl.col("on_roll").sum())
    )


def _asked(summary: Summary, entries: pl.DataFrame, ordinals: Sequence[int]) -> pl.DataFrame:
    """The subjects each class is asked for at each point: class_id, subject, ordinal."""
    classes = summary.roll.select("class_id", "year_group").drop_nulls("class_id").unique()
    of_school = entries.select("subject", "ordinal").unique().filter(pl.col("subject").is_in(CORE))
    core = classes.select("class_id").unique().join(of_school, how="cross")
    of_year = entries.select("year_group", "subject", "ordinal").unique()
    shared = classes.join(of_year, on="year_group", how="inner")
    statutory = summary.frames.series.filter(pl.col("kind") == "statutory")
    usual = summary.main.join(statutory, on="series_id", how="anti").drop_nulls("class_id").join(
        pl.DataFrame({"ordinal": list(ordinals)}, schema={"ordinal": pl.Int32}), how="cross"
    )  # fmt: skip
    columns = ["class_id", "subject", "ordinal"]
    return pl.concat([core.select(columns), shared.select(columns), usual.select(columns)]).unique()


class _Cells(NamedTuple):
    """One row of `COMPLETENESS`."""

    class_id: int
    subject: str
    series_id: int | None
    series: str
    scale: str
    ordinal: int
    on_roll: int
    results: int
    no_result: int
    unreadable: int
    missing: int


def completeness_report(at: SchoolAtPoint, whom: Whom, every_point: bool, imports: Imports) -> Report:
    """What each class has and lacks, and from which import it came.

    Args:
        at: the school at the point.
        whom: class, year group and subject; a filter makes no sense of whole lists and is not looked at.
        every_point: every point of the academic year up to this one, instead of this one alone.
        imports: where results came from, as far as that is known.

    Raises:
        NotFoundError: no such class or year group.
        UsageError: no such subject.
    """
    subject = subject_named(at, whom.subject)
    keys = chosen(at, Whom(class_name=whom.class_name, year_group=whom.year_group)).keys
    roll = at.summary.roll.filter(pl.col("pupil_id").is_in(list(keys)))
    order = _class_order(at.summary)
    wanted = set(roll["class_id"].drop_nulls())
    ordinals = points_of_year(at.summary) if every_point else [at.point.ordinal]
    found = [_Cells(*row) for row in completeness(at.summary, ordinals).iter_rows()]
    cells = [row for row in found if row.class_id in wanted and subject in (None, row.subject)]
    cells.sort(key=lambda row: (order[row.class_id][0], subject_order(row.subject), row.ordinal, row.series))
    why = _reasons(at.summary, ordinals)
    names = {number: name for number, (_, name) in order.items()}
    lists = Lists(at, [(row.class_id, row.subject, row.series_id, row.ordinal) for row in cells], names)
    said = told(_notes(at, cells, names, lists))
    fields = [Field("class", "class"), Field("subject", "subject"), Field("assessment", "assessment")]
    fields.append(Field("scale", "scale"))
    fields += [Field("half_term", "at")] if every_point else []
    return Report(
        title=at.title("Completeness"),
        point=str(at.point),
        fields=(
            *fields, Field("on_roll", "on roll", "count"), Field("results", "results", "count"),
            Field("missing", "missing", "count"), Field("no_result", "no result", "count"), Field("why", "why"),
            Field("imported", "imported"), Field("file", "from"),
        ),
        rows=tuple(_row(row, order[row.class_id][1], why, imports) for row in cells),
        notes=said.notes,
        behind=lists.find,
        behind_notes=said.behind,
    )  # fmt: skip


def _class_order(summary: Summary) -> dict[int, tuple[tuple[int, str], str]]:
    """Class id → (sort key: youngest year group, then name; name)."""
    held = summary.roll.filter(pl.col("class_id").is_not_null()).group_by("class_id", "class_name").agg(
        pl.col("year_group").min()
    )  # fmt: skip
    return {number: ((99 if group is None else group, name), name) for number, name, group in held.iter_rows()}


def _reasons(summary: Summary, ordinals: Sequence[int]) -> dict[tuple[int, int, int], str]:
    """(class id, series id, ordinal) → `2 absent, 1 out of range`."""
    odd = (
        summary.past.filter(
            pl.col("ordinal").is_in(list(ordinals)) & (pl.col("kind") != "value") & pl.col("class_id").is_not_null()
        )
        .group_by("class_id", "series_id", "ordinal", "scale", "kind", "raw")
        .agg(pl.len())
    )
    counted: dict[tuple[int, int, int], Counter[str]] = {}
    for class_id, series_id, ordinal, scale, kind, raw, number in odd.iter_rows():
        held = scales().get(scale)
        word = held.reason(raw) if kind == "non-result" and held is not None else f"{kind.replace('-', ' ')} “{raw}”"
        if word:
            counted.setdefault((class_id, series_id, ordinal), Counter())[word] += number
    return {
        key: ", ".join(
            f"{number} {word}" for word, number in sorted(words.items(), key=lambda item: (-item[1], item[0]))
        )
        for key, words in counted.items()
    }


def _row(
    cells: _Cells, class_name: str, why: Mapping[tuple[int, int, int], str], imports: Imports
) -> dict[str, object]:
    key = None if cells.series_id is None else (cells.class_id, cells.series_id, cells.ordinal)
    file, made = imports.get(key, ("", None)) if key is not None else ("", None)
    return {
        "class": class_name,
        "subject": cells.subject,
        "series": cells.series,
        "assessment": assessment_name(cells.series, cells.subject, cells.scale) or "none",
        "scale": cells.scale,
        "point": str(Point(cells.ordinal)),
        "half_term": Point(cells.ordinal).code,
        "on_roll": cells.on_roll,
        "results": cells.results,
        "missing": cells.missing,
        "no_result": cells.no_result,
        "unreadable": cells.unreadable,
        "why": why.get(key, "") if key is not None else "",
        "imported": None if made is None else made.isoformat(sep=" ", timespec="minutes"),
        "file": file,
    }


def _notes(at: SchoolAtPoint, cells: Sequence[_Cells], names: Mapping[int, str], behind: Lists) -> list[Said]:
    complete = sum(1 for row in cells if row.results == row.on_roll)
    lists = "lists are" if len(cells) != 1 else "list is"
    notes: list[Said] = [
        (
            f"{complete} of {len(cells)} {lists} complete; {sum(row.missing for row in cells)} results are missing.",
            behind.lacking,
        )
    ]
    without: dict[tuple[int, str], list[str]] = {}
    for row in cells:
        if row.series_id is None:
            without.setdefault((row.ordinal, row.subject), []).append(names[row.class_id])
    notes += [
        f"No {subject_label(subject)} results at {Point(ordinal).code}: {', '.join(classes)}."
        for (ordinal, subject), classes in sorted(
            without.items(), key=lambda item: (item[0][0], subject_order(item[0][1]))
        )
    ]
    if any(row.unreadable for row in cells):
        notes.append("What is not on the scale or out of its range is in no count of results.")
    if classless := at.summary.roll["class_id"].null_count():
        nowhere = at.summary.roll.filter(pl.col("class_id").is_null())
        words = f"{classless} on roll {'is' if classless == 1 else 'are'} in no class and in no list."
        notes.append((words, partial(those, at.frames, nowhere, "in no class")))
    return notes
