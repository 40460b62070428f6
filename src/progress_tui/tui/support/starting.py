"""From a table of pupils to support for one of them, or for all that are shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from textual.screen import Screen

from progress_tui.tui.dialogs.key_menu import Choice, KeyMenu
from progress_tui.tui.dialogs.support_choice import SupportChoice
from progress_tui.tui.support.asked import SupportAsked, children_words
from progress_tui.tui.within import progress_app
from progress_tui.workspace.supporting import SupportChange

_MOST = 60
"""Children who are put in a group at once: more than two classes are a slip of the keys."""


class PupilsHere(NamedTuple):
    """The pupils of a table.

    Attributes:
        under: the pupil under the cursor, None on a heading or a figure; `name` what the screen calls the pupil.
        shown: all that are shown, once each.
        subject: what it is about, "" for nothing in particular.
    """

    under: int | None
    name: str
    shown: tuple[int, ...]
    subject: str


def offer_support(
    screen: Screen[None], school_id: int, point: int, here: PupilsHere, filtered: bool, changed: Callable[[], None]
) -> None:
    """Offer support for the pupil under the cursor; where a filter is on, for all that are shown as well.

    Args:
        screen: where the pupils are shown.
        school_id: the school.
        point: the ordinal of the point.
        here: the pupils.
        filtered: whether those shown were chosen by a filter.
        changed: called when something was stored.
    """
    shown = here.shown if filtered or here.under is None else ()
    asked = SupportAsked(school_id, point, here.subject, (here.under or 0,), here.name)
    everybody = asked._replace(pupil_ids=here.shown, who=children_words(len(here.shown)))

    def done(change: SupportChange | None) -> None:
        if change is not None:
            changed()

    def ask(chosen: SupportAsked | None) -> None:
        if chosen is not None:
            screen.app.push_screen(SupportChoice(chosen), done)

    if not here.shown:
        progress_app(screen).say("There are no pupils here to put in support.")
    elif len(shown) > _MOST:
        progress_app(screen).say(f"{len(shown)} pupils are shown: narrow them first, or put the cursor on one of them.")
    elif here.under is None:
        ask(everybody)
    elif len(shown) > 1:
        choices = [Choice("o", here.name, asked), Choice("a", f"all {len(shown)} pupils shown", everybody)]
        screen.app.push_screen(KeyMenu("Support for whom?", choices), ask)
    else:
        ask(asked)


def once(pupil_ids: Sequence[int]) -> tuple[int, ...]:
    """Each pupil once, in order."""
    return tuple(dict.fromkeys(pupil_ids))
