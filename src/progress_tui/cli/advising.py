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
    from progress_tui.workspace.places import exposed

    refusal = exposed(path)
    if refusal is None:
        return
    if is_interactive() and not args.anyway:
        raise StoreError(
            refusal.title, f"{refusal.detail} Nothing was stored.", f"{refusal.remedy} Or say so with --anyway."
        )
    say(f"{refusal.title}. {refusal.detail}")


def advise(path: Path) -> None:
    """After a command used a school file: take the rights of others away, and say once what speaks against its place.

    What cannot be put right is said once as well: it may be meant.
    """
    from progress_tui import settings
    from progress_tui.workspace.places import Tidied, put_right, shared_by

    tidied, told = put_right(path), settings.advised(path)
    for words in (Tidied(tidied.mended, ()) if told else tidied).words(path):
        say(words)
    shared = None if told else shared_by(path)
    if shared is not None:
        say(shared.words(path.name))
    if not told and (shared is not None or tidied.left):
        settings.remember_advised(path)
