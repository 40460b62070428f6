"""A new school file on the command line: whether it is encrypted, with which passphrase, and what that means."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from progress_tui.cli.printing import say
from progress_tui.cli.prompting import ask_new, is_interactive, login_name
from progress_tui.domain.errors import UsageError
from progress_tui.workspace import Workspace
from progress_tui.workspace.safekeeping.passphrases import given_lines, given_new

RECOVERY_WORDS = (
    "Print it or write it down now and keep it in a safe, not on this computer: it is not shown again. It opens the "
    "file when a passphrase is forgotten. When every passphrase and the recovery key are lost, the data is lost: then "
    "nobody can open the file."
)


@contextmanager
def protected_when_new(workspace: Workspace, args: argparse.Namespace) -> Iterator[None]:
    """Give a file that is not there yet its passphrase before anything is stored, and say so once something is.

    Raises:
        UsageError: what was given is not enough to tell.
        StoreError: the passphrase is too easy to guess.
    """
    if workspace.protecting.state() != "absent" or args.dry_run:
        yield
        return
    name, passphrase = workspace.path.name, _passphrase(workspace, args)
    label = login_name()
    printed = workspace.protecting.begin(label, passphrase) if passphrase else ""
    try:
        yield
    finally:
        if workspace.path.exists() and printed:
            say(f"{name} is encrypted. The passphrase is listed as that of “{label}”.")
            say(f"Recovery key: {printed}\n{RECOVERY_WORDS}")
        elif workspace.path.exists():
            if not args.no_passphrase:
                say(plain_words(name))
        else:
            workspace.protecting.take_back()


def plain_words(name: str) -> str:
    """What it means that a school file is not encrypted."""
    return f"{name} is not encrypted: whoever gets hold of it can read it. “progress-tui passphrase set” encrypts it."


def _passphrase(workspace: Workspace, args: argparse.Namespace) -> str:
    """The passphrase of the new file, empty for none."""
    lines, name = given_lines(args), workspace.path.name
    if args.no_passphrase:
        if lines is not None:
            raise UsageError("--no-passphrase and --passphrase-fd contradict each other", remedy="Leave one out.")
        return ""
    given = given_new(args, f"the passphrase that {name} gets")
    if given is not None or not is_interactive():
        return given or ""
    say(
        f"{name} is a new school file. With a passphrase it is encrypted, and nobody reads it without, on a lost "
        "laptop or in a copy. Three random words are good. Without one whoever gets hold of the file can read it."
    )
    return ask_new(f"Passphrase for {name} (only enter: none)")
