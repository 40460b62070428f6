"""Commands that lead to an import, and those of the import screen."""

from __future__ import annotations

from progress_tui.tui.commands.base import Command


class ImportFile(Command):
    """Bring a file in."""

    name = "class.import"
    keys = "I"
    label = "Import"
    help = "Bring in a file of results, targets or a class list; nothing is stored before you have seen what it says."


class BeginImport(Command):
    """From Welcome to the first import."""

    name = "welcome.import"
    keys = "enter,i"
    label = "Import a file"
    help = "Begin with your own school: bring in a file of results or a class list."
    footer = True
    shown_key = "enter"


class OpenDemo(Command):
    """Open the fictional demo school."""

    name = "welcome.demo"
    keys = "d"
    label = "Demo school"
    help = "Look around in a fictional school."
    footer = True


class Accept(Command):
    """Take what is marked."""

    name = "import.accept"
    keys = "enter"
    label = "Choose"
    help = "Take what is marked or typed: a file, a folder, an answer, the import itself."
    footer = True
    shown_key = "enter"


class StepBack(Command):
    """One step back, or stop what is under way."""

    name = "import.back"
    keys = "escape"
    label = "Back"
    help = "One step back; stops work that is under way. Nothing is stored by it."
    footer = True
    shown_key = "esc"


class OtherPart(Command):
    """To the table, or back to the question."""

    name = "import.part"
    keys = "tab,shift+tab"
    label = "Table"
    help = "Go to the table, to scroll in it, and back to the question. While a path is typed: complete it."
    footer = True
    shown_key = "tab"


class NextList(Command):
    """Another list in the table."""

    name = "import.list"
    keys = "v"
    label = "Next list"
    help = "Show the columns, the problems, the changes or the notes."
    footer = True


class TypeAnswer(Command):
    """Type an answer."""

    name = "import.type"
    keys = "slash"
    label = "Type"
    help = "Type an answer, or a part of one to narrow the list."
    footer = True
    shown_key = "/"


class AnotherFile(Command):
    """Choose another file."""

    name = "import.file"
    keys = "f"
    label = "Other file"
    help = "Choose another file."
    footer = True


class EarlierImports(Command):
    """The imports on file."""

    name = "import.earlier"
    keys = "f3,E"
    label = "Earlier imports"
    help = "List what was imported before; enter takes one back, and asks first."
    footer = True
    shown_key = "F3"


class SaveRejected(Command):
    """Write the rejected rows down."""

    name = "import.rejected"
    keys = "w"
    label = "Write problems"
    help = "Write the rows with problems to a CSV file, so that the office can correct them."


IMPORTING: tuple[type[Command], ...] = (
    Accept, StepBack, OtherPart, NextList, TypeAnswer, AnotherFile, EarlierImports, SaveRejected,
)  # fmt: skip
"""Of the import screen, in the order of help."""

WELCOME: tuple[type[Command], ...] = (BeginImport, OpenDemo)
"""Of Welcome, in the order of help."""
