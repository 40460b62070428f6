"""What stands beside the judgements in a class grid: earlier statutory results, and the latest test of each subject.

A statutory result keeps its own scale and its own time; a test keeps its age. Nothing here is compared across scales.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Literal, NamedTuple

import polars as pl

from progress_tui.analysis.catalogue import scales
from progress_tui.analysis.summary import KIND_ORDER, YEAR, Summary
from progress_tui.domain.standing import Standing
from progress_tui.domain.subjects import subject_label, subject_letter, subject_order
from progress_tui.domain.views import BesideHeading, BesideShown, Change, ResultShown

_ALONE: Final = {
    "gld": ("GLD", "Good level of development"),
    "phonics": ("Pho", "Phonics check"),
    "mtc": ("MTC", "Tables check"),
}
"""Scales that are an assessment of their own → heading and label."""
_STAGES: Final = {"EYFS": "the end of Reception", "KS1": "the end of Key Stage 1", "KS2": "the end of Key Stage 2"}
_SCORED: Final = ("standardised", "scaled")
_ORDER: Final = ("GLD", "EYFS", "Pho", "KS1", "MTC", "KS2")
"""Statutory assessments as a child meets them."""


class _Row(NamedTuple):
    """One result, as it is taken from `Summary.past`."""

    pupil_id: int
    subject: str
    series_id: int
    series_kind: str
    scale: str
    label: str
    ordinal: int
    year_group: int | None
    code: str
    kind: str
    standing: int | None
    notch: float | None

    @property
    def shown(self) -> ResultShown:
        return ResultShown(self.code, self.kind, self.standing, self.notch)


class Beside(NamedTuple):
    """The columns beside, and by pupil what stands in them."""

    headings: tuple[BesideHeading, ...]
    cells: Mapping[int, tuple[BesideShown, ...]]

    def of(self, pupil_id: int) -> tuple[BesideShown, ...]:
        """A pupil's cells, aligned with the headings."""
        return self.cells.get(pupil_id) or (BesideShown(),) * len(self.headings)


def beside(summary: Summary, class_id: int, subjects: Mapping[str, int]) -> Beside:
    """What stands beside the judgements of a class.

    Args:
        summary: the school at the point.
        class_id: the class.
        subjects: subject of the class → the series that speaks for it, which is not shown a second time.
    """
    main, now = set(subjects.values()), summary.point.ordinal
    rows = [row for row in _rows(summary, class_id) if not (row.series_id in main and row.ordinal == now)]
    columns = [*_history(rows, subjects), *_tests(summary, class_id, rows, subjects)]
    pupils = sorted({pupil_id for _, cells in columns for pupil_id in cells})
    return Beside(
        tuple(heading for heading, _ in columns),
        {pupil: tuple(cells.get(pupil, BesideShown()) for _, cells in columns) for pupil in pupils},
    )


def _rows(summary: Summary, class_id: int) -> list[_Row]:
    held = summary.past.filter((pl.col("class_id") == class_id) & (pl.col("series_kind") != "teacher"))
    return list(map(_Row._make, held.select(_Row._fields).iter_rows()))


_Column = tuple[BesideHeading, dict[int, BesideShown]]


def _history(rows: Iterable[_Row], subjects: Mapping[str, int]) -> Iterator[_Column]:
    """A column for each statutory assessment and subject; of several results of a pupil the latest that is a value."""
    statutory = [row for row in rows if row.series_kind == "statutory"]
    years = {(row.series_id, row.ordinal): row.year_group for row in statutory if row.year_group is not None}
    held: dict[tuple[str, str], list[_Row]] = {}
    for row in statutory:
        # A child whose year group is not known sat it with the others.
        stage = _stage(row, years.get((row.series_id, row.ordinal)) if row.year_group is None else row.year_group)
        if stage in dict(_ALONE.values()) or row.subject in subjects or row.scale != "eyfs":
            held.setdefault((stage, row.subject), []).append(row)
    for stage, subject in sorted(held, key=lambda key: (_ORDER.index(key[0]), subject_order(key[1]))):
        own = held[stage, subject]
        if any(row.kind == "value" for row in own):
            heading = _history_heading(stage, subject, own, subject in subjects)
            yield heading, _latest(own, heading.scale)


