"""`show compare`: groups of pupils side by side."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from progress_tui.cli.views import options
from progress_tui.cli.views.view import View
from progress_tui.domain.comparison import Comparison
from progress_tui.domain.errors import UsageError

if TYPE_CHECKING:
    from progress_tui.domain.reports import Report
    from progress_tui.workspace.judging import Judging


def _describe(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--by", metavar="D[,D]", help="dimensions such as pp or pp,sex; year-group without it")
    parser.add_argument(
        "--set", dest="sets", action="append", metavar="F", help="a filter or a saved one; twice for two groups"
    )
    parser.add_argument(
        "--measure",
        choices=("expected", "higher", "mean", "change", "target", "absence"),
        default="expected",
        help="what is compared; expected without it",
    )
    parser.add_argument(
        "--denominator",
        choices=("assessed", "dfe"),
        default="assessed",
        help="who counts; dfe takes statutory results",
    )
    parser.add_argument("--interval", action="store_true", help="the 95 %% interval beside the percentage")
    parser.add_argument("--all-schools", action="store_true", help="every school of the file together")
    parser.add_argument("--beside", metavar="C", default="", help="only classes that share a year group with this one")
    parser.add_argument("--pool", type=int, default=1, metavar="N", help="N academic years at the same half-term")
    options.whom(parser)


def _report(judging: Judging, args: argparse.Namespace) -> Report:
    if args.by and args.sets:
        raise UsageError("--by and --set do not go together", remedy="Take dimensions or two filters.")
    if args.all_schools and args.school:
        raise UsageError("--school and --all-schools do not go together", remedy="Leave one of them out.")
    asked = Comparison(
        by=tuple(part.strip() for part in (args.by or "year-group").split(",")),
        sets=tuple(args.sets or ()),
        measure=args.measure,
        denominator=args.denominator,
        whom=options.asked(args),
        interval=args.interval,
        pool=args.pool,
        beside=args.beside,
    )
    return judging.compare(asked, args.school, args.point, every_school=args.all_schools)


VIEW = View("set groups of pupils side by side", _describe, _report)
