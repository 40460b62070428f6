"""Commands of the Flagged screen."""

from __future__ import annotations

from progress_tui.tui.commands.base import Command
from progress_tui.tui.commands.common import VIEW, AgreeAction, ExportHere, PutInSupport


class DismissFlag(Command):
    """Dismiss the flag under the cursor, or reopen a dismissed one."""

    name = "flagged.dismiss"
    keys = "d"
    label = "Dismiss"
    help = "Dismiss a flag of the pupil under the cursor with a reason; in the list of dismissed flags, reopen it."
    footer = True


FLAGGED: tuple[type[Command], ...] = (*VIEW, DismissFlag, AgreeAction, PutInSupport, ExportHere)
"""In the order of help."""
