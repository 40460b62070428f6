"""`show queried`: the results that are marked as wrong, for the office to mend."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from progress_tui.cli.views import options
from progress_tui.cli.views.view import View

if TYPE_CHECKING:
    from progress_tui.domain.reports import Report
    from progress_tui.workspace.judging import Judging


def _report(judging: Judging, args: argparse.Namespace) -> Report:
    return judging.on_file.queried(options.asked(args), school=args.school, point=args.point)


VIEW = View("list the results that are marked as wrong, for the office to mend", options.whom, _report)
