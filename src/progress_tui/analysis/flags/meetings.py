"""What was agreed and what became of it: actions, support, the record of attitudes, and who was not spoken of.

Rules: docs/judgements.md, “Flags”.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

import polars as pl

from progress_tui.analysis.flags.ground import Ground
from progress_tui.analysis.flags.registry import Found
from progress_tui.analysis.flags.wording import day_words
from progress_tui.analysis.summary import YEAR
from progress_tui.domain.views import EvidenceRow, FlagShown

_TERM: Final = 2
"""Half-terms in a term: how old a grading may be that still speaks of now."""

_NO_EFFECT: Final = ("none", "unknown", "")


def action_overdue(ground: Ground) -> Iterator[Found]:
    """Open and past its due date; once a pupil, the longest overdue first."""
    rows = (
        ground.actions.filter((pl.col("status") == "open") & (pl.col("due") < ground.summary.today))
        .join(ground.summary.roll.select("pupil_id"), on="pupil_id", how="semi", maintain_order="left")
        .sort("pupil_id", "due", "action_id")
    )
    for (pupil_id,), own in rows.group_by("pupil_id", maintain_order=True):
        held = list(own.select("action_id", "what", "owner", "due").iter_rows())
        _, what, owner, due = held[0]
        more = f", and {len(held) - 1} more" if len(held) > 1 else ""
        by = f" ({owner})" if owner else ""
        sentence = f"“{what}”{by} was due on {day_words(due)} and is still open{more}."
        text = "|".join(f"{action_id}={day.isoformat()}" for action_id, _, _, day in held)
        lines = tuple(EvidenceRow(words, day.isoformat(), "open") for _, words, _, day in held)
        yield int(str(pupil_id)), FlagShown("action-overdue", "", 2, sentence, text, lines)


def support_not_working(ground: Ground) -> Iterator[Found]:
    """Ended, or running for ten weeks or more, and no effect is recorded."""
    today = ground.summary.today
    weeks = timedelta(weeks=ground.limits.number("support-not-working", "weeks"))
    forgotten = timedelta(weeks=ground.limits.number("support-not-working", "ended"))
    ended = (pl.col("ends") < today).fill_null(value=False)
    rows = (
        ground.support.filter(pl.col("effect").is_in(_NO_EFFECT))
        .filter((ended & (pl.col("ends") >= today - forgotten)) | (~ended & (pl.col("starts") <= today - weeks)))
        .join(ground.summary.roll.select("pupil_id"), on="pupil_id", how="semi", maintain_order="left")
        .with_columns(ended.alias("ended"))
        .sort("pupil_id", "starts", "support_id")
    )
    for pupil_id, support_id, name, subject, starts, ends, effect, entry, left, is_over in rows.select(
        "pupil_id", "support_id", "name", "subject", "starts", "ends", "effect", "entry", "exit", "ended"
    ).iter_rows():
        found = "without effect" if effect == "none" else "with no effect recorded"
        since = f"ended on {day_words(ends)}" if is_over else f"has run since {day_words(starts)}"
        text = f"{support_id}|{starts.isoformat()}|{ends.isoformat() if is_over else ''}|{effect}|{entry}|{left}"
        lines = tuple(
            EvidenceRow(name, day, value or "no result")
            for day, value in ((starts.isoformat(), entry), (ends.isoformat() if is_over else "", left))
            if day
        )
        yield pupil_id, FlagShown("support-not-working", subject, 2, f"{name} {since} {found}.", text, lines)


def latest_grades(ground: Ground) -> pl.DataFrame:
    """The latest grades of pupils with a low one, at most a term old, with the ones before, at most a year older.

    Returns:
        pupil_id, strand, ordinal, grade, label, previous_label, previous_ordinal, red and fell (Boolean, never null),
        sorted by pupil and strand.
    """
    now, limit = ground.summary.point.ordinal, ground.limits.number
    same = (pl.col("pupil_id") == pl.col("pupil_id").shift(1)) & (pl.col("strand") == pl.col("strand").shift(1))
    near = same & (pl.col("ordinal") - pl.col("ordinal").shift(1) <= YEAR)
    worse = pl.col("grade") - pl.col("previous_grade") >= limit("attitude", "down")
    # Only who has a grade low enough to be told now: the history of the others is long.
    least = min(limit("attitude", "red"), 1 + limit("attitude", "down"))
    held = ground.summary.frames.strand_grades
    low = held.filter(pl.col("ordinal").is_between(now - _TERM + 1, now) & (pl.col("grade") >= least))
    return (
        held.filter(
            pl.col("pupil_id").is_in(low["pupil_id"].unique().to_list())
            & pl.col("ordinal").is_between(now - _TERM - YEAR, now)
        )
        .join(ground.summary.roll.select("pupil_id"), on="pupil_id", how="semi", maintain_order="left")
        .sort("pupil_id", "strand", "ordinal")
        .with_columns(
            *(pl.when(near).then(pl.col(c).shift(1)).alias(f"previous_{c}") for c in ("grade", "label", "ordinal")),
            pl.col("ordinal").max().over("pupil_id").alias("last"),
        )
        .filter((pl.col("ordinal") == pl.col("last")) & (pl.col("ordinal") > now - _TERM))
        .with_columns(
            (pl.col("grade") >= limit("attitude", "red")).alias("red"), worse.fill_null(value=False).alias("fell")
        )
        .drop("last", "previous_grade")
    )


def attitude(ground: Ground) -> Iterator[Found]:
    """Two strands red in the latest record, or one down by two grades since the record before."""
    if ground.summary.frames.strand_grades.is_empty():
        return
    say, reds = ground.say, ground.limits.number("attitude", "reds")
    held: dict[int, list[tuple[str, str, bool, bool, str | None, int | None, int]]] = {}
    for pupil_id, *grade in (
        latest_grades(ground)
        .select("pupil_id", "strand", "label", "red", "fell", "previous_label", "previous_ordinal", "ordinal")
        .iter_rows()
    ):
        strand, label, red, fell, before, then, ordinal = grade
        held.setdefault(pupil_id, []).append((strand, label, red, fell, before, then, ordinal))
    for pupil_id, grades in held.items():
        when = grades[0][-1]
        shown = {strand: label for strand, label, red, *_ in grades if red}
        parts = [f"{', '.join(shown)}: {'/'.join(dict.fromkeys(shown.values()))} at {say.when(when)}"]
        parts = parts if len(shown) >= reds else []
        parts += [
            f"{strand} went from {before} to {label} since {say.when(then)}"
            for strand, label, _, fell, before, then, _ in grades
            if fell and then is not None
        ]
        if parts:
            lines = tuple(EvidenceRow(strand, say.at(when), label) for strand, label, *_ in grades)
            text = "|".join(f"{strand}={label}<{before or ''}" for strand, label, _, _, before, _, _ in grades)
            sentence = "; ".join(parts)
            told = f"{sentence[:1].upper()}{sentence[1:]}."
            yield pupil_id, FlagShown("attitude", "", 1, told, f"{say.at(when)}:{text}", lines)


def not_discussed(ground: Ground) -> Iterator[Found]:
    """On roll, and in none of the last three meetings of the child's class, whichever class that was."""
    frames, summary = ground.summary.frames, ground.summary
    many = int(ground.limits.number("not-discussed", "meetings"))
    held = frames.meetings.filter(
        (pl.col("status") == "held")
        & (pl.col("ordinal") <= summary.point.ordinal)
        & (pl.col("held_on") <= summary.today)
    )
    spoken = frames.meeting_items.select("meeting_id", "pupil_id", pl.lit(True).alias("spoken")).unique()
    places = frames.enrolments.select("pupil_id", "class_id", "academic_year").drop_nulls("class_id")
    rows = (
        summary.roll.select("pupil_id")
        .join(places, on="pupil_id", how="inner", maintain_order="left")
        .join(held, on="class_id", how="inner", maintain_order="left")
        .join(spoken, on=["meeting_id", "pupil_id"], how="left", maintain_order="left")
        .sort("pupil_id", "held_on", "meeting_id")
    )
    last = rows.group_by("pupil_id", maintain_order=True).tail(many)
    silent = last.group_by("pupil_id", maintain_order=True).agg(
        pl.len().alias("n"), pl.col("spoken").is_not_null().any().alias("any"), "held_on", "meeting_id"
    )
    for pupil_id, days, meetings in (
        silent.filter((pl.col("n") == many) & ~pl.col("any")).select("pupil_id", "held_on", "meeting_id").iter_rows()
    ):
        count = "the last meeting" if many == 1 else f"the last {many} meetings of the class"
        sentence = f"Not discussed in {count}, since {day_words(days[0])} {days[0].year}."
        lines = tuple(EvidenceRow("Meeting", day.isoformat(), "not discussed") for day in reversed(days))
        yield pupil_id, FlagShown("not-discussed", "", 1, sentence, "|".join(map(str, meetings)), lines)
