"""Commands of a meeting that runs. They act in command mode; while a text is written, letters are letters."""

from __future__ import annotations

from collections.abc import Mapping

from progress_tui.domain.meetings import TextField
from progress_tui.tui.commands.base import Command


class NextItem(Command):
    """The next item."""

    name = "runner.next"
    keys = "space,right_square_bracket"
    label = "Next"
    help = "Go on to the next item of the agenda."
    footer = True
    shown_key = "space"


class PreviousItem(Command):
    """The item before."""

    name = "runner.previous"
    keys = "left_square_bracket"
    label = "Before"
    help = "Back to the item before."


class WriteNote(Command):
    """Write the note."""

    name = "runner.note"
    keys = "n,enter"
    label = "Note"
    help = "Write the note; it is saved as you type, and esc leads back to the keys."
    footer = True
    shown_key = "n"


class WriteTeacherView(Command):
    """Write the teacher's view."""

    name = "runner.teacher"
    keys = "v"
    label = "Teacher's view"
    help = "Write what the teacher says; it is saved as you type."


class WriteInClass(Command):
    """Write what changes in class first."""

    name = "runner.in-class"
    keys = "c"
    label = "In class first"
    help = "Write what changes in class before anything else; it is saved as you type."


class WriteSeen(Command):
    """Write what is seen."""

    name = "runner.seen"
    keys = "w"
    label = "What we see"
    help = "Write what we see beside the figures; it is saved as you type."


class Barriers(Command):
    """Choose barriers."""

    name = "runner.barriers"
    keys = "b"
    label = "Barriers"
    help = "Choose what stands in the child's way: a letter each, enter when done."
    footer = True


class Decide(Command):
    """Choose the decision."""

    name = "runner.decision"
    keys = "o"
    label = "Outcome"
    help = "Choose what is decided for the child, by one letter."
    footer = True


class AddAction(Command):
    """Agree an action."""

    name = "runner.action"
    keys = "a"
    label = "Action"
    help = "Agree an action: what, who, by when, such as “in 4 weeks”."
    footer = True


class ChangeAction(Command):
    """Change an action agreed here."""

    name = "runner.change-action"
    keys = "A"
    label = "Change action"
    help = "Change an action that was agreed in this meeting, or take it away."


class LastTime(Command):
    """What became of last time's actions."""

    name = "runner.last-time"
    keys = "l"
    label = "Last time"
    help = "Say what became of the actions agreed before: done, stopped or carried on, and with what effect."


class DismissFlag(Command):
    """Dismiss a flag."""

    name = "runner.dismiss"
    keys = "d"
    label = "Dismiss"
    help = "Dismiss a flag of this child with a reason; it stays dismissed until its figures change."


class Support(Command):
    """Put the child into support."""

    name = "runner.support"
    keys = "s"
    label = "Support"
    help = "Put the child into a support group, or make one."


class Discussed(Command):
    """Tick the item off."""

    name = "runner.discussed"
    keys = "x"
    label = "Discussed"
    help = "Mark the item as discussed, or take the mark away; whatever is written marks it by itself."


class Questions(Command):
    """Offer questions."""

    name = "runner.questions"
    keys = "f2"
    label = "Questions"
    help = "Questions to ask; a digit writes one into the text that is written, or into the note."


class ChartSubject(Command):
    """Another subject in the chart."""

    name = "runner.subject"
    keys = "t"
    label = "Subject"
    help = "Show the next subject in the chart."


class ScrollDown(Command):
    """Scroll down what is shown of the child."""

    name = "runner.down"
    keys = "pagedown,ctrl+d"
    label = "Further down"
    help = "Show what stands further down about this item."


class ScrollUp(Command):
    """Scroll up what is shown of the child."""

    name = "runner.up"
    keys = "pageup,ctrl+u"
    label = "Further up"
    help = "Back up."


class ReadBack(Command):
    """Read back and finish."""

    name = "runner.read-back"
    keys = "r"
    label = "Read back"
    help = "Read back what was decided and agreed, and finish the meeting."
    footer = True


class Export(Command):
    """Export the record."""

    name = "runner.export"
    keys = "e"
    label = "Export"
    help = "Write the record of this meeting to files: teacher copy, SLT copy, SENCO list, actions."


class RefreshFigures(Command):
    """Show the figures on file now."""

    name = "runner.refresh"
    keys = "R"
    label = "Figures anew"
    help = "Show the figures as they are on file now, where something was imported since the meeting began."


class Pause(Command):
    """Leave the meeting for now."""

    name = "runner.pause"
    keys = "escape"
    label = "Pause"
    help = "Leave the meeting: the clock stands still, and m goes on at the same item."
    footer = True
    shown_key = "esc"


RUNNER: tuple[type[Command], ...] = (
    NextItem, PreviousItem, WriteNote, WriteTeacherView, WriteInClass, WriteSeen, Barriers, Decide, AddAction,
    ChangeAction, LastTime, DismissFlag, Support, Discussed, Questions, ChartSubject, ScrollDown, ScrollUp, ReadBack,
    Export, RefreshFigures, Pause,
)  # fmt: skip
"""In the order of help."""

WHILE_WRITING: frozenset[str] = frozenset({Questions.name})
"""What works while a text is written, too."""

OF_A_CHILD: frozenset[str] = frozenset(
    {Barriers.name, Decide.name, DismissFlag.name, Support.name, WriteSeen.name, ChartSubject.name}
)
"""What does nothing on an item of the class."""

FIELD_OF: Mapping[type[Command], TextField] = {
    WriteNote: "note", WriteTeacherView: "teacher_view", WriteInClass: "in_class", WriteSeen: "seen",
}  # fmt: skip
"""Which text each of them writes."""
