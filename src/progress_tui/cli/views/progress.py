"""`show progress`: mean gains by year group beside trajectories, or the progress of pupils."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from progress_tui.cli.views import options
from progress_tui.cli.views.view import View
from progress_tui.domain.errors import UsageError

if TYPE_CHECKING:
    from progress_tui.domain.reports import Report
    from progress_tui.workspace.judging import Judging


def _describe(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--view",
        choices=("classes", "cohort"),
        help="year groups side by side (without it), or one cohort followed through",
    )
    parser.add_argument(
        "--measure",
        choices=("level-points", "bands", "score", "rank"),
        help="what is gained; the first of these that is on file without it",
    )
    parser.add_argument("--so-far", action="store_true", help="the year under way in place of the last complete one")
    parser.add_argument("--trajectories", action="store_true", help="how far the trajectories stand from each other")
    parser.add_argument("--pupils", action="store_true", help="pupil by pupil")
    parser.add_argument("--since", metavar="POINT", help="with --pupils: from this point on, such as 2025-26:Sum2")
    parser.add_argument("--beside", action="store_true", help="with --pupils: tests beside teacher assessment")
    options.whom(parser)


def _report(judging: Judging, args: argparse.Namespace) -> Report:
    by_year = args.view or args.measure or args.so_far
    if (args.since or args.beside) and not args.pupils:
        raise UsageError("--since and --beside belong to --pupils", remedy="Add --pupils, or leave them out.")
    if sum(map(bool, (by_year, args.pupils, args.trajectories))) > 1:
        raise UsageError(
            "--pupils, --trajectories and the options of the table do not go together", remedy="Take one of them."
        )
    if args.view == "cohort" and args.so_far:
        raise UsageError("A cohort shows the year under way anyway", remedy="Leave --so-far out.")
    if args.trajectories:
        return judging.trajectories(args.school, args.point)
    if args.pupils:
        return judging.progress_of_pupils(options.asked(args), args.since, args.beside, args.school, args.point)
    return judging.progress(
        options.asked(args), args.view or "classes", args.measure, args.so_far, args.school, args.point
    )


VIEW = View("mean progress by year group, or of pupils", _describe, _report)
