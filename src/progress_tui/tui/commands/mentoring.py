"""Commands of the mentoring record."""

from __future__ import annotations

from progress_tui.tui.commands.base import Command


class Back(Command):
    """Back to the card."""

    name = "mentoring.back"
    keys = "escape"
    label = "Back"
    help = "Back to where the record was opened."
    footer = True
    shown_key = "esc"


class PreviousPupil(Command):
    """The pupil before."""

    name = "mentoring.previous"
    keys = "left_square_bracket"
    label = "Previous"
    help = "The pupil before this one in the list."


class NextPupil(Command):
    """The pupil after."""

    name = "mentoring.next"
    keys = "right_square_bracket"
    label = "Next"
    help = "The pupil after this one in the list."


class EarlierHalfTerm(Command):
    """An earlier half-term."""

    name = "mentoring.earlier"
    keys = "comma"
    label = "Earlier"
    help = "The half-term before: what is graded and written is of the half-term at the right."


class LaterHalfTerm(Command):
    """A later half-term."""

    name = "mentoring.later"
    keys = "full_stop"
    label = "Later"
    help = "The half-term after."


class NextSection(Command):
    """The next section."""

    name = "mentoring.section"
    keys = "tab"
    label = "Section"
    help = "To the next heading: strands, targets, comments; shift+tab goes back."
    shown_key = "tab"


class PreviousSection(Command):
    """The section before."""

    name = "mentoring.section-before"
    keys = "shift+tab"
    label = "Section before"
    help = "To the heading before."


class Write(Command):
    """Write what the cursor is on."""

    name = "mentoring.write"
    keys = "enter"
    label = "Write"
    help = "Choose a grade, write a target or a comment: what the cursor is on."
    footer = True
    shown_key = "enter"


class SetTarget(Command):
    """A new target."""

    name = "mentoring.target"
    keys = "t"
    label = "Target"
    help = "Set a target in a subject, up to three, or the personal one."
    footer = True


class CarryTargets(Command):
    """Go on with earlier targets."""

    name = "mentoring.carry"
    keys = "o"
    label = "Carry on"
    help = "Go on with the targets of the half-term before that are not met yet."
    footer = True


class TakeAway(Command):
    """Take a grade or a target away."""

    name = "mentoring.take-away"
    keys = "minus,delete,backspace"
    label = "Take away"
    help = "Take the grade or the target under the cursor away."
    shown_key = "-"


class ChildSays(Command):
    """The child's comment."""

    name = "mentoring.child"
    keys = "c"
    label = "Child"
    help = "Write what the child says; it is saved as it is typed."
    footer = True


class MentorSays(Command):
    """The mentor's comment."""

    name = "mentoring.mentor"
    keys = "w"
    label = "Mentor"
    help = "Write what the mentor says; it is saved as it is typed."
    footer = True


class ConferenceSheet(Command):
    """The child's page."""

    name = "mentoring.export"
    keys = "e"
    label = "Sheet"
    help = "Write the conference sheet: one page a child can read."
    footer = True


MENTORING: tuple[type[Command], ...] = (
    Write, SetTarget, CarryTargets, ChildSays, MentorSays, TakeAway, EarlierHalfTerm, LaterHalfTerm, NextSection,
    PreviousSection, PreviousPupil, NextPupil, ConferenceSheet, Back,
)  # fmt: skip
"""In the order of help."""
