"""A planned agenda as lines: what is on it and why, and whom it leaves out; no widget in here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from progress_tui.domain.agenda import ActionSince, AutoAgenda, Candidate, ClassQuestion, Previous
from progress_tui.domain.due_dates import WEEKDAYS
from progress_tui.domain.meetings import Item, Meeting
from progress_tui.domain.text import counted
from progress_tui.domain.views import PupilShown
from progress_tui.tui.card.records import day
from progress_tui.tui.classroom.layout import name_of

_NOBODY: Final = {"planned": "nobody named yet (D)", "running": "nobody named", "held": "nobody named"}
GONE: Final = "A child no longer in the class"
HIDDEN_QUESTION: Final = "A question of the class, hidden in projector mode"
"""What somebody typed may name a child."""


class PlanLine(NamedTuple):
    """One line of the screen.

    Attributes:
        item: on the agenda; None for a child who is not on it and for words between.
        pupil: the child it is about, None for a line about the class, and for one who left.
        who: whom or what it is about; `why` why, in a few words.
        first: the first reason in a sentence.
        told: every reason, in sentences.
        severity: of the most pressing flag, 0 without one.
    """

    item: Item | None
    pupil: PupilShown | None
    who: str
    why: str = ""
    first: str = ""
    told: tuple[str, ...] = ()
    severity: int = 0

    @property
    def is_heading(self) -> bool:
        """Whether it only parts the lines above from those below."""
        return self.item is None and self.pupil is None


class Proposal(NamedTuple):
    """What a plan is made from beside the meeting.

    Attributes:
        agenda: what the figures propose: the reasons, and who is left out.
        previous: what was agreed before.
        hide: puts initials for names in a text that somebody typed.
    """

    agenda: AutoAgenda
    previous: Previous
    hide: Callable[[str], str]


def plan_lines(meeting: Meeting, proposal: Proposal, hidden: bool) -> list[PlanLine]:
    """The agenda in order, then the flagged children who found no room on it.

    Args:
        meeting: as it is on file.
        proposal: the reasons.
        hidden: whether names are hidden.
    """
    agenda, known = proposal.agenda, candidates(proposal.agenda)
    on_it = {item.pupil_id for item in meeting.items if item.pupil_id is not None}
    lines = [_line(item, proposal, known, hidden) for item in meeting.items]
    left = [one for one in (*agenda.first, *agenda.more) if one.pupil.pupil_id not in on_it]
    if left:
        lines.append(PlanLine(None, None, f"{len(left)} more not on the agenda: + puts one on"))
        lines += [_of_child(None, one, proposal, hidden) for one in left]
    return lines


def candidates(agenda: AutoAgenda) -> dict[int, Candidate]:
    """Every child of the class by id."""
    return {one.pupil.pupil_id: one for one in (*agenda.rest, *agenda.more, *agenda.first)}


def not_on(meeting: Meeting, agenda: AutoAgenda) -> list[Candidate]:
    """Every child of the class who is not on the agenda: flagged ones first, then by name."""
    on_it = {item.pupil_id for item in meeting.items}
    order = {**{one.pupil.pupil_id: one for one in (*agenda.first, *agenda.more)}, **candidates(agenda)}
    return [one for pupil_id, one in order.items() if pupil_id not in on_it]


def _line(item: Item, proposal: Proposal, known: Mapping[int, Candidate], hidden: bool) -> PlanLine:
    agenda = proposal.agenda
    if item.kind == "pupil":
        one = known.get(item.pupil_id or 0)
        return PlanLine(item, None, GONE) if one is None else _of_child(item, one, proposal, hidden)
    if item.kind == "class":
        return _of_class(item, agenda.questions, hidden)
    group, words = (agenda.well, "Doing well") if item.kind == "well" else (agenda.middle, "Quiet middle")
    names = ", ".join(name_of(one.pupil, hidden) for one in group)
    return PlanLine(item, None, words, counted(len(group), "child", "children"), names, (names,) if names else ())


def _of_child(item: Item | None, one: Candidate, proposal: Proposal, hidden: bool) -> PlanLine:
    """A child: first what was agreed last time and is still open, then the flags, or the good news."""
    agreed = (held for held in proposal.previous.of_pupil(one.pupil.pupil_id) if held.action.status == "open")
    told = (
        *(_agreed(held, proposal.hide if hidden else str) for held in agreed),
        *(flag.sentence for flag in one.pupil.flags or one.pupil.good),
    )
    who = name_of(one.pupil, hidden)
    severity = max((flag.severity for flag in one.pupil.flags), default=0)
    return PlanLine(item, one.pupil, who, one.words or "nothing is asked", told[0] if told else "", told, severity)


def _agreed(held: ActionSince, hide: Callable[[str], str]) -> str:
    """`→ Reads daily with the TA (Ms Okafor, by 11 December 2026): overdue`."""
    action = held.action
    state = f"{counted(held.days_over, 'day')} overdue" if held.overdue else "open"
    return f"→ {hide(action.what)} ({hide(action.owner)}, by {day(action.due)}): {state}"


def _of_class(item: Item, questions: Sequence[ClassQuestion], hidden: bool) -> PlanLine:
    held = next((one for one in questions if one.question == item.question), None)
    words = item.question if held is not None or not hidden else HIDDEN_QUESTION
    figures = held.words if held is not None else ""
    why = counted(len(held.pupil_ids), "child", "children") if held is not None and held.pupil_ids else ""
    return PlanLine(item, None, "The class", why, words, tuple(filter(None, (words, figures))))


def summary(meeting: Meeting, agenda: AutoAgenda) -> str:
    """What is on the agenda, with its denominators: `8 of 12 children asked about, of 30 on roll · 3 questions`."""
    asked = {one.pupil.pupil_id for one in (*agenda.first, *agenda.more) if one.asked}
    children = [item for item in meeting.items if item.kind == "pupil"]
    on_it = sum(item.pupil_id in asked for item in children)
    others = len(children) - on_it
    questions = sum(item.kind == "class" for item in meeting.items)
    parts = [
        f"{on_it} of {counted(len(asked), 'child', 'children')} asked about, of {agenda.view.on_roll} on roll",
        f"{others} more put on" if others else "",
        counted(questions, "question") + " of the class",
    ]
    return " · ".join(filter(None, parts))


def when_words(meeting: Meeting) -> str:
    """`Monday 23 November 2026 · 45 minutes · nobody named yet`."""
    when = f"{WEEKDAYS[date.fromisoformat(meeting.held_on).weekday()]} {day(meeting.held_on)}"
    return " · ".join((when, counted(meeting.minutes, "minute"), meeting.attendees or _NOBODY[meeting.status]))


def places(lines: Sequence[PlanLine]) -> Iterator[str]:
    """The number of each line: of the agenda its place, of the others none."""
    return (str(line.item.place) if line.item is not None else "" for line in lines)
