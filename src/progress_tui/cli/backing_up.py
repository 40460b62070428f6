"""`progress-tui backup` and `restore`: copies of a school file, made while it is in use, and put back."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from progress_tui.cli.opening import asked, workspace_of
from progress_tui.cli.parser import school_file
from progress_tui.cli.printing import emit_report, say
from progress_tui.domain.errors import UsageError
from progress_tui.domain.text import counted
from progress_tui.workspace import Workspace

if TYPE_CHECKING:
    from progress_tui.workspace.safekeeping.backing_up import Choice, Restored


def describe(
    backup: argparse.ArgumentParser,
    restore: argparse.ArgumentParser,
    file: Callable[[argparse.ArgumentParser], None],
) -> None:
    """Describe the arguments.

    Args:
        backup: the parser of the command `backup`.
        restore: the parser of the command `restore`.
        file: adds `--file`.
    """
    what = backup.add_mutually_exclusive_group()
    what.add_argument("--to", type=Path, metavar="FOLDER", help="where to: a USB stick, a network drive")
    what.add_argument("--list", action="store_true", help="list the backups there are, and make none")
    file(backup)
    restore.add_argument("backup", nargs="?", default="", metavar="BACKUP", help="its name or path, else the newest")
    restore.add_argument("--yes", action="store_true", help="do not ask before the file is replaced")
    file(restore)


def run(args: argparse.Namespace) -> int:
    """`backup`; the exit code."""
    if args.list:
        with closing(Workspace(school_file(args))) as workspace:
            # The file may be damaged: what lies beside it is listed all the same.
            emit_report(workspace.backing_up.report(), args.format)
        return 0
    with workspace_of(args) as workspace:
        made = workspace.backing_up.make(args.to)
    from progress_tui.workspace.safekeeping.backing_up import size_words

    kind = "encrypted; it opens with the passphrases of the file" if made.encrypted else "not encrypted"
    say(f"Backup made and read once more: {made.path.name}, {size_words(made.size)}, {kind}.")
    say(f"It lies in {made.path.parent}.")
    if made.unrecorded:
        say(f"The audit does not tell of it: {made.unrecorded}")
    return 0


def run_restore(args: argparse.Namespace) -> int:
    """`restore`; the exit code."""
    with closing(Workspace(school_file(args))) as workspace:
        choice = workspace.backing_up.choose(args.backup)
        for note in choice.notes:
            say(note)
        if not args.yes and not _agreed(workspace, choice):
            say("Nothing was changed.")
            return 1
        done = _restored(workspace, choice, args)
    held = done.held.contents
    say(
        f"{workspace.path.name} is {done.backup.name} now: {counted(held.pupils, 'pupil')}, "
        f"{counted(held.results, 'result')}, {counted(held.notes, 'note')}."
    )
    if done.kept is not None:
        say(f"What was there is kept as {done.kept.name} in {done.kept.parent}.")
    return 0


def _agreed(workspace: Workspace, choice: Choice) -> bool:
    """Whether somebody at a terminal wants it."""
    if not sys.stdin.isatty():
        raise UsageError("Nobody can be asked whether to replace the file", remedy="Add --yes to do it.")
    what = "takes the place of" if workspace.path.exists() else "becomes"
    say(f"{choice.backup.path.name} of {choice.backup.made:%Y-%m-%d %H:%M} {what} {workspace.path.name}.")
    if workspace.path.exists():
        say("What was entered since is not in it; the file as it is now is kept beside the backups.")
    sys.stderr.write("Restore it? [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().casefold() in ("y", "yes")


def _restored(workspace: Workspace, choice: Choice, args: argparse.Namespace) -> Restored:
    """Put the backup in place, with a passphrase where it needs one: given, or asked for a few times."""
    from progress_tui.workspace.safekeeping.passphrases import given_passphrase

    restore = workspace.backing_up.restore
    if choice.needs == "nothing":
        return restore(choice)
    given = given_passphrase(args, workspace.path)
    if given is not None:
        return restore(choice, given)
    path = choice.backup.path if choice.needs == "passphrase of the backup" else workspace.path
    return asked(path.name, lambda secret: restore(choice, secret))[1]
