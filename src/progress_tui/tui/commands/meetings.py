"""Commands of the Meetings screen: what every view has, and what each family of its parts adds.

The families are `commands/actions.py`, `commands/support.py` and `commands/meeting.py`; each says of its commands in
which parts of the screen they work.
"""

from __future__ import annotations

from typing import ClassVar

from progress_tui.tui.commands import common
from progress_tui.tui.commands.base import Command
from progress_tui.tui.commands.common import VIEW, ChangeSubject, EditFilter


class OfPart(Command):
    """A command that works in some parts of the screen only; in the others its key does nothing and is not shown.

    Attributes:
        parts: their names, as in `views.meetings_parts.PARTS`.
    """

    parts: ClassVar[tuple[str, ...]] = ()


OF_PARTS: tuple[type[OfPart], ...] = ()
"""What the families add, in the order of help; no two of one key or label."""

MEETINGS: tuple[type[Command], ...] = (*VIEW, *OF_PARTS)
"""In the order of help."""

CROWDED: tuple[type[Command], ...] = (*common.CROWDED, EditFilter, ChangeSubject)
"""The footer has room for three keys of the part that is shown."""
