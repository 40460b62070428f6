"""`show meetings-summary`: the round of meetings of the year, class by class."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from progress_tui.cli.views import options
from progress_tui.cli.views.view import View

if TYPE_CHECKING:
    from progress_tui.domain.reports import Report
    from progress_tui.workspace.judging import Judging


def _report(judging: Judging, args: argparse.Namespace) -> Report:
    return judging.meetings_summary(options.asked(args), school=args.school, point=args.point)


VIEW = View("sum up the year's meetings by class: discussed, agreed, on no list", options.whom, _report)
