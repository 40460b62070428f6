"""From a figure to its pupils: they are looked up on a thread, then listed, or a card is opened on one of them."""

from __future__ import annotations

from dataclasses import replace

from progress_tui.domain.errors import ProgressError
from progress_tui.domain.reports import Behind
from progress_tui.tui.messages import PeopleFound
from progress_tui.tui.people import Person
from progress_tui.tui.screens.place_screen import PlaceScreen
from progress_tui.tui.within import progress_app, workspace_of
from progress_tui.workspace.people import people


class Opening:
    """Opens figures of one screen."""

    def __init__(self, screen: PlaceScreen) -> None:
        """Open for `screen`, which is told by `PeopleFound`."""
        self._screen = screen

    def open(self, behind: Behind, first: int | None = None) -> None:
        """Look the pupils up; the screen then lists them, or opens the card of the pupil `first`."""
        place = self._screen.place
        if place is None:
            return
        workspace, screen = workspace_of(self._screen), self._screen

        def work() -> None:
            try:
                school_id = place.school_id
                if behind.school:
                    school_id = workspace.find_school(behind.school).school_id or school_id
                found = [Person(*one) for one in people(workspace, school_id, place.point, behind.pupil_ids)]
            except ProgressError as error:
                screen.trouble(error)
                return
            at = next((i for i, one in enumerate(found) if one.pupil.pupil_id == first), -1)
            screen.post_message(PeopleFound(behind, found, at))

        screen.run_worker(work, thread=True, exclusive=True, group="people")


def show_people(screen: PlaceScreen, message: PeopleFound) -> None:
    """List the pupils, or open a card on one; in projector mode those of other classes are left out, and it is said."""
    app, place = progress_app(screen), screen.place
    found, left_out = message.people, 0
    behind = message.behind
    if screen.filtered is not None:
        behind = replace(behind, words=screen.filtered.told(behind.words, app.names_hidden))
    if app.names_hidden and place is not None:
        own = [one for one in found if one.view.class_id == place.class_id]
        found, left_out = own, len(found) - len(own)
    if not found:
        app.say(
            f"They are in other classes, which are hidden in projector mode. {app.way_out_of_hiding}"
            if left_out
            else f"{behind.words}: no pupils.",
            warning=bool(left_out),
        )
        return
    from progress_tui.tui.screens.list_screen import ListScreen
    from progress_tui.tui.screens.pupil_screen import PupilScreen

    if message.at >= 0 and not left_out:
        app.push_screen(PupilScreen(found, message.at))
    else:
        app.push_screen(ListScreen(behind, found, left_out))
