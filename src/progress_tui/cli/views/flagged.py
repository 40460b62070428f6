"""`show flagged`: the flagged children across the school, with the reasons in words; the agenda of a class."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from progress_tui.cli.views import options
from progress_tui.cli.views.view import View
from progress_tui.domain.flagging import FlagsAsked

if TYPE_CHECKING:
    from progress_tui.domain.reports import Report
    from progress_tui.workspace.judging import Judging


def _describe(parser: argparse.ArgumentParser) -> None:
    options.whom(parser)
    parser.add_argument("--flag", default="", metavar="F", help="one kind of flag, such as fell")
    parser.add_argument("--severity", type=int, choices=(1, 2, 3), default=1, help="the least severity; 1 without it")
    parser.add_argument("--most", type=_count, metavar="N", help="at most so many children; 0 for all")
    parser.add_argument("--agenda", action="store_true", help="a line a child, in the order of a meeting; 8 at most")
    parser.add_argument("--good", action="store_true", help="good news in place of questions")


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(f"“{text}” is not a number of children")
    return int(text)


def _report(judging: Judging, args: argparse.Namespace) -> Report:
    asked = FlagsAsked(args.flag, args.severity, args.most, args.agenda, args.good)
    return judging.flagged(options.asked(args), asked, school=args.school, point=args.point)


VIEW = View("list the flagged children with the reasons in words, or the agenda of a class", _describe, _report)
