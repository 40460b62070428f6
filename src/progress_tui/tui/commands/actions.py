"""Commands of the action log, in the parts of the Meetings screen that list actions."""

from __future__ import annotations

from typing import ClassVar

from progress_tui.tui.commands.of_part import OfPart


class OfActions(OfPart):
    """A command on the action under the cursor."""

    parts: ClassVar[tuple[str, ...]] = ("open", "overdue", "all")


class ActionDone(OfActions):
    """It is done."""

    name = "actions.done"
    keys = "d"
    label = "Done"
    help = "Mark the action under the cursor as done; one that is settled is opened again."
    footer = True


class NoteEffect(OfActions):
    """What came of it."""

    name = "actions.effect"
    keys = "n"
    label = "Effect"
    help = "Write down what came of the action under the cursor: none, some or a clear effect, and a note."
    footer = True


class CarryAction(OfActions):
    """Go on with it."""

    name = "actions.carry"
    keys = "greater_than_sign"
    label = "Carry on"
    help = "Go on with the action under the cursor as a new one, with a due date of its own."
    footer = True
    shown_key = ">"


class StopAction(OfActions):
    """Do not go on with it."""

    name = "actions.stop"
    keys = "x"
    label = "Stop"
    help = "Stop the action under the cursor: it is not gone on with."


class ChangeAction(OfActions):
    """Word it anew."""

    name = "actions.change"
    keys = "E"
    label = "Change"
    help = "Change what the action under the cursor says, who does it, its due date or its review."


class AddAction(OfActions):
    """Another action for the same child."""

    name = "actions.add"
    keys = "a"
    label = "Action"
    help = "Agree another action for the child, or the class, of the action under the cursor."


OF_ACTIONS: tuple[type[OfActions], ...] = (ActionDone, NoteEffect, CarryAction, StopAction, ChangeAction, AddAction)
"""In the order of help."""
