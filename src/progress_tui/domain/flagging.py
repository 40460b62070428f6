"""Which flags somebody asks a view about: as typed, before any school is looked at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FlagsAsked:
    """Flags as they were asked for; the defaults ask for every question and no good news.

    Attributes:
        flag: the id of one rule, or empty for all.
        severity: the least severity, 1–3.
        most: how many children at the most; None for the default of the view, 0 for all.
        agenda: a line a child in the order of a meeting, rather than a line a flag.
        good: good news in place of questions.
        children: a line a child with all its questions, every flagged child, in the order of a meeting.
    """

    flag: str = ""
    severity: int = 1
    most: int | None = None
    agenda: bool = False
    good: bool = False
    children: bool = False
