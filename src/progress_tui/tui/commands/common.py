"""Commands that the class grid and the views of a school share: they mean the same on every screen."""

from __future__ import annotations

from progress_tui.tui.commands.base import Command


class EditFilter(Command):
    """Filter as you type."""

    name = "view.filter"
    keys = "slash"
    label = "Filter"
    help = "Show only some pupils, as you type: names, pp, sen, below, target<0, flag:fell …"
    footer = True
    shown_key = "/"


class BuildFilter(Command):
    """Put a filter together."""

    name = "view.builder"
    keys = "f"
    label = "Find pupils"
    help = "Put a filter together by letters, with the live count; filters that are saved, by their digits."


class BelowTarget(Command):
    """Only pupils below target."""

    name = "view.below-target"
    keys = "b"
    label = "Below target"
    help = "Only pupils below target in the subject shown (below the expected standard where there are no targets)."
    footer = True


class ChangeSubject(Command):
    """Show the next subject."""

    name = "view.subject"
    keys = "t"
    label = "Subject"
    help = "Show the next subject in full."
    footer = True


class PickClass(Command):
    """Pick a class."""

    name = "view.class"
    keys = "c"
    label = "Class"
    help = "Pick another class."
    footer = True


class PickSchool(Command):
    """Pick a school."""

    name = "view.school"
    keys = "C"
    label = "School"
    help = "Pick another school of this file."


class OpenMeeting(Command):
    """The meeting of this class."""

    name = "view.meeting"
    keys = "m"
    label = "Meeting"
    help = "Plan the meeting of this class, or go on with it; one that was held is looked at."


class PreviousClass(Command):
    """The class before."""

    name = "view.previous"
    keys = "left_square_bracket"
    label = "Previous class"
    help = "Go to the class before this one."


class NextClass(Command):
    """The class after."""

    name = "view.next"
    keys = "right_square_bracket"
    label = "Next class"
    help = "Go to the class after this one."


class EarlierPoint(Command):
    """An earlier point."""

    name = "view.earlier"
    keys = "comma"
    label = "Earlier point"
    help = "Show the point before."


class LaterPoint(Command):
    """A later point."""

    name = "view.later"
    keys = "full_stop"
    label = "Later point"
    help = "Show the point after."


class SortColumn(Command):
    """Sort by the column under the cursor."""

    name = "view.sort"
    keys = "s"
    label = "Sort"
    help = "Sort by the column under the cursor; again reverses."


class DefaultOrder(Command):
    """Back to the default order."""

    name = "view.order"
    keys = "S"
    label = "Default order"
    help = "Back to the order that the screen begins with."


class ToggleFrozen(Command):
    """Let the first columns scroll, or hold them."""

    name = "view.frozen"
    keys = "z"
    label = "Frozen columns"
    help = "Hold the first columns while the others scroll, or let them go."


class WholeCell(Command):
    """The whole of a cell."""

    name = "view.cell"
    keys = "space"
    label = "Whole cell"
    help = "Show the cell under the cursor in full, and what it means."


class Copy(Command):
    """Copy for a spreadsheet."""

    name = "view.copy"
    keys = "y"
    label = "Copy"
    help = "Copy the cell, the row or the table as it is on screen, for a spreadsheet."


class AgreeAction(Command):
    """An action for the pupil under the cursor."""

    name = "view.action"
    keys = "a"
    label = "Action"
    help = "Agree an action for the pupil under the cursor: what, who and by when, such as “4 weeks” or “half term”."


class AgreeForClass(Command):
    """An action for the whole class."""

    name = "view.class-action"
    keys = "W"
    label = "Class action"
    help = "Agree an action for the whole class."


class PutInSupport(Command):
    """Support for the pupils of a table."""

    name = "view.support"
    keys = "plus"
    label = "Support"
    help = "Put the pupil under the cursor, or all pupils a filter leaves, in a support group, or begin a new one."


class OpenFigure(Command):
    """Open what is under the cursor."""

    name = "view.open"
    keys = "enter"
    label = "Pupils"
    help = "List the pupils behind the figure under the cursor; for one pupil, open the card."
    footer = True
    shown_key = "enter"


class ChooseView(Command):
    """Choose what the screen shows."""

    name = "view.choose"
    keys = "v"
    label = "View"
    help = "Choose what the rows of this screen are."
    footer = True


class ToggleWide(Command):
    """This class, or the whole school."""

    name = "view.wide"
    keys = "w"
    label = "All classes"
    help = "Change between this class and the whole school."
    footer = True


class NotesOrTable(Command):
    """To the notes, or back to the table."""

    name = "view.part"
    keys = "tab,shift+tab"
    label = "Notes"
    help = "Go to the notes under the table, where enter lists the pupils a note speaks of, and back."


class Back(Command):
    """Clear the filter, then back to the class."""

    name = "view.back"
    keys = "escape"
    label = "Back"
    help = "Clear the filter; without one, back to the class."
    footer = True
    shown_key = "esc"


class CloseList(Command):
    """Back to the figure."""

    name = "list.back"
    keys = "escape"
    label = "Back"
    help = "Back to the figure."
    footer = True
    shown_key = "esc"


class ExportHere(Command):
    """Export lists and figures."""

    name = "view.export"
    keys = "e"
    label = "Export"
    help = "Write the SENCO's list, the actions, figures for governors or a meeting's copies to files."


MOVING: tuple[type[Command], ...] = (
    EditFilter, BuildFilter, BelowTarget, ChangeSubject, PickClass, PickSchool, PreviousClass, NextClass, EarlierPoint,
    LaterPoint, OpenMeeting,
)  # fmt: skip
"""What every screen of a school has: what it shows follows from these."""

ORDERING: tuple[type[Command], ...] = (SortColumn, DefaultOrder, ToggleFrozen, WholeCell, Copy)
"""What every table has."""

VIEW: tuple[type[Command], ...] = (OpenFigure, ChooseView, ToggleWide, *MOVING, *ORDERING, NotesOrTable, Back)
"""Of a view of the school, in the order of help."""

CROWDED: tuple[type[Command], ...] = (BelowTarget, PickClass)
"""Of these the class grid's footer speaks; in the footer of a view there is no room for them."""

LIST: tuple[type[Command], ...] = (OpenFigure, ChangeSubject, AgreeAction, PutInSupport, *ORDERING, CloseList)
"""Of the list of the pupils behind a figure, in the order of help."""
