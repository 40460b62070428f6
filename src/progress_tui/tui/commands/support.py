"""Commands of support: in its parts of the Meetings screen, and on the page of one group."""

from __future__ import annotations

from typing import ClassVar

from progress_tui.tui.commands.base import Command
from progress_tui.tui.commands.common import Copy, WholeCell
from progress_tui.tui.commands.of_part import OfPart

GROUPS = ("running", "support", "costs")
"""The parts of the Meetings screen whose rows are groups."""


class BeginGroup(OfPart):
    """A new group."""

    name = "support.begin"
    keys = "plus"
    label = "Support"
    help = "Begin a support group; among the children of the provision map, put the child under the cursor in one."
    footer = True
    shown_key = "+"
    parts: ClassVar[tuple[str, ...]] = (*GROUPS, "provision")


OF_SUPPORT: tuple[type[OfPart], ...] = (BeginGroup,)
"""Of the Meetings screen, in the order of help."""


class OpenMember(Command):
    """The card of the child under the cursor."""

    name = "group.open"
    keys = "enter"
    label = "Pupil"
    help = "Open the card of the child under the cursor."
    footer = True
    shown_key = "enter"


class PutIn(Command):
    """Put a child in."""

    name = "group.put-in"
    keys = "plus"
    label = "Put in"
    help = "Put a child in the group, with the latest result on file as what was measured at entry."
    footer = True
    shown_key = "+"


class Leaves(Command):
    """The child leaves, or was put in by mistake."""

    name = "group.leaves"
    keys = "minus"
    label = "Leaves"
    help = "The child under the cursor leaves the group, today or on another day, or was put in by mistake."
    footer = True
    shown_key = "-"


class NoteEffect(Command):
    """What came of it."""

    name = "group.effect"
    keys = "w"
    label = "Effect"
    help = "Note what came of the support for the child under the cursor: none, some, clear; and in words."
    footer = True


class NoteEntry(Command):
    """What was measured at the start."""

    name = "group.entry"
    keys = "i"
    label = "At entry"
    help = "Write what was measured when the child under the cursor began; the latest result then is proposed."


class NoteExit(Command):
    """What was measured at the end."""

    name = "group.exit"
    keys = "x"
    label = "At exit"
    help = "Write what was measured when the child under the cursor ended; the latest result then is proposed."


class ChangeGroup(Command):
    """Change the facts of the group."""

    name = "group.change"
    keys = "o"
    label = "Change"
    help = "Change the group: name, subject, who gives it, days, note; its cost where costs are shown."
    footer = True


class EndGroup(Command):
    """End the group."""

    name = "group.end"
    keys = "E"
    label = "End"
    help = "End the group on a day; the latest results then are noted as what was measured at exit."
    footer = True


class RemoveGroup(Command):
    """Remove a group that was begun by mistake."""

    name = "group.remove"
    keys = "D"
    label = "Remove"
    help = "Remove a group that was begun by mistake, with what is noted of its children; it asks first."


class LeaveGroup(Command):
    """Back to the list."""

    name = "group.back"
    keys = "escape"
    label = "Back"
    help = "Back to the list of support."
    footer = True
    shown_key = "esc"


GROUP: tuple[type[Command], ...] = (
    OpenMember, PutIn, Leaves, NoteEffect, NoteEntry, NoteExit, ChangeGroup, EndGroup, RemoveGroup, WholeCell, Copy,
    LeaveGroup,
)  # fmt: skip
"""Of the page of a group, in the order of help."""
