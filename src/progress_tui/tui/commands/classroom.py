"""Commands of the class grid."""

from __future__ import annotations

from progress_tui.tui.commands.base import Command
from progress_tui.tui.commands.common import MOVING, ORDERING, AgreeAction, AgreeForClass, PutInSupport
from progress_tui.tui.commands.importing import ImportFile


class OpenPupil(Command):
    """Open the pupil card."""

    name = "class.open"
    keys = "enter"
    label = "Pupil"
    help = "Open the card of the pupil under the cursor."
    footer = True
    shown_key = "enter"


class WriteNote(Command):
    """Write a note."""

    name = "class.note"
    keys = "n"
    label = "Note"
    help = "Write a note on the pupil; it is saved as you type."
    footer = True


class Export(Command):
    """Export notes and documents."""

    name = "class.export"
    keys = "e"
    label = "Export"
    help = "Write the notes on the pupils shown, a document of the class's meeting, a list or figures to files."
    footer = True


class ChooseColumns(Command):
    """Choose the columns."""

    name = "class.columns"
    keys = "o"
    label = "Columns"
    help = "Choose which columns and which past points are shown; the school remembers."


class Parallel(Command):
    """Parallel classes beside this one."""

    name = "class.parallel"
    keys = "x"
    label = "Parallel class"
    help = "Set the other classes of the year group beside this one in the same grid, or take them away again."


class QueryResult(Command):
    """Mark the result under the cursor as wrong."""

    name = "class.query"
    keys = "Q"
    label = "Mark as wrong"
    help = "Mark the result under the cursor as wrong, for the office to mend, or take the mark away."


class ClearFilter(Command):
    """Clear the filter."""

    name = "class.clear"
    keys = "escape"
    label = "All pupils"
    help = "Clear the filter: all pupils again."


CLASSROOM: tuple[type[Command], ...] = (
    OpenPupil, *MOVING, WriteNote, AgreeAction, AgreeForClass, Export, *ORDERING, ChooseColumns, Parallel, QueryResult,
    PutInSupport, ClearFilter, ImportFile,
)  # fmt: skip
"""In the order of help."""
