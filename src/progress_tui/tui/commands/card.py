"""Commands of the pupil card."""

from __future__ import annotations

from progress_tui.tui.commands.base import Command


class Back(Command):
    """Back to the class."""

    name = "card.back"
    keys = "escape"
    label = "Back"
    help = "Back to the class."
    footer = True
    shown_key = "esc"


class WriteCardNote(Command):
    """Write a note."""

    name = "card.note"
    keys = "n"
    label = "Note"
    help = "Write a note on this pupil; it is saved as you type."
    footer = True


class PreviousPupil(Command):
    """The pupil before."""

    name = "card.previous"
    keys = "left_square_bracket"
    label = "Previous"
    help = "The pupil before this one in the list."
    footer = True


class NextPupil(Command):
    """The pupil after."""

    name = "card.next"
    keys = "right_square_bracket"
    label = "Next"
    help = "The pupil after this one in the list."
    footer = True


CARD: tuple[type[Command], ...] = (Back, WriteCardNote, PreviousPupil, NextPupil)
"""In the order of help."""
