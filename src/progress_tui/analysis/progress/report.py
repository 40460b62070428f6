"""Progress of pupils in rows: from which result to which, how much, or why not and the position instead."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import polars as pl

from progress_tui.analysis.behind import Look, Said, one_each, selected, subject_said, those, told
from progress_tui.analysis.choosing import chosen, subject_named
from progress_tui.analysis.progress.measure import REFUSALS, SMALL_STEP, plural
from progress_tui.analysis.progress.pupils import progress_frame
from progress_tui.analysis.school_at_point import SchoolAtPoint, Selection
from progress_tui.domain.calendar import Point
from progress_tui.domain.pupils import display_name
from progress_tui.domain.reports import Field, Report
from progress_tui.domain.subjects import subject_label, subject_order
from progress_tui.domain.whom import Whom

_FIELDS: Final = (
    Field("name", "pupil"),
    Field("class", "class"),
    Field("subject", "subject"),
    Field("from", "from"),
    Field("to", "to"),
    Field("words", "progress"),
    Field("from_percentile", "place then", "percent"),
    Field("to_percentile", "place now", "percent"),
)


class _Cells(NamedTuple):
    """What a row is made of, under the names of the frame's columns."""

    pupil_id: int
    surname: str
    forename: str
    fallback: str
    class_name: str | None
    year_group: int | None
    subject: str
    label: str
    scale: str
    from_label: str | None
    from_ordinal: int | None
    from_code: str | None
    to_kind: str
    to_code: str | None
    progress: float | None
    unit: str | None
    meaning: str
    open_ended: bool
    refusal: str | None
    words: str
    from_percentile: float | None
    to_percentile: float | None


def progress_report(at: SchoolAtPoint, whom: Whom, since: Point | None = None, beside: bool = False) -> Report:
    """Progress of the pupils that are asked for, by name and subject.

    Args:
        at: the school at a point.
        whom: which pupils and which subject.
        since: the earlier point; without it the latest earlier result, at most a year back.
        beside: the other series with a result now (tests beside teacher assessment) in place of those that speak.

    Raises:
        NotFoundError: no such class or year group.
        UsageError: no such subject, or the text is not a filter.
    """
    subject = subject_named(at, whom.subject)
    selection = chosen(at, whom, subject)
    frame = progress_frame(at, since, beside, selection.keys)
    if subject is not None:
        frame = frame.filter(pl.col("subject") == subject)
    names = at.summary.roll.select("pupil_id", "surname", "forename", "fallback", "class_name")
    held = frame.join(names, on="pupil_id", how="left", maintain_order="left").select(_Cells._fields)
    cells = [_Cells(*row) for row in held.iter_rows()]
    rows, said = tuple(_row(one) for one in cells), told(_notes(at, selection, frame))
    return Report(
        title=at.title("Progress", f"since {since.label}" if since is not None else "since the result before"),
        point=str(at.point),
        fields=_FIELDS,
        rows=rows,
        notes=said.notes,
        more={
            "filter": selection.description,
            "on_roll": len(selection.keys),
            "since": None if since is None else str(since),
            "summary": _summary(frame),
        },
        behind=one_each(rows),
        behind_notes=said.behind,
    )


def _row(cells: _Cells) -> dict[str, object]:
    when = None if cells.from_ordinal is None else Point(cells.from_ordinal)
    return {
        "pupil_id": cells.pupil_id,
        "name": display_name(cells.surname, cells.forename, cells.fallback),
        "class": cells.class_name,
        "year_group": cells.year_group,
        "subject": cells.subject,
        "series": cells.label,
        "scale": cells.scale,
        "from": "" if when is None else f"{cells.from_code or '–'} {when.code}",
        "from_point": None if when is None else str(when),
        "from_code": cells.from_code,
        "from_series": cells.from_label,
        "to": cells.to_code or "",
        "to_kind": cells.to_kind,
        "progress": cells.progress,
        "unit": cells.unit,
        "meaning": cells.meaning,
        "open_ended": cells.open_ended,
        "words": f"– {cells.words}" if cells.refusal is not None else cells.words,
        "refusal": cells.refusal,
        "from_percentile": cells.from_percentile,
        "to_percentile": cells.to_percentile,
    }


def _measured() -> pl.Expr:
    """Whether a row is in a mean: measured, and not only from a floor or up to a ceiling."""
    return pl.col("progress").is_not_null() & ~pl.col("open_ended")


def _summary(frame: pl.DataFrame) -> list[dict[str, object]]:
    """Mean progress by subject, series and unit, with n (a result now) and the matched n."""
    assessed = frame.filter(pl.col("to_kind") == "value")
    n = assessed.group_by("subject", "series_id").agg(pl.len().alias("n"))
    figures = (
        frame.filter(_measured())
        .group_by("subject", "series_id", "label", "unit", maintain_order=True)
        .agg(pl.len().alias("matched"), pl.col("progress").mean().alias("mean"), pl.col("progress").std().alias("sd"))
        .join(n, on=["subject", "series_id"], how="left")
        .sort("subject", "label", "unit")
        .select("subject", "label", "unit", "matched", "n", "mean", "sd")
    )
    keys = ("subject", "series", "unit", "matched", "n", "mean", "sd")
    rows = [dict(zip(keys, row, strict=True)) for row in figures.iter_rows()]
    return sorted(rows, key=lambda row: subject_order(str(row["subject"])))


def _notes(at: SchoolAtPoint, selection: Selection, frame: pl.DataFrame) -> Iterator[Said]:
    def of(rows: pl.Expr, *words: str) -> Look:
        return lambda: those(at.frames, frame.filter(rows), selection.description, *words)

    on_roll = at.summary.roll.height
    yield f"{len(selection.keys)} of {on_roll} on roll: {selection.description}.", selected(at, selection)
    if selection.hint:
        yield selection.hint
    for row in _summary(frame):
        size, matched = float(str(row["mean"])), int(str(row["matched"]))
        own = [pl.col(column) == row[key] for column, key in (("subject", "subject"), ("label", "series"))]
        measured = _measured() & pl.all_horizontal(own) & (pl.col("unit") == row["unit"])
        yield (
            f"{subject_label(str(row['subject']))} ({row['series']}): mean {size:+.2f} {plural(str(row['unit']))}, "
            f"{matched} measured of {row['n']} with a result now (of {len(selection.keys)} on roll).",
            of(measured, subject_said(str(row["subject"])), "measured"),
        )
    counts = dict(frame["refusal"].drop_nulls().value_counts().iter_rows())
    if counts:
        said = ", ".join(f"{counts[code]} {words}" for code, words in REFUSALS.items() if code in counts)
        yield (
            f"Not measured: {said}. Differences are taken inside one series; the place is given instead.",
            of(pl.col("refusal").is_not_null(), "not measured"),
        )
    if left_out := frame.filter(pl.col("open_ended")).height:
        words = f"In no mean: {left_out} known only as that much or more (a floor or a ceiling)."
        yield words, of(pl.col("open_ended"), "a floor or a ceiling")
    if frame.filter(pl.col("unit") == SMALL_STEP).height:
        yield (
            "Small steps are those of children below the curriculum of their year, from their own start: to stay where "
            "they were is no progress, whatever the band.",
            of(pl.col("unit") == SMALL_STEP, "measured in small steps"),
        )
    yield (
        "Place: the share of the others in the year group with a lower result, equal ones counted half "
        "(0 lowest, 100 highest)."
    )
