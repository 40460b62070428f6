"""The way from a class into its meeting: one that runs goes on, one that is planned is shown, else one is made."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from textual.dom import DOMNode

from progress_tui.domain.calendar import Point
from progress_tui.domain.errors import NotFoundError, ProgressError
from progress_tui.domain.meetings import Meeting, NewMeeting
from progress_tui.tui.card.records import day
from progress_tui.tui.messages import MeetingFound, Trouble
from progress_tui.tui.within import progress_app, workspace_of

if TYPE_CHECKING:
    from progress_tui.tui.place import Place
    from progress_tui.tui.screens.place_screen import PlaceScreen
    from progress_tui.workspace import Workspace

_AGAIN: Final = 0
"""Stands for a new meeting among the numbers of meetings."""


def open_meeting(screen: PlaceScreen) -> None:
    """Plan the meeting of the class that is looked at, or go on with it."""
    place, workspace = screen.place, workspace_of(screen)
    if place is None:
        return
    progress_app(screen).hold_keys()

    def work() -> None:
        try:
            screen.post_message(_found(workspace, place))
        except ProgressError as error:
            screen.post_message(Trouble(error))

    screen.run_worker(work, thread=True, exclusive=True, group="meeting")


def _found(workspace: Workspace, place: Place) -> MeetingFound:
    """The meeting to go on with; where one was held at this point already, that one is told and nothing is made."""
    held = workspace.meetings.listed(place.school_id, [place.class_id])
    going_on = next((one for one in held if one.status == "running"), None) or next(
        (one for one in held if one.status == "planned" and one.ordinal == place.point), None
    )
    if going_on is not None:
        return MeetingFound(workspace.meetings.get(place.school_id, going_on.meeting_id))
    done = next((one for one in held if one.ordinal == place.point), None)
    if done is not None:
        return MeetingFound(workspace.meetings.get(place.school_id, done.meeting_id))
    return _planned(workspace, place)


def _planned(workspace: Workspace, place: Place) -> MeetingFound:
    from progress_tui.workspace.meetings import today

    meeting = workspace.meetings.plan(place.school_id, NewMeeting(place.class_id, place.point, today()))
    return MeetingFound(meeting, made=True)


def show_found(screen: PlaceScreen, message: MeetingFound) -> None:
    """Open what was found, or ask whether a meeting that was held is looked at or another one planned."""
    meeting = message.meeting
    if meeting.status != "running":
        progress_app(screen).call_later(progress_app(screen).release_keys)
    if meeting.status == "held" and not message.chosen:
        _ask_again(screen, meeting)
        return
    if message.made:
        _tell_made(screen, meeting)
    show_meeting(screen, meeting)


def may_show(screen: DOMNode, meeting: Meeting) -> bool:
    """Whether a meeting may be shown now; where not it is said: in projector mode only one of the class in sight is."""
    app = progress_app(screen)
    if not app.names_hidden or (app.place is not None and app.place.class_id == meeting.class_id):
        return True
    app.say(f"Other classes are hidden in projector mode. {app.way_out_of_hiding}", warning=True)
    return False


def show_meeting(screen: DOMNode, meeting: Meeting) -> None:
    """The plan of a meeting, the meeting itself where it runs, its record where it was held."""
    if not may_show(screen, meeting):
        return
    if meeting.status == "running":
        from progress_tui.tui.meeting.desk import MeetingAt
        from progress_tui.tui.screens.runner_screen import RunnerScreen

        screen.app.push_screen(RunnerScreen(MeetingAt(meeting.school_id, meeting.meeting_id)))
    elif meeting.status == "planned":
        from progress_tui.tui.screens.plan_screen import PlanScreen

        screen.app.push_screen(PlanScreen(meeting))
    else:
        from progress_tui.tui.screens.held_screen import HeldScreen

        screen.app.push_screen(HeldScreen(meeting))


def to_runner(screen: DOMNode, meeting: Meeting) -> None:
    """A meeting that was begun takes the place of its plan."""
    from progress_tui.tui.meeting.desk import MeetingAt
    from progress_tui.tui.screens.runner_screen import RunnerScreen

    if progress_app(screen).lock.holds_back(partial(to_runner, screen, meeting)):
        return
    screen.app.switch_screen(RunnerScreen(MeetingAt(meeting.school_id, meeting.meeting_id)))


def to_record(screen: DOMNode, meeting: Meeting) -> None:
    """The record of a meeting that was finished takes the place of the running meeting and its read-back."""
    from progress_tui.tui.screens.held_screen import HeldScreen
    from progress_tui.tui.screens.read_back_screen import ReadBackScreen
    from progress_tui.tui.screens.runner_screen import RunnerScreen

    app = progress_app(screen)
    if app.lock.holds_back(partial(to_record, screen, meeting)):
        return
    with app.batch_update():
        while isinstance(app.screen, ReadBackScreen | RunnerScreen):
            app.pop_screen()
        app.push_screen(HeldScreen(meeting))


def _tell_made(screen: PlaceScreen, meeting: Meeting) -> None:
    app, workspace = progress_app(screen), workspace_of(screen)

    def undo() -> None:
        key = meeting.school_id, meeting.meeting_id
        try:
            workspace.meetings.get(*key)
        except NotFoundError as error:
            raise NotFoundError(
                f"The planned meeting of {meeting.class_name} was deleted", remedy="m on the class plans it anew."
            ) from error
        workspace.meetings.delete(*key, unwritten=True)

    app.changes.add(f"a meeting of {meeting.class_name} was planned", undo)
    app.say("Planned. u takes it back.")


def _ask_again(screen: PlaceScreen, meeting: Meeting) -> None:
    from progress_tui.tui.dialogs.key_menu import Choice, KeyMenu

    choices = [
        Choice("l", f"look at the meeting of {day(meeting.held_on)}", meeting.meeting_id),
        Choice("p", f"plan another one at {Point(meeting.ordinal).label}", _AGAIN),
    ]
    title = f"{meeting.class_name} had its meeting at this point"

    def chosen(number: int | None) -> None:
        if number is None:
            return
        if number != _AGAIN:
            show_meeting(screen, meeting)
        else:
            _plan_another(screen)

    screen.app.push_screen(KeyMenu(title, choices), chosen)


def _plan_another(screen: PlaceScreen) -> None:
    place, workspace = screen.place, workspace_of(screen)
    if place is None:
        return

    def work() -> None:
        try:
            screen.post_message(_planned(workspace, place))
        except ProgressError as error:
            screen.post_message(Trouble(error))

    screen.run_worker(work, thread=True, exclusive=True, group="meeting")
