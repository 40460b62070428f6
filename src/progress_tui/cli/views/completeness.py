"""`show completeness`: what is there and what is missing."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from progress_tui.cli.views.view import View
from progress_tui.domain.whom import Whom

if TYPE_CHECKING:
    from progress_tui.domain.reports import Report
    from progress_tui.workspace.judging import Judging


def _describe(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--class", dest="class_name", default="", metavar="C", help="one class only")
    parser.add_argument("--year-group", default="", metavar="Y", help="the classes with this year group, such as Y4")
    parser.add_argument("--subject", default="", metavar="S", help="one subject only")
    parser.add_argument("--all-points", action="store_true", help="every point of the academic year so far")


def _report(judging: Judging, args: argparse.Namespace) -> Report:
    whom = Whom(class_name=args.class_name, year_group=args.year_group, subject=args.subject)
    return judging.completeness(whom, args.all_points, school=args.school, point=args.point)


VIEW = View("say which results are there and which are missing", _describe, _report)
