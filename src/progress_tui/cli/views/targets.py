"""`show targets`: who is below target, the furthest first."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from progress_tui.cli.views import options
from progress_tui.cli.views.view import View

if TYPE_CHECKING:
    from progress_tui.domain.reports import Report
    from progress_tui.workspace.judging import Judging


def _describe(parser: argparse.ArgumentParser) -> None:
    options.whom(parser)
    parser.add_argument("--all", action="store_true", help="also those at or above their target")


def _report(judging: Judging, args: argparse.Namespace) -> Report:
    return judging.targets(options.asked(args), args.all, school=args.school, point=args.point)


VIEW = View("list who is below target", _describe, _report)
