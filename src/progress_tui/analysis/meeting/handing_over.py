"""What next year's teacher needs to know of a class: what is under way for each child, and what helped."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from progress_tui.analysis.meeting.previous import actions_since
from progress_tui.analysis.school_at_point import SchoolAtPoint
from progress_tui.analysis.under_way import is_live, memberships, supported
from progress_tui.domain.agenda import ActionSince, HandOverChild, Worked
from progress_tui.domain.meetings import Action
from progress_tui.domain.views import ClassView, NoteShown

_HELPED = ("some", "clear")


def hand_over(
    at: SchoolAtPoint, view: ClassView, actions: Sequence[Action], notes: Iterable[NoteShown]
) -> tuple[HandOverChild, ...]:
    """Every child of a class as it is handed over, by name.

    Args:
        at: the school at the point of the view.
        view: the class.
        actions: every action of its children.
        notes: on its children.
    """
    ids = {row.pupil_id for row in view.rows}
    own = [one for one in actions if one.pupil_id in ids]
    opened: defaultdict[int | None, tuple[ActionSince, ...]] = defaultdict(tuple)
    live = set(at.frames.actions.filter(is_live())["action_id"])
    for one in actions_since(at, [one for one in own if one.action_id in live]):
        opened[one.action.pupil_id] += (one,)
    support: defaultdict[int, tuple[str, ...]] = defaultdict(tuple)
    for pupil_id, name in supported(at.frames, at.today).iter_rows():
        support[pupil_id] += (name,)
    helped, written = _worked(at, own), Counter(note.pupil_id for note in notes)
    return tuple(
        HandOverChild(
            row,
            row.flags,
            opened[row.pupil_id],
            support[row.pupil_id],
            helped.get(row.pupil_id, ()),
            written[row.pupil_id],
        )
        for row in view.rows
    )


def _worked(at: SchoolAtPoint, actions: Iterable[Action]) -> Mapping[int, tuple[Worked, ...]]:
    """Pupil id → actions and support with an effect that somebody noted, the latest first."""
    found: defaultdict[int, list[Worked]] = defaultdict(list)
    for one in actions:
        if one.pupil_id is not None and one.effect in _HELPED:
            found[one.pupil_id].append(Worked(one.what, one.effect, one.effect_note, one.agreed))
    held = memberships(at.frames).filter(pl.col("effect").is_in(_HELPED))
    for pupil_id, name, effect, note, starts in held.select(
        "pupil_id", "name", "effect", "effect_note", "starts"
    ).iter_rows():
        found[pupil_id].append(Worked(name, effect, note, starts.isoformat()))
    return {
        pupil_id: tuple(sorted(own, key=lambda one: (one.since, one.what), reverse=True))
        for pupil_id, own in found.items()
    }
