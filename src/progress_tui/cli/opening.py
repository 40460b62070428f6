"""The school file a command speaks of, unlocked: by what was given for it, or by asking on the terminal."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar

from progress_tui.cli.parser import school_file
from progress_tui.domain.errors import LockedUpError, TooSoonError, WrongPassphraseError
from progress_tui.domain.text import visible
from progress_tui.workspace import Workspace

T = TypeVar("T")


@contextmanager
def workspace_of(args: argparse.Namespace) -> Iterator[Workspace]:
    """The school file of a command, unlocked where it is encrypted; it is let go at the end.

    Raises:
        UsageError: no file was named, or no passphrase comes where it was to come from.
        StoreError: the passphrase is not the one of the file, or nobody can be asked for it.
    """
    with closing(Workspace(school_file(args))) as workspace:
        unlock(workspace, args)
        try:
            yield workspace
        finally:
            if workspace.warning is not None and args.command != "check":
                from progress_tui.cli.printing import say

                say(str(workspace.warning))


def unlock(workspace: Workspace, args: argparse.Namespace, use: Callable[[str], None] | None = None) -> str:
    """Unlock the school file; the passphrase that opened it, empty where it needs none. Raises as `workspace_of`.

    Args:
        workspace: the school file.
        args: what was typed.
        use: takes a passphrase in place of `protecting.unlock`, where the file itself cannot be read.
    """
    use = use or workspace.protecting.unlock
    if workspace.protecting.state() != "locked":
        return ""
    from progress_tui.workspace.safekeeping.passphrases import refuse_without_key_file, use_given

    given = use_given(args, workspace.path, use)
    if given.passphrase is not None:
        return given.passphrase
    if given.outdated:
        from progress_tui.cli.printing import say

        say(f"The passphrase in the keyring is not that of {workspace.path.name} any more. It was taken out.")
    refuse_without_key_file(workspace.path)
    return asked(workspace.path.name, use)[0]


@contextmanager
def other_school(path: Path, args: argparse.Namespace) -> Iterator[Workspace]:
    """Another school file that is a source of an import, unlocked with its own passphrase.

    It is asked for, or a line of `--passphrase-fd` after the first: one for each source that is encrypted, in their
    order.

    Raises:
        UsageError: there is no such line.
        StoreError: the passphrase is not the one of that file, or nobody can be asked for it.
    """
    from progress_tui.store.protection.recognising import is_encrypted
    from progress_tui.workspace.safekeeping.passphrases import given_lines, refuse_without_key_file

    with closing(Workspace(path)) as other:
        if other.protecting.state() == "locked":
            lines = given_lines(args)
            if lines is not None:
                place = 1 + [source for source in args.sources if is_encrypted(source)].index(path)
                other.protecting.unlock(lines.required(place, f"the passphrase of {path.name}"))
            else:
                refuse_without_key_file(path)
                asked(path.name, other.protecting.unlock)
        yield other


def asked(name: str, use: Callable[[str], T]) -> tuple[str, T]:
    """Ask for the passphrase of a file a few times.

    Args:
        name: of the file.
        use: takes what was typed; raises as `Protecting.unlock` does.

    Returns:
        The passphrase that opened it, and what `use` gave back.

    Raises:
        LockedUpError: there is no terminal to ask on.
        WrongPassphraseError: none of the tries opened it.
    """
    from progress_tui.cli.printing import say
    from progress_tui.cli.prompting import TIMES, ask_secret, can_ask

    name = visible(name)
    if not can_ask():
        raise LockedUpError(
            f"{name} is encrypted",
            "It opens with its passphrase, and there is no terminal to ask for it on.",
            "In a script give it with --passphrase-fd (docs/encryption.md).",
        )
    for left in range(TIMES - 1, -1, -1):
        secret = ask_secret(f"Passphrase of {name}: ")
        try:
            return secret, _tried(use, secret)
        except WrongPassphraseError as error:
            if not left:
                raise
            say(f"{error.title}.")
    raise AssertionError("the last try raises")


def _tried(use: Callable[[str], T], secret: str) -> T:
    """Use what was typed, after the wait that wrong ones cost."""
    from progress_tui.cli.printing import say

    while True:
        try:
            return use(secret)
        except TooSoonError as error:
            say(error.detail)
            time.sleep(error.seconds)
