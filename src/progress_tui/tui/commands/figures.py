"""Commands of the screens that show figures of groups."""

from __future__ import annotations

from progress_tui.tui.commands.base import Command
from progress_tui.tui.commands.common import ExportHere


class ChooseMeasure(Command):
    """What is compared."""

    name = "compare.measure"
    keys = "M"
    label = "Measure"
    help = "Choose what groups are compared by: at the expected standard, mean, change, targets, absence."
    footer = True


class ToggleIntervals(Command):
    """The interval beside each share."""

    name = "compare.intervals"
    keys = "i"
    label = "Intervals"
    help = "Show the 95 % interval of each percentage, or hide it."


class TogglePooled(Command):
    """Three years together."""

    name = "compare.pooled"
    keys = "Y"
    label = "Three years"
    help = "Take three academic years together at the same half-term, for small groups; again for this year alone."


COMPARE: tuple[type[Command], ...] = (ChooseMeasure, ToggleIntervals, TogglePooled, ExportHere)
"""Of the compare screen, in the order of help."""
