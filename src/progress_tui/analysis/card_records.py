"""What is done for the child of a pupil card, and the results before and since; flags that were dismissed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import polars as pl

from progress_tui.analysis.effect.effects import CASES, EffectShown, effects
from progress_tui.analysis.effect.report import effect_words, point_text
from progress_tui.analysis.school_at_point import SchoolAtPoint
from progress_tui.analysis.under_way import is_overdue, memberships, runs_on
from progress_tui.domain.card import DismissedShown, GradeShown, MeetingItemShown, SinceShown, SupportShown
from progress_tui.domain.subjects import subject_order

_Cases = list[tuple[int, int, str, object, object]]


def support_of(at: SchoolAtPoint, pupil_ids: Sequence[int]) -> Mapping[int, tuple[SupportShown, ...]]:
    """The support groups each of some children is or was in, the latest start first; an empty tuple for none."""
    found: dict[int, tuple[SupportShown, ...]] = dict.fromkeys(pupil_ids, ())
    own = memberships(at.frames).filter(pl.col("pupil_id").is_in(list(pupil_ids)))
    if not own.height:
        return found
    held = own.with_columns(runs_on(at.today).alias("running")).sort("starts", "support_id", descending=True)
    rows = list(held.iter_rows(named=True))
    # A case for each child of a group: one may have joined later than another.
    since = _since(
        at, [(case, row["pupil_id"], row["subject"], row["starts"], row["ends"]) for case, row in enumerate(rows)]
    )
    for case, row in enumerate(rows):
        found[row["pupil_id"]] += (_support(row, since[case]),)
    return found


def _support(row: dict[str, Any], since: tuple[SinceShown, ...]) -> SupportShown:
    return SupportShown(
        support_id=row["support_id"],
        name=row["name"],
        subject=row["subject"],
        starts=row["starts"].isoformat(),
        ends=row["ends"].isoformat() if row["ends"] is not None else "",
        staff=row["staff"],
        entry=row["entry"],
        exit=row["exit"],
        effect=row["effect"],
        running=row["running"],
        since=since,
        effect_note=row["effect_note"],
    )


def actions_since(at: SchoolAtPoint, pupil_ids: Sequence[int]) -> Callable[[MeetingItemShown], MeetingItemShown]:
    """What puts beside each action of a meeting whether it is overdue, and the child's results before and since.

    Args:
        at: the school at a point.
        pupil_ids: the children whose meetings are to be filled.
    """
    own = at.frames.actions.filter(pl.col("pupil_id").is_in(list(pupil_ids)))
    rows = list(own.with_columns(is_overdue(at.today).alias("overdue")).iter_rows(named=True))
    since = _since(at, [(row["action_id"], row["pupil_id"], "", row["agreed"], None) for row in rows])
    overdue = {row["action_id"]: bool(row["overdue"]) for row in rows}

    def filled(item: MeetingItemShown) -> MeetingItemShown:
        return item._replace(
            actions=tuple(
                one._replace(overdue=overdue.get(one.action_id, False), since=since[one.action_id])
                for one in item.actions
            )
        )

    return filled


def _since(at: SchoolAtPoint, cases: _Cases) -> defaultdict[int, tuple[SinceShown, ...]]:
    """Number of the case → results before and since, by subject."""
    found: defaultdict[int, tuple[SinceShown, ...]] = defaultdict(tuple)
    if not cases:
        return found
    rows = effects(at, pl.DataFrame(cases, schema=CASES, orient="row"), beside=False).rows
    for effect in sorted((EffectShown(*row) for row in rows.iter_rows()), key=lambda one: subject_order(one.subject)):
        found[effect.case_id] += (since_shown(effect),)
    return found


def since_shown(one: EffectShown) -> SinceShown:
    """An effect in words, as cards and meetings show it."""
    before, after = point_text(one.from_ordinal), point_text(one.to_ordinal)
    return SinceShown(one.subject, one.label, one.from_code, before, one.to_code, after, effect_words(one))


def dismissed_of(at: SchoolAtPoint, pupil_id: int) -> tuple[DismissedShown, ...]:
    """The flags of a child that somebody dismissed and whose figures are still the same."""
    return tuple(DismissedShown(one.flag, one.reason) for one in at.raised.dismissed if one.pupil_id == pupil_id)


def grades_of(at: SchoolAtPoint, pupil_id: int) -> tuple[GradeShown, ...]:
    """The strands of a child's record up to the point, by point and then by strand."""
    held = at.frames.strand_grades.filter((pl.col("pupil_id") == pupil_id) & (pl.col("ordinal") <= at.point.ordinal))
    rows = held.sort("ordinal", "strand").select("ordinal", "strand", "grade", "label").iter_rows()
    return tuple(GradeShown(*row) for row in rows)
