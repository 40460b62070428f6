"""`progress-tui audit`: what was done in a school file, line by line, and whether a line was changed or taken out."""

from __future__ import annotations

import argparse

from progress_tui.cli.opening import workspace_of
from progress_tui.cli.printing import emit_report, emit_sentence
from progress_tui.domain.errors import UsageError


def run(args: argparse.Namespace) -> int:
    """List the lines, or check them; the exit code."""
    if args.what == "check" and args.since is not None:
        raise UsageError("The audit is checked from its first line on", remedy="Leave --since out.")
    with workspace_of(args) as workspace:
        if args.what == "list":
            emit_report(workspace.auditing.report(args.since), args.format)
            return 0
        report, chain = workspace.auditing.checked()
    if args.format == "table":
        emit_sentence(chain.words())
    else:
        emit_report(report, args.format)
    return 0 if chain.broken_at is None else 1
