"""Runs the command that was typed, and imports no other: each is thin over `workspace`, but what it rests on is not."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Final

from progress_tui.settings import usual_file

RUNNERS: Final[Mapping[str, str]] = {
    "import": "importing.run",
    "imports": "importing.run_past",
    "show": "show.run",
    "export": "exporting.run",
    "results": "results.run",
    "flags": "flags.run",
    "filters": "filters.run",
    "meeting": "meetings.run",
    "actions": "actions.run",
    "support": "support.run",
    "prep-in": "prep_sheets.run",
    "scales": "scales.run",
    "audit": "auditing.run",
    "check": "checking.run",
    "doctor": "doctoring.run",
    "erase": "erasing.run_erase",
    "purge": "erasing.run_purge",
    "passphrase": "passphrase.run",
    "backup": "backing_up.run",
    "restore": "backing_up.run_restore",
    "salvage": "salvaging.run",
}
"""Command → module of this package and function in it; every one but those that open the screens."""


def runner(command: str) -> Callable[[argparse.Namespace], int]:
    """The function of a command; its module is imported here."""
    module, _, name = RUNNERS[command].partition(".")
    found: Callable[[argparse.Namespace], int] = getattr(import_module(f"{__package__}.{module}"), name)
    return found


def run(args: argparse.Namespace) -> int:
    """Run the command that was parsed; the exit code."""
    if args.command in ("import", "show", "export"):
        from progress_tui.cli.scales import say_left_out

        say_left_out()
    code = runner(args.command)(args)
    if args.command != "doctor":
        _advise(args)
    return code


def _advise(args: argparse.Namespace) -> None:
    """What is to be said of the place of the school file that was used; a command without one has no `file`."""
    path = (args.file or usual_file()) if "file" in args else None
    if path is not None and path.exists():
        from progress_tui.cli.advising import advise

        advise(path)
