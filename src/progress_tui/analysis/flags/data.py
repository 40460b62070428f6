"""What is not on file, is in doubt, or has only just begun. Rules: docs/judgements.md, “Flags”."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from operator import attrgetter
from typing import NamedTuple

import polars as pl

from progress_tui.analysis.flags.ground import Ground, SubjectNow
from progress_tui.analysis.flags.registry import Found
from progress_tui.analysis.flags.starts import start_points
from progress_tui.analysis.flags.wording import in_sentence, subjects_in_words, together
from progress_tui.analysis.half_terms import half_terms, point_of
from progress_tui.analysis.summary import YEAR
from progress_tui.domain.scales import Scale
from progress_tui.domain.subjects import CORE
from progress_tui.domain.views import EvidenceRow, FlagShown


def no_data(ground: Ground) -> Iterator[Found]:
    """No result now, a stale one, or no start point."""
    yield from _no_result(ground)
    yield from _no_start(ground)


class Last(NamedTuple):
    """The last value of a pupil in a subject."""

    pupil_id: int
    subject: str
    series_id: int
    scale: str
    label: str
    code: str
    ordinal: int


def last_values(ground: Ground, missing: Iterable[SubjectNow]) -> dict[tuple[int, str], Last]:
    """(pupil_id, subject) → the last value of those who have none now; of one time the one that stands last on file."""
    values = ground.summary.values.select(Last._fields)
    rows = values.filter(pl.col("pupil_id").is_in(list({row.pupil_id for row in missing})))
    found = sorted(map(Last._make, rows.rows()), key=attrgetter("ordinal"))
    return {(row.pupil_id, row.subject): row for row in found}


def _class_last(ground: Ground, classes: Collection[int]) -> dict[tuple[int, str], int]:
    """(class_id, subject) → ordinal of the latest value of the class in the subject."""
    if not classes:
        return {}
    values = ground.summary.values.select("class_id", "subject", "ordinal")
    rows = values.filter(pl.col("class_id").is_in(list(classes))).group_by("class_id", "subject").agg(pl.max("ordinal"))
    return {(class_id, subject): ordinal for class_id, subject, ordinal in rows.iter_rows()}


def _no_result(ground: Ground) -> Iterator[Found]:
    """No value where classmates have one now; or, where nobody has one now, a last one that is older than theirs."""
    now, old = ground.summary.point.ordinal, int(ground.limits.number("no-data", "half_terms"))
    assessed = {(row.class_id, row.subject) for row in ground.now if row.kind == "value"}
    missing = [row for row in ground.now if row.kind != "value"]
    lasts = last_values(ground, missing)
    idle = {row.class_id for row in missing if (row.class_id, row.subject) not in assessed}
    of_class = _class_last(ground, idle)
    for row in missing:
        last, group = lasts.get((row.pupil_id, row.subject)), (row.class_id, row.subject)
        asked = now if group in assessed else of_class.get(group)
        if asked is None:
            continue
        stale = last is None or (now - last.ordinal > old and last.ordinal < asked)
        if group in assessed or stale:
            severity = 2 if last is None or now - last.ordinal >= YEAR else 1
            yield row.pupil_id, _without(ground, row, last, asked, severity)


def _without(ground: Ground, row: SubjectNow, last: Last | None, asked: int, severity: int) -> FlagShown:
    """The flag of a pupil without a result at the point that is asked for."""
    say, now = ground.say, ground.summary.point.ordinal
    why = _reason(say.scale(row.scale), row.raw)
    missing = f"No {in_sentence(row.subject)} result at {say.when(now)}{why}"
    line = say.line(row.series_id, asked, row.raw or "no result")
    evidence: list[tuple[str, tuple[EvidenceRow, ...]]] = [
        (f"{say.key(row.series_id)}|{say.at(asked)}=?{row.raw}", (line,))
    ]
    if last is None:
        sentence = f"{missing}, and none before."
    else:
        evidence.append(say.trail(last.series_id, (last.ordinal, last.code)))
        before = say.result(last.scale, last.code)
        sentence = (
            f"{row.label} has no result at {say.when(now)}{why}; {last.label} has {before}."
            if last.ordinal == now
            else f"{missing}; the last was {before} at {say.when(last.ordinal)}."
        )
    return FlagShown("no-data", row.subject, severity, sentence, *together(*evidence))


def _reason(scale: Scale | None, raw: str) -> str:
    """` (absent)`, ` (“999” is not a result)`, or nothing for an empty cell."""
    reason = scale.reason(raw) if scale is not None else ""
    return f" ({reason})" if reason else (f" (“{raw}” is not a result)" if raw else "")


def _no_start(ground: Ground) -> Iterator[Found]:
    """No start point in a subject in which most of the class have one, so in no figure of progress; once a pupil."""
    share = ground.limits.number("no-data", "start_share")
    started = ground.made(start_points)
    core = [row for row in ground.now if row.subject in CORE]
    without = [row for row in core if (row.pupil_id, row.subject) not in started]
    every = Counter((row.class_id, row.subject) for row in core)
    few = Counter((row.class_id, row.subject) for row in without)
    lacking: dict[int, list[str]] = {}
    for row in without:
        group = (row.class_id, row.subject)
        if (every[group] - few[group]) / every[group] * 100 > share:
            lacking.setdefault(row.pupil_id, []).append(row.subject)
    for pupil_id, unsorted in lacking.items():
        subjects = sorted(unsorted)
        sentence = f"No start point in {subjects_in_words(subjects)}: progress cannot be said."
        text = f"start|{'|'.join(subjects)}"
        lines = tuple(EvidenceRow("Start point", "", f"none in {in_sentence(subject)}") for subject in subjects)
        yield pupil_id, FlagShown("no-data", "", 1, sentence, text, lines)


def queried(ground: Ground) -> Iterator[Found]:
    """A result is marked as wrong and still on file as it was."""
    say = ground.say
    marked = ground.summary.frames.queried.select("pupil_id", "series_id", "ordinal", "raw", "reason")
    if marked.is_empty():
        return
    held = ground.summary.past.select("pupil_id", "subject", "series_id", "scale", "ordinal", "raw")
    own = held.filter(pl.col("pupil_id").is_in(marked["pupil_id"].unique().to_list()))
    rows = own.join(marked, on=["pupil_id", "series_id", "ordinal", "raw"], how="inner", maintain_order="left").sort(
        "pupil_id", "series_id", "ordinal"
    )
    for pupil_id, subject, series_id, scale, ordinal, raw, reason in rows.select(
        "pupil_id", "subject", "series_id", "scale", "ordinal", "raw", "reason"
    ).iter_rows():
        why = f": {reason.strip().rstrip('.')}" if reason.strip() else ""
        end = "" if why.endswith(("?", "!")) else "."
        named = f"{say.named(subject, scale)} {raw} at {say.when(ordinal)}"
        sentence = f"{named} is marked as wrong, for the office to mend{why}{end}"
        yield pupil_id, FlagShown("queried", subject, 1, sentence, *say.trail(series_id, (ordinal, raw)))


def new(ground: Ground) -> Iterator[Found]:
    """Joined since the previous point with results."""
    say, now = ground.say, ground.summary.point.ordinal
    before = ground.summary.values.select("pupil_id", "ordinal").filter(pl.col("ordinal") < now)
    previous = before["ordinal"].max()
    if not isinstance(previous, int):
        return
    starts, year = half_terms(), ground.summary.point.start_year
    lately = pl.col("joined_late") & (pl.col("first_year") == year)
    roll = ground.summary.roll.select("pupil_id", "from_date", lately.alias("lately"), "first_year", "class_name")
    roll = roll.filter(pl.col("from_date").is_not_null() | pl.col("lately"))
    seen = frozenset(before["pupil_id"].to_list()) if roll.height else frozenset()
    for pupil_id, from_date, joined_lately, first_year, class_name in roll.iter_rows():
        if from_date is not None:
            joined = previous < point_of(from_date, starts).ordinal <= now
            when = f" on {from_date.isoformat()}"
        else:
            joined = joined_lately and pupil_id not in seen
            when = ""
        if joined:
            sentence = (
                f"Joined since {say.when(previous)}{f' ({from_date.day:02}/{from_date.month:02})' if when else ''}."
            )
            text = f"new|{from_date or first_year}"
            yield (
                pupil_id,
                FlagShown("new", "", 1, sentence, text, (EvidenceRow("On roll", f"from{when}", class_name or ""),)),
            )
