"""Words on stderr about where a school file is kept: before one is made in a bad place, and once for one that is."""

from __future__ import annotations

import argparse
from pathlib import Path

from progress_tui.cli.printing import say
from progress_tui.cli.prompting import is_interactive
from progress_tui.domain.errors import StoreError


def look_at_new_place(path: Path, args: argparse.Namespace) -> None:
    """Before an import makes a school file: whether its folder is open to others.

    With `--anyway`, and in a script, where nobody is there to choose another place, it is a warning.

    Raises:
        StoreError: it is, and somebody sits at the terminal.
    """
    if path.exists() or args.dry_run:
        return
    from progress_tui.workspace.safekeeping.places import exposed

    refusal = exposed(path)
    if refusal is None:
        return
    if is_interactive() and not args.anyway:
        raise StoreError(
            refusal.title, f"{refusal.detail} Nothing was stored.", f"{refusal.remedy} Or say so with --anyway."
        )
    say(f"{refusal.title}. {refusal.detail}")


def advise(path: Path) -> None:
    """After a command used a school file: say what was put right there, and once what speaks against its place."""
    from progress_tui.workspace.safekeeping.places import advice

    for words in advice(path):
        say(words)
