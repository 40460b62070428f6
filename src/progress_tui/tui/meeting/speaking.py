"""How a meeting is put into words: who is who, which names are hidden, and the way to a child's card."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from textual.dom import DOMNode

from progress_tui.domain.errors import NotFoundError, ProgressError
from progress_tui.domain.meetings import Meeting, MeetingWords
from progress_tui.domain.views import ClassView
from progress_tui.tui.meeting.read_back import Speaker
from progress_tui.tui.messages import Trouble
from progress_tui.tui.people import Person
from progress_tui.tui.within import progress_app, workspace_of

if TYPE_CHECKING:
    from progress_tui.domain.agenda import Snapshot
    from progress_tui.workspace import Workspace


class Voice(NamedTuple):
    """Who is spoken of, and in which words.

    Attributes:
        view: the class as the meeting showed it, as it is on file at its point where it kept nothing; None where nobody
            is on roll in it.
        words: what a meeting offers.
        hide: puts initials for the names of the class in a text, and hides those of others.
    """

    view: ClassView | None
    words: MeetingWords
    hide: Callable[[str], str]


def voice_of(workspace: Workspace, meeting: Meeting, snapshot: Snapshot | None) -> Voice:
    """Who a meeting speaks of; on a thread.

    Raises:
        ProgressError: the school cannot be read.
    """
    from progress_tui.workspace.hiding import hiding

    view = snapshot.shown.view if snapshot is not None else None
    if view is None:
        try:
            view = workspace.class_view(meeting.school_id, meeting.class_id, meeting.ordinal)
        except NotFoundError:
            view = None
    put_away = hiding(workspace, meeting.school_id, meeting.ordinal, view)
    return Voice(view, workspace.meetings.words(), put_away.hide_typed)


def speaker_of(voice: Voice, hidden: bool, width: int) -> Speaker:
    """How a meeting is put into words on a screen of so many columns; `hidden` says whether names are."""
    view = voice.view
    return Speaker(
        {row.pupil_id: row for row in view.rows} if view is not None else {},
        view.on_roll if view is not None else 0,
        voice.words,
        hidden,
        voice.hide if hidden else str,
        width,
    )


def open_card(screen: DOMNode, meeting: Meeting, pupil_id: int) -> None:
    """The card of a child as it is today; in projector mode that of a child of this class only."""
    app, workspace = progress_app(screen), workspace_of(screen)
    point = app.place.point if app.place is not None else meeting.ordinal

    def work() -> None:
        from progress_tui.workspace.people import people

        try:
            found = [Person(*one) for one in people(workspace, meeting.school_id, point, [pupil_id])]
        except ProgressError as error:
            screen.post_message(Trouble(error))
            return
        app.call_from_thread(_show_card, screen, found)

    screen.run_worker(work, thread=True, exclusive=True, group="card")


def _show_card(screen: DOMNode, found: list[Person]) -> None:
    app = progress_app(screen)
    own = not app.names_hidden or (
        app.place is not None and all(one.view.class_id == app.place.class_id for one in found)
    )
    if not found:
        app.say("That child is not on file any more.")
    elif not own:
        app.say(f"Other classes are hidden in projector mode. {app.way_out_of_hiding}", warning=True)
    else:
        from progress_tui.tui.screens.pupil_screen import PupilScreen

        app.push_screen(PupilScreen(found, 0))
