"""`show venn`: reading, writing and maths at the expected standard as lists of names."""

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
    parser.add_argument("--names", action="store_true", help="every name in a table, not the first few")


def _report(judging: Judging, args: argparse.Namespace) -> Report:
    return judging.venn(options.asked(args), names=args.names, school=args.school, point=args.point)


VIEW = View("list who is at the expected standard in which of reading, writing and maths", _describe, _report)
