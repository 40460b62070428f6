"""`progress-tui support`: groups listed, begun, changed, ended and removed, and the children in them."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Final

from progress_tui.cli.opening import workspace_of
from progress_tui.cli.printing import emit_json, emit_report, emit_sentence
from progress_tui.cli.pupils import one_pupil
from progress_tui.domain.calendar import Point
from progress_tui.domain.errors import NotFoundError, UsageError, did_you_mean
from progress_tui.domain.meetings import EFFECTS
from progress_tui.domain.subjects import SUBJECTS, subject_label
from progress_tui.domain.support import MemberRecord, SupportRecord
from progress_tui.domain.text import fold
from progress_tui.workspace import Workspace

if TYPE_CHECKING:
    from progress_tui.workspace.supporting import SupportChange

_DAY: Final = "a day: today, 14/9/26, “3 weeks ago”, “end of term”"


def describe(support: argparse.ArgumentParser, shared: Callable[[argparse.ArgumentParser], None]) -> None:
    """Describe the arguments.

    Args:
        support: the command's parser.
        shared: adds what commands have in common: --file, --school and --point.
    """
    whats = support.add_subparsers(dest="what", required=True, metavar="WHAT")
    listed = whats.add_parser("list", help="the groups, as “show support” prints them")
    listed.add_argument("--running", action="store_true", help="only groups that run today")
    listed.add_argument("--costs", action="store_true", help="with what they cost, for senior leaders only")
    whats.add_parser("show", help="the children of a group: entry, exit, effect, results since")
    add = whats.add_parser("add", help="begin a group, for some pupils")
    add.add_argument("--name", required=True, metavar="TEXT", help="what it is called")
    change = whats.add_parser("change", help="say other facts of a group; “none” takes the end or the cost away")
    change.add_argument("--name", metavar="TEXT", help="what it is called")
    for one in (add, change):
        one.add_argument("--subject", metavar="S", help="the subject; none without it, “none” takes it away")
        one.add_argument("--staff", metavar="WHO", help="who gives it, by role")
        one.add_argument("--starts", metavar="DAY", help=f"its first day, {_DAY}")
        one.add_argument("--ends", metavar="DAY", help="its last day; weeks are counted from the first")
        one.add_argument("--cost", metavar="POUNDS", help="of the whole group, for senior leaders only")
        one.add_argument("--note", metavar="TEXT", help="what is done; without a pupil's name")
    add.add_argument("--pupil", action="append", default=[], metavar="P", help="a pupil to put in; may be repeated")
    end = whats.add_parser("end", help="end a group; the latest results become the exit results")
    end.add_argument("--on", default="", metavar="DAY", help=f"its last day, {_DAY}; today without it")
    whats.add_parser("remove", help="remove a group that was begun by mistake")
    member = whats.add_parser("member", help="put a pupil in, take the pupil out, note entry, exit and effect")
    _member_options(member)
    for name, one in whats.choices.items():
        if name not in ("list", "add"):
            one.add_argument("number", type=int, metavar="N", help="number of the group, from “support list”")
        shared(one)
        forms = ("table", "csv", "json", "markdown") if name in ("list", "show") else ("text", "json")
        one.add_argument("--format", choices=forms, default=forms[0], help="how it is printed")
    member.add_argument("pupil", metavar="PUPIL", help="the pupil's name, UPN or source id")


def _member_options(member: argparse.ArgumentParser) -> None:
    member.add_argument("--joined", default="", metavar="DAY", help=f"put in from this day, {_DAY}; today without it")
    out = member.add_mutually_exclusive_group()
    out.add_argument("--left", metavar="DAY", help="the pupil's last day in the group")
    out.add_argument("--take-out", action="store_true", help="the pupil was put in by mistake")
    member.add_argument("--entry", metavar="TEXT", help="what was measured at the start")
    member.add_argument("--exit", metavar="TEXT", help="what was measured at the end")
    member.add_argument("--effect", choices=EFFECTS, help="what came of it")
    member.add_argument("--note", metavar="TEXT", help="what came of it, in a few words")


def run(args: argparse.Namespace) -> int:
    """Do what is asked; the exit code."""
    commands: Mapping[str, Callable[[Workspace, int, argparse.Namespace], SupportChange]] = {
        "add": _add,
        "change": _change,
        "end": _end,
        "remove": lambda workspace, school_id, args: workspace.supporting.remove(school_id, args.number),
        "member": _member,
    }
    with workspace_of(args) as workspace:
        school_id = workspace.find_school(args.school).school_id
        if school_id is None:
            raise NotFoundError("There are no pupils on file", remedy="Bring some in with “progress-tui import”.")
        if args.what == "list":
            costs = workspace.supporting.costs(school_id) if args.costs else None
            emit_report(workspace.judging.support(args.running, args.school, args.point, costs=costs), args.format)
        elif args.what == "show":
            emit_report(workspace.supporting.page(school_id, _point(workspace, args).ordinal, args.number), args.format)
        else:
            _print(args, commands[args.what](workspace, school_id, args))
    return 0


def _point(workspace: Workspace, args: argparse.Namespace) -> Point:
    return workspace.judging.at(args.school, args.point).point


def _print(args: argparse.Namespace, change: SupportChange) -> None:
    if args.format == "json":
        group = None if change.after is None else _plain(change.after)
        if group is not None and getattr(args, "cost", None) is None:
            del group["cost"]  # for senior leaders: told to those who set it
        emit_json({"what": args.what, "support_id": change.number, "group": group})
    else:
        emit_sentence(f"Support {change.number}: {change.words}.")


def _plain(group: SupportRecord) -> dict[str, object]:
    """A group as JSON has it: days as ISO texts."""

    def plain(value: object) -> object:
        if isinstance(value, dict):
            return {key: plain(one) for key, one in value.items()}
        if isinstance(value, list | tuple):
            return [plain(one) for one in value]
        return value if isinstance(value, str | float | int | None) else str(value)

    return {key: plain(value) for key, value in asdict(group).items()}


def _subject(text: str) -> str:
    known = {fold(name): subject for subject, label in SUBJECTS.items() for name in (subject, label)}
    if fold(text) == "none":
        return ""
    found = known.get(fold(text))
    if found is None:
        raise UsageError(f"“{text}” is no subject", remedy=did_you_mean(text, map(subject_label, SUBJECTS)))
    return found


def _cost(text: str) -> float | None:
    plain = text.removeprefix("£").replace(",", "").strip()
    if plain.casefold() == "none":
        return None
    try:
        return float(plain)
    except ValueError as error:
        raise UsageError(f"“{text}” is no sum of money", remedy="Type pounds, such as 480.") from error


def _facts(workspace: Workspace, args: argparse.Namespace, group: SupportRecord) -> SupportRecord:
    """The group with what is said of it."""
    supporting = workspace.supporting
    starts = supporting.read_day(args.starts).day if args.starts is not None else group.starts
    ends = group.ends
    if args.ends is not None:
        ends = None if args.ends == "none" else supporting.read_day(args.ends, starts).day
    return replace(
        group,
        name=group.name if args.name is None else args.name,
        subject=group.subject if args.subject is None else _subject(args.subject),
        staff=group.staff if args.staff is None else args.staff,
        starts=starts,
        ends=ends,
        cost=group.cost if args.cost is None else _cost(args.cost),
        note=group.note if args.note is None else args.note,
    )


def _add(workspace: Workspace, school_id: int, args: argparse.Namespace) -> SupportChange:
    today = workspace.supporting.read_day("").day
    group = _facts(workspace, args, SupportRecord("", "", today, None, "", ()))
    ids = [one_pupil(workspace, school_id, name)[0] for name in args.pupil]
    entries: dict[int, str] = {}
    if ids:
        point = _point(workspace, args)
        entries = workspace.supporting.measured(school_id, point.ordinal, group.subject, group.starts, ids)
    members = tuple(MemberRecord(key, entries.get(key, "")) for key in dict.fromkeys(ids))
    return workspace.supporting.begin(school_id, replace(group, members=members))


def _change(workspace: Workspace, school_id: int, args: argparse.Namespace) -> SupportChange:
    before = workspace.supporting.group(school_id, args.number)
    after = _facts(workspace, args, before)
    if after == before:
        raise UsageError("Nothing is to be changed", remedy="Add --name, --staff, --ends, --cost …")
    return workspace.supporting.change(school_id, args.number, before, after)


def _end(workspace: Workspace, school_id: int, args: argparse.Namespace) -> SupportChange:
    day = workspace.supporting.read_day(args.on).day
    return workspace.supporting.end(school_id, _point(workspace, args).ordinal, args.number, day)


def _member(workspace: Workspace, school_id: int, args: argparse.Namespace) -> SupportChange:
    supporting, number = workspace.supporting, args.number
    pupil_id, _ = one_pupil(workspace, school_id, args.pupil)
    if args.take_out:
        return supporting.take_out(school_id, number, pupil_id)
    ordinal = _point(workspace, args).ordinal
    change: SupportChange | None = None
    if supporting.group(school_id, number).member(pupil_id) is None:
        change = supporting.put_in(school_id, ordinal, number, [pupil_id], supporting.read_day(args.joined).day)
    if args.left is not None:
        change = supporting.leave(school_id, ordinal, number, pupil_id, supporting.read_day(args.left).day)
    held = supporting.group(school_id, number).member(pupil_id)
    if held is not None and not args.entry is args.exit is args.effect is args.note is None:
        noted = replace(
            held,
            entry=held.entry if args.entry is None else args.entry,
            exit=held.exit if args.exit is None else args.exit,
            effect=held.effect if args.effect is None else args.effect,
            effect_note=held.effect_note if args.note is None else args.note,
        )
        change = supporting.note(school_id, number, noted)
    if change is None:
        raise UsageError("The pupil is in the group already", remedy="Add --left, --take-out, --effect, --exit …")
    return change