def _stage(row: _Row, year_group: int | None) -> str:
    """`GLD`, `Pho`, `MTC`, `EYFS`, `KS1` or `KS2`."""
    if row.scale in _ALONE:
        return _ALONE[row.scale][0]
    if row.scale == "eyfs" or year_group == 0:
        return "EYFS"
    return "KS1" if year_group is not None and year_group <= 2 else "KS2"


def _history_heading(stage: str, subject: str, rows: list[_Row], own: bool) -> BesideHeading:
    alone = dict(_ALONE.values()).get(stage)
    label = alone or f"{subject_label(subject)} at {_STAGES[stage]}"
    heading = stage if alone or own else f"{stage} {subject_letter(subject)}"
    key = stage.lower() if alone else f"{subject}:{stage.lower()}"
    return _heading(key, "history", subject if own and not alone else "", heading, label, rows)


def _tests(
    summary: Summary, class_id: int, rows: Iterable[_Row], subjects: Mapping[str, int]
) -> Iterator[_Column]:  # fmt: skip
    """For each subject the test with scores that was taken last, at most a year old; never the one that speaks."""
    since = summary.point.ordinal - YEAR
    held: dict[tuple[str, int], list[_Row]] = {}
    for row in rows:
        speaks = subjects.get(row.subject) == row.series_id
        if row.series_kind == "test" and row.ordinal > since and row.subject in subjects and not speaks:
            held.setdefault((row.subject, row.series_id), []).append(row)
    changes = _changes(summary, class_id)
    for subject in sorted({subject for subject, _ in held}, key=subject_order):
        own = max((rows for (of, _), rows in held.items() if of == subject), key=_rank)
        if not any(row.kind == "value" for row in own):
            continue
        heading = _heading(f"{subject}:test", "test", subject, "Test", f"{subject_label(subject)} test", own)
        yield (
            heading,
            {
                pupil: shown._replace(change=changes.get((pupil, own[0].series_id), ""))
                if shown.ordinal == summary.point.ordinal
                else shown
                for pupil, shown in _latest(own, heading.scale).items()
            },
        )


def _rank(rows: list[_Row]) -> tuple[bool, int, int, int]:
    """Scores before marks, then the latest, then the test more pupils sat."""
    scored = scales()[rows[0].scale].kind in _SCORED
    return scored, max(row.ordinal for row in rows), len(rows), -rows[0].series_id


def _changes(summary: Summary, class_id: int) -> dict[tuple[int, int], Change]:
    """(pupil, series) → the change of a result now against the one before in its series."""
    held = summary.beside.filter(pl.col("class_id") == class_id).select("pupil_id", "series_id", "scale", "change")
    return {(pupil, series): change_of(scale, change) for pupil, series, scale, change in held.iter_rows()}


def change_of(scale_id: str, change: float | None) -> Change:
    """The direction of a change inside one series; a difference of scores within error is `same`."""
    if change is None:
        return ""
    fall = scales()[scale_id].fall
    least = -fall.watch if fall is not None else 0.0
    if change == 0 or abs(change) < least:
        return "same"
    return "up" if change > 0 else "down"


def _latest(rows: Iterable[_Row], scale: str = "") -> dict[int, BesideShown]:
    """By pupil the latest value, else the latest reason why there is none; places only on the column's own scale."""
    found: dict[int, _Row] = {}
    for row in sorted(rows, key=lambda row: (row.kind == "value", row.ordinal, -KIND_ORDER.get(row.series_kind, 9))):
        found[row.pupil_id] = row
    return {
        pupil: BesideShown(row.shown if row.scale == scale else row.shown._replace(notch=None), row.ordinal)
        for pupil, row in found.items()
    }


def _heading(
    key: str, kind: Literal["history", "test"], subject: str, heading: str, label: str, rows: list[_Row]
) -> BesideHeading:
    latest = _latest(rows).values()
    values = [shown.result for shown in latest if shown.result.kind == "value"]
    standings = [Standing(value.standing) for value in values if value.standing is not None]
    last = max(rows, key=lambda row: (row.kind == "value", row.ordinal))
    return BesideHeading(
        key, kind, subject, heading, label, last.label, last.scale, bool(standings),
        len(values), len(standings), sum(standing.met for standing in standings),
    )  # fmt: skip
