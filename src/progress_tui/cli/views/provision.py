"""`show provision`: children by the support groups of the year, and who is flagged without any."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from progress_tui.cli.views import options
from progress_tui.cli.views.view import View

if TYPE_CHECKING:
    from progress_tui.domain.reports import Report
    from progress_tui.workspace.judging import Judging


def _report(judging: Judging, args: argparse.Namespace) -> Report:
    return judging.provision(options.asked(args), args.school, args.point)


VIEW = View("list children by their support this year, and who is flagged without any", options.whom, _report)
