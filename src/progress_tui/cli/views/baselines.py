"""`show baselines`: start points and prior-attainment groups."""

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
        "--kind",
        choices=("ks1", "eyfsp", "phonics", "first", "previous-summer"),
        help="one kind of start point; for each year group its own without it",
    )
    parser.add_argument("--pupils", action="store_true", help="pupil by pupil")
    parser.add_argument(
        "--key-stages", action="store_true", help="Key Stage 1 beside Key Stage 2, where both are on file"
    )
    options.whom(parser)


def _report(judging: Judging, args: argparse.Namespace) -> Report:
    if args.key_stages and (args.pupils or args.kind):
        raise UsageError("--key-stages goes without --pupils and --kind", remedy="Take one of them.")
    whom = options.asked(args)
    if args.key_stages:
        return judging.key_stages(whom, args.school, args.point)
    return judging.baselines(whom, args.kind or "default", args.pupils, args.school, args.point)


VIEW = View("start points and prior-attainment groups", _describe, _report)
