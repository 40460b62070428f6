"""From a pupil or a class on a screen to an action for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.dom import DOMNode

from progress_tui.tui.within import progress_app

if TYPE_CHECKING:
    from progress_tui.domain.meetings import Action
    from progress_tui.tui.dialogs.action_form import ActionAsked
    from progress_tui.tui.place import Place
    from progress_tui.tui.support.starting import PupilsHere


def agree(screen: DOMNode, asked: ActionAsked, changed: Callable[[], None]) -> None:
    """Ask for an action, or for another wording of one, and say what was agreed.

    Args:
        screen: where it is asked for.
        asked: whom it is about.
        changed: called when something was stored.
    """
    from progress_tui.tui.dialogs.action import ActionDialog, agreed_words

    def done(action: Action | None) -> None:
        if action is not None:
            about = asked.who if asked.pupil_id is not None else f"the whole class {asked.class_label}"
            progress_app(screen).say(agreed_words(action, about))
            changed()

    screen.app.push_screen(ActionDialog(asked), done)


def agree_for_pupil(screen: DOMNode, place: Place, here: PupilsHere, changed: Callable[[], None]) -> None:
    """An action for the pupil under the cursor of a table."""
    from progress_tui.tui.dialogs.action_form import ActionAsked

    if here.under is None:
        progress_app(screen).say("Put the cursor on a pupil to agree an action.")
        return
    agree(screen, ActionAsked(place.school_id, None, here.under, here.name, ""), changed)


def agree_for_class(screen: DOMNode, place: Place, changed: Callable[[], None]) -> None:
    """An action for the class that is looked at."""
    from progress_tui.tui.dialogs.action_form import ActionAsked

    agree(screen, ActionAsked(place.school_id, place.class_id, None, "", place.class_name), changed)
