"""`progress-tui prep-in`: filled prep sheets, read into the meeting they are for."""

from __future__ import annotations

import argparse
from pathlib import Path

from progress_tui.cli.opening import workspace_of
from progress_tui.cli.printing import emit_report, say
from progress_tui.domain.errors import ProgressError
from progress_tui.workspace import Workspace
from progress_tui.workspace.prep_sheets import look, sheet_report, take


def run(args: argparse.Namespace) -> int:
    """Read sheets in; the exit code: 1 where one was refused, 3 where one was stored in part, else 0."""
    codes = []
    with workspace_of(args) as workspace:
        for sheet in args.sheets:
            try:
                codes.append(_read(workspace, Path(sheet), args))
            except ProgressError as error:
                if len(args.sheets) == 1:
                    raise
                say(str(error))
                codes.append(error.exit_code)
    return next((code for code in (1, 3) if code in codes), max(codes, default=0))


def _read(workspace: Workspace, path: Path, args: argparse.Namespace) -> int:
    looked = look(workspace, path, args.meeting)
    emit_report(sheet_report(workspace, looked), args.format)
    partial = bool(looked.placement.not_placed)
    if args.dry_run:
        say("Nothing was stored: this was a dry run.")
    elif partial and not args.accept_partial:
        say("Nothing was stored, because of the lines that are not placed. --accept-partial stores the others.")
        return 1
    else:
        say(take(workspace, looked).words)
    return 3 if partial else 0
