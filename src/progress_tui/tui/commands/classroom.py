"""Commands of the class grid."""

from __future__ import annotations

from progress_tui.tui.commands.base import Command
from progress_tui.tui.commands.importing import ImportFile, UndoImport


class OpenPupil(Command):
    """Open the pupil card."""

    name = "class.open"
    keys = "enter"
    label = "Pupil"
    help = "Open the card of the pupil under the cursor."
    footer = True
    shown_key = "enter"


class EditFilter(Command):
    """Filter as you type."""

    name = "class.filter"
    keys = "slash"
    label = "Filter"
    help = "Show only some pupils, as you type: names, pp, sen, below, target<0, flag:fell …"
    footer = True
    shown_key = "/"


class BelowTarget(Command):
    """Only pupils below target."""

    name = "class.below-target"
    keys = "b"
    label = "Below target"
    help = "Only pupils below target in the subject shown (below the expected standard where there are no targets)."
    footer = True


class ChangeSubject(Command):
    """Show the next subject."""

    name = "class.subject"
    keys = "t"
    label = "Subject"
    help = "Show the next subject in full."
    footer = True


class WriteNote(Command):
    """Write a note."""

    name = "class.note"
    keys = "n"
    label = "Note"
    help = "Write a note on the pupil; it is saved as you type."
    footer = True


class Export(Command):
    """Export notes."""

    name = "class.export"
    keys = "e"
    label = "Export"
    help = "Write the notes on the pupils shown, with the figures shown, to Markdown and CSV."
    footer = True


class PickClass(Command):
    """Pick a class."""

    name = "class.pick"
    keys = "c"
    label = "Class"
    help = "Pick another class."
    footer = True


class PickSchool(Command):
    """Pick a school."""

    name = "class.school"
    keys = "C"
    label = "School"
    help = "Pick another school of this file."


class PreviousClass(Command):
    """The class before."""

    name = "class.previous"
    keys = "left_square_bracket"
    label = "Previous class"
    help = "Go to the class before this one."


class NextClass(Command):
    """The class after."""

    name = "class.next"
    keys = "right_square_bracket"
    label = "Next class"
    help = "Go to the class after this one."


class EarlierPoint(Command):
    """An earlier point."""

    name = "class.earlier"
    keys = "comma"
    label = "Earlier point"
    help = "Show the class at the point before."


class LaterPoint(Command):
    """A later point."""

    name = "class.later"
    keys = "full_stop"
    label = "Later point"
    help = "Show the class at the point after."


class SortColumn(Command):
    """Sort by the column under the cursor."""

    name = "class.sort"
    keys = "s"
    label = "Sort"
    help = "Sort by the column under the cursor; again reverses."


class DefaultOrder(Command):
    """Back to the default order."""

    name = "class.order"
    keys = "S"
    label = "Default order"
    help = "Sort by distance from target again."


class ToggleFrozen(Command):
    """Let the name column scroll, or hold it."""

    name = "class.frozen"
    keys = "z"
    label = "Frozen columns"
    help = "Hold the name column while the others scroll, or let it go."


class ClearFilter(Command):
    """Clear the filter."""

    name = "class.clear"
    keys = "escape"
    label = "All pupils"
    help = "Clear the filter: all pupils again."


CLASSROOM: tuple[type[Command], ...] = (
    OpenPupil, EditFilter, BelowTarget, ChangeSubject, WriteNote, Export, PickClass, PickSchool, PreviousClass,
    NextClass, EarlierPoint, LaterPoint, SortColumn, DefaultOrder, ToggleFrozen, ClearFilter, ImportFile, UndoImport,
)  # fmt: skip
"""In the order of help."""
