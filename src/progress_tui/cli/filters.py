"""`progress-tui filters`: the filters a school has named."""

from __future__ import annotations

import argparse

from progress_tui.cli.opening import workspace_of
from progress_tui.cli.printing import emit_report, say
from progress_tui.domain.errors import UsageError
from progress_tui.workspace.saved_filters import list_filters, remove_filter, save_filter


def run(args: argparse.Namespace) -> int:
    """List, save or remove; the exit code."""
    if args.what != "list" and not args.name:
        raise UsageError(f"No filter was named to {args.what}", remedy="“progress-tui filters list” shows the names.")
    if args.what != "save" and args.text:
        raise UsageError(
            f"“{args.text}” is one word too many", remedy="Put a name of several words in quotation marks."
        )
    with workspace_of(args) as workspace:
        if args.what == "list":
            if args.name:
                raise UsageError("A list takes no name", remedy="Leave it out.")
            emit_report(list_filters(workspace, args.school), args.format)
        elif args.what == "save":
            words = save_filter(workspace, args.name, args.text or "", args.school)
            say(f"Saved as “{args.name.strip()}”: {words}.")
        else:
            remove_filter(workspace, args.name, args.school)
            say(f"The saved filter “{args.name.strip()}” is removed.")
    return 0
