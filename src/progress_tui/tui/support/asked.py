"""Whom support is for: what a screen hands to the dialogs of support."""

from __future__ import annotations

from typing import NamedTuple

from progress_tui.domain.support import SupportRecord
from progress_tui.domain.text import counted


class SupportAsked(NamedTuple):
    """Children who may be put in support.

    Attributes:
        point: the ordinal whose results are proposed as what was measured at entry.
        subject: id of the subject it is about, "" for none: its groups come first, a new group begins with it.
        pupil_ids: who.
        who: what the screen calls them: a name, initials where names are hidden, `5 children`.
    """

    school_id: int
    point: int
    subject: str
    pupil_ids: tuple[int, ...]
    who: str


def children_words(number: int) -> str:
    """`1 child`, `5 children`."""
    return counted(number, "child", "children")


def group_words(group: SupportRecord, subject: str) -> str:
    """A group in a line of a choice: `Book talk (Reading) · TA · 5 children · since 12 October`."""
    from progress_tui.domain.calendar import MONTHS
    from progress_tui.domain.subjects import subject_label

    about = f" ({subject_label(group.subject)})" if group.subject and group.subject != subject else ""
    since = f"since {group.starts.day} {MONTHS[group.starts.month - 1]}"
    parts = (f"{group.name}{about}", group.staff, children_words(len(group.members)), since)
    return " · ".join(part for part in parts if part)
