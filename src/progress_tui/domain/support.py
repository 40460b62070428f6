"""Support: a group of children, what for, since when, by whom, the cost, and each child's entry, exit and effect."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple, TypeVar

from progress_tui.domain.due_dates import Due, due_of, read_due
from progress_tui.domain.meetings import Effect
from progress_tui.domain.school_days import SchoolYears

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class MemberRecord:
    """One child in a support group.

    Attributes:
        pupil_id: the child.
        entry, exit: what was measured at the start and at the end, as written down; may be empty.
        effect: one of `domain.meetings.EFFECTS`.
        joined: the first day in the group, None for the group's own.
        left: the last day in the group, None for the group's own.
        effect_note: what the effect was, in a few words.
    """

    pupil_id: int
    entry: str = ""
    exit: str = ""
    effect: Effect = "unknown"
    joined: date | None = None
    left: date | None = None
    effect_note: str = ""


@dataclass(frozen=True, slots=True)
class SupportRecord:
    """A support group.

    Attributes:
        name: what it is called; `subject` a subject id, "" for support in no single subject.
        starts: its first day; `ends` its last, None while it runs.
        staff: who gives it, by role.
        members: the children in it, each once.
        cost: of the whole group in pounds, for senior leaders alone; None where nobody has said.
        note: what is done, in a few words.
    """

    name: str
    subject: str
    starts: date
    ends: date | None
    staff: str
    members: tuple[MemberRecord, ...]
    cost: float | None = None
    note: str = ""

    def member(self, pupil_id: int) -> MemberRecord | None:
        """The child's place in the group, None for a child who is not in it."""
        return next((one for one in self.members if one.pupil_id == pupil_id), None)

    def with_member(self, member: MemberRecord) -> SupportRecord:
        """The group with a child put in, or with what is known of the child changed."""
        if self.member(member.pupil_id) is None:
            return replace(self, members=(*self.members, member))
        own = tuple(member if one.pupil_id == member.pupil_id else one for one in self.members)
        return replace(self, members=own)

    def without_member(self, pupil_id: int) -> SupportRecord:
        """The group without a child."""
        return replace(self, members=tuple(one for one in self.members if one.pupil_id != pupil_id))


class Merged(NamedTuple):
    """A change put on top of what is on file.

    Attributes:
        record: the outcome.
        clashes: what both sides changed to different values, in words; empty when the change can be stored.
    """

    record: SupportRecord
    clashes: tuple[str, ...]


def merged(before: SupportRecord, after: SupportRecord, on_file: SupportRecord) -> Merged:
    """Put a change from `before` to `after` on top of what is on file now, which another program may have changed.

    Fields and children are taken one by one: two people who change different things both keep their change.
    """
    clashes: dict[str, None] = {}

    def of_both(old: T, new: T, held: T, words: str) -> T:
        """The new value where only this side changed it, else the one on file."""
        if new in (old, held):
            return held
        if held != old:
            clashes[words] = None
            return held
        return new

    record = SupportRecord(
        of_both(before.name, after.name, on_file.name, "the name"),
        of_both(before.subject, after.subject, on_file.subject, "the subject"),
        of_both(before.starts, after.starts, on_file.starts, "the first day"),
        of_both(before.ends, after.ends, on_file.ends, "the end"),
        of_both(before.staff, after.staff, on_file.staff, "who gives it"),
        on_file.members,
        of_both(before.cost, after.cost, on_file.cost, "the cost"),
        of_both(before.note, after.note, on_file.note, "the note"),
    )
    known = [*on_file.members, *before.members, *after.members]
    for pupil_id in dict.fromkeys(one.pupil_id for one in known):
        one = of_both(before.member(pupil_id), after.member(pupil_id), on_file.member(pupil_id), "a child in it")
        record = record.without_member(pupil_id) if one is None else record.with_member(one)
    return Merged(record, tuple(clashes))


_AGO = re.compile(r"(?P<number>\d{1,3}|an?) (?P<unit>days?|weeks?|months?) ago")
_YEAR_SAID = re.compile(r".*(\d{4}|\d[/.-]\d{1,2}[/.-]\d{2}|[a-z]{3,} \d{2})$")
_LATER_THAN = timedelta(days=180)
"""A day without a year farther ahead than this is taken for the one that is past: support is noted after it began."""


def read_day(text: str, today: date, years: SchoolYears) -> Due:
    """The day that a text means, as for due dates, and of days without a year the nearer one: `3 weeks ago`, `14 sep`.

    Args:
        text: as typed; nothing means today.
        today: from when on it is counted.
        years: first and last days of half-terms.

    Raises:
        UsageError: it is not surely a day; the sentence gives examples.
    """
    asked = " ".join(text.casefold().split())
    ago = _AGO.fullmatch(asked)
    if ago is not None:
        number = int(ago["number"]) if ago["number"].isdigit() else 1
        days = number * {"d": 1, "w": 7, "m": 30}[ago["unit"][0]]
        return due_of(today - timedelta(days=days), today, years)
    found = read_due(asked or "today", today, years)
    leap_day = (found.day.month, found.day.day) == (2, 29)
    if found.day - today > _LATER_THAN and not _YEAR_SAID.fullmatch(asked) and not leap_day:
        return due_of(found.day.replace(year=found.day.year - 1), today, years)
    return found
