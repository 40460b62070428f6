"""`erase` and `purge`: what is held on a child, or is old, out of a school file and its backups for good."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from progress_tui.cli.opening import workspace_of
from progress_tui.cli.printing import emit_report
from progress_tui.cli.pupils import one_pupil
from progress_tui.domain import clock
from progress_tui.domain.errors import UsageError
from progress_tui.workspace.safekeeping.erasing_words import erase_report, leavers_report, periods_report, purge_report
from progress_tui.workspace.safekeeping.retention import cutoffs, periods, source

_Describe = Callable[[argparse.ArgumentParser], None]


def describe_erase(parser: argparse.ArgumentParser, shared: _Describe) -> None:
    """Say what `erase` takes."""
    parser.add_argument("pupil", metavar="PUPIL", help="the pupil's name, UPN or source id")
    _asked(parser)
    parser.add_argument(
        "--each-name",
        action="store_true",
        help="take the surname and the forename alone out of what was typed on others, too, words spelt alike included",
    )
    parser.add_argument("--school", metavar="S", help="the school, where the file holds several: code or name")
    shared(parser)


def describe_purge(parser: argparse.ArgumentParser, shared: _Describe) -> None:
    """Say what `purge` takes."""
    _asked(parser)
    parser.add_argument("--schedule", action="store_true", help="only say how long things are kept, and who says so")
    parser.add_argument(
        "--names", choices=("full", "initials", "none"), default="initials", help="how children who left are listed"
    )
    shared(parser)


def _asked(parser: argparse.ArgumentParser) -> None:
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--preview", action="store_true", help="change nothing: say what would go")
    how.add_argument("--yes", action="store_true", help="do it; it cannot be taken back")
    parser.add_argument("--leave-backups", action="store_true", help="do it though a backup cannot be reached")


def run_erase(args: argparse.Namespace) -> int:
    """Erase a child, or say what would go; the exit code.

    Raises:
        UsageError: neither --preview nor --yes is given; what would go is printed.
    """
    with workspace_of(args) as workspace:
        school_id = workspace.find_school(args.school).school_id or 0
        pupil_id, _ = one_pupil(workspace, school_id, args.pupil)
        erasing, each = workspace.erasing, args.each_name
        if args.yes:
            outcome = erasing.erase(school_id, pupil_id, each_name=each, leave=args.leave_backups)
        else:
            outcome = erasing.preview(school_id, pupil_id, each_name=each)
    emit_report(erase_report(outcome, done=args.yes), args.format)
    _refuse_unasked(args, "erased")
    return 1 if outcome.left else 0


def run_purge(args: argparse.Namespace) -> int:
    """Take out what is due, or say what is; the exit code.

    Raises:
        UsageError: neither --preview nor --yes is given; what would go is printed.
    """
    held = periods()
    if args.schedule:
        emit_report(periods_report(held, source()), args.format)
        return 0
    with workspace_of(args) as workspace:
        before = cutoffs(held, clock.today())
        erasing = workspace.erasing
        due = erasing.purge(before, leave=args.leave_backups) if args.yes else erasing.due(before)
    if args.format == "table" and due.children:
        emit_report(leavers_report(due, args.names), args.format)
    emit_report(purge_report(due, done=args.yes), args.format)
    if due.outcome.erased.rows or due.outcome.backups:
        _refuse_unasked(args, "purged")
    return 1 if due.outcome.left else 0


def _refuse_unasked(args: argparse.Namespace, done: str) -> None:
    if not args.yes and not args.preview:
        raise UsageError(f"Nothing was {done}", "It cannot be taken back.", "Add --yes to do it.")
