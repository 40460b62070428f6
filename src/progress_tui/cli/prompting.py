"""Questions on the terminal; a passphrase is never echoed, and never asked for where it would be."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from progress_tui.cli.printing import say
from progress_tui.domain.errors import ProgressError, StoreError
from progress_tui.domain.passphrases import refuse_weak

TIMES: Final = 3
"""How often a passphrase is asked for."""


def can_ask() -> bool:
    """Whether there is a terminal on which a passphrase can be typed without being shown."""
    if sys.platform == "win32":
        return sys.stdin.isatty()
    try:
        # What `getpass` would open; without it, it reads from a pipe and shows what is typed.
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        return False
    return True


def is_interactive() -> bool:
    """Whether somebody sits at a terminal, reads what is said and may be asked what is not needed in a script."""
    return sys.stdin.isatty() and sys.stderr.isatty() and can_ask()


@contextmanager
def _asking(what: str) -> Iterator[None]:
    """Around a question: whoever leaves it in place of an answer (ctrl+d, ctrl+c) is told what came of it.

    Raises:
        ProgressError: the typing was ended without enter, or it is no text.
    """
    try:
        yield
    except EOFError as error:
        sys.stderr.write("\n")
        raise ProgressError(f"No {what} was typed", remedy="Nothing was changed.") from error
    except KeyboardInterrupt:
        say("\nNothing was changed.")
        raise
    except UnicodeDecodeError as error:
        raise ProgressError(
            "What was typed is no text in the letters of this terminal", remedy="Nothing was changed."
        ) from error


def ask_secret(prompt: str) -> str:
    """What is typed up to enter, not shown; raises as `_asking`."""
    with _asking("passphrase"):
        return getpass.getpass(prompt)


def ask_new(prompt: str) -> str:
    """A new passphrase, typed twice; empty when only enter was pressed.

    Raises:
        StoreError: it was too easy to guess, or typed in two ways, every time.
    """
    for _ in range(TIMES):
        typed = ask_secret(f"{prompt}: ")
        if not typed:
            return ""
        try:
            refuse_weak(typed)
        except StoreError as error:
            say(str(error))
            continue
        if ask_secret("The same again: ") == typed:
            return typed
        say("The two are not the same.")
    raise StoreError("No passphrase was set", "Nothing was changed.", "Try again with three random words.")


def ask_name(question: str, default: str) -> str:
    """Whose passphrase it is, as typed; `default` when only enter was pressed; raises as `_asking`."""
    sys.stderr.write(f"{question}{f' [{default}]' * bool(default)}: ")
    sys.stderr.flush()
    with _asking("name"):
        typed = sys.stdin.readline()
        if not typed:
            raise EOFError
    return typed.strip() or default


def login_name() -> str:
    """Who is logged in, or a word where the system does not say."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "First passphrase"
