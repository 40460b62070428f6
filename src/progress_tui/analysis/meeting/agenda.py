"""The agenda a meeting begins with: last time's actions first, then by flags; who is doing well; the quiet middle.

Rules and worked examples: docs/judgements.md, “Meetings”.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from progress_tui.analysis.flags.agenda import AgendaItem, in_order, items_of
from progress_tui.analysis.flags.thresholds import thresholds
from progress_tui.analysis.meeting.questions import class_questions
from progress_tui.analysis.meeting.spoken import last_meetings
from progress_tui.analysis.school_at_point import SchoolAtPoint
from progress_tui.analysis.under_way import is_live, is_overdue, supported
from progress_tui.domain.agenda import AutoAgenda, Candidate, Why
from progress_tui.domain.meetings import MeetingKind
from progress_tui.domain.standing import Standing
from progress_tui.domain.subjects import CORE
from progress_tui.domain.text import counted
from progress_tui.domain.views import ClassView, PupilShown

_SILENCE: Final = "not-discussed"
"""The flag of a child nobody spoke of; its threshold says how many meetings count."""

_MOST_OF_CORE: Final = 2
"""In how many of reading, writing and maths a child must be judged to be called above throughout."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of the children of a class beside their results, each by pupil id.

    Attributes:
        opened, overdue: how many actions are under way, and past their due date.
        asked: the flagged ones in the order of an agenda, with the flags to be asked about.
        supported: those in support that runs.
        well, middle: those who do well; the quiet middle.
        least: from which severity on a flag puts a child on the agenda.
    """

    opened: Mapping[int, int]
    overdue: Mapping[int, int]
    asked: Mapping[int, AgendaItem]
    supported: frozenset[int]
    well: frozenset[int]
    middle: frozenset[int]
    least: int


def auto_agenda(
    at: SchoolAtPoint, view: ClassView, kind: MeetingKind = "progress", noted: Collection[int] = ()
) -> AutoAgenda:
    """What a meeting of a class begins with.

    Args:
        at: the school at the point of the view.
        view: the class.
        kind: at a hand-over every child of the class is on it, those of whom nothing is asked after the others.
        noted: pupils of whom a note was written this academic year: they are not the quiet middle.
    """
    known = _known(at, view, noted)
    made = [_candidate(row, known, kind) for row in view.rows]
    places = {pupil_id: place for place, pupil_id in enumerate(known.asked)}

    def order(one: Candidate) -> tuple[bool, bool, bool, int]:
        return not one.actions, not one.overdue, one.why != "support", places.get(one.pupil.pupil_id, len(places))

    whole = kind == "hand-over"
    proposed = sorted((one for one in made if one.asked), key=order)
    proposed += [one for one in made if whole and not one.asked]
    room = len(proposed) if whole else int(thresholds().number("agenda", "most"))
    on_it = {one.pupil.pupil_id for one in proposed}
    return AutoAgenda(
        view=view,
        kind=kind,
        first=tuple(proposed[:room]),
        more=tuple(proposed[room:]),
        questions=class_questions(at, view),
        well=tuple(one for one in made if one.pupil.pupil_id in known.well),
        middle=tuple(one for one in made if one.pupil.pupil_id in known.middle),
        rest=tuple(one for one in made if one.pupil.pupil_id not in on_it),
    )


def _known(at: SchoolAtPoint, view: ClassView, noted: Collection[int]) -> _Known:
    ids = frozenset(row.pupil_id for row in view.rows)
    own = at.frames.actions.filter(pl.col("pupil_id").is_in(list(ids)))
    opened = _by_pupil(own.filter(is_live()))
    asked = {item.pupil_id: item for item in in_order(items_of(at, ids))}
    running = frozenset(supported(at.frames, at.today)["pupil_id"]) & ids
    well = frozenset(row.pupil_id for row in view.rows if row.good or _above(row))
    least = int(thresholds().number("agenda", "severity"))
    asked_about = {item.pupil_id for item in asked.values() if item.severity >= least}
    spoken_of = frozenset(noted) | running | set(opened) | asked_about | well
    return _Known(
        opened=opened,
        overdue=_by_pupil(own.filter(is_overdue(at.today))),
        asked=asked,
        supported=running,
        well=well,
        middle=frozenset(row.pupil_id for row in _silent(at, view)) - spoken_of,
        least=least,
    )


def _by_pupil(actions: pl.DataFrame) -> dict[int, int]:
    return dict(actions.group_by("pupil_id").agg(pl.len()).iter_rows())


def _silent(at: SchoolAtPoint, view: ClassView) -> Iterable[PupilShown]:
    """Those whom the last meetings of their class did not speak of, or whose class had none."""
    many = int(thresholds().number(_SILENCE, "meetings"))
    ids = [row.pupil_id for row in view.rows]
    found = last_meetings(at.frames, at.point.ordinal, at.today, ids, many)
    return (row for row in view.rows if not found.get(row.pupil_id, ((), False))[1])


def _above(row: PupilShown) -> bool:
    """Whether a child is above the expected standard in every subject of the three that is judged, at least in two."""
    results = [row.subjects[subject].results[-1] for subject in CORE if subject in row.subjects]
    judged = [one.standing for one in results if one.kind == "value" and one.standing is not None]
    return len(judged) >= _MOST_OF_CORE and min(judged) == Standing.ABOVE


def _candidate(row: PupilShown, known: _Known, kind: MeetingKind) -> Candidate:
    item = known.asked.get(row.pupil_id)
    actions, overdue = known.opened.get(row.pupil_id, 0), known.overdue.get(row.pupil_id, 0)
    in_support, questions = row.pupil_id in known.supported, item.count if item else 0
    why: Why = "rest"
    if actions:
        why = "action"
    elif in_support and kind == "hand-over":
        why = "support"
    elif item:
        why = "flag" if item.severity >= known.least else "look"
    if why in ("rest", "look"):
        # A child may be asked about gently and be doing well: the good news, or the silence, says more.
        why = "good" if row.pupil_id in known.well else "middle" if row.pupil_id in known.middle else why
    words = (_actions_words(actions, overdue), counted(questions, "question") if questions else "",
             "in support" if in_support else "", _well_words(row))  # fmt: skip
    return Candidate(row, why, questions, actions, overdue, " · ".join(filter(None, words)))


def _actions_words(actions: int, overdue: int) -> str:
    late = "" if not overdue else ", overdue" if actions == overdue else f", {overdue} overdue"
    return f"{counted(actions, 'action')} open{late}" if actions else ""


def _well_words(row: PupilShown) -> str:
    return "good news" if row.good else "above the expected standard throughout" if _above(row) else ""
