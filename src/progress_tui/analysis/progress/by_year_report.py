"""Progress by year group in rows and sentences: years side by side, or one cohort followed through."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final, Literal

import polars as pl

from progress_tui.analysis.behind import Said, selected, told
from progress_tui.analysis.choosing import chosen, subject_named
from progress_tui.analysis.progress.behind import Measured
from progress_tui.analysis.progress.by_year import Measure, gains, last_complete_year, shares
from progress_tui.analysis.progress.trajectories import Trajectory, age_related, apart, trajectories
from progress_tui.analysis.school_at_point import SchoolAtPoint, Selection
from progress_tui.analysis.statistics import size_of
from progress_tui.domain.calendar import Point, year_group_label
from progress_tui.domain.errors import UsageError
from progress_tui.domain.reports import Field, Report
from progress_tui.domain.subjects import subject_label, subject_order
from progress_tui.domain.text import fold
from progress_tui.domain.whom import Whom

View = Literal["classes", "cohort"]

NOT_TEACHING: Final = (
    "With one class in a year group this is one class's table: it describes children's results, not teaching."
)
_MEASURE_WORDS: Final[dict[Measure, str]] = {
    "level-points": "level points", "bands": "notches", "score": "points of score", "rank": "places (percentile)",
}  # fmt: skip
_MEASURE_NOTES: Final[dict[Measure, str]] = {
    "level-points": "",
    "bands": "A mean of 0 means that children kept their place against what is expected of their age.",
    "score": "Standardised scores are positions: a mean of 0 means that children kept theirs.",
    "rank": (
        "A place is the share of the others in the year group with a lower result, 0 to 100: a position, for results "
        "that cannot be subtracted. What some gain others lose, so the mean stays near 0."
    ),
}


_YEAR_GROUP: Final = re.compile(r"(?:year|y)?\s*(?P<number>-?\d{1,2})", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the table is asked for, found in the school; `whom` is None for everybody, leavers included."""

    view: View
    subject: str | None
    year_group: int | None
    so_far: bool
    whom: Selection | None


def progress_by_year(
    at: SchoolAtPoint, whom: Whom, view: View = "classes", measure: Measure | None = None, so_far: bool = False
) -> Report:
    """The table of mean gains beside the trajectories.

    Args:
        at: the school at a point.
        whom: side by side its year group is that at the end of the gain; of a cohort that at the point (7 and more has
            left). With a class or a filter only pupils on roll at the point count, else those who have left do too.
        view: this school's years side by side, or one cohort followed through.
        measure: None for the best available.
        so_far: side by side: the year under way in place of the last complete one.

    Raises:
        NotFoundError: no such class.
        UsageError: the filter, the subject or the year group is none.
        DataFileError: the school's own trajectories are not valid.
    """
    narrowed = whom.class_name or whom.filter
    subject = subject_named(at, whom.subject)
    found_whom = chosen(at, Whom(whom.filter, whom.class_name, speaks_of=whom.speaks_of), subject) if narrowed else None
    asked = _Asked(view, subject, _year_group(whom.year_group), so_far, found_whom)
    found = gains(at.frames, at.point, measure, found_whom.keys if found_whom is not None else None)
    known = trajectories() if found.measure == "level-points" else ()
    rows = found.rows.filter(pl.col("year_group").is_not_null())
    if subject is not None:
        rows = rows.filter(pl.col("subject") == subject)
    cohort = _cohort(rows, at.point, asked) if view == "cohort" else None
    rows = _side_by_side(rows, at.point, asked) if cohort is None else rows.filter(_now(at.point) == cohort)
    having = pl.col("matched") + pl.col("small_steps") + pl.col("left_out") > 0
    rows, without = rows.filter(having), rows.filter(~having)
    part = {(name, year): share for name, year, share in shares(rows).iter_rows()} if known else {}
    if asked.year_group is not None and cohort is None:
        # A share is of all four years, whichever of them is looked at.
        rows, without = (frame.filter(pl.col("year_group") == asked.year_group) for frame in (rows, without))
    what = "a cohort followed through" if view == "cohort" else "years side by side"
    labels = dict(at.frames.series.select("series_id", "label").iter_rows())
    shown = tuple(_rows(rows, part, known, labels))
    behind = Measured(at.frames, found, shown)
    said = told(
        [
            *_notes(at, asked, found.measure, rows, cohort, behind),
            *_without_start(without),
            *_share_notes(rows, part, known),
            *_trajectory_notes(rows, known),
            NOT_TEACHING,
        ]
    )
    return Report(
        title=at.title("Progress by year group", what, _MEASURE_WORDS[found.measure]),
        point=str(at.point),
        fields=_fields(known),
        rows=shown,
        notes=said.notes,
        more={
            "view": view,
            "measure": found.measure,
            "cohort": cohort,
            "filter": "all pupils" if found_whom is None else found_whom.description,
            "trajectories": [
                {"id": one.id, "title": one.title, "source": one.source, "year_6": one.share(6)} for one in known
            ],
        },
        behind=behind.find,
        behind_notes=said.behind,
    )


