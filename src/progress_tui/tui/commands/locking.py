"""Commands of the locked screen, and of the one that asks for a passphrase."""

from __future__ import annotations

from progress_tui.tui.commands.base import Command


class Unlock(Command):
    """Back to the screen."""

    name = "lock.back"
    keys = "enter,escape"
    label = "Unlock"
    help = "Back to the screen that was open."


class QuitLocked(Command):
    """End the program."""

    name = "lock.quit"
    keys = "q"
    label = "Quit"
    help = "End the program; it asks only if a note is not saved yet."


LOCKED: tuple[type[Command], ...] = (Unlock, QuitLocked)
"""In the order of help."""


class LeaveUnlock(Command):
    """Take back what is typed; with nothing typed end the program."""

    name = "unlock.leave"
    keys = "escape"
    label = "Quit"
    help = "Take back what is typed; with nothing typed the program ends. It asks only if a note is not saved yet."


UNLOCKING: tuple[type[Command], ...] = (LeaveUnlock,)
"""Where a passphrase is asked for; `enter` gives it."""
