"""Commands of the Data screen, beside those that every view has."""

from __future__ import annotations

from progress_tui.tui.commands import common
from progress_tui.tui.commands.base import Command
from progress_tui.tui.commands.common import VIEW, CloseList, EditFilter
from progress_tui.tui.commands.importing import Accept, AnotherFile, ImportFile, NextList, StepBack


class UnmarkResult(Command):
    """Change the mark of the result under the cursor."""

    name = "data.query"
    keys = "Q"
    label = "Mark as wrong"
    help = "Among the queried results: give another reason, or take the mark away."


class WriteForOffice(Command):
    """Write the list for the office."""

    name = "data.write"
    keys = "e"
    label = "Write"
    help = "Write the list shown to a CSV file: queried results, what was not taken, what is missing."
    footer = True


class AddSchool(Command):
    """Take the schools of another file in."""

    name = "data.add-school"
    keys = "A"
    label = "Add a school"
    help = "Take the schools of another school file into this one; it says first what would come in."


OWN: tuple[type[Command], ...] = (WriteForOffice, UnmarkResult, AddSchool)
"""What no other view has."""

DATA: tuple[type[Command], ...] = (*VIEW, *OWN, ImportFile)
"""In the order of help."""

CROWDED: tuple[type[Command], ...] = (*common.CROWDED, EditFilter)
"""Whole lists are not filtered: the footer has room for what is done here."""

PAGE: tuple[type[Command], ...] = (NextList, WriteForOffice, CloseList)
"""Of the page of one import, in the order of help."""

ADOPTING: tuple[type[Command], ...] = (Accept, StepBack, AnotherFile)
"""Of the screen that takes the schools of another file in, in the order of help."""
