"""Commands of the screens around a meeting: planning it, reading it back, looking at one that was held."""

from __future__ import annotations

from progress_tui.tui.commands.base import Command


class StartMeeting(Command):
    """Begin the meeting."""

    name = "plan.start"
    keys = "B"
    label = "Begin"
    help = "Begin the meeting: its figures are kept from now on as they are."
    footer = True


class AddItem(Command):
    """Put a child or a question on the agenda."""

    name = "plan.add"
    keys = "plus"
    label = "Add"
    help = "Put the child under the cursor on the agenda, any child by typing a name, or a question of the class."
    footer = True
    shown_key = "+"


class RemoveItem(Command):
    """Take an item off the agenda."""

    name = "plan.remove"
    keys = "minus,delete"
    label = "Take off"
    help = "Take the item under the cursor off the agenda; what was written under it is kept."
    footer = True
    shown_key = "-"


class MoveUp(Command):
    """Speak of it earlier."""

    name = "plan.up"
    keys = "K,shift+up"
    label = "Move"
    help = "Move the item under the cursor up; J moves it down."
    footer = True
    shown_key = "K/J"


class MoveDown(Command):
    """Speak of it later."""

    name = "plan.down"
    keys = "J,shift+down"
    label = "Move down"
    help = "Move the item under the cursor down."


class MeetingDetails(Command):
    """Say when and who."""

    name = "plan.details"
    keys = "D"
    label = "Details"
    help = "Say when the meeting is, how long it takes and who is there."
    footer = True


class PrepSheet(Command):
    """Write the prep sheet, or read a filled one in."""

    name = "plan.prep"
    keys = "P"
    label = "Prep sheet"
    help = "Write the one-page sheet the teacher fills in, or read a filled one in."
    footer = True


class OpenItem(Command):
    """Open what is under the cursor."""

    name = "plan.open"
    keys = "enter"
    label = "Card"
    help = "The card of the child under the cursor."


class LeavePlan(Command):
    """Leave it planned."""

    name = "plan.back"
    keys = "escape"
    label = "Back"
    help = "Leave the meeting planned, as it is; m on the class opens it again."
    footer = True
    shown_key = "esc"


class ExportMeeting(Command):
    """Write documents of this meeting."""

    name = "plan.export"
    keys = "e"
    label = "Export"
    help = "Write the documents of this meeting: prep sheet, teacher's copy, pack and more."


class ExportHeld(ExportMeeting):
    """Write documents of this meeting."""

    name = "held.export"
    footer = True


PLAN: tuple[type[Command], ...] = (
    StartMeeting, AddItem, RemoveItem, MoveUp, MoveDown, MeetingDetails, PrepSheet, OpenItem, ExportMeeting, LeavePlan,
)  # fmt: skip
"""Of the plan of a meeting, in the order of help."""


class StoreSheet(Command):
    """Take the file, then store what it holds."""

    name = "prep.store"
    keys = "enter"
    label = "Take"
    help = "Take the file that is marked; with what it holds on the screen: store that."
    footer = True
    shown_key = "enter"


class LeaveSheet(Command):
    """A step back."""

    name = "prep.back"
    keys = "escape"
    label = "Back"
    help = "Choose another file; from there back to the plan. Nothing is stored."
    footer = True
    shown_key = "esc"


PREP_IN: tuple[type[Command], ...] = (StoreSheet, LeaveSheet)
"""Of the screen that reads a filled prep sheet in, in the order of help."""


class GoToItem(Command):
    """Back to the item under the cursor."""

    name = "read-back.open"
    keys = "enter"
    label = "Go to it"
    help = "Back into the meeting, to the item under the cursor."
    footer = True
    shown_key = "enter"


class FinishMeeting(Command):
    """End the meeting."""

    name = "read-back.finish"
    keys = "F"
    label = "Finish"
    help = "End the meeting: its figures and texts are kept as they are; its actions go on."
    footer = True


class NextPart(Command):
    """The next part."""

    name = "read-back.part"
    keys = "tab"
    label = "Part"
    help = "To the next heading; shift+tab goes back."
    footer = True
    shown_key = "tab"


class PreviousPart(Command):
    """The part before."""

    name = "read-back.part-before"
    keys = "shift+tab"
    label = "Part before"
    help = "To the heading before."


class GoOn(Command):
    """Back into the meeting."""

    name = "read-back.back"
    keys = "escape"
    label = "Back"
    help = "Back into the meeting, where it was left."
    footer = True
    shown_key = "esc"


READ_BACK: tuple[type[Command], ...] = (GoToItem, FinishMeeting, NextPart, PreviousPart, ExportMeeting, GoOn)
"""Of the read-back, in the order of help."""


class CloseHeld(Command):
    """Back to the list."""

    name = "held.back"
    keys = "escape"
    label = "Back"
    help = "Back to where the meeting was opened."
    footer = True
    shown_key = "esc"


class OpenHeld(Command):
    """The card of the child."""

    name = "held.open"
    keys = "enter"
    label = "Card"
    help = "The card of the child under the cursor as it is today."
    footer = True
    shown_key = "enter"


HELD: tuple[type[Command], ...] = (OpenHeld, NextPart, PreviousPart, ExportHeld, CloseHeld)
"""Of a meeting that was held, in the order of help."""