def _year_group(text: str) -> int | None:
    """`Y4`, `4`, `Year 4`, `R`; also 7 and more, for a cohort that has left."""
    if not text:
        return None
    if fold(text) in ("r", "reception"):
        return 0
    match = _YEAR_GROUP.fullmatch(text.strip())
    if match is None:
        raise UsageError(f"“{text}” is not a year group", remedy="Write it as Y4, 4 or R.")
    return int(match["number"])


def _now(point: Point) -> pl.Expr:
    """The year group at the point of those who were in `year_group` at `to_ordinal`; 7 and more have left."""
    return pl.col("year_group") + point.start_year - pl.col("to_ordinal") // 6


def _side_by_side(rows: pl.DataFrame, point: Point, asked: _Asked) -> pl.DataFrame:
    if asked.view == "cohort":
        return rows.clear()
    end = point.ordinal if asked.so_far else last_complete_year(point)
    return rows.filter(pl.col("to_ordinal") == end)


def _cohort(rows: pl.DataFrame, point: Point, asked: _Asked) -> int | None:
    """The year group at the point of the cohort that is followed.

    It is the one asked for, else that with the most complete years, of several the oldest; None where nobody has any.
    """
    if asked.year_group is not None:
        return asked.year_group
    held = rows.filter(pl.col("complete") & (pl.col("matched") > 0)).select(_now(point).alias("now"), "to_ordinal")
    best = held.unique().group_by("now").agg(pl.len().alias("years")).sort("years", "now", descending=True)
    return int(best["now"][0]) if best.height else None


def _cohort_words(cohort: int, point: Point) -> str:
    """`is in Y4 in 2026-27`, `left in summer 2026`."""
    if cohort <= 6:
        return f"is in {year_group_label(cohort)} in {point.year_label}"
    return f"left in summer {point.start_year - (cohort - 7)}"


def _fields(known: tuple[Trajectory, ...]) -> tuple[Field, ...]:
    return (
        Field("subject", "subject"),
        Field("year", "year"),
        Field("academic_year", "in"),
        Field("mean", "gain", "signed"),
        Field("sd", "sd", "number"),
        Field("children", "measured"),
        *(Field(one.id, one.title, "signed") for one in known),
        *((Field("share", "share", "percent"),) if known else ()),
        Field("remark", "note"),
    )


def _rows(
    rows: pl.DataFrame,
    part: Mapping[tuple[str, int], float],
    known: tuple[Trajectory, ...],
    labels: Mapping[int, str],
) -> Iterator[dict[str, object]]:
    ordered = sorted(rows.iter_rows(), key=lambda row: (subject_order(row[4]), row[3], row[1]))
    for start, end, complete, year, subject, series, on_roll, n, matched, mean, sd, small, left_out in ordered:
        to = Point(end)
        small_group = size_of(matched) != "full" and matched > 0
        remarks = ["" if complete else f"so far, to {to.code}", "small group" if small_group else ""]
        yield {
            "subject": subject,
            "year_group": year,
            "year": year_group_label(year),
            "academic_year": to.year_label,
            "series": labels.get(series, "") if series is not None else "",
            "from_point": str(Point(start)),
            "to_point": str(to),
            "so_far": not complete,
            "mean": mean,
            "sd": sd,
            "matched": matched,
            "n": n,
            "on_roll": on_roll,
            "small_steps": small,
            "left_out": left_out,
            "children": f"{matched} of {n}" + ("" if on_roll is None else f" (of {on_roll})"),
            **{one.id: one.points.get(year) if complete else None for one in known},
            "share": part.get((subject, year)),
            "remark": "; ".join(remark for remark in remarks if remark),
        }


def _notes(
    at: SchoolAtPoint, asked: _Asked, measure: Measure, rows: pl.DataFrame, cohort: int | None, behind: Measured
) -> Iterator[Said]:
    """What was measured, of whom, and who is out of it."""
    words = _MEASURE_WORDS[measure]
    if rows.is_empty():
        yield _nothing(at.point, asked, words)
    else:
        span = f"last summer to {at.point.label} (part of a year)" if asked.so_far else "one summer to the next"
        inside = "whatever was assessed" if measure == "rank" else "in one series"
        yield (
            f"Gain: mean change in {words} from {span} of the children measured at both ends, {inside}, of those with "
            "a result at the end (of those on the class lists). The year is that at the end."
        )
    if cohort is not None:
        yield f"The cohort that {_cohort_words(cohort, at.point)}; each gain has its own children measured."
    if asked.whom is not None:
        on_roll = f"Only {asked.whom.description}: {len(asked.whom.keys)} on roll at {at.point.label}."
        yield on_roll, selected(at, asked.whom)
    yield from _left_out(rows, measure, behind)
    if note := _MEASURE_NOTES[measure]:
        yield note


