"""Start points in rows: which there are by year group, which is used, which groups follow; or pupil by pupil."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import polars as pl

from progress_tui.analysis.behind import Find, Said, one_each, selected, subject_said, those, told
from progress_tui.analysis.choosing import chosen, subject_named
from progress_tui.analysis.progress.baselines import (
    KIND_WORDS,
    KINDS,
    StartPoint,
    baseline_frame,
    coverage,
    prior_group,
    used_kinds,
)
from progress_tui.analysis.school_at_point import SchoolAtPoint, Selection
from progress_tui.domain.calendar import Point, year_group_label
from progress_tui.domain.pupils import display_name
from progress_tui.domain.reports import Behind, Field, Report
from progress_tui.domain.standing import Standing
from progress_tui.domain.whom import Whom

GROUPS_NOTE: Final = (
    "Prior attainment: low when two of reading, writing and maths are low; high when two are high and none is low; "
    "else middle. The phonics check makes no groups, and the EYFS profile no high one by the good level alone."
)
_PRIORS: Final = ("low", "middle", "high")


def baselines_report(at: SchoolAtPoint, whom: Whom, kind: StartPoint = "default") -> Report:
    """One row a year group: how many have which start point, which one is used, and the groups.

    Args:
        at: the school at a point.
        whom: which pupils on roll, and the one subject whose start points are counted.
        kind: the start point that is used; `default` takes each year group's own.

    Raises:
        NotFoundError: no such class or year group.
        UsageError: no such subject, or the text is not a filter.
    """
    subject = subject_named(at, whom.subject)
    selection = chosen(at, whom, subject)
    keys = list(selection.keys)
    used = used_kinds(at)
    starts = baseline_frame(at, kind).filter(pl.col("pupil_id").is_in(keys))
    if subject is not None:
        starts = starts.filter(pl.col("subject") == subject)
    roll = at.summary.roll.select("pupil_id", "year_group").filter(pl.col("pupil_id").is_in(keys))
    roll = roll.join(prior_group(at, kind), on="pupil_id", how="left", maintain_order="left").with_columns(
        pl.col("pupil_id").is_in(starts["pupil_id"].unique().to_list()).alias("starts")
    )
    counts = coverage(at, keys, subject).select("year_group", "kind", "pupils")
    held = {(year, one): count for year, one, count in counts.iter_rows()}
    rows = []
    for (year,), own in roll.group_by("year_group", maintain_order=True):
        number = None if year is None else int(str(year))
        chosen_kind = kind if kind != "default" else used.get(number, "first") if number is not None else "first"
        groups = {group: int((own["prior"] == group).sum()) for group in _PRIORS}
        rows.append(
            {
                "year_group": number,
                "year": year_group_label(number),
                "on_roll": own.height,
                **{one.replace("-", "_"): held.get((number, one), 0) for one in KINDS},
                "used": chosen_kind,
                "used_label": KIND_WORDS[chosen_kind],
                **groups,
                "no_group": own.height - sum(groups.values()),
                "no_start": int((~own["starts"]).sum()),
            }
        )
    rows.sort(key=lambda row: 99 if row["year_group"] is None else int(str(row["year_group"])))
    without = roll.filter(~pl.col("starts"))["pupil_id"].to_list()
    said = told(_notes(at, selection, without))
    return Report(
        title=at.title("Start points"),
        point=str(at.point),
        fields=_year_fields(),
        rows=tuple(rows),
        notes=said.notes,
        more={"kind": kind, "filter": selection.description, "of_school": at.summary.roll.height},
        behind=_behind(at, rows, roll, subject),
        behind_notes=said.behind,
    )


def _behind(at: SchoolAtPoint, rows: Sequence[Mapping[str, object]], roll: pl.DataFrame, subject: str | None) -> Find:
    """The children of a year group who have a start point, or stand in a prior-attainment group.

    Args:
        at: the school at a point.
        rows: of the report.
        roll: who was asked about: pupil_id, year_group, prior, starts.
        subject: the one subject whose start points are counted.
    """
    kinds = {one.replace("-", "_"): one for one in KINDS}

    def find(row: int, key: str) -> Behind:
        own = roll.filter(pl.col("year_group").eq_missing(rows[row]["year_group"]))
        year, what = str(rows[row]["year"]), subject_said(subject or "")
        if key in kinds:
            found = baseline_frame(at, kinds[key])
            found = found if subject is None else found.filter(pl.col("subject") == subject)
            held = own.join(found, on="pupil_id", how="semi")
            return those(at.frames, held, year, what, f"with a start point: {KIND_WORDS[kinds[key]]}")
        if key in _PRIORS:
            return those(at.frames, own.filter(pl.col("prior") == key), year, f"{key} start")
        if key == "no_group":
            return those(at.frames, own.filter(pl.col("prior").is_null()), year, "in no group")
        if key == "no_start":
            return those(at.frames, own.filter(~pl.col("starts")), year, what, "no start point")
        return those(at.frames, own, year, "on roll")

    return find


def _year_fields() -> tuple[Field, ...]:
    return (
        Field("year", "year"),
        Field("on_roll", "on roll", "count"),
        Field("ks1", "KS1", "count"),
        Field("eyfsp", "EYFSP", "count"),
        Field("phonics", "phonics", "count"),
        Field("first", "first", "count"),
        Field("previous_summer", "last Sum2", "count"),
        Field("used_label", "used"),
        Field("low", "low", "count"),
        Field("middle", "middle", "count"),
        Field("high", "high", "count"),
        Field("no_group", "no group", "count"),
        Field("no_start", "no start", "count"),
    )


def _notes(at: SchoolAtPoint, selection: Selection, without: Sequence[int]) -> Iterator[Said]:
    on_roll = at.summary.roll.height
    yield f"{len(selection.keys)} of {on_roll} on roll: {selection.description}.", selected(at, selection)
    yield (
        "Used: Key Stage 1 where at least half of the year group has it, else the EYFS profile by the same rule, else "
        "each child's first result on file; --kind takes another."
    )
    if without:
        words = f"{len(without)} without the start point that is used: out of progress from it, and counted here."
        yield words, lambda: those(at.frames, without, selection.description, "no start point")
    yield GROUPS_NOTE


def baseline_pupils_report(at: SchoolAtPoint, whom: Whom, kind: StartPoint = "default") -> Report:
    """The start point of each pupil in each subject; a pupil without one has a row that says so.

    Args:
        at: the school at a point.
        whom: which pupils and which subject.
        kind: as in `baselines_report`.

    Raises:
        NotFoundError: no such class or year group.
        UsageError: no such subject, or the text is not a filter.
    """
    subject = subject_named(at, whom.subject)
    selection = chosen(at, whom, subject)
    starts = baseline_frame(at, kind).drop("year_group")
    if subject is not None:
        starts = starts.filter(pl.col("subject") == subject)
    groups = prior_group(at, kind).rename({"prior": "group"})
    roll = at.summary.roll.select("pupil_id", "surname", "forename", "fallback", "class_name", "year_group")
    rows = (
        roll.filter(pl.col("pupil_id").is_in(list(selection.keys)))
        .join(groups, on="pupil_id", how="left", maintain_order="left")
        .join(starts, on="pupil_id", how="left", maintain_order="left_right")
    )
    shown = tuple(_pupil_rows(rows))
    without = rows.filter(pl.col("kind").is_null())["pupil_id"].to_list()
    said = told(_notes(at, selection, without))
    return Report(
        title=at.title("Start points", "pupils"),
        point=str(at.point),
        fields=(
            Field("name", "pupil"),
            Field("class", "class"),
            Field("subject", "subject"),
            Field("kind_label", "start point"),
            Field("when", "at"),
            Field("code", "result"),
            Field("standing", "standing"),
            Field("prior", "group"),
            Field("group", "over all"),
        ),
        rows=shown,
        notes=said.notes,
        more={"kind": kind, "filter": selection.description, "of_school": at.summary.roll.height},
        behind=one_each(shown),
        behind_notes=said.behind,
    )


def _pupil_rows(rows: pl.DataFrame) -> Iterator[dict[str, object]]:
    columns = (
        "pupil_id", "surname", "forename", "fallback", "class_name", "year_group", "group", "subject", "kind", "scale",
        "ordinal", "code", "standing", "prior",
    )  # fmt: skip
    for (
        pupil,
        last,
        first,
        fallback,
        name,
        year,
        group,
        subject,
        kind,
        scale,
        when,
        code,
        standing,
        prior,
    ) in rows.select(columns).iter_rows():
        point = None if when is None else Point(when)
        yield {
            "pupil_id": pupil,
            "name": display_name(last, first, fallback),
            "class": name,
            "year_group": year,
            "subject": subject,
            "kind": kind,
            "kind_label": "no start point" if kind is None else KIND_WORDS[kind],
            "scale": scale,
            "when": "" if point is None else f"{point.code} {point.year_label}",
            "from_point": None if point is None else str(point),
            "code": code,
            "standing": None if standing is None else Standing(standing).label,
            "prior": prior,
            "group": group,
        }
