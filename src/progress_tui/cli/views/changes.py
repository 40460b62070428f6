"""`show changes`: what changed since the last import, or since the last meeting of each class."""

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
        "--since", choices=("import", "meeting"), default="import", help="since when; the last import without it"
    )
    options.whom(parser)


def _report(judging: Judging, args: argparse.Namespace) -> Report:
    return judging.changes(options.asked(args), args.since, school=args.school, point=args.point)


VIEW = View("list what changed since the last import or the last meeting", _describe, _report)
