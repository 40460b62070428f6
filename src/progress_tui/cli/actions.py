"""`progress-tui actions`: what is agreed, listed, added, changed, settled, carried on, and its effect noted."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from progress_tui.cli import showing
from progress_tui.cli.opening import workspace_of
from progress_tui.cli.printing import emit_json, emit_report, emit_sentence
from progress_tui.cli.pupils import one_pupil
from progress_tui.domain import clock
from progress_tui.domain.due_dates import day_words
from progress_tui.domain.errors import NotFoundError, UsageError
from progress_tui.domain.meetings import EFFECTS, Action, NewAction
from progress_tui.workspace import Workspace

if TYPE_CHECKING:
    from progress_tui.workspace.actions import ActionChange

_DAY: Final = "by when: 2026-12-18, 18/12, “4 weeks”, friday, “half term”, “end of term”"


def describe(actions: argparse.ArgumentParser, shared: Callable[[argparse.ArgumentParser], None]) -> None:
    """Describe the arguments.

    Args:
        actions: the command's parser.
        shared: adds what commands have in common: --file, --school and --point.
    """
    from progress_tui.cli.views.actions import VIEW

    whats = actions.add_subparsers(dest="what", required=True, metavar="WHAT")
    listed = whats.add_parser("list", help="the actions, as “show actions” prints them")
    VIEW.describe(listed)
    shared(listed)
    listed.add_argument(
        "--format", choices=("table", "csv", "json", "markdown"), default="table", help="how it is printed"
    )
    add = whats.add_parser("add", help="agree an action for a pupil, or for a whole class")
    about = add.add_mutually_exclusive_group(required=True)
    about.add_argument("--pupil", metavar="P", help="the pupil's name, UPN or source id")
    about.add_argument("--class", dest="class_name", metavar="C", help="the class the action is for, as a whole")
    _words(add, required=True)
    change = whats.add_parser("change", help="say other words, another person or another day")
    change.add_argument("numbers", nargs=1, type=int, metavar="N", help="number of the action")
    _words(change, required=False)
    carry = whats.add_parser("carry", help="go on with actions as new ones")
    carry.add_argument("--due", required=True, metavar="DAY", help=_DAY)
    for name, words in (("done", "they are done"), ("stop", "they are not gone on with"), ("reopen", "they are open")):
        whats.add_parser(name, help=words)
    whats.add_parser("effect", help="write down what came of actions")
    for name, one in whats.choices.items():
        if name in ("done", "stop", "reopen", "carry", "effect"):
            one.add_argument("numbers", nargs="+", type=int, metavar="N", help="numbers from “actions list”")
        if name in ("done", "effect"):
            one.add_argument("--effect", choices=EFFECTS, required=name == "effect", help="what came of it")
            one.add_argument("--note", default="", metavar="TEXT", help="what was seen")
        if name != "list":
            shared(one)
            one.add_argument("--format", choices=("text", "json"), default="text", help="how it is printed")


def _words(parser: argparse.ArgumentParser, required: bool) -> None:
    parser.add_argument("--do", required=required, metavar="TEXT", help="what is to be done")
    parser.add_argument("--owner", required=required, metavar="WHO", help="who does it")
    parser.add_argument("--due", required=required, metavar="DAY", help=_DAY)
    parser.add_argument("--review", metavar="DAY", help="when to look at it again; “none” takes a review away")


def run(args: argparse.Namespace) -> int:
    """Do what is asked; the exit code."""
    commands: Mapping[str, Callable[[Workspace, int, argparse.Namespace], list[ActionChange]]] = {
        "add": _add,
        "change": _change,
        "done": _done,
        "stop": _each,
        "reopen": _each,
        "carry": _carry,
        "effect": _effect,
    }
    with workspace_of(args) as workspace:
        if args.what == "list":
            from progress_tui.cli.views.actions import VIEW

            emit_report(VIEW.report(workspace.judging, args), args.format)
            return 0
        school_id = workspace.find_school(args.school).school_id
        if school_id is None:
            raise NotFoundError("There are no pupils on file", remedy="Bring some in with “progress-tui import”.")
        # Asked for before anything is changed: where one number is wrong nothing is stored.
        for number in getattr(args, "numbers", ()):
            workspace.actions.one(school_id, number)
        _print(args, commands[args.what](workspace, school_id, args))
    return 0


def _print(args: argparse.Namespace, changes: Sequence[ActionChange]) -> None:
    now = [change.after for change in changes if change.after is not None]
    if args.format == "json":
        emit_json({"what": args.what, "actions": [action._asdict() for action in now]})
        return
    for action in now:
        emit_sentence(_sentence(args.what, action))


def _sentence(what: str, action: Action) -> str:
    """Which action, what became of it, and what it says."""
    said = {
        "add": "is agreed", "change": "is changed", "done": "is done", "stop": "is stopped", "reopen": "is open",
        "carry": f"goes on with action {action.carried_from}", "effect": f"has noted as effect: {action.effect}",
    }[what]  # fmt: skip
    return f"Action {action.action_id} {said}: {action.what} ({action.owner}, by {action.due})."


def _day(workspace: Workspace, text: str) -> str:
    """A day as typed, ISO; what somebody may not have meant is said."""
    due = workspace.actions.read_due(text)
    if due.caution:
        from progress_tui.cli.printing import say

        say(f"{day_words(due.day)}: {due.caution}.")
    return due.day.isoformat()


def _add(workspace: Workspace, school_id: int, args: argparse.Namespace) -> list[ActionChange]:
    pupil_id, class_id = None, None
    if args.pupil is not None:
        pupil_id, _ = one_pupil(workspace, school_id, args.pupil)
    else:
        class_id = showing.class_of(workspace, args.class_name, args.school, args.point).class_id
    review = _day(workspace, args.review) if args.review else ""
    agreed, due = clock.today().isoformat(), _day(workspace, args.due)
    new = NewAction(pupil_id, class_id, None, args.do, args.owner, agreed, due, review)
    return [workspace.actions.add(school_id, new)]


def _change(workspace: Workspace, school_id: int, args: argparse.Namespace) -> list[ActionChange]:
    before = workspace.actions.one(school_id, args.numbers[0])
    if args.do is args.owner is args.due is args.review is None:
        raise UsageError("Nothing is to be changed", remedy="Add --do, --owner, --due or --review.")
    review = before.review
    if args.review is not None:
        review = "" if args.review == "none" else _day(workspace, args.review)
    wanted = before._replace(
        what=args.do or before.what,
        owner=args.owner or before.owner,
        due=_day(workspace, args.due) if args.due else before.due,
        review=review,
    )
    return [workspace.actions.change(school_id, before, wanted)]


def _each(workspace: Workspace, school_id: int, args: argparse.Namespace) -> list[ActionChange]:
    actions = workspace.actions
    work = {"done": actions.done, "stop": actions.stop, "reopen": actions.reopen}[args.what]
    return [work(school_id, number) for number in args.numbers]


def _done(workspace: Workspace, school_id: int, args: argparse.Namespace) -> list[ActionChange]:
    changes = _each(workspace, school_id, args)
    return _effect(workspace, school_id, args) if args.effect is not None or args.note else changes


def _effect(workspace: Workspace, school_id: int, args: argparse.Namespace) -> list[ActionChange]:
    actions = workspace.actions
    held = [actions.one(school_id, number) for number in args.numbers]
    return [
        actions.note_effect(school_id, one.action_id, args.effect or one.effect, args.note or one.effect_note)
        for one in held
    ]


def _carry(workspace: Workspace, school_id: int, args: argparse.Namespace) -> list[ActionChange]:
    due = _day(workspace, args.due)
    return [workspace.actions.carry(school_id, number, due) for number in args.numbers]
