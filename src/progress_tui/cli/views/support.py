"""`show support`: support groups, and the children's results since."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from progress_tui.cli.views.view import View

if TYPE_CHECKING:
    from progress_tui.domain.reports import Report
    from progress_tui.workspace.judging import Judging


def _describe(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--running", action="store_true", help="only groups that run today")


def _report(judging: Judging, args: argparse.Namespace) -> Report:
    return judging.support(running=args.running, school=args.school, point=args.point)


VIEW = View("list support groups, how long they run and with what effect", _describe, _report)
