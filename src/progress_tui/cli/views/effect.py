"""`show effect`: results before and since one action or support group, beside the class's."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from progress_tui.cli.views.view import View

if TYPE_CHECKING:
    from progress_tui.domain.reports import Report
    from progress_tui.workspace.judging import Judging


def _describe(parser: argparse.ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--action", type=int, metavar="N", help="the action; show actions has the numbers")
    which.add_argument("--support", type=int, metavar="N", help="the support group; show support has the numbers")


def _report(judging: Judging, args: argparse.Namespace) -> Report:
    return judging.effect(action=args.action, support=args.support, school=args.school, point=args.point)


VIEW = View("set results before and since an action or support beside the class's", _describe, _report)
