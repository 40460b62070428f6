"""What was agreed and what became of it: actions, support, the record of attitudes, and who was not spoken of.

Rules: docs/judgements.md, “Flags”.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple

import polars as pl

from progress_tui.analysis.flags.ground import Ground
from progress_tui.analysis.flags.registry import Found
from progress_tui.analysis.flags.wording import day_words
from progress_tui.analysis.meeting.spoken import last_meetings
from progress_tui.analysis.summary import YEAR
from progress_tui.analysis.under_way import is_overdue
from progress_tui.domain.views import EvidenceRow, FlagShown

_TERM: Final = 2
"""Half-terms in a term: how old a grading may be that still speaks of now."""

_NO_EFFECT: Final = ("none", "unknown", "")


def action_overdue(ground: Ground) -> Iterator[Found]:
    """Open and past its due date; once a pupil, the longest overdue first."""
    rows = (
        ground.actions.filter(is_overdue(ground.summary.today))
        .select("pupil_id", "action_id", "what", "owner", "due")
        .sort("pupil_id", "due", "action_id")
    )
    overdue: dict[int, list[tuple[int, str, str, date]]] = {}
    for pupil_id, *action in rows.iter_rows():
        if pupil_id in ground.on_roll:
            overdue.setdefault(pupil_id, []).append((action[0], action[1], action[2], action[3]))
    for pupil_id, held in overdue.items():
        _, what, owner, due = held[0]
        more = f", and {len(held) - 1} more" if len(held) > 1 else ""
        by = f" ({owner})" if owner else ""
        sentence = f"“{what}”{by} was due on {day_words(due)} and is still open{more}."
        text = "|".join(f"{action_id}={day.isoformat()}" for action_id, _, _, day in held)
        lines = tuple(EvidenceRow(words, day.isoformat(), "open") for _, words, _, day in held)
        yield pupil_id, FlagShown("action-overdue", "", 2, sentence, text, lines)


def support_not_working(ground: Ground) -> Iterator[Found]:
    """Ended, or running for ten weeks or more, and no effect is recorded."""
    today = ground.summary.today
    weeks = timedelta(weeks=ground.limits.number("support-not-working", "weeks"))
    forgotten = timedelta(weeks=ground.limits.number("support-not-working", "ended"))
    ended = (pl.col("ends") < today).fill_null(value=False)
    rows = (
        ground.support.filter(pl.col("effect").is_in(_NO_EFFECT))
        .filter((ended & (pl.col("ends") >= today - forgotten)) | (~ended & (pl.col("starts") <= today - weeks)))
        .with_columns(ended.alias("ended"))
        .sort("pupil_id", "starts", "support_id")
    )
    for pupil_id, support_id, name, subject, starts, ends, effect, entry, left, is_over in rows.select(
        "pupil_id", "support_id", "name", "subject", "starts", "ends", "effect", "entry", "exit", "ended"
    ).iter_rows():
        if pupil_id not in ground.on_roll:
            continue
        found = "without effect" if effect == "none" else "with no effect recorded"
        since = f"ended on {day_words(ends)}" if is_over else f"has run since {day_words(starts)}"
        text = f"{support_id}|{starts.isoformat()}|{ends.isoformat() if is_over else ''}|{effect}|{entry}|{left}"
        lines = tuple(
            EvidenceRow(name, day, value or "no result")
            for day, value in ((starts.isoformat(), entry), (ends.isoformat() if is_over else "", left))
            if day
        )
        yield pupil_id, FlagShown("support-not-working", subject, 2, f"{name} {since} {found}.", text, lines)


class Grade(NamedTuple):
    """A grade in a strand at a point, with its words."""

    pupil_id: int
    strand: str
    ordinal: int
    grade: int
    label: str


def latest_grades(ground: Ground) -> dict[int, list[tuple[Grade, Grade | None]]]:
    """The latest grades of pupils with a low one, at most a term old, with the ones before, at most a year older.

    Returns:
        pupil_id → (grade, the one before it) by strand; by pupil.
    """
    now, limit = ground.summary.point.ordinal, ground.limits.number
    # Only who has a grade low enough to be told now: the history of the others is long.
    least = min(limit("attitude", "red"), 1 + limit("attitude", "down"))
    held = ground.summary.frames.strand_grades
    low = held.filter(pl.col("ordinal").is_between(now - _TERM + 1, now) & (pl.col("grade") >= least))
    pupils = ground.on_roll.intersection(low["pupil_id"].to_list())
    rows = held.filter(
        pl.col("pupil_id").is_in(list(pupils)) & pl.col("ordinal").is_between(now - _TERM - YEAR, now)
    ).select(Grade._fields)
    above: Grade | None = None
    found: dict[int, list[tuple[Grade, Grade | None]]] = {}
    last: dict[int, int] = {}
    for row in sorted(map(Grade._make, rows.rows())):
        follows = above is not None and row[:2] == above[:2] and row.ordinal - above.ordinal <= YEAR
        found.setdefault(row.pupil_id, []).append((row, above if follows else None))
        last[row.pupil_id] = max(row.ordinal, last.get(row.pupil_id, 0))
        above = row
    return {
        pupil_id: [(grade, before) for grade, before in grades if grade.ordinal == last[pupil_id]]
        for pupil_id, grades in found.items()
    }


def attitude(ground: Ground) -> Iterator[Found]:
    """Two strands red in the latest record, or one down by two grades since the record before."""
    if ground.summary.frames.strand_grades.is_empty():
        return
    say, limit = ground.say, ground.limits.number
    red, down, reds = limit("attitude", "red"), limit("attitude", "down"), limit("attitude", "reds")
    for pupil_id, grades in latest_grades(ground).items():
        when = grades[0][0].ordinal
        shown = {grade.strand: grade.label for grade, _ in grades if grade.grade >= red}
        parts = [f"{', '.join(shown)}: {'/'.join(dict.fromkeys(shown.values()))} at {say.when(when)}"]
        parts = parts if len(shown) >= reds else []
        parts += [
            f"{grade.strand} went from {before.label} to {grade.label} since {say.when(before.ordinal)}"
            for grade, before in grades
            if before is not None and grade.grade - before.grade >= down
        ]
        if parts:
            lines = tuple(EvidenceRow(grade.strand, say.at(when), grade.label) for grade, _ in grades)
            text = "|".join(
                f"{grade.strand}={grade.label}<{before.label if before is not None else ''}" for grade, before in grades
            )
            sentence = "; ".join(parts)
            told = f"{sentence[:1].upper()}{sentence[1:]}."
            yield pupil_id, FlagShown("attitude", "", 1, told, f"{say.at(when)}:{text}", lines)


def not_discussed(ground: Ground) -> Iterator[Found]:
    """On roll, and in none of the last three meetings of the child's class, whichever class that was."""
    summary, many = ground.summary, int(ground.limits.number("not-discussed", "meetings"))
    found = last_meetings(summary.frames, summary.point.ordinal, summary.today, ground.on_roll, many)
    for pupil_id, (last, spoken) in found.items():
        if len(last) < many or spoken:
            continue
        days = [held_on for held_on, _ in last]
        count = "the last meeting" if many == 1 else f"the last {many} meetings of the class"
        sentence = f"Not discussed in {count}, since {day_words(days[0])} {days[0].year}."
        lines = tuple(EvidenceRow("Meeting", day.isoformat(), "not discussed") for day in reversed(days))
        yield (
            pupil_id,
            FlagShown("not-discussed", "", 1, sentence, "|".join(str(meeting_id) for _, meeting_id in last), lines),
        )
