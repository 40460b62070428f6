"""`show attainment`: how many are at the expected standard and above."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from progress_tui.cli.views import options
from progress_tui.cli.views.view import View

if TYPE_CHECKING:
    from progress_tui.domain.reports import Report
    from progress_tui.workspace.judging import Judging


def _describe(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--by",
        choices=("class", "year-group", "school", "pupil"),
        default="class",
        help="what is counted together; pupil lists results instead; class without it",
    )
    options.whom(parser)
    parser.add_argument(
        "--denominator",
        choices=("assessed", "dfe"),
        help="who counts; without it the DfE measure on statutory results, else those assessed",
    )
    parser.add_argument("--interval", action="store_true", help="the 95 %% interval beside the percentage")


def _report(judging: Judging, args: argparse.Namespace) -> Report:
    if args.by == "pupil":
        return judging.attainment_by_pupil(options.asked(args), school=args.school, point=args.point)
    return judging.attainment(
        options.asked(args),
        args.by,
        denominator=args.denominator,
        interval=args.interval,
        school=args.school,
        point=args.point,
    )


VIEW = View("count who is at the expected standard and above it", _describe, _report)
