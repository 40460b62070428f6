"""What changed since the last import, or since the last meeting of each class, as one list.

Flags that appeared, are raised again on new figures or are no longer raised; results that changed; what was added;
good news. Rules and a worked example: docs/judgements.md, “Flags”.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

import polars as pl

from progress_tui.analysis.behind import one_each, subject_said, those
from progress_tui.analysis.catalogue import scales
from progress_tui.analysis.choosing import chosen, subject_named
from progress_tui.analysis.flags import BY_ID, Flags, concerns
from progress_tui.analysis.school_at_point import SchoolAtPoint
from progress_tui.domain.calendar import Point
from progress_tui.domain.pupils import display_name
from progress_tui.domain.reports import Behind, Field, Report
from progress_tui.domain.views import FlagShown
from progress_tui.domain.whom import Whom

_FIELDS: Final = (
    Field("what", "what"), Field("severity", "⚑", "count"), Field("name", "pupil"), Field("class", "class"),
    Field("sentence", "what is said"),
)  # fmt: skip
_ORDER: Final = ("new flag", "again", "result changed", "good news", "no longer", "results added")
_KEY: Final = ["pupil_id", "series_id", "ordinal"]

Row = Mapping[str, object]

_Added = tuple[Row, Sequence[int]]
"""A row on results that are new, which comes after all others, and the pupil ids they are of."""

Since = Literal["import", "meeting"]
"""Since when changes are asked for."""


@dataclass(frozen=True, slots=True)
class _Chosen:
    """Whom the list is about: pupil_id → (name, class), one subject or None, and the choice in words."""

    pupils: Mapping[int, tuple[str, str]]
    subject: str | None
    description: str

    def row(self, what: str, pupil_id: int, sentence: str, subject: str, severity: int | None = None) -> Row:
        name, class_name = self.pupils[pupil_id]
        return {
            "what": what, "severity": severity, "name": name, "class": class_name, "sentence": sentence,
            "subject": subject, "pupil_id": pupil_id, "flag": None,
        }  # fmt: skip


def _chosen(at: SchoolAtPoint, whom: Whom) -> _Chosen:
    subject = subject_named(at, whom.subject)
    selection = chosen(at, whom, subject)
    keys = set(selection.keys)
    named = at.summary.roll.select("pupil_id", "surname", "forename", "fallback", "class_name")
    pupils = {
        pupil_id: (display_name(surname, forename, fallback), class_name or "")
        for pupil_id, surname, forename, fallback, class_name in named.iter_rows()
        if pupil_id in keys
    }
    return _Chosen(pupils, subject, selection.description)


def since_import(at: SchoolAtPoint, whom: Whom, file: str, made: str, earlier: SchoolAtPoint) -> Report:
    """What the last import changed.

    Flags are compared with those that stood before it, at the latest point that had results then.

    Args:
        at: the school at a point, as it is now.
        whom: which children, which subject.
        file: the import's file.
        made: the import's time, ISO to the minute.
        earlier: the school as it was before the import (`SchoolAtPoint.with_facts`).

    Raises:
        NotFoundError, UsageError: as `choosing.chosen`.
    """
    asked = _chosen(at, whom)
    held = earlier.frames.results
    was_empty = held.filter(pl.col("ordinal") <= at.point.ordinal).is_empty()
    rows = [
        *_flag_rows(asked, at.flags, {} if was_empty else earlier.flags, asked.pupils),
        *_changed(at, asked, held),
    ]
    added = list(_added(at, asked, at.frames.results.join(held, on=_KEY, how="anti", maintain_order="left")))
    then = "; nothing was on file before" if was_empty else f", compared with {earlier.point.label}"
    notes, since = [f"Since the import of {file} on {made}{then}."], f"import {file}"
    return _report(at, asked, rows, added, notes, since)


def since_meeting(at: SchoolAtPoint, whom: Whom) -> Report:
    """What changed since the last meeting held on each class, with the class lists of now.

    Raises:
        NotFoundError, UsageError: as `choosing.chosen`.
    """
    asked = _chosen(at, whom)
    rows: list[Row] = []
    added: list[_Added] = []
    notes = []
    meetings = _last_meetings(at, asked)
    for (ordinal, held_on), classes in meetings.items():
        own = at.summary.roll.filter(pl.col("class_id").is_in(list(classes)))["pupil_id"].to_list()
        stood = at.flags_then(ordinal, held_on)
        rows += _flag_rows(asked, at.flags, stood, [pupil_id for pupil_id in own if pupil_id in asked.pupils])
        later = (pl.col("ordinal") > ordinal) & (pl.col("ordinal") <= at.point.ordinal) & pl.col("pupil_id").is_in(own)
        added += _added(at, asked, at.frames.results.filter(later))
        names = ", ".join(classes.values())
        notes.append(f"{names}: since the meeting of {held_on.isoformat()}, compared with {Point(ordinal).label}.")
    met = {name for classes in meetings.values() for name in classes.values()}
    without = sorted({name for _, name in asked.pupils.values()} - met)
    if without:
        notes.append(f"No meeting is on file for {', '.join(name or 'children in no class' for name in without)}.")
    return _report(at, asked, rows, added, notes, "meeting")


def _last_meetings(at: SchoolAtPoint, asked: _Chosen) -> dict[tuple[int, date], dict[int, str]]:
    """(ordinal, day) of a meeting → class id → name, for the last meeting held of each class asked for."""
    classes = {name for _, name in asked.pupils.values()}
    named = at.summary.roll.select("class_id", "class_name").drop_nulls().unique()
    held = (
        at.frames.meetings.filter(
            (pl.col("status") == "held") & (pl.col("ordinal") <= at.point.ordinal) & (pl.col("held_on") <= at.today)
        )
        .join(named, on="class_id", how="inner", maintain_order="left")
        .filter(pl.col("class_name").is_in(list(classes)))
        .sort("held_on", "meeting_id")
        .unique("class_id", keep="last", maintain_order=True)
        .sort("class_name")
    )
    found: dict[tuple[int, date], dict[int, str]] = {}
    for class_id, name, ordinal, day in held.select("class_id", "class_name", "ordinal", "held_on").iter_rows():
        found.setdefault((ordinal, day), {})[class_id] = name
    return found


def _flag_rows(asked: _Chosen, now: Flags, stood: Flags, pupils: Iterable[int]) -> Iterator[Row]:
    """Flags raised now and not then, on new figures, or then and not now."""
    for pupil_id in pupils:
        before = {(flag.flag, flag.subject): flag for flag in stood.get(pupil_id, ())}
        own = now.get(pupil_id, ())
        for flag in (*concerns(own), *(flag for flag in own if flag.severity == 0)):
            known = before.get((flag.flag, flag.subject))
            fresh = known is None or (_of_change(flag) and known.evidence != flag.evidence)
            if fresh and asked.subject in (None, flag.subject):
                what = "good news" if flag.severity == 0 else ("new flag" if known is None else "again")
                yield {**asked.row(what, pupil_id, flag.sentence, flag.subject, flag.severity), "flag": flag.flag}
        still = {(flag.flag, flag.subject) for flag in own}
        for flag in concerns(stood.get(pupil_id, ())):
            if (flag.flag, flag.subject) not in still and asked.subject in (None, flag.subject):
                yield {**asked.row("no longer", pupil_id, f"Then: {flag.sentence}", flag.subject), "flag": flag.flag}


def _of_change(flag: FlagShown) -> bool:
    """A fall after a fall is another event; a result that is still below the expected standard is not."""
    return BY_ID[flag.flag].family in ("change", "good news")


def _changed(at: SchoolAtPoint, asked: _Chosen, earlier: pl.DataFrame) -> Iterator[Row]:
    """Results that have another code than before."""
    series = at.frames.series.select("series_id", "subject", "label", "scale")
    rows = (
        at.frames.results.join(earlier.rename({"raw": "raw_before"}), on=_KEY, how="inner", maintain_order="left")
        .filter((pl.col("raw") != pl.col("raw_before")) & pl.col("pupil_id").is_in(list(asked.pupils)))
        .join(series, on="series_id", how="left", maintain_order="left")
        .sort("pupil_id", "series_id", "ordinal")
    )
    for pupil_id, subject, label, scale, ordinal, before, now in rows.select(
        "pupil_id", "subject", "label", "scale", "ordinal", "raw_before", "raw"
    ).iter_rows():
        if asked.subject in (None, subject):
            sentence = f"{label} at {Point(ordinal).label}: {_said(scale, before)} became {_said(scale, now)}."
            yield asked.row("result changed", pupil_id, sentence, subject)


def _said(scale: str, raw: str) -> str:
    return (scales()[scale].read(raw).code if scale in scales() else raw) or "no result"


def _added(at: SchoolAtPoint, asked: _Chosen, results: pl.DataFrame) -> Iterator[_Added]:
    """New results, counted by series and point, each with the children they are of."""
    series = at.frames.series.select("series_id", "subject", "label")
    counts = (
        results.filter(pl.col("pupil_id").is_in(list(asked.pupils)))
        .join(series, on="series_id", how="left", maintain_order="left")
        .group_by("subject", "label", "ordinal")
        .agg(pl.len().alias("n"), pl.col("pupil_id").unique())
        .sort("ordinal", "label", descending=[True, False])
    )
    for subject, label, ordinal, n, ids in counts.iter_rows():
        if asked.subject in (None, subject):
            sentence = (
                f"{label} at {Point(ordinal).label}: {n} {'result' if n == 1 else 'results'} of {len(ids)} children."
            )
            row = {
                "what": "results added", "severity": None, "name": "", "class": "", "sentence": sentence,
                "subject": subject, "pupil_id": None, "flag": None,
            }  # fmt: skip
            yield row, ids


def _report(
    at: SchoolAtPoint, asked: _Chosen, rows: Sequence[Row], added: Sequence[_Added], notes: list[str], since: str
) -> Report:
    def order(row: Row) -> tuple[int, int, str]:
        severity = row["severity"]
        return _ORDER.index(str(row["what"])), -severity if isinstance(severity, int) else 0, str(row["name"])

    shown = (*sorted(rows, key=order), *(row for row, _ in added))
    counts = {what: sum(row["what"] == what for row in shown) for what in _ORDER}
    single = one_each(shown)

    def behind(row: int, key: str) -> Behind | None:
        if row < len(rows):
            return single(row, key)
        return those(at.frames, added[row - len(rows)][1], subject_said(str(shown[row]["subject"])), "results added")

    told = "; ".join(f"{what}: {count}" for what, count in counts.items() if count)
    return Report(
        title=at.title("Changes"),
        point=str(at.point),
        fields=_FIELDS,
        rows=shown,
        notes=(*notes, f"{told or 'Nothing changed'} ({asked.description})."),
        more={"since": since, "counts": {what.replace(" ", "_"): count for what, count in counts.items()}},
        behind=behind,
    )