def _without_start(rows: pl.DataFrame) -> Iterator[str]:
    """The year groups nobody of which was measured at the summer before."""
    years = sorted(set(rows.filter(pl.col("complete"))["year_group"].to_list()))
    if years:
        named = ", ".join(map(year_group_label, years))
        yield f"No gain for {named} where nobody has a result of the summer before to measure from."


def _trajectory_notes(rows: pl.DataFrame, known: tuple[Trajectory, ...]) -> Iterator[str]:
    """Where they come from, if any stands beside a gain over a complete year."""
    shown = set(rows.filter(pl.col("complete"))["year_group"])
    if any(shown & set(one.points) for one in known):
        named = "; ".join(f"{one.title}: {one.source}" for one in known)
        yield f"Trajectories stand beside a mean and judge no child. {named}."


def _nothing(point: Point, asked: _Asked, words: str) -> str:
    if asked.so_far:
        return f"Nobody has gained {words} from last summer to {point.label}: no results at both ends in one series."
    if asked.view == "cohort":
        return f"Nobody was measured in {words} at two summers running in one series."
    end = Point(last_complete_year(point))
    start = Point(end.ordinal - 6)
    return (
        f"Nobody was measured in {words} at both {start.label} and {end.label} in one series. "
        "Another point or measure may tell more."
    )


def _left_out(rows: pl.DataFrame, measure: Measure, behind: Measured) -> Iterator[Said]:
    small, others = int(rows["small_steps"].sum()), int(rows["left_out"].sum())
    if small and measure == "level-points":
        yield (
            f"Not in the means: {_results(small)} with a P level at an end. P levels are small steps below the points: "
            "P8 (6) to W (3) is no fall.",
            partial(behind.all_rows, "small_steps"),
        )
    elif small:
        words = f"Not in the means: {_results(small)} below the curriculum of the year, measured in small steps."
        yield words, partial(behind.all_rows, "small_steps")
    if others:
        words = f"Not in the means: {_results(others)} without a figure (a floor such as <70, or no expectation)."
        yield words, partial(behind.all_rows, "left_out")


def _results(count: int) -> str:
    return f"{count} {'pair' if count == 1 else 'pairs'} of results"


def _share_notes(
    rows: pl.DataFrame, part: Mapping[tuple[str, int], float], known: tuple[Trajectory, ...]
) -> Iterator[str]:
    """One sentence for all subjects with shares, one for those without."""
    if not known:
        return
    subjects = sorted(rows["subject"].unique().to_list(), key=subject_order)
    having = [f"{subject_label(one)} {part[one, 6]:.0f} %" for one in subjects if (one, 6) in part]
    if having:
        yield f"Of Key Stage 2 progress falls in Year 6: {', '.join(having)}."
    without = [subject_label(one) for one in subjects if (one, 6) not in part]
    if without and rows["complete"].any():
        yield (
            f"No shares for {', '.join(without)}: they need a complete year's gain in each of Years 3 to 6 and a total "
            "above 0."
        )


def trajectories_report(at: SchoolAtPoint) -> Report:
    """The trajectories, and how far each stands from the others and from the age-related line.

    Raises:
        DataFileError: the school's own trajectories are not valid.
    """
    known = trajectories()
    line = age_related()
    lines = ("age_related", *(one.id for one in known))
    titles = {"age_related": "age-related", **{one.id: one.title for one in known}}
    return Report(
        title=at.title("Trajectories"),
        point=str(at.point),
        fields=(
            Field("title", "trajectory"),
            Field("year", "year"),
            Field("gain", "gain", "signed"),
            Field("at_end", "at the end", "number"),
            *(Field(f"from_{one}", f"from {titles[one]}", "signed") for one in lines),
        ),
        rows=tuple(
            {
                "id": one.trajectory.id,
                "title": one.trajectory.title,
                "source": one.trajectory.source,
                "year_group": one.year_group,
                "year": year_group_label(one.year_group),
                "gain": one.gain,
                "at_end": one.at_end,
                **{f"from_{other}": one.apart.get(other) for other in lines},
            }
            for one in apart(known, line)
        ),
        notes=(
            f"In level points, for a child with {line.get(2, 15.0):g} at the end of Year 2. The age-related line is "
            + ", ".join(f"{line[year]:g} at the end of Year {year}" for year in (3, 4, 5, 6) if year in line)
            + ".",
            *(f"{one.title}: {one.source}." for one in known),
            "No trajectory is a target, and none is a forecast of a child.",
        ),
    )
