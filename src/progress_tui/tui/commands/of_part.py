"""What a command of one part of the Meetings screen is; the families of parts build on it."""

from __future__ import annotations

from typing import ClassVar

from progress_tui.tui.commands.base import Command


class OfPart(Command):
    """A command that works in some parts of the screen only; in the others its key does nothing and is not shown.

    Attributes:
        parts: their names, as in `views.meetings_parts.PARTS`.
    """

    parts: ClassVar[tuple[str, ...]] = ()
