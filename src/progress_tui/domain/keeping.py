"""What a meeting showed, as the texts that are kept of it: one for the class, and one for each child.

A child's name and what was agreed for it stand in its own text alone, so that erasing a child is dropping that text;
the text of the class keeps the counts. Numbers inside a text are those of the file it was written in. A school that is
taken into another file is numbered anew, each kind of number shifted by one distance, so the numbers of the rows and of
the meeting tell what those in the texts are now.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from progress_tui.domain.agenda import ActionSince, ClassShown, Snapshot, Worked
from progress_tui.domain.card import PupilView
from progress_tui.domain.meetings import Action, Meeting
from progress_tui.domain.thawing import ThawError, plain, thaw


class _Child(NamedTuple):
    """A child's part of a snapshot: the card, what was agreed for the child before, and what helped."""

    card: PupilView
    agreed: tuple[ActionSince, ...] = ()
    worked: tuple[Worked, ...] = ()


class _Whole(NamedTuple):
    """The class's part.

    Attributes:
        shown: without the rows of the children, and without the actions agreed for them.
        order: pupil ids in the order of the rows.
        meeting_id: the number of the meeting when it was kept.
    """

    shown: ClassShown
    order: tuple[int, ...] = ()
    meeting_id: int = 0


class Texts(NamedTuple):
    """A snapshot as it goes into the school file: the class, and each child by pupil id."""

    whole: str
    pupils: dict[int, str]


def without_private(card: PupilView) -> PupilView:
    """A card as a meeting keeps it: no notes, identifiers, date of birth."""
    return card._replace(notes=(), identifiers=(), dob="")


def kept(
    meeting_id: int, shown: ClassShown, cards: Iterable[PupilView], worked: Mapping[int, tuple[Worked, ...]]
) -> Texts:
    """A snapshot as texts.

    Args:
        meeting_id: whose it is.
        shown: the class.
        cards: of its children; what is private on them is left out here.
        worked: what helped, by pupil id.
    """
    view, before = shown.view, shown.previous
    own = tuple(one for one in before.actions if one.action.pupil_id is None)
    whole = _Whole(
        shown._replace(view=view._replace(rows=()), previous=before._replace(actions=own)),
        tuple(row.pupil_id for row in view.rows),
        meeting_id,
    )
    children = {
        (number := card.pupil.pupil_id): _Child(without_private(card), before.of_pupil(number), worked.get(number, ()))
        for card in cards
    }
    return Texts(_text(whole), {number: _text(child) for number, child in children.items()})


def restored(meeting: Meeting, taken: str, whole: str, pupils: Mapping[int, str]) -> Snapshot:
    """The inverse of `kept`; a child whose text is gone is missing from rows, cards and actions.

    Args:
        meeting: whose it is, as it is on file.
        taken: when it was taken, ISO.
        whole: the text of the class.
        pupils: the texts of the children, by the numbers their rows have on file.

    Raises:
        ThawError: a text is no part of a snapshot.
    """
    held = thaw(_Whole, _value(whole))
    children = {number: thaw(_Child, _value(text)) for number, text in pupils.items()}
    numbers = {child.card.pupil.pupil_id: number for number, child in children.items()}
    order = [numbers[before] for before in held.order if before in numbers]
    shown, shift = held.shown, meeting.class_id - held.shown.view.class_id

    def moved(one: ActionSince, number: int | None) -> ActionSince:
        class_id = None if one.action.class_id is None else one.action.class_id + shift
        return one._replace(action=one.action._replace(pupil_id=number, class_id=class_id))

    agreed = [moved(one, number) for number in order for one in children[number].agreed]
    agreed += [moved(one, None) for one in shown.previous.actions]
    cards = {number: _numbered(children[number].card, number) for number in order}
    view = shown.view._replace(
        rows=tuple(card.pupil for card in cards.values()), school_id=meeting.school_id, class_id=meeting.class_id
    )
    meetings = tuple(
        one._replace(meeting_id=one.meeting_id + meeting.meeting_id - (held.meeting_id or meeting.meeting_id))
        for one in shown.previous.meetings
    )
    previous = shown.previous._replace(actions=tuple(sorted(agreed, key=ActionSince.in_turn)), meetings=meetings)
    questions = tuple(one._replace(pupil_ids=_known(numbers, one.pupil_ids)) for one in shown.questions)
    return Snapshot(
        meeting.meeting_id,
        taken,
        bool(meeting.finished),
        shown._replace(
            view=view,
            previous=previous,
            questions=questions,
            well=_known(numbers, shown.well),
            middle=_known(numbers, shown.middle),
            asked=_known(numbers, shown.asked),
        ),
        cards,
        {number: children[number].worked for number in order if children[number].worked},
    )


def renumbered(snapshot: Snapshot, on_file: Iterable[Action]) -> Snapshot:
    """A snapshot whose actions have the numbers they have on file; one that cannot be found has the number 0.

    Args:
        snapshot: from `restored`.
        on_file: every action of the children and the class, as they are now.
    """
    held, before = {one.action_id: one for one in on_file}, snapshot.shown.previous
    if all(_same(one.action, held.get(one.action.action_id)) for one in before.actions):
        return snapshot
    by_words = {(one.pupil_id, one.agreed, one.what): one.action_id for one in held.values()}
    shifts = [
        by_words[key] - one.action.action_id
        for one in before.actions
        if (key := (one.action.pupil_id, one.action.agreed, one.action.what)) in by_words
    ]
    # One distance holds for all; the wording of some may have been changed since.
    shift = max(shifts, key=shifts.count) if shifts else None
    actions = []
    for one in before.actions:
        number = 0 if shift is None else one.action.action_id + shift
        found = number if _same(one.action, held.get(number)) else 0
        actions.append(one._replace(action=one.action._replace(action_id=found, item_id=None, carried_from=None)))
    return snapshot._replace(shown=snapshot.shown._replace(previous=before._replace(actions=tuple(actions))))


def _same(one: Action, other: Action | None) -> bool:
    """Whether an action of a snapshot can be this one on file: its child and its day are never changed."""
    return other is not None and (one.pupil_id, one.agreed) == (other.pupil_id, other.agreed)


def _numbered(card: PupilView, number: int) -> PupilView:
    return card._replace(pupil=card.pupil._replace(pupil_id=number))


def _known(numbers: Mapping[int, int], before: Iterable[int]) -> tuple[int, ...]:
    """The numbers that pupils have now; who was erased is left out."""
    return tuple(numbers[one] for one in before if one in numbers)


def _text(value: object) -> str:
    return json.dumps(plain(value), ensure_ascii=False, separators=(",", ":"))


def _value(text: str) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise ThawError("It is cut off or not JSON.") from error
