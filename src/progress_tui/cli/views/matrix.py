"""`show matrix`: any A against any B, with the children in the cells."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from progress_tui.cli.views import options
from progress_tui.cli.views.view import View

if TYPE_CHECKING:
    from progress_tui.domain.reports import Report
    from progress_tui.workspace.judging import Judging


def _describe(parser: argparse.ArgumentParser) -> None:
    sides = "reading, reading@Sum2, reading:test, reading:teacher, or pp, sen, sex … as in compare"
    parser.add_argument("--a", default="", metavar="A", help=f"what stands down the side: {sides}")
    parser.add_argument("--b", default="", metavar="B", help="what stands along the top, in the same words")
    options.whom(parser)
    parser.add_argument("--names", action="store_true", help="names in the cells of a table, not counts")


def _report(judging: Judging, args: argparse.Namespace) -> Report:
    return judging.matrix(options.asked(args), args.a, args.b, names=args.names, school=args.school, point=args.point)


VIEW = View("set anything against anything, with the children in the cells", _describe, _report)
