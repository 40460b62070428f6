"""Commands that every screen has."""

from __future__ import annotations

from progress_tui.tui.commands.base import Command


class Quit(Command):
    """End the program."""

    name = "app.quit"
    keys = "q"
    label = "Quit"
    help = "End the program; it asks only if a note is not saved yet."
    shown_key = "q or ctrl+q"


class Help(Command):
    """Show the keys."""

    name = "app.help"
    keys = "question_mark,f1"
    label = "Help"
    help = "All keys that work here."
    footer = True
    shown_key = "?"


class Palette(Command):
    """Open the command palette."""

    name = "app.palette"
    keys = "colon,ctrl+p"
    label = "Palette"
    help = "Find any command by its name."
    shown_key = ":"


class Projector(Command):
    """Hide names."""

    name = "app.projector"
    keys = "p"
    label = "Hide names"
    help = "Projector mode: initials for names; notes, birth dates and other classes are hidden."


class Theme(Command):
    """Show other colours."""

    name = "app.theme"
    keys = "T"
    label = "Theme"
    help = "Go on to the next theme: dark, light, high contrast, the terminal's own 16 colours."


class Lock(Command):
    """Cover the screen."""

    name = "app.lock"
    keys = "ctrl+l"
    label = "Lock"
    help = "Cover the screen, from anywhere. A file with a passphrase is locked; without one the screen is only blank."
    priority = True


class Undo(Command):
    """Take the last change back."""

    name = "app.undo"
    keys = "u"
    label = "Undo"
    help = "Take back the last change made here; without one the last import, which asks first."


class ShowClass(Command):
    """To the screen of that name."""

    name = "app.class"
    keys = "1"
    label = "Class grid"
    help = "The class grid: who is below target, and why."


class ShowFlagged(Command):
    """To the screen of that name."""

    name = "app.flagged"
    keys = "2"
    label = "Flagged pupils"
    help = "The flagged pupils of the school, each with the reason in words."


class ShowCompare(Command):
    """To the screen of that name."""

    name = "app.compare"
    keys = "3"
    label = "Compare groups"
    help = "Classes, year groups, groups and schools side by side."


class ShowProgress(Command):
    """To the screen of that name."""

    name = "app.progress"
    keys = "4"
    label = "Progress by year"
    help = "Gains by year group beside trajectories."


class ShowMatrix(Command):
    """To the screen of that name."""

    name = "app.matrix"
    keys = "5"
    label = "Matrix"
    help = "Any result against any other, with the names in the cells."


class ShowMeetings(Command):
    """To the screen of that name."""

    name = "app.meetings"
    keys = "6"
    label = "Meetings"
    help = "Earlier meetings, actions and support, with the results since."


class ShowData(Command):
    """To the screen of that name."""

    name = "app.data"
    keys = "7"
    label = "Data on file"
    help = "Imports, what is missing, and what the figures rest on."


SCREENS: tuple[type[Command], ...] = (
    ShowClass, ShowFlagged, ShowCompare, ShowProgress, ShowMatrix, ShowMeetings, ShowData,
)  # fmt: skip
"""The screens, in the order of their keys; the last part of a name is the screen's own."""

EVERYWHERE: tuple[type[Command], ...] = (Quit, *SCREENS, Help, Palette, Undo, Projector, Lock, Theme)
"""In the order of help."""
