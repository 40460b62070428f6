"""`progress-tui meeting`: what is on file, what a meeting would begin with, planning, the record, the end.

`meeting start` is no command of this module: it opens the screens.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from progress_tui.cli import showing
from progress_tui.cli.opening import workspace_of
from progress_tui.cli.printing import emit_report, say
from progress_tui.domain.errors import NotFoundError, UsageError
from progress_tui.domain.meetings import MOST_MINUTES
from progress_tui.domain.text import counted
from progress_tui.workspace import Workspace

if TYPE_CHECKING:
    from progress_tui.domain.meetings import Meeting, MeetingKind

_STATUSES: Final = ("planned", "running", "held")
_FORMATS: Final = ("table", "csv", "json", "markdown")
_POINT: Final = "the point it looks at; the latest with results without it"


def describe(meeting: argparse.ArgumentParser, shared: Callable[[argparse.ArgumentParser], None]) -> None:
    """Describe the arguments.

    Args:
        meeting: the command's parser.
        shared: adds what commands have in common: --file and --school.
    """
    whats = meeting.add_subparsers(dest="what", required=True, metavar="WHAT")
    listed = whats.add_parser("list", help="the meetings on file, the latest first")
    listed.add_argument("class_name", nargs="?", metavar="CLASS", help="the class; every class without it")
    listed.add_argument("--status", choices=_STATUSES, help="only those that are planned, that run, or that were held")
    listed.add_argument("--point", metavar="2026-27:Aut2", help="only those that look at this point")
    agenda = whats.add_parser("agenda", help="what a meeting would begin with; nothing is stored")
    agenda.add_argument("class_name", metavar="CLASS", help="the class, such as 4B")
    plan = whats.add_parser("plan", help="plan the meeting of a class, or of every class")
    which = plan.add_mutually_exclusive_group(required=True)
    which.add_argument("class_name", nargs="?", metavar="CLASS", help="the class, such as 4B")
    which.add_argument("--all", action="store_true", help="every class that has none at the point")
    plan.add_argument(
        "--on", default="", metavar="DAY", help="the day: 2026-12-04, “friday”, “in 2 weeks”; today without it"
    )
    plan.add_argument("--minutes", type=int, default=40, metavar="M", help="how long it is to take; 40 without it")
    plan.add_argument("--attendees", default="", metavar="WHO", help="who is there")
    for one in (agenda, plan):
        one.add_argument("--hand-over", action="store_true", help="a hand-over to next year's teacher")
        one.add_argument("--point", metavar="2026-27:Aut2", help=_POINT)
    for name, words in (
        ("start", "begin a meeting, or go on with it, on screen"),
        ("show", "print a meeting: agenda, what was said and agreed"),
        ("finish", "a meeting that runs was held: its figures stay as they are"),
        ("delete", "delete a meeting that is only planned"),
    ):
        one = whats.add_parser(name, help=words)
        named = one.add_mutually_exclusive_group(required=True)
        named.add_argument(
            "class_name", nargs="?", metavar="CLASS", help="its class: the one to go on with, else the last"
        )
        named.add_argument("--meeting", type=int, metavar="N", help="its number, from “meeting list”")
    for name, one in whats.choices.items():
        shared(one)
        if name in ("list", "agenda", "plan", "show"):
            one.add_argument("--format", choices=_FORMATS, default="table", help="how it is printed; table without it")
    meeting.set_defaults(path=None)


def run(args: argparse.Namespace) -> int:
    """Do what is asked; the exit code."""
    commands: Mapping[str, Callable[[Workspace, argparse.Namespace], None]] = {
        "list": _list,
        "agenda": _agenda,
        "plan": _plan,
        "show": _show,
        "finish": _finish,
        "delete": _delete,
    }
    with workspace_of(args) as workspace:
        commands[args.what](workspace, args)
    return 0


def _kind(args: argparse.Namespace) -> MeetingKind:
    return "hand-over" if args.hand_over else "progress"


def _list(workspace: Workspace, args: argparse.Namespace) -> None:
    from progress_tui.workspace.meeting_reports import meetings_on_file

    listed, school_id, when = showing.school_and_point(workspace, args.school, args.point)
    classes = None
    if args.class_name:
        classes = [showing.class_of(workspace, args.class_name, args.school, str(when)).class_id]
    entries = [
        one
        for one in workspace.meetings.listed(school_id, classes)
        if args.status in (None, one.status) and (args.point is None or one.ordinal == when.ordinal)
    ]
    emit_report(meetings_on_file(listed.school.name if listed.school else "", entries), args.format)


def _agenda(workspace: Workspace, args: argparse.Namespace) -> None:
    from progress_tui.workspace.meeting_reports import agenda_report

    view = showing.class_of(workspace, args.class_name, args.school, args.point)
    made = workspace.meetings.auto_agenda(view.school_id, view.class_id, view.point, _kind(args))
    emit_report(agenda_report(made), args.format)


def _plan(workspace: Workspace, args: argparse.Namespace) -> None:
    from progress_tui.domain.meetings import NewMeeting
    from progress_tui.workspace.meeting_reports import meetings_planned
    from progress_tui.workspace.meetings import Planned, today

    if not 1 <= args.minutes <= MOST_MINUTES:
        raise UsageError(f"A meeting takes 1 to {MOST_MINUTES} minutes", remedy="Write --minutes 40.")
    listed, school_id, when = showing.school_and_point(workspace, args.school, args.point)
    day = today()
    if args.on:
        due = workspace.actions.read_due(args.on)
        day = due.day.isoformat()
        if due.caution:
            say(f"{due.words}: {due.caution}.")
    if args.all:
        planned = workspace.meetings.plan_all(
            school_id, when.ordinal, day, args.minutes, args.attendees, _kind(args)
        )  # fmt: skip
    else:
        view = showing.class_of(workspace, args.class_name, args.school, str(when))
        new = NewMeeting(view.class_id, when.ordinal, day, args.minutes, args.attendees, _kind(args))
        made = workspace.meetings.plan(school_id, new)
        planned = [Planned(made.meeting_id, made.class_name, made.status, True)]
    emit_report(meetings_planned(listed.school.name if listed.school else "", when.ordinal, planned), args.format)


def _named(workspace: Workspace, args: argparse.Namespace) -> Meeting:
    from progress_tui.workspace.naming_meetings import meeting_named

    return meeting_named(workspace, args.school, args.class_name, args.meeting)


def _show(workspace: Workspace, args: argparse.Namespace) -> None:
    from progress_tui.workspace.meeting_reports import record_report

    meeting = _named(workspace, args)
    place = meeting.school_id, meeting.class_id, meeting.ordinal
    try:
        snapshot = workspace.meetings.snapshot(meeting.school_id, meeting.meeting_id)
    except NotFoundError:
        # Nothing is shown of it yet: the class as it is.
        view, previous = workspace.class_view(*place), workspace.meetings.previous(*place, meeting.meeting_id)
        report = record_report(meeting, view, None, previous)
    else:
        report = record_report(meeting, snapshot.shown.view, snapshot, snapshot.shown.previous)
    emit_report(report, args.format)


def _finish(workspace: Workspace, args: argparse.Namespace) -> None:
    meeting = _named(workspace, args)
    if meeting.status != "running":
        raise UsageError(
            f"Meeting {meeting.meeting_id} of {meeting.class_name} does not run",
            f"It is {meeting.status}.",
            "Begin it with “meeting start”." if meeting.status == "planned" else "Its record is kept.",
        )
    warning = workspace.meetings.finish(meeting.school_id, meeting.meeting_id)
    say(
        f"Meeting {meeting.meeting_id} of {meeting.class_name} was held; {counted(len(meeting.actions), 'action')} "
        "agreed. Its figures stay as it showed them."
    )
    if warning:
        say(warning)


def _delete(workspace: Workspace, args: argparse.Namespace) -> None:
    meeting = _named(workspace, args)
    workspace.meetings.delete(meeting.school_id, meeting.meeting_id)
    say(f"The plan of meeting {meeting.meeting_id} of {meeting.class_name} was deleted.")
