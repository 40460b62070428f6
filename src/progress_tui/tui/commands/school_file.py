"""Commands for the school file as a whole: rarely needed, so that only the palette has them, and no key is spent."""

from __future__ import annotations

from progress_tui.tui.commands.base import Command


class SetPassphrase(Command):
    """Encrypt the file that is open."""

    name = "file.set-passphrase"
    label = "Set a passphrase"
    help = "Encrypt this school file and its backups: from then on it opens with a passphrase."


class ChangePassphrase(Command):
    """Another passphrase for somebody who has one."""

    name = "file.change-passphrase"
    label = "Change a passphrase"
    help = "Give yourself or a colleague another passphrase in the place of the one there was."


class BackUp(Command):
    """Make a backup."""

    name = "file.back-up"
    label = "Back up now"
    help = "Copy the whole school file into the folder of its backups, and read the copy once more."


SCHOOL_FILE: tuple[type[Command], ...] = (SetPassphrase, ChangePassphrase, BackUp)
"""In the order of the palette."""
