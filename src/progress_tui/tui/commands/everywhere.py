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
    """Change between dark and light."""

    name = "app.theme"
    keys = "T"
    label = "Dark or light"
    help = "Change between the dark and the light theme."


EVERYWHERE: tuple[type[Command], ...] = (Quit, Help, Palette, Projector, Theme)
"""In the order of help."""
