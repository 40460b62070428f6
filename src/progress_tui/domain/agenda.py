"""What a meeting begins with: whom it speaks of and why, what is asked of the class, what happened since last time.

Plain values, built by `analysis.meeting` from a school's frames. Those that a meeting keeps (`ClassShown` and what is
in it) are kept as JSON by their type hints (`domain.thawing`), so an attribute added later needs a default.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

from progress_tui.domain.card import PupilView, SinceShown
from progress_tui.domain.meetings import Action, MeetingKind
from progress_tui.domain.views import ClassView, FlagShown, PupilShown

Why = Literal["action", "support", "flag", "look", "good", "middle", "rest"]
"""Why a child is proposed: something agreed is still open; support runs (at a hand-over); a flag to discuss or of
priority; a flag to look at; doing well; the quiet middle; none of these."""


class Candidate(NamedTuple):
    """A child of the class who is on the agenda or may be put on it.

    Attributes:
        pupil: the child's row in the class view, with flags (`pupil.flags`, the most pressing first) and good news.
        why: the first reason that holds, in the order of `Why`.
        questions: how many the flags are, each subject once in a family.
        actions: how many actions agreed for the child are open; `overdue` of those, past their due date.
        words: the reason in a few words, without a name: `1 action open, overdue · 3 questions`.
    """

    pupil: PupilShown
    why: Why
    questions: int
    actions: int
    overdue: int
    words: str

    @property
    def asked(self) -> bool:
        """Whether something is under way for the child or asked about it, so that a meeting should speak of it."""
        return self.why in ("action", "support", "flag")


class ClassQuestion(NamedTuple):
    """A question of the whole class.

    Attributes:
        key: which: `standing` from `data/meetings.toml`, else what the figures ask: `missing`, `tests`, `fell`,
            `below:reading`, `gap:pp:reading`, `near`, `absence`.
        question: as it is asked.
        words: the figures it rests on, in sentences with k of n; "" for a standing one.
        pupil_ids: the children behind the figures, by name.
    """

    key: str
    question: str
    words: str = ""
    pupil_ids: tuple[int, ...] = ()


class AutoAgenda(NamedTuple):
    """What a meeting of a class begins with, before the leader changes it.

    Attributes:
        view: the class at the point.
        kind: of the meeting it is made for.
        first: the children on it, in order: those with open actions, then by flags; at a hand-over then all others.
        more: children who are asked about and did not find room, in order; `len(more)` is “n more not shown”.
        questions: of the class, the standing ones first.
        well: children who do well, by name: with good news, or above the expected standard in all that is judged;
            `middle` the quiet middle, by name.
        rest: every other child of the class, by name.
    """

    view: ClassView
    kind: MeetingKind
    first: tuple[Candidate, ...]
    more: tuple[Candidate, ...]
    questions: tuple[ClassQuestion, ...]
    well: tuple[Candidate, ...]
    middle: tuple[Candidate, ...]
    rest: tuple[Candidate, ...]


class BesideClass(NamedTuple):
    """A child's results before and since something was agreed, beside the class over the same time.

    Attributes:
        own: the child's.
        others: other children of the class with both results; `others_words` their mean change (`+0.25 notches`), ""
            where there are none.
    """

    own: SinceShown
    others: int
    others_words: str


class ActionSince(NamedTuple):
    """Something agreed before, and what happened since.

    Attributes:
        action: as it was when this was looked at.
        class_name: the class of the meeting that agreed it, or the class it is of; "" where it is not known.
        overdue: open past its due date; `days_over` how many days, 0 where it is not.
        since: the child's results by subject; empty for an action of the class.
    """

    action: Action
    class_name: str
    overdue: bool
    days_over: int
    since: tuple[BesideClass, ...] = ()

    def in_turn(self) -> tuple[bool, bool, str, int]:
        """The order in which actions are gone through: overdue ones, open ones by due date, then settled ones."""
        settled = self.action.status in ("done", "stopped")
        return settled, not self.overdue, self.action.due, self.action.action_id


class MeetingBefore(NamedTuple):
    """An earlier meeting that spoke of children of this class, wherever they were then.

    Attributes:
        own: whether it was a meeting of this class, else of another.
        children: how many of this class's children it spoke of.
    """

    meeting_id: int
    class_name: str
    held_on: str
    kind: MeetingKind
    own: bool
    children: int


class Previous(NamedTuple):
    """What was agreed before, and what happened since: the first thing a meeting speaks of.

    Attributes:
        meetings: held meetings that spoke of children of this class since the last meeting of the class (itself
            included) or, where it had none, the last ones that did; the latest first.
        actions: what is to be gone through, open ones first: past their due date, then by due date; then those that
            were settled since the last meeting. Actions of the children follow them, those of a class stay with it.
        left: actions of the last meeting whose children are no longer in the class; they are not among `actions`.
        words: how it stands, in sentences: `3 of 7 actions are open, 1 of them past its due date.`
    """

    meetings: tuple[MeetingBefore, ...] = ()
    actions: tuple[ActionSince, ...] = ()
    left: int = 0
    words: tuple[str, ...] = ()

    @property
    def last(self) -> MeetingBefore | None:
        """The latest of them."""
        return self.meetings[0] if self.meetings else None

    def of_pupil(self, pupil_id: int | None) -> tuple[ActionSince, ...]:
        """The actions of one child; of the class for None."""
        return tuple(one for one in self.actions if one.action.pupil_id == pupil_id)


class ClassShown(NamedTuple):
    """What a meeting showed of its class; kept as the snapshot's row of the class.

    Attributes:
        previous: what happened since last time, as it stood when the snapshot was taken.
        questions: with the figures they rest on.
        well, middle: pupil ids, by name.
        rules: the version of the rules by which it was judged.
        on_roll: N when it was taken; fewer rows are there once a child was erased.
        asked: every child who is to be asked about, in the order of an agenda: those who are not on it are “not shown”.
    """

    view: ClassView
    previous: Previous = Previous()
    questions: tuple[ClassQuestion, ...] = ()
    well: tuple[int, ...] = ()
    middle: tuple[int, ...] = ()
    rules: str = ""
    on_roll: int = 0
    asked: tuple[int, ...] = ()


class Worked(NamedTuple):
    """Something that helped a child, as people noted it.

    Attributes:
        what: the action or the support group.
        effect: `some` or `clear`; `note` says more.
        since: when it was agreed or began, ISO.
    """

    what: str
    effect: str
    note: str
    since: str


class Snapshot(NamedTuple):
    """The figures a meeting showed: the class, and a card for each child, without notes, identifiers, date of birth.

    Attributes:
        taken: local time, ISO to the second.
        frozen: whether the meeting is held: then it stays as it is, whatever is imported.
        cards: by pupil id, for every child who was on roll and was not erased since.
        worked: at a hand-over what helped each of them, by pupil id; a child of whom nothing is noted is not there.
    """

    meeting_id: int
    taken: str
    frozen: bool
    shown: ClassShown
    cards: dict[int, PupilView]
    worked: Mapping[int, tuple[Worked, ...]] = MappingProxyType({})

    def pupil(self, pupil_id: int) -> PupilShown | None:
        """A child's row in the class view, None for a child who is not in it."""
        return next((row for row in self.shown.view.rows if row.pupil_id == pupil_id), None)


class Started(NamedTuple):
    """A meeting that runs: its number, and the figures it shows. Its items are read with `get`."""

    meeting_id: int
    snapshot: Snapshot


class HandOverChild(NamedTuple):
    """What the next teacher needs to know of a child.

    Attributes:
        actions: agreed and still open.
        support: names of the groups that run.
        worked: what helped, the latest first.
        notes: how many notes are on file; they stand on the card and follow the child.
    """

    pupil: PupilShown
    flags: tuple[FlagShown, ...]
    actions: tuple[ActionSince, ...]
    support: tuple[str, ...]
    worked: tuple[Worked, ...]
    notes: int
