"""What a meeting showed, as the texts that are kept of it: one for the class, and one for each child.

A child's name and what was agreed for it stand in its own text alone, so that erasing a child is dropping that text;
the text of the class keeps the counts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from progress_tui.domain.agenda import ActionSince, ClassShown, Snapshot
from progress_tui.domain.card import PupilView
from progress_tui.domain.thawing import ThawError, plain, thaw


class _Child(NamedTuple):
    """A child's part of a snapshot; `agreed` is what was agreed for the child before."""

    card: PupilView
    agreed: tuple[ActionSince, ...] = ()


class _Whole(NamedTuple):
    """The class's part.

    Attributes:
        shown: without the rows of the children, and without the actions agreed for them.
        order: pupil ids in the order of the rows.
    """

    shown: ClassShown
    order: tuple[int, ...] = ()


class Texts(NamedTuple):
    """A snapshot as it goes into the school file: the class, and each child by pupil id."""

    whole: str
    pupils: dict[int, str]


def without_private(card: PupilView) -> PupilView:
    """A card as a meeting keeps it: no notes, identifiers, date of birth."""
    return card._replace(notes=(), identifiers=(), dob="")


def kept(shown: ClassShown, cards: Iterable[PupilView]) -> Texts:
    """A snapshot as texts.

    Args:
        shown: the class.
        cards: of its children; what is private on them is left out here.
    """
    view, before = shown.view, shown.previous
    own = tuple(one for one in before.actions if one.action.pupil_id is None)
    whole = _Whole(
        shown._replace(view=view._replace(rows=()), previous=before._replace(actions=own)),
        tuple(row.pupil_id for row in view.rows),
    )
    return Texts(
        _text(whole),
        {
            card.pupil.pupil_id: _text(_Child(without_private(card), before.of_pupil(card.pupil.pupil_id)))
            for card in cards
        },
    )


def restored(meeting_id: int, taken: str, frozen: bool, whole: str, pupils: Mapping[int, str]) -> Snapshot:
    """The inverse of `kept`; a child whose text is gone is missing from rows, cards and actions.

    Raises:
        ThawError: a text is no part of a snapshot.
    """
    held = thaw(_Whole, _value(whole))
    children = {pupil_id: thaw(_Child, _value(pupils[pupil_id])) for pupil_id in held.order if pupil_id in pupils}
    shown = held.shown
    agreed = (one for child in children.values() for one in child.agreed)
    actions = tuple(sorted((*shown.previous.actions, *agreed), key=ActionSince.in_turn))
    return Snapshot(
        meeting_id,
        taken,
        frozen,
        shown._replace(
            view=shown.view._replace(rows=tuple(child.card.pupil for child in children.values())),
            previous=shown.previous._replace(actions=actions),
        ),
        {pupil_id: child.card for pupil_id, child in children.items()},
    )


def _text(value: object) -> str:
    return json.dumps(plain(value), ensure_ascii=False, separators=(",", ":"))


def _value(text: str) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise ThawError("It is cut off or not JSON.") from error
