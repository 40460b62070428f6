"""`show actions`: what was agreed, and the results since."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from progress_tui.cli.views import options
from progress_tui.cli.views.view import View

if TYPE_CHECKING:
    from progress_tui.domain.reports import Report
    from progress_tui.workspace.judging import Judging


def _describe(parser: argparse.ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--open", action="store_const", dest="state", const="open", help="only the open ones")
    which.add_argument("--overdue", action="store_const", dest="state", const="overdue", help="only those past due")
    parser.set_defaults(state="all")
    parser.add_argument("--owner", default="", metavar="WHO", help="only what this person is to do; part of the name")
    options.whom(parser)


def _report(judging: Judging, args: argparse.Namespace) -> Report:
    return judging.actions(options.asked(args), args.state, owner=args.owner, school=args.school, point=args.point)


VIEW = View("list what was agreed for children, and their results since", _describe, _report)
