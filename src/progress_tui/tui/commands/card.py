"""Commands of the pupil card."""

from __future__ import annotations

from progress_tui.tui.commands.base import Command


class Back(Command):
    """Back to the list."""

    name = "card.back"
    keys = "escape"
    label = "Back"
    help = "Back to where the card was opened."
    footer = True
    shown_key = "esc"


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


class NextSection(Command):
    """The next section."""

    name = "card.section"
    keys = "tab"
    label = "Section"
    help = "To the next heading: flags, results, chart, support, meetings, notes, every result; shift+tab goes back."
    footer = True
    shown_key = "tab"


class PreviousSection(Command):
    """The section before."""

    name = "card.section-before"
    keys = "shift+tab"
    label = "Section before"
    help = "To the heading before."


class ChartSubject(Command):
    """Another subject in the chart."""

    name = "card.subject"
    keys = "t"
    label = "Subject"
    help = "Show the next subject in the chart."
    footer = True


class WriteCardNote(Command):
    """Write a note."""

    name = "card.note"
    keys = "n"
    label = "Note"
    help = "Write a note on this pupil; it is saved as you type."
    footer = True


class DismissFlag(Command):
    """Dismiss the flag under the cursor."""

    name = "card.dismiss"
    keys = "d"
    label = "Dismiss"
    help = "Dismiss the flag under the cursor with a reason; it stays dismissed until its figures change."
    footer = True


class OpenBlock(Command):
    """Open what is under the cursor."""

    name = "card.open"
    keys = "enter"
    label = "Open"
    help = "Open the children a position such as “31st of 58” is among."


class CardAction(Command):
    """An action for the pupil on the card."""

    name = "card.action"
    keys = "a"
    label = "Action"
    help = "Agree an action for this pupil: what, who and by when, such as “4 weeks” or “half term”."


class CardSupport(Command):
    """Support for the pupil on the card."""

    name = "card.support"
    keys = "plus"
    label = "Support"
    help = "Put this pupil in a support group, or begin a new one; on a flag it is about the flag's subject."


class MentoringRecord(Command):
    """The mentoring record."""

    name = "card.record"
    keys = "r"
    label = "Record"
    help = "The mentoring record: strands graded each half-term, targets, what the child and the mentor say."


class QueryResult(Command):
    """Mark the result under the cursor as wrong."""

    name = "card.query"
    keys = "Q"
    label = "Mark as wrong"
    help = "Mark the result under the cursor as wrong, for the office to mend, or take the mark away."


class ExportCard(Command):
    """Export what is held on the pupil."""

    name = "card.export"
    keys = "e"
    label = "Export"
    help = "Write the conference sheet of this pupil, or everything on file of the pupil, to files."


class CopyCard(Command):
    """Copy text."""

    name = "card.copy"
    keys = "y"
    label = "Copy"
    help = "Copy the line under the cursor, or the whole card, as text."


CARD: tuple[type[Command], ...] = (
    Back, PreviousPupil, NextPupil, NextSection, PreviousSection, ChartSubject, OpenBlock, WriteCardNote, DismissFlag,
    CardAction, CardSupport, MentoringRecord, QueryResult, ExportCard, CopyCard,
)  # fmt: skip
"""In the order of help."""
