"""A passphrase that was given without being asked for: by a file descriptor, the environment or the system's keyring.

Never among the arguments: those can be read by everybody on the computer, and stay in the history of the shell.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from progress_tui.domain.errors import UsageError, WrongPassphraseError

if TYPE_CHECKING:
    import argparse

ENVIRONMENT: Final = "PROGRESS_TUI_PASSPHRASE"
"""The environment variable; other programs of the same user can read it."""

LONGEST: Final = 1024
"""Bytes of a line that is read as a passphrase."""


class GivenLines:
    """The lines of a file descriptor, read one at a time, so that a pipe may stay open and the rest stays in it."""

    def __init__(self, number: int) -> None:
        """Read from the descriptor with this number when a line is asked for."""
        self._number = number
        self._lines: list[str] = []
        self._ended = False

    def line(self, place: int) -> str | None:
        """The line at a place from 0, or None where there are fewer.

        Raises:
            UsageError: the descriptor cannot be read, or what comes is no text.
        """
        while len(self._lines) <= place and not self._ended:
            self._read_one()
        return self._lines[place] if place < len(self._lines) else None

    def required(self, place: int, what: str) -> str:
        """The line at a place; `what` says whose passphrase it is to be.

        Raises:
            UsageError: it is not there or empty.
        """
        found = self.line(place)
        if not found:
            raise UsageError(
                f"No passphrase came through --passphrase-fd {self._number}",
                f"Line {place + 1} is to be {what}.",
                "Check what is written to it.",
            )
        return found

    def _read_one(self) -> None:
        try:
            # Unbuffered: what follows the line stays for whoever reads on.
            with open(self._number, "rb", buffering=0, closefd=False) as stream:
                line = stream.readline(LONGEST + 2)
        except (OSError, ValueError) as error:
            raise UsageError(
                f"--passphrase-fd {self._number} cannot be read",
                f"{(isinstance(error, OSError) and error.strerror) or 'It is no file descriptor'}.",
                f"In a shell: progress-tui … --passphrase-fd {self._number} {self._number}<FILE",
            ) from error
        self._ended = not line.endswith(b"\n")
        bare = line.removesuffix(b"\n").removesuffix(b"\r")
        if len(bare) > LONGEST:
            raise UsageError(f"The passphrase from --passphrase-fd {self._number} is longer than {LONGEST} bytes")
        try:
            text = bare.decode("utf-8")
        except UnicodeDecodeError as error:
            raise UsageError(
                f"What came through --passphrase-fd {self._number} is no text", remedy="Write it as UTF-8."
            ) from error
        if text or not self._ended:
            self._lines.append(text)


class Given(NamedTuple):
    """What came of a passphrase that was given.

    Attributes:
        passphrase: it, where it opened the file.
        outdated: whether the keyring held one that opens the file no more.
    """

    passphrase: str | None
    outdated: bool = False


def given_lines(args: argparse.Namespace) -> GivenLines | None:
    """What `--passphrase-fd` names, or None without it."""
    lines: GivenLines | None = args.passphrase_fd
    return lines


def refuse_without_key_file(path: Path) -> None:
    """Before the passphrase of a school file is asked for: raise as `Protecting.unlock` where no key file can tell.

    Raises:
        StoreError: the key file is missing or damaged.
    """
    from progress_tui.store.protection import key_file

    key_file.candidates(path)


def given_passphrase(args: argparse.Namespace, path: Path) -> str | None:
    """The passphrase of a school file that was given without being asked for, or None.

    Taken from `--passphrase-fd`, else the environment, else the system's keyring where it was put there.

    Args:
        args: the parsed arguments.
        path: the school file.

    Raises:
        UsageError: `--passphrase-fd` was said, and no passphrase comes from it.
    """
    from progress_tui.workspace.safekeeping import keyrings

    lines = given_lines(args)
    if lines is not None:
        return lines.required(0, f"the passphrase of {path.name}")
    return os.environ.get(ENVIRONMENT) or keyrings.recall(path)


def use_given(args: argparse.Namespace, path: Path, use: Callable[[str], None]) -> Given:
    """Open a school file with the passphrase that was given; a wrong one of the keyring is taken out there.

    Args:
        args: the parsed arguments.
        path: the school file.
        use: takes the passphrase; raises as `Protecting.unlock` does.

    Raises:
        UsageError: `--passphrase-fd` was said, and no passphrase comes from it.
        StoreError: what was given is not the passphrase of the file, or the file cannot be opened.
    """
    from progress_tui.workspace.safekeeping import keyrings

    given = given_passphrase(args, path)
    if given is None:
        return Given(None)
    try:
        use(given)
    except WrongPassphraseError:
        if keyrings.recall(path) != given:
            raise
        keyrings.drop(path)
        return Given(None, outdated=True)
    return Given(given)


def given_new(args: argparse.Namespace, what: str) -> str | None:
    """The passphrase that a file without one is to get, from `--passphrase-fd` or the environment; None without.

    Args:
        args: the parsed arguments.
        what: what the line is to be, for the refusal.

    Raises:
        UsageError: `--passphrase-fd` was said, and no passphrase comes from it.
    """
    lines = given_lines(args)
    return lines.required(0, what) if lines is not None else os.environ.get(ENVIRONMENT) or None
